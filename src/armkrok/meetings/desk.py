"""What meetings ask of those who run a network, for *Today*: each is something to do, and where it is done."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.networks.models import Appointment, Network

from . import rules
from .models import (
    Answer,
    Assignment,
    Attendance,
    CalendarReply,
    Companion,
    HostOffer,
    Invitation,
    Kind,
    Material,
    Meeting,
    Notes,
    NotesState,
    Outcome,
    Seat,
    SeatState,
    State,
)
from .models.companion import COMING_ALONG
from .models.hosting import ANSWER_WITHIN_DAYS
from .models.meeting import COMING

MOST = 100
LATELY = dt.timedelta(days=120)  # notes are due sooner than that


class What(StrEnum):
    OFFER = "offer"  # K28: a member's offer has waited for 14 days
    ALONE = "alone"  # S15: coordinators who come alone to a meeting arm in arm
    LEFT_BEHIND = "left behind"  # S16: a companion comes along with somebody who doesn't come
    INVITATIONS = "invitations"  # they are due
    MATERIAL = "material"  # S20: a guest has left something, and nobody has looked at it
    REPLY = "reply"  # an answer by mail from an address that wasn't invited
    OVER = "over"  # A3: it is over, and not marked held
    NOTES = "notes"  # S5: they are to be shared
    NOBODY_MARKED = "nobody marked"  # A13: it was held, and nobody has taken attendance


@dataclass(frozen=True)
class Task:
    what: What
    since: dt.datetime
    network: Network
    meeting: Meeting | None = None
    offer: HostOffer | None = None
    number: int = 0
    late: bool = True


def waiting(person: Person, now: dt.datetime) -> list[Task]:
    """What waits for this person, the oldest first. As many queries however much it is."""
    networks = Network.objects.run_by(person, day_of(now)).values("pk")
    meetings_there = _coming(networks, now)
    coming = [m for m in meetings_there if m.state != State.HELD]
    tasks = _offers(networks, now)
    found = [
        *_due(coming, now),
        *_over(coming, now),
        *_alone(coming, now),
        *_left_behind(coming, now),
        *_came(networks),
        *_nobody_marked(meetings_there, now),
        *_notes(meetings_there, now),
    ]
    found.sort(key=lambda one: one.since)  # and only those that are shown are read as a whole
    shown = found[:MOST]
    meetings = Meeting.objects.select_related("network").in_bulk({one.meeting for one in shown})
    tasks += [
        Task(
            one.what,
            one.since,
            meetings[one.meeting].network,
            meetings[one.meeting],
            number=one.number,
            late=one.late,
        )
        for one in shown
        if one.meeting in meetings
    ]
    return sorted(tasks, key=lambda task: task.since)[:MOST]


class _Coming(NamedTuple):
    """What is asked of a meeting that is to come, or was held without attendance or notes: there may be a thousand, and
    few of them are shown."""

    pk: int
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    armkrok: bool
    network__time_zone: str
    network__invitation_days: int
    network__registration_days: int
    network__notes_days: int
    unmarked: bool  # held, and nobody has taken attendance
    unnoted: bool  # held, and its notes aren't shared

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.network__time_zone)

    def before(self, days: int) -> dt.date:
        return self.starts_at.astimezone(self.zone).date() - dt.timedelta(days=days)

    def is_invited(self, now: dt.datetime) -> bool:
        """Arm in arm, and not begun."""
        return self.armkrok and self.state == State.INVITED and now < self.starts_at


class _Found(NamedTuple):
    what: What
    since: dt.datetime
    meeting: int
    number: int = 0
    late: bool = True


def _coming(networks: Any, now: dt.datetime) -> list[_Coming]:
    marked = {"unmarked": _held_without_attendance(now), "unnoted": _held_without_notes(now)}
    rows = (
        Meeting.objects.filter(network__in=networks)
        .annotate(**{name: ExpressionWrapper(held, BooleanField()) for name, held in marked.items()})
        .filter(Q(state__in=COMING) | Q(unmarked=True) | Q(unnoted=True))
        .order_by("starts_at", "pk")
    )
    return [_Coming(*row) for row in rows.values_list(*_Coming._fields)]


def _offers(networks: Any, now: dt.datetime) -> list[Task]:
    """K28"""
    overdue = HostOffer.objects.overdue(now).filter(network__in=networks)
    found = overdue.select_related("network", "organisation", "meeting").order_by("made_at")[:MOST]
    within = dt.timedelta(days=ANSWER_WITHIN_DAYS)
    return [Task(What.OFFER, offer.made_at + within, offer.network, offer=offer) for offer in found]


def _due(coming: list[_Coming], now: dt.datetime) -> list[_Found]:
    found = []
    for m in coming:
        if m.state == State.PUBLISHED and now < m.starts_at:
            on = m.before(m.network__invitation_days)
            if now.astimezone(m.zone).date() >= on:
                found.append(_Found(What.INVITATIONS, _midnight(m, on), m.pk))
    return found


def _held_without_notes(now: dt.datetime) -> Q:
    """S5; those of long ago, of which nobody kept any, aren't asked for, nor are those of a study trip."""
    shared = Notes.objects.filter(meeting=OuterRef("pk"), state=NotesState.SHARED)
    lately = now - dt.timedelta(days=rules.KEPT_DAYS)
    return Q(~Exists(shared), state=State.HELD, kind=Kind.MEETING, ends_at__gt=lately)


def _notes(there: list[_Coming], now: dt.datetime) -> list[_Found]:
    """S5: from the day after a meeting until its notes are shared; late after the network's deadline."""
    found = []
    for m in there:
        today, last_day = (at.astimezone(m.zone).date() for at in (now, m.ends_at))
        if m.unnoted and today > last_day:
            due = m.before(-m.network__notes_days)
            late = today > due
            since = _midnight(m, (due if late else last_day) + dt.timedelta(days=1))
            found.append(_Found(What.NOTES, since, m.pk, late=late))
    return found


def _midnight(meeting: "Meeting | _Coming", day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), meeting.zone)


def _over(coming: list[_Coming], now: dt.datetime) -> list[_Found]:
    """A3"""
    return [_Found(What.OVER, m.ends_at, m.pk) for m in coming if m.ends_at <= now]


def _held_without_attendance(now: dt.datetime) -> Q:
    """Nobody owes it to a study trip (K23)."""
    here = Attendance.objects.here().filter(meeting=OuterRef("pk"))
    return Q(~Exists(here), state=State.HELD, kind=Kind.MEETING, ends_at__gte=now - LATELY)


def _nobody_marked(there: list[_Coming], now: dt.datetime) -> list[_Found]:
    """A13: as long as it can still be put right."""
    return [
        _Found(What.NOBODY_MARKED, m.ends_at, m.pk)
        for m in there
        if m.unmarked and now.astimezone(m.zone).date() <= m.before(-m.network__notes_days)
    ]


def _alone(coming: list[_Coming], now: dt.datetime) -> list[_Found]:
    """S15: once registration has closed, until the meeting begins; one line for each meeting."""
    closed = {
        m.pk: m.before(m.network__registration_days)
        for m in coming
        if m.is_invited(now) and now.astimezone(m.zone).date() > m.before(m.network__registration_days)
    }
    if not closed:
        return []
    somebody = Companion.objects.filter(assignment=OuterRef("pk"), state__in=COMING_ALONG)
    seated = Seat.objects.taken().filter(meeting=OuterRef("meeting"), person=OuterRef("person"))
    alone = Counter(
        Assignment.objects.filter(meeting__in=closed)
        .filter(~Exists(somebody), Exists(seated))
        .order_by()
        .values_list("meeting", flat=True)
    )
    day = dt.timedelta(days=1)
    return [
        _Found(What.ALONE, _midnight(m, closed[m.pk] + day), m.pk, alone[m.pk]) for m in coming if alone[m.pk]
    ]


def _left_behind(coming: list[_Coming], now: dt.datetime) -> list[_Found]:
    """S16: the coordinator comes no longer, or speaks for nobody any more (S9), and nobody of theirs comes, but whom they
    invited hasn't been called off.

    People decide whether the companion comes anyway. One line for each meeting.
    """
    open_ = [m.pk for m in coming if m.is_invited(now)]
    if not open_:
        return []
    theirs = Seat.objects.filter(meeting=OuterRef("meeting"), enrolment=OuterRef("enrolment"))
    said_no = Invitation.objects.filter(
        meeting=OuterRef("meeting"), person=OuterRef("person"), answer=Answer.NO
    )
    somebody = Companion.objects.filter(assignment=OuterRef("pk"), state__in=COMING_ALONG)
    speaks = Appointment.objects.unended().filter(enrolment=OuterRef("enrolment"), person=OuterRef("person"))
    found = Counter(
        Assignment.objects.filter(meeting__in=open_)
        .filter(Exists(somebody), ~Exists(theirs.live()))
        .filter(Q(Exists(said_no)) | Q(Exists(theirs.filter(state=SeatState.LEFT))) | ~Q(Exists(speaks)))
        .order_by()
        .values_list("meeting", flat=True)
    )
    return [_Found(What.LEFT_BEHIND, now, pk, found[pk]) for pk in open_ if found[pk]]


def _came(networks: Any) -> list[_Found]:
    """What guests have left (S20), and answers by mail that people decide on: one line for each meeting, since the first
    of them came. One query."""
    left = Material.objects.waiting().filter(meeting__network__in=networks)
    doubtful = CalendarReply.objects.filter(outcome=Outcome.DOUBTFUL, entry__meeting__network__in=networks)
    material = _counted(left, What.MATERIAL, "meeting", "left_at")
    rows = material.union(_counted(doubtful, What.REPLY, "entry__meeting", "received_at"), all=True)
    return [_Found(What(what), since, meeting, number) for what, meeting, number, since in rows]


def _counted(rows: QuerySet[Any], what: What, meeting: str, since: str) -> QuerySet[Any, Any]:
    kind = Value(what.value, output_field=CharField())
    by_meeting = rows.order_by().annotate(what=kind).values("what", meeting)
    return by_meeting.annotate(number=Count("pk"), since=Min(since)).values_list(
        "what", meeting, "number", "since"
    )
