"""Rights hang on people and their addresses, so the staff of one organisation doesn't change that of another."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.directory.models import Person
from armkrok.networks import opening
from tests.world import World

from .test_edit_an_organisation import form_of


@pytest.fixture(autouse=True)
def _standing() -> None:
    """The real standing, where the other tests of this folder have one of their own."""


def test_nobody_takes_over_somebody_who_works_elsewhere(world: World, client: Client) -> None:
    desk = world.sign_in(client, "facilitator")
    secretary = world.people["secretary"]
    page = desk.get(f"/people/{secretary.pk}/")
    assert f"/people/{secretary.pk}/edit/" not in page.text
    assert f"/people/{secretary.pk}/merging/" not in page.text
    sent = form_of(world.sign_in(Client(), "secretary"), f"/people/{secretary.pk}/edit/")
    sent["email"] = "mine@bkf.example.org"
    assert desk.post(f"/people/{secretary.pk}/edit/", sent).status_code == 404
    secretary.refresh_from_db()
    assert secretary.email == "secretary@example.org"


@pytest.mark.parametrize("which", ["loser", "survivor"])
def test_neither_of_the_two_is_merged(world: World, client: Client, which: str) -> None:
    desk = world.sign_in(client, "facilitator")
    pair = [world.people["secretary"], world.people["outsider"]]
    loser, into = pair if which == "loser" else reversed(pair)
    answer = desk.post(f"/people/{loser.pk}/merging/", {"other": into.pk, "why": "The same."})
    assert answer.status_code == 404
    assert not Person.objects.exclude(merged_into=None).exists()
    found = desk.get(f"/people/{world.people['outsider'].pk}/merging/", {"q": "Sekretær"})
    assert f"?other={world.people['secretary'].pk}" not in found.text


def test_an_organisation_with_teams_is_not_merged_from_outside(world: World, client: Client) -> None:
    desk = world.sign_in(client, "facilitator")
    bkf = world.organisations["BKF"]
    answer = desk.post(f"/organisations/{bkf.pk}/merging/", {"other": world.kl.pk, "why": "The same."})
    assert answer.status_code == 404
    assert f"/organisations/{world.kl.pk}/merging/" not in desk.get(f"/organisations/{world.kl.pk}/").text
    assert f"/organisations/{bkf.pk}/merging/" in desk.get(f"/organisations/{bkf.pk}/").text


def test_colleagues_change_each_other_and_everybody_themself(world: World, client: Client) -> None:
    colleague = world.person("colleague", "Kollega, KL", world.kl)
    opening.give_role(colleague, world.team, by=None, at=world.now)
    desk = world.sign_in(client, "secretary")
    assert desk.get(f"/people/{colleague.pk}/edit/").status_code == 200
    assert world.sign_in(Client(), "facilitator").get("/people/").status_code == 200
    mine = world.people["facilitator"]
    assert world.sign_in(Client(), "facilitator").get(f"/people/{mine.pk}/edit/").status_code == 200


def test_a_role_here_opens_nobody_who_has_one_elsewhere_too(world: World, client: Client) -> None:
    """Else one would first take somebody into one's own team."""
    opening.give_role(world.people["secretary"], world.other_team, by=None, at=world.now)
    desk = world.sign_in(client, "facilitator")
    assert desk.get(f"/people/{world.people['secretary'].pk}/edit/").status_code == 404


def test_whoever_has_left_is_everybodys_again(world: World, client: Client) -> None:
    secretary = world.people["secretary"]
    world.team.roles.filter(person=secretary).update(to_on=world.now.date() - dt.timedelta(days=1))
    desk = world.sign_in(client, "facilitator")
    assert desk.get(f"/people/{secretary.pk}/edit/").status_code == 200
