"""A network's page says what the two source pages say about theirs, from the facts."""

import datetime as dt
import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from armkrok.networks import opening
from armkrok.networks.models import Enrolment
from tests.world import World


def read(client: Client, world: World, network: Any = None) -> str:
    """The page's words as one line of text, without marks."""
    response = client.get((network or world.network).get_absolute_url())
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1]
    text = re.sub(r"<svg.*?</svg>", "", f"<main{main}", flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def change(world: World, **settings: Any) -> None:
    opening.change_settings(world.network, settings, by=world.people["secretary"], at=world.now)


def test_who_it_is_for_and_who_cannot_be_a_member(world: World, client: Client) -> None:
    """K4, K18, K25, K29, K30, S8"""
    change(world, suggested_roles=["Idrætschef", "Leder af idrætsanlæg"], asks_stage=True)
    page = read(client, world)
    assert "Idrætschefer, ledere af idrætsanlæg og strategiske medarbejdere." in page
    assert "Municipalities may join. The members come from the whole of Denmark." in page
    assert "Regions and associations of municipalities may apply, and the secretariat considers" in page
    assert "Idrætschef Leder af idrætsanlæg" in page
    assert "Others are welcome to apply too" in page
    assert "those who already work with it, and those whose municipality wants to start" in page
    assert "state agencies, private companies, associations and other organisations can't be members" in page
    assert "invited to a single meeting as speakers or experts" in page


def test_what_it_is_about(world: World, client: Client) -> None:
    """S5, K19, K20"""
    assert "What it works with" not in read(client, world)
    change(world, purposes=["lærande"], subjects=["gavle"], contributions=["værdisættelse"])
    page = read(client, world)
    assert "What the meetings are for lærande" in page
    assert "What it works with gavle" in page
    assert "What members give one another værdisættelse" in page


def test_how_often_how_long_and_where(world: World, client: Client) -> None:
    """S11, S17, K31, K32, K39"""
    page = read(client, world)
    assert "The network has 3 meetings a year. A meeting lasts the whole day, at least 5 hours." in page
    assert "The dates are not fixed yet." in page
    assert "Subscribe to the calendar" in page
    assert "railway" not in page
    change(world, winter_rule=True, meetings_min=2, full_days=False, forms_of_work=["workshop"])
    page = read(client, world)
    assert "From October to March, places that lie within 4 km of a railway station" in page
    assert "The network has 2–3 meetings a year." in page
    assert "whole day" not in page
    assert "How we work workshop" in page


def test_how_one_is_a_member_and_leaves(world: World, client: Client) -> None:
    """K17, K34, K35, K36, S9, S10, A4, A8"""
    page = read(client, world)
    assert "It is the municipality or the organisation that enrols, not a person." in page
    assert "Enrolling isn't the same as registering for a meeting" in page
    assert "Each member appoints one person." in page
    assert "confirms it by a personal link" in page
    assert "What all of them have in common: Vi deler det, vi lærer." in page
    assert "Each member has 2 seats at every meeting." in page
    assert "somebody else may take a seat until the meeting starts" in page
    assert "The network year runs from January to December." in page
    assert "at the end of December. The seats stay until then." in page
    change(world, leaving_rule="notice", notice_months=2, seats_may_be_swapped=False, year_starts_in=3)
    page = read(client, world)
    assert "A withdrawal takes effect 2 months after it was confirmed." in page
    assert "nobody else can take it" in page
    assert "from March to February" in page


def test_the_house_rule_never_promises_secrecy(world: World, client: Client) -> None:
    """K21, A12"""
    assert "public access" not in read(client, world)
    change(world, house_rule="Det, der siges her, bliver her.")
    assert "Secrecy can't be promised, because the law on public access to documents applies." in read(
        client, world
    )


def test_both_who_run_it_are_shown(world: World, client: Client) -> None:
    """S4, K3, K24, S24"""
    page = read(client, world)
    assert "KL · Kultur og fritid" in page
    assert "equal rights" not in page
    assert "How KL handles personal data" in page
    change(world, invoicer=world.kl, joint_controllers="KL svarer for deltagerlisten.")
    assert "KL svarer" not in read(client, world)  # alone there is nothing to share
    opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
    page = read(client, world)
    assert "KL · Kultur og fritid + BKF · Sekretariatet" in page
    assert "KL and BKF run the network together, with equal rights. KL sends the invoices." in page
    assert "KL svarer for deltagerlisten." in page


def test_who_the_members_are_without_any_person(world: World, client: Client) -> None:
    page = read(client, world)
    assert "Members 1 of 3 municipalities" in page
    assert "Svendborg" in page
    assert "Aarhus" not in page  # has applied
    assert "Koordinator" not in page


def test_when_it_last_changed(world: World, client: Client) -> None:
    """K41: by itself, from the journal."""
    assert "Last updated 1 June 2027" in read(client, world)
    later = world.now + dt.timedelta(days=40)
    opening.change_settings(world.network, {"name": "Nyt navn"}, by=world.people["secretary"], at=later)
    assert "Last updated 11 July 2027" in read(client, world)


def test_one_can_find_ones_way(world: World, client: Client) -> None:
    """K1, K2"""
    page = client.get(world.network.get_absolute_url()).content.decode()
    assert 'class="skip"' in page
    assert "?policy_area=leisure" in page
    targets = set(re.findall(r'href="#([a-z]+)"', page))
    assert {"who", "about", "dates", "membership", "members", "organisers"} <= targets
    assert all(f'id="{target}"' in page for target in targets)
    assert '<h1 lang="da">' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_members_and_staff_find_what_is_theirs(world: World, client: Client) -> None:
    """K13"""
    address = world.network.get_absolute_url()
    links = {"directory": f"{address}members/", "settings": f"{address}settings/"}

    def shown(who: str) -> set[str]:
        page = world.sign_in(Client(), who).get(address).content.decode()
        return {name for name, link in links.items() if f'"{link}"' in page}

    assert shown("secretary") == {"directory", "settings"}
    assert shown("coordinator") == {"directory"}
    assert shown("outsider") == set()
    assert shown("facilitator") == set()


def test_a_draft_is_not_there_for_strangers(world: World, client: Client) -> None:
    address = world.draft.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get("/networks/nowhere/").status_code == 404
    for outsider in ("outsider", "coordinator", "facilitator"):
        assert world.sign_in(Client(), outsider).get(address).status_code == 404
    page = read(world.sign_in(client, "secretary"), world, world.draft)
    assert "This is a draft." in page
    assert "Enrol your municipality" not in page


@pytest.mark.parametrize(("who", "most"), [("", 7), ("coordinator", 13), ("secretary", 13)])
def test_three_hundred_members_take_no_more_queries_than_one(
    world: World, client: Client, who: str, most: int, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": at most 12 queries and 40 kB."""
    if who:
        world.sign_in(client, who)
    address = world.network.get_absolute_url()
    with django_assert_max_num_queries(most):
        client.get(address)
    for number in range(299):
        place = world.municipality(f"Kommune {number}", f"9{number:03}")
        Enrolment.objects.create(
            network=world.network,
            organisation=place,
            state="active",
            applicant=world.people["coordinator"],
            applied_at=world.now,
        )
    with django_assert_max_num_queries(most):
        response = client.get(address)
    assert "Show all 300 members" in response.content.decode()
    assert len(response.content) < 40_000
