"""When an invoice is reminded of: values in, an answer out. Nothing else ever follows from not paying (K36)."""

import datetime as dt
from collections.abc import Sequence

SATURDAY = 5


def steps(days: Sequence[int]) -> list[int]:
    """The ladder as it is set: days after the due day, in their order, each once."""
    return sorted({int(one) for one in days if int(one) > 0})


def day_of_step(
    number: int, ladder: Sequence[int], due_on: dt.date, last_on: dt.date | None
) -> dt.date | None:
    """The first day on which that step (from 1) may go; None when the ladder has no such step. Whoever got the one
    before late has as many days until the next as were meant to lie between them."""
    if number > len(ladder):
        return None
    on = due_on + dt.timedelta(days=ladder[number - 1])
    if last_on is not None and number > 1:
        between = ladder[number - 1] - ladder[number - 2]
        on = max(on, last_on + dt.timedelta(days=between))
    return on


def on_a_working_day(on: dt.date) -> dt.date:
    """Monday instead of a Saturday or Sunday."""
    while on.weekday() >= SATURDAY:
        on += dt.timedelta(days=1)
    return on
