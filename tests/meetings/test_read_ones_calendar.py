"""A calendar program reads one's own meetings, or all that one runs, at a secret address (S20; RFC 5545)."""

import datetime as dt
import logging
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from armkrok.accounts.log import HideTokens
from armkrok.directory.merging import merge_people
from armkrok.journal.models import Entry
from armkrok.meetings import feeding, guesting, hosting, inviting, making, personal_data, registering
from armkrok.meetings.models import CalendarEntry, FeedAddress, Meeting
from armkrok.networks import opening
from armkrok.networks.models import Role
from armkrok.networks.someone import Someone
from tests.meetings.conftest import STARTS, a_meeting
from tests.meetings.programmes import put
from tests.world import World

PAGE = reverse("meetings:calendars")


def address_of(world: World, who: str, whose: str = "mine") -> str:
    made = feeding.make(world.people[who], whose, instead_of="", at=world.now)
    return reverse("meetings:calendar", args=[made.secret])


def read(address: str) -> icalendar.Calendar:
    response = Client().get(address)
    assert response.status_code == 200
    body = response.content
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    body.decode("utf-8")
    return icalendar.Calendar.from_ical(body)


def shown(address: str) -> dict[str, tuple[str, str]]:
    """By what it is called: its status and its hours."""
    return {
        str(event["summary"]): (
            str(event["status"]),
            f"{event['dtstart'].dt:%H:%M}–{event['dtend'].dt:%H:%M}",
        )
        for event in read(address).walk("VEVENT")
    }


def seat(world: World, meeting: Meeting, who: str = "coordinator") -> None:
    person = world.people[who]
    registering.register(meeting, world.enrolment, person, by=person, at=world.now)


class TestOnesOwn:
    def test_it_is_empty_before_there_is_anything(self, world: World) -> None:
        calendar = read(address_of(world, "outsider"))
        assert not calendar.walk("VEVENT")
        assert len(calendar.walk("VTIMEZONE")) == 1  # RFC 5545 wants one part

    def test_invited_then_seated_then_gone(self, world: World, meeting: Meeting) -> None:
        """K35: what hasn't been answered is uncertain; a no is nothing."""
        address = address_of(world, "coordinator")
        assert shown(address) == {}
        inviting.write_invitations(meeting, at=world.now)
        assert shown(address) == {"Haller for alle": ("TENTATIVE", "09:30–15:30")}
        invitation = meeting.invitations.get(person=world.people["coordinator"])
        inviting.answer(invitation, "me", by=invitation.person, at=world.now)
        assert shown(address) == {"Haller for alle": ("CONFIRMED", "09:30–15:30")}
        inviting.answer(invitation, "no", by=invitation.person, at=world.now)
        assert shown(address) == {}

    def test_it_is_called_what_the_mailed_entry_is(self, world: World, meeting: Meeting) -> None:
        """RFC 5545, 3.8.4.7: so no program shows it twice."""
        seat(world, meeting)
        entry = CalendarEntry.objects.get(meeting=meeting, person=world.people["coordinator"])
        (event,) = read(address_of(world, "coordinator")).walk("VEVENT")
        assert (str(event["uid"]), event["sequence"]) == (entry.uid, entry.sequence)
        assert str(event["summary"]) == entry.told["summary"]
        assert str(event["description"]) == entry.told["description"]

    def test_a_moved_meeting_moves(self, world: World, meeting: Meeting) -> None:
        seat(world, meeting)
        address = address_of(world, "coordinator")
        (before,) = read(address).walk("VEVENT")
        later = STARTS + dt.timedelta(days=60, hours=2)  # in winter time
        making.reschedule(
            meeting,
            later,
            later + dt.timedelta(hours=2),
            by=world.people["secretary"],
            at=world.now,
            why="Sne",
        )
        (after,) = read(address).walk("VEVENT")
        assert f"{after['dtstart'].dt:%d.%m %H:%M %z}" == "08.11 10:30 +0100"
        assert after["uid"] == before["uid"]
        assert after["sequence"] > before["sequence"]

    def test_a_cancelled_one_says_so(self, world: World, meeting: Meeting) -> None:
        seat(world, meeting)
        making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sne")
        assert shown(address_of(world, "coordinator")) == {
            "Cancelled: Haller for alle": ("CANCELLED", "09:30–15:30")
        }

    def test_a_guest_reads_their_own_time_only(self, world: World, meeting: Meeting) -> None:
        """S20"""
        put(meeting, "Velkomst", 60)
        item = put(meeting, "Haller i tal", 45)
        guesting.invite_guest(
            item,
            Someone("Ekspert", "ekspert@example.org"),
            focus="Drift",
            by=world.people["secretary"],
            at=world.now,
        )
        world.people["expert"] = meeting.guests.get().person
        (event,) = read(address_of(world, "expert")).walk("VEVENT")
        assert event["status"] == "TENTATIVE"
        assert f"{event['dtstart'].dt:%H:%M}–{event['dtend'].dt:%H:%M}" == "10:30–11:15"
        assert "Velkomst" not in event.to_ical().decode()

    def test_a_host_has_it_too(self, world: World, meeting: Meeting) -> None:
        """S12"""
        hosting.name_host(
            meeting,
            world.organisations["Køge"],
            contact=world.people["outsider"],
            by=world.people["secretary"],
            at=world.now,
        )
        assert shown(address_of(world, "outsider")) == {"Haller for alle": ("CONFIRMED", "09:30–15:30")}

    def test_long_and_foreign_names_are_written_right(self, world: World, client: Client) -> None:
        title = "Åse Ærø, kultur & fritid; samordnare – " + "møde om øer, åer og ænder " * 5
        meeting = a_meeting(world, title=title.strip()[:200])
        seat(world, meeting)
        (event,) = read(address_of(world, "coordinator")).walk("VEVENT")
        assert str(event["summary"]) == meeting.title


class TestAllThatOneRuns:
    def test_drafts_are_marked(self, world: World) -> None:
        a_meeting(world, "draft", title="Udkast")
        a_meeting(world, title="Åben")
        assert shown(address_of(world, "secretary", "run")) == {
            "Draft: Udkast": ("TENTATIVE", "09:30–15:30"),
            "Åben": ("CONFIRMED", "09:30–15:30"),
        }

    def test_nobody_else_can_make_one(self, world: World, client: Client) -> None:
        world.sign_in(client, "outsider")
        made = client.post(reverse("meetings:calendar_address", args=["run"]))
        assert made.status_code == 404
        assert "Every meeting of the networks that you run" not in client.get(PAGE).text

    def test_it_stops_when_one_runs_nothing_any_more(self, world: World) -> None:
        a_meeting(world)
        address = address_of(world, "secretary", "run")
        tag = Client().get(address).headers["ETag"]
        Role.objects.filter(person=world.people["secretary"]).update(
            to_on=world.now.date() - dt.timedelta(days=400)
        )
        assert Client().get(address).status_code == 404
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 404

    def test_a_thousand_take_no_more_queries_than_one(
        self, world: World, django_assert_max_num_queries: Any
    ) -> None:
        first = a_meeting(world)
        address, client = address_of(world, "secretary", "run"), Client()
        with django_assert_max_num_queries(16) as one:
            client.get(address)
        values = {
            f.name: getattr(first, f.name) for f in Meeting._meta.fields if f.name not in ("id", "slug")
        }
        Meeting.objects.bulk_create(Meeting(slug=f"mange-{n}", **values) for n in range(999))
        with django_assert_max_num_queries(len(one)):
            body = client.get(address).content
        assert body.count(b"BEGIN:VEVENT") == 1000


class TestUnchanged:
    """Quality, "Speed": what hasn't changed isn't made again."""

    def test_it_is_not_sent_again(
        self, world: World, meeting: Meeting, django_assert_max_num_queries: Any
    ) -> None:
        seat(world, meeting)
        address = address_of(world, "coordinator")
        first = Client().get(address)
        for headers in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-None-Match": f'"other", {first.headers["ETag"]}'},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            with django_assert_max_num_queries(6):
                again = Client().get(address, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("whose", ["mine", "run"])
    def test_it_is_sent_when_it_has_changed(self, world: World, meeting: Meeting, whose: str) -> None:
        who = "secretary" if whose == "run" else "coordinator"
        seat(world, meeting)
        address = address_of(world, who, whose)
        tag = Client().get(address).headers["ETag"]
        making.change(meeting, {"venue": "Gymnastiksalen"}, by=world.people["secretary"], at=world.now)
        changed = Client().get(address, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert "Gymnastiksalen" in changed.text

    def test_what_happens_to_others_changes_nothing(self, world: World, meeting: Meeting) -> None:
        """The same comes out, so it isn't sent, though somebody has done something with the meeting."""
        address = address_of(world, "secretary", "run")
        tag = Client().get(address).headers["ETag"]
        seat(world, meeting)
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304
        put(meeting, "Endnu et punkt", 30)
        assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304


class TestTheAddress:
    def test_it_is_made_shown_and_made_anew(self, world: World, client: Client, meeting: Meeting) -> None:
        world.sign_in(client, "coordinator")
        ask = reverse("meetings:calendar_address", args=["mine"])
        assert "Make an address" in client.get(PAGE).text
        assert client.get(ask).headers["Location"] == PAGE  # there is nothing to renew yet
        client.post(ask, {"mark": ""})
        first = FeedAddress.objects.get()
        assert len(first.secret) == 43  # 256 bits
        page = client.get(PAGE).text
        assert f"/calendars/{first.secret}.ics" in page
        assert "webcal://" in page
        sure = client.get(ask).text
        assert "The old address stops at once." in sure
        client.post(ask, {"mark": feeding.mark(first)})
        second = FeedAddress.objects.get()
        assert second.secret != first.secret
        assert client.get(reverse("meetings:calendar", args=[first.secret])).status_code == 404
        assert client.get(reverse("meetings:calendar", args=[second.secret])).status_code == 200

    def test_sent_twice_it_is_made_once(self, world: World, client: Client) -> None:
        world.sign_in(client, "coordinator")
        ask = reverse("meetings:calendar_address", args=["mine"])
        client.post(ask, {"mark": ""})
        first = FeedAddress.objects.get().secret
        client.post(ask, {"mark": ""})
        assert FeedAddress.objects.get().secret == first
        assert Entry.objects.filter(what="feed.address_made").count() == 1

    def test_it_can_be_ended(self, world: World, client: Client) -> None:
        address = address_of(world, "coordinator")
        world.sign_in(client, "coordinator")
        client.post(reverse("meetings:calendar_address", args=["mine"]), {"end": "yes"})
        assert Client().get(address).status_code == 404
        assert not FeedAddress.objects.exists()

    def test_others_see_nothing_of_it(self, world: World, client: Client) -> None:
        address = address_of(world, "coordinator")
        assert address not in world.sign_in(client, "outsider").get(PAGE).text
        assert Client().get("/calendars/x.ics").status_code == 404

    def test_a_program_gets_no_cookie_and_no_search_engine_the_calendar(self, world: World) -> None:
        address = address_of(world, "coordinator")
        for path in (address, "/calendars/x.ics"):
            response = world.sign_in(Client(), "outsider").get(path)
            assert not response.cookies
            assert "Cookie" not in response.headers.get("Vary", "")
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" not in response.headers.get("Cache-Control", "")

    def test_no_log_learns_it(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        address = address_of(world, "coordinator")
        caplog.handler.addFilter(HideTokens())
        with caplog.at_level(logging.DEBUG):
            Client().get("/calendars/unknown.ics")
            Client().post(address)
        assert "/calendars/…" in caplog.text
        assert "unknown.ics" not in caplog.text
        assert address.split("/")[-1] not in caplog.text

    def test_it_is_handed_out_and_forgotten(self, world: World) -> None:
        """GDPR 15, 17: that there is one is told, and not the secret."""
        address, person = address_of(world, "coordinator"), world.people["coordinator"]
        told = personal_data.export(person)["calendars at secret addresses"]
        assert told == [{"which": "mine", "made": world.now}]
        personal_data.erase(person, at=world.now)
        assert Client().get(address).status_code == 404

    def test_two_that_were_one_keep_one(self, world: World) -> None:
        kept, gone = address_of(world, "coordinator"), address_of(world, "outsider")
        merge_people(
            world.people["outsider"],
            world.people["coordinator"],
            by=world.people["secretary"],
            at=world.now,
            why="Den samme",
        )
        assert Client().get(kept).status_code == 200
        assert Client().get(gone).status_code == 404


def test_another_name_of_the_network_changes_who_calls(world: World, meeting: Meeting) -> None:
    address = address_of(world, "secretary", "run")
    tag = Client().get(address).headers["ETag"]
    opening.change_settings(
        world.network, {"time_zone": "Europe/Helsinki"}, by=world.people["secretary"], at=world.now
    )
    changed = Client().get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "TZID=Europe/Helsinki:20270909T103000" in changed.text
