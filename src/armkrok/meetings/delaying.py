"""On the day itself the hours shift: an item, and all after it, begin later or earlier than planned (decision 22).

Nothing is sent. What was announced, and what stands in calendars, stays as it was planned; who is there sees the hours
on the page of the day, and a guest on their own page (S20).
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import rules
from .locking import locked
from .models import AgendaItem, Delay, Guest, Meeting, Timed, as_it_runs
from .models.agenda import delays_of
from .models.meeting import COMING
from .rules import Refusal


@transaction.atomic
def delay(
    item: AgendaItem, minutes: int, *, by: Person, at: dt.datetime, seen: int | None = None
) -> Delay | None:
    """This item and all after it begin so many minutes later (or earlier) than they do now. What runs before goes on
    until then, so a delay is made up by bringing forward what comes after a break. None if there is nothing to shift.

    `seen` is the number of the last shift that whoever decides has seen (0 for none). The same sent twice is done once;
    if somebody else has shifted meanwhile, nothing is done and they are told.
    """
    meeting = locked(item.meeting)
    items = list(meeting.items.all())
    place = next((n for n, one in enumerate(items) if one.pk == item.pk), None)
    rules.item_gone_refusal(there=place is not None)
    assert place is not None  # noqa: S101 (refused above)
    newest = meeting.delays.last()
    if seen is not None and seen != (newest.pk if newest else 0):
        if newest and _is_same(newest, item, minutes, by, seen):
            return newest
        raise Refusal(_("Somebody has shifted the hours meanwhile. Look at them again."), field="minutes")
    ends = as_it_runs(meeting, items)[place].ends
    rules.delay_day_refusal(
        takes_place=meeting.state in COMING,
        days=(meeting.day, meeting.ends.date()),
        today=at.astimezone(meeting.zone).date(),
        item_ends=ends,
        now=at,
    )
    if minutes == 0:
        return None
    lengths = [(one.minutes, one.parallel) for one in items]
    rules.delay_refusal(lengths, delays_of(meeting, items), place, minutes)
    shifted = Delay.objects.create(meeting=meeting, item=items[place], minutes=minutes, by=by, at=at)
    about = [meeting, meeting.network]
    record("programme.delayed", about, by=by, at=at, item=item.title, number=item.pk, minutes=minutes)
    return shifted


def _is_same(newest: Delay, item: AgendaItem, minutes: int, by: Person, seen: int) -> bool:
    """Whether the one shift since `seen` is this very one, sent twice."""
    before = newest.meeting.delays.exclude(pk=newest.pk).last()
    return (before.pk if before else 0) == seen and (newest.item_id, newest.minutes, newest.by_id) == (
        item.pk,
        minutes,
        by.pk,
    )


@transaction.atomic
def back_to_plan(item: AgendaItem, *, by: Person, at: dt.datetime, seen: int | None = None) -> Delay | None:
    """From this item on, as it was planned. None if it is so already."""
    meeting = locked(item.meeting)
    later = shift(meeting, item)
    return delay(item, -later, by=by, at=at, seen=seen) if later else None


def undo(shifted: Delay, *, by: Person, at: dt.datetime) -> Delay | None:
    """As if the last shift hadn't been; if others have been made since, they stay and this is refused."""
    return delay(shifted.item, -shifted.minutes, by=by, at=at, seen=shifted.pk)


def shift(meeting: Meeting, item: AgendaItem) -> int:
    """How many minutes later than planned this item begins, as the day goes."""
    items = list(meeting.items.all())
    place = next((n for n, one in enumerate(items) if one.pk == item.pk), None)
    if place is None:
        return 0
    lengths = [(one.minutes, one.parallel) for one in items]
    return rules.shift_at(lengths, delays_of(meeting, items), place)


def guests_moved(shifted: Delay, now: dt.datetime) -> list[tuple[Guest, Timed]]:
    """Whose own time has moved and isn't over, with their hours now: their page says so, but somebody should as well."""
    hours = {timed.item.pk: timed for timed in as_it_runs(shifted.meeting)}
    begins = hours[shifted.item_id].starts
    standing = shifted.meeting.guests.standing().select_related("person").order_by("item__position", "pk")
    found = [(guest, hours[guest.item_id]) for guest in standing]
    return [
        (guest, timed)
        for guest, timed in found
        if timed.starts.timestamp() >= begins.timestamp() and timed.ends > now
    ]


def ends(meeting: Meeting, now: dt.datetime, items: list[AgendaItem] | None = None) -> dt.datetime:
    """When the meeting is over as the day goes, never before its time. Before that it costs no query, then two; one if
    `items` have been read."""
    if not meeting.ends_at <= now < meeting.ends_at + dt.timedelta(minutes=rules.MOST_DELAYED):
        return meeting.ends_at
    own = [timed.ends.astimezone(dt.UTC) for timed in as_it_runs(meeting, items)]
    return max([meeting.ends_at, *own])
