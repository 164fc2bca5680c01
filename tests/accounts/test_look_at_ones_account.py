"""The account page: who we think one is, the language of mails, passkeys, sessions."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.urls.resolvers import URLPattern

from armkrok.accounts import sign_in_urls
from armkrok.accounts.models import User
from armkrok.directory.models import Person
from armkrok.journal.models import Entry

from .conftest import a_person, sign_in

ACCOUNT, LANGUAGE = reverse("accounts:account"), reverse("accounts:language")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for address in (ACCOUNT, reverse("mfa_add_webauthn"), reverse("account_reauthenticate")):
        assert client.get(address).headers["Location"].startswith(reverse("account_login"))
    assert client.post(LANGUAGE, {"language": "da"}).status_code == 302


def test_it_shows_what_we_know(client: Client, anna: Person) -> None:
    page = sign_in(client, anna).get(ACCOUNT)
    assert "anna@example.org" in page.content.decode()
    assert "private" in page.headers["Cache-Control"]


def test_choose_the_language_of_mails(client: Client, anna: Person) -> None:
    sign_in(client, anna)
    assert client.post(LANGUAGE, {"language": "da"}).headers["Location"] == ACCOUNT
    anna.refresh_from_db()
    assert anna.language == "da"
    entry = Entry.objects.about(anna).get()
    assert (entry.what, entry.by, entry.details) == ("account.language", anna.pk, {"language": "da"})
    client.post(LANGUAGE, {"language": "da"})
    assert Entry.objects.about(anna).count() == 1, "nothing was changed"
    client.post(LANGUAGE, {"language": "network"})
    anna.refresh_from_db()
    assert anna.language == ""


def test_a_language_that_there_is_not(client: Client, anna: Person) -> None:
    page = sign_in(client, anna).post(LANGUAGE, {"language": "tlh"})
    assert page.status_code == 422
    assert 'id="id_language_error"' in page.content.decode()
    anna.refresh_from_db()
    assert anna.language == "sv"


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_inactive",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "socialaccount_connections",
    ],
)
def test_what_can_not_be_reached(name: str) -> None:
    """No sign-up, no password, no second list of addresses."""
    with pytest.raises(NoReverseMatch):
        reverse(name)


def a_passkey(person: Person, name: str) -> Authenticator:
    return Authenticator.objects.create(
        user=User.objects.for_person(person), type=Authenticator.Type.WEBAUTHN, data={"name": name}
    )


def test_every_page_stands_in_our_frame(client: Client, anna: Person) -> None:
    """Nothing of allauth's own look comes through, whichever of its pages one ends on."""
    sign_in(client, anna)
    for pattern in sign_in_urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        given = {"pk": a_passkey(anna, "Telephone").pk} if "pk" in str(pattern.pattern) else None
        address = reverse(pattern.name, kwargs=given)
        for visitor in (Client(), client):
            page = visitor.get(address)
            assert page.status_code in (200, 302, 405), address
            if page.status_code == 200:
                assert any(template.name == "ui/base.html" for template in page.templates), address


def test_rename_a_passkey(client: Client, anna: Person) -> None:
    key = a_passkey(anna, "Telephone")
    sign_in(client, anna)
    address = reverse("mfa_edit_webauthn", args=[key.pk])
    assert 'value="Telephone"' in client.get(address).content.decode()
    assert client.post(address, {"name": ""}).status_code == 200
    assert client.post(address, {"name": "Den gamla telefonen"}).headers["Location"] == ACCOUNT
    assert "Den gamla telefonen" in client.get(ACCOUNT).content.decode()


def test_anothers_passkey_is_not_there(client: Client, anna: Person) -> None:
    key = a_passkey(a_person("carl"), "Telephone")
    sign_in(client, anna)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404
        assert client.post(reverse(name, args=[key.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_same_number_of_queries_with_many(client: Client, anna: Person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, anna)
    client.get(ACCOUNT)
    with CaptureQueriesContext(connection) as one:
        client.get(ACCOUNT)
    for number in range(10):
        a_passkey(anna, f"Key {number}")
        sign_in(Client(), anna) if number < 3 else None
    with CaptureQueriesContext(connection) as many:
        client.get(ACCOUNT)
    assert len(many) == len(one)
