"""The session was over before the button was pressed: one signs in and comes back to a page that can be looked at."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.world import World

BUTTON = "/today/applications/{}/approval/"


def goal(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


@pytest.mark.parametrize(
    ("before", "onwards"),
    [
        ("http://testserver/today/?page=2", "/today/?page=2"),
        ("https://elsewhere.example/today/", "/"),
        ("http://testserver.elsewhere.example/", "/"),
        ("//testserver//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_back_to_the_page_with_the_button(world: World, client: Client, before: str, onwards: str) -> None:
    address = BUTTON.format(world.application.pk)
    answer = client.post(address, headers={"Referer": before} if before else {})
    assert answer.status_code == 302
    assert goal(answer["Location"]) == onwards


def test_the_whole_page_goes_to_sign_in_and_not_a_line_of_it(world: World, client: Client) -> None:
    answer = client.post(
        BUTTON.format(world.application.pk),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"},
    )
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer["HX-Redirect"].startswith("/sign-in/?")
    assert goal(answer["HX-Redirect"]) == "/today/"


def test_a_page_that_was_opened_is_come_back_to(world: World, client: Client) -> None:
    answer = client.get("/people/?q=a", headers={"Referer": "http://testserver/networks/"})
    assert goal(answer["Location"]) == "/people/?q=a"
