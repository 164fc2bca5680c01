"""A mail is read by two workers, a meeting moves while it is answered or written about: nothing is done twice, and no
calendar is left with what isn't so (decisions 20 and 23).

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from icalendar import Calendar

from armkrok.mail import inbox
from armkrok.mail.models import Message, Received
from armkrok.meetings import calendars, inviting, making, tasks
from armkrok.meetings.locking import locked
from armkrok.meetings.models import CalendarEntry, CalendarReply, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.meetings.writing import to_be_written, write_letters, write_mailing
from armkrok.networks import appointing
from armkrok.networks.models import Appointment, Network
from armkrok.networks.someone import Someone
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import a_meeting

ROUNDS = 8
ANSWER = """From: Koordinator <coordinator@example.org>
Message-ID: <{number}@program.example.org>
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}
ATTENDEE;CN=Koordinator;PARTSTAT={partstat}:mailto:coordinator@example.org
END:VEVENT
END:VCALENDAR
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def invited(world: World) -> tuple[Meeting, CalendarEntry]:
    meeting = a_meeting(world)
    assert inviting.write_invitations(meeting, at=NOW) == 1
    return meeting, meeting.calendar_entries.get()


def answer(entry: CalendarEntry, partstat: str = "ACCEPTED") -> bytes:
    entry.refresh_from_db()
    stamp = NOW + dt.timedelta(minutes=5)
    number = f"{entry.pk}-{partstat}"
    said = ANSWER.format(
        number=number, uid=entry.uid, sequence=entry.sequence, stamp=stamp, partstat=partstat
    )
    return said.encode()


def take(raw: bytes) -> Callable[[], Received]:
    return lambda: inbox.take(raw, now=NOW)


def move(world: World, meeting: Meeting) -> Callable[[], Meeting]:
    starts_at = meeting.starts_at + dt.timedelta(days=7)
    ends_at = meeting.ends_at + dt.timedelta(days=7)
    by = world.people["secretary"]
    return lambda: making.reschedule(meeting, starts_at, ends_at, why="Hal", by=by, at=NOW)


def shown(meeting: Meeting) -> dict[str, str]:
    """When it begins, as each calendar has it after all mails, in whatever order they came."""
    found: dict[str, tuple[tuple[int, dt.datetime], str]] = {}
    for letter in Message.objects.filter(thread=meeting.thread).exclude(calendar=""):
        (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
        version = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
        begins = event["DTSTART"].dt.astimezone(dt.UTC).isoformat()
        found[str(event["UID"])] = max(found.get(str(event["UID"]), (version, begins)), (version, begins))
    return {uid: begins for uid, (_version, begins) in found.items()}


def test_two_workers_read_the_same_mail(world: World) -> None:
    for _ in range(ROUNDS):
        meeting, entry = invited(world)
        raw = answer(entry)
        first, second = at_the_same_time(take(raw), take(raw))
        assert first == second
        assert Received.objects.get(pk=first.pk).kind == "answer"  # type: ignore[attr-defined]
        assert CalendarReply.objects.filter(entry=entry).count() == 1
        assert meeting.seats.count() == 1
        assert Message.objects.filter(key__startswith=f"seat-{meeting.seats.get().pk}:").count() == 1


def test_it_is_answered_while_it_moves(world: World) -> None:
    """Before: the seat moves along. After: it is asked once more. The calendar has the new time in both."""
    for _ in range(ROUNDS):
        meeting, entry = invited(world)
        raw, go = answer(entry), move(world, meeting)
        at_the_same_time(take(raw), go)
        meeting.refresh_from_db()
        (outcome,) = CalendarReply.objects.filter(entry=entry).values_list("outcome", flat=True)
        assert outcome == ("followed" if meeting.seats.exists() else "refused")
        assert shown(meeting) == {entry.uid: meeting.starts_at.isoformat()}


def test_a_mail_to_a_selection_is_written_while_it_moves(world: World) -> None:
    for number in range(ROUNDS):
        meeting, entry = invited(world)
        with time_machine.travel(NOW):
            person = world.people["coordinator"]
            write_mailing(
                meeting,
                [person],
                "Hej",
                "Hej!",
                form_key=f"form-{number}",
                by=world.people["secretary"],
                at=NOW,
            )
        waiting = to_be_written()
        at_the_same_time(lambda w=waiting: write_letters(w), move(world, meeting))  # type: ignore[misc]
        meeting.refresh_from_db()
        assert shown(meeting) == {entry.uid: meeting.starts_at.isoformat()}
        entry.refresh_from_db()
        assert entry.told["begins"] == meeting.starts_at.isoformat()


def test_two_workers_remind(world: World) -> None:
    Network.objects.update(remind_unanswered_days=365)
    for _ in range(ROUNDS // 2):
        meeting, _entry = invited(world)
    at = NOW + dt.timedelta(days=4)
    with time_machine.travel(at, tick=False):
        at_the_same_time(tasks.send_reminders, tasks.send_reminders)
    reminders = Message.objects.filter(key__contains=":remind-unanswered:")
    assert reminders.count() == ROUNDS // 2
    assert meeting.thread in set(reminders.values_list("thread", flat=True))


def test_somebody_is_followed_while_they_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """S9: one holds the enrolment and waits for the meeting, the other holds the meeting and takes a seat of the
    enrolment. Both get through."""
    meeting, entry = invited(world)
    invitation = meeting.invitations.get()
    appointer = Appointment.objects.unended().get(person=entry.person).appointer
    assert appointer
    enrolment_held, meeting_held = threading.Event(), threading.Event()
    settle_for = calendars.settle_for

    def after_the_other_holds_the_meeting(*args: Any, **more: Any) -> None:
        enrolment_held.set()
        meeting_held.wait(5)
        settle_for(*args, **more)

    monkeypatch.setattr(calendars, "settle_for", after_the_other_holds_the_meeting)

    def follow() -> None:
        next_one = Someone("Ny Koordinator", "ny@example.org")
        appointing.appoint_someone(world.enrolment, next_one, by=appointer, at=NOW)

    def take_a_seat() -> None:
        enrolment_held.wait(1)  # on SQLite nobody else writes meanwhile
        with transaction.atomic():
            locked(meeting)
            meeting_held.set()
            with contextlib.suppress(Refusal):  # they had been followed already
                inviting.answer(invitation, "me", by=entry.person, at=NOW)

    at_the_same_time(follow, take_a_seat)
    assert Appointment.objects.unended().get(enrolment=world.enrolment).person.email == "ny@example.org"
