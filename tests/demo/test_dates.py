"""The demo's days move with the date that it is given."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.demo.dates import WRITTEN_FOR, Days, office_hour, workdays_before


@pytest.mark.parametrize(
    ("today", "weeks"),
    [("2027-06-01", 0), ("2027-06-07", 0), ("2027-06-08", 1), ("2027-05-31", -1), ("2026-06-02", -52)],
)
def test_days_move_by_whole_weeks_rounded_down(today, weeks):
    assert Days(dt.date.fromisoformat(today)).shift == dt.timedelta(weeks=weeks)


@given(st.dates(dt.date(2025, 1, 1), dt.date(2040, 1, 1)))
def test_what_was_yesterday_never_lies_in_the_future_and_keeps_its_weekday(today):
    written = "2027-05-31"
    day = Days(today).day(written)
    assert today - dt.timedelta(days=8) < day < today
    assert day.weekday() == dt.date.fromisoformat(written).weekday()


def test_a_working_day_is_found_before_a_weekend():
    assert workdays_before(dt.date(2027, 5, 31), 1) == dt.date(2027, 5, 28)
    assert workdays_before(WRITTEN_FOR, 0) == WRITTEN_FOR


def test_office_hours_are_the_same_each_time():
    assert office_hour("Höör") == office_hour("Höör")
    assert dt.time(8) <= office_hour("Osby") < dt.time(16)
