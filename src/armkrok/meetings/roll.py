"""The roll of a meeting: who is expected, who is there, who could still come; and who was there, afterwards.

Read in a constant number of queries. Seat and attendance stay two facts: nothing here looks at one to say the other.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.directory.rules import search_text, search_words

from . import rules
from .models import Attendance, CameAs, Companion, CompanionState, GuestState, Meeting, SeatState, State


class Part(models.TextChoices):
    """Where somebody stands on the roll, in the order of the page."""

    MEMBERS = "members", _("For the members")
    COMPANIONS = "companions", _("Companions")
    GUESTS = "guests", _("Guests")
    HOST = "host", _("From the host")
    OTHERS = "others", _("Others")
    UNREGISTERED = "unregistered", _("Not registered")


_PART = {CameAs.MEMBER: Part.MEMBERS, CameAs.COMPANION: Part.COMPANIONS, CameAs.GUEST: Part.GUESTS}
_PART |= {CameAs.HOST: Part.HOST, CameAs.STAFF: Part.OTHERS, CameAs.VISITOR: Part.OTHERS}


@dataclass
class Expected:
    """One person on the roll: as what and for whom they come, and what has been marked about them."""

    person: Person
    came_as: CameAs
    organisation: Organisation | None = None  # the member that they come for, or the host
    workplace: str = ""  # where a companion or a guest works
    brought_by: Person | None = None
    is_due: bool = True  # has said yes, so that one looks for them when they aren't there
    is_asked: bool = True  # else they stand here only because somebody has marked them
    registered: bool = True
    attendance: Attendance | None = None
    at: dt.datetime | None = None  # when that was, on a clock there
    late: bool = False

    @property
    def here(self) -> bool:
        return bool(self.attendance and self.attendance.here)

    @property
    def part(self) -> Part:
        """Whoever wasn't registered and isn't there stands with those who could still come."""
        return _PART[self.came_as] if self.registered or self.here else Part.UNREGISTERED

    @property
    def where(self) -> str:
        """In a word, where they come from."""
        return self.organisation.name if self.organisation else self.workplace

    @property
    def found_by(self) -> str:
        """What a search looks through, folded as a search is. It stands on the page, so no address is in it."""
        brought_by = self.brought_by.name if self.brought_by else ""
        return search_text(" ".join([self.person.name, self.where, self.workplace, brought_by]))

    @property
    def order(self) -> tuple[Any, ...]:
        near = self.brought_by.name if self.brought_by else self.where
        return list(Part).index(self.part), near.casefold(), self.person.name.casefold(), self.person.pk


class Roll:
    """Everybody on it once, whatever they come as. Six queries."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        marked = meeting.attendances.select_related("person", "organisation", "marked_by")
        self.attendances = {row.person_id: row for row in marked}
        found: dict[int, Expected] = {}
        for line in [*self._registered(), *self._could_come(), *self._walked_in()]:
            found.setdefault(line.person.pk, line)
        for line in found.values():
            if row := self.attendances.get(line.person.pk):
                line.attendance, line.late = row, row.is_late(meeting)
                line.at = row.marked_at.astimezone(meeting.zone)
        self.lines = sorted(found.values(), key=lambda line: line.order)
        self.by_person = {line.person.pk: line for line in self.lines}

    # --- reading ----------------------------------------------------------------------------------------

    def _registered(self) -> Iterator[Expected]:
        meeting = self.meeting
        self._seats = list(meeting.seats.live().select_related("person", "organisation").order_by("pk"))
        for seat in self._seats:
            if seat.state == SeatState.TAKEN:
                yield Expected(seat.person, CameAs.MEMBER, seat.organisation)
        hosting = meeting.hostings.running().select_related("contact", "organisation").first()
        if hosting and hosting.contact:
            yield Expected(hosting.contact, CameAs.HOST, hosting.organisation)
        if meeting.armkrok:
            brought = Companion.objects.coming_along().filter(assignment__meeting=meeting)
            for companion in brought.select_related(
                "person", "assignment__person", "assignment__enrolment__organisation"
            ).order_by("pk"):
                yield Expected(
                    companion.person,
                    CameAs.COMPANION,
                    companion.assignment.enrolment.organisation,
                    companion.workplace,
                    companion.assignment.person,
                    is_due=companion.state == CompanionState.CONFIRMED,
                )
        for guest in meeting.guests.standing().select_related("person").order_by("item__position", "pk"):
            due = guest.state == GuestState.CONFIRMED
            yield Expected(guest.person, CameAs.GUEST, None, guest.workplace, is_due=due)

    def _could_come(self) -> Iterator[Expected]:
        """Whoever waits for a place, or was invited and has no seat: they may stand in the door all the same."""
        for seat in self._seats:
            yield Expected(seat.person, CameAs.MEMBER, seat.organisation, is_due=False, registered=False)
        for invitation in self.meeting.invitations.select_related("person", "enrolment__organisation"):
            yield Expected(
                invitation.person,
                CameAs.MEMBER,
                invitation.enrolment.organisation,
                is_due=False,
                registered=False,
            )

    def _walked_in(self) -> Iterator[Expected]:
        for row in self.attendances.values():
            yield Expected(
                row.person,
                CameAs(row.came_as),
                row.organisation,
                is_due=False,
                is_asked=False,
                registered=not row.walked_in,
            )

    # --- what is asked of it ----------------------------------------------------------------------------

    @property
    def here(self) -> int:
        return sum(line.here for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)

    @property
    def seated(self) -> list[Expected]:
        """Whoever has a seat. A host's contact and a guest who have one stand here for it."""
        return [line for line in self.lines if line.came_as == CameAs.MEMBER and line.is_due]

    @property
    def looked_for(self) -> int:
        """Those who are here, and those who have said that they come."""
        return sum(line.here or line.is_due for line in self.lines)

    def parts(self, words: str = "") -> list[tuple[Part, list[Expected]]]:
        """The page's headings with those below them whose name or organisation holds all the words."""
        wanted = search_words(words)
        found: dict[Part, list[Expected]] = defaultdict(list)
        for line in self.lines:
            if all(word in line.found_by for word in wanted):
                found[line.part].append(line)
        return [(part, found[part]) for part in Part if found[part]]


def expected(meeting: Meeting) -> list[Expected]:
    """Everybody who is expected, and whoever came without being so, in the order of the page."""
    return [line for line in Roll(meeting).lines if line.part != Part.UNREGISTERED]


def absent(meeting: Meeting) -> list[Expected]:
    """Who had a seat at a meeting that was held, and wasn't there (A13). Nobody, where no attendance was taken, and
    nobody on a study trip (K23). It is shown, and costs nothing."""
    return absent_of(Roll(meeting))


def absent_of(roll: Roll) -> list[Expected]:
    """The same of a roll that has been read."""
    known = rules.absence_is_known(
        held=roll.meeting.state == State.HELD, is_trip=roll.meeting.is_trip, anybody_marked=roll.here > 0
    )
    return missing(roll) if known else []


def missing(roll: Roll) -> list[Expected]:
    """Who has a seat and isn't marked; whether they are absent is another question. On a study trip nobody is missed
    (K23)."""
    return [] if roll.meeting.is_trip else [line for line in roll.seated if not line.here]


def there(meeting: Meeting, person: Person) -> bool:
    """Whether they were there."""
    return meeting.attendances.here().filter(person=person).exists()


def by_municipality(meeting: Meeting) -> list[tuple[Organisation, list[Attendance]]]:
    """Who was there for each member, and who came along with them or from the host there. One query."""
    came = meeting.attendances.here().filter(organisation__isnull=False)
    found: dict[int, tuple[Organisation, list[Attendance]]] = {}
    for row in came.select_related("person", "organisation"):
        if row.organisation:
            found.setdefault(row.organisation.pk, (row.organisation, []))[1].append(row)
    for _organisation, rows in found.values():
        rows.sort(key=lambda row: (list(CameAs).index(CameAs(row.came_as)), row.person.name.casefold()))
    return sorted(found.values(), key=lambda pair: pair[0].name.casefold())
