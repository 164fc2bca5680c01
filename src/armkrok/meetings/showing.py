"""What each person's calendar ought to show of a meeting, worked out from the facts.

Nothing here decides anything: who comes is decided by the acts, and the calendars follow (decision 20).
"""

import datetime as dt
import enum
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import in_language_of
from armkrok.networks.models import Network
from armkrok.ui.templatetags.ui import day

from . import rules
from .letters.words import from_to, page, where
from .models import (
    Answer,
    Companion,
    CompanionState,
    Guest,
    GuestState,
    Meeting,
    Seat,
    SeatState,
    State,
    Timed,
    timetable,
)
from .models.companion import COMING_ALONG
from .models.seat import LIVE


class Part(enum.StrEnum):
    """Why somebody has the meeting in their calendar, and how it stands with them."""

    COMES = "comes"
    COMES_ALONG = "comes_along"
    WAITS = "waits"
    OFFERED = "offered"
    ASKED = "asked"
    PERHAPS = "perhaps"
    ASKED_ALONG = "asked_along"
    HOSTS = "hosts"
    GUEST = "guest"
    GUEST_ASKED = "guest_asked"


PARTSTAT = {
    Part.COMES: "ACCEPTED",
    Part.COMES_ALONG: "ACCEPTED",
    Part.HOSTS: "ACCEPTED",
    Part.GUEST: "ACCEPTED",
    Part.WAITS: "TENTATIVE",
    Part.PERHAPS: "TENTATIVE",
}  # all others are asked, and haven't said
UNCERTAIN = (Part.WAITS, Part.OFFERED)  # there may be no place for them
OF_A_GUEST = (Part.GUEST, Part.GUEST_ASKED)
SEES_THE_PROGRAMME = (Part.COMES, Part.WAITS, Part.OFFERED, Part.ASKED, Part.PERHAPS, Part.HOSTS)
OFF = (State.CANCELLED, State.POSTPONED)


@dataclass(frozen=True)
class Shown:
    """What a calendar shows, as plain values: so it is kept, and compared."""

    part: str = ""
    begins: str = ""
    ends: str = ""
    zone: str = ""
    where: str = ""
    link: str = ""  # a mark of it; the link itself is in no calendar
    title: str = ""
    summary: str = ""
    location: str = ""
    description: str = ""
    address: str = ""
    language: str = ""
    to: str = ""
    name: str = ""
    organiser: str = ""
    organiser_address: str = ""

    @classmethod
    def told(cls, values: dict[str, Any]) -> "Shown":
        return cls(**{name: values[name] for name in cls.__dataclass_fields__ if name in values})

    def differs(self, other: "Shown", names: Iterable[str]) -> bool:
        return any(getattr(self, name) != getattr(other, name) for name in names)


def organiser(network: Network) -> tuple[str, str]:
    """Who calls, and the address that answers go to: our own mailbox where one is read, else the team's."""
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    read = getattr(settings, "IMAP_URL", "")
    return str(network.team), ours if read else network.team.email


def is_over(meeting: Meeting, at: dt.datetime) -> bool:
    """Nobody's calendar is told anything of it any more."""
    return meeting.state == State.HELD or (meeting.ends_at <= at and meeting.state != State.POSTPONED)


# --- the facts ------------------------------------------------------------------------------------------


def _concerned(meeting: Meeting) -> Q:
    """Whoever has, or may have had, something to do with it."""
    rows = (
        meeting.seats.live().values("person"),
        meeting.invitations.values("person"),
        meeting.hostings.running().exclude(contact=None).values("contact"),
        meeting.guests.standing().values("person"),
        Companion.objects.coming_along().filter(assignment__meeting=meeting).values("person"),
        meeting.calendar_entries.exclude(told={}).values("person"),
    )
    found = Q()
    for numbers in rows:
        found |= Q(pk__in=numbers)
    return found


def _with_facts(meeting: Meeting, people: QuerySet[Person]) -> QuerySet[Person]:
    """Each with all that their part follows from, in one query."""
    mine = {"meeting": meeting, "person": OuterRef("pk")}
    seat = Seat.objects.filter(**mine)
    asked = meeting.invitations.standing().filter(person=OuterRef("pk"))
    along = Companion.objects.filter(
        assignment__meeting=meeting, person=OuterRef("pk"), state__in=COMING_ALONG
    ).order_by("state")  # who has said yes before who hasn't said
    return people.annotate(
        seat=Subquery(seat.filter(state__in=LIVE).values("state")[:1]),
        left_at=Subquery(seat.exclude(state__in=LIVE).order_by("-left_at").values("left_at")[:1]),
        answer=Subquery(asked.values("answer")[:1]),
        answered_at=Subquery(asked.values("answered_at")[:1]),
        along=Subquery(along.values("state")[:1]),
        is_host=Exists(meeting.hostings.running().filter(contact=OuterRef("pk"))),
        is_guest=Exists(meeting.guests.standing().filter(person=OuterRef("pk"))),
    )


def part_of(person: Any) -> Part | None:
    """What follows from the facts; None: it isn't in their calendar."""
    if person.seat == SeatState.TAKEN:
        return Part.COMES
    if person.along == CompanionState.CONFIRMED:
        return Part.COMES_ALONG
    if person.seat:
        return Part.OFFERED if person.seat == SeatState.OFFERED else Part.WAITS
    gave_up = person.left_at and (person.answered_at is None or person.answered_at < person.left_at)
    if person.answer == "" and not gave_up:
        return Part.ASKED
    if person.answer == Answer.MAYBE and not gave_up:
        return Part.PERHAPS
    if person.along:
        return Part.ASKED_ALONG
    return Part.HOSTS if person.is_host else None


# --- the words ------------------------------------------------------------------------------------------


@dataclass
class Words:
    """What stands in calendars about one meeting, in the language that is being written in; said once for each."""

    meeting: Meeting
    _said: dict[Any, Any] = field(default_factory=dict)

    def summary(self, part: Part, timed: Timed | None = None) -> str:
        title = {"meeting": self.meeting.title}
        if timed:
            return _("%(item)s (%(meeting)s)") % {"item": timed.item.title, **title}
        if part == Part.WAITS:
            return _("Waiting list: %(meeting)s") % title
        if part == Part.OFFERED:
            return _("A place is offered: %(meeting)s") % title
        return self.meeting.title

    def location(self) -> str:
        return where(self.meeting)

    def description(self, part: Part) -> str:
        """How it stands, what it is about, the programme as the receiver may see it, how to take part online."""
        meeting, guest = self.meeting, part in OF_A_GUEST
        paragraphs = [self._stands(part)]
        if meeting.focus and not guest:
            paragraphs.append(meeting.focus)
        if part in SEES_THE_PROGRAMME and (lines := self.programme()):
            paragraphs.append("\n".join([_("Programme:"), *lines]))
        if meeting.online_url:
            paragraphs.append(
                _("To take part online, use the link in our mail when your time begins.")
                if guest
                else _(
                    "To take part online, open the meeting's page, or the link in our mail, when it begins."
                )
            )
        if not guest:
            paragraphs.append(_("The meeting's page: %(address)s") % {"address": page(meeting)})
        return "\n\n".join(paragraphs)

    def _stands(self, part: Part) -> str:
        if part in (Part.ASKED, Part.PERHAPS):
            by = day(self.meeting.deadlines.registration_on)
            said = (
                _("You are invited. Please answer by %(date)s.")
                if part == Part.ASKED
                else _("You have said that you perhaps come. Please answer by %(date)s.")
            )
            return said % {"date": by}
        return {
            Part.COMES: _("You have a seat."),
            Part.COMES_ALONG: _("You come along."),
            Part.ASKED_ALONG: _("You are asked to come along. You answer with the link in our mail."),
            Part.WAITS: _("You are on the waiting list. We write to you when a place comes free."),
            Part.OFFERED: _("A place has come free for you. You take it with the link in our mail."),
            Part.HOSTS: _("You look after the meeting for its host."),
            Part.GUEST: _("This is your own time. You come for it, and leave afterwards."),
            Part.GUEST_ASKED: _(
                "This is your own time. You come for it, and leave afterwards. You answer with the link in our mail."
            ),
        }[part]

    def programme(self) -> list[str]:
        """Its lines with their hours, once it has been published. People share their calendars, so what is confidential
        has its hours there and not its name (K21). One query for each meeting."""
        meeting = self.meeting
        if meeting.state in (State.DRAFT, State.PLANNED, *OFF):
            return []
        if "items" not in self._said:
            # As plain values: it is read for each registration, and a letter needs no more of them.
            self._said["items"] = list(meeting.items.values_list("title", "closed", "minutes", "parallel"))
        items = self._said["items"]
        slots = rules.timetable([(minutes, parallel) for _title, _closed, minutes, parallel in items])
        return [
            " ".join([self._hours(slot), _("Confidential item") if closed else title])
            for (title, closed, _minutes, _parallel), slot in zip(items, slots, strict=True)
        ]

    def _hours(self, slot: tuple[int, int]) -> str:
        begins, ends = (
            (self.meeting.starts_at + dt.timedelta(minutes=minutes)).astimezone(self.meeting.zone)
            for minutes in slot
        )
        return from_to(begins, ends)

    def shown(self, part: Part, person: Person, language: str, timed: Timed | None = None) -> Shown:
        """For this person, in the language that is being written in."""
        meeting = self.meeting
        alike = (language, part, timed.item.pk if timed else None)
        if alike not in self._said:
            begins, ends = (timed.starts, timed.ends) if timed else (meeting.starts_at, meeting.ends_at)
            name, address = organiser(meeting.network)
            self._said[alike] = {
                "part": str(part),
                "begins": begins.astimezone(dt.UTC).isoformat(),
                "ends": ends.astimezone(dt.UTC).isoformat(),
                "zone": meeting.network.time_zone,
                "where": "|".join(
                    [str(meeting.place_id or ""), meeting.venue, meeting.room, meeting.address]
                ),
                "link": meeting.online_url and hashlib.sha256(meeting.online_url.encode()).hexdigest()[:16],
                "title": f"{timed.item.title} ({meeting.title})" if timed else meeting.title,
                "summary": self.summary(part, timed),
                "location": self.location(),
                "description": self.description(part),
                "address": "" if timed else page(meeting),
                "language": language,
                "organiser": name,
                "organiser_address": address,
            }
        return Shown(to=person.email, name=person.name, **self._said[alike])


# --- what ought to be there -----------------------------------------------------------------------------

Key = tuple[int, int | None]  # a person; and where it is a guest's own time, whose


def wanted(meeting: Meeting, people: Iterable[Person] | None = None) -> dict[Key, Shown]:
    """What ought to be in the calendar of each of these people, or of everybody; nothing for all others. Who has no
    address has no calendar that we reach. As many queries for a thousand as for one."""
    return {key: shown for key, (_person, shown) in found_for(meeting, people).items() if shown}


def found_for(meeting: Meeting, people: Iterable[Person] | None) -> dict[Key, tuple[Person, Shown | None]]:
    """The same, with everybody who was asked about."""
    whom = _concerned(meeting) if people is None else Q(pk__in=[person.pk for person in people])
    persons = list(_with_facts(meeting, Person.objects.filter(whom).exclude(email="")))
    found: dict[Key, tuple[Person, Shown | None]] = {}
    words, off = Words(meeting), meeting.state in OFF
    for person in persons:
        part = None if off else part_of(person)
        found[person.pk, None] = (person, shown_to(words, part, person) if part else None)
    guests = {p.pk: p for p in persons if getattr(p, "is_guest", False)}
    if guests and not off:
        hours = {timed.item.pk: timed for timed in timetable(meeting)}
        for guest in meeting.guests.standing().filter(person__in=guests):
            person, part = guests[guest.person_id], _part_of_guest(guest)
            found[person.pk, guest.pk] = (person, shown_to(words, part, person, hours[guest.item_id]))
    return found


def _part_of_guest(guest: Guest) -> Part:
    return Part.GUEST if guest.state == GuestState.CONFIRMED else Part.GUEST_ASKED


def shown_to(words: Words, part: Part, person: Person, timed: Timed | None = None) -> Shown:
    with in_language_of(person.as_receiver(words.meeting.network.language)) as language:
        return words.shown(part, person, language, timed)
