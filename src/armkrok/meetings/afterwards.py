"""What remains of a meeting, for each who may read it: who was there, notes, material, what is to be done (S20, K21, K27)."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.networks.models import Appointment, Network

from . import materials, roll
from .letters import afterwards as letters
from .models import Action, Attendance, Material, Meeting, Notes, NotesState, State
from .models.attendance import PASSING

TASK = "meetings.afterwards"
LINK_DAYS = 180


def link_for(person: Person, meeting: Meeting, *, at: dt.datetime) -> PersonalLink:
    """The link to what this person may read of the meeting without signing in. One for each person and meeting: whoever
    is written to again gets the same, and it lasts from now on. Within the transaction that writes the letter."""
    running = PersonalLink.objects.filter(
        task=TASK, person=person, target=meeting.pk, revoked_at=None, ends_at__gt=at
    )
    link = running.order_by("-pk").first()
    if link is None:
        return PersonalLink.objects.make(TASK, person, meeting, at=at, days=LINK_DAYS)
    ends_at = at + dt.timedelta(days=LINK_DAYS)
    if link.ends_at < ends_at:
        link.ends_at = ends_at
        link.save(update_fields=["ends_at"])
    return link


@dataclass
class Remains:
    """What remains of a meeting that was held, as one reader sees it. Of one that is to come: what is shared before."""

    materials: list[Material]  # in the programme's order, what belongs to the whole meeting first
    pictures: list[Material]
    there: list[tuple[Organisation, list[Attendance]]] = field(default_factory=list)  # by municipality
    names: bool = False  # whether people are named: members see one another (K13), the public counts
    notes: Notes | None = None  # once they are shared, for those who may read them
    waits_to_be_shared: bool = False  # the notes are approved, and not shared yet
    actions: list[Action] = field(default_factory=list)  # what this reader has promised, and hasn't done
    certificate: bool = False  # for whoever was there

    @property
    def number(self) -> int:
        return sum(len(people) for _organisation, people in self.there)

    def __bool__(self) -> bool:
        return bool(self.materials or self.pictures or self.there or self.notes or self.actions)


def remains(
    meeting: Meeting, person: Person | None, *, at: dt.datetime, runs: bool, member: bool | None = None
) -> Remains:
    """For whoever may see the meeting. `member` is whether they speak for one; None when nobody has asked yet. Eight
    queries at most, however much it is; two for a stranger."""
    on, held = day_of(at), meeting.state == State.HELD
    if person is not None and member is None:
        member = Network.objects.for_member(person, on).filter(pk=meeting.network_id).exists()
    there = roll.by_municipality(meeting) if held else []
    mine = meeting.attendances.here().filter(person=person).first() if held and person else None
    if mine or there or runs or person is None:
        was_there = mine is not None and mine.came_as not in PASSING
    else:
        was_there = materials.was_there(person, meeting)
    seen = materials.visible_to(person, meeting, on=on, runs=runs, there=was_there, member=member)
    shown = list(seen.shared().in_order())
    found = Remains(
        materials=[material for material in shown if not material.is_picture],
        pictures=[material for material in shown if material.is_picture],
        there=there,
        names=runs or bool(member) or was_there,
        certificate=mine is not None,
    )
    if held and found.names:
        written = Notes.objects.filter(meeting=meeting).first()
        found.notes = written if written and written.state == NotesState.SHARED else None
        found.waits_to_be_shared = bool(written and written.state == NotesState.APPROVED)
    if found.notes and person:
        found.actions = own_actions(meeting, person, on=on)
    return found


def own_actions(meeting: Meeting, person: Person, *, on: dt.date) -> list[Action]:
    """What this person has promised there, or those have whom they speak for, and nobody has ticked off yet. One
    query."""
    speaks_for = Appointment.objects.speaking(on).filter(person=person, network=meeting.network_id)
    mine = Q(person=person) | Q(person=None, organisation__in=speaks_for.values("organisation"))
    found = meeting.actions.open().shown().filter(mine).select_related("person", "organisation", "item")
    return list(found)


@transaction.atomic
def send_link_again(person: Person, meeting: Meeting, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    letters.link_again(person, meeting, link_for(person, meeting, at=at), at=at)
