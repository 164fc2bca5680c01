"""The day as it goes: what runs, what comes next, and hours that those who run it shift (S20, K21)."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.meetings import (
    bringing,
    delaying,
    guesting,
    inviting,
    making,
    personal_data,
    registering,
)
from armkrok.meetings.models import Delay, Meeting, as_it_runs, timetable
from armkrok.meetings.rules import Refusal
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting
from .programmes import put

MINUTE = dt.timedelta(minutes=1)
ROOM = "https://video.example.org/sal-1"


class TheDay:
    """9.30 welcome, 10.00 a guest, 10.45 coffee, 11.00 something confidential, 12.00 two at once, until 13.00."""

    def __init__(self, world: World, **more: Any) -> None:
        self.world, self.by = world, world.people["secretary"]
        self.meeting = meeting = a_meeting(world, online_url=ROOM, **more)
        self.welcome = put(meeting, "Velkommen", 30)
        self.talk = put(meeting, "Haller i tal", 45, presenter="Gæst Ø")
        self.coffee = put(meeting, "Kaffe", 15, sort="break")
        self.closed = put(meeting, "Kollegial sparring", 60, closed=True)
        self.workshop = put(meeting, "Værksted", 60)
        self.walk = put(meeting, "Rundtur", 40, parallel=True)
        self.guest = guesting.invite_guest(
            self.talk, Someone("Gæst Ø", "g@example.org"), focus="Drift", by=self.by, at=world.now
        )
        self.address = f"/meetings/{meeting.slug}/now/"

    def at(self, minutes: int) -> dt.datetime:
        """A moment, so many minutes after it begins."""
        return self.meeting.starts_at + minutes * MINUTE

    def client(self, who: str) -> Client:
        """Signed in on the day: a session of the day before has ended."""
        return self.world.sign_in(Client(), who) if who else Client()

    def get(self, minutes: int, who: str = "", **query: str) -> str:
        with time_machine.travel(self.at(minutes), tick=False):
            response = self.client(who).get(self.address, query)
        assert response.status_code == 200
        return response.text

    def post(self, moment: int, who: str = "secretary", /, **sent: Any) -> Any:
        with time_machine.travel(self.at(moment), tick=False):
            return self.client(who).post(f"/meetings/{self.meeting.slug}/delay/", sent)

    def delay(self, item: Any, minutes: int, at: int = 1, **more: Any) -> Delay | None:
        item.refresh_from_db()
        return delaying.delay(item, minutes, by=self.by, at=self.at(at), **more)

    @property
    def hours(self) -> list[str]:
        return [
            f"{t.starts:%H.%M}–{t.ends:%H.%M}" for t in as_it_runs(Meeting.objects.get(pk=self.meeting.pk))
        ]


PLANNED = ["09.30–10.00", "10.00–10.45", "10.45–11.00", "11.00–12.00", "12.00–13.00", "12.00–12.40"]


@pytest.fixture
def day(world: World) -> TheDay:
    return TheDay(world)


def part(page: str, heading: str) -> str:
    """What stands below a heading, without tags."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}">(.*?)</section>', page, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


# --- shifting -------------------------------------------------------------------------------------------


def test_an_item_and_all_after_it_begin_later(day: TheDay) -> None:
    day.delay(day.talk, 10)
    assert day.hours == [
        "09.30–10.10",
        "10.10–10.55",
        "10.55–11.10",
        "11.10–12.10",
        "12.10–13.10",
        "12.10–12.50",
    ]
    day.delay(day.closed, -10)
    assert day.hours[1:4] == ["10.10–10.55", "10.55–11.00", "11.00–12.00"]  # the coffee makes up for it


def test_what_was_planned_and_told_stays(day: TheDay) -> None:
    """Decision 22: nothing is mailed, no calendar changes, and the public page says what was announced."""
    mails = Message.objects.count()
    day.delay(day.talk, 15)
    assert Message.objects.count() == mails
    assert [f"{t.starts:%H.%M}–{t.ends:%H.%M}" for t in timetable(day.meeting)] == PLANNED
    with time_machine.travel(day.at(5), tick=False):
        page = Client().get(f"/meetings/{day.meeting.slug}/").text
    assert "10:00–10:45" in page
    assert "10:15" not in page
    assert guesting.slot(day.guest).starts == day.at(30)


def test_the_journal_knows_who_and_by_how_much(day: TheDay) -> None:
    day.delay(day.talk, 10)
    entry = Entry.objects.about(day.meeting).filter(what="programme.delayed").get()
    assert (entry.by, entry.details["minutes"], entry.details["number"]) == (day.by.pk, 10, day.talk.pk)


def test_whoever_shifted_finds_it_among_their_data(day: TheDay) -> None:
    day.delay(day.talk, 10)
    told = [
        row for row in personal_data.export(day.by)["done in office"] if row["what"] == "shifted the hours"
    ]
    assert [(row["meeting"], row["minutes"]) for row in told] == [("Haller for alle", 10)]


def test_back_to_plan_and_undone(day: TheDay) -> None:
    day.delay(day.welcome, 5, at=0)
    shifted = day.delay(day.talk, 10)
    assert shifted
    delaying.undo(shifted, by=day.by, at=day.at(2))
    delaying.undo(shifted, by=day.by, at=day.at(2))
    assert day.hours[:2] == ["09.35–10.05", "10.05–10.50"]
    delaying.back_to_plan(day.talk, by=day.by, at=day.at(3))
    delaying.back_to_plan(day.talk, by=day.by, at=day.at(3))
    assert day.hours[:2] == ["09.35–10.00", "10.00–10.45"]
    assert day.hours[2:] == PLANNED[2:]


def test_sent_twice_it_is_done_once_and_two_dont_add_up(day: TheDay) -> None:
    """Whoever decided on hours that somebody else has shifted meanwhile is asked to look again."""
    first = day.delay(day.talk, 10, seen=0)
    assert first
    assert day.delay(day.talk, 10, seen=0) == first
    with pytest.raises(Refusal, match="meanwhile"):
        delaying.delay(day.talk, 10, by=day.world.people["facilitator"], at=day.at(1), seen=0)
    with pytest.raises(Refusal, match="meanwhile"):
        day.delay(day.talk, 5, seen=0)
    assert Delay.objects.count() == 1
    assert day.delay(day.talk, 5, seen=first.pk)
    assert day.hours[1] == "10.15–11.00"


@pytest.mark.parametrize("minutes", [-24 * 60, -12 * 60, 24 * 60])
def test_only_on_the_day(day: TheDay, minutes: int) -> None:
    with pytest.raises(Refusal, match="on the day"):
        day.delay(day.talk, 10, at=minutes)


def test_not_what_is_over_nor_when_it_doesnt_take_place(day: TheDay) -> None:
    with pytest.raises(Refusal, match="over already"):
        day.delay(day.welcome, 10, at=30)
    day.delay(day.talk, 10, at=29)
    day.delay(day.welcome, 5, at=35)  # it goes on until 10.10 now
    making.cancel(day.meeting, by=day.by, at=day.at(1), why="Snestorm")
    with pytest.raises(Refusal, match="doesn't take place"):
        day.delay(day.talk, 10)


def test_a_meeting_that_moves_begins_anew(day: TheDay) -> None:
    """What was said on another day is no part of the new one."""
    day.delay(day.talk, 10)
    Meeting.objects.filter(pk=day.meeting.pk).update(
        starts_at=STARTS + dt.timedelta(days=7), ends_at=STARTS + dt.timedelta(days=7, hours=6)
    )
    assert day.hours == PLANNED


def test_an_hour_stays_an_hour_when_clocks_change(world: World) -> None:
    """Summer time ends at 3.00 on 31 October 2027: the second hour is shown as the first was."""
    starts = dt.datetime(2027, 10, 30, 23, 30, tzinfo=dt.UTC)  # 1.30 in Copenhagen
    day = TheDay(world, starts_at=starts)
    day.delay(day.talk, 15, at=0)
    assert day.hours[:4] == ["01.30–02.15", "02.15–02.00", "02.00–02.15", "02.15–03.15"]
    page = day.get(46, "secretary")
    assert "Haller i tal" in part(page, "now")
    assert "44 minutes left" in part(page, "now")


# --- the guest and whoever is let in --------------------------------------------------------------------


def let_in(day: TheDay, link: str, minutes: int) -> bool:
    with time_machine.travel(day.at(minutes), tick=False):
        return Client().get(link, {"room": "1"}).headers["Location"] == ROOM


def test_a_guests_door_follows_the_hours_of_the_day(day: TheDay) -> None:
    """S20: a guest is let in for their own time, and their page says which it is now."""
    link = day.world.link("meetings.guest", day.guest.person)
    assert [let_in(day, link, m) for m in (29, 30, 74, 75)] == [False, True, True, False]
    day.delay(day.talk, 10)
    assert [let_in(day, link, m) for m in (39, 40, 84, 85)] == [False, True, True, False]
    with time_machine.travel(day.at(2), tick=False):
        page = Client().get(link).text
    assert "10:10–10:55" in page
    assert "The hours have shifted today; 10:00–10:45 was planned." in page


def test_a_guest_answers_until_their_own_time_begins(day: TheDay) -> None:
    day.delay(day.talk, 10)
    day.guest.refresh_from_db()
    guesting.answer_guest(day.guest, comes=True, by=day.guest.person, at=day.at(39))
    with pytest.raises(Refusal, match="has begun"):
        guesting.answer_guest(day.guest, comes=False, by=day.guest.person, at=day.at(40))


def test_whoever_is_brought_along_isnt_let_in_while_something_confidential_runs_late(world: World) -> None:
    """K21, S16"""
    day = TheDay(world, armkrok=True)
    inviting.write_invitations(day.meeting, at=world.now)
    me = world.people["coordinator"]
    registering.register(day.meeting, world.enrolment, me, by=me, at=world.now)
    brought = bringing.bring(
        day.meeting.assignments.get(), Someone("Rektor", "r@example.org"), role="Rektor", by=me, at=world.now
    )
    link = world.link("meetings.companion", brought.person)
    bringing.answer_companion(brought, comes=True, by=brought.person, at=world.now)

    def open_at(minutes: int) -> bool:
        with time_machine.travel(day.at(minutes), tick=False):
            return Client().get(link, {"room": "1"}).headers.get("Location") == ROOM

    assert [open_at(m) for m in (89, 90, 149, 150)] == [True, False, False, True]
    day.delay(day.closed, 10)
    assert [open_at(m) for m in (89, 99, 100, 155, 159, 160)] == [True, True, False, False, False, True]


def test_the_door_for_members_stays_open_while_it_runs_late(day: TheDay) -> None:
    world = day.world
    for number in range(4):
        put(day.meeting, f"Mere {number}", 37 + (number == 0) * 2)  # until 15.30, as the meeting
    me = world.people["coordinator"]
    registering.register(day.meeting, world.enrolment, me, by=me, at=world.now)

    def open_at(minutes: int) -> bool:
        with time_machine.travel(day.at(minutes), tick=False):
            answer = world.sign_in(Client(), "coordinator").get(f"/meetings/{day.meeting.slug}/online/")
        return answer.status_code == 302

    assert [open_at(m) for m in (359, 360)] == [True, False]
    day.delay(day.talk, 15)
    assert [open_at(m) for m in (360, 374, 375)] == [True, True, False]


# --- the page -------------------------------------------------------------------------------------------


def test_before_during_and_after(day: TheDay) -> None:
    before = day.get(-24 * 60)
    assert "Begins on Thursday" in part(before, "before")
    assert "Begins at 09:30" in part(day.get(-10), "before")
    assert "Velkommen" in part(day.get(-10), "next")
    page = day.get(15)
    assert "Velkommen" in part(page, "now")
    assert "15 minutes left" in part(page, "now")
    assert 'value="50"' in page
    assert "10:00" in part(page, "next")
    assert "Haller i tal" in part(page, "next")
    assert "in 15 minutes" in part(page, "next")
    assert "Kaffe" in part(page, "later")
    assert "Kaffe" in part(day.get(80), "now")
    both = part(day.get(150), "now")
    assert "Værksted" in both
    assert "Rundtur" in both
    assert "Thank you for coming" in day.get(211)


def test_the_shift_is_seen_with_what_was_planned(day: TheDay) -> None:
    day.delay(day.talk, 10)
    page = day.get(15)
    assert "10:10" in part(page, "next")
    assert "planned 10:00" in part(page, "next")
    assert "10 minutes later than planned" in day.get(45)


@pytest.mark.parametrize("who", ["", "outsider", "applicant"])
def test_what_is_confidential_is_only_seen_from_inside(day: TheDay, who: str) -> None:
    """K21: neither its title nor that it runs; only that a part isn't shown, as on the meeting's page."""
    for minutes in (-10, 15, 80, 100, 155):
        page = day.get(minutes, who)
        assert "Kollegial sparring" not in page
    assert "Part of the meeting is for members only" in part(day.get(100, who), "now")
    for inside in ("secretary", "coordinator"):
        assert "Kollegial sparring" in part(day.get(100, inside), "now")


def test_while_the_programme_isnt_public_it_shows_no_item(world: World) -> None:
    meeting = a_meeting(world, "planned")
    put(meeting, "Hemmeligt endnu", 60)
    with time_machine.travel(STARTS, tick=False):
        assert "Hemmeligt endnu" not in Client().get(f"/meetings/{meeting.slug}/now/").text
        page = world.sign_in(Client(), "secretary").get(f"/meetings/{meeting.slug}/now/").text
    assert "Hemmeligt endnu" in page


def test_a_draft_isnt_there(world: World, client: Client) -> None:
    meeting = a_meeting(world, "draft")
    assert client.get(f"/meetings/{meeting.slug}/now/").status_code == 404
    assert world.sign_in(client, "coordinator").get(f"/meetings/{meeting.slug}/now/").status_code == 404


def test_it_says_so_when_it_doesnt_take_place(day: TheDay) -> None:
    making.cancel(day.meeting, by=day.by, at=day.at(-100), why="Snestorm")
    for query in ({}, {"screen": "1"}):
        page = day.get(15, **query)
        assert "The meeting is cancelled." in page
        assert "Velkommen" not in page


def test_it_refreshes_by_itself_and_can_be_told_not_to(day: TheDay) -> None:
    """WCAG 2.2.2. With JavaScript a part is fetched, without it the page; before the day and after it neither."""
    page = day.get(15)
    assert 'hx-trigger="every 30s"' in page
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    for still in (day.get(15, still="1"), day.get(-48 * 60), day.get(300)):
        assert "every 30s" not in still
        assert "http-equiv" not in still


def test_the_part_that_is_fetched_holds_no_form(day: TheDay) -> None:
    with time_machine.travel(day.at(15), tick=False):
        client = day.client("secretary")
        response = client.get(day.address, headers={"HX-Request": "true"})
    assert response.text.lstrip().startswith('<div id="running"')
    assert "<form" not in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_the_rooms_screen_has_no_menu_and_no_buttons(day: TheDay) -> None:
    page = day.get(15, "secretary", screen="1")
    assert 'class="room-screen"' in page
    assert "Shift the hours" not in page
    assert "Velkommen" in part(page, "now")
    assert 'hx-get="' + day.address + '?screen=1"' in page


def test_those_who_run_it_shift_from_the_page(day: TheDay) -> None:
    page = day.get(15, "secretary")
    assert f'<option value="{day.talk.pk}" selected' in page
    answer = day.post(15, item=day.talk.pk, minutes="10", seen="0")
    assert answer.status_code == 302
    assert answer.headers["Location"] == day.address
    assert day.hours[1] == "10.10–10.55"
    page = day.get(16, "secretary")
    assert "Last shifted by" in page
    last = Delay.objects.get()
    day.post(16, undo=last.pk)
    assert day.hours == PLANNED
    day.post(17, item=day.talk.pk, minutes="5")
    day.post(17, item=day.talk.pk, minutes="plan")
    assert day.hours == PLANNED


def test_whoever_shifts_is_told_which_guests_it_concerns(day: TheDay) -> None:
    """S20: never silently."""
    with time_machine.travel(day.at(15), tick=False):
        client = day.client("secretary")
        sent = {"item": day.talk.pk, "minutes": "10"}
        page = client.post(f"/meetings/{day.meeting.slug}/delay/", sent, follow=True).text
        assert "Gæst Ø (10:10–10:55)" in page
        page = client.post(
            f"/meetings/{day.meeting.slug}/delay/", {"item": day.coffee.pk, "minutes": "5"}, follow=True
        ).text
        assert "Gæst Ø (" not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"minutes": "10"}, "Somebody else has removed this item meanwhile"),
        ({"item": "welcome", "minutes": "-10"}, "before the time that people were told"),
        ({"item": "talk", "minutes": "7"}, "Choose by how many minutes"),
        ({"item": "talk", "minutes": ""}, "Choose by how many minutes"),
        ({"item": "talk", "minutes": "5", "seen": "9999"}, "Somebody has shifted the hours meanwhile"),
    ],
)
def test_what_cant_be_is_said_beside_what_was_chosen(day: TheDay, sent: dict[str, str], words: str) -> None:
    item = getattr(day, sent["item"]).pk if "item" in sent else ""
    answer = day.post(15, **sent | {"item": item})
    assert answer.status_code == 422
    assert words in answer.text
    assert not item or f'<option value="{item}" selected' in answer.text
    assert day.hours == PLANNED


@pytest.mark.parametrize("who", ["coordinator", "outsider", "applicant"])
def test_nobody_else_shifts_anything(day: TheDay, who: str) -> None:
    assert "Shift the hours" not in day.get(15, who)
    assert day.post(15, who, item=day.talk.pk, minutes="10").status_code == 404
    assert day.hours == PLANNED


def test_as_many_queries_with_thirty_items_as_with_six(day: TheDay) -> None:
    with time_machine.travel(day.at(15), tick=False):
        clients = {who: day.client(who) for who in ("", "secretary")}

    def queries(client: Client) -> int:
        with time_machine.travel(day.at(15), tick=False), CaptureQueriesContext(connection) as counted:
            assert client.get(day.address).status_code == 200
        return len(counted)

    for client in clients.values():
        queries(client)
    few = [queries(client) for client in clients.values()]
    for number in range(30):
        put(day.meeting, f"Punkt {number}", 5)
        day.delay(day.talk, 5 if number % 2 else -5)
    assert [queries(client) for client in clients.values()] == few
    assert few[0] <= 12
    assert few[1] <= 20


def test_hours_are_said_in_the_networks_zone(world: World) -> None:
    Network.objects.filter(pk=world.network.pk).update(time_zone="Europe/Helsinki")
    world.network.refresh_from_db()
    assert "Begins at 10:30" in part(TheDay(world).get(-5), "before")
