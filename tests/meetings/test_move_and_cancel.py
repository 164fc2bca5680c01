"""A meeting gets another time or doesn't take place; everybody who counts on it is told, and what is theirs is kept."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.meetings import bringing, guesting, hosting, inviting, making, programming, registering
from armkrok.meetings.models import Assignment, Meeting, Seat
from armkrok.meetings.rules import Refusal
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

NEW = {"date": "2027-09-23", "begins": "10:00", "ends": "16:00", "ends_on": "", "why": "Hallen er optaget"}


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


@pytest.fixture
def full(world: World) -> Meeting:
    """Somebody has a seat and brings somebody along, somebody waits, there is a host and a guest."""
    meeting = a_meeting(world, capacity=1, armkrok=True)
    by, at = world.people["secretary"], world.now
    inviting.write_invitations(meeting, at=at)
    me = world.people["coordinator"]
    registering.register(meeting, world.enrolment, me, by=me, at=at)
    registering.register(meeting, world.enrolment, Someone("Anden", "anden@example.org"), by=me, at=at)
    item = programming.add(meeting, {"title": "Oplæg udefra", "minutes": 60, "led_by": "guest"}, by=by, at=at)
    hosting.name_host(
        meeting, world.organisations["Køge"], contact=Someone("Vært", "vaert@example.org"), by=by, at=at
    )
    guesting.invite_guest(item, Someone("Gæst", "gaest@example.org"), focus="Haller", by=by, at=at)
    bringing.bring(
        Assignment.objects.get(), Someone("Rektor", "rektor@example.org"), role="rektor", by=me, at=at
    )
    meeting.refresh_from_db()
    return meeting


EVERYBODY = {
    "coordinator@example.org",
    "anden@example.org",
    "gaest@example.org",
    "vaert@example.org",
    "rektor@example.org",
}


def written_to(world: World, what: str) -> set[str]:
    """Who has got a letter about it, in whatever language: "moved" or "cancelled"."""
    return {p.email for p in Person.objects.all() if letters_of(world, p.email, what)}


def letters_of(world: World, address: str, what: str) -> list[Message]:
    return [m for m in world.letters(address) if f":{what}:" in m.key]


def seats(meeting: Meeting) -> list[tuple[str, str]]:
    return list(Seat.objects.filter(meeting=meeting).order_by("pk").values_list("person__email", "state"))


# --- moving ---------------------------------------------------------------------------------------------


def test_it_is_said_first_who_is_told_and_what_moves_along(desk: Client, full: Meeting) -> None:
    page = desk.get(f"{full.get_absolute_url()}rescheduling/").text
    page = page.replace("'s own", "&#x27;s own").replace("hasn't answered", "hasn&#x27;t answered")
    for there in (
        "5 people get a mail:",
        "1 seat stays as it is.",
        "1 person keeps the place on the waiting list.",
        "Køge stays the host.",
        "1 guest keeps the item of the programme",
        "1 companion stays invited",
        "5 entries in people&#x27;s own calendars move with the mail.",
        "Whoever hasn&#x27;t answered yet is told too.",
        "deadlines and all hours of the programme move along",
        'value="09:30"',
    ):
        assert there in page
    assert "The mail “New time: Haller for alle”" in page, "what is told is read before"
    assert "/l/" not in page.split("<main")[1]


def test_moved_everything_stays_and_everybody_is_told(world: World, desk: Client, full: Meeting) -> None:
    """A5; the deadlines follow the day."""
    before = seats(full)
    answer = desk.post(f"{full.get_absolute_url()}rescheduling/", NEW)
    assert answer.headers["Location"] == full.get_absolute_url()
    full.refresh_from_db()
    assert full.starts_at == dt.datetime(2027, 9, 23, 8, 0, tzinfo=dt.UTC)
    assert full.deadlines.registration_on == dt.date(2027, 9, 16)
    assert (seats(full), full.state) == (before, "invited")
    assert full.hostings.running().get().organisation == world.organisations["Køge"]
    assert written_to(world, "moved") >= EVERYBODY - {"gaest@example.org"}
    told = next(m for m in world.letters("coordinator@example.org") if "New time" in m.subject)
    assert "Hallen er optaget" in told.text
    assert "9 September 2027" in told.text
    assert "23 September 2027" in told.text
    entry = Entry.objects.about(full).get(what="meeting.rescheduled")
    assert entry.why == "Hallen er optaget"


def test_a_guest_is_told_the_new_time_of_their_own(world: World, desk: Client, full: Meeting) -> None:
    """S20"""
    before = len(world.letters("gaest@example.org"))
    desk.post(f"{full.get_absolute_url()}rescheduling/", NEW)
    (told,) = world.letters("gaest@example.org")[before:]
    assert "23. september 2027" in told.text
    assert "16.00" not in told.text, "not the meeting's hours"


def test_sent_twice_it_is_moved_once(world: World, desk: Client, full: Meeting) -> None:
    for _ in range(2):
        assert desk.post(f"{full.get_absolute_url()}rescheduling/", NEW).status_code == 302
    told = [m for m in world.letters("coordinator@example.org") if "New time" in m.subject]
    assert len(told) == 1
    assert Entry.objects.about(full).filter(what="meeting.rescheduled").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"why": " "}, "This field is required."),
        ({"date": "2027-05-01"}, "This time is over already."),
        ({"ends": "09:00"}, "It must end after it begins."),
        ({"date": "2028-03-26", "begins": "02:15"}, "the clocks pass over 02:15"),
        ({"date": "2027-10-31", "begins": "02:15"}, "the clocks show 02:15 twice"),
    ],
)
def test_a_fault_moves_nothing_and_keeps_what_was_typed(
    world: World, desk: Client, full: Meeting, typed: dict[str, str], said: str
) -> None:
    page = desk.post(f"{full.get_absolute_url()}rescheduling/", NEW | typed)
    assert page.status_code == 422
    assert said in page.text
    assert typed.get("why", NEW["why"]).strip() in page.text
    before = full.starts_at
    full.refresh_from_db()
    assert full.starts_at == before
    assert not written_to(world, "moved")


def test_a_guest_would_be_left_outside(world: World, desk: Client, full: Meeting) -> None:
    """S20: half an hour is too short for the programme up to the guest's hour."""
    page = desk.post(f"{full.get_absolute_url()}rescheduling/", NEW | {"ends": "10:30"})
    assert page.status_code == 422
    assert "inside the meeting" in page.text


def test_of_a_draft_nobody_hears(world: World, desk: Client) -> None:
    draft = a_meeting(world, state="draft")
    page = desk.get(f"{draft.get_absolute_url()}rescheduling/").text
    assert "Nobody gets a mail" in page
    assert desk.post(f"{draft.get_absolute_url()}rescheduling/", NEW | {"why": ""}).status_code == 302
    assert not written_to(world, "moved")


def test_what_is_over_or_cancelled_isnt_moved(world: World, desk: Client, full: Meeting) -> None:
    making.cancel(full, by=world.people["secretary"], at=world.now, why="Aflyst")
    assert desk.post(f"{full.get_absolute_url()}rescheduling/", NEW).status_code == 422
    assert "its time stays as it is" in desk.get(f"{full.get_absolute_url()}rescheduling/").text


def test_a_trip_beside_it_stays_and_is_said(world: World, desk: Client, full: Meeting) -> None:
    """K23"""
    trip = a_meeting(world, state="planned", kind="study_trip", beside=full, title="Til Malmø")
    assert "“Til Malmø” doesn’t".replace("’", "&#x27;") in desk.get(
        f"{full.get_absolute_url()}rescheduling/"
    ).text.replace("doesn't", "doesn&#x27;t")
    desk.post(f"{full.get_absolute_url()}rescheduling/", NEW)
    before = trip.starts_at
    trip.refresh_from_db()
    assert trip.starts_at == before


# --- cancelling -----------------------------------------------------------------------------------------


def cancel(desk: Client, meeting: Meeting, how: str = "cancelled", why: str = "Sygdom") -> Any:
    return desk.post(f"{meeting.get_absolute_url()}cancellation/", {"way": how, "why": why})


def test_what_is_told_to_whom_is_read_before(desk: Client, full: Meeting) -> None:
    page = desk.get(f"{full.get_absolute_url()}cancellation/").text
    assert "5 people get a mail:" in page
    assert "Have a seat or wait for one: 2" in page
    assert "Cancelled, new date to come: Haller for alle" in page
    assert "Cancelled: Haller for alle" in page
    assert "it stays the turn of Køge to host" in page
    assert "5 entries in people" in page
    assert "1 guest is told" in page
    assert "1 companion is told, and stays invited for a new date." in page


def test_cancelled_everybody_hears_why(world: World, desk: Client, full: Meeting) -> None:
    for _ in range(2):
        assert cancel(desk, full).status_code == 302
    full.refresh_from_db()
    assert full.state == "cancelled"
    assert written_to(world, "cancelled") == EVERYBODY
    (letter,) = letters_of(world, "anden@example.org", "cancelled")
    assert "Sygdom" in letter.text
    assert full.moves.last().why == "Sygdom"  # type: ignore[union-attr]


def test_a_reason_is_compulsory_and_a_choice_too(desk: Client, full: Meeting) -> None:
    for how, why in (("cancelled", " "), ("", "Sygdom"), ("held", "Sygdom")):
        page = cancel(desk, full, how, why)
        assert page.status_code == 422
        if why.strip():
            assert "Sygdom" in page.text
    full.refresh_from_db()
    assert full.state == "invited"


def test_a_new_date_to_come_keeps_seats_and_the_hosts_turn(world: World, desk: Client, full: Meeting) -> None:
    """A5"""
    before = seats(full)
    cancel(desk, full, "postponed")
    full.refresh_from_db()
    assert (full.state, seats(full)) == ("postponed", before)
    assert full.hostings.running().exists()
    assert written_to(world, "cancelled") == EVERYBODY
    assert Meeting.objects.held_in(world.network, (dt.date(2027, 1, 1), dt.date(2027, 12, 31))).count() == 0
    page = desk.get(f"{full.get_absolute_url()}rescheduling/").text
    assert "It was to be" in page
    desk.post(f"{full.get_absolute_url()}rescheduling/", NEW)
    full.refresh_from_db()
    assert full.state == "invited", "it is back where it was"


def test_postponed_it_can_still_be_cancelled(desk: Client, full: Meeting) -> None:
    cancel(desk, full, "postponed")
    cancel(desk, full, "cancelled")
    full.refresh_from_db()
    assert full.state == "cancelled"
    assert cancel(desk, full, "postponed").status_code == 422


def test_a_draft_that_is_cancelled_was_never_seen(world: World, desk: Client) -> None:
    """K41: what the public has never read is no news to it."""
    draft = a_meeting(world, state="draft", title="Hemmelig")
    cancel(desk, draft)
    draft.refresh_from_db()
    assert draft.state == "cancelled"
    assert Client().get(draft.get_absolute_url()).status_code == 404
    assert world.sign_in(Client(), "coordinator").get(draft.get_absolute_url()).status_code == 404
    assert desk.get(draft.get_absolute_url()).status_code == 200
    assert "Hemmelig" not in Client().get(world.network.get_absolute_url()).text
    assert not Entry.objects.about(world.network).filter(what="meeting.moved").exists()


def test_of_a_draft_the_host_hears_and_the_page_says_so_before(world: World, desk: Client) -> None:
    draft = a_meeting(world, state="draft")
    page = f"{draft.get_absolute_url()}cancellation/"
    assert "so nobody is told" in desk.get(page).text
    host = Someone("Vært", "vaert@example.org")
    hosting.name_host(
        draft, world.organisations["Køge"], contact=host, by=world.people["secretary"], at=world.now
    )
    shown = desk.get(page).text
    assert "so nobody is told" not in shown
    assert "1 person gets a mail" in shown
    assert "Cancel the meeting, and tell them" in shown
    cancel(desk, draft)
    assert written_to(world, "cancelled") == {"vaert@example.org"}


def test_cancelled_by_one_and_moved_by_another_at_the_same_moment(
    world: World, desk: Client, full: Meeting
) -> None:
    """Whoever comes second is told, and nothing is half done."""
    stale = Meeting.objects.get(pk=full.pk)
    cancel(desk, full)
    with pytest.raises(Refusal):
        making.reschedule(
            stale,
            stale.starts_at + dt.timedelta(days=7),
            stale.ends_at + dt.timedelta(days=7),
            by=world.people["secretary"],
            at=world.now,
        )
    assert not written_to(world, "moved")


# --- held -----------------------------------------------------------------------------------------------


def test_held_after_it_began_and_not_before(world: World, desk: Client, full: Meeting) -> None:
    """A3"""
    address = f"{full.get_absolute_url()}holding/"
    early = desk.post(address)
    assert early.status_code == 422
    assert "hasn't begun yet" in early.text.replace("&#x27;", "'")
    with time_machine.travel(full.starts_at - dt.timedelta(seconds=1)):
        assert world.sign_in(desk, "secretary").post(address).status_code == 422
    with time_machine.travel(full.starts_at):
        assert "1 person had a seat." in desk.get(address).text
        for _ in range(2):
            assert desk.post(address).status_code == 302
    full.refresh_from_db()
    assert full.state == "held"
    assert full.moves.filter(state="held").count() == 1


def test_not_held_after_all_with_its_reason(world: World, desk: Client) -> None:
    """A3: it doesn't count any more."""
    held = world.meeting_held()
    address = f"{held.get_absolute_url()}publication/ending/"
    assert desk.post(address, {"way": "invited", "why": ""}).status_code == 422
    assert desk.post(address, {"way": "invited", "why": "Forkert møde"}).status_code == 302
    held.refresh_from_db()
    assert held.state == "invited"
    assert not Meeting.objects.held_in(world.network, world.network.year(held.day)).exists()


def test_a_planned_one_is_published_first(world: World, desk: Client) -> None:
    planned = a_meeting(world, state="planned")
    with time_machine.travel(planned.ends_at):
        world.sign_in(desk, "secretary")
        assert "Publish the programme first" in desk.get(f"{planned.get_absolute_url()}holding/").text
        assert desk.post(f"{planned.get_absolute_url()}holding/").status_code == 422


# --- who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant", "facilitator"])
@pytest.mark.parametrize("page", ["rescheduling", "cancellation", "holding"])
def test_it_isnt_there_for_others(world: World, meeting: Meeting, who: str, page: str) -> None:
    client = world.sign_in(Client(), who)
    address = f"{meeting.get_absolute_url()}{page}/"
    assert client.get(address).status_code == 404
    assert client.post(address, NEW | {"way": "cancelled"}).status_code == 404
    meeting.refresh_from_db()
    assert (meeting.state, Network.objects.count()) == ("invited", 2)


@pytest.mark.parametrize("page", ["rescheduling", "cancellation", "holding"])
def test_the_same_number_of_queries_for_one_and_for_many_who_come(
    world: World, desk: Client, full: Meeting, page: str, django_assert_max_num_queries: Any
) -> None:
    address = f"{full.get_absolute_url()}{page}/"
    with django_assert_max_num_queries(20) as one:
        desk.get(address)
    most = len(one.captured_queries)
    making.change(full, {"capacity": 100}, by=world.people["secretary"], at=world.now)
    me = world.people["coordinator"]
    for number in range(30):
        who = Someone(f"Nummer {number}", f"n{number}@example.org")
        registering.register(full, world.enrolment, who, by=me, at=world.now, extra_confirmed=True)
    with django_assert_max_num_queries(most):
        desk.get(address)
