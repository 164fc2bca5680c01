"""What a calendar is told, when, and with which mail; and that it is looked at before (A5, K21, S20)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ
from icalendar import Calendar

from armkrok.directory import editing, merging
from armkrok.directory.models import Person
from armkrok.mail.models import Message
from armkrok.meetings import (
    bringing,
    calendars,
    guesting,
    hosting,
    inviting,
    making,
    programming,
    registering,
    tasks,
)
from armkrok.meetings import desk as desk_of
from armkrok.meetings.models import Assignment, CalendarEntry, Invitation, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks import appointing, withdrawing
from armkrok.networks.models import Appointment, Enrolment, Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting

ME = "coordinator@example.org"


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


@pytest.fixture
def invited(world: World, meeting: Meeting) -> Invitation:
    inviting.write_invitations(meeting, at=world.now)
    return meeting.invitations.select_related("meeting").get()


def told(world: World, address: str = ME) -> list[Message]:
    """The letters to somebody with which a calendar was told something."""
    return [letter for letter in world.letters(address) if letter.calendar]


def event(letter: Message) -> Any:
    (found,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return found


def sequences(world: World, address: str = ME) -> list[tuple[str, int]]:
    return [(letter.calendar_method, int(event(letter)["SEQUENCE"])) for letter in told(world, address)]


def values_of(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return {name: value.pk if hasattr(value, "pk") else value for name, value in typed.items()}


def test_the_invitation_is_an_entry_that_asks(world: World, invited: Invitation) -> None:
    (letter,) = told(world)
    entry = event(letter)
    assert letter.key.startswith("invitation-")
    assert letter.calendar_method == "REQUEST"
    assert entry["SUMMARY"] == "Haller for alle"
    assert entry["DTSTART"].dt.isoformat() == "2027-09-09T09:30:00+02:00"
    assert entry["LOCATION"] == "Svendborg Idrætshal, Sal 1, Svendborg"
    assert entry["ATTENDEE"] == f"mailto:{ME}"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert entry["ATTENDEE"].params["RSVP"] == "TRUE"
    assert entry["ORGANIZER"].params["CN"] == "KL · Kultur og fritid"
    assert "@" in calendars.organiser(world.network)[1]
    assert entry["UID"] == CalendarEntry.objects.get().uid
    assert "Please answer by" in entry["DESCRIPTION"]
    assert "Velkomst" not in entry["DESCRIPTION"]
    assert [alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")] == [
        dt.timedelta(days=-1),
        dt.timedelta(hours=-1),
    ]


def test_no_personal_link_and_no_way_in_stands_in_a_calendar(world: World) -> None:
    """People share their calendars."""
    meeting = a_meeting(world, online_url="https://video.example.org/secret")
    inviting.write_invitations(meeting, at=world.now)
    me = world.people["coordinator"]
    inviting.answer(meeting.invitations.get(), "me", by=me, at=world.now)
    for letter in told(world):
        assert "/l/" not in letter.calendar
        assert "video.example.org" not in letter.calendar.replace("\r\n ", "")
        assert event(letter)["URL"] == f"http://testserver{meeting.get_absolute_url()}"
        assert "To take part online" in event(letter)["DESCRIPTION"]


def test_yes_comes_with_the_letter_about_the_seat_and_with_no_other(
    world: World, invited: Invitation
) -> None:
    before = len(world.letters(ME))
    for _ in range(2):
        inviting.answer(invited, "me", by=invited.person, at=world.now)
    assert len(world.letters(ME)) == before + 1
    assert event(told(world)[-1])["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 0)], "an answer is no news for others"
    first, second = (event(letter)["DTSTAMP"].dt for letter in told(world))
    assert first < second, "also within one second"


def test_no_takes_it_out_and_yes_brings_it_back(world: World, invited: Invitation) -> None:
    inviting.answer(invited, "no", by=invited.person, at=world.now)
    inviting.answer(invited, "me", by=invited.person, at=world.now)
    assert sequences(world) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert len({str(event(letter)["UID"]) for letter in told(world)}) == 1


def test_perhaps_is_said_once(world: World, invited: Invitation) -> None:
    inviting.answer(invited, "me", by=invited.person, at=world.now)
    inviting.answer(invited, "maybe", by=invited.person, at=world.now)
    assert event(told(world)[-1])["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"
    assert sequences(world) == [("REQUEST", 0)] * 3


def test_a_colleague_instead(world: World, invited: Invitation) -> None:
    """K35: the one doesn't have it any more, the other has."""
    inviting.answer(
        invited, "other", by=invited.person, at=world.now, someone=Someone("Kollega", "kollega@example.org")
    )
    assert sequences(world) == [("REQUEST", 0), ("CANCEL", 1)]
    assert event(told(world, "kollega@example.org")[0])["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_whose_seat_is_given_to_a_colleague_is_asked_no_more(world: World, invited: Invitation) -> None:
    me, by = world.people["coordinator"], world.people["secretary"]
    seat = registering.register(invited.meeting, world.enrolment, me, by=by, at=world.now)
    registering.swap(seat, Someone("Kollega", "kollega@example.org"), by=by, at=world.now)
    invited.refresh_from_db()
    assert invited.answer == "other"
    assert sequences(world)[-1][0] == "CANCEL"


def test_on_the_waiting_list_it_says_so(world: World) -> None:
    Network.objects.filter(pk=world.network.pk).update(language="en")  # of the colleague none is known
    meeting = a_meeting(world, capacity=1)
    me, at = world.people["coordinator"], world.now
    first = registering.register(meeting, world.enrolment, me, by=me, at=at)
    registering.register(meeting, world.enrolment, Someone("Kollega", "kollega@example.org"), by=me, at=at)
    waits = event(told(world, "kollega@example.org")[0])
    assert (waits["SUMMARY"], waits["STATUS"]) == ("Waiting list: Haller for alle", "TENTATIVE")
    registering.leave(first, by=me, at=at)
    offered = event(told(world, "kollega@example.org")[-1])
    assert (offered["SUMMARY"], offered["STATUS"]) == ("A place is offered: Haller for alle", "TENTATIVE")


def test_moved_also_those_who_havent_answered(world: World, invited: Invitation) -> None:
    """A5"""
    by = world.people["secretary"]
    starts_at = STARTS + dt.timedelta(days=7)
    for _ in range(2):
        making.reschedule(
            invited.meeting, starts_at, starts_at + dt.timedelta(hours=5), by=by, at=world.now, why="Hallen"
        )
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 1)]
    assert ":moved:" in told(world)[-1].key, "one mail, not two"
    assert event(told(world)[-1])["DTEND"].dt.isoformat() == "2027-09-16T14:30:00+02:00"


def test_a_new_date_to_come_takes_it_out_and_keeps_the_interest(world: World, invited: Invitation) -> None:
    """A5"""
    by, meeting, at = world.people["secretary"], invited.meeting, world.now
    inviting.answer(invited, "me", by=invited.person, at=at)
    making.cancel(meeting, by=by, at=at, why="Vandskade", new_date_to_come=True)
    cancelled = event(told(world)[-1])
    assert (told(world)[-1].calendar_method, cancelled["STATUS"]) == ("CANCEL", "CANCELLED")
    assert ":cancelled:" in told(world)[-1].key
    starts_at = STARTS + dt.timedelta(days=30)
    making.reschedule(meeting, starts_at, starts_at + dt.timedelta(hours=6), by=by, at=at, why="Tør igen")
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert event(told(world)[-1])["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_the_programme_goes_along_with_the_next_letter(world: World, invited: Invitation) -> None:
    """K21: what is confidential has its hours there, and not its name."""
    by, meeting, at = world.people["secretary"], invited.meeting, world.now
    programming.add(meeting, {"title": "Velkomst", "minutes": 15}, by=by, at=at, position=1)
    programming.add(meeting, {"title": "Løn", "minutes": 30, "closed": True}, by=by, at=at, position=2)
    assert len(told(world)) == 1, "nobody is written to about it"
    inviting.answer(invited, "me", by=invited.person, at=at)
    words = str(event(told(world)[-1])["DESCRIPTION"])
    assert "09:30–09:45 Velkomst" in words
    assert "09:45–10:15 Confidential item" in words
    assert "Løn" not in words


def test_a_guest_gets_the_slot_and_nothing_else(world: World) -> None:
    """S20: not the meeting's hours, no programme, no names."""
    meeting, by, at = a_meeting(world), world.people["secretary"], world.now
    programming.add(meeting, {"title": "Velkomst", "minutes": 60}, by=by, at=at, position=1)
    item = programming.add(
        meeting, {"title": "Oplæg", "minutes": 30, "led_by": "guest"}, by=by, at=at, position=2
    )
    guest = guesting.invite_guest(item, Someone("Gæst", "gaest@example.org"), focus="Haller", by=by, at=at)
    entry = event(told(world, "gaest@example.org")[0])
    assert entry["SUMMARY"] == "Oplæg (Haller for alle)"
    assert entry["DTSTART"].dt.isoformat() == "2027-09-09T10:30:00+02:00"
    assert entry["DTEND"].dt.isoformat() == "2027-09-09T11:00:00+02:00"
    assert "Velkomst" not in entry["DESCRIPTION"]
    assert "URL" not in entry
    guesting.answer_guest(guest, comes=True, by=guest.person, at=at)
    guesting.call_off_guest(guest, by=by, at=at)
    assert sequences(world, "gaest@example.org") == [("REQUEST", 0), ("REQUEST", 0), ("CANCEL", 1)]


def test_a_companion_gets_the_meeting(world: World) -> None:
    """S16"""
    meeting, me, at = a_meeting(world, armkrok=True), world.people["coordinator"], world.now
    programming.add(
        meeting, {"title": "Velkomst", "minutes": 60}, by=world.people["secretary"], at=at, position=1
    )
    inviting.write_invitations(meeting, at=at)
    companion = bringing.bring(
        Assignment.objects.get(), Someone("Leder", "leder@example.org"), role="Halleder", by=me, at=at
    )
    entry = event(told(world, "leder@example.org")[0])
    assert entry["DTSTART"].dt == meeting.starts_at
    assert "Velkomst" not in entry["DESCRIPTION"]
    bringing.answer_companion(companion, comes=True, by=companion.person, at=at)
    bringing.call_off(companion, by=me, at=at)
    assert sequences(world, "leder@example.org") == [("REQUEST", 0), ("REQUEST", 0), ("CANCEL", 1)]


def test_the_hosts_contact_has_it_too(world: World) -> None:
    """S12"""
    meeting, by, at = a_meeting(world), world.people["secretary"], world.now
    for address in ("vaert@example.org", "ny@example.org"):
        contact = Someone("Vært", address)
        hosting.name_host(meeting, world.organisations["Køge"], contact=contact, by=by, at=at)
    hosting.remove_host(meeting, by=by, at=at)
    assert sequences(world, "vaert@example.org") == [("REQUEST", 0), ("CANCEL", 1)]
    assert sequences(world, "ny@example.org") == [("REQUEST", 0), ("CANCEL", 1)]


def test_another_room_is_told_to_all_who_have_it(world: World, invited: Invitation) -> None:
    by, at = world.people["secretary"], world.now
    for _ in range(2):
        making.change(invited.meeting, {"room": "Sal 2"}, by=by, at=at)
    making.change(invited.meeting, {"focus": "Noget andet"}, by=by, at=at)
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 1)]
    letter = told(world)[-1]
    assert letter.subject == "New place: Haller for alle"
    assert "The place has changed: Svendborg Idrætshal, Sal 2, Svendborg" in letter.text


def test_another_link_is_told_and_not_said(world: World, invited: Invitation) -> None:
    by, at = world.people["secretary"], world.now
    making.change(invited.meeting, {"online_url": "https://video.example.org/1"}, by=by, at=at)
    making.change(invited.meeting, {"online_url": "https://video.example.org/2"}, by=by, at=at)
    assert [number for _method, number in sequences(world)] == [0, 1, 2]
    assert "video.example.org" not in told(world)[-1].text + told(world)[-1].calendar


def test_what_has_been_is_told_to_nobody(world: World, invited: Invitation) -> None:
    by, later = world.people["secretary"], STARTS + dt.timedelta(days=1)
    making.change(invited.meeting, {"room": "Sal 9"}, by=by, at=later)
    assert len(told(world)) == 1


def test_who_was_there_before_calendars_were_gets_it_with_the_next_letter(
    world: World, invited: Invitation
) -> None:
    CalendarEntry.objects.all().delete()
    inviting.send(invited, at=world.now + dt.timedelta(hours=1))
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 0)]


def test_the_outbox_has_the_letter_already_so_nothing_is_told(world: World, invited: Invitation) -> None:
    """What is told stands with the letter, or not at all."""
    seat = registering.register(
        invited.meeting, world.enrolment, invited.person, by=invited.person, at=world.now
    )
    before = CalendarEntry.objects.values().get()
    from armkrok.accounts.models import PersonalLink
    from armkrok.meetings.letters import seats as letters

    link = PersonalLink.objects.get(task="meetings.seat", target=seat.pk)
    making.change(invited.meeting, {"focus": "Noget andet"}, by=world.people["secretary"], at=world.now)
    letters.about_seat(seat, "seated", link, at=world.now)
    assert CalendarEntry.objects.values().get() == before


def test_two_who_are_one_have_it_once(world: World, invited: Invitation) -> None:
    """Who was in the directory twice: one of the two entries is cancelled."""
    at, by = world.now, world.people["secretary"]
    twin = Someone("Tvilling", "tvilling@example.org")
    hosting.name_host(invited.meeting, world.organisations["Svendborg"], contact=twin, by=by, at=at)
    merging.merge_people(
        Person.objects.get(email="tvilling@example.org"), invited.person, by=by, at=at, why="Den samme"
    )
    calendars.settle(invited.meeting, at=at)
    entries = CalendarEntry.objects.filter(person=invited.person)
    assert sorted(bool(entry.told) for entry in entries) == [False, True]
    assert told(world)[-1].calendar_method == "CANCEL"


def test_a_change_of_place_is_looked_at_before_it_is_told(
    world: World, desk: Client, invited: Invitation
) -> None:
    meeting = invited.meeting
    address = f"{meeting.get_absolute_url()}edit/"
    page = desk.get(address)
    assert "Whoever has the meeting in their own calendar is told" in page.text
    typed = values_of(page) | {"room": "Sal 7", "why": "Utæt"}
    asked = desk.post(address, typed)
    assert asked.status_code == 200
    assert "Not saved yet" in asked.text
    assert "1 person gets a mail:" in asked.text
    assert "Koordinator, Svendborg" in asked.text
    assert 'value="Sal 7"' in asked.text
    assert "The place has changed" in asked.text
    meeting.refresh_from_db()
    assert meeting.room == "Sal 1"
    assert len(told(world)) == 1
    mark = asked.context["asks"]["mark"]
    other = desk.post(address, typed | {"room": "Sal 8", "tell": mark})
    assert other.status_code == 200, "what was looked at was something else"
    assert desk.post(address, typed | {"tell": mark}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.room == "Sal 7"
    assert len(told(world)) == 2


def test_what_stands_in_no_calendar_is_saved_at_once(world: World, desk: Client, invited: Invitation) -> None:
    address = f"{invited.meeting.get_absolute_url()}edit/"
    assert desk.post(address, values_of(desk.get(address)) | {"focus": "Andet"}).status_code == 302
    making.cancel(invited.meeting, by=world.people["secretary"], at=world.now, why="Storm")
    assert len(told(world)) == 2


@pytest.mark.parametrize("many", [1, 12])
def test_as_many_queries_for_many_as_for_one(world: World, meeting: Meeting, many: int) -> None:
    for number in range(many):
        place = world.municipality(f"Kommune {number}", f"9{number:03}")
        world.member(world.network, place, f"one{number}", f"Person {number}")
    inviting.write_invitations(meeting, at=world.now)
    making.change(meeting, {"title": "Et andet navn"}, by=world.people["secretary"], at=world.now)
    CalendarEntry.objects.update(told={"title": "?"})
    with CaptureQueriesContext(connection) as asked:
        assert len(calendars.news(meeting, at=world.now)) == many + 1
    assert len(asked) <= 6


def test_whose_membership_ends_is_asked_no_more(world: World, invited: Invitation) -> None:
    Enrolment.objects.filter(pk=world.enrolment.pk).update(ends_on=world.now.date() - dt.timedelta(days=1))
    world.enrolment.refresh_from_db()
    withdrawing.end_membership(world.enrolment, at=world.now)
    assert sequences(world) == [("REQUEST", 0), ("CANCEL", 1)]


def test_a_new_address_gets_the_entry(world: World, invited: Invitation) -> None:
    """The worker tells it, in the same words and under the same name."""
    person = invited.person
    editing.change_person(
        person, {"email": "new@example.org"}, seen=editing.fingerprint(person), by=None, at=world.now
    )
    wanted = "armkrok.meetings.tasks.tell_at_the_new_address"
    (task,) = (asked.task for asked in OrmQ.objects.all() if asked.task["func"] == wanted)
    with time_machine.travel(world.now):
        for _ in range(2):
            tasks.tell_at_the_new_address(*task["args"])
    assert sequences(world, "new@example.org") == [("REQUEST", 0)]
    assert event(told(world, "new@example.org")[0])["UID"] == event(told(world)[0])["UID"]


def followed(world: World, invited: Invitation) -> Person:
    """Somebody else speaks for the municipality from now on (S9)."""
    before = Appointment.objects.unended().get(person=invited.person, enrolment=world.enrolment)
    assert before.appointer
    next_one = Someone("Ny Koordinator", "ny@example.org")
    return appointing.appoint_someone(world.enrolment, next_one, by=before.appointer, at=world.now).person


def test_who_is_followed_by_another_is_asked_no_more(world: World, invited: Invitation) -> None:
    successor = followed(world, invited)
    assert sequences(world) == [("REQUEST", 0), ("CANCEL", 1)]
    making.reschedule(
        invited.meeting,
        STARTS + dt.timedelta(days=7),
        STARTS + dt.timedelta(days=7, hours=6),
        by=world.people["secretary"],
        at=world.now,
    )
    assert len(told(world)) == 2
    assert world.letters(ME)[-1].calendar_method == "CANCEL"
    inviting.write_invitations(Meeting.objects.get(pk=invited.meeting_id), at=world.now)
    assert sequences(world, successor.email) == [("REQUEST", 0)]


def test_who_is_followed_and_has_a_seat_keeps_it_and_can_give_it_up(
    world: World, invited: Invitation
) -> None:
    inviting.answer(invited, "me", by=invited.person, at=world.now)
    followed(world, invited)
    assert [method for method, _number in sequences(world)] == ["REQUEST", "REQUEST"]
    inviting.answer(invited, "no", by=invited.person, at=world.now)
    assert not invited.meeting.seats.live().exists()
    with pytest.raises(Refusal, match="don't speak for this member"):
        inviting.answer(invited, "me", by=invited.person, at=world.now)


def test_who_speaks_for_another_member_then_is_asked_for_that(world: World, invited: Invitation) -> None:
    """One person is asked once; for whom, is for whom they speak."""
    appointer = Appointment.objects.unended().get(person=invited.person).appointer
    koge = world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    assert appointer
    appointing.appoint(koge, invited.person, by=appointer, at=world.now)
    followed(world, invited)
    assert [method for method, _number in sequences(world)] == ["REQUEST", "CANCEL"]
    later = world.now + dt.timedelta(hours=1)
    meeting = Meeting.objects.get(pk=invited.meeting_id)
    inviting.write_invitations(meeting, at=later)
    assert inviting.write_invitations(meeting, at=later) == 0
    invited.refresh_from_db()
    assert (invited.enrolment, invited.answer) == (koge, "")
    assert [method for method, _number in sequences(world)] == ["REQUEST", "CANCEL", "REQUEST"]


def test_who_comes_back_is_asked_again(world: World, invited: Invitation) -> None:
    appointer = Appointment.objects.unended().get(person=invited.person).appointer
    assert appointer
    followed(world, invited)
    appointing.appoint(world.enrolment, invited.person, by=appointer, at=world.now)
    assert [method for method, _number in sequences(world)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert "You can answer there" in told(world)[-1].text


def test_a_link_that_has_ended_is_renewed_for_who_is_asked_only(world: World, invited: Invitation) -> None:
    later = world.now + dt.timedelta(hours=1)
    inviting.renew(invited, at=later)
    assert sequences(world) == [("REQUEST", 0), ("REQUEST", 0)]
    followed(world, invited)
    before = len(world.letters(ME))
    inviting.renew(invited, at=later)
    assert len(world.letters(ME)) == before


def test_whom_the_one_who_was_followed_brings_is_shown_to_those_who_run_it(
    world: World, invited: Invitation
) -> None:
    """S16: people decide whether the companion comes anyway."""
    making.change(invited.meeting, {"armkrok": True}, by=world.people["secretary"], at=world.now)
    mine = Assignment.objects.get(person=invited.person)
    head = Someone("Leder", "leder@example.org")
    bringing.bring(mine, head, role="Halleder", by=invited.person, at=world.now)

    def left_behind() -> bool:
        found = desk_of.waiting(world.people["secretary"], world.now)
        return any(task.what == desk_of.What.LEFT_BEHIND for task in found)

    assert not left_behind()
    followed(world, invited)
    assert left_behind()


def test_two_who_are_one_have_one_address(world: World, invited: Invitation) -> None:
    """The one that stays is told what stands in the calendar."""
    other = world.person("other", "En anden", None)
    merging.merge_people(invited.person, other, by=None, at=world.now, why="Samme")
    with time_machine.travel(world.now):
        tasks.tell_at_the_new_address(other.pk)
    assert sequences(world, other.email)[-1][0] == "REQUEST"


def test_a_move_is_told_to_whom_it_concerns_and_says_what_is_true(world: World, invited: Invitation) -> None:
    """Who hasn't answered has no seat that could stay; who was given up by the staff isn't counted on any more."""
    secretary = world.people["secretary"]

    def moved_by(days: int) -> list[str]:
        before = len(world.letters(ME))
        starts_at = STARTS + dt.timedelta(days=days)
        meeting = Meeting.objects.get(pk=invited.meeting_id)
        making.reschedule(meeting, starts_at, starts_at + dt.timedelta(hours=6), by=secretary, at=world.now)
        return [letter.text for letter in world.letters(ME)[before:]]

    (text,) = moved_by(1)
    assert "You haven't said yet whether you come" in text
    assert "your seat" not in text
    inviting.answer(invited, "me", by=invited.person, at=world.now)
    (text,) = moved_by(2)
    assert "Your answer and your seat" in text
    registering.leave(invited.meeting.seats.live().get(), by=secretary, at=world.now)
    assert moved_by(3) == []


def test_a_letter_that_was_begun_before_a_move_tells_no_calendar_the_old_time(
    world: World, invited: Invitation
) -> None:
    """Who asks for their link anew, and the mail to a selection, read the meeting before they hold it."""
    read_before = Invitation.objects.select_related("meeting__network__team", "person").get(pk=invited.pk)
    assert not read_before.meeting.is_locked
    starts_at = STARTS + dt.timedelta(days=7)
    making.reschedule(
        invited.meeting,
        starts_at,
        starts_at + dt.timedelta(hours=6),
        why="Hal",
        by=world.people["secretary"],
        at=world.now,
    )
    entry = CalendarEntry.objects.get(person=invited.person)
    told = (entry.sequence, entry.told["begins"])
    inviting.send(read_before, at=world.now + dt.timedelta(minutes=1))
    entry.refresh_from_db()
    assert (entry.sequence, entry.told["begins"]) == told == (1, starts_at.isoformat())
