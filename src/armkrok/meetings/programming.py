"""The programme is built: items come, change, move and go; it is copied, or kept as a template (S5, S13, S18, S20, K11,
K21, K32). The hours follow from order and lengths, so all that comes later moves along."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.networks.rules import changed

from .copying import copy, drop_template, keep_as_template, taken_over
from .host_slot import put_host_slot, take_host_slot
from .items import (
    KEYS,
    check,
    done,
    fingerprint,
    fitting,
    forms_of_work,
    held,
    item_among,
    known,
    put_in,
    put_in_order,
    refuse_two_host_slots,
    take_out,
    values_of,
)
from .models import AgendaItem, Meeting
from .rules import Refusal

__all__ = [
    "KEYS",
    "ChangedMeanwhile",
    "add",
    "change",
    "copy",
    "drop_template",
    "fingerprint",
    "forms_of_work",
    "keep_as_template",
    "move",
    "put_back",
    "put_host_slot",
    "removal",
    "remove",
    "resize",
    "take_host_slot",
    "taken_over",
    "values_of",
]


class ChangedMeanwhile(Refusal):
    """Somebody else saved first. `now` is the item as it stands."""

    def __init__(self, now: AgendaItem) -> None:
        super().__init__(
            _(
                "Somebody else changed this item while you were writing, and nothing of yours has been saved. Below is "
                "what you typed, and beside it what is there now. Save again if yours should replace it."
            )
        )
        self.now = now


@transaction.atomic
def add(
    meeting: Meeting, values: dict[str, Any], *, by: Person, at: dt.datetime, position: int | None = None
) -> AgendaItem:
    """A new item at that place (1 is the first), or at the end.

    Sent twice, it is there once: what is at that very place already, and says the same, is it. Raises Refusal (S5, S13,
    S20, K21, K24, K26, K32), and ValidationError on values that don't hold.
    """
    return put_in(held(meeting, by, at), values, position, by=by, at=at)


@transaction.atomic
def change(
    item: AgendaItem, values: dict[str, Any], *, by: Person, at: dt.datetime, seen: str | None = None
) -> AgendaItem:
    """What an item says becomes otherwise; what isn't in `values` stays.

    `seen` is the fingerprint of the item as the writer saw it: raises ChangedMeanwhile when it says something else
    now. Raises Refusal and ValidationError as `add` does.
    """
    meeting = held(item.meeting, by, at)
    items = list(meeting.items.all())
    item = item_among(items, item)
    before = AgendaItem(**values_of(item))
    was = fingerprint(item)
    for name, value in known(values).items():
        setattr(item, name, value)
    check(item, meeting, before)
    difference = changed(values_of(before), values_of(item))
    if not difference:
        return item
    if seen is not None and was != seen:
        item.refresh_from_db()
        raise ChangedMeanwhile(item)
    refuse_two_host_slots(items)
    item.save(update_fields=list(difference))
    done(meeting, item, "changed", by=by, at=at, changed=difference)
    return item


@transaction.atomic
def move(item: AgendaItem, position: int, *, by: Person, at: dt.datetime) -> AgendaItem:
    """To that place (1 is the first). Sent twice, it is done once. Raises Refusal (S20, K24)."""
    meeting = held(item.meeting, by, at)
    items = list(meeting.items.all())
    item = item_among(items, item)
    before = items.index(item) + 1
    position = max(1, min(position, len(items)))
    if position == before:
        return item
    items.remove(item)
    items.insert(position - 1, item)
    put_in_order(items)
    done(meeting, item, "moved", by=by, at=at, before=before, after=position)
    return item


@transaction.atomic
def resize(item: AgendaItem, minutes: int, *, by: Person, at: dt.datetime) -> AgendaItem:
    """So many minutes. Raises Refusal (S20, K24), and ValidationError on a length that can't be."""
    return change(item, {"minutes": minutes}, by=by, at=at)


@transaction.atomic
def remove(item: AgendaItem, *, by: Person, at: dt.datetime) -> Entry | None:
    """Out of the programme. Returns the journal's entry, by which it can be put back; None when it was gone already.

    Raises Refusal (S20) while a guest is invited to it.
    """
    meeting = held(item.meeting, by, at)
    return take_out(meeting, item, by=by, at=at)


def removal(meeting: Meeting, number: int) -> Entry | None:
    """The journal's entry of an item that was removed from this meeting and hasn't been put back."""
    entries = Entry.objects.about(meeting).filter(what="programme.changed")
    entry = entries.filter(pk=number, details__how="removed").first()
    return None if entry is None or entries.filter(details__puts_back=number).exists() else entry


@transaction.atomic
def put_back(meeting: Meeting, number: int, *, by: Person, at: dt.datetime) -> AgendaItem | None:
    """What was removed is back where it was. Sent twice, it is done once; None when there is nothing to put back."""
    meeting = held(meeting, by, at)
    entry = removal(meeting, number)
    if entry is None:
        return None
    details = entry.details
    # What the network no longer has among its purposes and the like isn't put back.
    values = fitting(details["values"], meeting.network)
    return put_in(meeting, values, details["position"], by=by, at=at, puts_back=number)
