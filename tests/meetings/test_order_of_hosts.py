"""Who is suggested first as a host (S12, S17, K28), and what can be offered when (K28). Values in, an answer out."""

import datetime as dt
from decimal import Decimal

import pytest

from armkrok.meetings.rules import (
    HostFacts,
    Refusal,
    host_order,
    host_refusal,
    must_be_near,
    offer_refusal,
    offer_suits,
)

NEAR, FAR = Decimal("0.3"), Decimal("17.0")
SPRING, AUTUMN = dt.date(2026, 4, 1), dt.date(2026, 10, 1)


def names(*hosts: HostFacts, winter: bool) -> list[str]:
    return [host.name for host in host_order(hosts, near_first=winter, at_most=Decimal("4.0"))]


def host(name: str, **more: object) -> HostFacts:
    return HostFacts(number=1, name=name, **({"station_km": NEAR} | more))  # type: ignore[arg-type]


def test_in_winter_those_near_a_station_come_before_everybody_else() -> None:
    """S17: before an offer, too; and who doesn't know how far it is isn't near."""
    offers = host("Osby", station_km=FAR, suits=0)
    unknown = host("Ödeshög", station_km=None)
    near = host("Hässleholm", last_hosted=AUTUMN)
    just = host("Lund", station_km=Decimal("4.0"), last_hosted=SPRING)
    assert names(offers, unknown, near, just, winter=True) == ["Lund", "Hässleholm", "Osby", "Ödeshög"]
    assert names(offers, unknown, near, just, winter=False)[0] == "Osby"


def test_then_who_offered_for_it_then_for_its_season_then_who_has_waited_longest() -> None:
    """K28, S12"""
    found = names(
        host("Lately", last_hosted=AUTUMN),
        host("Long ago", last_hosted=SPRING),
        host("Never"),
        host("Season", suits=1, last_hosted=AUTUMN),
        host("This one", suits=0, last_hosted=AUTUMN),
        winter=True,
    )
    assert found == ["This one", "Season", "Never", "Long ago", "Lately"]


@pytest.mark.parametrize(
    ("meeting", "season", "year", "day", "suits"),
    [
        (7, "", None, dt.date(2027, 3, 1), 0),
        (8, "", None, dt.date(2027, 3, 1), None),
        (None, "spring", 2027, dt.date(2027, 6, 30), 1),
        (None, "spring", 2027, dt.date(2027, 7, 1), None),
        (None, "autumn", 2027, dt.date(2027, 12, 1), 1),
        (None, "any", 2027, dt.date(2027, 1, 2), 1),
        (None, "any", 2028, dt.date(2027, 1, 2), None),
    ],
)
def test_what_an_offer_suits(
    meeting: int | None, season: str, year: int | None, day: dt.date, suits: int | None
) -> None:
    assert offer_suits(meeting=meeting, season=season, year=year, this_meeting=7, day=day) == suits


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"is_member": False}, ""),
        ({"for_meeting": True, "meeting_is_coming": False}, "meeting"),
        ({"season": ""}, "season"),
        ({"year": None}, "year"),
        ({"year": 2026}, "year"),
        ({"season": "spring", "year": 2027}, "year"),
        ({"says_what": False}, "message"),
    ],
)
def test_what_cant_be_offered(more: dict[str, object], field: str) -> None:
    """K28"""
    good: dict[str, object] = {
        "is_member": True,
        "for_meeting": False,
        "meeting_is_coming": False,
        "season": "autumn",
        "year": 2027,
        "on": dt.date(2027, 7, 1),
    }
    offer_refusal(**good)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as no:
        offer_refusal(**(good | more))  # type: ignore[arg-type]
    assert (no.value.requirement, no.value.field) == ("K28", field)


@pytest.mark.parametrize("kind", ["municipality", "region", "municipal_association", "institution", "school"])
def test_municipalities_and_institutions_host(kind: str) -> None:
    """S12, S18"""
    host_refusal(kind=kind, is_member=False, over=False)


@pytest.mark.parametrize("kind", ["company", "state_agency", "association", "other"])
def test_others_host_only_as_members(kind: str) -> None:
    host_refusal(kind=kind, is_member=True, over=False)
    with pytest.raises(Refusal) as no:
        host_refusal(kind=kind, is_member=False, over=False)
    assert no.value.requirement == "S18"


def test_what_is_over_keeps_its_host() -> None:
    with pytest.raises(Refusal):
        host_refusal(kind="municipality", is_member=True, over=True)


def test_winter_is_where_the_network_says_so() -> None:
    """S17"""
    winter = {"winter_from": 10, "winter_to": 3}
    assert must_be_near(dt.date(2027, 1, 9), winter_rule=True, **winter)
    assert not must_be_near(dt.date(2027, 1, 9), winter_rule=False, **winter)
    assert not must_be_near(dt.date(2027, 9, 9), winter_rule=True, **winter)
