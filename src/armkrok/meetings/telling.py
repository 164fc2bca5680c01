"""What each calendar has been told of a meeting, and what it has to be told so that it shows what is true (RFC 5546)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from armkrok.directory.models import Person

from . import calendar
from .models import CalendarEntry, Companion, Guest, Meeting, Seat, SeatState
from .showing import OFF, PARTSTAT, UNCERTAIN, Key, Part, Shown, Words, found_for, is_over, shown_to, wanted

MATTERS = ("begins", "ends", "where", "link")  # what raises SEQUENCE: calendar programs then ask anew
WORTH_A_LETTER = (*MATTERS, "part", "title", "to")  # all else goes along with the next one


@dataclass
class News:
    """What one calendar has to be told: `shown` from now on, or that the entry is cancelled."""

    person: Person
    entry: CalendarEntry
    shown: Shown | None
    at: dt.datetime
    last: Shown | None = None  # what it shows by the person's own doing, where it wasn't told so

    @property
    def was(self) -> Shown | None:
        return Shown.told(self.entry.told) if self.entry.told else None

    @property
    def worth_a_letter(self) -> bool:
        was = self.was
        return was is None or self.shown is None or self.shown.differs(was, WORTH_A_LETTER)

    @property
    def is_another_name(self) -> bool:
        """Of a guest's item, whose hours are as they were told."""
        was, shown = self.was, self.shown
        if self.entry.guest_id is None or was is None or shown is None:
            return False
        return shown.differs(was, ["title"]) and not shown.differs(was, MATTERS)

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
        said = self._object(method, shown or self.was or self.last or Shown())
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
    return _compared(meeting, found_for(meeting, people), entries, at)


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


def anew(person: Person, meeting: Meeting, *, at: dt.datetime) -> News | None:
    """What their calendar shows already, told once more: the mail that brought it may be lost."""
    shown = wanted(meeting, [person]).get((person.pk, None))
    entry = meeting.calendar_entries.filter(person=person, guest=None).exclude(told={}).last()
    return News(person, entry, shown, at) if shown and entry else None


def _part_by(seat: Seat, person: Person, meeting: Meeting) -> Part | None:
    """What follows from the seat alone; None where it has to be looked into. Most letters are about a seat, and many
    of them are written at the same moment."""
    if seat.person_id != person.pk or meeting.state in OFF:
        return None
    part = {
        SeatState.TAKEN: Part.COMES,
        SeatState.WAITING: Part.WAITS,
        SeatState.OFFERED: Part.OFFERED,
    }.get(SeatState(seat.state))
    along = Companion.objects.confirmed().filter(assignment__meeting=meeting, person=person)
    return None if part != Part.COMES and along.exists() else part


def news_for(
    person: Person, meeting: Meeting, *, at: dt.datetime, guest: Guest | None = None, seat: Seat | None = None
) -> News | None:
    """What goes along with a letter to this person; a mail carries one entry. Three queries at most, two where `seat`
    says already how it stands."""
    if is_over(meeting, at):
        return None
    entries = meeting.calendar_entries.filter(person=person)
    part = _part_by(seat, person, meeting) if seat else None
    if part:
        shown = shown_to(Words(meeting), part, person)
        found: dict[Key, tuple[Person, Shown | None]] = {(person.pk, None): (person, shown)}
        entries = entries.filter(guest=None)
    else:
        found = found_for(meeting, [person])
    told = _compared(meeting, found, entries, at)
    mine = [one for one in told if guest and one.entry.guest_id == guest.pk]
    others = [one for one in told if one.worth_a_letter or one.entry.guest_id is None]
    return next(iter(mine or sorted(others, key=lambda one: one.entry.guest_id or 0)), None)
