"""Staff rights follow from a role in a team (K3)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.networks import opening
from tests.world import World


@pytest.fixture
def staff(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def page(world: World) -> str:
    return reverse("networks:team", args=[world.team.pk])


def test_a_colleague_is_found_and_taken_in(world: World, staff: Client) -> None:
    """K3"""
    colleague = world.person("colleague", "Kollega, KL", world.kl, "Chefkonsulent")
    assert "Kollega, KL" in staff.get(page(world) + "?q=chefkons").content.decode()
    part = staff.get(page(world) + "?q=colleague@", headers={"HX-Request": "true"}).content.decode()
    assert "Kollega, KL" in part
    assert "<html" not in part
    assert "Fremmed" not in staff.get(page(world) + "?q=fremmed").content.decode()  # works elsewhere
    staff.post(page(world), {"person": colleague.pk})
    staff.post(page(world), {"person": colleague.pk})
    assert world.team.roles.filter(person=colleague).count() == 1
    assert world.sign_in(Client(), "colleague").get(page(world)).status_code == 200
    assert "Nobody found" in staff.get(page(world) + "?q=chefkons").content.decode()


def test_somebody_new_is_added(world: World, staff: Client) -> None:
    staff.post(page(world), {"name": "Ny, KL", "email": "ny@example.org", "title": "Konsulent"})
    new = Person.objects.get(email="ny@example.org")
    assert (new.organisation, new.title) == (world.kl, "Konsulent")
    assert world.team.roles.filter(person=new, to_on=None).exists()
    assert {e.what for e in Entry.objects.about(new)} == {"person.added", "role.given"}


def test_the_address_of_somebody_elsewhere_is_refused(world: World, staff: Client) -> None:
    """K3"""
    sent = staff.post(page(world), {"name": "Fremmed", "email": "Outsider@example.org"})
    assert sent.context["form"].errors == {"email": ["Somebody who doesn't work for KL has this address."]}
    assert 'value="Fremmed"' in sent.content.decode()
    outsider = world.people["outsider"]
    assert staff.post(page(world), {"person": outsider.pk}).status_code == 404
    assert not outsider.roles.exists()


def test_a_role_ends_and_with_it_every_right(world: World, staff: Client) -> None:
    """K3"""
    colleague = world.person("colleague", "Kollega, KL", world.kl)
    staff.post(page(world), {"person": colleague.pk})
    role = world.team.roles.get(person=colleague)
    other = world.sign_in(Client(), "colleague")
    assert other.get(page(world)).status_code == 200
    ending = reverse("networks:role_ending", args=[world.team.pk, role.pk])
    staff.post(ending)
    staff.post(ending)
    assert other.get(page(world)).status_code == 404
    assert Entry.objects.filter(what="role.ended").count() == 1


def test_somebody_must_be_left(world: World, staff: Client) -> None:
    role = world.team.roles.get()
    ending = reverse("networks:role_ending", args=[world.team.pk, role.pk])
    assert "Somebody must be left in the team" in staff.post(ending, follow=True).content.decode()
    role.refresh_from_db()
    assert role.to_on is None


def test_who_ends_their_own_role_is_let_out(world: World, staff: Client) -> None:
    mine = world.team.roles.get()
    colleague = world.person("colleague", "Kollega, KL", world.kl)
    staff.post(page(world), {"person": colleague.pk})
    left = staff.post(reverse("networks:role_ending", args=[world.team.pk, mine.pk]))
    assert left.headers["Location"] == reverse("web:home")


def test_only_ones_own_teams(world: World, client: Client) -> None:
    other = reverse("networks:team", args=[world.other_team.pk])
    teams = reverse("networks:teams")
    staff = world.sign_in(client, "secretary")
    listed = staff.get(teams).content.decode().split("<main")[1]
    assert "KL · Kultur og fritid" in listed
    assert "BKF" not in listed
    assert staff.get(other).status_code == 404
    for outsider in ("outsider", "coordinator"):
        stranger = world.sign_in(Client(), outsider)
        assert stranger.get(teams).status_code == 404
        assert stranger.get(page(world)).status_code == 404
        assert stranger.post(page(world), {"person": world.people[outsider].pk}).status_code == 404
    assert Client().get(teams).status_code == 302


def test_three_hundred_take_no_more_queries(
    world: World, staff: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(300):
        opening.give_role(
            world.person(f"p{number}", f"Person {number}", world.kl), world.team, by=None, at=world.now
        )
    with django_assert_max_num_queries(12):
        assert b"Person 299" in staff.get(page(world) + "?q=person").content
    with django_assert_max_num_queries(12):
        staff.get(reverse("networks:teams"))


def test_one_more_team_is_opened_by_somebody_who_works_there(world: World, client: Client) -> None:
    """K3: whoever opens it works in it; the same name twice is refused beside the field."""
    desk = world.sign_in(client, "secretary")
    typed = {"organisation": world.kl.pk, "name": "Børn og unge", "email": "boern@kl.example.org"}
    opened = desk.post("/teams/new/", typed)
    assert opened.status_code == 302
    assert "Sekretær, KL" in desk.get(opened.url).text
    again = desk.post("/teams/new/", typed)
    assert again.status_code == 422
    assert 'id="id_name_error"' in again.text
    other = desk.post("/teams/new/", typed | {"organisation": world.organisations["BKF"].pk, "name": "X"})
    assert other.status_code == 422
