"""Whoever comes after at the same computer finds no page of somebody who was signed in."""

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize("address", ["/me/", "/today/", "/people/", "/networks/", "/account/", "/nowhere/"])
def test_no_page_is_kept(world: World, client: Client, address: str) -> None:
    kept = world.sign_in(client, "secretary").get(address)["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_what_everybody_reads_may_be_kept(world: World, client: Client) -> None:
    assert "no-store" not in client.get("/networks/").headers.get("Cache-Control", "")
