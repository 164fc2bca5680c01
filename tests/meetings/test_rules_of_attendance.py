"""Which of two marks counts, who is late, who was absent, and when attendance is taken (K23, A3, A13)."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.meetings import rules
from armkrok.meetings.rules import Mark, Refusal

from .conftest import STARTS

ENDS = STARTS + dt.timedelta(hours=6)
MINUTE = dt.timedelta(minutes=1)

moments = st.integers(0, 5).map(lambda minutes: STARTS + minutes * MINUTE)
marks = st.builds(Mark, moments, st.booleans(), st.integers(1, 3))


@given(st.lists(marks, min_size=1, max_size=5))
def test_the_same_marks_say_the_same_in_any_order(made: list[Mark]) -> None:
    assert {max(order) for order in itertools.permutations(made)} == {max(made)}
    assert max(made).at == max(mark.at for mark in made)


@pytest.mark.parametrize(
    ("now", "takes_place", "refused"),
    [
        (STARTS - dt.timedelta(hours=2), True, False),
        (STARTS - dt.timedelta(hours=2, seconds=1), True, True),
        (STARTS, False, True),
        (STARTS + dt.timedelta(days=9), True, False),
        (STARTS + dt.timedelta(days=10), True, True),
    ],
)
def test_from_two_hours_before_until_the_notes_are_due(
    now: dt.datetime, takes_place: bool, refused: bool
) -> None:
    try:
        rules.marking_refusal(
            takes_place=takes_place,
            now=now,
            opens_at=rules.attendance_opens(STARTS),
            closes_at=STARTS + dt.timedelta(days=10),
        )
    except Refusal:
        assert refused
    else:
        assert not refused


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (STARTS - MINUTE, False),
        (STARTS + 10 * MINUTE, False),
        (STARTS + 11 * MINUTE, True),
        (ENDS, True),
        (ENDS + MINUTE, False),  # forgotten by whoever stood in the door, and put right afterwards
    ],
)
def test_late_is_who_came_when_it_had_begun(at: dt.datetime, late: bool) -> None:
    assert rules.came_late(at, starts_at=STARTS, ends_at=ENDS) is late


def test_a_wrong_clock_doesnt_have_the_last_word() -> None:
    opens, now = rules.attendance_opens(STARTS), STARTS

    def believed(said: dt.datetime) -> dt.datetime:
        return rules.marked_at(said, now=now, opens_at=opens)

    assert believed(now - 5 * MINUTE) == now - 5 * MINUTE
    assert believed(now + dt.timedelta(days=400)) == now + MINUTE
    assert believed(dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) == opens


@pytest.mark.parametrize(
    ("held", "is_trip", "anybody", "known"),
    [
        (True, False, True, True),
        (False, False, True, False),
        (True, True, True, False),  # K23
        (True, False, False, False),  # no attendance was taken, so nobody knows
    ],
)
def test_when_absence_is_known(held: bool, is_trip: bool, anybody: bool, known: bool) -> None:
    """A13, K23"""
    assert rules.absence_is_known(held=held, is_trip=is_trip, anybody_marked=anybody) is known
