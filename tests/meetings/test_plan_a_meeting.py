"""Those who run a network plan a meeting and say what it is; the hours are those of the network's time zone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.journal.models import Entry
from armkrok.meetings import making, programming
from armkrok.meetings.models import AgendaItem, Meeting
from armkrok.meetings.rules import Refusal, local_moment
from armkrok.networks import opening
from tests.world import World

from .conftest import a_meeting

HTMX = {"HX-Request": "true"}
TYPED = {
    "kind": "meeting",
    "title": "Haller for alle",
    "focus": "Flere bruger hallerne",
    "date": "2027-09-09",
    "begins": "09:30",
    "ends": "15:30",
    "ends_on": "",
    "venue": "Svendborg Idrætshal",
    "address": "Ryttervej 70",
    "room": "Sal 1",
    "own_station_km": "",
    "online_url": "",
    "capacity": "60",
}


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def new(world: World) -> str:
    return f"/networks/{world.network.slug}/meetings/new/"


def change(world: World, **settings: Any) -> None:
    opening.change_settings(world.network, settings, by=world.people["secretary"], at=world.now)
    world.network.refresh_from_db()


# --- planning -------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_as_a_draft_in_the_networks_hours(world: World, desk: Client) -> None:
    """S4, K11: the clock in Copenhagen; what is always on the programme is there already."""
    change(world, standing_items=["Siden sidst"])
    assert desk.get(new(world)).status_code == 200
    answer = desk.post(new(world), TYPED | {"place": world.organisations["Svendborg"].pk})
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url() == "/meetings/fritidsfaciliteter-2027-1/"
    assert meeting.state == "draft"
    assert meeting.starts_at == dt.datetime(2027, 9, 9, 7, 30, tzinfo=dt.UTC)
    assert (meeting.capacity, meeting.place, meeting.room) == (60, world.organisations["Svendborg"], "Sal 1")
    assert [item.title for item in meeting.items.all()] == ["Siden sidst"]
    assert Entry.objects.about(meeting).get().what == "meeting.planned"
    assert "Nobody but you" not in Client().get(f"{world.network.get_absolute_url()}").text
    assert Client().get(meeting.get_absolute_url()).status_code == 404


def test_a_title_and_a_day_are_enough(world: World, desk: Client) -> None:
    enough = {name: TYPED[name] for name in ("kind", "title", "date", "begins", "ends")}
    assert desk.post(new(world), enough).status_code == 302
    assert not Meeting.objects.get().town


def test_a_network_elsewhere_has_its_own_clock(world: World, desk: Client) -> None:
    change(world, time_zone="Europe/Helsinki")
    desk.post(new(world), TYPED)
    assert Meeting.objects.get().starts_at == dt.datetime(2027, 9, 9, 6, 30, tzinfo=dt.UTC)
    assert "clocks in Finland" in desk.get(new(world)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "This field is required."),
        ({"ends": "09:00"}, "It must end after it begins."),
        ({"ends_on": "2027-09-20"}, "A meeting lasts three days at most."),
        ({"date": "2027-03-28", "begins": "02:30", "ends": "15:00"}, "the clocks pass over 02:30"),
        ({"date": "2027-10-31", "begins": "02:30", "ends": "15:00"}, "the clocks show 02:30 twice"),
        ({"date": "i morgen"}, "Enter a valid date."),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"online_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"own_station_km": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_was_typed_stays_beside_its_fault(
    world: World, desk: Client, typed: dict[str, str], said: str
) -> None:
    page = desk.post(new(world), TYPED | typed)
    assert page.status_code == 422
    assert said in page.text
    assert "Flere bruger hallerne" in page.text
    assert 'aria-invalid="true"' in page.text
    assert not Meeting.objects.exists()


def test_clocks_that_go_forward_and_back() -> None:
    """An hour that doesn't come, one that comes twice, and the minutes beside them."""
    from zoneinfo import ZoneInfo

    copenhagen = ZoneInfo("Europe/Copenhagen")
    forward, back = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
    for day, time in ((forward, "02:00"), (forward, "02:59"), (back, "02:00"), (back, "02:59")):
        with pytest.raises(Refusal):
            local_moment(day, dt.time.fromisoformat(time), copenhagen)
    for day, time, hour in (
        (forward, "01:59", 0),
        (forward, "03:00", 1),
        (back, "01:59", 23),
        (back, "03:00", 2),
    ):
        assert local_moment(day, dt.time.fromisoformat(time), copenhagen).hour == hour


def test_across_a_change_of_clocks_the_hours_are_those_on_the_wall(world: World, desk: Client) -> None:
    desk.post(
        new(world),
        TYPED | {"date": "2027-10-30", "begins": "20:00", "ends": "04:00", "ends_on": "2027-10-31"},
    )
    assert Meeting.objects.get().minutes == 9 * 60


def test_looking_for_a_place_without_javascript_is_no_mistake(world: World, desk: Client) -> None:
    page = desk.post(new(world), TYPED | {"place_search": "svend", "place_find": "1"})
    assert page.status_code == 200
    assert "Svendborg" in page.text
    assert "Please look at this first" not in page.text
    assert 'value="Haller for alle"' in page.text
    assert not Meeting.objects.exists()


def test_a_place_that_was_typed_and_not_chosen_is_said(world: World, desk: Client) -> None:
    page = desk.post(new(world), TYPED | {"place_search": "svend"})
    assert page.status_code == 422
    assert "Choose one of those that were found" in page.text


def test_what_follows_is_said_while_one_types(world: World, desk: Client) -> None:
    """S17, K31: deadlines, the winter's rule, a short day; also with what makes no sense yet."""
    change(world, winter_rule=True, meetings_max=3)
    svendborg = world.organisations["Svendborg"]
    svendborg.station_km = "31.5"
    svendborg.save()
    address = new(world)
    typed = {"follows": "1", "date": "2027-12-02", "begins": "09:30", "ends": "12:30", "place": svendborg.pk}
    page = desk.get(address, typed, headers=HTMX)
    assert page.status_code == 200
    assert "<html" not in page.text
    assert "Thursday, 25 November 2027" in page.text, "members register until seven days before"
    assert "it is 31.5 km to the nearest railway station" in page.text
    assert "The meeting lasts 180 minutes" in page.text
    near = desk.get(address, typed | {"own_station_km": "0.4"}, headers=HTMX).text
    assert "It is winter then, and there are trains." in near
    assert "it is 31.5 km" not in near
    for nonsense in ({}, {"date": "x", "begins": "99:99", "place": "²"}):
        empty = desk.get(address, {"follows": "1"} | nonsense, headers=HTMX)
        assert (empty.status_code, empty.text.strip()) == (200, "")


def test_the_same_day_as_another_meeting_is_said(world: World, desk: Client) -> None:
    """K28"""
    a_meeting(world, title="Den anden")
    typed = {"follows": "1", "date": "2027-09-09", "begins": "09:30", "ends": "15:30"}
    page = desk.get(new(world), typed, headers=HTMX).text
    assert "The same day as: Den anden" in page


# --- study trips ----------------------------------------------------------------------------------------


def test_a_study_trip_says_beside_which_meeting_it_is(world: World, desk: Client) -> None:
    """K23: and nobody brings anybody along to it."""
    meeting = a_meeting(world)
    desk.post(
        new(world),
        TYPED | {"kind": "study_trip", "beside": meeting.pk, "armkrok": "on", "title": "Til Malmø"},
    )
    trip = Meeting.objects.get(title="Til Malmø")
    assert (trip.is_trip, trip.beside, trip.armkrok) == (True, meeting, False)
    assert not trip.items.exists()


def test_a_meeting_is_beside_nothing(world: World, desk: Client) -> None:
    meeting = a_meeting(world)
    desk.post(new(world), TYPED | {"beside": meeting.pk, "title": "Et møde"})
    assert Meeting.objects.get(title="Et møde").beside is None


def test_a_trip_is_beside_a_meeting_of_its_own_network(world: World, desk: Client) -> None:
    """K23"""
    other = a_meeting(world, state="draft", network=world.draft)
    page = desk.post(new(world), TYPED | {"kind": "study_trip", "beside": other.pk})
    assert page.status_code == 422
    what = making.Plan("Tur", other.starts_at, other.ends_at, kind="study_trip", beside=other)
    with pytest.raises(Refusal) as no:
        making.plan(world.network, what, by=world.people["secretary"], at=world.now)
    assert no.value.requirement == "K23"


# --- beginning with another -----------------------------------------------------------------------------


@pytest.fixture
def earlier(world: World) -> Meeting:
    meeting = a_meeting(world, title="Sidste år", address="Ryttervej 70", capacity=40)
    programming.add(meeting, {"title": "Oplæg", "minutes": 60}, by=world.people["secretary"], at=world.now)
    return meeting


def test_another_meetings_values_are_there_to_begin_with(
    world: World, desk: Client, earlier: Meeting
) -> None:
    page = desk.get(f"{new(world)}?like={earlier.slug}").text
    for there in ('value="Sidste år"', 'value="Ryttervej 70"', 'value="40"', 'value="09:30"'):
        assert there in page
    assert "2027-09-09" not in page, "the day is a new one"
    desk.post(new(world), TYPED | {"like": earlier.slug, "copy_programme": "on", "date": "2027-11-11"})
    assert "Oplæg" in [i.title for i in Meeting.objects.latest("pk").items.all()]
    desk.post(new(world), TYPED | {"like": earlier.slug, "date": "2027-12-01"})
    assert not Meeting.objects.latest("pk").items.exists(), "not unless it is wanted"


def test_one_without_a_programme_has_nothing_to_take_over(world: World, desk: Client) -> None:
    empty = a_meeting(world)
    answer = desk.post(new(world), TYPED | {"like": empty.slug, "copy_programme": "on", "title": "Ny"})
    assert answer.status_code == 302
    assert Meeting.objects.filter(title="Ny").exists()


def test_only_the_networks_own_meetings_are_begun_with(world: World, desk: Client) -> None:
    other = a_meeting(world, state="draft", network=world.draft, title="Hemmelig")
    page = desk.get(f"{new(world)}?like={other.slug}")
    assert page.status_code == 200
    assert "Hemmelig" not in page.text


# --- changing -------------------------------------------------------------------------------------------


def edited(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """What the form sends when nothing has been changed, and then `more`."""
    values = {
        "title": meeting.title,
        "focus": meeting.focus,
        "place": meeting.place_id or "",
        "venue": meeting.venue,
        "address": meeting.address,
        "room": meeting.room,
        "own_station_km": meeting.own_station_km or "",
        "online_url": meeting.online_url,
        "capacity": meeting.capacity or "",
        "seen": making.fingerprint(meeting),
        "why": "",
    }
    return values | ({"armkrok": "on"} if meeting.armkrok else {}) | more


def test_what_it_is_is_changed_and_the_time_is_not(world: World, desk: Client, meeting: Meeting) -> None:
    address = f"{meeting.get_absolute_url()}edit/"
    page = desk.get(address).text
    assert 'name="date"' not in page
    assert "rescheduling/" in page
    answer = desk.post(address, edited(meeting, room="Sal 2", date="2028-01-01", why="Større"))
    assert answer.status_code == 302
    before = meeting.starts_at
    meeting.refresh_from_db()
    assert (meeting.room, meeting.starts_at) == ("Sal 2", before)
    entry = Entry.objects.about(meeting).get(what="meeting.changed")
    assert (entry.details["changed"], entry.why) == ({"room": ["Sal 1", "Sal 2"]}, "Større")


def test_saved_twice_it_is_changed_once(world: World, desk: Client, meeting: Meeting) -> None:
    sent = edited(meeting, room="Sal 2")
    for _ in range(2):
        assert desk.post(f"{meeting.get_absolute_url()}edit/", sent).status_code == 302
    assert Entry.objects.about(meeting).filter(what="meeting.changed").count() == 1


def test_two_who_edit_at_once_lose_nothing(world: World, desk: Client, meeting: Meeting) -> None:
    """Whoever is second sees both versions, and decides."""
    address = f"{meeting.get_absolute_url()}edit/"
    sent = edited(meeting, focus="Mit fokus")
    making.change(meeting, {"focus": "Dit fokus"}, by=world.people["secretary"], at=world.now)
    page = desk.post(address, sent)
    assert page.status_code == 422
    assert "Somebody else changed this meeting" in page.text
    assert "Somebody else wrote: Dit fokus" in page.text
    assert "Mit fokus" in page.text
    meeting.refresh_from_db()
    assert meeting.focus == "Dit fokus"
    desk.post(address, edited(meeting, focus="Mit fokus"))
    meeting.refresh_from_db()
    assert meeting.focus == "Mit fokus"


def test_what_has_been_announced_keeps_a_place(world: World, desk: Client, meeting: Meeting) -> None:
    page = desk.post(f"{meeting.get_absolute_url()}edit/", edited(meeting, place="", venue="", address=""))
    assert page.status_code == 422
    assert "Say where it is first" in page.text


def test_switched_to_arm_in_arm_the_invited_are_asked(world: World, desk: Client, meeting: Meeting) -> None:
    """S14, S15"""
    from armkrok.meetings import inviting

    inviting.write_invitations(meeting, at=world.now)
    desk.post(f"{meeting.get_absolute_url()}edit/", edited(meeting, armkrok="on"))
    assert meeting.assignments.count() == 1


def test_a_meeting_online_needs_no_place(world: World, desk: Client, meeting: Meeting) -> None:
    link = "https://video.example.org/rum"
    sent = edited(meeting, place="", venue="", address="", room="", online_url=link)
    assert desk.post(f"{meeting.get_absolute_url()}edit/", sent).status_code == 302
    assert link not in Client().get(meeting.get_absolute_url()).text


# --- who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant", "facilitator"])
def test_it_isnt_there_for_others(world: World, meeting: Meeting, who: str) -> None:
    client = world.sign_in(Client(), who)
    for address in (new(world), f"{meeting.get_absolute_url()}edit/"):
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert Meeting.objects.count() == 1


def test_strangers_are_asked_to_sign_in(world: World, client: Client) -> None:
    assert client.get(new(world)).headers["Location"].startswith("/sign-in/")


def test_whoever_runs_it_together_plans_too(world: World, client: Client) -> None:
    """K24"""
    opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
    world.sign_in(client, "facilitator").post(new(world), TYPED)
    assert Meeting.objects.exists()


def test_the_same_number_of_queries_with_many_meetings(
    world: World, desk: Client, django_assert_max_num_queries: Any
) -> None:
    a_meeting(world)
    with django_assert_max_num_queries(20) as one:
        desk.get(new(world))
    most = len(one.captured_queries)
    for number in range(30):
        meeting = a_meeting(world, starts_at=dt.datetime(2027, 8, 1 + number % 28, 7, tzinfo=dt.UTC))
        AgendaItem.objects.create(meeting=meeting, position=1, title="x")
    with django_assert_max_num_queries(most):
        desk.get(new(world))


def test_a_form_that_is_sent_twice_plans_one_meeting(world: World) -> None:
    first, second = a_meeting(world, "draft"), a_meeting(world, "draft")
    assert first == second
    assert Meeting.objects.count() == 1
    assert a_meeting(world, "draft", title="En anden") != first


@pytest.mark.parametrize("mistyped", ["0207-09-09", "9999-12-31"])
def test_a_year_that_was_mistyped_is_refused_beside_the_day(
    world: World, client: Client, mistyped: str
) -> None:
    """It would stand in the calendar of everybody who subscribes."""
    sent = {"title": "Haller", "date": mistyped, "begins": "10:00", "ends": "16:00", "kind": "meeting"}
    desk = world.sign_in(client, "secretary")
    page = desk.post(f"/networks/{world.network.slug}/meetings/new/", sent)
    assert page.status_code == 422
    assert page.context["form"].errors["date"] == ["Enter a valid date."]
    assert not Meeting.objects.exists()
