"""The host's own slot in the programme comes and goes with the host (S13, S18)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from armkrok.directory.models import Kind, Organisation, Person
from armkrok.networks.models import Network
from armkrok.networks.rules import changed

from . import rules
from .items import done, locked_to_change, put_in_order, take_out, values_of
from .models import AgendaItem, LedBy, Meeting, Sort
from .rules import Refusal


@transaction.atomic
def put_host_slot(meeting: Meeting, organisation: Organisation, *, by: Person, at: dt.datetime) -> AgendaItem:
    """The host gets time to tell of its own work (S13, S18): after the welcome, unless that would push a guest out.

    There is one in a meeting: named again for another organisation it is that one's. Whoever calls has checked that
    `by` may name the host.
    """
    meeting = locked_to_change(meeting)
    items = list(meeting.items.all())
    slot = next((item for item in items if item.sort == Sort.HOST_SLOT), None)
    values = _host_values(organisation, meeting.network)
    if slot is None:
        return _put_slot_in(meeting, items, AgendaItem(meeting=meeting, **values), by=by, at=at)
    if _is_theirs(slot, organisation, meeting):
        return slot  # perhaps in their own words
    difference = changed(values_of(slot), {name: values[name] for name in ("title", "about", "presenter")})
    for name, (_before, after) in difference.items():
        setattr(slot, name, after)
    slot.save(update_fields=list(difference))
    done(meeting, slot, "changed", by=by, at=at, changed=difference)
    return slot


def _is_theirs(slot: AgendaItem, organisation: Organisation, meeting: Meeting) -> bool:
    """Whether the slot names them; and not only as a part of who hosted before, as Malmö is of Malmö museer."""
    if organisation.name not in slot.title:
        return False
    before = meeting.hostings.exclude(ended_at=None).exclude(organisation=organisation)
    names = before.values_list("organisation__name", flat=True)
    return not any(organisation.name in name and name in slot.title for name in names)


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


def _put_slot_in(
    meeting: Meeting, items: list[AgendaItem], slot: AgendaItem, *, by: Person, at: dt.datetime
) -> AgendaItem:
    place = rules.place_of_host_slot([item.facts() for item in items])
    try:
        with transaction.atomic():
            put_in_order([*items[:place], slot, *items[place:]])
            done(meeting, slot, "added", by=by, at=at, position=slot.position, values=values_of(slot))
    except Refusal:  # S20: a guest comes first; at the end it moves nobody
        slot.pk = None
        items = list(meeting.items.all())
        put_in_order([*items, slot])
        done(meeting, slot, "added", by=by, at=at, position=slot.position, values=values_of(slot))
    return slot


@transaction.atomic
def take_host_slot(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """Nobody hosts, so nobody has the host's slot. Sent twice, it is done once. Whoever calls has checked `by`."""
    meeting = locked_to_change(meeting)
    slot = meeting.items.filter(sort=Sort.HOST_SLOT).first()
    if slot:
        take_out(meeting, slot, by=by, at=at)
