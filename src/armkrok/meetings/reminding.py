"""Reminders go out by themselves, some days before the meeting. They move along when it moves.

Who is reminded is looked up at the moment of writing, while the meeting is held: whoever has answered meanwhile isn't.
The outbox's key (meeting, kind, day, person) lets each leave once, however often and by however many workers it is
tried.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import Entry, record
from armkrok.mail.models import Message
from armkrok.networks.models.network import MOST_REMINDER_DAYS

from . import bringing, guesting, hosting, telling
from .letters import reminders as letters
from .links import AFTERWARDS, own_ways
from .locking import locked
from .models import (
    Answer,
    AssignmentState,
    Companion,
    Meeting,
    ReminderPause,
    SeatState,
    State,
    timetable,
)
from .models.meeting import COMING
from .rules import reminders as rules
from .rules.reminders import Reminder, Span

FURTHEST = dt.timedelta(days=MOST_REMINDER_DAYS + 1)
AT_ONCE = 50  # letters while the meeting is held; others wait for it
DAYS = {
    Reminder.UNANSWERED: "remind_unanswered_days",
    Reminder.COMPANION: "remind_companion_days",
    Reminder.HOST: "remind_host_days",
    Reminder.SPEAKERS: "remind_speakers_days",
    Reminder.COMING: "remind_coming_days",
}
SENT = "reminder.sent"


@dataclass
class Receiver:
    """One who is to be reminded, of what concerns them, in which thread; `kind` is what their link opens."""

    person: Person
    thread: str
    task: str
    about: Any  # an invitation, an assignment, a hosting, a companion, a seat
    slots: list[Any] = field(default_factory=list)  # a guest's own items with their hours


# --- when -----------------------------------------------------------------------------------------------


def kinds_of(meeting: Meeting) -> list[Reminder]:
    """A study trip reminds only those who come (K23); only a meeting arm in arm asks for companions."""
    if meeting.is_trip:
        return [Reminder.COMING]
    return [kind for kind in Reminder if kind != Reminder.COMPANION or meeting.armkrok]


def span_of(meeting: Meeting, what: Reminder) -> Span | None:
    network = meeting.network
    days, closes = getattr(network, DAYS[what]), network.registration_days
    return rules.span(what, meeting.day, days=days, registration_days=closes)


def _runs(meeting: Meeting, what: Reminder, at: dt.datetime) -> bool:
    """Whether there is anything to remind of: the meeting is to come, and people can still do what they are asked."""
    if meeting.state not in COMING or meeting.has_begun(at):
        return False
    if what == Reminder.UNANSWERED:
        return meeting.registration_is_open(at)
    return what in (Reminder.HOST, Reminder.SPEAKERS) or meeting.state == State.INVITED


def due(meeting: Meeting, at: dt.datetime) -> list[Reminder]:
    """Those that may leave at this moment. No query."""
    found = []
    for what in kinds_of(meeting):
        span = span_of(meeting, what)
        if span and rules.may_leave(span, at.astimezone(meeting.zone)) and _runs(meeting, what, at):
            found.append(what)
    return found


# --- to whom --------------------------------------------------------------------------------------------


def receivers(meeting: Meeting, what: Reminder, at: dt.datetime) -> list[Receiver]:
    """Whom it concerns now, each once, and only who has an address. Three queries at most."""
    found = _FIND[what](meeting, at)
    return [receiver for receiver in found if receiver.person.email]


def _unanswered(meeting: Meeting, at: dt.datetime) -> list[Receiver]:
    """One answer is the municipality's, however many of theirs were asked; “perhaps” is none."""
    said = meeting.invitations.standing().filter(enrolment=OuterRef("enrolment"))
    asked = (
        meeting.invitations.standing()
        .unanswered()
        .filter(Q(enrolment__ends_on=None) | Q(enrolment__ends_on__gte=meeting.day))
        .exclude(Exists(said.exclude(answer__in=["", Answer.MAYBE])))
        .exclude(enrolment__in=meeting.seats.live().values("enrolment"))
        .exclude(person__in=meeting.seats.live().values("person"))
        .select_related("person", "enrolment__organisation")
    )
    return [Receiver(i.person, meeting.thread, "meetings.invitation", i) for i in asked.order_by("pk")]


def _without_companion(meeting: Meeting, at: dt.datetime) -> list[Receiver]:
    """S15: who brings nobody yet and hasn't said why. Who hasn't answered is asked that first."""
    on = at.astimezone(meeting.zone).date()
    seated = meeting.seats.live().values("person")
    states: Any = meeting.assignments.with_state(on)  # the type checker doesn't see what it annotates
    asked = (
        states.filter(stands=AssignmentState.OPEN)
        .exclude(Q(person__in=meeting.invitations.unanswered().values("person")) & ~Q(person__in=seated))
        .select_related("person", "enrolment__organisation")
    )
    return [Receiver(a.person, meeting.thread, bringing.TASK, a) for a in asked.order_by("pk")]


def _host(meeting: Meeting, at: dt.datetime) -> list[Receiver]:
    named = meeting.hostings.running().filter(contact__isnull=False)
    return [
        Receiver(h.contact, f"hosting-{h.pk}", hosting.TASK, h)
        for h in named.select_related("contact", "organisation").prefetch_related("tasks")
        if h.contact
    ]


def _speakers(meeting: Meeting, at: dt.datetime) -> list[Receiver]:
    """S20: their own time, and nothing else. Who has two items is written to once."""
    standing = list(meeting.guests.standing().select_related("person", "item").order_by("pk"))
    hours = {timed.item.pk: timed for timed in timetable(meeting)} if standing else {}
    found: dict[int, Receiver] = {}
    for guest in sorted(standing, key=lambda guest: hours[guest.item_id].starts):
        guest.meeting = meeting
        if hours[guest.item_id].starts <= at:
            continue
        receiver = found.setdefault(
            guest.person_id, Receiver(guest.person, guest.thread, guesting.TASK, guest)
        )
        receiver.slots.append((guest, hours[guest.item_id]))
    return list(found.values())


def _coming(meeting: Meeting, at: dt.datetime) -> list[Receiver]:
    """Who has a seat, and who has said that they come along."""
    seats = meeting.seats.filter(state=SeatState.TAKEN).select_related("person", "organisation")
    along = Companion.objects.confirmed().filter(assignment__meeting=meeting)
    found = [Receiver(s.person, meeting.thread, "meetings.seat", s) for s in seats.order_by("pk")]
    found += [
        Receiver(c.person, c.thread, bringing.COMPANION, c)
        for c in along.select_related("person", "assignment__person", "assignment__enrolment__organisation")
    ]
    once: dict[int, Receiver] = {}
    for receiver in found:
        once.setdefault(receiver.person.pk, receiver)
    return list(once.values())


_FIND: dict[Reminder, Callable[[Meeting, dt.datetime], list[Receiver]]] = {
    Reminder.UNANSWERED: _unanswered,
    Reminder.COMPANION: _without_companion,
    Reminder.HOST: _host,
    Reminder.SPEAKERS: _speakers,
    Reminder.COMING: _coming,
}


def _not_told(
    meeting: Meeting, what: Reminder, people: list[Receiver], at: dt.datetime
) -> tuple[list[Receiver], list[Receiver]]:
    """Those who haven't got this reminder; first who may have it now, then who was told of the same a moment ago. One
    query."""
    told: dict[str, dt.datetime] = {}
    sent = set()
    threads = {receiver.thread for receiver in people} | {meeting.thread}
    letters_before = Message.objects.filter(thread__in=threads, recalled_at=None).values_list(
        "key", "to_address", "created_at"
    )
    for key, address, created_at in letters_before if people else ():
        sent.add(key)
        if rules.is_about_the_same(what, key):
            told[address.lower()] = max(created_at, told.get(address.lower(), created_at))
    now: list[Receiver] = []
    later: list[Receiver] = []
    for receiver in people:
        if rules.key(meeting.pk, what, meeting.day, receiver.person.pk) in sent:
            continue
        lately = [told.get(receiver.person.email.lower())]
        if what == Reminder.UNANSWERED:
            lately.append(receiver.about.answered_at)  # who has just said “perhaps” knows of it
        too_soon = any(rules.is_too_soon(moment, at) for moment in lately)
        (later if too_soon else now).append(receiver)
    return now, later


# --- sending --------------------------------------------------------------------------------------------


def remind(meeting: Meeting, *, at: dt.datetime) -> int:
    """All reminders of the meeting that are due. Can be stopped and started at any moment. Returns how many letters."""
    written = 0
    for what in due(meeting, at):
        while batch := _write(meeting, what, at):
            written += batch
            if batch < AT_ONCE:
                break
    return written


@transaction.atomic
def _write(meeting: Meeting, what: Reminder, at: dt.datetime) -> int:
    """Some of them. The meeting is looked at anew: it may have been moved or cancelled meanwhile."""
    meeting = locked(meeting)
    if what not in due(meeting, at) or ReminderPause.objects.running().filter(meeting=meeting).exists():
        return 0
    todo, _later = _not_told(meeting, what, receivers(meeting, what, at), at)
    todo = todo[:AT_ONCE]
    if not todo:
        return 0
    ways = own_ways(meeting, at=at) if what == Reminder.COMING else {}
    more = letters.more(meeting, what)
    stale = telling.news(meeting, at=at, people=[receiver.person for receiver in todo])
    news = {one.person.pk: one for one in stale if one.entry.guest_id is None}
    for receiver in todo:
        link = _link(meeting, receiver, ways, at)
        told = news if what != Reminder.SPEAKERS else None  # of a guest's times there may be several
        letters.reminder(meeting, what, receiver, link, more, told, at=at)
    record(SENT, [meeting], by=None, at=at, kind=str(what), day=meeting.day.isoformat(), number=len(todo))
    return len(todo)


def _link(
    meeting: Meeting, receiver: Receiver, ways: dict[int, PersonalLink], at: dt.datetime
) -> PersonalLink:
    """The person's own running link, the one from their mail; else a new one."""
    if receiver.task == "meetings.seat":
        way = ways.get(receiver.person.pk)
        if way and way.task in ("meetings.seat", "meetings.invitation"):
            return way
    running = PersonalLink.objects.filter(
        task=receiver.task,
        target=receiver.about.pk,
        person=receiver.person,
        revoked_at=None,
        ends_at__gt=at,
    )
    days = max(1, (meeting.ends_at + AFTERWARDS - at).days)
    return running.order_by("pk").last() or PersonalLink.objects.make(
        receiver.task, receiver.person, receiver.about, at=at, days=days
    )


# --- holding them back ----------------------------------------------------------------------------------


@transaction.atomic
def hold_back(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """From now on the program reminds nobody of this meeting. Sent twice, it is done once."""
    meeting = locked(meeting)
    _pause, new = ReminderPause.objects.get_or_create(
        meeting=meeting, ended_at=None, defaults={"by": by, "at": at}
    )
    if new:
        record("reminder.held_back", [meeting], by=by, at=at)


@transaction.atomic
def let_go(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """They go out again; what is due goes out with the next round. Sent twice, it is done once."""
    meeting = locked(meeting)
    if ReminderPause.objects.running().filter(meeting=meeting).update(ended_by=by, ended_at=at):
        record("reminder.let_go", [meeting], by=by, at=at)


# --- what those who run it see --------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """One reminder: when it goes out and to how many, or to how many it went."""

    what: Reminder
    span: Span | None
    too_late: bool
    number: int  # who would get it if it went out now
    sent: int
    sent_at: dt.datetime | None


def plans(meeting: Meeting, at: dt.datetime) -> list[Plan]:
    """All reminders of the meeting, in the order in which they go out; those that are switched off come last."""
    sent: dict[str, tuple[int, dt.datetime]] = {}
    for entry in Entry.objects.about(meeting).filter(what=SENT).order_by("at", "pk"):
        if entry.details["day"] == meeting.day.isoformat():
            before = sent.get(entry.details["kind"], (0, entry.at))
            sent[entry.details["kind"]] = (before[0] + entry.details["number"], entry.at)
    found = []
    for what in kinds_of(meeting):
        span, (number, last) = span_of(meeting, what), sent.get(what, (0, None))
        too_late = bool(span and rules.is_too_late(span, at.astimezone(meeting.zone)))
        if what == Reminder.UNANSWERED and meeting.is_past_registration(at):
            too_late = True
        open_ = span and not too_late and meeting.state in COMING and not meeting.has_begun(at)
        now, later = _not_told(meeting, what, receivers(meeting, what, at), at) if open_ else ([], [])
        found.append(Plan(what, span, too_late, len(now) + len(later), number, last))
    return sorted(found, key=lambda plan: (plan.span is None, plan.span.first if plan.span else meeting.day))
