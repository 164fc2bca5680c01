"""Quality, "It doesn't break": whatever is typed into an address or sent in place of a number gets an answer in words."""

from typing import Any

import pytest
from django.test import Client

from tests.world import World

NUMBERS = ["²", "٣", "9" * 5000, "9" * 30, "-1", "1.5", "1e3", " ", "\0", "1\0"]
# Where a number is read from the address or from what was sent, as the secretary.
OPENED = [
    "/today/?page={}",
    "/organisations/?page={}",
    "/organisations/?area={}",
    "/organisations/new/?parent={}",
    "/organisations/departments/?organisation={}",
    "/organisations/choices/?name=organisation&organisation={}",
    "/organisations/{organisation}/merging/?other={}",
    "/people/?page={}&q={}",
    "/people/new/?organisation={}",
    "/people/{person}/merging/?other={}",
    "/networks/?page={}&convener={}&q={}",
    "/demo/mail/?page={}&to={}&q={}",
]
SENT = [
    ("/today/applications/{application}/refusal/", {"why": "No", "guided_to": "{}"}),
    ("/organisations/{organisation}/merging/", {"other": "{}", "why": "{}"}),
    ("/organisations/new/", {"parent": "{}", "parent_search": "{}", "name": "{}", "latitude": "{}"}),
    ("/people/{person}/edit/", {"organisation": "{}", "organisation_search": "{}", "department": "{}"}),
    ("/people/{person}/merging/", {"other": "{}", "why": "{}"}),
    ("/account/language/", {"language": "{}"}),
]


def filled(pattern: str, nonsense: str, world: World) -> str:
    there = {
        "organisation": world.organisations["Køge"].pk,
        "person": world.people["outsider"].pk,
        "application": world.application.pk,
    }
    for name, number in there.items():
        pattern = pattern.replace(f"{{{name}}}", str(number))
    return pattern.replace("{}", nonsense)


def test_in_an_address(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    for pattern in OPENED:
        for nonsense in NUMBERS:
            path, _mark, query = filled(pattern, nonsense, world).partition("?")
            answer = desk.get(path, dict(part.split("=", 1) for part in query.split("&")))
            expected = {400} if "\0" in nonsense else {200, 404}
            assert answer.status_code in expected, (pattern, nonsense[:20])


def test_in_what_is_sent(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    for pattern, values in SENT:
        for nonsense in NUMBERS:
            sent = {name: value.replace("{}", nonsense) for name, value in values.items()}
            answer = desk.post(filled(pattern, "", world), sent)
            assert answer.status_code < 500, (pattern, nonsense[:20])


@pytest.mark.parametrize("address", ["/networks/?q=%00", "/nowhere/?%00", "/l/a%00b/", "/sign-in/?next=/%00"])
def test_a_null_character_is_answered_in_words(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "make sense of this address" in answer.text
    assert "armkrok.css" in answer.text


def test_an_unknown_host_is_answered_in_words(client: Client, db: None) -> None:
    answer = client.get("/networks/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "make sense of this address" in answer.text


def test_an_address_that_is_only_sent_to_says_so(world: World, client: Client) -> None:
    desk: Any = world.sign_in(client, "secretary")
    answer = desk.get(f"/today/applications/{world.application.pk}/approval/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "</footer>" in answer.text, "in our frame"
    assert "There is nothing to look at here" in answer.text
