"""A programme is taken over from an earlier meeting or a template, or kept as one: without anybody's name."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Network

from . import rules
from .items import (
    KEYS,
    delete,
    fitting,
    held,
    held_to_read,
    put_in_order,
    refuse_to_lose_guests,
    refuse_to_lose_what_remains,
    values_of,
)
from .making import refuse_guests_outside
from .models import AgendaItem, Meeting, ProgrammeTemplate, Sort
from .rules import Refusal


@transaction.atomic
def copy(
    meeting: Meeting, source: Meeting | ProgrammeTemplate, *, by: Person, at: dt.datetime
) -> list[AgendaItem]:
    """The programme becomes like an earlier meeting's, or like a template.

    Nobody's name comes along: no guests, no presenters, no other meeting's host. The host's slot stays if there is one,
    and so does what is always on the programme (K11). Done twice, it is done once. Raises Refusal (S20) when a guest is
    invited to something that would go.
    """
    meeting = held(meeting, by, at)
    wanted, slot_at = taken_over(source, meeting, by, at)
    items = list(meeting.items.all())
    slot = next((item for item in items if item.sort == Sort.HOST_SLOT), None)
    titles = {values["title"].casefold() for values in wanted}
    stays = [i for i in items if i.sort == Sort.STANDING and i.title.casefold() not in titles]
    goes = [item for item in items if item not in stays and item != slot]
    if [values_of(item) for item in goes] == wanted:
        return items
    refuse_to_lose_guests(goes)
    refuse_to_lose_what_remains(goes)
    delete(goes)
    new = [AgendaItem(meeting=meeting, **values) for values in wanted]
    for item in new:
        item.position = 1
        item.full_clean(exclude=["meeting"], validate_constraints=False)
    order = new + stays
    if slot:
        place = slot_at if slot_at is not None else rules.place_of_host_slot([i.facts() for i in order])
        order.insert(place, slot)
    put_in_order(order)
    refuse_guests_outside(meeting)
    about = [meeting, meeting.network]
    record("programme.copied", about, by=by, at=at, source=str(source), items=len(new))
    return order


def taken_over(
    source: Meeting | ProgrammeTemplate, meeting: Meeting, by: Person, at: dt.datetime
) -> tuple[list[dict[str, Any]], int | None]:
    """What each new item is to say, and how many come before the source's host's slot, if it has one.

    Raises Refusal when there is nothing to take over, or the source is another's (K24).
    """
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
        values = fitting(values, meeting.network) | {"presenter": ""}
        if values.get("sort") == Sort.STANDING and values["title"].casefold() not in standing:
            values["sort"] = Sort.ITEM.value
        found.append(values_of(AgendaItem(**values)))
    if not found:
        raise Refusal(_("There is no programme there to take over."), field="source")
    return found, places[0] if places else None


@transaction.atomic
def keep_as_template(
    meeting: Meeting, name: str, *, by: Person, at: dt.datetime, replaces: bool = False
) -> ProgrammeTemplate:
    """The programme as it is now, to begin with another time; without names and without the host's slot.

    Kept twice under one name, it is kept once. Raises Refusal when there is another programme under that name, unless
    it `replaces` it.
    """
    meeting = held_to_read(meeting, by, at)
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


@transaction.atomic
def drop_template(template: ProgrammeTemplate, *, by: Person, at: dt.datetime) -> None:
    """No longer among those to begin with. Sent twice, it is done once. Raises Refusal (K24)."""
    network = template.network
    if not Network.objects.run_by(by, day_of(at)).filter(pk=network.pk).exists():
        raise Refusal(_("You don't run this network."), "K24")
    gone, _kinds = ProgrammeTemplate.objects.filter(pk=template.pk).delete()
    if gone:
        record("programme.template_dropped", [network], by=by, at=at, name=template.name)
