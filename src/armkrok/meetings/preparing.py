"""What a host looks after until the meeting: the place, its own slot, the check list (S12, S13, S18)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Network
from armkrok.networks.rules import changed

from . import calendars, rules
from .locking import locked
from .models import AgendaItem, Companion, CompanionState, Hosting, HostTask, Meeting, SeatState, Sort, State
from .models.guest import GuestState
from .models.hosting import Doer
from .rules import Refusal

PLACE = ("venue", "address", "room")  # what a host may say of the place
SLOT = ("title", "about", "presenter")  # and of its own slot; how long it is isn't the host's to say


def runs(by: Person, network: Network, at: dt.datetime) -> bool:
    return Network.objects.run_by(by, day_of(at)).filter(pk=network.pk).exists()


def is_over(meeting: Meeting, at: dt.datetime) -> bool:
    if meeting.state == State.POSTPONED:  # A5: the host's turn is kept until there is a new date
        return False
    return meeting.state in (State.HELD, State.CANCELLED) or meeting.ends_at <= at


def about(hosting: Hosting) -> list:
    return [hosting, hosting.meeting, hosting.meeting.network, hosting.organisation]


def _held(hosting: Hosting, by: Person, at: dt.datetime) -> tuple[Hosting, Meeting, bool]:
    """The hosting and its meeting, held; and whether `by` runs the network. Raises Refusal when it isn't theirs."""
    meeting = locked(Meeting(pk=hosting.meeting_id))
    hosting = Hosting.objects.select_related("organisation", "contact").get(pk=hosting.pk)
    hosting.meeting = meeting
    in_charge = runs(by, meeting.network, at)
    if not in_charge and hosting.contact_id != by.pk:
        raise Refusal(_("Somebody else looks after this."), "S12")
    if hosting.ended_at:
        raise Refusal(_("Somebody else hosts the meeting now, or nobody does."), "S12")
    if is_over(meeting, at):
        raise Refusal(_("The meeting is over, so there is nothing left to prepare."), "S12")
    return hosting, meeting, in_charge


@transaction.atomic
def change_place(hosting: Hosting, values: dict[str, Any], *, by: Person, at: dt.datetime) -> Meeting:
    """The host says in which house and room, and how to get there; of all else in `values` nothing is taken over."""
    hosting, meeting, _may = _held(hosting, by, at)
    after = {name: str(values[name]).strip() for name in PLACE if name in values}
    difference = changed({name: getattr(meeting, name) for name in after}, after)
    if not difference:
        return meeting
    for name in difference:
        setattr(meeting, name, after[name])
    meeting.clean_fields(exclude=[f.name for f in Meeting._meta.fields if f.name not in PLACE])
    if meeting.state != State.DRAFT:
        has_place = bool(meeting.place_id or meeting.venue or meeting.address)
        rules.place_refusal(has_place=has_place, online_url=meeting.online_url)
    meeting.save(update_fields=list(difference))
    record("host.changed", about(hosting), by=by, at=at, changed=difference)
    calendars.settle(meeting, at=at)
    return meeting


@transaction.atomic
def change_slot(hosting: Hosting, values: dict[str, Any], *, by: Person, at: dt.datetime) -> AgendaItem:
    """S13, S18: the host's own slot: what it is called, what it is about, who presents. Nothing else of it."""
    hosting, meeting, _may = _held(hosting, by, at)
    item = meeting.items.filter(sort=Sort.HOST_SLOT).first()
    if item is None:
        raise Refusal(_("The host has no slot of its own in the programme."), "S13")
    after = {name: str(values[name]).strip() for name in SLOT if name in values}
    if "title" in after:
        after["title"] = " ".join(after["title"].split())
    difference = changed({name: getattr(item, name) for name in after}, after)
    if not difference:
        return item
    for name in difference:
        setattr(item, name, after[name])
    item.clean_fields(exclude=[f.name for f in AgendaItem._meta.fields if f.name not in SLOT])
    item.save(update_fields=list(difference))
    record("host.changed", about(hosting), by=by, at=at, changed=difference)
    calendars.settle_names(meeting, at=at)
    return item


@transaction.atomic
def tick(task: HostTask, done: bool, *, by: Person, at: dt.datetime) -> HostTask:
    """Done, or not yet after all. The host ticks its own, those who run the network any. Sent twice, done once."""
    hosting, _meeting, in_charge = _held(task.hosting, by, at)
    found = HostTask.objects.filter(pk=task.pk).first()
    if found is None:
        raise Refusal(_("Somebody has taken this line off the list meanwhile."), "S12")
    task = found
    if not in_charge and task.doer != Doer.HOST:
        raise Refusal(_("Those who run the network do this."), "S12")
    if bool(task.done_at) == done:
        return task
    task.done_at, task.done_by = (at, by) if done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    record("host.list_changed", about(hosting), by=by, at=at, task=task.words, done=done)
    return task


@transaction.atomic
def add_task(hosting: Hosting, words: str, doer: str, *, by: Person, at: dt.datetime) -> HostTask:
    """One line more on the check list. The same line twice is one."""
    hosting, _meeting, in_charge = _held(hosting, by, at)
    if not in_charge:
        raise Refusal(_("Those who run the network write the check list."), "S12")
    words = words.strip()
    if not words:
        raise Refusal(_("Say what is to be done."), "S12", "words")
    task, new = HostTask.objects.get_or_create(hosting=hosting, words=words, doer=doer)
    if new:
        record("host.list_changed", about(hosting), by=by, at=at, task=words)
    return task


@transaction.atomic
def remove_task(task: HostTask, *, by: Person, at: dt.datetime) -> None:
    """A line that nobody needs here. Sent twice, it is done once."""
    hosting, _meeting, in_charge = _held(task.hosting, by, at)
    if not in_charge:
        raise Refusal(_("Those who run the network write the check list."), "S12")
    if HostTask.objects.filter(pk=task.pk).delete()[0]:
        record("host.list_changed", about(hosting), by=by, at=at, removed=task.words)


@dataclass(frozen=True)
class Numbers:
    """How many come: what a host and a caterer want to know. Never who."""

    registered: int
    waiting: int
    companions: int
    guests: int
    unanswered: int  # companions and guests who haven't said yes or no

    @property
    def in_all(self) -> int:
        return self.registered + self.companions + self.guests


def numbers(meeting: Meeting) -> Numbers:
    """Everybody once, whatever they come as. Three queries."""
    seats = dict(meeting.seats.live().values_list("person", "state"))
    along = _by_answer(Companion.objects.filter(assignment__meeting=meeting).values_list("person", "state"))
    guests = _by_answer(meeting.guests.values_list("person", "state"))
    seated = {person for person, state in seats.items() if state == SeatState.TAKEN}
    coming = along[CompanionState.CONFIRMED] - seated
    invited = (along[CompanionState.INVITED] | guests[GuestState.INVITED]) - seated - coming
    return Numbers(
        registered=len(seated),
        waiting=len(seats) - len(seated),
        companions=len(coming),
        guests=len(guests[GuestState.CONFIRMED] - seated - coming),
        unanswered=len(invited - guests[GuestState.CONFIRMED]),
    )


def _by_answer(rows: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for person, state in rows:
        found[state].add(person)
    return found
