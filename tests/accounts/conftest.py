"""People who sign in, and what they need for it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from armkrok.directory.models import Kind, Organisation, Person
from armkrok.mail.models import Message
from tests.browser import a_browser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(db: None) -> None:
    """The limits are counted in a table that no model knows, so no test clears it for the next."""
    cache.clear()


def a_person(key: str, **more: Any) -> Person:
    municipality, _new = Organisation.objects.get_or_create(
        name="Höör", defaults={"kind": Kind.MUNICIPALITY, "country": "SE", "code": "1267"}
    )
    return Person.objects.create(
        name=key.capitalize(), email=f"{key}@example.org", organisation=municipality, **more
    )


@pytest.fixture
def anna(db: None) -> Person:
    return a_person("anna", language="sv")


@pytest.fixture
def bo(db: None) -> Person:
    return a_person("bo")


def latest_code(address: str) -> str:
    letter = Message.objects.filter(to_address=address).latest("pk")
    found = re.search(r"\b\d{3}-\d{3}\b", letter.text)
    assert found
    return found[0]


def sign_in(client: Client, person: Person, **headers: str) -> Client:
    """All the way: the address, the mail, the code."""
    asked = client.post(reverse("account_login"), {"login": person.email}, headers=headers)
    assert asked.status_code == 302, asked.content.decode()
    typed = client.post(
        reverse("account_confirm_login_code"), {"code": latest_code(person.email)}, headers=headers
    )
    assert typed.status_code == 302, typed.content.decode()
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


@pytest.fixture
def page(live_server: Any) -> Iterator[Page]:
    """A real browser's page."""
    with a_browser() as browser:
        yield browser.new_page(locale="en-GB", base_url=live_server.url)
