"""Hours that shift as the day goes, what runs and what comes next: values in, an answer out (S20)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.meetings import rules
from armkrok.meetings.rules import NowAndNext, Refusal

DAY = [(30, False), (45, False), (15, False), (60, False)]  # the third is a break

items_of_a_day = st.lists(st.tuples(st.integers(5, 120), st.booleans()), min_size=1, max_size=12)
shifts_of_a_day = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from([5, 10, 15, -5, -10, -30])), max_size=12
)


# --- hours that shift -----------------------------------------------------------------------------------


def test_without_shifts_it_is_the_plan() -> None:
    assert rules.delayed(DAY, []) == rules.timetable(DAY) == [(0, 30), (30, 75), (75, 90), (90, 150)]


def test_what_runs_before_goes_on_until_then() -> None:
    """The second begins ten minutes later, so the first takes longer."""
    assert rules.delayed(DAY, [(1, 10)]) == [(0, 40), (40, 85), (85, 100), (100, 160)]


def test_a_break_makes_up_for_it() -> None:
    """What comes after the break is brought forward; the break is shorter."""
    assert rules.delayed(DAY, [(1, 10), (3, -10)]) == [(0, 40), (40, 85), (85, 90), (90, 150)]


def test_the_first_can_begin_late_with_everything_after_it() -> None:
    assert rules.delayed(DAY, [(0, 5)]) == [(5, 35), (35, 80), (80, 95), (95, 155)]


def test_what_goes_on_at_the_same_time_shifts_together() -> None:
    """Whichever of the two is chosen; the shorter one keeps its length."""
    parallel = [(30, False), (60, False), (40, True), (20, False)]
    expected = [(0, 40), (40, 100), (40, 80), (100, 120)]
    assert rules.delayed(parallel, [(1, 10)]) == rules.delayed(parallel, [(2, 10)]) == expected
    assert rules.delayed(parallel, [(3, 10)]) == [(0, 30), (30, 100), (30, 70), (100, 120)]
    assert rules.delayed(parallel, [(3, -30)]) == [(0, 30), (30, 60), (30, 60), (60, 80)]


def test_a_programme_that_begins_with_two_at_once() -> None:
    """The mark of the first one means nothing, as in the plan."""
    assert rules.delayed([(30, True), (20, True), (10, False)], [(1, 5)]) == [(5, 35), (5, 25), (35, 45)]


@given(items_of_a_day, shifts_of_a_day, st.randoms())
def test_in_whatever_order_they_were_said(
    items: list[tuple[int, bool]], shifts: list[tuple[int, int]], chance: object
) -> None:
    shifts = [(place % len(items), minutes) for place, minutes in shifts]
    mixed = list(shifts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert rules.delayed(items, shifts) == rules.delayed(items, mixed)


@given(items_of_a_day, shifts_of_a_day)
def test_nothing_overlaps_that_was_planned_one_after_the_other(
    items: list[tuple[int, bool]], shifts: list[tuple[int, int]]
) -> None:
    """S20: so no guest is there beside something confidential, however the day goes."""
    plan = rules.timetable(items)
    allowed: list[tuple[int, int]] = []
    for place, minutes in shifts:
        try:
            rules.delay_refusal(items, allowed, place % len(items), minutes)
        except Refusal:
            continue
        allowed.append((place % len(items), minutes))
    day = rules.delayed(items, allowed)
    assert min(begins for begins, _ends in day) >= 0
    for one, (begins, ends) in enumerate(day):
        assert ends > begins or ends - begins == 0
        for other in range(one + 1, len(day)):
            if not rules.overlap(plan[one], plan[other]):
                assert not rules.overlap(day[one], day[other])


@given(items_of_a_day, shifts_of_a_day)
def test_the_opposite_takes_a_shift_back(
    items: list[tuple[int, bool]], shifts: list[tuple[int, int]]
) -> None:
    shifts = [(place % len(items), minutes) for place, minutes in shifts]
    back = [(place, -minutes) for place, minutes in shifts]
    assert rules.delayed(items, [*shifts, *back]) == rules.timetable(items)


def test_how_late_an_item_is() -> None:
    assert [rules.shift_at(DAY, [(1, 10), (3, -5)], place) for place in range(4)] == [0, 10, 10, 5]


@pytest.mark.parametrize(
    ("shifts", "place", "minutes", "words"),
    [
        ([], 0, -5, "can't begin before the time that people were told"),
        ([], 1, -30, "leaves no time for what comes before"),
        ([(1, 10)], 3, -25, "leaves no time for what comes before"),
        ([(0, 175)], 1, 10, "more than three hours"),
    ],
)
def test_what_cant_be(shifts: list[tuple[int, int]], place: int, minutes: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        rules.delay_refusal(DAY, shifts, place, minutes)


@pytest.mark.parametrize(("shifts", "place", "minutes"), [([], 0, 15), ([], 1, -25), ([(0, 10)], 0, -10)])
def test_what_can_be(shifts: list[tuple[int, int]], place: int, minutes: int) -> None:
    rules.delay_refusal(DAY, shifts, place, minutes)


def test_only_on_the_day_and_for_what_isnt_over() -> None:
    on, hour = dt.date(2027, 9, 9), dt.datetime(2027, 9, 9, 10, tzinfo=dt.UTC)

    def refused(**more: object) -> str:
        facts = {"takes_place": True, "days": (on, on), "today": on, "item_ends": hour, "now": hour}
        try:
            rules.delay_day_refusal(**facts | {"now": hour - dt.timedelta(minutes=1)} | more)  # type: ignore[arg-type]
        except Refusal as no:
            return str(no)
        return ""

    assert refused() == ""
    assert "over already" in refused(now=hour)
    assert "on the day" in refused(today=on - dt.timedelta(days=1))
    assert "on the day" in refused(today=on + dt.timedelta(days=1))
    assert "doesn't take place" in refused(takes_place=False)


# --- now and next ---------------------------------------------------------------------------------------


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 9, 9, hour, minute, tzinfo=dt.UTC)


SLOTS = [(at(9), at(10)), (at(10), at(10, 15)), (at(10, 15), at(12)), (at(10, 15), at(11)), (at(12), at(13))]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(8, 59), NowAndNext(next=(0,), later=(1, 2, 3, 4))),
        (at(9), NowAndNext(now=(0,), next=(1,), later=(2, 3, 4), begun=True)),
        (at(9, 59), NowAndNext(now=(0,), next=(1,), later=(2, 3, 4), begun=True)),
        (at(10), NowAndNext(now=(1,), next=(2, 3), later=(4,), begun=True)),
        (at(10, 15), NowAndNext(now=(2, 3), next=(4,), begun=True)),
        (at(11), NowAndNext(now=(2,), next=(4,), begun=True)),
        (at(12, 59), NowAndNext(now=(4,), begun=True)),
        (at(13), NowAndNext(begun=True, over=True)),
    ],
)
def test_what_runs_and_what_comes(now: dt.datetime, expected: NowAndNext) -> None:
    """From its first moment until before its last; two that begin at the same time run, and come, together."""
    assert rules.now_and_next(SLOTS, now) == expected


def test_what_is_hidden_leaves_a_gap() -> None:
    """K21: whoever doesn't see the second one isn't told that something else runs."""
    seen = [SLOTS[0], SLOTS[4]]
    assert rules.now_and_next(seen, at(10, 30)) == NowAndNext(next=(1,), begun=True)


def test_an_empty_programme_has_neither_begun_nor_ended() -> None:
    assert rules.now_and_next([], at(10)) == NowAndNext()


def test_across_the_night_when_clocks_change_an_hour_is_an_hour() -> None:
    """Summer time ends on 31 October 2027: 2.30 comes twice, and the second isn't the first."""
    zone = ZoneInfo("Europe/Copenhagen")
    begins = dt.datetime(2027, 10, 31, 0, 0, tzinfo=dt.UTC).astimezone(zone)  # 2.00, summer time
    slots = [
        (
            (begins.astimezone(dt.UTC) + dt.timedelta(minutes=m)).astimezone(zone),
            (begins.astimezone(dt.UTC) + dt.timedelta(minutes=m + 60)).astimezone(zone),
        )
        for m in (0, 60)
    ]
    first = dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)
    assert rules.now_and_next(slots, first).now == (0,)
    assert rules.now_and_next(slots, first + dt.timedelta(hours=1)).now == (1,)
    assert rules.passed(*slots[1], first + dt.timedelta(hours=1)) == 50
    assert rules.passed(slots[0][0], slots[1][1], dt.datetime(2027, 10, 31, 1, 0, tzinfo=dt.UTC)) == 50


@pytest.mark.parametrize(
    ("minute", "percent"), [(-5, 0), (0, 0), (15, 25), (30, 50), (59, 98), (60, 100), (90, 100)]
)
def test_how_much_of_it_is_over(minute: int, percent: int) -> None:
    now = at(9) + dt.timedelta(minutes=minute)
    assert rules.passed(at(9), at(10), now) == percent
    assert rules.passed(at(9), at(9), now) == 100
