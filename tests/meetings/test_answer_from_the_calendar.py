"""An invitation goes out by a real SMTP server, a calendar program answers, and the worker reads the answer by IMAP."""

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar, Component, Event, vCalAddress, vText

from armkrok.directory.models import Kind, Person
from armkrok.mail.models import Message, Received
from armkrok.mail.tasks import deliver, read_mailbox
from armkrok.meetings import bringing, doubting, guesting, hosting, inviting, making, registering, tasks
from armkrok.meetings.models import (
    Answer,
    CalendarEntry,
    CalendarReply,
    Invitation,
    Meeting,
    SeatState,
)
from armkrok.meetings.rules import Refusal
from armkrok.networks import appointing
from armkrok.networks.models import Appointment
from armkrok.networks.someone import Someone
from tests.imap import Mailboxes
from tests.world import NOW, World

from .conftest import a_meeting
from .programmes import put

pytestmark = pytest.mark.django_db
ME, CHIEF, US = "coordinator@example.org", "chef-coordinator@example.org", "armkrok@testserver"


class Somebody:
    """A person with a mailbox and a calendar program, which does what RFC 5546 says."""

    def __init__(self, mailboxes: Mailboxes, address: str = ME, name: str = "") -> None:
        self.mailboxes, self.address, self.name = mailboxes, address, name
        self.stamp = NOW
        self.written = 0

    def invitations(self) -> list[Component]:
        """What calendars have been told, in the order in which it came."""
        return [
            Calendar.from_ical(part.get_payload(decode=True))
            for mail in self.mailboxes.mails(self.address)
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        ]

    def invitation(self) -> Component:
        return self.invitations()[-1]

    def reply(
        self,
        partstat: str,
        *,
        to: Component | None = None,
        attendee: str = "",
        sender: str = "",
        name: str = "",
        method: str = "REPLY",
        comment: str = "",
        headers: dict[str, str] | None = None,
        parameters: dict[str, str] | None = None,
        stamp: dt.datetime | None = None,
    ) -> EmailMessage:
        """Written as the program writes it, and not sent yet."""
        (asked,) = (to or self.invitation()).walk("VEVENT")
        self.written += 1
        event = Event()
        for what in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER"):
            event.add(what, asked[what], encode=False)
        event.add("DTSTAMP", stamp or self.stamp + dt.timedelta(minutes=self.written))
        me = vCalAddress(f"mailto:{attendee or self.address}")
        me.params["CN"], me.params["PARTSTAT"] = (
            vText(name or self.name or "Koordinator, Svendborg"),
            vText(partstat),
        )
        for key, value in (parameters or {}).items():
            me.params[key] = vText(value)
        event.add("ATTENDEE", me, encode=False)
        if comment:
            event.add("COMMENT", comment)
        answer = Calendar()
        answer.add("PRODID", "-//Example Corp.//CalDAV Client//EN")
        answer.add("VERSION", "2.0")
        answer.add("METHOD", method)
        answer.add_component(event)
        mail = EmailMessage()
        for header, said in (headers or {}).items():
            mail[header] = said
        mail["From"] = Address(name or "Koordinator", addr_spec=sender or self.address)
        mail["To"] = str(asked["ORGANIZER"]).removeprefix("mailto:")
        mail["Subject"] = f"{partstat.title()}: {asked['SUMMARY']}"
        mail["Message-ID"] = f"<{self.address}-{self.written}-{partstat}@program.example.org>"
        mail.set_content(f"{self.address} has {partstat.lower()} this invitation.")
        mail.add_alternative(answer.to_ical(), maintype="text", subtype="calendar", params={"method": method})
        return mail

    def answers(self, partstat: str, **how: Any) -> None:
        """Written, sent, read by the worker; and what that brings about is delivered."""
        self.mailboxes.send(self.reply(partstat, **how))
        assert read_mailbox() == 1
        deliver()


@pytest.fixture
def invited(world: World, meeting: Meeting, mailboxes: Mailboxes) -> Invitation:
    inviting.write_invitations(meeting, at=world.now)
    deliver()
    return meeting.invitations.select_related("meeting", "person").get()


@pytest.fixture
def me(invited: Invitation, mailboxes: Mailboxes) -> Somebody:
    return Somebody(mailboxes)


def answer(invited: Invitation) -> str:
    invited.refresh_from_db()
    return invited.answer


def seats(meeting: Meeting) -> dict[str, str]:
    return {seat.person.email: str(seat.state) for seat in meeting.seats.select_related("person")}


def outcomes() -> list[str]:
    return list(CalendarReply.objects.order_by("pk").values_list("outcome", flat=True))


def last_words(mailboxes: Mailboxes, address: str = ME) -> str:
    body = mailboxes.mails(address)[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def subjects(mailboxes: Mailboxes, address: str = ME) -> list[str]:
    return [str(mail["Subject"]) for mail in mailboxes.mails(address)]


# --- yes, no, perhaps -----------------------------------------------------------------------------------


def test_yes_from_the_calendar_is_a_seat(me: Somebody, invited: Invitation, mailboxes: Mailboxes) -> None:
    """K17: REQUEST by SMTP, REPLY by SMTP, read by IMAP; the answer stands, and the confirmation comes."""
    assert str(me.invitation()["METHOD"]) == "REQUEST"
    me.answers("ACCEPTED")
    assert answer(invited) == "me"
    assert seats(invited.meeting) == {ME: "taken"}
    assert outcomes() == ["followed"]
    assert subjects(mailboxes)[-1].startswith("You have a seat")
    (event,) = me.invitation().walk("VEVENT")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert mailboxes.mails(US) == []  # understood, and gone


def test_no_from_the_calendar_is_a_no_and_nobody_tells_the_calendar_what_it_said(
    me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    me.answers("ACCEPTED")
    before = len(me.invitations())
    me.answers("DECLINED", comment="Semester")
    assert (answer(invited), invited.why) == ("no", "Semester")
    assert seats(invited.meeting) == {ME: "left"}
    assert len(me.invitations()) == before  # no CANCEL
    with time_machine.travel(invited.meeting.starts_at - dt.timedelta(days=30)):
        me.answers("ACCEPTED")  # after all: the declined entry still stands there
    assert answer(invited) == "me"
    (event,) = me.invitation().walk("VEVENT")
    assert (str(me.invitation()["METHOD"]), event["SEQUENCE"]) == ("REQUEST", 1)


def test_perhaps_takes_no_seat_and_gives_one_up(
    me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    before = len(me.invitations())
    me.answers("TENTATIVE")
    assert answer(invited) == "maybe"
    assert seats(invited.meeting) == {}
    assert len(me.invitations()) == before  # the calendar knows
    me.answers("ACCEPTED")
    me.answers("TENTATIVE")
    assert answer(invited) == "maybe"
    assert seats(invited.meeting) == {ME: "left"}
    assert str(me.invitation()["METHOD"]) == "REQUEST"  # it wasn't cancelled


def test_perhaps_keeps_a_place_in_line(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """Whoever waits is shown as perhaps, and loses nothing by saying so."""
    Meeting.objects.update(capacity=1)
    registering.register(
        invited.meeting,
        invited.enrolment,
        Someone("Kollega", "k@example.org"),
        by=invited.person,
        at=world.now,
    )
    me.answers("ACCEPTED")
    assert seats(invited.meeting)[ME] == "waiting"
    me.answers("TENTATIVE")
    assert seats(invited.meeting)[ME] == "waiting"
    me.answers("DECLINED")
    assert seats(invited.meeting)[ME] == "left"


def test_a_place_that_is_offered_is_taken_from_the_calendar(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """A2"""
    Meeting.objects.update(capacity=1)
    first = registering.register(
        invited.meeting,
        invited.enrolment,
        Someone("Kollega", "k@example.org"),
        by=invited.person,
        at=world.now,
    )
    me.answers("ACCEPTED")
    registering.leave(first, by=invited.person, at=world.now)
    deliver()
    assert seats(invited.meeting)[ME] == "offered"
    me.answers("ACCEPTED")
    assert seats(invited.meeting)[ME] == "taken"


# --- twice, late, moved ---------------------------------------------------------------------------------


def test_it_came_twice_and_is_done_once(me: Somebody, invited: Invitation, mailboxes: Mailboxes) -> None:
    """The same mail; and the same answer in another mail."""
    mail = me.reply("ACCEPTED")
    for _ in range(2):
        mailboxes.send(mail)
    del mail["Message-ID"]
    mail["Message-ID"] = "<again@program.example.org>"
    mailboxes.send(mail)
    read_mailbox()
    deliver()
    assert outcomes() == ["followed"]
    assert seats(invited.meeting) == {ME: "taken"}
    assert len([s for s in subjects(mailboxes) if s.startswith("You have a seat")]) == 1
    assert mailboxes.mails(US) == []


def test_an_older_answer_doesn_t_come_after_a_newer(me: Somebody, invited: Invitation) -> None:
    older = me.reply("ACCEPTED")
    me.answers("DECLINED")
    me.mailboxes.send(older)
    read_mailbox()
    assert answer(invited) == "no"
    assert outcomes() == ["followed"]


def test_what_was_said_on_the_page_since_stands(world: World, me: Somebody, invited: Invitation) -> None:
    inviting.answer(invited, "no", by=invited.person, at=me.stamp + dt.timedelta(hours=1))
    me.answers("ACCEPTED", to=me.invitations()[0])
    assert answer(invited) == "no"


def test_an_answer_to_an_earlier_time_isn_t_one_to_the_new(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    earlier = me.reply("ACCEPTED")
    starts_at = invited.meeting.starts_at + dt.timedelta(days=7)
    making.reschedule(
        invited.meeting,
        starts_at,
        starts_at + dt.timedelta(hours=6),
        why="Hal optaget",
        by=world.people["secretary"],
        at=world.now,
    )
    deliver()
    mailboxes.send(earlier)
    read_mailbox()
    deliver()
    assert answer(invited) == ""
    assert outcomes() == ["refused"]
    letter = mailboxes.mails(ME)[-1]
    assert letter["Subject"].startswith("Please answer once more")
    assert "16 September 2027" in last_words(mailboxes)
    (event,) = me.invitation().walk("VEVENT")
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (1, starts_at)
    me.answers("ACCEPTED")
    assert answer(invited) == "me"


def test_who_declined_and_then_says_yes_to_the_old_time_hasnt_said_so_to_the_new(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """Whoever has said no isn't told of the move, so their calendar has the old time still."""
    old = me.invitation()
    me.answers("DECLINED")
    later = world.now + dt.timedelta(hours=2)
    starts_at = invited.meeting.starts_at + dt.timedelta(days=7)
    making.reschedule(
        Meeting.objects.get(pk=invited.meeting_id),
        starts_at,
        starts_at + dt.timedelta(hours=6),
        by=world.people["secretary"],
        at=later,
    )
    me.stamp = later
    me.answers("ACCEPTED", to=old)
    assert answer(invited) == "no"
    assert seats(invited.meeting) == {}
    assert "16 September 2027" in last_words(mailboxes)


def test_a_yes_that_cant_be_taken_goes_out_of_the_calendar(
    world: World, me: Somebody, invited: Invitation
) -> None:
    old = me.invitation()
    me.answers("DECLINED")
    for number in (1, 2):  # all that the membership holds
        someone = Someone(f"Kollega {number}", f"kollega{number}@example.org")
        registering.register(invited.meeting, invited.enrolment, someone, by=invited.person, at=world.now)
    me.answers("ACCEPTED", to=old)
    assert outcomes()[-1] == "refused"
    assert str(me.invitation()["METHOD"]) == "CANCEL"


def test_what_came_after_something_newer_is_seen_by_those_who_run_it(
    world: World, me: Somebody, invited: Invitation, client: Client
) -> None:
    """A calendar whose clock is slow: what it says isn't followed, and isn't lost either."""
    inviting.answer(invited, "me", by=invited.person, at=me.stamp + dt.timedelta(hours=1))
    me.answers("DECLINED", to=me.invitations()[0])
    assert answer(invited) == "me"
    assert outcomes() == ["late"]
    page = world.sign_in(client, "secretary").get(f"/meetings/{invited.meeting.slug}/participants/").text
    assert "Came after something newer had been answered" in page
    assert f"{invited.person.name} doesn't come" in page


def test_asked_once_more_the_entry_comes_along_again(world: World, me: Somebody, invited: Invitation) -> None:
    """Whoever has lost the mail has lost the entry with it."""
    inviting.send_again(invited, by=world.people["secretary"], at=world.now + dt.timedelta(hours=1))
    deliver()
    first, second = (one.walk("VEVENT")[0] for one in me.invitations())
    assert first["UID"] == second["UID"]
    assert first["SEQUENCE"] == second["SEQUENCE"] == 0
    assert first["DTSTAMP"].dt < second["DTSTAMP"].dt


def test_who_was_followed_by_another_takes_no_seat(world: World, me: Somebody, invited: Invitation) -> None:
    """S9: their calendar may have the old invitation still."""
    old = me.invitation()
    before = Appointment.objects.unended().get(person=invited.person)
    assert before.appointer
    appointing.appoint_someone(
        world.enrolment, Someone("Ny", "ny@example.org"), by=before.appointer, at=world.now
    )
    asked = CalendarEntry.objects.get(person=invited.person)
    old.walk("VEVENT")[0]["SEQUENCE"] = asked.sequence
    me.answers("ACCEPTED", to=old)
    assert outcomes() == ["refused"]
    assert seats(invited.meeting) == {}
    assert "Answer here" not in last_words(me.mailboxes)
    sent = len(me.mailboxes.mails(ME))
    me.answers("DECLINED", to=old)
    assert len(me.mailboxes.mails(ME)) == sent, "they say what is so"


def test_a_forged_one_that_comes_late_isn_t_kept_in_their_name(
    world: World, me: Somebody, invited: Invitation
) -> None:
    inviting.answer(invited, "me", by=invited.person, at=me.stamp + dt.timedelta(hours=1))
    me.answers("DECLINED", to=me.invitations()[0], sender="stranger@elsewhere.example")
    assert outcomes() == []


def test_another_time_from_another_address_is_no_perhaps(
    world: World, me: Somebody, invited: Invitation
) -> None:
    inviting.answer(invited, "me", by=invited.person, at=world.now)
    me.stamp = world.now + dt.timedelta(hours=1)
    me.answers("TENTATIVE", method="COUNTER", sender="stranger@elsewhere.example")
    (reply,) = doubting.by_mail(invited.meeting).doubtful
    with pytest.raises(Refusal, match="Another time"):
        doubting.take_as_answer(reply, by=world.people["secretary"], at=me.stamp)
    assert seats(invited.meeting) == {ME: "taken"}


def test_too_late_is_answered_with_where_to_decide(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """K17: once for each reply, in the person's language."""
    Person.objects.filter(email=ME).update(language="sv")
    mail = me.reply("ACCEPTED")
    with time_machine.travel(dt.datetime(2027, 9, 4, tzinfo=dt.UTC)):
        for _ in range(2):
            mailboxes.send(mail)
            read_mailbox()
            deliver()
    assert answer(invited) == ""
    assert outcomes() == ["refused"]
    letters = [m for m in Message.objects.filter(to_address=ME) if m.key.startswith("reply-")]
    assert len(letters) == 1
    assert letters[0].language == "sv"
    assert "/l/" in letters[0].text
    assert letters[0].calendar_method == "REQUEST"  # so that the calendar doesn't say yes


def test_an_extra_seat_is_asked_about_first(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """A1, A2"""
    for number in range(2):
        registering.register(
            invited.meeting,
            invited.enrolment,
            Someone(f"Kollega {number}", f"k{number}@example.org"),
            by=invited.person,
            at=world.now,
        )
    me.answers("ACCEPTED")
    assert answer(invited) == ""
    assert "extra seat" in last_words(mailboxes)
    assert "No price has been stated" in last_words(mailboxes)


def test_an_answer_about_what_is_over_is_passed_over(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """A5: a program that declines what was cancelled says nothing about the interest."""
    making.cancel(
        invited.meeting, why="Storm", new_date_to_come=True, by=world.people["secretary"], at=world.now
    )
    deliver()
    sent = len(mailboxes.mails(ME))
    me.answers("DECLINED")
    assert answer(invited) == ""
    assert outcomes() == []
    assert len(mailboxes.mails(ME)) == sent


# --- from whom ------------------------------------------------------------------------------------------


def test_another_address_is_put_before_a_person(
    world: World, me: Somebody, invited: Invitation, client: Client
) -> None:
    me.answers("ACCEPTED", sender="stranger@elsewhere.example")
    assert answer(invited) == ""
    assert outcomes() == ["doubtful"]
    page = world.sign_in(client, "secretary").get(f"/meetings/{invited.meeting.slug}/participants/").text
    assert "stranger@elsewhere.example" in page
    assert "It was sent from another address" in page
    assert "1 answer by mail" in client.get("/today/").text
    reply = CalendarReply.objects.get()
    taking = f"/meetings/{invited.meeting.slug}/participants/replies/{reply.pk}/acceptance/"
    for _ in range(2):
        assert client.post(taking).status_code == 302
    assert answer(invited) == "me"
    assert seats(invited.meeting) == {ME: "taken"}
    assert "by mail" not in client.get("/today/").text


def test_it_is_put_aside(world: World, me: Somebody, invited: Invitation, client: Client) -> None:
    me.answers("DECLINED", sender="stranger@elsewhere.example")
    reply = CalendarReply.objects.get()
    world.sign_in(client, "facilitator").post(
        f"/meetings/{invited.meeting.slug}/participants/replies/{reply.pk}/dismissal/"
    )
    reply.refresh_from_db()
    assert reply.outcome == "doubtful"  # not one of those who run it
    world.sign_in(client, "secretary").post(
        f"/meetings/{invited.meeting.slug}/participants/replies/{reply.pk}/dismissal/"
    )
    reply.refresh_from_db()
    assert reply.outcome == "put_aside"
    assert answer(invited) == ""
    assert (
        world.sign_in(client, "secretary")
        .post(f"/meetings/{invited.meeting.slug}/participants/replies/{reply.pk}/acceptance/")
        .status_code
        == 302
    )
    assert answer(invited) == ""


def test_a_forged_one_is_put_before_a_person(me: Somebody, invited: Invitation) -> None:
    me.answers("DECLINED", headers={"Authentication-Results": "mx.us.org; dmarc=fail; spf=fail; dkim=none"})
    assert answer(invited) == ""
    assert outcomes() == ["doubtful"]
    assert "mail server" in CalendarReply.objects.get().why


def test_a_secretary_answers_in_their_name(me: Somebody, invited: Invitation) -> None:
    me.answers("ACCEPTED", sender="kansli@example.org", parameters={"SENT-BY": "mailto:kansli@example.org"})
    assert answer(invited) == "me"


def test_a_substitute_of_the_same_house_comes_instead(
    me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """K35"""
    bo = Somebody(mailboxes, "bo@example.org", "Bo, Svendborg")
    mailboxes.send(bo.reply("ACCEPTED", to=me.invitation()))
    read_mailbox()
    deliver()
    assert answer(invited) == "other"
    assert seats(invited.meeting) == {"bo@example.org": "taken"}
    assert Person.objects.get(email="bo@example.org").name == "Bo, Svendborg"
    assert str(me.invitation()["METHOD"]) == "CANCEL"
    assert str(bo.invitation()["METHOD"]) == "REQUEST"
    bo.answers("DECLINED")
    assert seats(invited.meeting) == {"bo@example.org": "left"}


def test_it_is_handed_on_to_somebody(me: Somebody, invited: Invitation) -> None:
    me.answers("DELEGATED", parameters={"DELEGATED-TO": "mailto:bo@example.org"})
    assert answer(invited) == "other"
    assert seats(invited.meeting) == {"bo@example.org": "taken"}


def test_a_stranger_with_the_invitation_is_put_before_a_person(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    stranger = Somebody(mailboxes, "x@elsewhere.example", "X, konsult")
    mailboxes.send(stranger.reply("ACCEPTED", to=me.invitation()))
    read_mailbox()
    assert outcomes() == ["doubtful"]
    (reply,) = doubting.by_mail(invited.meeting).doubtful
    assert reply.another  # type: ignore[attr-defined]
    doubting.take_as_answer(reply, by=world.people["secretary"], at=world.now)
    assert seats(invited.meeting) == {"x@elsewhere.example": "taken"}
    assert answer(invited) == "other"


def test_who_decides_sees_what_was_answered_since(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes, client: Client
) -> None:
    stranger = Somebody(mailboxes, "x@elsewhere.example", "X, konsult")
    mailboxes.send(stranger.reply("ACCEPTED", to=me.invitation()))
    read_mailbox()
    page = f"/meetings/{invited.meeting.slug}/participants/"
    assert "Answered since" not in world.sign_in(client, "secretary").get(page).text
    later = world.now + dt.timedelta(hours=1)
    inviting.answer(invited, Answer.NO, by=invited.person, at=later)
    assert "Answered since" in client.get(page).text


def test_another_time_isn_t_agreed_on_by_mail(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes, client: Client
) -> None:
    me.answers("TENTATIVE", method="COUNTER", comment="Kan ni på torsdag?")
    assert answer(invited) == ""
    assert mailboxes.mails(ME)[-1]["Subject"].startswith("The time stays as it is")
    page = world.sign_in(client, "secretary").get(f"/meetings/{invited.meeting.slug}/participants/").text
    assert "Kan ni på torsdag?" in page


def test_what_answers_nothing_of_ours_is_left_for_a_person(
    me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """Nobody guesses a UID."""
    guessed = me.reply("ACCEPTED")
    CalendarEntry.objects.update(uid="another")
    mailboxes.send(guessed)
    read_mailbox()
    assert answer(invited) == ""
    assert outcomes() == []
    assert Received.objects.get().kind == "other"
    assert mailboxes.flags(US) == ["FS"]


# --- companions, guests, seats without an invitation ----------------------------------------------------


def test_a_companion_answers_from_the_calendar(world: World, mailboxes: Mailboxes) -> None:
    """S15, S16"""
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    assignment = meeting.assignments.get()
    bringing.bring(
        assignment,
        Someone("Rektor, Skolen", "rektor@skole.example"),
        role="Rektor",
        by=world.people["coordinator"],
        at=world.now,
    )
    deliver()
    rektor = Somebody(mailboxes, "rektor@skole.example", "Rektor, Skolen")
    before = len(mailboxes.mails(rektor.address))
    rektor.answers("ACCEPTED")
    companion = assignment.companions.get()
    assert companion.state == "confirmed"
    assert len(mailboxes.mails(rektor.address)) == before  # the calendar knows
    assert not meeting.seats.exists()
    rektor.answers("TENTATIVE")
    companion.refresh_from_db()
    assert companion.state == "confirmed"
    assert "»Måske« kan ikke noteres" in last_words(mailboxes, rektor.address)
    rektor.answers("DECLINED", comment="Syg")
    companion.refresh_from_db()
    assert (companion.state, companion.why) == ("declined", "Syg")
    another = Somebody(mailboxes, "another@skole.example")
    mailboxes.send(another.reply("ACCEPTED", to=rektor.invitation()))
    read_mailbox()
    companion.refresh_from_db()
    assert companion.state == "declined"
    assert mailboxes.flags(US) == ["FS"]


def test_a_guest_answers_for_their_own_time_and_nobody_with_their_number(
    world: World, mailboxes: Mailboxes
) -> None:
    """S19, S20, K30"""
    meeting = a_meeting(world)
    item = put(meeting, "Fremtidens haller", 60)
    guest = guesting.invite_guest(
        item,
        Someone("Gæst, Universitetet", "guest@uni.example"),
        focus="Flere bruger hallerne",
        by=world.people["secretary"],
        at=world.now,
    )
    deliver()
    speaker = Somebody(mailboxes, "guest@uni.example", "Gæst, Universitetet")
    thief = Somebody(mailboxes, "coordinator@example.org")
    mailboxes.send(thief.reply("ACCEPTED", to=speaker.invitation()))
    read_mailbox()
    guest.refresh_from_db()
    assert guest.state == "invited"
    assert not meeting.seats.exists()
    mailboxes.empty()
    Message.objects.update(delivered_at=None, attempts=0)
    deliver()
    speaker.answers("ACCEPTED")
    guest.refresh_from_db()
    assert guest.state == "confirmed"
    speaker.answers("DECLINED", comment="Er i udlandet")
    guest.refresh_from_db()
    assert (guest.state, guest.why) == ("declined", "Er i udlandet")


def test_who_was_registered_by_a_colleague_gives_the_seat_up(
    world: World, invited: Invitation, mailboxes: Mailboxes
) -> None:
    registering.register(
        invited.meeting,
        invited.enrolment,
        Someone("Kollega, Svendborg", "kollega@example.org"),
        by=invited.person,
        at=world.now,
    )
    deliver()
    colleague = Somebody(mailboxes, "kollega@example.org", "Kollega, Svendborg")
    colleague.answers("TENTATIVE")
    assert seats(invited.meeting) == {"kollega@example.org": "taken"}
    assert outcomes() == ["refused"]
    colleague.answers("DECLINED")
    assert seats(invited.meeting) == {"kollega@example.org": "left"}


def test_it_isn_t_a_mistake_to_be_called_so(world: World, mailboxes: Mailboxes) -> None:
    """Commas, semicolons and letters of all Nordic countries, on the way out and back."""
    höör = world.organisation("Höör", Kind.MUNICIPALITY, code="1267", country="SE", area="SE-12")
    name = "Åse Ærø, kultur & fritid; samordnare"
    world.network.areas = ["DK", "SE"]
    world.network.save()
    world.member(world.network, höör, "ase", name)
    meeting = a_meeting(world)
    inviting.write_invitations(meeting, at=world.now)
    deliver()
    Somebody(mailboxes, "ase@example.org", name).answers("ACCEPTED", name=name)
    seat = meeting.seats.get()
    assert (seat.person.name, seat.state) == (name, SeatState.TAKEN)


def test_what_a_guest_said_on_the_page_since_stands(world: World, mailboxes: Mailboxes) -> None:
    item = put(a_meeting(world), "Fremtidens haller", 60)
    guest = guesting.invite_guest(
        item,
        Someone("Gæst, Universitetet", "guest@uni.example"),
        focus="Flere bruger hallerne",
        by=world.people["secretary"],
        at=world.now,
    )
    deliver()
    speaker = Somebody(mailboxes, "guest@uni.example", "Gæst, Universitetet")
    late = speaker.reply("ACCEPTED")
    guesting.answer_guest(guest, comes=False, by=guest.person, at=world.now + dt.timedelta(hours=1))
    mailboxes.send(late)
    read_mailbox()
    guest.refresh_from_db()
    assert guest.state == "declined"


def test_after_the_meeting_nobody_is_told_that_an_answer_comes_too_late(
    me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """Programs decline when somebody tidies up."""
    with time_machine.travel(invited.meeting.ends_at + dt.timedelta(days=3)):
        deliver()  # what was waiting until then
        sent = subjects(mailboxes)
        me.answers("DECLINED")
    assert outcomes() == []
    assert subjects(mailboxes) == sent


def test_the_host_s_no_is_for_those_who_run_it_to_read(world: World, mailboxes: Mailboxes) -> None:
    """S12: nobody hosts less because a program said so; those who run it hear of it on Today."""
    meeting = a_meeting(world)
    contact = Person.objects.create(name="Vært, Svendborg", email="vaert@example.org")
    organisation = world.people["coordinator"].organisation or meeting.place
    assert organisation
    hosting.name_host(meeting, organisation, contact=contact, by=world.people["secretary"], at=world.now)
    deliver()
    host = Somebody(mailboxes, "vaert@example.org", "Vært, Svendborg")
    mailboxes.send(host.reply("DECLINED"))
    read_mailbox()
    received = Received.objects.get()
    assert (received.kind, received.team_number) == ("other", meeting.network.team_id)
    assert mailboxes.flags(US) == ["FS"]


def test_a_calendar_that_answers_by_itself_isn_t_written_to_for_ever(
    world: World, me: Somebody, invited: Invitation, mailboxes: Mailboxes
) -> None:
    """Each letter that says no to its answer brings the entry along, and the program answers that."""
    for number in range(2):
        registering.register(
            invited.meeting,
            invited.enrolment,
            Someone(f"Kollega {number}", f"k{number}@example.org"),
            by=invited.person,
            at=world.now,
        )
    for _ in range(6):
        me.answers("ACCEPTED")
    assert outcomes() == ["refused"] * 6
    assert len([one for one in subjects(mailboxes) if one.startswith("Your answer couldn't be taken")]) == 3


def test_who_decides_sees_that_it_answers_an_earlier_time(
    world: World, me: Somebody, invited: Invitation, client: Client
) -> None:
    me.answers("ACCEPTED", sender="stranger@elsewhere.example")
    page = f"/meetings/{invited.meeting.slug}/participants/"
    assert "answers an earlier invitation" not in world.sign_in(client, "secretary").get(page).text
    starts_at = invited.meeting.starts_at + dt.timedelta(days=7)
    ends_at = starts_at + dt.timedelta(hours=6)
    making.reschedule(
        invited.meeting, starts_at, ends_at, why="Hal", by=world.people["secretary"], at=world.now
    )
    assert "answers an earlier invitation" in client.get(page).text


def test_what_came_by_mail_is_forgotten_a_month_after_the_meeting(me: Somebody, invited: Invitation) -> None:
    """Also the addresses of those whom nobody knows."""
    me.answers("ACCEPTED", sender="stranger@elsewhere.example")
    for days, number in ((29, 1), (31, 0)):
        with time_machine.travel(invited.meeting.ends_at + dt.timedelta(days=days)):
            tasks.erase_answers()
        assert CalendarReply.objects.count() == number
