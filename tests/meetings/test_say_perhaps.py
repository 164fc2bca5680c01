"""Perhaps is an answer of its own: it takes no seat, is asked again, and is counted for itself. And a button in the mail
chooses the answer, where one press confirms it."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from armkrok.directory.models import Person
from armkrok.mail.models import Message
from armkrok.meetings import inviting, personal_data
from armkrok.meetings.headcount import Headcount
from armkrok.meetings.models import CalendarEntry, CalendarReply, Invitation, Meeting
from armkrok.meetings.participants import Group, Participants
from tests.world import World

ME = "coordinator@example.org"


@pytest.fixture
def link(world: World, meeting: Meeting) -> str:
    inviting.write_invitations(meeting, at=world.now)
    return world.link("meetings.invitation", world.people["coordinator"])


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def list_of(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.slug}/participants/{more}"


def test_each_button_in_the_mail_chooses_and_one_press_confirms(
    world: World, meeting: Meeting, link: str
) -> None:
    """K17: a mail scanner that opens all of them changes nothing."""
    (letter,) = [m for m in world.letters(ME) if m.key.startswith("invitation-")]
    said = {"me": "yes, I come", "maybe": "perhaps", "no": "no, I can't come"}
    for how, words in said.items():
        assert f"{link}?answer={how}" in letter.text
        assert f"{link}?answer={how}" in letter.html
        page = Client().get(f"{link}?answer={how}")
        assert f"You want to answer: {words}" in page.text
    assert Invitation.objects.get().answer == ""
    assert not meeting.seats.exists()
    answered = Client().post(f"{link}?answer=maybe", {"answer": "maybe"})
    assert answered["Location"] == link
    assert Invitation.objects.get().answer == "maybe"
    assert "You want to answer" not in Client().get(f"{link}?answer=maybe").text
    assert "You want to answer" not in Client().get(f"{link}?answer=nonsense").text


def test_perhaps_gives_the_seat_up_and_is_told_so(meeting: Meeting, link: str, client: Client) -> None:
    client.post(link, {"answer": "me"})
    assert "goes to the next in line" in client.get(f"{link}?answer=no").text
    client.post(link, {"answer": "maybe"})
    assert list(meeting.seats.values_list("state", flat=True)) == ["left"]
    assert "You have answered: perhaps." in client.get(link).text
    client.post(link, {"answer": "me"})
    assert sorted(meeting.seats.values_list("state", flat=True)) == ["left", "taken"]


def test_perhaps_keeps_nothing_open(world: World, meeting: Meeting, link: str, client: Client) -> None:
    """K17: whoever said yes or no in time can change it until the meeting begins; perhaps is neither."""
    client.post(link, {"answer": "maybe"})
    with time_machine.travel(dt.datetime(2027, 9, 4, tzinfo=dt.UTC)):
        refused = client.post(link, {"answer": "me"})
    assert refused.status_code == 422
    assert not meeting.seats.exists()


def test_who_was_never_invited_can_t_say_perhaps(world: World, meeting: Meeting, client: Client) -> None:
    """It would have been a registration."""
    client = world.sign_in(client, "coordinator")
    address = f"/meetings/{meeting.slug}/registration/"
    assert client.post(address, {"answer": "maybe", "enrolment": world.enrolment.pk}).status_code == 422
    assert not meeting.seats.exists()


def test_it_is_a_group_of_its_own(world: World, meeting: Meeting, link: str, desk: Client) -> None:
    """On the list, among the filters, in the numbers, in the table, and to write to."""
    Client().post(link, {"answer": "maybe"})
    lines = Participants(meeting, world.now).lines
    (line,) = [line for line in lines if line.name == "Koordinator, Svendborg"]
    assert (line.group, line.code) == (Group.PERHAPS, "maybe")
    numbers = Headcount.of(lines, None)
    assert (numbers.members_perhaps, numbers.members_unanswered, numbers.in_all) == (1, 0, 0)
    page = desk.get(list_of(meeting, "?show=perhaps")).text
    assert "1 perhaps comes" in page
    assert "Koordinator, Svendborg" in page
    assert "Koordinator" in desk.get(list_of(meeting, "?show=perhaps&export=csv")).content.decode("utf-8-sig")
    assert "Koordinator" not in desk.get(list_of(meeting, "?show=declined&export=csv")).content.decode()
    assert 'value="perhaps"' in desk.get(list_of(meeting, "mail/")).text


def test_who_runs_it_sees_that_a_letter_came_back_and_that_somebody_is_away(
    world: World, meeting: Meeting, link: str, desk: Client
) -> None:
    assert "came back" not in desk.get(list_of(meeting)).text
    Message.objects.filter(to_address=ME).update(bounced_at=world.now)
    assert "The letter came back, " in desk.get(list_of(meeting)).text
    Message.objects.filter(to_address=ME).update(bounced_at=None, away_at=world.now)
    page = desk.get(list_of(meeting)).text
    assert "The letter came back" not in page
    assert "Is away" in page
    assert "Is away" in desk.get(list_of(meeting, "?export=csv")).content.decode("utf-8-sig")
    # The address has been corrected: what an earlier one met with isn't theirs.
    Person.objects.filter(email=ME).update(email="ny@example.org")
    assert "Is away" not in desk.get(list_of(meeting)).text


def test_what_came_by_mail_is_the_persons_to_have_and_to_have_erased(
    world: World, meeting: Meeting, link: str
) -> None:
    me = world.people["coordinator"]
    entry = CalendarEntry.objects.get(person=me)
    for number, sender in enumerate([ME, "outsider@example.org"]):
        CalendarReply.objects.create(
            entry=entry,
            message_id=f"<{number}@example.org>",
            from_address=sender,
            attendee=ME,
            partstat="DECLINED",
            comment="Syg",
            stamped_at=world.now,
            received_at=world.now,
            outcome="doubtful",
        )
    told = personal_data.export(me)["answers from the calendar"]
    assert [reply["written by"] for reply in told] == ["outsider@example.org", ME]
    assert len(personal_data.export(world.people["outsider"])["answers from the calendar"]) == 1
    personal_data.erase(world.people["outsider"], at=world.now)
    assert CalendarReply.objects.count() == 1
    personal_data.erase(me, at=world.now)
    assert not CalendarReply.objects.exists()
