"""Another organisation's team runs the network with equal rights (K24)."""

from django.test import Client
from django.urls import reverse

from armkrok.networks.models import Facilitation
from tests.world import World


def test_added_and_ended(world: World, client: Client) -> None:
    """K24: equal rights from the moment that they are added."""
    staff = world.sign_in(client, "secretary")
    there = reverse("networks:facilitators", args=[world.network.slug])
    settings = reverse("networks:settings", args=[world.network.slug])
    other = world.sign_in(Client(), "facilitator")
    assert other.get(settings).status_code == 404

    assert "runs the network alone so far" in staff.get(there).content.decode()
    staff.post(there, {"team": world.other_team.pk})
    assert other.get(settings).status_code == 200
    assert staff.post(there, {"team": world.team.pk}).context["form"].errors.keys() == {"team"}
    group = staff.get(reverse("networks:settings_group", args=[world.network.slug, "run"]))
    assert {"invoicer", "joint_controllers"} <= group.context["form"].fields.keys()
    assert "BKF · Sekretariatet runs it with equal rights." in staff.get(settings).content.decode()

    facilitation = Facilitation.objects.get(network=world.network)
    removal = reverse("networks:facilitator_removal", args=[world.network.slug, facilitation.pk])
    assert staff.get(removal).status_code == 405
    staff.post(removal)
    assert staff.post(removal).status_code == 302  # sent twice, it is done once
    assert other.get(settings).status_code == 404
    history = staff.get(settings).content.decode()
    assert "added a co-facilitator: BKF" in history
    assert "removed a co-facilitator: BKF" in history


def test_to_everybody_else_it_is_not_there(world: World) -> None:
    there = reverse("networks:facilitators", args=[world.network.slug])
    for outsider in ("outsider", "coordinator", "facilitator"):
        client = world.sign_in(Client(), outsider)
        assert client.get(there).status_code == 404
        assert client.post(there, {"team": world.other_team.pk}).status_code == 404
    assert not Facilitation.objects.exists()
