"""What the meetings know of somebody is handed out and forgotten; that a municipality came stays (GDPR 15, 17)."""

import datetime as dt
import json
from typing import Any

import pytest

from armkrok.directory import personal_data as directory_data
from armkrok.directory.models import Person
from armkrok.mail.models import Message
from armkrok.meetings import (
    asking,
    bringing,
    guesting,
    hosting,
    inviting,
    personal_data,
    registering,
    tasks,
    writing,
)
from armkrok.meetings.models import AgendaItem, HostOffer, MailingReceiver, Meeting
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting


@pytest.fixture
def meeting(world: World) -> Meeting:
    """The coordinator is in every part that there is."""
    meeting = a_meeting(world, armkrok=True, capacity=1)
    by, me, at = world.people["secretary"], world.people["coordinator"], world.now
    inviting.write_invitations(meeting, at=at)
    inviting.answer(meeting.invitations.get(), "me", by=me, at=at, why="Glæder mig")
    (question,) = asking.set_questions(meeting, [{"words": "Mad?"}], by=by, at=at)
    asking.answer_questions(meeting, me, {question.pk: "Nødder"}, by=me, at=at)
    bringing.bring(
        meeting.assignments.get(),
        Someone("Rektor, Svendborg", "rektor@example.org"),
        role="Skoleleder",
        by=me,
        at=at,
        message="Kom med mig",
    )
    hosting.offer(
        world.enrolment, what="present", by=me, at=at, season="autumn", year=2027, message="Vores hal"
    )
    hosting.name_host(meeting, world.enrolment.organisation, contact=me, by=by, at=at)
    writing.write_mailing(meeting, [me], "Hej {name}", "Vi ses", form_key="1", by=by, at=at)
    return meeting


def guest(world: World, meeting: Meeting) -> Person:
    item = AgendaItem.objects.create(meeting=meeting, position=9, title="Arkitektens blik", minutes=45)
    who = Someone("Arkitekt", "arkitekt@example.org")
    by = world.people["secretary"]
    made = guesting.invite_guest(
        item, who, focus="Haller", by=by, at=world.now, workplace="Tegnestuen", brief="Kort"
    )
    return made.person


def told(person: Person) -> dict[str, Any]:
    """As it is handed out: in plain values."""
    found: dict[str, Any] = json.loads(json.dumps(personal_data.export(person), default=str))
    return found


def test_everything_is_handed_out(world: World, meeting: Meeting) -> None:
    tasks.write_mailings()
    known = told(world.people["coordinator"])
    assert known["seats"][0]["organisation"] == "Svendborg"
    assert known["seats"][0]["day"] == "2027-09-09"
    assert known["invitations"][0]["why"] == "Glæder mig"
    assert known["answers to questions"] == [
        {
            "network": world.network.name,
            "meeting": "Haller for alle",
            "day": "2027-09-09",
            "question": "Mad?",
            "answer": "Nødder",
        }
    ]
    assert known["asked to bring somebody"][0]["brought"][0]["message"] == "Kom med mig"
    assert known["host's contact"]
    assert known["offers"][0]["message"] == "Vores hal"
    assert known["mails to those who come"][0]["subject"] == "Hej {name}"
    assert "Rektor, Svendborg" not in json.dumps(known), "that is somebody else's"
    office = told(world.people["secretary"])["done in office"]
    assert {"moved on", "wrote", "named a host"} <= {entry["what"] for entry in office}
    assert told(guest(world, meeting))["guest"][0]["where you work"] == "Tegnestuen"
    assert told(Person.objects.get(email="rektor@example.org"))["companion"][0]["role"] == "Skoleleder"


def test_who_is_erased_comes_no_more_and_the_next_in_line_is_asked(world: World, meeting: Meeting) -> None:
    """A2"""
    me, at = world.people["coordinator"], world.now
    waiting = registering.register(
        meeting, world.enrolment, Someone("Kollega", "kollega@example.org"), by=me, at=at
    )
    letters = Message.objects.filter(to_address=me.email).count()
    for _ in range(2):
        personal_data.erase(me, at=at)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert Message.objects.filter(to_address=me.email).count() == letters, "nobody writes to them about it"
    assert not told(me)["answers to questions"]
    assert told(me)["invitations"][0]["why"] == ""
    assert told(me)["asked to bring somebody"][0]["brought"][0]["message"] == ""
    offer = HostOffer.objects.get()
    assert (offer.message, offer.withdrawn_at) == ("", at)
    assert meeting.hostings.get().contact is None
    assert not MailingReceiver.objects.exists(), "it hadn't been written yet"


def test_that_a_municipality_came_stays(world: World, meeting: Meeting) -> None:
    tasks.write_mailings()
    me = world.people["coordinator"]
    later = meeting.ends_at + dt.timedelta(days=1)
    personal_data.erase(me, at=later)
    directory_data.erase(me, at=later)
    seat = meeting.seats.get()
    assert (seat.state, seat.organisation.name) == ("taken", "Svendborg")
    assert seat.person.name == "Erased person"
    assert MailingReceiver.objects.get().name == ""
    assert "Koordinator" not in json.dumps(told(me))


def test_a_guest_and_a_companion_are_called_off_without_a_word(world: World, meeting: Meeting) -> None:
    architect, head = guest(world, meeting), Person.objects.get(email="rektor@example.org")
    letters = Message.objects.count()
    for person in (architect, head):
        for _ in range(2):
            personal_data.erase(person, at=world.now)
    assert Message.objects.count() == letters
    assert [(g.state, g.workplace, g.brief) for g in meeting.guests.all()] == [("called_off", "", "")]
    assert told(head)["companion"][0]["state"] == "called_off"


def test_the_public_programme_doesnt_name_a_guest_who_was_erased(world: World, meeting: Meeting) -> None:
    """GDPR 17"""
    architect = guest(world, meeting)
    invited = meeting.guests.get()
    guesting.answer_guest(invited, comes=True, by=architect, at=world.now)
    item = meeting.items.get(pk=invited.item_id)
    assert item.presenter == architect.name
    personal_data.erase(architect, at=world.now)
    item.refresh_from_db()
    assert (item.presenter, item.led_by) == ("", "guest")
