"""The convener's staff make a network public, and take it off the public pages with a reason (S4, S24)."""

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.journal.models import Entry
from armkrok.networks import opening
from armkrok.networks.rules import Refusal
from tests.world import World


@pytest.fixture
def staff(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def publication(world: World) -> str:
    return reverse("networks:publication", args=[world.draft.slug])


def test_everybody_sees_it_then(world: World, staff: Client) -> None:
    """S4"""
    assert "Publish the network" in staff.get(publication(world)).content.decode()
    staff.post(publication(world))
    staff.post(publication(world))  # sent twice, it is done once
    assert world.draft.publications.count() == 1
    assert Client().get(world.draft.get_absolute_url()).status_code == 200
    assert Entry.objects.filter(what="network.published").about(world.draft).count() == 1


def test_not_without_a_word_on_personal_data(world: World, staff: Client) -> None:
    """S24"""
    opening.change_settings(world.draft, {"privacy_url": ""}, by=world.people["secretary"], at=world.now)
    settings = staff.get(reverse("networks:settings", args=[world.draft.slug])).content.decode()
    assert "Before it can be published, say where one can read how personal data are handled." in settings
    refused = staff.post(publication(world)).content.decode()
    assert "Say first where one can read how personal data are handled" in refused
    assert world.draft.publications.count() == 0


def test_who_runs_it_with_the_convener_does_not_publish(world: World, client: Client) -> None:
    """S4, K24"""
    opening.add_facilitator(world.draft, world.other_team, by=world.people["secretary"], at=world.now)
    other = world.sign_in(client, "facilitator")
    settings = other.get(reverse("networks:settings", args=[world.draft.slug])).content.decode()
    assert "KL calls the network and decides when it is published." in settings
    assert publication(world) not in settings
    assert "The convener&#x27;s own staff decide" in other.post(publication(world)).content.decode()
    assert world.draft.publications.count() == 0


def test_it_is_taken_off_with_a_reason(world: World, staff: Client) -> None:
    ending = reverse("networks:publication_ending", args=[world.network.slug])
    assert "Memberships and appointments go on" in staff.get(ending).content.decode()
    assert staff.post(ending, {"why": " "}).context["form"].errors.keys() == {"why"}
    staff.post(ending, {"why": "Vi holder pause"})
    staff.post(ending, {"why": "Vi holder pause"})
    assert Client().get(world.network.get_absolute_url()).status_code == 404
    entry = Entry.objects.about(world.network).get(what="network.unpublished")
    assert (entry.by, entry.why) == (world.people["secretary"].pk, "Vi holder pause")
    world.enrolment.refresh_from_db()
    assert world.enrolment.state == "active"


def test_the_act_refuses_without_a_reason(world: World) -> None:
    with pytest.raises(Refusal):
        opening.unpublish(world.network, by=world.people["secretary"], at=world.now, why="")


def test_to_everybody_else_it_is_not_there(world: World) -> None:
    for name in ("publication", "publication_ending"):
        address = reverse(f"networks:{name}", args=[world.network.slug])
        assert Client().post(address).status_code == 302
        for outsider in ("outsider", "coordinator", "facilitator"):
            assert world.sign_in(Client(), outsider).post(address, {"why": "x"}).status_code == 404
    assert world.network.publications.running().count() == 1
