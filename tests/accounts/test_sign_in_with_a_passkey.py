"""Passkeys: add, name, list, remove, sign in. In a real browser with a device made of software."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_encode
from playwright.sync_api import Page, expect

from armkrok.accounts.models import User
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message

from .conftest import latest_code, sign_in

ACCOUNT, ADD = reverse("accounts:account"), reverse("mfa_add_webauthn")


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_what_opens_the_account_is_changed_soon_after_signing_in_only(
    client: Client, anna: Person, name: str
) -> None:
    """Not by whoever finds the computer unlocked; whoever owns it signs in again, and is led back."""
    sign_in(client, anna)
    key = Authenticator.objects.create(user=User.objects.get(), type="webauthn", data={"name": "Old"})
    address = reverse(name, args=[] if name == "mfa_add_webauthn" else [key.pk])
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        for answer in (client.get(address), client.post(address, {"name": "Mine", "credential": "{}"})):
            assert answer.headers["Location"] == f"{reverse('account_reauthenticate')}?next={address}"
        again = client.get(answer.headers["Location"])
        assert f'name="next" value="{address}"' in again.content.decode()
        out = client.post(reverse("account_reauthenticate"), {"next": address})
        assert out.headers["Location"] == f"{reverse('account_login')}?next={address}"
        assert client.get(ACCOUNT).status_code == 302
    assert Authenticator.objects.filter(pk=key.pk, data={"name": "Old"}).exists()


def test_signing_in_again_leads_nowhere_else(client: Client, anna: Person) -> None:
    sign_in(client, anna)
    out = client.post(reverse("account_reauthenticate"), {"next": "https://evil.example/"})
    assert out.headers["Location"] == f"{reverse('account_login')}?next={ACCOUNT}"


NONSENSE = [
    "",
    "{}",
    "[]",
    "17",
    "nonsense",
    '{"id": "x", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "authenticatorData": "eA",'
    ' "signature": "eA", "userHandle": "MQ"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_an_answer_that_no_device_gave(client: Client, anna: Person, credential: str) -> None:
    Authenticator.objects.create(user=User.objects.for_person(anna), type="webauthn", data={"name": "Broken"})
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.headers["Location"] == reverse("account_login")
    Authenticator.objects.all().delete()
    sign_in(client, anna)
    client.get(ADD)
    assert client.post(ADD, {"name": "Mine", "credential": credential}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.fixture
def device(page: Page) -> Iterator[Page]:
    """A page on a computer that can keep passkeys and whose owner's finger is always on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not complaints, "the content security policy, or a script, complained"


def forged(options: dict[str, Any], user: User, key: Authenticator) -> str:
    """An answer to the right question, for the right key and person, signed by nobody."""
    said = {
        "type": "webauthn.get",
        "challenge": options["request_options"]["publicKey"]["challenge"],
        "origin": "http://localhost",
    }
    unlocked_by_its_owner = b"\x05"
    about_it = hashlib.sha256(b"localhost").digest() + unlocked_by_its_owner + bytes(4)
    number = key.data["credential"]["id"]
    response = {
        "clientDataJSON": websafe_encode(json.dumps(said).encode()),
        "authenticatorData": websafe_encode(about_it),
        "signature": websafe_encode(bytes(70)),
        "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
    }
    return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def usable_by_everybody(page: Page) -> None:
    """Quality, "Everybody can use it": axe finds nothing."""
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_from_the_first_code_to_signing_in_with_a_finger(device: Page, anna: Person) -> None:
    device.goto("/sign-in/?next=/account/")
    usable_by_everybody(device)
    device.get_by_label("E-mail address").fill(anna.email)
    device.get_by_role("button", name="Mail me a code").click()
    device.get_by_label("Code").fill("000 000")
    device.get_by_role("button", name="Sign in", exact=True).click()
    expect(device.get_by_role("alert")).to_be_focused()
    usable_by_everybody(device)
    device.get_by_label("Code").fill(latest_code(anna.email))
    device.get_by_role("button", name="Sign in", exact=True).click()
    expect(device.get_by_role("heading", name="Account")).to_be_visible()

    device.get_by_role("link", name="Add a passkey").click()
    expect(device.get_by_label("Name")).to_have_value("Chrome on Linux")
    expect(device.get_by_role("alert")).to_be_hidden()
    usable_by_everybody(device)
    device.get_by_label("Name").fill("The work computer")
    device.get_by_role("button", name="Make the passkey").click()
    expect(device.get_by_text("The passkey is added")).to_be_visible()
    expect(device.get_by_text("The work computer")).to_be_visible()
    usable_by_everybody(device)
    assert Entry.objects.about(anna).latest("pk").what == "passkey.added"
    assert "The work computer" in Message.objects.latest("pk").text

    device.get_by_role("link", name="Add a passkey").click()
    device.get_by_role("button", name="Make the passkey").click()
    expect(device.get_by_role("alert")).to_contain_text("has one for this account already")
    device.goto("/account/")

    device.get_by_role("button", name="Sign out here").click()
    device.goto("/sign-in/?next=/account/")
    letters = Message.objects.count()
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device.get_by_role("heading", name="Account")).to_be_visible()
    expect(device.get_by_text("Last used")).to_be_visible()
    assert Message.objects.count() == letters

    stranger = Client()
    options = stranger.get("/sign-in/passkey/", headers={"Accept": "application/json", "Host": "localhost"})
    answer = stranger.post(
        "/sign-in/passkey/",
        {"credential": forged(options.json(), User.objects.get(), Authenticator.objects.get())},
        headers={"Host": "localhost"},
    )
    assert answer.headers["Location"] == "/sign-in/", "the signature is wrong"

    device.get_by_role("link", name="Rename The work computer").click()
    device.get_by_label("Name").fill("The old computer")
    device.get_by_role("button", name="Save").click()
    device.get_by_role("link", name="Remove The old computer").click()
    device.get_by_role("button", name="Remove").click()
    expect(device.get_by_text("The passkey is removed")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert Entry.objects.about(anna).latest("pk").what == "passkey.removed"

    device.get_by_role("button", name="Sign out here").click()
    device.goto("/sign-in/")
    device.get_by_role("button", name="Sign in with a passkey").click()
    expect(device.get_by_text("The passkey didn't answer as it should")).to_be_visible()


def test_whoever_has_added_one_still_gets_in_with_a_code(client: Client, anna: Person) -> None:
    """A lost telephone locks nobody out."""
    user = User.objects.for_person(anna)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Lost telephone"})
    sign_in(client, anna)
    assert client.get(ACCOUNT).status_code == 200


def test_without_javascript_no_passkey_is_offered(client: Client, anna: Person) -> None:
    """The buttons are hidden until the script has found that this browser can."""
    assert 'data-passkey="sign-in" hidden' in client.get(reverse("account_login")).content.decode()
    page = sign_in(client, anna).get(ADD).content.decode()
    assert 'data-passkey="new" novalidate hidden' in page
    assert "This browser can" in page
