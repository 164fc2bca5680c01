"""The programme is built: items come, change, move and go; it is copied, or kept as a template (S5, S13, S18, S20, K11,
K21, K32). The hours follow from order and lengths, so all that comes later moves along."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Kind, Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import Entry, record
from armkrok.networks.models import Network
from armkrok.networks.rules import changed

from . import rules
from .locking import locked
from .making import refuse_guests_outside
from .models import AgendaItem, LedBy, Meeting, ProgrammeTemplate, Sort, State
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
    gettext_lazy("Talk"),
    gettext_lazy("Talk by members"),
    gettext_lazy("Workshop"),
    gettext_lazy("Discussion"),
)


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


# --- what all acts have in common -----------------------------------------------------------------------


def _locked(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if meeting.state in (State.HELD, State.CANCELLED):
        raise Refusal(_("The meeting is over or cancelled, so its programme stays as it is."))
    return meeting


def _held(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    """The meeting for one who runs its network (K24)."""
    meeting = _locked(meeting)
    if not Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists():
        raise Refusal(_("You don't run this network."), "K24")
    return meeting


def _item(items: list[AgendaItem], wanted: AgendaItem) -> AgendaItem:
    """The item as it is now."""
    for item in items:
        if item.pk == wanted.pk:
            return item
    raise Refusal(_("Somebody else has removed this item meanwhile."), field="item")


def _check(item: AgendaItem, meeting: Meeting, before: AgendaItem | None = None) -> None:
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


def _refuse_two_host_slots(items: Sequence[AgendaItem]) -> None:
    if sum(item.sort == Sort.HOST_SLOT for item in items) > 1:
        raise Refusal(_("The host has its slot in the programme already."), "S13", "sort")


def _in_order(items: Sequence[AgendaItem]) -> None:
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


def _done(
    meeting: Meeting, item: AgendaItem, how: str, *, by: Person, at: dt.datetime, **details: Any
) -> Entry:
    """S20 is looked after, and the act written down."""
    refuse_guests_outside(meeting)
    about = [meeting, meeting.network]
    return record(
        "programme.changed", about, by=by, at=at, how=how, item=item.title, number=item.pk, **details
    )


# --- one item -------------------------------------------------------------------------------------------


@transaction.atomic
def add(
    meeting: Meeting, values: dict[str, Any], *, by: Person, at: dt.datetime, position: int | None = None
) -> AgendaItem:
    """A new item at that place (1 is the first), or at the end.

    Sent twice, it is there once: what is at that very place already, and says the same, is it. Raises Refusal (S5, S13,
    S20, K21, K24, K26, K32), and ValidationError on values that don't hold.
    """
    return _add(_held(meeting, by, at), values, position, by=by, at=at)


def _add(
    meeting: Meeting,
    values: dict[str, Any],
    position: int | None,
    *,
    by: Person,
    at: dt.datetime,
    **details: Any,
) -> AgendaItem:
    items = list(meeting.items.all())
    new = AgendaItem(meeting=meeting, position=len(items) + 1, **_known(values))
    _check(new, meeting)
    place = len(items) if position is None else max(0, min(position - 1, len(items)))
    there = items[-1:] if position is None else items[place : place + 1]
    if there and values_of(there[0]) == values_of(new):
        return there[0]
    if len(items) >= MOST_ITEMS:
        raise Refusal(_("A programme has %(most)s items at most.") % {"most": MOST_ITEMS})
    items.insert(place, new)
    _refuse_two_host_slots(items)
    _in_order(items)
    _done(meeting, new, "added", by=by, at=at, position=new.position, values=values_of(new), **details)
    return new


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(KEYS):
        raise TypeError(f"An item has no {', '.join(sorted(unknown))}.")
    return values


@transaction.atomic
def change(
    item: AgendaItem, values: dict[str, Any], *, by: Person, at: dt.datetime, seen: str | None = None
) -> AgendaItem:
    """What an item says becomes otherwise; what isn't in `values` stays.

    `seen` is the fingerprint of the item as the writer saw it: raises ChangedMeanwhile when it says something else
    now. Raises Refusal and ValidationError as `add` does.
    """
    meeting = _held(item.meeting, by, at)
    items = list(meeting.items.all())
    item = _item(items, item)
    before = AgendaItem(**values_of(item))
    was = fingerprint(item)
    for name, value in _known(values).items():
        setattr(item, name, value)
    _check(item, meeting, before)
    difference = changed(values_of(before), values_of(item))
    if not difference:
        return item
    if seen is not None and was != seen:
        item.refresh_from_db()
        raise ChangedMeanwhile(item)
    _refuse_two_host_slots(items)
    item.save(update_fields=list(difference))
    _done(meeting, item, "changed", by=by, at=at, changed=difference)
    return item


@transaction.atomic
def move(item: AgendaItem, position: int, *, by: Person, at: dt.datetime) -> AgendaItem:
    """To that place (1 is the first). Sent twice, it is done once. Raises Refusal (S20, K24)."""
    meeting = _held(item.meeting, by, at)
    items = list(meeting.items.all())
    item = _item(items, item)
    before = items.index(item) + 1
    position = max(1, min(position, len(items)))
    if position == before:
        return item
    items.remove(item)
    items.insert(position - 1, item)
    _in_order(items)
    _done(meeting, item, "moved", by=by, at=at, before=before, after=position)
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
    meeting = _held(item.meeting, by, at)
    return _remove(meeting, item, by=by, at=at)


def _remove(meeting: Meeting, item: AgendaItem, *, by: Person, at: dt.datetime) -> Entry | None:
    items = list(meeting.items.all())
    there = next((one for one in items if one.pk == item.pk), None)
    if there is None:
        return None
    _refuse_to_lose_guests([there])
    _delete([there])
    position = items.index(there) + 1
    items.remove(there)
    _in_order(items)
    there.pk = item.pk
    return _done(meeting, there, "removed", by=by, at=at, position=position, values=values_of(there))


def _refuse_to_lose_guests(items: Sequence[AgendaItem]) -> None:
    guest = Guest.objects.standing().filter(item__in=items).select_related("person").first()
    if guest:
        raise Refusal(
            _("%(name)s is invited as a guest to this. Call the guest off first.")
            % {"name": guest.person.name},
            "S20",
            "item",
        )


def _delete(items: Sequence[AgendaItem]) -> None:
    """With those who aren't coming to them; the journal knows that they were asked."""
    numbers = [item.pk for item in items]
    Guest.objects.filter(item__in=numbers).delete()
    AgendaItem.objects.filter(pk__in=numbers).delete()


def removal(meeting: Meeting, number: int) -> Entry | None:
    """The journal's entry of an item that was removed from this meeting and hasn't been put back."""
    entries = Entry.objects.about(meeting).filter(what="programme.changed")
    entry = entries.filter(pk=number, details__how="removed").first()
    return None if entry is None or entries.filter(details__puts_back=number).exists() else entry


@transaction.atomic
def put_back(meeting: Meeting, number: int, *, by: Person, at: dt.datetime) -> AgendaItem | None:
    """What was removed is back where it was. Sent twice, it is done once; None when there is nothing to put back."""
    meeting = _held(meeting, by, at)
    entry = removal(meeting, number)
    if entry is None:
        return None
    details = entry.details
    # What the network no longer has among its purposes and the like isn't put back.
    values = _fitting(details["values"], meeting.network)
    return _add(meeting, values, details["position"], by=by, at=at, puts_back=number)


# --- the whole programme --------------------------------------------------------------------------------


@transaction.atomic
def copy(
    meeting: Meeting, source: Meeting | ProgrammeTemplate, *, by: Person, at: dt.datetime
) -> list[AgendaItem]:
    """The programme becomes like an earlier meeting's, or like a template.

    Nobody's name comes along: no guests, no presenters, no other meeting's host. The host's slot stays if there is one,
    and so does what is always on the programme (K11). Done twice, it is done once. Raises Refusal (S20) when a guest is
    invited to something that would go.
    """
    meeting = _held(meeting, by, at)
    wanted, slot_at = _taken_over(source, meeting, by, at)
    items = list(meeting.items.all())
    slot = next((item for item in items if item.sort == Sort.HOST_SLOT), None)
    titles = {values["title"].casefold() for values in wanted}
    stays = [i for i in items if i.sort == Sort.STANDING and i.title.casefold() not in titles]
    goes = [item for item in items if item not in stays and item != slot]
    if [values_of(item) for item in goes] == wanted:
        return items
    _refuse_to_lose_guests(goes)
    _delete(goes)
    new = [AgendaItem(meeting=meeting, **values) for values in wanted]
    for item in new:
        item.position = 1
        item.full_clean(exclude=["meeting"], validate_constraints=False)
    order = new + stays
    if slot:
        place = slot_at if slot_at is not None else rules.place_of_host_slot([i.facts() for i in order])
        order.insert(place, slot)
    _in_order(order)
    refuse_guests_outside(meeting)
    about = [meeting, meeting.network]
    record("programme.copied", about, by=by, at=at, source=str(source), items=len(new))
    return order


def _taken_over(
    source: Meeting | ProgrammeTemplate, meeting: Meeting, by: Person, at: dt.datetime
) -> tuple[list[dict[str, Any]], int | None]:
    """What each new item is to say, and where the source had its host's slot."""
    if not Network.objects.run_by(by, day_of(at)).filter(pk=source.network_id).exists():
        raise Refusal(_("Choose a meeting of a network that you run."), "K24", "source")
    if isinstance(source, Meeting):
        everything = [values_of(item) for item in source.items.all()]
    else:
        everything = [{name: row[name] for name in KEYS if name in row} for row in source.items]
    places = [n for n, values in enumerate(everything) if values.get("sort") == Sort.HOST_SLOT]
    standing = {title.casefold() for title in meeting.network.standing_items}
    found = []
    for values in everything:
        if values.get("sort") == Sort.HOST_SLOT:
            continue
        values = _fitting(values, meeting.network) | {"presenter": ""}
        if values.get("sort") == Sort.STANDING and values["title"].casefold() not in standing:
            values["sort"] = Sort.ITEM.value
        found.append(values_of(AgendaItem(**values)))
    if not found:
        raise Refusal(_("There is no programme there to take over."), field="source")
    return found, places[0] if places else None


def _fitting(values: dict[str, Any], network: Network) -> dict[str, Any]:
    """Without purposes and subjects that are another network's."""
    return values | {
        "purposes": [p for p in values.get("purposes", []) if p in network.purposes],
        "tags": [t for t in values.get("tags", []) if t in network.subjects],
    }


@transaction.atomic
def keep_as_template(
    meeting: Meeting, name: str, *, by: Person, at: dt.datetime, replaces: bool = False
) -> ProgrammeTemplate:
    """The programme as it is now, to begin with another time; without names and without the host's slot.

    Kept twice under one name, it is kept once. Raises Refusal when there is another programme under that name, unless
    it `replaces` it.
    """
    meeting = _held_to_read(meeting, by, at)
    name = " ".join(name.split())
    kept = [
        values_of(item) | {"presenter": ""} for item in meeting.items.all() if item.sort != Sort.HOST_SLOT
    ]
    if not name:
        raise Refusal(_("Give it a name."), field="name")
    if not kept:
        raise Refusal(_("There is nothing in the programme to keep yet."), field="name")
    template = ProgrammeTemplate(network=meeting.network, name=name, items=kept)
    template.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        template = ProgrammeTemplate.objects.select_for_update().get(network=meeting.network, name=name)
        if template.items == kept:
            return template
        if not replaces:
            raise Refusal(
                _("There is a template with this name already. Choose another name, or let it be replaced."),
                field="name",
            ) from None
        template.items = kept
        template.save(update_fields=["items"])
    about = [meeting, meeting.network]
    record("programme.template_kept", about, by=by, at=at, name=name, items=len(kept))
    return template


def _held_to_read(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    """Also one that is over: its programme isn't changed."""
    meeting = locked(meeting)
    if not Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists():
        raise Refusal(_("You don't run this network."), "K24")
    return meeting


@transaction.atomic
def drop_template(template: ProgrammeTemplate, *, by: Person, at: dt.datetime) -> None:
    """No longer among those to begin with. Sent twice, it is done once. Raises Refusal (K24)."""
    network = template.network
    if not Network.objects.run_by(by, day_of(at)).filter(pk=network.pk).exists():
        raise Refusal(_("You don't run this network."), "K24")
    gone, _kinds = ProgrammeTemplate.objects.filter(pk=template.pk).delete()
    if gone:
        record("programme.template_dropped", [network], by=by, at=at, name=template.name)


# --- the host's slot ------------------------------------------------------------------------------------


@transaction.atomic
def put_host_slot(meeting: Meeting, organisation: Organisation, *, by: Person, at: dt.datetime) -> AgendaItem:
    """The host gets time to tell of its own work (S13, S18): after the welcome, unless that would push a guest out.

    There is one in a meeting: named again for another organisation it is that one's. Whoever calls has checked that
    `by` may name the host.
    """
    meeting = _locked(meeting)
    items = list(meeting.items.all())
    slot = next((item for item in items if item.sort == Sort.HOST_SLOT), None)
    values = _host_values(organisation, meeting.network)
    if slot is None:
        return _put_in(meeting, items, AgendaItem(meeting=meeting, **values), by=by, at=at)
    if organisation.name in slot.title:
        return slot  # theirs already, perhaps in their own words
    difference = changed(values_of(slot), {name: values[name] for name in ("title", "about", "presenter")})
    for name, (_before, after) in difference.items():
        setattr(slot, name, after)
    slot.save(update_fields=list(difference))
    _done(meeting, slot, "changed", by=by, at=at, changed=difference)
    return slot


def _host_values(organisation: Organisation, network: Network) -> dict[str, Any]:
    """In the network's own language."""
    with translation.override(network.language):
        title = gettext("The host tells: %(organisation)s") % {"organisation": organisation.name}
        if organisation.kind == Kind.MUNICIPALITY:
            about = "\n\n".join([gettext("Initiatives"), gettext("Challenges in the own municipality")])
        else:
            about = gettext("The host presents its own work.")
    return {
        "sort": Sort.HOST_SLOT,
        "title": title[:200],
        "about": about,
        "minutes": 30,
        "led_by": LedBy.MEMBER,
        "presenter": "",
    }


def _put_in(
    meeting: Meeting, items: list[AgendaItem], slot: AgendaItem, *, by: Person, at: dt.datetime
) -> AgendaItem:
    place = rules.place_of_host_slot([item.facts() for item in items])
    try:
        with transaction.atomic():
            _in_order([*items[:place], slot, *items[place:]])
            _done(meeting, slot, "added", by=by, at=at, position=slot.position, values=values_of(slot))
    except Refusal:  # S20: a guest comes first; at the end it moves nobody
        slot.pk = None
        items = list(meeting.items.all())
        _in_order([*items, slot])
        _done(meeting, slot, "added", by=by, at=at, position=slot.position, values=values_of(slot))
    return slot


@transaction.atomic
def take_host_slot(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """Nobody hosts, so nobody has the host's slot. Sent twice, it is done once. Whoever calls has checked `by`."""
    meeting = _locked(meeting)
    slot = meeting.items.filter(sort=Sort.HOST_SLOT).first()
    if slot:
        _remove(meeting, slot, by=by, at=at)
