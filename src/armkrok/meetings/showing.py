"""What each person's calendar ought to show of a meeting, worked out from the facts, and what it must be told for that.

Nothing here decides anything: who comes is decided by the acts, and the calendars follow (decision 20).
"""

import datetime as dt
import enum
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import in_language_of
from armkrok.networks.models import Network
from armkrok.networks.models import State as Membership
from armkrok.ui.templatetags.ui import day

from . import calendar, rules
from .letters.words import clock_hours, page, where
from .models import (
    Answer,
    CalendarEntry,
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

MATTERS = ("begins", "ends", "where", "link")  # what raises SEQUENCE: calendar programs then ask anew
WORTH_A_LETTER = (*MATTERS, "part", "title", "to")  # all else goes along with the next one


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
    # A member that has left isn't asked any more.
    asked = meeting.invitations.filter(person=OuterRef("pk"), enrolment__state=Membership.ACTIVE)
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
            items = list(meeting.items.all())
            slots = rules.timetable([(item.minutes, item.parallel) for item in items])
            self._said["items"] = [
                Timed(item, *(meeting.starts_at + dt.timedelta(minutes=m) for m in slot))
                for item, slot in zip(items, slots, strict=True)
            ]
        return [
            f"{clock_hours(_here(timed, meeting))} "
            + (_("Confidential item") if timed.item.closed else timed.item.title)
            for timed in self._said["items"]
        ]

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
                "title": timed.item.title if timed else meeting.title,
                "summary": self.summary(part, timed),
                "location": self.location(),
                "description": self.description(part),
                "address": "" if timed else page(meeting),
                "language": language,
                "organiser": name,
                "organiser_address": address,
            }
        return Shown(to=person.email, name=person.name, **self._said[alike])


def _here(timed: Timed, meeting: Meeting) -> Timed:
    return Timed(timed.item, timed.starts.astimezone(meeting.zone), timed.ends.astimezone(meeting.zone))


# --- what ought to be there -----------------------------------------------------------------------------

Key = tuple[int, int | None]  # a person; and where it is a guest's own time, whose


def wanted(meeting: Meeting, people: Iterable[Person] | None = None) -> dict[Key, Shown]:
    """What ought to be in the calendar of each of these people, or of everybody; nothing for all others. Who has no
    address has no calendar that we reach. As many queries for a thousand as for one."""
    return {key: shown for key, (_person, shown) in _wanted(meeting, people).items() if shown}


def _wanted(meeting: Meeting, people: Iterable[Person] | None) -> dict[Key, tuple[Person, Shown | None]]:
    """The same, with everybody who was asked about."""
    whom = _concerned(meeting) if people is None else Q(pk__in=[person.pk for person in people])
    persons = list(_with_facts(meeting, Person.objects.filter(whom).exclude(email="")))
    found: dict[Key, tuple[Person, Shown | None]] = {}
    words, off = Words(meeting), meeting.state in OFF
    for person in persons:
        part = None if off else part_of(person)
        found[person.pk, None] = (person, _shown(words, part, person) if part else None)
    guests = {p.pk: p for p in persons if getattr(p, "is_guest", False)}
    if guests and not off:
        hours = {timed.item.pk: timed for timed in timetable(meeting)}
        for guest in meeting.guests.standing().filter(person__in=guests):
            person, part = guests[guest.person_id], _part_of_guest(guest)
            found[person.pk, guest.pk] = (person, _shown(words, part, person, hours[guest.item_id]))
    return found


def _part_of_guest(guest: Guest) -> Part:
    return Part.GUEST if guest.state == GuestState.CONFIRMED else Part.GUEST_ASKED


def _shown(words: Words, part: Part, person: Person, timed: Timed | None = None) -> Shown:
    with in_language_of(person.as_receiver(words.meeting.network.language)) as language:
        return words.shown(part, person, language, timed)


# --- what has to be told --------------------------------------------------------------------------------


@dataclass
class News:
    """What one calendar has to be told: `shown` from now on, or that the entry is cancelled."""

    person: Person
    entry: CalendarEntry
    shown: Shown | None
    at: dt.datetime

    @property
    def was(self) -> Shown | None:
        return Shown.told(self.entry.told) if self.entry.told else None

    @property
    def worth_a_letter(self) -> bool:
        was = self.was
        return was is None or self.shown is None or self.shown.differs(was, WORTH_A_LETTER)

    @property
    def sequence(self) -> int:
        """One more when time, place or link change, when it is cancelled, and when it comes back (RFC 5546, 2.1.4)."""
        was, entry = self.was, self.entry
        first = was is None and entry.told_at is None
        same = was is not None and self.shown is not None and not self.shown.differs(was, MATTERS)
        return entry.sequence + (0 if first or same else 1)

    @property
    def stamped_at(self) -> dt.datetime:
        """Later than any before: of two with the same number calendars keep the one with the later stamp."""
        now, before = self.at.replace(microsecond=0), self.entry.told_at
        return max(now, before + dt.timedelta(seconds=1)) if before else now

    def tell(self) -> tuple[str, str]:
        """Write down that it is told, and return the object and its method. Empty when somebody was first."""
        shown, entry, before = self.shown, self.entry, (self.entry.sequence, self.entry.told_at)
        method = calendar.REQUEST if shown else calendar.CANCEL
        values = {
            "sequence": self.sequence,
            "told": asdict(shown) if shown else {},
            "told_at": self.stamped_at,
        }
        said = self._object(method, shown or self.was or Shown())
        if entry.pk is None:
            for name, value in values.items():
                setattr(entry, name, value)
            entry.save()
        elif not CalendarEntry.objects.filter(pk=entry.pk, sequence=before[0], told_at=before[1]).update(
            **values
        ):
            return "", ""
        return said, method

    def _object(self, method: str, shown: Shown) -> str:
        part = Part(shown.part)
        return calendar.write(
            calendar.Entry(
                method=method,
                uid=self.entry.uid,
                sequence=self.sequence,
                stamped_at=self.stamped_at,
                starts_at=dt.datetime.fromisoformat(shown.begins),
                ends_at=dt.datetime.fromisoformat(shown.ends),
                time_zone=shown.zone,
                summary=shown.summary,
                organiser=(shown.organiser, shown.organiser_address),
                attendee=(shown.name, shown.to),
                language=shown.language,
                location=shown.location,
                description=shown.description if method == calendar.REQUEST else "",
                address=shown.address,
                partstat=PARTSTAT.get(part, "NEEDS-ACTION"),
                asks=PARTSTAT.get(part) != "ACCEPTED",
                tentative=part in UNCERTAIN,
            )
        ).decode()


def news(meeting: Meeting, *, at: dt.datetime, people: Iterable[Person] | None = None) -> list[News]:
    """Everything that these people's calendars, or everybody's, don't say yet. Five queries at most, six with guests."""
    if is_over(meeting, at):
        return []
    people = None if people is None else list(people)
    entries = meeting.calendar_entries.all()
    if people is not None:
        entries = entries.filter(person__in=people)
    return _compared(meeting, _wanted(meeting, people), entries, at)


def _compared(
    meeting: Meeting,
    found: dict[Key, tuple[Person, Shown | None]],
    entries: Iterable[CalendarEntry],
    at: dt.datetime,
) -> list[News]:
    told: list[News] = []
    persons = {person.pk: person for person, _shown in found.values()}
    there: dict[Key, CalendarEntry] = {}
    too_many: list[CalendarEntry] = []  # two persons were one, and each had their own
    for entry in sorted(entries, key=lambda entry: (bool(entry.told), entry.pk)):
        if before := there.get((entry.person_id, entry.guest_id)):
            too_many.append(before)
        there[entry.person_id, entry.guest_id] = entry
    for key, (person, shown) in found.items():
        known = there.pop(key, None)
        if shown and (known is None or asdict(shown) != known.told):
            new = CalendarEntry(meeting=meeting, person=person, guest_id=key[1])
            told.append(News(person, known or new, shown, at))
        elif not shown and known and known.told:
            told.append(News(person, known, None, at))
    return told + [
        News(persons[entry.person_id], entry, None, at)
        for entry in [*too_many, *there.values()]  # those left over: a guest's own time that isn't any more
        if entry.told and entry.person_id in persons
    ]


def news_for(
    person: Person, meeting: Meeting, *, at: dt.datetime, guest: Guest | None = None, seat: Seat | None = None
) -> News | None:
    """What goes along with a letter to this person; a mail carries one entry. Three queries at most, two where `seat`
    says already that they have one."""
    if is_over(meeting, at):
        return None
    entries = meeting.calendar_entries.filter(person=person)
    if seat and seat.person_id == person.pk and seat.state == SeatState.TAKEN and meeting.state not in OFF:
        shown = _shown(Words(meeting), Part.COMES, person)
        found: dict[Key, tuple[Person, Shown | None]] = {(person.pk, None): (person, shown)}
        entries = entries.filter(guest=None)
    else:
        found = _wanted(meeting, [person])
    told = _compared(meeting, found, entries, at)
    mine = [one for one in told if guest and one.entry.guest_id == guest.pk]
    others = [one for one in told if one.worth_a_letter or one.entry.guest_id is None]
    return next(iter(mine or sorted(others, key=lambda one: one.entry.guest_id or 0)), None)
