"""The day as it goes, for the page of the day: what runs, what comes next, how late it is, and what could be shifted."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import rules
from .models import AgendaItem, Delay, Meeting, Timed, as_it_runs, timetable
from .models.meeting import COMING

REFRESHES_BEFORE = dt.timedelta(hours=24)  # a screen can be set up the evening before


@dataclass(frozen=True)
class Running:
    """An item with its own hours of the day, and what was planned."""

    timed: Timed
    planned: Timed
    now: dt.datetime

    @property
    def item(self) -> AgendaItem:
        return self.timed.item

    @property
    def later(self) -> int:
        """Minutes that it begins later than planned; fewer than none when it is brought forward."""
        return int(rules.minutes_between(self.planned.starts, self.timed.starts))

    @property
    def passed(self) -> int:
        """How much of it is over, in per cent."""
        return rules.passed(self.timed.starts, self.timed.ends, self.now)

    @property
    def minutes_left(self) -> int:
        """Until it ends, rounded up: it isn't over while a part of a minute is left."""
        return math.ceil(rules.minutes_between(self.now, self.timed.ends))

    @property
    def minutes_until(self) -> int:
        return math.ceil(rules.minutes_between(self.now, self.timed.starts))


class Day:
    """A meeting's day at a moment, for whoever sees these items of it. One query, for what was shifted."""

    def __init__(
        self, meeting: Meeting, items: Sequence[AgendaItem], now: dt.datetime, *, hides_closed: bool
    ) -> None:
        self.meeting, self.now, self.hides_closed = meeting, now, hides_closed
        self._all = list(items)
        hours = zip(as_it_runs(meeting, self._all), timetable(meeting, self._all), strict=True)
        whole = [Running(timed, planned, now) for timed, planned in hours]
        self.items = [one for one in whole if not (hides_closed and one.item.closed)]
        self._places = rules.now_and_next([(one.timed.starts, one.timed.ends) for one in self.items], now)
        self.begins = whole[0].timed.starts if whole else meeting.starts
        self.ends = max((one.timed.ends for one in whole), key=dt.datetime.timestamp, default=meeting.ends)

    def _at(self, places: Sequence[int]) -> list[Running]:
        return [self.items[place] for place in places]

    @cached_property
    def running(self) -> list[Running]:
        return self._at(self._places.now) if self.takes_place else []

    @cached_property
    def next(self) -> list[Running]:
        return self._at(self._places.next)

    @cached_property
    def later(self) -> list[Running]:
        return self._at(self._places.later)

    @property
    def takes_place(self) -> bool:
        return self.meeting.state in COMING

    @property
    def hidden(self) -> bool:
        """Whether something of it isn't shown to whoever asks (K21)."""
        return self.hides_closed and any(item.closed for item in self._all)

    @property
    def is_before(self) -> bool:
        return self.now < self.begins

    @property
    def is_over(self) -> bool:
        return self.now >= self.ends

    @property
    def is_today(self) -> bool:
        return self.meeting.day <= self.now.astimezone(self.meeting.zone).date() <= self.meeting.ends.date()

    @property
    def clock(self) -> dt.datetime:
        """What the clock shows there."""
        return self.now.astimezone(self.meeting.zone)

    @property
    def minutes_late(self) -> int:
        """How late it is running: by what runs, else by what comes next."""
        near = self.running or self.next
        return near[0].later if near else 0

    @property
    def refreshes(self) -> bool:
        return self.takes_place and not self.is_over and self.begins - self.now <= REFRESHES_BEFORE

    # --- for those who run it ---------------------------------------------------------------------------

    @property
    def may_shift(self) -> bool:
        return self.takes_place and self.is_today and bool(self.to_shift)

    @property
    def to_shift(self) -> list[Running]:
        """From which items on: those that aren't over. What comes next is what is shifted mostly."""
        return [one for one in self.items if one.timed.ends > self.now]

    @property
    def likely(self) -> int | None:
        """The number of the item that a shift is mostly about."""
        near = self.next or self.running
        return near[0].item.pk if near else None

    @cached_property
    def last_shift(self) -> Delay | None:
        return self.meeting.delays.select_related("item", "by").last()

    @property
    def last_shift_time(self) -> dt.datetime | None:
        return self.last_shift.at.astimezone(self.meeting.zone) if self.last_shift else None

    @property
    def seen(self) -> int:
        """The number of the last shift that this page shows; 0 for none."""
        return self.last_shift.pk if self.last_shift else 0

    @property
    def can_undo(self) -> bool:
        """Whether the last shift is one of today, from an item that isn't over."""
        last = self.last_shift
        return last is not None and (
            last.at.astimezone(self.meeting.zone).date() == self.clock.date()
            and any(one.item.pk == last.item_id for one in self.to_shift)
        )
