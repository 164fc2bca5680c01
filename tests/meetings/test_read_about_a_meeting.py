"""A meeting's page: the public reads the open programme, a member whether they come, with whom, when and where."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from armkrok.meetings import inviting, making, registering
from armkrok.meetings.models import AgendaItem, Meeting
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

COLLEAGUE = Someone("Kollega, Svendborg", "kollega@example.org")


@pytest.fixture
def programme(meeting: Meeting) -> Meeting:
    for position, (title, closed, presenter) in enumerate(
        [
            ("Velkommen", False, ""),
            ("Haller i hverdagen", False, "Arkitekt Eksempel"),
            ("Fortroligt om økonomi", True, "Chefen selv"),
        ],
        1,
    ):
        AgendaItem.objects.create(
            meeting=meeting, position=position, title=title, minutes=60, closed=closed, presenter=presenter
        )
    return meeting


def see(world: World, client: Client, who: str, meeting: Meeting) -> str:
    client = client if who == "stranger" else world.sign_in(client, who)
    return client.get(meeting.get_absolute_url()).content.decode()


def test_the_public_reads_the_open_programme_and_no_names_but_those_who_speak(
    world: World, programme: Meeting, client: Client
) -> None:
    """S20, K21"""
    registering.register(programme, world.enrolment, COLLEAGUE, by=world.people["coordinator"], at=world.now)
    page = see(world, client, "stranger", programme)
    for there in ("Haller for alle", "Velkommen", "Arkitekt Eksempel", "Svendborg Idrætshal", "09:30"):
        assert there in page
    for secret in ("Fortroligt om økonomi", "Chefen selv", "Kollega, Svendborg", "Koordinator"):
        assert secret not in page
    assert "for members only" in page


@pytest.mark.parametrize("who", ["outsider", "applicant", "facilitator"])
def test_who_is_no_member_reads_what_the_public_reads(
    world: World, programme: Meeting, client: Client, who: str
) -> None:
    page = see(world, client, who, programme)
    assert "Velkommen" in page
    assert "Fortroligt om økonomi" not in page
    assert "Are you coming?" not in page


def test_a_member_sees_at_once_whether_they_come_and_who_of_them(
    world: World, programme: Meeting, client: Client
) -> None:
    inviting.write_invitations(programme, at=world.now)
    page = see(world, client, "coordinator", programme)
    assert "You haven't answered yet." in page
    assert "Fortroligt om økonomi" in page
    client.post(f"{programme.get_absolute_url()}registration/", {"answer": "me"})
    registering.register(programme, world.enrolment, COLLEAGUE, by=world.people["coordinator"], at=world.now)
    page = see(world, client, "coordinator", programme)
    assert "Yes, you have a seat." in page
    assert "Kollega, Svendborg" in page


def test_a_registered_colleague_sees_their_seat_and_the_whole_programme(
    world: World, programme: Meeting, client: Client
) -> None:
    seat = registering.register(
        programme, world.enrolment, COLLEAGUE, by=world.people["coordinator"], at=world.now
    )
    world.people["colleague"] = seat.person
    page = see(world, client, "colleague", programme)
    assert "Your seat" in page
    assert "Fortroligt om økonomi" in page
    assert client.get(f"{programme.get_absolute_url()}registration/").status_code == 404
    client.post(f"{programme.get_absolute_url()}seats/{seat.pk}/leaving/")
    seat.refresh_from_db()
    assert seat.state == "left"
    assert "Fortroligt om økonomi" not in see(world, client, "colleague", programme)


def test_a_draft_is_seen_by_those_who_run_the_network_only(world: World, client: Client) -> None:
    draft = a_meeting(world, "draft")
    for who, status in {"stranger": 404, "coordinator": 404, "outsider": 404, "secretary": 200}.items():
        reader = Client() if who == "stranger" else world.sign_in(Client(), who)
        assert reader.get(draft.get_absolute_url()).status_code == status, who


def test_planned_means_date_and_place_but_no_programme(world: World, client: Client) -> None:
    planned = a_meeting(world, "planned")
    AgendaItem.objects.create(meeting=planned, position=1, title="Hemmelig plan", minutes=60)
    page = see(world, client, "stranger", planned)
    assert "Svendborg" in page
    assert "Hemmelig plan" not in page
    assert "The programme comes later." in page
    assert "Hemmelig plan" in see(world, client, "secretary", planned)


def test_in_a_network_that_isnt_public_only_its_people_see_it(world: World, client: Client) -> None:
    secret = a_meeting(world, network=world.draft)
    assert client.get(secret.get_absolute_url()).status_code == 404
    assert world.sign_in(client, "outsider").get(secret.get_absolute_url()).status_code == 404
    assert world.sign_in(client, "secretary").get(secret.get_absolute_url()).status_code == 200


def test_cancelled_and_postponed_are_told_apart(world: World, meeting: Meeting, client: Client) -> None:
    """A5"""
    by = world.people["secretary"]
    making.cancel(meeting, by=by, at=world.now, why="Vandskade", new_date_to_come=True)
    assert "A new date is to come" in see(world, client, "stranger", meeting)
    making.cancel(meeting, by=by, at=world.now, why="Ingen ny dato")
    assert "The meeting is cancelled." in see(world, client, "stranger", meeting)


def test_those_who_run_it_read_its_history(world: World, meeting: Meeting, client: Client) -> None:
    """Every act is in the journal, with who, when and why."""
    by = world.people["secretary"]
    making.cancel(meeting, by=by, at=world.now, why="Vandskade i hallen", new_date_to_come=True)
    new = meeting.starts_at + dt.timedelta(days=7)
    making.reschedule(meeting, new, new + dt.timedelta(hours=6), by=by, at=world.now)
    page = see(world, client, "secretary", meeting)
    for told in (
        "Planned the meeting",
        "Draft → Published",
        "Vandskade i hallen",
        "16 September 2027",
        "Sekretær, KL",
    ):
        assert told in page
    assert "Vandskade i hallen" not in see(world, client, "coordinator", meeting)


def test_the_online_link_is_handed_out_while_it_is_on(world: World, client: Client) -> None:
    """To those who have a seat, and never in the page itself."""
    meeting = a_meeting(world, online_url="https://online.example.org/rum/1")
    me = world.people["coordinator"]
    door = f"{meeting.get_absolute_url()}online/"
    desk = world.sign_in(Client(), "coordinator")
    assert desk.get(door).status_code == 404, "no seat"
    registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    for minutes, status in ((-16, 404), (-15, 302), (60, 302), (360, 404)):
        with time_machine.travel(meeting.starts_at + dt.timedelta(minutes=minutes)):
            desk = world.sign_in(Client(), "coordinator")
            assert desk.get(door).status_code == status, minutes
            assert world.sign_in(Client(), "outsider").get(door).status_code == 404
            assert "online.example.org" not in desk.get(meeting.get_absolute_url()).text


def test_an_extra_seat_is_confirmed_on_a_page_of_its_own(
    world: World, meeting: Meeting, client: Client
) -> None:
    """A2: signed in as from the mail."""
    Network.objects.filter(pk=world.network.pk).update(seats_per_meeting=1)
    desk = world.sign_in(client, "coordinator")
    door = f"{meeting.get_absolute_url()}registration/"
    desk.post(door, {"answer": "me"})
    typed = {"answer": "more", "more-name": "Tredje", "more-email": "tredje@example.org"}
    page = desk.post(door, typed)
    assert page.status_code == 422
    assert "This is an extra seat" in page.text
    assert desk.post(door, typed | {"extra": "yes"}).status_code == 302
    assert meeting.seats.get(person__name="Tredje").extra


def test_the_page_takes_as_few_queries_with_many_as_with_one(
    world: World, programme: Meeting, client: Client, django_assert_max_num_queries
) -> None:
    """Quality, "Speed": 12 for the public, 20 for those who have signed in."""
    counts = {}
    for number in (0, 30):
        for n in range(number):
            place = world.municipality(f"K{n:03}", f"9{n:03}")
            enrolment = world.member(world.network, place, f"p{n}", f"P {n}")
            who = world.people[f"p{n}"]
            registering.register(programme, enrolment, who, by=who, at=world.now)
            AgendaItem.objects.create(meeting=programme, position=9, title=f"Punkt {n}", minutes=5)
        for who, most in {"stranger": 12, "coordinator": 20, "secretary": 20}.items():
            reader = Client() if who == "stranger" else world.sign_in(Client(), who)
            reader.get(programme.get_absolute_url())
            with django_assert_max_num_queries(most) as taken:
                page = reader.get(programme.get_absolute_url())
            counts.setdefault(who, []).append(len(taken))
            if who == "stranger":
                assert len(page.content) < 40_000
    assert all(few == many for few, many in counts.values()), counts


def test_nobody_elses_seat(world: World, meeting: Meeting, client: Client) -> None:
    me = world.people["coordinator"]
    seat = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    for who in ("koge", "outsider", "applicant", "facilitator"):
        reader = world.sign_in(Client(), who)
        for door in ("leaving", "swap", "acceptance"):
            assert reader.post(f"{meeting.get_absolute_url()}seats/{seat.pk}/{door}/").status_code == 404, who
    assert (
        world.sign_in(client, "secretary")
        .get(f"{meeting.get_absolute_url()}seats/{seat.pk}/swap/")
        .status_code
        == 200
    )


def test_a_trip_doesnt_tell_of_the_draft_that_it_is_beside(world: World, client: Client) -> None:
    """K23"""
    beside = a_meeting(world, "draft", title="Ikke besluttet endnu")
    trip = a_meeting(world, "planned", kind="study_trip", beside=beside, title="Tur til hallerne")
    page = see(world, client, "stranger", trip)
    assert "Tur til hallerne" in page
    assert "Ikke besluttet endnu" not in page
    assert "Ikke besluttet endnu" in see(world, client, "secretary", trip)
