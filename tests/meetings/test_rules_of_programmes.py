"""What the rules say of programmes: hours that follow one another, a guest's hour, the meter, every warning on and off."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.meetings import rules
from armkrok.meetings.rules import ItemFacts, MeetingFacts, Refusal

lengths = st.integers(5, 720)
items = st.lists(st.tuples(lengths, st.booleans()), max_size=30)


# --- the hours ------------------------------------------------------------------------------------------


@given(items)
def test_items_follow_one_another(programme: list[tuple[int, bool]]) -> None:
    """Each begins when all before it have ended, or together with the one before; there is never a hole."""
    slots = rules.timetable(programme)
    assert [ends - begins for begins, ends in slots] == [minutes for minutes, _parallel in programme]
    for n, (begins, _ends) in enumerate(slots):
        if n == 0:
            assert begins == 0
        elif programme[n][1]:
            assert begins == slots[n - 1][0]
        else:
            assert begins == max(ends for _begins, ends in slots[:n])


@given(items, st.integers(0, 29), lengths)
def test_when_one_is_resized_all_that_follow_move_along_and_nothing_before(
    programme: list[tuple[int, bool]], which: int, minutes: int
) -> None:
    if which >= len(programme):
        return
    resized = [(minutes if n == which else m, p) for n, (m, p) in enumerate(programme)]
    before, after = rules.timetable(programme), rules.timetable(resized)
    assert after[:which] == before[:which]
    assert after[which][0] == before[which][0]
    begins_anew = next((n for n in range(which + 1, len(programme)) if not programme[n][1]), len(programme))
    moved = {after[n][0] - before[n][0] for n in range(begins_anew, len(programme))}
    assert len(moved) <= 1, "all by the same"


@given(st.lists(lengths, max_size=20), st.integers(0, 19), st.integers(0, 19))
def test_moving_one_changes_order_and_never_the_end(minutes: list[int], which: int, to: int) -> None:
    if which >= len(minutes):
        return
    moved = [m for n, m in enumerate(minutes) if n != which]
    moved.insert(to, minutes[which])
    before = rules.timetable([(m, False) for m in minutes])
    after = rules.timetable([(m, False) for m in moved])
    assert before[-1][1] == after[-1][1]


# --- a guest's hour and what is confidential ------------------------------------------------------------


@given(st.integers(0, 400), lengths, st.integers(60, 720), st.lists(st.tuples(st.integers(0, 400), lengths)))
def test_a_guests_hour_lies_inside_and_beside_nothing_confidential(
    begins: int, minutes: int, whole: int, closed: list[tuple[int, int]]
) -> None:
    """S20: minute by minute."""
    hers = set(range(begins, begins + minutes))
    slots = [(at, at + long) for at, long in closed]
    fits = max(hers) < whole and not any(hers & set(range(*slot)) for slot in slots)
    if fits:
        rules.guest_slot_refusal((begins, begins + minutes), meeting_minutes=whole, closed_slots=slots)
        return
    with pytest.raises(Refusal) as no:
        rules.guest_slot_refusal((begins, begins + minutes), meeting_minutes=whole, closed_slots=slots)
    assert no.value.requirement == "S20"


def test_a_guest_may_come_as_the_confidential_item_ends() -> None:
    """S20"""
    rules.guest_slot_refusal((60, 90), meeting_minutes=90, closed_slots=[(0, 60)])


def test_what_is_confidential_has_no_guest_and_isnt_led_from_outside() -> None:
    """K21"""
    rules.closed_item_refusal(led_by="member", has_guest=False)
    for values in ({"led_by": "guest", "has_guest": False}, {"led_by": "member", "has_guest": True}):
        with pytest.raises(Refusal) as no:
            rules.closed_item_refusal(**values)  # type: ignore[arg-type]
        assert no.value.requirement == "K21"


COFFEE, WELCOME = ItemFacts("Kaffe", 15, sort="break"), ItemFacts("Velkommen", 15)
TALK, LONG = ItemFacts("Oplæg", 45, led_by="guest"), ItemFacts("Om netværket", 60)


@pytest.mark.parametrize(
    ("programme", "place"),
    [
        ([], 0),
        ([WELCOME], 1),
        ([WELCOME, TALK], 1),
        ([COFFEE, WELCOME, TALK], 2),
        ([COFFEE, TALK], 1),
        ([TALK, WELCOME], 0),
        ([LONG, TALK], 0),
        ([replace(WELCOME, closed=True)], 0),
        ([replace(WELCOME, sort="standing")], 0),
    ],
)
def test_the_host_comes_after_the_arrival_and_the_welcome(programme: list[ItemFacts], place: int) -> None:
    """S13"""
    assert rules.place_of_host_slot(programme) == place


# --- the meter ------------------------------------------------------------------------------------------

facts = st.builds(
    ItemFacts,
    title=st.just("x"),
    minutes=lengths,
    sort=st.sampled_from(["item", "break", "host_slot", "standing"]),
    form_of_work=st.sampled_from(["", "oplæg", "workshop"]),
    led_by=st.sampled_from(["facilitator", "member", "guest"]),
    purposes=st.lists(st.sampled_from(["viden", "netværk"]), unique=True).map(tuple),
    tags=st.lists(st.sampled_from(["klima", "økonomi"]), unique=True).map(tuple),
)


@given(st.lists(facts, max_size=20))
def test_the_meter_counts_every_minute_but_breaks(programme: list[ItemFacts]) -> None:
    """S5, K15, K16, K26, K32: the order doesn't matter."""
    found = rules.meter(programme)
    working = [item for item in programme if item.sort != "break"]
    assert found.total == sum(item.minutes for item in working)
    assert sum(found.forms.values()) <= found.total
    assert all(minutes <= found.total for minutes in (*found.purposes.values(), *found.tags.values()))
    assert found.member_led + found.from_outside <= found.total
    assert 0 <= found.member_led_percent <= 100
    assert found == rules.meter(programme[::-1])
    for purpose in ("viden", "netværk"):
        spent = sum(item.minutes for item in working if purpose in item.purposes)
        assert found.purposes.get(purpose, 0) == spent


def test_two_forms_that_share_the_first_place_dont_dominate() -> None:
    """K32"""
    talk, workshop = ItemFacts("a", 30, form_of_work="oplæg"), ItemFacts("b", 30, form_of_work="workshop")
    assert rules.meter([talk, workshop]).dominating_form == ""
    assert rules.meter([talk, workshop, workshop]).dominating_form == "workshop"


# --- the warnings: each is there, and each goes with its setting or its cause ---------------------------


def a_meeting(**more: Any) -> MeetingFacts:
    """One that nothing is warned about, though every rule is on."""
    usual: dict[str, Any] = {
        "is_trip": False,
        "day": dt.date(2027, 12, 2),
        "minutes": 360,
        "has_place": True,
        "online": False,
        "place_name": "Hørby",
        "station_km": Decimal("0.5"),
        "host_named": True,
        "host_slot_needed": True,
        "number_in_year": 3,
        "clashes": (),
        "items": (
            ItemFacts("Værten", 40, sort="host_slot", led_by="member"),
            ItemFacts("Nyt", 20, sort="standing", purposes=("viden",)),
            ItemFacts("Oplæg", 40, form_of_work="oplæg", led_by="guest", purposes=("viden",)),
            ItemFacts("Pause", 15, sort="break"),
            ItemFacts("Workshop", 60, form_of_work="workshop", led_by="member", purposes=("viden",)),
        ),
        "earlier_dominating": ("oplæg",),
        "meetings_max": 3,
        "winter_rule": True,
        "winter_from": 10,
        "winter_to": 3,
        "station_km_at_most": Decimal("4.0"),
        "full_days": True,
        "full_day_minutes": 300,
        "purposes": ("viden",),
        "member_led_percent": 50,
        "external_talk": True,
        "forms_of_work": ("oplæg", "workshop"),
        "same_form_at_most": 1,
        "standing_items": ("Nyt",),
    }
    return MeetingFacts(**(usual | more))


def codes(meeting: MeetingFacts) -> list[str]:
    return [found.code for found in rules.warnings(meeting)]


def without(title: str) -> tuple[ItemFacts, ...]:
    return tuple(item for item in a_meeting().items if item.title != title)


def instead(title: str, **more: Any) -> tuple[ItemFacts, ...]:
    return tuple(replace(item, **more) if item.title == title else item for item in a_meeting().items)


def test_nothing_is_warned_about_where_all_is_as_the_network_wants_it() -> None:
    assert codes(a_meeting()) == []


def test_almost_half_isnt_half() -> None:
    """K15"""
    led = rules.meter([ItemFacts("a", 249, led_by="member"), ItemFacts("b", 251)])
    assert led.member_led_percent == 49


@pytest.mark.parametrize(
    ("code", "cause", "off"),
    [
        ("S11", {"number_in_year": 4}, {"meetings_max": 4}),
        ("K31", {"minutes": 299}, {"full_days": False}),
        ("K31", {"minutes": 299}, {"full_day_minutes": 299}),
        ("K28", {"clashes": ("Et andet møde",)}, {"clashes": ()}),
        ("S17", {"station_km": Decimal("12.0")}, {"winter_rule": False}),
        ("S17", {"station_km": Decimal("12.0")}, {"day": dt.date(2027, 5, 20)}),
        ("S17", {"station_km": Decimal("12.0")}, {"station_km_at_most": Decimal("12.0")}),
        ("S17", {"station_km": Decimal("12.0")}, {"winter_from": 1}),
        ("S17", {"station_km": None}, {"winter_rule": False}),
        ("S17", {"station_km": None}, {"has_place": False, "online": True}),
        ("S12", {"host_named": False, "host_slot_needed": False}, {"has_place": False, "online": True}),
        ("S13", {"items": instead("Værten", sort="item", purposes=("viden",))}, {"host_slot_needed": False}),
        ("S5", {"items": instead("Workshop", purposes=())}, {"purposes": ()}),
        ("K15", {"items": instead("Workshop", led_by="facilitator")}, {"member_led_percent": 25}),
        ("K15", {"items": instead("Workshop", led_by="facilitator")}, {"member_led_percent": 0}),
        ("K16", {"items": without("Oplæg")}, {"external_talk": False}),
        ("K32", {"earlier_dominating": ("workshop",)}, {"same_form_at_most": 2}),
        ("K32", {"earlier_dominating": ("workshop",)}, {"forms_of_work": ()}),
        ("K32", {"earlier_dominating": ("workshop",)}, {"earlier_dominating": ("oplæg", "workshop")}),
        ("K11", {"items": without("Nyt")}, {"standing_items": ()}),
        ("K11", {"standing_items": ("Nyt", "Status")}, {"standing_items": ("NYT",)}),
    ],
)
def test_each_warning_is_there_for_its_cause_and_goes_with_its_setting(
    code: str, cause: dict[str, Any], off: dict[str, Any]
) -> None:
    """S5, S11, S12, S13, S17, K11, K15, K16, K28, K31, K32"""
    assert codes(a_meeting(**cause)) == [code]
    assert codes(a_meeting(**(cause | off))) == []


def test_a_warning_says_what_it_is_about_in_words() -> None:
    """S17, K15"""
    (winter,) = rules.warnings(a_meeting(station_km=Decimal("12.0")))
    assert "12.0 km" in str(winter)
    assert "Hørby" in str(winter)
    (share,) = rules.warnings(a_meeting(items=instead("Workshop", led_by="facilitator")))
    assert "25 %" in str(share)
    assert "50 %" in str(share)


def test_a_form_is_counted_as_long_as_it_goes_on_and_no_longer() -> None:
    """K32"""
    earlier = ("workshop", "workshop", "oplæg", "workshop")
    assert codes(a_meeting(earlier_dominating=earlier, same_form_at_most=3)) == []
    assert codes(a_meeting(earlier_dominating=earlier, same_form_at_most=2)) == ["K32"]


def test_an_empty_programme_isnt_warned_about() -> None:
    """What comes by itself (K11, S13) is no programme yet."""
    by_itself = tuple(item for item in a_meeting().items if item.sort in ("standing", "host_slot"))
    for items_ in ((), by_itself):
        assert codes(a_meeting(items=items_)) == []


def test_a_study_trip_has_no_rules() -> None:
    """K23"""
    assert codes(a_meeting(is_trip=True, number_in_year=9, host_named=False, items=without("Nyt"))) == []
