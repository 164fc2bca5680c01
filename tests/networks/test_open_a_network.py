"""A member of staff opens a network: a few questions, and everything else has a usual value."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from armkrok.journal.models import Entry
from armkrok.networks import opening
from armkrok.networks.models import Network
from armkrok.networks.rules import Refusal
from tests.world import World

OPEN = reverse("networks:network_opening")


def answers(world: World, **more: Any) -> dict[str, Any]:
    return {
        "team": world.team.pk,
        "name": "Netværk for kulturchefer",
        "policy_area": "culture",
        "language": "da",
        "summary": "For dem, der har direkte kontakt til det politiske niveau.",
        **more,
    }


def test_a_few_questions_and_it_is_there(world: World, client: Client) -> None:
    """K3, S4: a network belongs to a team; only its staff see it."""
    staff = world.sign_in(client, "secretary")
    assert staff.get(OPEN).status_code == 200
    sent = staff.post(OPEN, answers(world))
    network = Network.objects.get(slug="netvaerk-for-kulturchefer")
    assert sent.headers["Location"] == reverse("networks:settings", args=[network.slug])
    assert network.publication is None
    assert (network.areas, network.eligible_kinds) == (["DK"], ["municipality"])
    assert Entry.objects.about(network).get().what == "network.opened"
    assert Client().get(network.get_absolute_url()).status_code == 404


def test_it_can_begin_with_the_settings_of_another(world: World, client: Client) -> None:
    world.sign_in(client, "secretary").post(OPEN, answers(world, copy_from=world.network.pk))
    network = Network.objects.get(slug="netvaerk-for-kulturchefer")
    assert (network.seats_per_meeting, network.full_days) == (2, True)
    assert network.privacy_url == world.network.privacy_url
    assert network.summary.startswith("For dem")
    assert (network.policy_area, network.team) == ("culture", world.team)


def test_what_is_missing_is_asked_again_and_what_was_typed_stays(world: World, client: Client) -> None:
    sent = world.sign_in(client, "secretary").post(OPEN, answers(world, name=""))
    assert sent.status_code == 200
    assert "direkte kontakt til det politiske" in sent.content.decode()
    assert sent.context["form"].errors.keys() == {"name"}
    assert not Network.objects.filter(policy_area="culture").exists()


def test_nobody_opens_one_for_a_team_of_others(world: World, client: Client) -> None:
    sent = world.sign_in(client, "facilitator").post(OPEN, answers(world))
    assert sent.context["form"].errors.keys() == {"team"}
    with pytest.raises(Refusal):
        opening.open_network(world.team, {"name": "x"}, by=world.people["facilitator"], at=world.now)
    for outsider in ("outsider", "coordinator"):
        assert world.sign_in(Client(), outsider).get(OPEN).status_code == 404
    assert Client().get(OPEN).status_code == 302


def test_settings_that_do_not_hold_are_refused(world: World) -> None:
    """S8"""
    with pytest.raises(ValidationError) as fault:
        opening.open_network(
            world.team,
            {"name": "x", "areas": [], "eligible_kinds": []},
            by=world.people["secretary"],
            at=world.now,
        )
    assert {
        "areas",
        "eligible_kinds",
        "summary",
        "policy_area",
        "language",
    } <= fault.value.message_dict.keys()


@pytest.mark.django_db
def test_no_two_have_the_same_address(world: World) -> None:
    assert opening.free_slug("Fritidsfaciliteter") == "fritidsfaciliteter-2"
    assert opening.free_slug("New") == "new-2"
    assert opening.free_slug("Ærø & Åre") == "aero-are"
    assert opening.free_slug("…") == "network"
