"""The catalogue: found by words, policy area, organiser and country, in as many queries for 300 as for one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.directory.models import Kind
from armkrok.networks import opening
from tests.world import World, facilities

NETWORKS = reverse("web:networks")


@pytest.fixture
def skane(world: World) -> World:
    """Region Skåne has a network of its own, in Swedish, for Skåne."""
    region = world.organisation("Region Skåne", Kind.REGION, country="SE", area="SE-12")
    team = opening.open_team(region, "Kultur", "kultur@skane.example.org", by=None, at=world.now)
    strategist = world.person("strategist", "Strateg, Region Skåne", region, language="sv")
    opening.give_role(strategist, team, by=None, at=world.now)
    more = {"language": "sv", "privacy_url": "https://example.org/p", "policy_area": "culture"}
    network = opening.open_network(
        team,
        {"name": "Nätverk för barnkultur", "summary": "För samordnare i Östersund och Skåne.", **more},
        by=strategist,
        at=world.now,
    )
    opening.publish(network, by=strategist, at=world.now)
    return world


def found(client: Client, query: str = "", **headers: Any) -> list[str]:
    response = client.get(f"{NETWORKS}?{query}", headers=headers)
    assert response.status_code == 200
    return [network.name for network in response.context["page"]]


BARN, FRITID = "Nätverk för barnkultur", "Kommunernes fritidsfacilitetsnetværk"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", [FRITID, BARN]),
        ("q=OSTERSUND", [BARN]),  # neither accents nor case matter
        ("q=netv%C3%A6rk", [FRITID]),
        ("q=idr%C3%A6tsanlaeg", [FRITID]),  # whom it is for
        ("q=region+skane", [BARN]),  # the convener
        ("q=barnkultur+samordnare", [BARN]),
        ("q=opera", []),
        ("policy_area=culture", [BARN]),
        ("country=SE", [BARN]),
        ("country=DK", [FRITID]),
        ("country=SE&policy_area=leisure", []),
        ("policy_area=nonsense&page=99", [FRITID, BARN]),
    ],
)
def test_it_is_found(skane: World, client: Client, query: str, names: list[str]) -> None:
    """K2: the catalogue is narrowed by policy area, convener and country, and searched."""
    assert sorted(found(client, query)) == sorted(names)


def test_it_is_found_by_its_convener_and_by_who_runs_it_too(skane: World, client: Client) -> None:
    """S4, K24"""
    kl = skane.kl.pk
    assert found(client, f"convener={kl}") == [FRITID]
    opening.add_facilitator(skane.network, skane.other_team, by=skane.people["secretary"], at=skane.now)
    assert found(client, "q=bkf") == [FRITID]


def test_a_choice_that_narrows_nothing_is_not_offered(world: World, client: Client) -> None:
    page = client.get(NETWORKS).content.decode()
    assert 'name="q"' in page
    assert 'name="country"' not in page
    assert 'name="convener"' not in page


def test_while_one_types_only_the_list_comes(skane: World, client: Client) -> None:
    part = client.get(f"{NETWORKS}?q=barn", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert BARN in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    back = client.get(NETWORKS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_an_empty_list_says_what_to_do_next(world: World, client: Client) -> None:
    nothing = client.get(f"{NETWORKS}?q=opera").content.decode()
    assert "No network fits" in nothing
    assert "Show all networks" in nothing
    opening.unpublish(world.network, by=world.people["secretary"], at=world.now, why="Ferie")
    assert "There is no network yet" in client.get(NETWORKS).content.decode()


def test_staff_see_their_drafts_and_nobody_else_does(skane: World, client: Client) -> None:
    assert "Kladde" not in found(client)
    assert "Kladde" not in found(skane.sign_in(Client(), "strategist"))
    assert "Kladde" not in found(skane.sign_in(Client(), "coordinator"))
    staff = skane.sign_in(client, "secretary")
    assert "Kladde" in found(staff)
    page = staff.get(NETWORKS).content.decode()
    assert page.count("Draft") == 1
    assert reverse("networks:network_opening") in page


def test_it_counts_members(skane: World, client: Client) -> None:
    counts = {n.name: n.member_count for n in client.get(NETWORKS).context["page"]}
    assert counts == {FRITID: 1, BARN: 0}


def test_three_hundred_take_no_more_queries_than_one(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": a public page in at most 12 queries."""
    with django_assert_max_num_queries(6):
        assert len(found(client)) == 1
    for number in range(300):
        network = opening.open_network(
            world.team,
            {**facilities(), "name": f"Netværk {number}", "slug": f"n-{number}"},
            by=world.people["secretary"],
            at=world.now,
        )
        opening.publish(network, by=world.people["secretary"], at=world.now)
    with django_assert_max_num_queries(6):
        assert len(found(client)) == 24
    assert "301 networks" in client.get(NETWORKS).content.decode()


def test_everybody_begins_where_their_work_is(world: World, client: Client) -> None:
    home = reverse("web:home")
    assert client.get(home).headers["Location"] == NETWORKS
    assert world.sign_in(Client(), "coordinator").get(home).headers["Location"] == reverse("networks:me")
    assert world.sign_in(Client(), "secretary").get(home).headers["Location"] == reverse("web:today")
