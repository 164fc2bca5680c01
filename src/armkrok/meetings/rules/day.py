"""The day itself: hours that shift while it goes on, what runs now, and what comes next (S20)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from .programme import timetable

SHORTEST = 5  # minutes that an item keeps when what follows is brought forward
MOST_DELAYED = 180

Items = Sequence[tuple[int, bool]]  # minutes, and whether it goes on together with the one before
Delays = Sequence[tuple[int, int]]  # the place of an item, and how many minutes it begins later; in any order


def _blocks(items: Items) -> list[int]:
    """Which block each item belongs to: those that go on at the same time begin, and are delayed, together."""
    blocks: list[int] = []
    for place, (_minutes, parallel) in enumerate(items):
        blocks.append(blocks[-1] + (not parallel) if place else 0)
    return blocks


def _beginnings(items: Items, delays: Delays) -> list[int]:
    """When each block begins, as the day goes."""
    blocks, planned = _blocks(items), timetable(items)
    begins = {block: slot[0] for block, slot in zip(reversed(blocks), reversed(planned), strict=True)}
    return [
        begins[block] + sum(minutes for place, minutes in delays if blocks[place] <= block)
        for block in range(len(begins))
    ]


def delayed(items: Items, delays: Delays) -> list[tuple[int, int]]:
    """`timetable` as the day goes: each delay moves its item and all after it. What runs before goes on until then: a
    talk that runs over takes longer, and a break that a delay is made up in gets shorter. Nothing ever overlaps with
    what comes after it, so a guest is never there beside something confidential (S20)."""
    planned, blocks, begins = timetable(items), _blocks(items), _beginnings(items, delays)
    ends = [0] * len(begins)
    for block, (_begins, end) in zip(blocks, planned, strict=True):
        ends[block] = max(ends[block], end)
    earliest, slots = 0, []
    for block, (_minutes, _parallel), (_from, planned_end) in zip(blocks, items, planned, strict=True):
        start = earliest = max(earliest, begins[block])
        end = start + planned_end - _from
        if block + 1 < len(begins):
            following = max(start, begins[block + 1])
            end = following if planned_end == ends[block] else min(end, following)
        slots.append((start, end))
    return slots


def shift_at(items: Items, delays: Delays, place: int) -> int:
    """How many minutes later than planned the item at this place begins."""
    blocks = _blocks(items)
    return sum(minutes for at, minutes in delays if blocks[at] <= blocks[place])


def delay_refusal(items: Items, delays: Delays, place: int, minutes: int) -> None:
    """Whether this item, and all after it, may begin so many minutes later than they do now."""
    blocks = _blocks(items)
    block = blocks[place]
    after = _beginnings(items, [*delays, (place, minutes)])
    if abs(shift_at(items, delays, place) + minutes) > MOST_DELAYED:
        raise Refusal(
            _("That is more than three hours from the plan. Change the programme instead."), field="minutes"
        )
    if block == 0 and after[0] < 0:
        raise Refusal(_("The meeting can't begin before the time that people were told."), "S20", "minutes")
    if block and after[block] - after[block - 1] < SHORTEST:
        raise Refusal(
            _("That leaves no time for what comes before. Choose an item further on."), field="minutes"
        )


def delay_day_refusal(
    *,
    takes_place: bool,
    days: tuple[dt.date, dt.date],
    today: dt.date,
    item_ends: dt.datetime,
    now: dt.datetime,
) -> None:
    """Hours shift on the day itself, for what isn't over; before that the programme is changed, and everybody told."""
    if not takes_place:
        raise Refusal(_("The meeting doesn't take place as it stands, so its hours can't shift."))
    if not days[0] <= today <= days[1]:
        raise Refusal(_("Hours shift on the day of the meeting only. On other days, change the programme."))
    if now >= item_ends:
        raise Refusal(_("This item is over already. Choose one that is to come."), field="item")


@dataclass(frozen=True)
class NowAndNext:
    """Places in the programme: what runs, what comes next, and what after that. `begun` and `over` are of the whole."""

    now: tuple[int, ...] = ()
    next: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    begun: bool = False
    over: bool = False


def now_and_next(slots: Sequence[tuple[dt.datetime, dt.datetime]], now: dt.datetime) -> NowAndNext:
    """Of slots in order, each from its first moment until before its last. Those that begin at the same time are next
    together. Where some are hidden from whoever asks, nothing may run although it has begun and isn't over."""
    # Compared in UTC: two hours of one zone are compared by what its clocks show, which is the same twice in autumn.
    slots = [(begins.astimezone(dt.UTC), ends.astimezone(dt.UTC)) for begins, ends in slots]
    running = tuple(place for place, (begins, ends) in enumerate(slots) if begins <= now < ends)
    coming = [place for place, (begins, _ends) in enumerate(slots) if begins > now]
    first = min((slots[place][0] for place in coming), default=None)
    following = tuple(place for place in coming if slots[place][0] == first)
    return NowAndNext(
        now=running,
        next=following,
        later=tuple(place for place in coming if place not in following),
        begun=any(begins <= now for begins, _ends in slots),
        over=bool(slots) and all(ends <= now for _begins, ends in slots),
    )


def passed(begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> int:
    """How much of a time is over, in per cent."""
    whole = minutes_between(begins, ends)
    return int(100 * min(max(minutes_between(begins, now), 0), whole) / whole) if whole > 0 else 100


def minutes_between(one: dt.datetime, other: dt.datetime) -> float:
    """By the clock of the world, whatever the clocks of a zone show meanwhile."""
    return (other.astimezone(dt.UTC) - one.astimezone(dt.UTC)).total_seconds() / 60
