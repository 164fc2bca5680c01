"""The dates stand on the network's public page and in the calendar that one subscribes to (K39, K41)."""

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from armkrok.meetings import hosting, making, programming, registering
from armkrok.meetings.models import Meeting, Move
from armkrok.networks import calendar, opening
from armkrok.networks.calendar import Event
from armkrok.networks.models import Enrolment
from tests.meetings.conftest import a_meeting
from tests.world import World


def page(world: World, client: Client | None = None) -> str:
    response = (client or Client()).get(world.network.get_absolute_url())
    main = re.sub(r"<svg.*?</svg>", "", response.text.split("<main")[1], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def feed(world: World, client: Client | None = None) -> bytes:
    return (client or Client()).get(reverse("web:dates", args=[world.network.slug])).content


def events(world: World) -> list[Any]:
    return list(icalendar.Calendar.from_ical(feed(world)).walk("VEVENT"))


def change(world: World, **settings: Any) -> None:
    opening.change_settings(world.network, settings, by=world.people["secretary"], at=world.now)


# --- the page -------------------------------------------------------------------------------------------


def test_the_next_meeting_and_all_that_are_to_come(world: World) -> None:
    """K39, S17: date, hours, town with its trains; what was is folded."""
    change(world, winter_rule=True)
    world.organisations["Svendborg"].station_km = 0.6
    world.organisations["Svendborg"].save()
    a_meeting(world)
    a_meeting(
        world, state="planned", starts_at=dt.datetime(2027, 11, 11, 8, 30, tzinfo=dt.UTC), title="Sidst"
    )
    world.meeting_held()
    shown = page(world)
    assert "Next meeting Thursday, 9 September 2027 Svendborg 0.6 km" in shown
    assert "9 Sept 2027 Haller for alle 09:30–15:30 · Svendborg 0.6 km to the railway station" in shown
    assert "11 Nov 2027 Sidst 09:30–15:30" in shown
    assert shown.index("Haller for alle") < shown.index("Sidst") < shown.index("Haller og hverdag")
    assert "Earlier meetings 18 Mar 2027 Haller og hverdag" in shown
    assert "The dates are not fixed yet." not in shown


def test_drafts_are_nobodys_business_and_those_who_run_it_read_the_same(world: World, client: Client) -> None:
    a_meeting(world, state="draft", title="Hemmelig")
    assert "The dates are not fixed yet." in page(world)
    assert "Hemmelig" not in page(world, world.sign_in(client, "secretary"))


@pytest.mark.parametrize(("later", "said"), [(False, "Cancelled"), (True, "Cancelled, new date to come")])
def test_cancelled_and_a_new_date_to_come(world: World, later: bool, said: str) -> None:
    """A5"""
    meeting = a_meeting(world)
    by = world.people["secretary"]
    making.cancel(meeting, by=by, at=world.now, why="Sygdom", new_date_to_come=later)
    shown = page(world)
    assert f"Haller for alle 09:30–15:30 · Svendborg {said}" in shown
    assert "Next meeting Not fixed yet" in shown
    assert "Sygdom" not in shown


def test_a_trip_is_told_apart_and_is_no_next_meeting(world: World) -> None:
    """K23"""
    a_meeting(world, state="planned", kind="study_trip", title="Til Malmø")
    shown = page(world)
    assert "Til Malmø Voluntary study trip" in shown
    assert "Next meeting Not fixed yet" in shown


def test_members_find_all_meetings(world: World) -> None:
    address = f'"{world.network.get_absolute_url()}meetings/"'
    for who, there in (("coordinator", True), ("secretary", True), ("outsider", False)):
        client = world.sign_in(Client(), who)
        assert (address in client.get(world.network.get_absolute_url()).text) == there


def test_with_a_thousand_meetings_it_is_as_quick_and_as_short(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": at most 12 queries and 40 kB."""
    a_meeting(world)
    address = world.network.get_absolute_url()
    with django_assert_max_num_queries(8) as one:
        client.get(address)
    many(world, 1000)
    for number in range(299):
        place = world.municipality(f"Kommune {number}", f"9{number:03}")
        Enrolment.objects.create(
            network=world.network,
            organisation=place,
            state="active",
            applicant=world.people["coordinator"],
            applied_at=world.now,
        )
    with django_assert_max_num_queries(len(one.captured_queries)):
        response = client.get(address)
    assert len(response.content) < 40_000
    assert "More dates are set." in response.text


def many(world: World, number: int) -> None:
    begins = dt.datetime(2026, 6, 1, 7, 30, tzinfo=dt.UTC)
    Meeting.objects.bulk_create(
        Meeting(
            network=world.network,
            slug=f"mange-{n}",
            title=f"Møde nummer {n} om haller, bade og stadioner",
            focus="Hvordan får flere brug for dem?",
            state="planned",
            place=world.organisations["Svendborg"],
            venue="Idrætshallen",
            address="Ryttervej 70",
            starts_at=begins + dt.timedelta(hours=20 * n),
            ends_at=begins + dt.timedelta(hours=20 * n + 6),
        )
        for n in range(number)
    )


# --- when it last changed -------------------------------------------------------------------------------


def test_last_updated_follows_what_the_public_reads(world: World) -> None:
    """K41: not what goes on in drafts, nor who registers."""
    by, later = world.people["secretary"], world.now + dt.timedelta(days=1)
    assert "Last updated 1 June 2027" in Client().get(world.network.get_absolute_url()).text

    def updated() -> str:
        found = re.search(r"Last updated ([^<]+)<", Client().get(world.network.get_absolute_url()).text)
        assert found
        return found[1]

    meeting = a_meeting(world, state="draft")
    making.change(meeting, {"title": "Stadig hemmelig"}, by=by, at=later)
    programming.add(meeting, {"title": "Punkt", "minutes": 30}, by=by, at=later)
    assert updated() == "1 June 2027"
    making.publish(meeting, by=by, at=later)
    assert updated() == "2 June 2027"
    programming.add(meeting, {"title": "Mere", "minutes": 30}, by=by, at=later + dt.timedelta(days=1))
    assert updated() == "3 June 2027"
    making.open_registration(meeting, by=by, at=later + dt.timedelta(days=2))
    me = world.people["coordinator"]
    registering.register(meeting, world.enrolment, me, by=me, at=later + dt.timedelta(days=9))
    assert updated() == "4 June 2027"


# --- the calendar ---------------------------------------------------------------------------------------


def raw_faults(body: bytes) -> list[str]:
    """What no parser complains about and calendar programs stumble over (RFC 5545, 5546)."""
    faults = []
    if re.search(rb"(?<!\r)\n", body):
        faults.append("line ends")
    for line in body.split(b"\r\n"):
        if len(line) > 75:
            faults.append(f"too long: {line!r}")
        line.decode()  # a character that is split raises
    there = icalendar.Calendar.from_ical(body)
    zones = {str(zone["TZID"]) for zone in there.walk("VTIMEZONE")}
    for event in there.walk("VEVENT"):
        faults += [f"no {name}" for name in ("UID", "DTSTAMP", "ORGANIZER", "SEQUENCE") if name not in event]
        faults += [f"no zone for {n}" for n in ("DTSTART", "DTEND") if event[n].params["TZID"] not in zones]
        if event["DTEND"].dt <= event["DTSTART"].dt:
            faults.append("ends before it begins")
    return faults


def test_a_date_as_calendar_programs_want_it(world: World) -> None:
    """K39; RFC 5545, RFC 5546."""
    link = "https://video.example.org/hemmeligt-rum"
    meeting = a_meeting(
        world,
        title="Haller, bade; og stadioner på øer og ved åer – i hele landet og året rundt",
        focus="Linje et\nLinje to, med komma",
        address="Ryttervej 70",
        online_url=link,
    )
    body = feed(world)
    assert raw_faults(body) == []
    assert link.encode() not in body.replace(b"\r\n ", b"")
    (event,) = events(world)
    assert str(event["UID"]) == f"meeting-{meeting.pk}@testserver"
    assert str(event["SUMMARY"]) == meeting.title
    assert str(event["DESCRIPTION"]) == meeting.focus
    assert str(event["LOCATION"]).startswith("Svendborg Idrætshal, Sal 1, Ryttervej 70, Svendborg")
    assert str(event["URL"]) == f"http://testserver{meeting.get_absolute_url()}"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (meeting.starts, meeting.ends)
    assert event["DTSTART"].params["TZID"] == "Europe/Copenhagen"
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == world.now
    assert str(event["ORGANIZER"]) == "mailto:kultur@kl.example.org"
    assert event["ORGANIZER"].params["CN"] == "KL · Kultur og fritid"


def test_moved_it_is_the_same_event_one_step_on(world: World) -> None:
    meeting, by = a_meeting(world), world.people["secretary"]
    uid = str(events(world)[0]["UID"])
    for week in (1, 2):
        starts_at = meeting.starts_at + dt.timedelta(weeks=week)
        at = world.now + dt.timedelta(hours=week)
        making.reschedule(meeting, starts_at, starts_at + dt.timedelta(hours=6), by=by, at=at)
        (event,) = events(world)
        assert (str(event["UID"]), event["SEQUENCE"], event["DTSTART"].dt) == (uid, week, starts_at)
        assert event["LAST-MODIFIED"].dt == at


@pytest.mark.parametrize("later", [False, True])
def test_cancelled_it_says_so_and_stays(world: World, later: bool) -> None:
    """A5: and a new date brings it back."""
    meeting, by = a_meeting(world), world.people["secretary"]
    making.cancel(meeting, by=by, at=world.now, why="Sygdom", new_date_to_come=later)
    (event,) = events(world)
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(event["SUMMARY"]).endswith(": Haller for alle")
    assert raw_faults(feed(world)) == []
    if later:
        starts_at = meeting.starts_at + dt.timedelta(weeks=1)
        making.reschedule(meeting, starts_at, starts_at + dt.timedelta(hours=6), by=by, at=world.now)
        (event,) = events(world)
        assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 2)


def test_drafts_and_drafts_that_were_cancelled_arent_in_it(world: World) -> None:
    a_meeting(world, state="draft", title="Hemmelig")
    off = a_meeting(world, state="draft", title="Aflyst kladde")
    making.cancel(off, by=world.people["secretary"], at=world.now, why="x")
    assert Move.objects.filter(state="cancelled").exists()
    assert not events(world)


def test_in_summer_and_in_winter_the_hours_are_those_on_the_wall(world: World) -> None:
    """Also years after the newest change of clocks that the feed would tell by itself."""
    for moment in ((2027, 10, 30, 7, 30), (2027, 11, 1, 8, 30), (2028, 1, 15, 8, 30), (2035, 7, 1, 7, 30)):
        a_meeting(world, state="planned", starts_at=dt.datetime(*moment, tzinfo=dt.UTC))
    found = [event["DTSTART"].dt for event in events(world)]
    assert all((at.hour, at.minute) == (9, 30) for at in found)
    assert sorted({at.utcoffset() for at in found}) == [dt.timedelta(hours=1), dt.timedelta(hours=2)]
    assert raw_faults(feed(world)) == []


def test_not_sent_again_when_nothing_has_changed(world: World, client: Client) -> None:
    meeting = a_meeting(world)
    address = reverse("web:dates", args=[world.network.slug])
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    later = world.now + dt.timedelta(days=3)
    making.change(meeting, {"room": "Sal 2"}, by=world.people["secretary"], at=later)
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["Last-Modified"] == "Fri, 04 Jun 2027 08:00:00 GMT"


def test_who_hosts_doesnt_speak_in_it(world: World) -> None:
    meeting = a_meeting(world)
    by = world.people["secretary"]
    hosting.name_host(
        meeting, world.organisations["Køge"], contact=world.people["outsider"], by=by, at=world.now
    )
    assert b"Fremmed" not in feed(world)


def test_a_thousand_dates_take_no_more_queries_than_one(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    a_meeting(world)
    address = reverse("web:dates", args=[world.network.slug])
    with django_assert_max_num_queries(6) as one:
        client.get(address)
    most = len(one.captured_queries)
    many(world, 1000)
    with django_assert_max_num_queries(most):
        body = client.get(address).content
    assert body.count(b"BEGIN:VEVENT") == 1001
    assert raw_faults(body) == []


NASTY = 'a"b\\c;d,e\r\nf\tg\x00h\x1bi ' + "å" * 80


def test_whatever_is_typed_stays_inside_its_line() -> None:
    """Quotes, line ends, marks and letters of two octets."""
    moment = dt.datetime(2027, 9, 9, 7, 30, tzinfo=dt.UTC)
    event = Event(
        uid="meeting-1@example.org",
        starts_at=moment,
        ends_at=moment + dt.timedelta(hours=1),
        summary=NASTY,
        changed_at=moment,
        location=NASTY,
        description=NASTY,
        address="https://example.org/" + "x" * 100,
    )
    body = calendar.feed(
        name="x",
        description="x",
        address="https://example.org/",
        time_zone="Europe/Stockholm",
        language="sv",
        year=2027,
        organiser=(NASTY, "post@example.org"),
        events=[event],
    )
    assert raw_faults(body) == []
    (read,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(read["SUMMARY"]) == 'a"b\\c;d,e\nf ghi ' + "å" * 80
    assert len(read) == 12
