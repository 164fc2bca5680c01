"""A calendar to subscribe to before the first date is set (K39)."""

import icalendar
from django.test import Client
from django.urls import reverse

from armkrok.networks import opening
from tests.world import World


def test_a_calendar_program_can_read_it(world: World, client: Client) -> None:
    """K39; RFC 5545: CRLF, folded lines, a part in the calendar, its time zone."""
    long = "Et netværk for kommuner, der arbejder med idræts- og fritidsfaciliteter på øer og ved åer"
    opening.change_settings(world.network, {"name": long}, by=world.people["secretary"], at=world.now)
    response = client.get(reverse("web:dates", args=[world.network.slug]))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    body = response.content
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["method"] == "PUBLISH"
    assert calendar["x-wr-calname"] == calendar["name"] == long
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in body
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Copenhagen"]
    assert not calendar.walk("VEVENT")


def test_it_is_not_sent_again_when_nothing_has_changed(world: World, client: Client) -> None:
    address = reverse("web:dates", args=[world.network.slug])
    first = client.get(address)
    assert first.headers["Last-Modified"] == "Tue, 01 Jun 2027 08:00:00 GMT"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    )
    opening.change_settings(world.network, {"name": "Nyt navn"}, by=world.people["secretary"], at=world.now)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_drafts_calendar_is_not_there(world: World, client: Client) -> None:
    address = reverse("web:dates", args=[world.draft.slug])
    assert client.get(address).status_code == 404
    assert world.sign_in(Client(), "outsider").get(address).status_code == 404
    assert world.sign_in(client, "secretary").get(address).status_code == 200
