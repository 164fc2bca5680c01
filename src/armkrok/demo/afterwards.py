"""The day itself and what remains of it: who was there, what was said, who does what, and what was left (S5, S20, K21, K27).

What the stories of the four networks have in common. Whoever is meant is named as in the demo: "Kulturchef, Vejle".
"""

import datetime as dt
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from armkrok.directory.models import Person
from armkrok.meetings import acting, attending, guesting, materials, noting, reminding
from armkrok.meetings.acting import Promise
from armkrok.meetings.attending import Said as Mark
from armkrok.meetings.attending import WalkIn
from armkrok.meetings.models import Action, AgendaItem, Audience, CameAs, Guest, Material, Meeting, Sort
from armkrok.ui import printing

from .dates import moment
from .meetings import Calendar
from .world import LETTERS, address

HOST_SLOT = "the host's slot"  # instead of a title, since it is the host's to say what it is called


@dataclass(frozen=True)
class Note:
    """What was said during one item, and what was decided."""

    item: str
    said: str
    decided: str = ""


@dataclass(frozen=True)
class Todo:
    """Who does what by when: the one who speaks for that member, all of them there, or those who run the network."""

    what: str
    due: str
    place: str = ""
    item: str = ""
    done: str = ""  # on which day, at half past three
    everybody: bool = False  # of that member


@dataclass(frozen=True)
class Minutes:
    """A meeting's notes, and on which days they came about; without a day it hasn't happened yet."""

    written_on: str
    in_short: str
    notes: Sequence[Note]
    todo: Sequence[Todo] = ()
    approved_on: str = ""
    shared_on: str = ""


@dataclass(frozen=True)
class Handout:
    """A small PDF that somebody brought: headings with what stands below, as notes are written."""

    title: str
    lede: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def printed(self, meeting: Meeting, by: str) -> SimpleUploadedFile:
        content = printing.pdf(
            "meetings/handout",
            {"eyebrow": meeting.network.name, "lede": self.lede, "parts": list(self.parts.items()), "by": by},
            title=self.title,
            language=meeting.network.language,
            author=by,
            on=meeting.day,
        )
        name = slugify(self.title.casefold().translate(LETTERS))
        return SimpleUploadedFile(f"{name}.pdf", content, content_type="application/pdf")


# --- the days before, and the day -----------------------------------------------------------------------


def remind(meeting: Meeting) -> None:
    """What the worker wrote in the days before, in the order in which it was due."""
    spans = [reminding.span_of(meeting, kind) for kind in reminding.kinds_of(meeting)]
    for day in sorted({span.first for span in spans if span}):
        reminding.remind(meeting, at=dt.datetime.combine(day, dt.time(9, 3), meeting.zone))


def they_come(
    calendar: Calendar,
    meeting: Meeting,
    *,
    late: Mapping[str, str] | None = None,
    absent: Sequence[str] = (),
    unregistered: Mapping[str, str] | None = None,
) -> None:
    """Everybody who said so is marked as they come in, but for some; and the clock for whoever came later.

    Those whom nobody expected are typed in at the door, with when; they come for a member.
    """
    remind(meeting)
    late = late or {}
    slots = {guest.person_id: guesting.slot(guest).starts for guest in meeting.guests.standing()}
    marks = []
    for line in attending.expected(meeting):
        name = line.person.name
        if not line.is_due or name in absent or name in late or name in (unregistered or {}):
            continue
        begins = (
            slots.get(line.person.pk, meeting.starts_at)
            if line.came_as == CameAs.GUEST
            else meeting.starts_at
        )
        early = dt.timedelta(minutes=3 + zlib.crc32(name.encode()) % 25)
        marks.append(Mark(True, begins - early, line.person.pk))
    by_then = [mark for mark in marks if mark.at < meeting.starts_at]
    at = meeting.starts_at + dt.timedelta(minutes=2)
    attending.take(meeting, by_then, by=calendar.by, at=at)
    for mark in sorted(set(marks) - set(by_then), key=lambda mark: mark.at):
        attending.take(meeting, [mark], by=calendar.by, at=mark.at)
    for name, time in late.items():
        person = Person.objects.get(email=_address(name))
        attending.mark(meeting, person, here=True, by=calendar.by, at=_on_the_day(meeting, time))
    for name, time in (unregistered or {}).items():
        _walks_in(calendar, meeting, name, time)


def _walks_in(calendar: Calendar, meeting: Meeting, name: str, time: str) -> None:
    title, _comma, place = name.partition(", ")
    known = Person.objects.filter(email=_address(name)).exists()
    who = WalkIn(
        name,
        organisation=calendar.member(place).organisation,
        email="" if known else _address(name),
        title=title,
    )
    at = _on_the_day(meeting, time)
    attending.walk_in(meeting, who, key=f"door-{at:%H%M}", by=calendar.by, at=at)


def _address(name: str) -> str:
    role, _comma, place = name.partition(", ")
    return address(role, place)


def _on_the_day(meeting: Meeting, time: str) -> dt.datetime:
    return dt.datetime.combine(meeting.day, dt.time.fromisoformat(time), meeting.zone)


# --- what was said --------------------------------------------------------------------------------------


def write_notes(
    calendar: Calendar, meeting: Meeting, minutes: Minutes, *, by: Person, approver: Person
) -> None:
    """One writes them in a sitting, item by item; somebody else reads, approves and shares them."""
    world = calendar.world
    at = world.at(minutes.written_on, "09:20")
    for number, note in enumerate(minutes.notes):
        then = at + dt.timedelta(minutes=9 * number)
        noting.write(item_of(meeting, note.item), said=note.said, decided=note.decided, by=by, at=then)
    then = at + dt.timedelta(minutes=9 * len(minutes.notes))
    noting.summarise(meeting, minutes.in_short, by=by, at=then)
    for number, todo in enumerate(minutes.todo, 1):
        acting.add(meeting, _promise(calendar, meeting, todo), by=by, at=then + dt.timedelta(minutes=number))
    if minutes.approved_on:
        noting.approve(meeting, by=approver, at=world.at(minutes.approved_on, "13:40"))
    if minutes.shared_on:
        noting.share(meeting, by=approver, at=world.at(minutes.shared_on, "14:05"))
    for todo in minutes.todo:
        if todo.done:
            _done(calendar, meeting, todo)


def _promise(calendar: Calendar, meeting: Meeting, todo: Todo) -> Promise:
    member = calendar.member(todo.place) if todo.place else None
    return Promise(
        todo.what,
        person=None if todo.everybody else member.applicant if member else calendar.by,
        organisation=member.organisation if member and todo.everybody else None,
        due_on=calendar.world.days.day(todo.due),
        item=item_of(meeting, todo.item) if todo.item else None,
    )


def _done(calendar: Calendar, meeting: Meeting, todo: Todo) -> None:
    action = Action.objects.get(meeting=meeting, what=todo.what)
    by = calendar.coordinator(todo.place) if todo.place else calendar.by
    acting.complete(action, by=by, at=calendar.world.at(todo.done, "15:30"))


def item_of(meeting: Meeting, title: str) -> AgendaItem:
    if title == HOST_SLOT:
        return meeting.items.get(sort=Sort.HOST_SLOT)
    return meeting.items.get(title=title)


def remind_of_actions(today: dt.date) -> None:
    """What the worker wrote to whoever hadn't done something by the day that was said."""
    due = Action.objects.open().filter(due_on__lt=today).values_list("due_on", flat=True)
    for day in sorted({day for day in due if day}):
        acting.remind(at=moment(day, dt.time(8, 4)))


# --- what was left --------------------------------------------------------------------------------------


def keep(
    calendar: Calendar,
    meeting: Meeting,
    what: Handout | tuple[str, str],
    audience: str = Audience.MEMBERS,
    *,
    on: str,
    item: str = "",
    by: str = "",
) -> Material:
    """Those who run the network put it there and share it: a paper, or a title and an address."""
    at = calendar.world.at(on, "10:25")
    title, link = (what.title, "") if isinstance(what, Handout) else what
    return materials.add(
        meeting,
        by=calendar.by,
        at=at,
        title=title,
        item=item_of(meeting, item) if item else None,
        file=what.printed(meeting, by or calendar.by.name) if isinstance(what, Handout) else None,
        link=link,
        audience=audience,
    )


def guest_leaves(
    calendar: Calendar, guest: Guest, what: Handout, *, on: str, shared_on: str = "", **more: str
) -> None:
    """By the link in the guest's mail. Nobody else sees it until those who run the network share it."""
    file = what.printed(guest.meeting, guest.person.name)
    left = materials.leave(
        guest, by=guest.person, at=calendar.world.at(on, "10:20"), title=what.title, file=file
    )
    if shared_on:
        audience = more.get("audience", Audience.MEMBERS)
        materials.share(left, audience, by=calendar.by, at=calendar.world.at(shared_on, "08:45"))
