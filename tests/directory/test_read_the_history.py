"""What happened to an organisation, as far as the directory is concerned."""

from django.test import Client

from tests.world import World


def test_who_applied_where_is_not_told_to_other_secretariats(world: World, client: Client) -> None:
    """The directory is everybody's; a network's doings belong to those who run it."""
    desk = world.sign_in(client, "facilitator")
    page = desk.get(f"/organisations/{world.application.organisation_id}/").text.partition("<main")[2]
    assert "applied" not in page
    assert "put somebody forward" not in page
