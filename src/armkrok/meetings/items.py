"""What an item of a programme says, and what all acts on a programme have in common: who may, what holds, the order."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import Entry, record
from armkrok.networks.models import Network

from . import calendars, rules
from .locking import locked
from .making import refuse_guests_outside
from .models import Action, AgendaItem, Material, Meeting, Note, Sort, State
from .models.guest import Guest
from .rules import Refusal

KEYS = (
    "sort",
    "title",
    "about",
    "minutes",
    "parallel",
    "form_of_work",
    "led_by",
    "presenter",
    "purposes",
    "tags",
    "closed",
)
MOST_ITEMS = 100
USUAL_FORMS = (
    _("Talk"),
    _("Talk by members"),
    _("Workshop"),
    _("Discussion"),
)


def values_of(item: AgendaItem) -> dict[str, Any]:
    """What an item says, without where it stands."""
    return {name: getattr(item, name) for name in KEYS}


def fingerprint(item: AgendaItem) -> str:
    """A short mark that differs as soon as the item says something else."""
    return hashlib.sha256(json.dumps(values_of(item)).encode()).hexdigest()[:20]


def forms_of_work(network: Network) -> list[str]:
    """What an item's form can be: the network's own, else the four usual ones, in the network's language (K32)."""
    if network.forms_of_work:
        return list(network.forms_of_work)
    with translation.override(network.language):
        return [str(form) for form in USUAL_FORMS]


def fitting(values: dict[str, Any], network: Network) -> dict[str, Any]:
    """Without purposes and subjects that are another network's."""
    return values | {
        "purposes": [p for p in values.get("purposes", []) if p in network.purposes],
        "tags": [t for t in values.get("tags", []) if t in network.subjects],
    }


def known(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(KEYS):
        raise TypeError(f"An item has no {', '.join(sorted(unknown))}.")
    return values


# --- what all acts ask --------------------------------------------------------------------------------


def locked_to_change(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if meeting.state in (State.HELD, State.CANCELLED):
        raise Refusal(_("The meeting is over or cancelled, so its programme stays as it is."))
    return meeting


def held(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    """The meeting for one who runs its network (K24)."""
    meeting = locked_to_change(meeting)
    if not Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists():
        raise Refusal(_("You don't run this network."), "K24")
    return meeting


def held_to_read(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    """Also one that is over: its programme isn't changed."""
    meeting = locked(meeting)
    if not Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists():
        raise Refusal(_("You don't run this network."), "K24")
    return meeting


def item_among(items: list[AgendaItem], wanted: AgendaItem) -> AgendaItem:
    """The item as it is now."""
    there = next((item for item in items if item.pk == wanted.pk), None)
    rules.item_gone_refusal(there=there is not None)
    assert there  # noqa: S101 (it would have been refused)
    return there


def check(item: AgendaItem, meeting: Meeting, before: AgendaItem | None = None) -> None:
    """Raises ValidationError on values that don't hold, and Refusal. What an item has had already may stay."""
    network = meeting.network
    item.title = " ".join(item.title.split())
    item.full_clean(exclude=["meeting"], validate_constraints=False)
    had = before or AgendaItem()
    if set(item.purposes) - {*network.purposes, *had.purposes}:
        raise Refusal(_("Choose among the network's own purposes."), "S5", "purposes")
    if set(item.tags) - {*network.subjects, *had.tags}:
        raise Refusal(_("Choose among what the network works with."), "K26", "tags")
    if network.forms_of_work and item.form_of_work not in {"", had.form_of_work, *network.forms_of_work}:
        raise Refusal(_("Choose among the network's own forms of work."), "K32", "form_of_work")
    if item.closed:
        has_guest = item.pk is not None and item.guests.standing().exists()
        rules.closed_item_refusal(led_by=item.led_by, has_guest=has_guest)


def refuse_two_host_slots(items: Sequence[AgendaItem]) -> None:
    if sum(item.sort == Sort.HOST_SLOT for item in items) > 1:
        raise Refusal(_("The host has its slot in the programme already."), "S13", "sort")


def refuse_to_lose_guests(items: Sequence[AgendaItem]) -> None:
    guest = Guest.objects.standing().filter(item__in=items).select_related("person").first()
    if guest:
        raise Refusal(
            _("%(name)s is invited as a guest to this. Call the guest off first.")
            % {"name": guest.person.name},
            "S20",
            "item",
        )


def refuse_to_lose_what_remains(items: Sequence[AgendaItem]) -> None:
    """Whoever takes an item away after the meeting has begun doesn't take along what is written or kept about it."""
    numbers = [item.pk for item in items]
    if (
        note := Note.objects.filter(item__in=numbers)
        .exclude(said="", decided="")
        .select_related("item")
        .first()
    ):
        raise Refusal(
            _("Something is written about “%(title)s” in the notes. Remove it there first.")
            % {"title": note.item.title},
            "S5",
            "item",
        )
    if promised := Action.objects.filter(item__in=numbers, dropped_at=None).select_related("item").first():
        assert promised.item  # noqa: S101 (it was found by it)
        raise Refusal(
            _("Something is to be done about “%(title)s”. Drop it in the notes, or move it away, first.")
            % {"title": promised.item.title},
            "K21" if promised.item.closed else "K27",
            "item",
        )
    if kept := Material.objects.there().filter(item__in=numbers).select_related("item").first():
        assert kept.item  # noqa: S101 (it was found by it)
        raise Refusal(
            _("There is material about “%(title)s”. Remove it, or move it away, first.")
            % {"title": kept.item.title},
            "S20",
            "item",
        )


# --- what all acts do ---------------------------------------------------------------------------------


def put_in_order(items: Sequence[AgendaItem]) -> None:
    """Number them as they stand here; those that are new are saved, the others if their number is another now."""
    moved = []
    for number, item in enumerate(items, 1):
        if item.pk is None:
            item.position = number
            item.save()
        elif item.position != number:
            item.position = number
            moved.append(item)
    AgendaItem.objects.bulk_update(moved, ["position"])


def put_in(
    meeting: Meeting,
    values: dict[str, Any],
    position: int | None,
    *,
    by: Person,
    at: dt.datetime,
    **details: Any,
) -> AgendaItem:
    items = list(meeting.items.all())
    new = AgendaItem(meeting=meeting, position=len(items) + 1, **known(values))
    check(new, meeting)
    place = len(items) if position is None else max(0, min(position - 1, len(items)))
    there = items[-1:] if position is None else items[place : place + 1]
    if there and values_of(there[0]) == values_of(new):
        return there[0]
    if len(items) >= MOST_ITEMS:
        raise Refusal(_("A programme has %(most)s items at most.") % {"most": MOST_ITEMS})
    items.insert(place, new)
    refuse_two_host_slots(items)
    put_in_order(items)
    done(meeting, new, "added", by=by, at=at, position=new.position, values=values_of(new), **details)
    return new


def take_out(meeting: Meeting, item: AgendaItem, *, by: Person, at: dt.datetime) -> Entry | None:
    items = list(meeting.items.all())
    there = next((one for one in items if one.pk == item.pk), None)
    if there is None:
        return None
    refuse_to_lose_guests([there])
    refuse_to_lose_what_remains([there])
    delete([there])
    position = items.index(there) + 1
    items.remove(there)
    put_in_order(items)
    there.pk = item.pk
    return done(meeting, there, "removed", by=by, at=at, position=position, values=values_of(there))


def delete(items: Sequence[AgendaItem]) -> None:
    """With those who aren't coming to them; the journal knows that they were asked."""
    numbers = [item.pk for item in items]
    Note.objects.filter(item__in=numbers).delete()  # empty ones
    removed = Material.objects.filter(item__in=numbers)
    removed.filter(item__closed=True).update(shared_at=None)  # K21: whoever restores it shares it anew
    removed.update(item=None)
    Guest.objects.filter(item__in=numbers).delete()
    AgendaItem.objects.filter(pk__in=numbers).delete()


def done(
    meeting: Meeting, item: AgendaItem, how: str, *, by: Person, at: dt.datetime, **details: Any
) -> Entry:
    """S20 is looked after, and the act written down."""
    refuse_guests_outside(meeting)
    calendars.settle_names(meeting, at=at)
    about = [meeting, meeting.network]
    return record(
        "programme.changed", about, by=by, at=at, how=how, item=item.title, number=item.pk, **details
    )
