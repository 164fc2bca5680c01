"""Calendars that a program reads at a secret address: a person's own meetings, or all those that they run.

Whoever has the address reads along, so it can be changed at any moment, and the old one stops at once. What is shown of
one's own meetings is what was mailed, under the same name, so that no calendar shows a meeting twice.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.models import Entry, Subject, record
from armkrok.networks.calendar import Event
from armkrok.networks.models import Network

from . import rules
from .dates import KIND, OFF, READ, called_off, changes, title_in_calendars
from .history import CONTENT
from .letters.words import where_in_words
from .models import (
    AgendaItem,
    CalendarEntry,
    Companion,
    FeedAddress,
    Guest,
    GuestState,
    Hosting,
    Invitation,
    Meeting,
    Seat,
    State,
)
from .models.seat import LIVE
from .showing import PARTSTAT, Part, organiser, part_of

Whose = FeedAddress.Whose
BYTES = 32  # of the secret: 256 bits, which nobody guesses
PLANS = [*CONTENT, "meeting.planned"]


# --- addresses ------------------------------------------------------------------------------------------


def mark(address: FeedAddress | None) -> str:
    """Which of somebody's addresses this is, told without telling the secret."""
    return hashlib.sha256(address.secret.encode()).hexdigest()[:12] if address else ""


def addresses(person: Person) -> dict[str, FeedAddress]:
    """Those that a person has, by whose meetings they show."""
    return {address.whose: address for address in FeedAddress.objects.filter(person=person)}


@transaction.atomic
def make(person: Person, whose: str, *, instead_of: str, at: dt.datetime) -> FeedAddress:
    """A new secret address; the one before stops at once. `instead_of` is the mark of the one that it replaces: sent
    twice, it is made once."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    there = FeedAddress.objects.filter(person=person, whose=whose).first()
    if there and mark(there) != instead_of:
        return there
    made, _new = FeedAddress.objects.update_or_create(
        person=person,
        whose=whose,
        defaults={"secret": secrets.token_urlsafe(BYTES), "made_at": at},
    )
    record("feed.address_made", [person], by=person, at=at, whose=whose)
    return made


@transaction.atomic
def end(person: Person, whose: str, *, at: dt.datetime) -> None:
    """Nothing is read there any more. Sent twice, it is done once."""
    if FeedAddress.objects.filter(person=person, whose=whose).delete()[0]:
        record("feed.address_ended", [person], by=person, at=at, whose=whose)


def opened(secret: str, on: dt.date) -> FeedAddress | None:
    """What the address leads to. One that shows what somebody runs is gone when they run nothing."""
    found = FeedAddress.objects.select_related("person").filter(secret=secret).first()
    return found if found and may_have(found.person, found.whose, on) else None


def may_have(person: Person, whose: str, on: dt.date) -> bool:
    return whose == Whose.MINE or Network.objects.run_by(person, on).exists()


# --- what it follows from -------------------------------------------------------------------------------


def _run_by(person: Person, on: dt.date) -> QuerySet[Meeting]:
    """All but drafts that were cancelled before anybody saw them."""
    networks = list(Network.objects.run_by(person, on).values_list("pk", flat=True))  # asked once, used often
    return (
        Meeting.objects.filter(network__in=networks)
        .filter(Q(pk__in=Meeting.objects.out().values("pk")) | Q(state=State.DRAFT))
        .order_by("starts_at", "pk")
    )


def _ever_mine(person: Person) -> list[int]:
    """Every meeting that this person has, or has had, something to do with. One query."""
    found = Seat.objects.filter(person=person).order_by().values_list("meeting")
    others = (
        Invitation.objects.filter(person=person).order_by().values_list("meeting"),
        Companion.objects.filter(person=person).order_by().values_list("assignment__meeting"),
        Hosting.objects.filter(contact=person).order_by().values_list("meeting"),
        Guest.objects.filter(person=person).order_by().values_list("meeting"),
        CalendarEntry.objects.filter(person=person).order_by().values_list("meeting"),
    )
    return [number for (number,) in found.union(*others)]


def made_of(address: FeedAddress, on: dt.date) -> tuple[tuple[object, ...], dt.datetime | None]:
    """What a calendar follows from, short enough to compare, and when that last changed. Five queries at most, however
    many meetings: entries of the journal by number and newest, what calendars were told, names."""
    person, own = address.person, address.whose == Whose.MINE
    concerned: Any = _ever_mine(person) if own else _run_by(person, on).order_by().values("pk")
    told = Subject.objects.filter(kind=KIND, number__in=concerned)
    if not own:
        told = told.filter(entry__what__in=PLANS)
    journal = told.aggregate(newest=Max("entry"), times=Count("pk"))
    entries = CalendarEntry.objects.filter(person=person).aggregate(
        times=Count("pk"), at=Max("told_at"), moved=Sum("sequence")
    )
    names = Meeting.objects.filter(pk__in=concerned).order_by().values_list(*_NAMES).distinct()
    newest = Entry.objects.filter(pk=journal["newest"]).values_list("at", flat=True).first()
    facts = (
        address.whose,
        address.pk,
        (person.name, person.email, person.language),
        (settings.BASE_URL, settings.DEFAULT_FROM_EMAIL, bool(settings.IMAP_URL)),  # who calls
        tuple(journal.values()),
        tuple(entries.values()),
        sorted(names, key=repr),
        on.year,
    )
    return facts, max((at for at in (newest, entries["at"], address.made_at) if at), default=None)


_NAMES = (
    "network__name",
    "network__language",
    "network__time_zone",
    "network__team__name",
    "network__team__organisation__name",
    "network__team__email",
    "place__name",
)


# --- what stands in it ----------------------------------------------------------------------------------


_READ = (*READ, "network")


@dataclass
class _Facts:
    """What `showing.part_of` asks of somebody, about one meeting."""

    seat: str | None = None
    left_at: dt.datetime | None = None
    answer: str | None = None
    answered_at: dt.datetime | None = None
    along: str | None = None
    is_host: bool = False


def events(address: FeedAddress, on: dt.date) -> list[Event]:
    """In the reader's language. As many queries for a thousand as for one."""
    if address.whose == Whose.RUN:
        return _Calendar(address.person, _run_by(address.person, on)).of_all()
    begins = dt.datetime(on.year - 1, 1, 1, tzinfo=dt.UTC)  # what was long ago only makes it slow
    parts, guests = _parts(address.person), _guests(address.person)
    numbers = [*parts, *(guest["meeting"] for guest in guests)]
    meetings = Meeting.objects.filter(pk__in=numbers, ends_at__gte=begins)
    return _Calendar(address.person, meetings).of_parts(parts, guests)


def _parts(person: Person) -> dict[int, Part]:
    """By the meeting's number, what this person has to do with it. Four queries."""
    found: dict[int, _Facts] = {}

    def of(meeting: int) -> _Facts:
        return found.setdefault(meeting, _Facts())

    seats = Seat.objects.filter(person=person).order_by("left_at", "pk")
    for meeting, state, left_at in seats.values_list("meeting", "state", "left_at"):
        if state in LIVE:
            of(meeting).seat = state
        else:
            of(meeting).left_at = left_at
    asked = Invitation.objects.standing().filter(person=person)
    for meeting, answer, answered_at in asked.values_list("meeting", "answer", "answered_at"):
        of(meeting).answer, of(meeting).answered_at = answer, answered_at
    along = Companion.objects.coming_along().filter(person=person).order_by("-state")
    for meeting, state in along.values_list("assignment__meeting", "state"):
        of(meeting).along = state  # "confirmed" comes last, and counts
    for (meeting,) in Hosting.objects.running().filter(contact=person).values_list("meeting"):
        of(meeting).is_host = True
    parts = {meeting: part_of(facts) for meeting, facts in found.items()}
    return {meeting: part for meeting, part in parts.items() if part}


def _guests(person: Person) -> list[dict[str, Any]]:
    """A guest's own times (S20)."""
    standing = Guest.objects.standing().filter(person=person)
    wanted = ("pk", "meeting", "item", "item__title", "state")
    return [{**guest} for guest in standing.order_by("pk").values(*wanted)]


class _Told(NamedTuple):
    """What a calendar was told by mail."""

    meeting: int
    guest: int | None
    uid: str
    sequence: int
    told: dict[str, str]
    told_at: dt.datetime | None


class _Calendar:
    """Rows are read as plain values: there may be a thousand, and programs ask for them day and night."""

    def __init__(self, person: Person, meetings: QuerySet[Meeting]) -> None:
        numbers = meetings.order_by().values("pk")
        rows = meetings.values_list(*_READ)
        self.meetings = {row[0]: dict(zip(_READ, row, strict=True)) for row in rows}
        networks = Network.objects.filter(pk__in={row["network"] for row in self.meetings.values()})
        self.networks = {n.pk: n for n in networks.select_related("team__organisation")}
        self.organisers = {pk: organiser(network) for pk, network in self.networks.items()}
        entries = CalendarEntry.objects.filter(person=person).order_by("pk")
        told = (_Told(*row) for row in entries.values_list(*_Told._fields))
        self.entries = {(entry.meeting, entry.guest): entry for entry in told}
        self.changes, self.called_off = changes(numbers), called_off(numbers)
        self.page = settings.BASE_URL + reverse("meetings:meeting", args=["slug"]).removesuffix("slug/")
        self.host = urlsplit(settings.BASE_URL).hostname

    def of_all(self) -> list[Event]:
        """Drafts are marked: nobody else knows of them."""
        return [
            self._event(row, f"meeting-{pk}", draft=row["state"] == State.DRAFT)
            for pk, row in self.meetings.items()
        ]

    def of_parts(self, parts: dict[int, Part], guests: list[dict[str, Any]]) -> list[Event]:
        found = [
            self._event(self.meetings[pk], f"meeting-{pk}", part=part)
            for pk, part in parts.items()
            if pk in self.meetings
        ]
        mine = [guest for guest in guests if guest["meeting"] in self.meetings]
        hours = self._hours(mine)
        for guest in mine:
            part = Part.GUEST if guest["state"] == GuestState.CONFIRMED else Part.GUEST_ASKED
            row = self.meetings[guest["meeting"]]
            found.append(
                self._event(row, f"guest-{guest['pk']}", part=part, guest=guest, hours=hours[guest["pk"]])
            )
        return sorted(found, key=lambda event: (event.starts_at, event.uid))

    def _hours(self, guests: Iterable[dict[str, Any]]) -> dict[int, tuple[dt.datetime, dt.datetime]]:
        """Each guest's own time, as the programme is now. One query."""
        programmes: dict[int, list[tuple[int, int, Any]]] = {}
        wanted = {guest["meeting"] for guest in guests}
        items = AgendaItem.objects.filter(meeting__in=wanted) if wanted else AgendaItem.objects.none()
        for meeting, *item in items.values_list("meeting", "pk", "minutes", "parallel"):
            programmes.setdefault(meeting, []).append((item[0], item[1], item[2]))
        found = {}
        for guest in guests:
            programme, begins = programmes[guest["meeting"]], self.meetings[guest["meeting"]]["starts_at"]
            slots = rules.timetable([(minutes, parallel) for _pk, minutes, parallel in programme])
            slot = slots[[pk for pk, *_rest in programme].index(guest["item"])]
            starts, ends = (begins + dt.timedelta(minutes=minutes) for minutes in slot)
            found[guest["pk"]] = (starts, ends)
        return found

    def _event(
        self,
        row: dict[str, Any],
        name: str,
        *,
        part: Part | None = None,
        draft: bool = False,
        guest: dict[str, Any] | None = None,
        hours: tuple[dt.datetime, dt.datetime] | None = None,
    ) -> Event:
        pk, off = row["pk"], row["state"] in OFF
        entry = self.entries.get((pk, guest["pk"] if guest else None))
        told = entry.told if entry and part and not off else {}
        changed_at, moved = self.changes.get(pk, (row["starts_at"], 0))
        if entry and entry.told_at and part:
            changed_at = max(changed_at, entry.told_at)
        starts_at, ends_at = hours or (row["starts_at"], row["ends_at"])
        summary = told.get("summary") or (guest["item__title"] if guest else row["title"])
        if off or draft:
            summary = title_in_calendars(summary, row["state"])
        online = bool(row["online_url"])
        town = row["place__name"] or ""
        return Event(
            uid=entry.uid if entry else f"{name}@{self.host}",
            starts_at=starts_at,
            ends_at=ends_at,
            summary=summary,
            changed_at=changed_at,
            location=told.get("location")
            or where_in_words(row["venue"], row["room"], row["address"], town, online=online),
            description=told.get("description") or ("" if guest else row["focus"]),
            address="" if guest else f"{self.page}{row['slug']}/",
            cancelled=off,
            sequence=entry.sequence if entry and part else moved + self.called_off.get(pk, 0),
            tentative=draft or bool(part and PARTSTAT.get(part) != "ACCEPTED"),
            time_zone=self.networks[row["network"]].time_zone,
            organiser=self.organisers[row["network"]],
        )


def name_of(address: FeedAddress) -> tuple[str, str]:
    """What the calendar is called, and what it says of itself."""
    if address.whose == Whose.RUN:
        return _("Meetings that I run"), _("All meetings of the networks that you run, drafts too.")
    return _("My network meetings"), _("Your meetings, as they are. Changes come by themselves.")


def time_zone_of(found: list[Event]) -> str:
    """The one that most of them are in; each has its own all the same."""
    zones = [event.time_zone for event in found]
    zone = max(sorted(set(zones)), key=zones.count, default=settings.TIME_ZONE)
    return ZoneInfo(zone).key
