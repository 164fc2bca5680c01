"""A network's settings as sentences, in each language's own months, lists and numbers."""

from decimal import Decimal

import pytest
from django.utils import translation

from armkrok.networks import sentences
from armkrok.networks.models import Network
from armkrok.networks.settings_words import told


def a_network(**settings: object) -> Network:
    return Network(**({"eligible_kinds": ["municipality"], "areas": ["DK"]} | settings))


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (3, 3, "3 meetings a year"),
        (1, 1, "1 meeting a year"),
        (2, 3, "2–3 meetings a year"),
        (0, 4, "at most 4 meetings a year"),
    ],
)
def test_meetings_a_year(least: int, most: int, words: str) -> None:
    """S11, K31"""
    assert sentences.meetings_a_year(a_network(meetings_min=least, meetings_max=most)) == words


def test_winter_in_the_readers_language() -> None:
    """S17"""
    network = a_network(winter_rule=True, station_km=Decimal("2.5"))
    assert "From October to March" in sentences.winter(network)
    assert "2.5 km" in sentences.winter(network)
    with translation.override("sv"):
        assert sentences.month(10) == "oktober"
        assert told("station_km", "2.5") == "2,5"
    assert sentences.winter(a_network()) == ""


def test_everybody_may_join_somebody_cannot() -> None:
    """K29"""
    everybody = a_network(eligible_kinds=list(sentences.KINDS))
    assert sentences.not_members(everybody) == ""
    assert "State agencies" not in sentences.meant_for(a_network())
    assert sentences.not_members(a_network()).endswith("can't be members.")


def test_a_politicians_network_is_always_decided_by_people() -> None:
    """K5"""
    network = a_network(eligibility_procedure="open", asks_committee=True)
    assert sentences.who_decides(network) == "The secretariat decides on every application."


@pytest.mark.parametrize(("minutes", "words"), [(300, "5 hours"), (60, "1 hour"), (330, "330 minutes")])
def test_a_full_day(minutes: int, words: str) -> None:
    """K31"""
    assert words in sentences.full_days(a_network(full_days=True, full_day_minutes=minutes))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("winter_rule", True, "yes"),
        ("purpose", "", "nothing"),
        ("winter_from", 10, "October"),
        ("eligible_kinds", ["region", "municipality"], "municipalities and regions"),
        ("areas", ["DK", "SE"], "the whole of Denmark and the whole of Sweden"),
        ("policy_area", "culture", "Culture"),
        ("purposes", ["lærande", "dialog"], "lærande and dialog"),
        ("seats_per_meeting", 0, "0"),
    ],
)
def test_a_value_in_words(name: str, value: object, words: str) -> None:
    assert told(name, value) == words
