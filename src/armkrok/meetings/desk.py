"""What meetings ask of those who run a network, for *Today*: each is something to do, and where it is done."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.networks.models import Network

from . import attending
from .models import (
    Answer,
    Assignment,
    Attendance,
    Companion,
    HostOffer,
    Invitation,
    Material,
    Meeting,
    Seat,
    SeatState,
    State,
)
from .models.companion import COMING_ALONG
from .models.hosting import ANSWER_WITHIN_DAYS
from .models.meeting import COMING

MOST = 100
LATELY = dt.timedelta(days=400)  # longer than any network lets its notes wait


class What(StrEnum):
    OFFER = "offer"  # K28: a member's offer has waited for 14 days
    ALONE = "alone"  # S15: coordinators who come alone to a meeting arm in arm
    LEFT_BEHIND = "left behind"  # S16: a companion comes along with somebody who doesn't come
    INVITATIONS = "invitations"  # they are due
    MATERIAL = "material"  # S20: a guest has left something, and nobody has looked at it
    OVER = "over"  # A3: it is over, and not marked held
    NOBODY_MARKED = "nobody marked"  # A13: it was held, and nobody has taken attendance


@dataclass(frozen=True)
class Task:
    what: What
    since: dt.datetime
    network: Network
    meeting: Meeting | None = None
    offer: HostOffer | None = None
    number: int = 0


def waiting(person: Person, now: dt.datetime) -> list[Task]:
    """What waits for this person, the oldest first. As many queries however much it is."""
    networks = Network.objects.run_by(person, day_of(now)).values("pk")
    coming = list(
        Meeting.objects.filter(network__in=networks, state__in=COMING)
        .select_related("network")
        .order_by("starts_at")
    )
    tasks = [
        *_offers(networks, now),
        *_due(coming, now),
        *_over(coming, now),
        *_nobody_marked(networks, now),
        *_alone(coming, now),
        *_left_behind(coming, now),
        *_material(networks),
    ]
    return sorted(tasks, key=lambda task: task.since)[:MOST]


def _offers(networks: Any, now: dt.datetime) -> list[Task]:
    """K28"""
    overdue = HostOffer.objects.overdue(now).filter(network__in=networks)
    found = overdue.select_related("network", "organisation", "meeting").order_by("made_at")[:MOST]
    within = dt.timedelta(days=ANSWER_WITHIN_DAYS)
    return [Task(What.OFFER, offer.made_at + within, offer.network, offer=offer) for offer in found]


def _due(coming: list[Meeting], now: dt.datetime) -> list[Task]:
    return [
        Task(What.INVITATIONS, _midnight(m, m.deadlines.invitation_on), m.network, m)
        for m in coming
        if m.state == State.PUBLISHED
        and not m.has_begun(now)
        and now.astimezone(m.zone).date() >= m.deadlines.invitation_on
    ]


def _midnight(meeting: Meeting, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), meeting.zone)


def _over(coming: list[Meeting], now: dt.datetime) -> list[Task]:
    """A3"""
    return [Task(What.OVER, m.ends_at, m.network, m) for m in coming if m.ends_at <= now]


def _nobody_marked(networks: Any, now: dt.datetime) -> list[Task]:
    """A13: as long as it can still be put right. Nobody owes it to a study trip (K23)."""
    here = Attendance.objects.here().filter(meeting=OuterRef("pk"))
    held = Meeting.objects.meetings().filter(network__in=networks, state=State.HELD)
    lately = held.filter(~Exists(here), ends_at__gte=now - LATELY).select_related("network")[:MOST]
    return [Task(What.NOBODY_MARKED, m.ends_at, m.network, m) for m in lately if not attending.refusal(m, now)]


def _alone(coming: list[Meeting], now: dt.datetime) -> list[Task]:
    """S15: once registration has closed, until the meeting begins; one line for each meeting."""
    closed = [
        m
        for m in coming
        if m.armkrok and m.state == State.INVITED and not m.has_begun(now) and not m.registration_is_open(now)
    ]
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
        Task(What.ALONE, _midnight(m, m.deadlines.registration_on + day), m.network, m, number=alone[m.pk])
        for m in closed
        if alone[m.pk]
    ]


def _left_behind(coming: list[Meeting], now: dt.datetime) -> list[Task]:
    """S16: the coordinator comes no longer and nobody of theirs does, but whom they invited hasn't been called off.

    People decide whether the companion comes anyway. One line for each meeting.
    """
    open_ = {m.pk: m for m in coming if m.armkrok and m.state == State.INVITED and not m.has_begun(now)}
    if not open_:
        return []
    theirs = Seat.objects.filter(meeting=OuterRef("meeting"), enrolment=OuterRef("enrolment"))
    said_no = Invitation.objects.filter(
        meeting=OuterRef("meeting"), person=OuterRef("person"), answer=Answer.NO
    )
    somebody = Companion.objects.filter(assignment=OuterRef("pk"), state__in=COMING_ALONG)
    found = Counter(
        Assignment.objects.filter(meeting__in=open_)
        .filter(Exists(somebody), ~Exists(theirs.live()))
        .filter(Q(Exists(said_no)) | Q(Exists(theirs.filter(state=SeatState.LEFT))))
        .order_by()
        .values_list("meeting", flat=True)
    )
    return [
        Task(What.LEFT_BEHIND, now, m.network, m, number=found[pk]) for pk, m in open_.items() if found[pk]
    ]


def _material(networks: Any) -> list[Task]:
    """S20: one line for each meeting, since the first of it came."""
    waiting = Material.objects.waiting().filter(meeting__network__in=networks).order_by()
    rows = waiting.values("meeting").annotate(number=Count("pk"), since=Min("left_at"))
    found = {row["meeting"]: row for row in rows}
    meetings = Meeting.objects.filter(pk__in=found).select_related("network")
    return [
        Task(What.MATERIAL, found[m.pk]["since"], m.network, m, number=found[m.pk]["number"])
        for m in meetings
    ]
