"""The page for one thumb: with forms only, with a phone that sends several marks, and with a badge (S20, A3, A13)."""

import csv
import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.directory.models import Person
from armkrok.meetings import attending, making, registering
from armkrok.meetings.models import Meeting
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS

SOON = STARTS - dt.timedelta(minutes=20)


@pytest.fixture
def on_the_day() -> Any:
    with time_machine.travel(SOON):
        yield


@pytest.fixture
def secretary(world: World, on_the_day: None) -> Client:
    return world.sign_in(Client(), "secretary")


def seat(world: World, meeting: Meeting, name: str = "Ole Bech") -> int:
    me = world.people["coordinator"]
    who = Someone(name, f"{name.replace(' ', '.').lower()}@example.org")
    return registering.register(
        meeting, world.enrolment, who, by=me, at=world.now, extra_confirmed=True
    ).person.pk


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/meetings/{meeting.slug}/attendance/{rest}"


def send(client: Client, meeting: Meeting, *marks: Any) -> Any:
    return client.post(
        address(meeting, "marks/"), json.dumps({"marks": list(marks)}), content_type="application/json"
    )


def a_mark(person: int, here: bool = True, at: dt.datetime = SOON) -> dict[str, Any]:
    return {"person": person, "here": here, "at": at.isoformat().replace("+00:00", "Z")}


def a_walk_in(world: World, name: str, key: str, **more: Any) -> dict[str, Any]:
    place = str(world.organisations["Svendborg"].pk)
    return {
        "name": name,
        "came_as": "member",
        "organisation": place,
        "email": "",
        "key": key,
        "here": True,
        "at": SOON.isoformat(),
        **more,
    }


def test_on_the_day_the_meetings_page_leads_there(world: World, secretary: Client, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.slug}/"
    assert "The meeting is today." in secretary.get(page).text
    assert address(meeting) in secretary.get(page).text
    with time_machine.travel(STARTS - dt.timedelta(days=1)):
        asked_early = world.sign_in(Client(), "secretary").get(page).text
    assert "The meeting is today." not in asked_early
    assert "Registration closed on" in asked_early


def test_one_touch_marks_and_one_takes_it_back(world: World, meeting: Meeting, secretary: Client) -> None:
    person = seat(world, meeting)
    page = secretary.get(address(meeting)).content.decode()
    assert f'value="{person}:yes" aria-pressed="false"' in page
    assert "0 of 1 here" in page
    page = secretary.post(address(meeting, "marks/"), {"mark": f"{person}:yes"}, follow=True).content.decode()
    assert "1 of 1 here" in page
    assert "Ole Bech is here." in page
    assert page.count(f'value="{person}:no"') == 2, "the row, and the button that undoes it"
    page = secretary.post(address(meeting, "marks/"), {"mark": f"{person}:no"}, follow=True).content.decode()
    assert "0 of 1 here" in page
    assert "Ole Bech isn't marked as here." in page


def test_one_is_searched_for_without_javascript(world: World, meeting: Meeting, secretary: Client) -> None:
    seat(world, meeting)
    seat(world, meeting, "Eva Lund")
    page = secretary.get(address(meeting), {"q": "olé svend"}).content.decode()
    assert "Ole Bech" in page
    assert "Eva Lund" not in page
    assert "Nobody on the list fits." in secretary.get(address(meeting), {"q": "zzz"}).content.decode()


def test_no_address_stands_on_a_page_that_a_phone_keeps(
    world: World, meeting: Meeting, secretary: Client
) -> None:
    seat(world, meeting)
    response = secretary.get(address(meeting))
    assert b"@example.org" not in response.content
    assert response["Cache-Control"] == "private, no-store"
    until_midnight = 60 * (14 * 60 + 50)  # in Copenhagen
    assert until_midnight - 60 < int(response["X-Keep-Seconds"]) <= until_midnight


def test_somebody_is_added_by_the_form(world: World, meeting: Meeting, secretary: Client) -> None:
    place = str(world.organisations["Svendborg"].pk)
    typed = {"name": "Eva Lund", "came_as": "member", "organisation": "", "email": "x", "key": "k1"}
    refused = secretary.post(address(meeting, "walk-in/"), typed)
    assert refused.status_code == 422
    assert b'value="Eva Lund"' in refused.content
    typed |= {"email": ""}
    refused = secretary.post(address(meeting, "walk-in/"), typed)
    assert refused.status_code == 422
    assert b"Say which member they come for." in refused.content
    typed |= {"organisation": place}
    for _twice in range(2):
        page = secretary.post(address(meeting, "walk-in/"), typed, follow=True).content.decode()
        assert "Eva Lund is here." in page
        assert "1 of 1 here" in page
    assert meeting.attendances.count() == 1


def test_a_phone_sends_several_and_hears_how_all_stands(
    world: World, meeting: Meeting, secretary: Client
) -> None:
    one, two = seat(world, meeting), seat(world, meeting, "Eva Lund")
    for _twice in range(2):
        answer = send(secretary, meeting, a_mark(one), a_walk_in(world, "Per Holt", "k1")).json()
        assert answer["refused"] == []
        assert "2 of 3 here" in answer["list"]
        assert "csrf" not in answer["list"], "a row that hasn't changed is the same text"
    with CaptureQueriesContext(connection) as asked:
        again = secretary.get(address(meeting, "marks/"))
        same = secretary.get(address(meeting, "marks/"), headers={"if-none-match": again["ETag"]})
    assert (again.status_code, same.status_code, same.content) == (200, 304, b"")
    assert len(asked) < 25
    eva = Person.objects.get(pk=two)
    attending.mark(meeting, eva, here=True, by=world.people["facilitator"], at=SOON)
    other = secretary.get(address(meeting, "marks/"), headers={"if-none-match": again["ETag"]})
    assert "3 of 3 here" in other.json()["list"]


def test_whoever_was_added_is_taken_back_by_the_same_key(
    world: World, meeting: Meeting, secretary: Client
) -> None:
    answer = send(secretary, meeting, a_walk_in(world, "Per Holt", "k1")).json()
    row = meeting.attendances.get()
    assert answer["added"] == {"k1": row.person_id}
    later = (SOON + dt.timedelta(seconds=5)).isoformat()
    answer = send(secretary, meeting, {"key": "k1", "here": False, "at": later}).json()
    assert answer["refused"] == []
    row.refresh_from_db()
    assert not row.here
    for unknown in ("k2", ""):
        answer = send(secretary, meeting, {"key": unknown, "here": True, "at": later}).json()
        assert len(answer["refused"]) == 1


def test_what_a_phone_sends_wrong_is_told_mark_by_mark(
    world: World, meeting: Meeting, secretary: Client
) -> None:
    person = seat(world, meeting)
    wrong = [
        a_mark(world.people["outsider"].pk),
        a_walk_in(world, "", "k1"),
        a_walk_in(world, "Fremmed", "k2", email="outsider@example.org"),
        {**a_mark(person), "at": "yesterday"},
        {**a_mark(person), "at": "2027-09-09T07:10:00"},
        {**a_mark(person), "here": "yes"},
        "nonsense",
    ]
    answer = send(secretary, meeting, *wrong, a_mark(person)).json()
    assert len(answer["refused"]) == len(wrong)
    assert {no["key"]: no["field"] for no in answer["refused"] if no.get("key")} == {
        "k1": "name",
        "k2": "email",
    }
    assert [row.person_id for row in meeting.attendances.all()] == [person]


@pytest.mark.parametrize("field", ["name", "email", "key"])
def test_half_a_character_keeps_no_other_mark_back(
    world: World, meeting: Meeting, secretary: Client, field: str
) -> None:
    person = seat(world, meeting)
    broken = {**a_walk_in(world, "Per Holt", "k1"), field: "\ud83d"}
    answer = send(secretary, meeting, broken, a_mark(person))
    assert answer.status_code == 200
    assert person in meeting.attendances.values_list("person", flat=True)


@pytest.mark.parametrize("body", ["[]", "{", '{"marks": 1}', "\0", '{"marks": ' + "[" * 100_000])
def test_what_cant_be_read_is_said_so(meeting: Meeting, secretary: Client, body: str) -> None:
    answer = secretary.post(address(meeting, "marks/"), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["words"]


def test_outside_its_hours_it_is_only_read(world: World, meeting: Meeting, secretary: Client) -> None:
    person = seat(world, meeting)
    with time_machine.travel(STARTS - dt.timedelta(days=2)):
        world.sign_in(secretary, "secretary")
        page = secretary.get(address(meeting)).content.decode()
        assert "two hours before the meeting begins" in page
        assert "aria-pressed" not in page
        assert "attendance.js" not in page
        assert send(secretary, meeting, a_mark(person)).status_code == 409
        page = secretary.post(address(meeting, "marks/"), {"mark": f"{person}:yes"}, follow=True)
        assert b"two hours before the meeting begins" in page.content
    assert not meeting.attendances.exists()


def test_a_badge_shows_who_it_is_and_marks_by_a_button(
    world: World, meeting: Meeting, secretary: Client
) -> None:
    person = seat(world, meeting)
    code = attending.check_in_code(meeting, meeting.seats.get().person)
    page = secretary.get(address(meeting, f"check-in/{code}/"))
    assert b"<h1>Ole Bech</h1>" in page.content
    assert not meeting.attendances.exists(), "opening it changes nothing"
    page = secretary.post(address(meeting, f"check-in/{code}/"), {"here": "yes"}, follow=True)
    assert b"Here since 09:10." in page.content
    assert meeting.attendances.get().person_id == person
    secretary.post(address(meeting, f"check-in/{code}/"), {"here": "no"})
    assert not meeting.attendances.get().here
    assert secretary.get(address(meeting, f"check-in/{code}x/")).status_code == 404


@pytest.mark.parametrize("rest", ["", "marks/", "worker.js", "walk-in/", "table.csv", "check-in/{code}/"])
@pytest.mark.parametrize("who", ["outsider", "coordinator"])
def test_it_isnt_there_for_anybody_else(
    world: World, meeting: Meeting, on_the_day: None, rest: str, who: str
) -> None:
    """Not for a member of the network either, nor with the badge that they wear."""
    code = attending.check_in_code(meeting, world.people["coordinator"])
    path = address(meeting, rest.format(code=code))
    client = world.sign_in(Client(), who)
    assert client.get(path).status_code == 404
    assert Client().get(path)["Location"].startswith("/sign-in/?next=")


def test_the_program_that_keeps_the_page_sees_nothing_else(meeting: Meeting, secretary: Client) -> None:
    response = secretary.get(address(meeting, "worker.js"))
    assert response["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in response, "its folder is all that it may see"


def test_the_table_has_everybody(world: World, meeting: Meeting, secretary: Client) -> None:
    """A13"""
    here, stayed = seat(world, meeting), seat(world, meeting, "=Eva")
    send(secretary, meeting, a_mark(here))
    making.hold(meeting, by=world.people["secretary"], at=STARTS + dt.timedelta(hours=6))
    table = secretary.get(address(meeting, "table.csv")).content.decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(table, delimiter=";"))
    assert [(row["Name"], row["Here"], row["Absent"]) for row in rows] == [
        ("'=Eva", "no", "yes"),
        ("Ole Bech", "yes", ""),
    ]
    assert rows[1]["Marked by"] == world.people["secretary"].name
    assert secretary.get(address(meeting, "table.csv"), {"export": "xlsx"}).content[:2] == b"PK"
    assert stayed


def test_as_many_queries_for_sixty_as_for_one(world: World, meeting: Meeting, secretary: Client) -> None:
    def asked() -> list[int]:
        paths = ("", "marks/", "table.csv")
        counted = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert secretary.get(address(meeting, path)).status_code == 200
            counted.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            assert secretary.get(f"/meetings/{meeting.slug}/holding/").status_code == 200
        return [*counted, len(queries)]

    one = seat(world, meeting)
    send(secretary, meeting, a_mark(one))
    few = asked()
    for number in range(60):
        person = seat(world, meeting, f"Nummer {number}")
        send(secretary, meeting, a_mark(person))
    many = asked()
    assert many == few
    assert max(many) <= 20, many


def test_before_it_is_held_one_sees_who_came(world: World, meeting: Meeting, secretary: Client) -> None:
    """A3: marking it as held is gently warned of without attendance, and not stopped."""
    person = seat(world, meeting)
    holding = f"/meetings/{meeting.slug}/holding/"
    with time_machine.travel(STARTS + dt.timedelta(hours=6)):
        page = secretary.get(holding).content.decode()
        assert "No attendance has been taken." in page
        assert address(meeting) in page
        send(secretary, meeting, a_mark(person))
        page = secretary.get(holding).content.decode()
        assert "No attendance has been taken." not in page
        assert "1 person was there." in page
        assert secretary.post(holding).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "held"


def test_held_without_attendance_waits_on_today(world: World, meeting: Meeting, secretary: Client) -> None:
    person = seat(world, meeting)
    after = STARTS + dt.timedelta(hours=6)
    making.hold(meeting, by=world.people["secretary"], at=after)
    with time_machine.travel(after):
        assert b"Take the attendance" in secretary.get("/today/").content
        send(secretary, meeting, a_mark(person))
        assert b"Take the attendance" not in secretary.get("/today/").content
    meeting.attendances.all().delete()
    with time_machine.travel(after + dt.timedelta(days=40)):
        world.sign_in(secretary, "secretary")
        assert b"Take the attendance" not in secretary.get("/today/").content
