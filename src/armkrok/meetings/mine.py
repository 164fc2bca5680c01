"""One person's meetings: those to come in their networks, with whether they come; what they host; whom they bring; the
last that were held, and what they have promised there."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.networks.models import Appointment, Network

from .models import (
    Action,
    Assignment,
    AssignmentState,
    Attendance,
    Hosting,
    Invitation,
    Meeting,
    NotesState,
    Seat,
    State,
)

HOST = "meetings.host"
MOST_HELD = 5


@dataclass
class Mine:
    """A meeting, and what this person has to do with it."""

    meeting: Meeting
    now: dt.datetime
    seat: Seat | None = None
    invitation: Invitation | None = None
    hosting: Hosting | None = None
    assignment: Assignment | None = None
    visible: bool = True  # a host's draft has no page but the host's own
    hosts_page: str = ""

    @property
    def phase(self) -> object:
        return self.meeting.phase(self.now)

    @property
    def is_open(self) -> bool:
        return self.meeting.registration_is_open(self.now)

    @property
    def waits_for_an_answer(self) -> bool:
        asked = self.invitation
        return bool(asked and asked.is_open and not self.seat and self.is_open)

    @property
    def brings_nobody_yet(self) -> bool:
        """S15"""
        return bool(
            self.assignment
            and self.assignment.state == AssignmentState.OPEN
            and self.seat
            and not self.meeting.has_begun(self.now)
        )


def meetings(person: Person, now: dt.datetime, most: int = 100) -> list[Mine]:
    """Those to come, the next one first. Eight queries, however many they are."""
    member_of = Network.objects.for_member(person, day_of(now)).values("pk")
    seats = Seat.objects.live().filter(person=person)
    hostings = Hosting.objects.running().filter(contact=person)
    to_come = Q(ends_at__gte=now) | Q(state=State.POSTPONED)
    concerned = Q(network__in=member_of) | Q(pk__in=seats.values("meeting"))
    found = list(
        Meeting.objects.filter(to_come)
        .filter(
            (Q(pk__in=Meeting.objects.out().values("pk")) & concerned) | Q(pk__in=hostings.values("meeting"))
        )
        .exclude(state=State.HELD)
        .select_related("network", "place__station")
        .order_by("starts_at", "pk")[:most]
    )
    seat = _by_meeting(seats.filter(meeting__in=found).select_related("organisation"))
    invitation = _by_meeting(Invitation.objects.filter(person=person, meeting__in=found))
    hosting = _by_meeting(hostings.filter(meeting__in=found).select_related("organisation"))
    visible = set(
        Meeting.objects.visible_to(person, day_of(now))
        .filter(pk__in=[m.pk for m in found])
        .values_list("pk", flat=True)
    )
    pages = _hosts_pages(person, [one.pk for one in hosting.values()], now)
    assignments = Assignment.objects.filter(person=person, meeting__in=found)
    assignment = _by_meeting(assignments.prefetch_related("companions__person"))
    return [
        Mine(
            m,
            now,
            seat.get(m.pk),
            invitation.get(m.pk),
            hosting.get(m.pk),
            assignment.get(m.pk),
            m.pk in visible,
            pages.get(hosting[m.pk].pk, "") if m.pk in hosting else "",
        )
        for m in found
    ]


def held(person: Person, now: dt.datetime) -> list[Meeting]:
    """The last that were held in one's networks, or where one was, but as a guest (S20); the newest first. `has_notes`
    says whether they are shared. One query."""
    member_of = Network.objects.for_member(person, day_of(now)).values("pk")
    was_there = Attendance.objects.took_part().filter(person=person)
    return list(
        Meeting.objects.filter(Q(network__in=member_of) | Q(pk__in=was_there.values("meeting")))
        .filter(state=State.HELD)
        .annotate(has_notes=Q(notes__state=NotesState.SHARED))
        .select_related("network", "place")
        .order_by("-starts_at", "-pk")[:MOST_HELD]
    )


def promised(person: Person, now: dt.datetime) -> list[Action]:
    """What this person is to do, or those have whom they speak for, as shared notes say; what is due first comes first.
    One query (K27)."""
    speaks_for = Appointment.objects.speaking(day_of(now)).filter(
        person=person, network=OuterRef("meeting__network"), organisation=OuterRef("organisation")
    )
    return list(
        Action.objects.open()
        .shown()
        .filter(Q(person=person) | (Q(person=None) & Exists(speaks_for)))
        .filter(meeting__notes__state=NotesState.SHARED)
        .select_related("meeting__network")
        .order_by("due_on", "pk")[:100]
    )


def _by_meeting(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.meeting_id: row for row in rows}


def _hosts_pages(person: Person, hostings: list[int], now: dt.datetime) -> dict[int, str]:
    """The newest open link to each, the same that was mailed."""
    if not hostings:
        return {}
    links = PersonalLink.objects.filter(
        person=person, task=HOST, target__in=hostings, revoked_at=None, ends_at__gt=now
    )
    return {
        link.target: reverse("accounts:personal_link", args=[link.token]) for link in links.order_by("pk")
    }
