"""Somebody is marked as here, or the mark is taken back; whoever wasn't registered is added (S20, K23, A13).

Marks come from several phones, late, twice and in any order. Each carries the moment at which the thumb touched, and
the last one counts. A seat is never changed by any of it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.directory.rules import search_text
from armkrok.journal.models import record
from armkrok.networks.models import Enrolment
from armkrok.networks.someone import Someone

from . import rules
from .locking import locked
from .models import Attendance, CameAs, Meeting, State
from .registering import colleague
from .roll import Expected as Expected
from .roll import Roll
from .roll import absent as absent
from .roll import by_municipality as by_municipality
from .roll import expected as expected
from .roll import there as there
from .rules import Refusal

TAKES_PLACE = [State.PUBLISHED, State.INVITED, State.HELD]
SIGNED_BYTES = 12


@dataclass(frozen=True)
class WalkIn:
    """Who stood in the door and wasn't registered, as somebody typed them in."""

    name: str
    came_as: CameAs = CameAs.MEMBER
    organisation: Organisation | None = None  # the member that they come for, or come along with
    email: str = ""
    title: str = ""


@dataclass(frozen=True)
class Said:
    """One mark as it arrives: about somebody on the roll, or about one who wasn't on it, whom the phone gave a key."""

    here: bool
    at: dt.datetime
    person: int | None = None
    key: str = ""
    walk_in: WalkIn | None = None


@dataclass
class Taken:
    """What came of several marks, by their place among them."""

    rows: dict[int, Attendance] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)


def closes_at(meeting: Meeting) -> dt.datetime:
    """The end of the day on which the notes are due."""
    day = meeting.deadlines.notes_on + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), meeting.zone)


def refusal(meeting: Meeting, at: dt.datetime) -> Refusal | None:
    """Why attendance can't be taken now, if so."""
    try:
        rules.marking_refusal(
            takes_place=meeting.state in TAKES_PLACE,
            now=at,
            opens_at=rules.attendance_opens(meeting.starts_at),
            closes_at=closes_at(meeting),
        )
    except Refusal as no:
        return no
    return None


def mark(
    meeting: Meeting,
    person: Person,
    *,
    here: bool,
    by: Person,
    at: dt.datetime,
    marked_at: dt.datetime | None = None,
) -> Attendance:
    """Somebody on the roll is here, or isn't after all. Sent twice, it is done once.

    `marked_at` is when it was touched, if that was before. Raises Refusal outside the hours of attendance.
    """
    return _one(meeting, Said(here, marked_at or at, person.pk), by, at)


def walk_in(
    meeting: Meeting,
    who: WalkIn,
    *,
    key: str,
    by: Person,
    at: dt.datetime,
    marked_at: dt.datetime | None = None,
) -> Attendance:
    """Somebody who wasn't registered is here; whom we don't know becomes a person of that organisation.

    `key` names the act: sent twice, or typed on two phones, it is one person. Raises Refusal (K17).
    """
    return _one(meeting, Said(True, marked_at or at, key=key, walk_in=who), by, at)


def _one(meeting: Meeting, said: Said, by: Person, at: dt.datetime) -> Attendance:
    taken = take(meeting, [said], by=by, at=at)
    if taken.refused:
        raise taken.refused[0]
    return taken.rows[0]


@transaction.atomic
def take(meeting: Meeting, marks: Iterable[Said], *, by: Person, at: dt.datetime) -> Taken:
    """Several at once, as a phone sends them. One that is refused is told of, and keeps none of the others back.

    Raises Refusal when attendance can't be taken now at all.
    """
    meeting = locked(meeting)
    if no := refusal(meeting, at):
        raise no
    roll, taken = Roll(meeting), Taken()
    for number, said in enumerate(marks):
        try:
            line = _line(roll, said, at)
        except Refusal as why_not:
            taken.refused[number] = why_not
        else:
            moment = rules.marked_at(said.at, now=at, opens_at=rules.attendance_opens(meeting.starts_at))
            taken.rows[number] = _apply(roll, line, rules.Mark(moment, said.here, by.pk), said.key, by, at)
    return taken


def _line(roll: Roll, said: Said, at: dt.datetime) -> Expected:
    """Whom the mark is about. Somebody new gets a line."""
    if said.key and (known := next((r for r in roll.attendances.values() if r.key == said.key), None)):
        return roll.by_person[known.person_id]
    if said.walk_in is None:
        if said.person not in roll.by_person:
            raise Refusal(_("This person isn't on the list. Add them as somebody who wasn't registered."))
        return roll.by_person[said.person]
    who = said.walk_in
    rules.walk_in_refusal(
        name=who.name,
        for_a_member=who.came_as == CameAs.MEMBER,
        has_organisation=who.organisation is not None,
    )
    person = _known(roll, who) or _new(roll.meeting, who, at)
    line = Expected(person, who.came_as, who.organisation, is_due=False, registered=False)
    return roll.by_person.setdefault(person.pk, line)


def _known(roll: Roll, who: WalkIn) -> Person | None:
    """The same name for the same organisation is the same person: two in the door type the same guest, and somebody
    of a member's is mostly known already. Whoever gave an address is known by that alone."""
    if who.email:
        return None
    name, organisation = search_text(who.name), who.organisation.pk if who.organisation else None
    for line in roll.by_person.values():
        same_place = line.organisation.pk if line.organisation else None
        if search_text(line.person.name) == name and same_place == organisation:
            return line.person
    if who.organisation is None:
        return None
    theirs = Person.objects.standing().filter(organisation=who.organisation)
    named_so = [person for person in theirs.matching(who.name) if search_text(person.name) == name]
    return named_so[0] if len(named_so) == 1 else None


def _new(meeting: Meeting, who: WalkIn, at: dt.datetime) -> Person:
    """As they were typed in. Raises Refusal for a member's address that belongs to somebody elsewhere."""
    someone = Someone(who.name.strip(), who.email.strip(), who.title.strip())
    if who.came_as != CameAs.MEMBER:
        # Somebody who comes along works wherever they do; that isn't the member's.
        return someone.known_or_new(None, at=at)
    enrolment = (
        Enrolment.objects.members()
        .filter(network=meeting.network_id, organisation=who.organisation)
        .select_related("organisation")
        .first()
    )
    if enrolment is None:
        raise Refusal(_("Say which member they come for."), "K17", "organisation")
    return colleague(enrolment, someone, at=at)


def _apply(roll: Roll, line: Expected, mark: rules.Mark, key: str, by: Person, at: dt.datetime) -> Attendance:
    """The mark, unless a later one is there."""
    row, meeting = roll.attendances.get(line.person.pk), roll.meeting
    was_here = bool(row and row.here)
    if row is None:
        row = Attendance(
            meeting=meeting,
            person=line.person,
            organisation=line.organisation,
            came_as=line.came_as,
            walked_in=not line.registered,
        )
        roll.attendances[line.person.pk] = row
    elif mark <= row.mark:
        return row
    row.here, row.marked_at, row.marked_by = mark.here, mark.at, by
    row.key = row.key or key
    row.save()
    if row.here != was_here:
        about = [row, row.person, *([row.organisation] if row.organisation else [])]
        record("attendance.marked" if row.here else "attendance.taken_back", about, by=by, at=at)
    return row


# --- badges ---------------------------------------------------------------------------------------------


def check_in_code(meeting: Meeting, person: Person) -> str:
    """What stands on somebody's badge at this meeting: a number and a seal, no name. It opens nothing by itself: only
    those who run the network can mark somebody with it."""
    return f"{person.pk}-{_seal(meeting, person.pk, settings.SECRET_KEY)}"


def person_of_code(meeting: Meeting, code: str) -> Person | None:
    """Whose badge it is; None for one that isn't of this meeting. Badges outlive a change of the secret key."""
    number, _dash, seal = code.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(seal, _seal(meeting, int(number), key)) for key in keys):
        return None
    return Person.objects.standing().filter(pk=int(number)).first()


def _seal(meeting: Meeting, number: int, key: str) -> str:
    """Short, so that the squares of the QR code stay large enough for a phone at arm's length."""
    words = f"{meeting.pk}-{number}"
    made = salted_hmac("armkrok.meetings.check-in", words, secret=key, algorithm="sha256")
    return urlsafe_base64_encode(made.digest()[:SIGNED_BYTES])
