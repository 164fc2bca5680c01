"""A news reader follows a network's public dates (K39; RFC 4287)."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.meetings import making
from armkrok.networks import opening
from tests.meetings.conftest import STARTS, a_meeting
from tests.world import World

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = reverse("web:dates_atom", args=["fritidsfaciliteter"])


def read() -> ElementTree.Element:
    response = Client().get(ADDRESS)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    for one in [feed, *feed.iter(f"{ATOM}entry")]:  # what RFC 4287 wants of each
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
            assert one.findtext(f"{ATOM}{name}")
        assert dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).tzinfo
    return feed


def entries() -> dict[str, tuple[str, str, str]]:
    return {
        entry.findtext(f"{ATOM}title", ""): (
            entry.findtext(f"{ATOM}id", ""),
            entry.findtext(f"{ATOM}updated", ""),
            entry.findtext(f"{ATOM}summary", ""),
        )
        for entry in read().iter(f"{ATOM}entry")
    }


def test_without_any_date_it_is_there(world: World) -> None:
    feed = read()
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "da"
    assert feed.findtext(f"{ATOM}updated") == "2027-06-01T08:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"http://testserver{world.network.get_absolute_url()}",
        "self": f"http://testserver{ADDRESS}",
    }
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert not entries()


def test_a_date_says_when_and_where(world: World) -> None:
    a_meeting(world, title="Åse & Ærø <for alle>")
    (said,) = entries().values()
    for words in ("9. september 2027", "Svendborg Idrætshal", "Flere bruger hallerne"):
        assert words in said[2]


def test_what_moves_is_the_same_and_newer(world: World) -> None:
    """RFC 4287, 4.2.6: an id never changes."""
    meeting = a_meeting(world)
    (before,) = entries().values()
    later, at = STARTS + dt.timedelta(days=7), world.now + dt.timedelta(days=2)
    making.reschedule(
        meeting, later, later + dt.timedelta(hours=6), by=world.people["secretary"], at=at, why="Sne"
    )
    (after,) = entries().values()
    assert after[0] == before[0]
    assert (before[1], after[1]) == ("2027-06-01T08:00:00+00:00", "2027-06-03T08:00:00+00:00")
    assert "16. september 2027" in after[2]


def test_the_newest_comes_first(world: World) -> None:
    a_meeting(world, title="Gammel")
    world.now += dt.timedelta(days=1)
    a_meeting(world, title="Ny", starts_at=STARTS - dt.timedelta(days=40))
    assert list(entries()) == ["Ny", "Gammel"]


def test_drafts_are_nobodys_news(world: World) -> None:
    a_meeting(world, "draft")
    assert not entries()
    address = reverse("web:dates_atom", args=[world.draft.slug])
    assert Client().get(address).status_code == 404
    assert world.sign_in(Client(), "secretary").get(address).status_code == 200


@pytest.mark.parametrize("name", ["web:dates_atom", "web:dates"])
def test_it_is_made_again_only_when_something_has_changed(
    world: World, name: str, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed"."""
    meeting = a_meeting(world)
    address, by = reverse(name, args=[world.network.slug]), world.people["secretary"]
    tag = Client().get(address).headers["ETag"]
    asked = {"If-None-Match": f"W/{tag}"}
    with django_assert_max_num_queries(3):
        assert Client().get(address, headers=asked).status_code == 304
    making.change(meeting, {"room": "Sal 2"}, by=by, at=world.now)
    changed = Client().get(address, headers=asked)
    assert changed.status_code == 200
    opening.change_settings(world.network, {"offer_hours": 12}, by=by, at=world.now)
    same = Client().get(address, headers={"If-None-Match": changed.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")  # made again, and it came out the same


def test_the_networks_page_leads_to_it(world: World, client: Client) -> None:
    page = client.get(world.network.get_absolute_url()).text
    assert f'<link rel="alternate" type="application/atom+xml" href="{ADDRESS}"' in page
    assert "Follow the dates in a news reader" in page


def test_what_is_pasted_from_a_word_processor_doesn_t_break_it(world: World) -> None:
    """A line break of theirs is a character that XML can't hold."""
    a_meeting(world, title="Haller\x0bfor alle", focus="Flere\x0cbruger\x1fhallerne")
    assert list(entries()) == ["Haller for alle"]
