"""A guest's one page opens and closes with their part of the meeting (S20, K30), in whatever time zone."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from armkrok.accounts.models import PersonalLink
from armkrok.journal.models import Entry
from armkrok.meetings import bringing, guesting, inviting, making, programming, registering
from armkrok.meetings.models import AgendaItem, Guest, Meeting, Seat
from armkrok.meetings.rules import Refusal
from armkrok.meetings.urls import urlpatterns
from armkrok.networks import opening
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World, facilities

from .conftest import STARTS, a_meeting
from .programmes import put

ROOM = "https://video.example.org/room-7"
MINUTE = dt.timedelta(minutes=1)
EXPERT = Someone("Vejleder, Kulturministeriet", "vejleder@example.org")


class Hour:
    """A guest invited to the second item, an hour after the beginning, for 45 minutes."""

    def __init__(self, world: World, **more: Any) -> None:
        self.world = world
        self.meeting = a_meeting(world, online_url=ROOM, **more)
        put(self.meeting, "Velkommen", 60)
        self.item = put(self.meeting, "Haller i tal", 45, about="Om tallene bag hallerne")
        put(self.meeting, "Kollegial sparring", 60, closed=True, about="Sager fra hverdagen")
        self.guest = guesting.invite_guest(
            self.item,
            EXPERT,
            focus="Flere bruger hallerne",
            brief="Tal om åbne haller.",
            by=world.people["secretary"],
            at=world.now,
        )
        self.link = world.link("meetings.guest", self.guest.person)
        self.begins = self.meeting.starts_at + 60 * MINUTE
        self.ends = self.begins + 45 * MINUTE

    def get(self, moment: dt.datetime, **query: str) -> Any:
        with time_machine.travel(moment, tick=False):
            return Client().get(self.link, query)

    def post(self, moment: dt.datetime, **sent: str) -> Any:
        with time_machine.travel(moment, tick=False):
            return Client().post(self.link, sent)

    def is_let_in(self, moment: dt.datetime) -> bool:
        """Whether the application hands the online link out. It never stands on the page."""
        assert "video.example.org" not in self.get(moment).text
        door = self.get(moment, room="1")
        assert door.status_code == 302
        assert "no-store" in door.headers["Cache-Control"]
        return bool(door.headers["Location"] == ROOM)


@pytest.fixture
def hour(world: World) -> Hour:
    return Hour(world)


@pytest.fixture(params=["Europe/Copenhagen", "Europe/Helsinki"])
def zoned(world: World, request: pytest.FixtureRequest) -> Hour:
    """The meeting begins at 9.30 on the network's own clocks."""
    Network.objects.filter(pk=world.network.pk).update(time_zone=request.param)
    world.network.refresh_from_db()
    starts = STARTS if request.param == "Europe/Copenhagen" else STARTS - dt.timedelta(hours=1)
    return Hour(world, starts_at=starts)


# --- before, during, after ------------------------------------------------------------------------------


def test_the_door_is_open_from_the_first_minute_and_shut_at_the_last(zoned: Hour) -> None:
    """S20: a minute before, its first moment, a minute before the end, the end, a minute after."""
    for moment, open_ in (
        (zoned.begins - MINUTE, False),
        (zoned.begins - dt.timedelta(seconds=1), False),
        (zoned.begins, True),
        (zoned.begins + MINUTE, True),
        (zoned.ends - MINUTE, True),
        (zoned.ends - dt.timedelta(seconds=1), True),
        (zoned.ends, False),
        (zoned.ends + MINUTE, False),
    ):
        assert zoned.is_let_in(moment) is open_, moment
        assert ("Join online" in zoned.get(moment).text) is open_, moment


def test_before_it_the_page_is_the_brief(zoned: Hour) -> None:
    """S20: my time, room, focus, who is there by role."""
    page = zoned.get(zoned.begins - MINUTE).text
    country = "Denmark" if zoned.meeting.network.time_zone == "Europe/Copenhagen" else "Finland"
    for words in (
        "10:30–11:15",
        f"Time in {country}",
        "Sal 1",
        "Svendborg Idrætshal",
        "Flere bruger hallerne",
        "Tal om åbne haller.",
        "Om tallene bag hallerne",
        "Who is there",
        "Your material",
    ):
        assert words in page
    for hidden in ("Kollegial sparring", "Sager fra hverdagen", "09:30"):
        assert hidden not in page


def test_after_it_the_page_says_thank_you_and_nothing_more(zoned: Hour) -> None:
    """S20"""
    page = zoned.get(zoned.ends + MINUTE).text
    assert "Thank you for coming." in page
    assert "10:30–11:15" in page
    assert "Your material" in page
    for gone in ("Who is there", "Join online", "Flere bruger hallerne", "Sal 1", "Tal om åbne haller."):
        assert gone not in page


def test_two_zones_tell_the_same_hour_of_the_day_at_different_moments(world: World) -> None:
    """S20: 10.30 in Copenhagen is 11.30 in Helsinki."""
    here = Hour(world)
    Network.objects.filter(pk=world.network.pk).update(time_zone="Europe/Helsinki")
    there = here.get(here.begins).text
    assert "11:30–12:15" in there
    assert "Time in Finland" in there
    assert here.is_let_in(here.begins)
    assert not here.is_let_in(here.begins - MINUTE)


def test_across_the_end_of_daylight_saving_an_hour_stays_an_hour(world: World) -> None:
    """The night to 31 October 2027: clocks in Copenhagen go from 3 back to 2."""
    night = Hour(world, starts_at=dt.datetime(2027, 10, 30, 23, 30, tzinfo=dt.UTC))  # 1.30
    programming.resize(
        night.item, 90, by=world.people["secretary"], at=world.now
    )  # 2.30 … 3.00, with an hour between
    timed = guesting.slot(Guest.objects.select_related("meeting__network").get())
    assert (timed.starts.hour, timed.starts.minute, timed.starts.utcoffset()) == (
        2,
        30,
        dt.timedelta(hours=2),
    )
    assert (timed.ends.hour, timed.ends.minute, timed.ends.utcoffset()) == (3, 0, dt.timedelta(hours=1))
    assert night.is_let_in(night.begins + 89 * MINUTE)
    assert not night.is_let_in(night.begins + 90 * MINUTE)
    assert not night.is_let_in(night.begins - MINUTE)


def test_planned_in_summer_for_winter_it_is_still_half_past_ten(world: World) -> None:
    winter = Hour(world, starts_at=dt.datetime(2027, 11, 11, 8, 30, tzinfo=dt.UTC))
    assert "10:30–11:15" in winter.get(winter.begins).text
    assert winter.is_let_in(winter.begins)


def test_the_times_follow_the_programme_and_the_meeting(hour: Hour) -> None:
    """S20: nothing about the hour is kept with the guest."""
    secretary, now = hour.world.people["secretary"], hour.world.now
    programming.resize(hour.meeting.items.get(title="Velkommen"), 75, by=secretary, at=now)
    assert not hour.is_let_in(hour.begins)
    assert hour.is_let_in(hour.begins + 15 * MINUTE)
    day = dt.timedelta(days=1)
    meeting = Meeting.objects.get(pk=hour.meeting.pk)
    making.reschedule(meeting, meeting.starts_at + day, meeting.ends_at + day, by=secretary, at=now)
    assert not hour.is_let_in(hour.begins + 15 * MINUTE)
    assert hour.is_let_in(hour.begins + 15 * MINUTE + day)
    letters = [m for m in hour.world.letters(EXPERT.email) if ":moved:" in m.key]
    assert ["10.45–11.30" in m.text for m in letters] == [True], "their own hours, not the meeting's"
    assert "09.30" not in letters[0].text


def test_beside_an_open_item_at_the_same_time_the_hours_are_ones_own(world: World, meeting: Meeting) -> None:
    """S20: parallel items end at different times."""
    Meeting.objects.filter(pk=meeting.pk).update(online_url=ROOM)
    put(meeting, "Workshop", 90)
    short = put(meeting, "Rundvisning", 30, parallel=True)
    guest = guesting.invite_guest(short, EXPERT, focus="Drift", by=world.people["secretary"], at=world.now)
    link = world.link("meetings.guest", guest.person)
    for minutes, open_ in ((0, True), (29, True), (30, False), (60, False)):
        with time_machine.travel(meeting.starts_at + minutes * MINUTE, tick=False):
            assert (Client().get(link, {"room": "1"}).headers["Location"] == ROOM) is open_, minutes


def test_where_there_is_no_online_link_there_is_no_door(world: World) -> None:
    hour = Hour(world)
    Meeting.objects.filter(pk=hour.meeting.pk).update(online_url="")
    page = hour.get(hour.begins + MINUTE)
    assert "Your time is on." in page.text
    assert "Join online" not in page.text
    assert hour.get(hour.begins + MINUTE, room="1").headers["Location"] == hour.link


# --- the answer -----------------------------------------------------------------------------------------


def test_yes_no_and_yes_until_the_hour_begins(hour: Hour) -> None:
    hour.post(hour.world.now, answer="yes")
    hour.post(hour.world.now, answer="yes")
    assert Guest.objects.get().state == "confirmed"
    hour.post(hour.begins - 2 * MINUTE, **{"answer": "no", "answer-why": "Syg"})
    declined = Guest.objects.get()
    assert (declined.state, declined.why) == ("declined", "Syg")
    assert AgendaItem.objects.get(pk=hour.item.pk).presenter == ""
    hour.post(hour.begins - MINUTE, answer="yes")
    assert Guest.objects.get().state == "confirmed"
    assert AgendaItem.objects.get(pk=hour.item.pk).presenter == EXPERT.name
    refused = hour.post(hour.begins, answer="no")
    assert refused.status_code == 422
    assert "has begun" in refused.text
    assert Guest.objects.get().state == "confirmed"
    told = [m for m in hour.world.letters("secretary@example.org") if ":answered:" in m.key]
    assert len(told) == 3
    assert "Syg" in told[1].text
    assert told[1].reply_to == EXPERT.email


def test_looking_changes_nothing(hour: Hour) -> None:
    """A mail scanner opens every link."""
    hour.get(hour.world.now)
    assert Guest.objects.get().state == "invited"


def test_who_said_no_isnt_let_in(hour: Hour) -> None:
    hour.post(hour.world.now, answer="no")
    assert "You have answered no." in hour.get(hour.world.now).text
    assert not hour.is_let_in(hour.begins + MINUTE)
    assert "Who is there" not in hour.get(hour.world.now).text


def test_who_was_called_off_isnt_let_in(hour: Hour) -> None:
    guesting.call_off_guest(hour.guest, by=hour.world.people["secretary"], at=hour.world.now)
    assert "called your part of the meeting off" in hour.get(hour.begins).text
    assert not hour.is_let_in(hour.begins + MINUTE)
    assert hour.post(hour.world.now, leave="yes", material="Slides").status_code == 422


def test_a_meeting_that_doesnt_take_place_has_no_door(hour: Hour) -> None:
    """A5"""
    making.cancel(
        hour.meeting,
        by=hour.world.people["secretary"],
        at=hour.world.now,
        why="Brand",
        new_date_to_come=True,
    )
    assert not hour.is_let_in(hour.begins + MINUTE)
    assert "A new date is to come" in hour.get(hour.begins).text


def test_a_meeting_marked_as_held_early_keeps_the_door_open_to_the_end(hour: Hour) -> None:
    making.hold(hour.meeting, by=hour.world.people["secretary"], at=hour.begins + MINUTE)
    assert hour.is_let_in(hour.begins + 2 * MINUTE)


# --- the material ---------------------------------------------------------------------------------------


def test_material_is_left_and_changed_until_a_week_after(hour: Hour) -> None:
    hour.post(hour.world.now, leave="yes", material="https://example.org/slides")
    hour.post(hour.world.now, leave="yes", material="https://example.org/slides")
    guest = Guest.objects.get()
    assert guest.material == "https://example.org/slides"
    assert Entry.objects.about(guest).filter(what="guest.material").count() == 1
    week = dt.timedelta(days=7)
    hour.post(hour.ends + week - MINUTE, leave="yes", material="Nye slides")
    assert Guest.objects.get().material == "Nye slides"
    assert hour.post(hour.ends + week, leave="yes", material="For sent").status_code == 422
    assert "Your material" not in hour.get(hour.ends + week).text
    assert Guest.objects.get().material == "Nye slides"


def test_too_much_material_stays_in_the_field(hour: Hour) -> None:
    page = hour.post(hour.world.now, leave="yes", material="x" * 10001)
    assert page.status_code == 422
    assert "x" * 10001 in page.text
    assert Guest.objects.get().material == ""
    with pytest.raises(Refusal, match="too long"):
        guesting.leave_material(hour.guest, "x" * 10001, by=hour.guest.person, at=hour.world.now)


def test_those_who_run_it_see_the_material_as_links(hour: Hour, client: Client) -> None:
    hour.post(hour.world.now, leave="yes", material="Se https://example.org/slides <script>")
    page = hour.world.sign_in(client, "secretary").get(f"/meetings/{hour.meeting.slug}/guests/").text
    assert '<a href="https://example.org/slides" rel="nofollow">' in page
    assert "&lt;script&gt;" in page


# --- who is there ---------------------------------------------------------------------------------------


def test_who_is_there_is_said_by_role_and_never_by_name(hour: Hour) -> None:
    """S20: no directory."""
    world, meeting = hour.world, hour.meeting
    Network.objects.filter(pk=world.network.pk).update(seats_per_meeting=3)
    for number in range(2):
        organisation = world.municipality(f"By {number}", f"07{number:02}")
        enrolment = world.member(world.network, organisation, f"by{number}", f"Person Nummer {number}")
        one = world.people[f"by{number}"]
        registering.register(meeting, enrolment, one, by=one, at=world.now)
        colleague = Someone(f"Kollega Nummer {number}", f"kollega{number}@example.org", "Halinspektør")
        registering.register(meeting, enrolment, colleague, by=one, at=world.now)
    untitled = Someone("Uden Titel", "uden@example.org")
    registering.register(meeting, enrolment, untitled, by=one, at=world.now)
    meeting.refresh_from_db()
    assert guesting.audience(meeting) == [("Idrætskonsulent", 2), ("Halinspektør", 2), ("", 1)]
    page = hour.get(world.now).text
    for name in ("Person Nummer", "Kollega Nummer", "Uden Titel", "kollega0@example.org"):
        assert name not in page


def test_who_is_brought_along_counts_with_their_role(world: World) -> None:
    hour = Hour(world, armkrok=True)
    inviting.write_invitations(hour.meeting, at=world.now)
    assignment = hour.meeting.assignments.get()
    head = Someone("Rektor Nummer Et", "rektor@example.org")
    brought = bringing.bring(assignment, head, role="Rektor", by=assignment.person, at=world.now)
    assert guesting.audience(hour.meeting) == []
    bringing.answer_companion(brought, comes=True, by=brought.person, at=world.now)
    assert guesting.audience(hour.meeting) == [("Rektor", 1)]
    assert "Rektor Nummer Et" not in hour.get(world.now).text


def test_as_many_queries_with_thirty_there_as_with_none(hour: Hour, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(hour.link).status_code == 200
        return len(found)

    queries()
    few = queries()
    world = hour.world
    for number in range(30):
        Seat.objects.create(
            meeting=hour.meeting,
            enrolment=world.enrolment,
            organisation=world.enrolment.organisation,
            person=world.person(f"p{number}", f"P {number}", None, f"Titel {number}"),
            state="taken",
            made_at=world.now,
        )
        put(hour.meeting, f"Punkt {number}", 5)
    assert queries() == few <= 20


# --- nothing else is opened -----------------------------------------------------------------------------


@pytest.fixture
def elsewhere(world: World) -> World:
    """A member of another network; a guest and a companion, who have signed in."""
    other = opening.open_network(
        world.team,
        {**facilities(), "name": "Andet netværk", "slug": "andet"},
        by=world.people["secretary"],
        at=world.now,
    )
    opening.publish(other, by=world.people["secretary"], at=world.now)
    world.member(other, world.organisations["Køge"], "stranger", "Koordinator, Køge")
    return world


# The public pages: the open programme, and nobody's name; and one's own meetings and calendar, of whoever looks.
OPEN_TO_ALL = {"meeting", "now", "my_meetings", "calendars", "calendar_address"}
OTHERS = sorted({pattern.name for pattern in urlpatterns if pattern.name} - OPEN_TO_ALL)


@pytest.mark.parametrize("name", OTHERS)
def test_a_guest_a_companion_and_another_networks_member_find_nothing_elsewhere(
    elsewhere: World, name: str
) -> None:
    """S20, S16, K29: 404 at every other address, whether it is opened or sent to."""
    world = elsewhere
    hour = Hour(world, armkrok=True)
    inviting.write_invitations(hour.meeting, at=world.now)
    me = world.people["coordinator"]
    seat = registering.register(hour.meeting, world.enrolment, me, by=me, at=world.now)
    assignment = hour.meeting.assignments.get()
    head = Someone("Rektor", "rektor@example.org")
    brought = bringing.bring(assignment, head, role="Rektor", by=me, at=world.now)
    world.people |= {"guest": hour.guest.person, "companion": brought.person}
    (pattern,) = [p for p in urlpatterns if p.name == name]
    numbers = {"seats": seat.pk, "items": hour.item.pk, "companion": brought.pk, "guests": hour.guest.pk}
    wanted = pattern.pattern.converters  # type: ignore[union-attr]
    parts: dict[str, Any] = {
        "slug": world.network.slug if str(pattern.pattern).startswith("networks/") else hour.meeting.slug,
        "code": "S12",
        "paper": "badges",
        "secret": "nobodys-secret",
        "pk": next((pk for part, pk in numbers.items() if f"/{part}/" in str(pattern.pattern)), 1),
    }
    address = reverse(f"meetings:{name}", kwargs={key: parts[key] for key in wanted})
    before = list(Seat.objects.values()), list(Guest.objects.values()), list(AgendaItem.objects.values())
    for who in ("guest", "companion", "stranger"):
        client = world.sign_in(Client(), who)
        found = [client.get(address).status_code, client.post(address).status_code]
        assert set(found) <= {404, 405}, (who, found)
        assert 404 in found, (who, found)
    assert before == (
        list(Seat.objects.values()),
        list(Guest.objects.values()),
        list(AgendaItem.objects.values()),
    )


@pytest.mark.parametrize("page", ["", "now/"])
def test_the_public_page_tells_them_nobodys_name(elsewhere: World, page: str) -> None:
    """K21: nor what is closed."""
    world = elsewhere
    hour = Hour(world)
    me = world.people["coordinator"]
    registering.register(hour.meeting, world.enrolment, me, by=me, at=world.now)
    world.people["guest"] = hour.guest.person
    for who in ("guest", "stranger"):
        shown = world.sign_in(Client(), who).get(f"/meetings/{hour.meeting.slug}/{page}").text
        for hidden in ("Kollegial sparring", me.name, "video.example.org"):
            assert hidden not in shown


def test_the_link_of_one_guest_opens_nothing_of_another(hour: Hour) -> None:
    """Quality, "It keeps out": one task, one person."""
    other = guesting.invite_guest(
        hour.item,
        Someone("En anden", "anden@example.org"),
        focus="Drift",
        by=hour.world.people["secretary"],
        at=hour.world.now,
        role="expert",
    )
    guesting.leave_material(other, "Den andens noter", by=other.person, at=hour.world.now)
    page = hour.get(hour.world.now).text
    assert "En anden" not in page
    assert "Den andens noter" not in page
    hour.post(hour.world.now, leave="yes", material="Mine", guest=str(other.pk), pk=str(other.pk))
    other.refresh_from_db()
    assert other.material == "Den andens noter"


def test_an_ended_link_is_renewed_until_the_material_is_due(hour: Hour, client: Client) -> None:
    """The link lasts as long as material can be left; who comes too late gets none."""

    def ended() -> None:
        PersonalLink.objects.filter(task="meetings.guest").update(ends_at=hour.world.now)

    ended()
    assert client.get(hour.link).status_code == 410
    client.post(f"{hour.link}renewal/")
    anew = hour.world.link("meetings.guest", hour.guest.person)
    assert anew != hour.link
    ended()
    with time_machine.travel(hour.ends + dt.timedelta(days=8)):
        client.post(f"{anew}renewal/")
    assert hour.world.link("meetings.guest", hour.guest.person) == anew


def test_the_link_outlives_the_hour_by_the_week_of_the_material(hour: Hour) -> None:
    link = PersonalLink.objects.get(task="meetings.guest")
    assert link.ends_at > hour.ends + dt.timedelta(days=7)
