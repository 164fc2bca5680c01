"""When a reminder goes out: days before the meeting, by day, and to nobody who has just been told."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from armkrok.meetings.rules.reminders import (
    PAUSE,
    Reminder,
    Span,
    is_about_the_same,
    is_too_late,
    is_too_soon,
    key,
    may_leave,
    span,
)

DAY = dt.date(2027, 9, 9)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def here(day: int, hour: int, minute: int = 0, month: int = 9) -> dt.datetime:
    return dt.datetime(2027, month, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("what", "days", "first", "last"),
    [
        ("unanswered", 14, "2027-08-26", "2027-09-02"),  # until registration closes
        ("unanswered", 3, "2027-09-01", "2027-09-02"),  # at the latest on the day before it closes
        ("companion", 21, "2027-08-19", "2027-09-08"),
        ("host", 14, "2027-08-26", "2027-09-08"),
        ("speakers", 7, "2027-09-02", "2027-09-09"),
        ("coming", 3, "2027-09-06", "2027-09-09"),
        ("coming", 1, "2027-09-08", "2027-09-09"),
    ],
)
def test_the_days_follow_from_the_meetings(what: str, days: int, first: str, last: str) -> None:
    found = span(Reminder(what), DAY, days=days, registration_days=7)
    assert found == Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("what", list(Reminder))
def test_nothing_is_none(what: Reminder) -> None:
    assert span(what, DAY, days=0, registration_days=7) is None


@pytest.mark.parametrize("what", list(Reminder))
@pytest.mark.parametrize("moved_by", [-30, 1, 200])
def test_they_move_along(what: Reminder, moved_by: int) -> None:
    later = dt.timedelta(days=moved_by)
    before, after = (span(what, day, days=10, registration_days=7) for day in (DAY, DAY + later))
    assert before
    assert after == Span(before.first + later, before.last + later)


@pytest.mark.parametrize("closes", [0, 7, 30])
def test_nobody_is_asked_when_they_cant_answer_any_more(closes: int) -> None:
    """K17"""
    found = span(Reminder.UNANSWERED, DAY, days=14, registration_days=closes)
    assert found
    assert found.first < DAY - dt.timedelta(days=closes) or closes == 0
    assert found.last == DAY - dt.timedelta(days=closes)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (here(5, 12), False),  # the day before
        (here(6, 7, 59), False),
        (here(6, 8), True),
        (here(6, 16, 59), True),
        (here(6, 17), False),
        (here(6, 23), False),
        (here(7, 3), False),
        (here(7, 8), True),  # made up for after a day of standstill
        (here(9, 8), True),
        (here(10, 8), False),
    ],
)
def test_by_day_only(at: dt.datetime, leaves: bool) -> None:
    found = span(Reminder.COMING, DAY, days=3, registration_days=7)
    assert found
    assert may_leave(found, at) == leaves


@pytest.mark.parametrize(
    ("utc_hour", "month", "day", "leaves"),
    [
        (5, 10, 30, False),
        (6, 10, 30, True),
        (6, 10, 31, False),
        (7, 10, 31, True),
        (15, 10, 31, True),
        (16, 10, 31, False),
    ],
)
def test_the_clocks_of_the_network_count(utc_hour: int, month: int, day: int, leaves: bool) -> None:
    """Summer time ends on 31 October 2027: eight o'clock is an hour later in UTC from then on."""
    at = dt.datetime(2027, month, day, utc_hour, tzinfo=dt.UTC).astimezone(COPENHAGEN)
    assert may_leave(Span(dt.date(2027, 10, 30), dt.date(2027, 11, 2)), at) == leaves


@pytest.mark.parametrize(
    ("at", "late"), [(here(2, 16), False), (here(2, 17), True), (here(3, 1), True), (here(1, 23), False)]
)
def test_when_it_is_too_late(at: dt.datetime, late: bool) -> None:
    found = span(Reminder.UNANSWERED, DAY, days=14, registration_days=7)
    assert found
    assert is_too_late(found, at) == late


def test_three_days_lie_between_two_about_the_same() -> None:
    now = here(6, 9)
    assert not is_too_soon(None, now)
    assert is_too_soon(now, now)
    assert is_too_soon(now - PAUSE + dt.timedelta(minutes=1), now)
    assert not is_too_soon(now - PAUSE, now)


@pytest.mark.parametrize(
    ("what", "letter", "same"),
    [
        ("unanswered", "invitation-4:9", True),
        ("unanswered", "meeting-1:moved:202709090730:20270601080000:7", True),
        ("unanswered", "meeting-1:remind-unanswered:2027-09-09:7", True),
        ("unanswered", "meeting-1:remind-companion:2027-09-09:7", False),
        ("unanswered", "mailing-3:7", False),
        ("unanswered", "seat-3:seated:8", False),
        ("companion", "assignment-3:asked", True),
        ("companion", "companion-3:answered:20270601", False),
        ("companion", "invitation-4:9", False),
        ("host", "hosting-2:named:5", True),
        ("host", "seat-3:seated:8", False),
        ("speakers", "guest-2:invited:4", True),
        ("speakers", "guest-2:moved:4", True),
        ("speakers", "guest-2:answered:20270601", False),
        ("coming", "seat-3:seated:8", True),
        ("coming", "companion-3:invited:8", True),
        ("coming", "companion-3:answered:8", False),
        ("coming", "meeting-1:moved:202709090730:20270601080000:7", True),
        ("coming", "invitation-4:9", False),
    ],
)
def test_what_counts_as_the_same(what: str, letter: str, same: bool) -> None:
    assert is_about_the_same(Reminder(what), letter) == same


def test_a_letter_has_one_name_for_each_day_and_person() -> None:
    names = {
        key(meeting, what, DAY + dt.timedelta(days=later), person)
        for meeting in (1, 11)
        for what in Reminder
        for later in (0, 1)
        for person in (1, 12)
    }
    assert len(names) == 2 * len(Reminder) * 2 * 2
    assert max(map(len, names)) < 100
