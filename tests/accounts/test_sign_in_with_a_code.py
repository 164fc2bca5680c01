"""Sign in with a code by mail: for the secretariat and for members who want the whole picture. No passwords."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from armkrok.accounts.backend import SignInBackend
from armkrok.accounts.models import User
from armkrok.directory.models import Person
from armkrok.mail.models import Message

from .conftest import is_signed_in, latest_code, sign_in

SIGN_IN, CODE = reverse("account_login"), reverse("account_confirm_login_code")


def test_from_the_address_to_being_signed_in(client: Client, anna: Person) -> None:
    assert not User.objects.exists()
    asked = client.post(SIGN_IN, {"login": " ANNA@Example.org "})
    assert asked.headers["Location"] == CODE
    assert "anna@example.org" in client.get(CODE).content.decode().lower()
    typed = client.post(CODE, {"code": latest_code("anna@example.org")})
    assert typed.status_code == 302
    assert is_signed_in(client)
    user = User.objects.get()
    assert user.person == anna
    assert not user.has_usable_password()
    sign_in(Client(), anna)
    assert User.objects.count() == 1


def test_the_letter_with_the_code(client: Client, anna: Person) -> None:
    """In the reader's language, at once, secret, and as a machine's letter."""
    client.post(SIGN_IN, {"login": anna.email})
    letter = Message.objects.get()
    assert (letter.to_address, letter.to_name, letter.language) == ("anna@example.org", "Anna", "sv")
    assert letter.secret
    assert letter.automatic
    assert letter.next_attempt_at <= timezone.now()
    code = latest_code(anna.email)
    assert code not in letter.subject
    assert code in letter.html


def test_whose_language_we_do_not_know(client: Client, bo: Person) -> None:
    client.post(SIGN_IN, {"login": bo.email}, headers={"Accept-Language": "da"})
    assert Message.objects.get().language == "da"


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[4]}{0[5]}{0[6]}"])
def test_a_code_is_easy_to_type(client: Client, anna: Person, typed: str) -> None:
    client.post(SIGN_IN, {"login": anna.email})
    client.post(CODE, {"code": typed.format(latest_code(anna.email))})
    assert is_signed_in(client)


def test_one_comes_back_to_where_one_was_going(client: Client, anna: Person) -> None:
    goal = reverse("accounts:account") + "?part=passkeys"
    page = client.get(reverse("accounts:account"), follow=True)
    assert page.redirect_chain == [(f"{SIGN_IN}?next=/account/", 302)]
    asked = client.post(SIGN_IN, {"login": anna.email, "next": goal})
    page = client.get(asked.headers["Location"])
    assert 'name="next" value="/account/?part=passkeys"' in page.content.decode()
    typed = client.post(CODE, {"code": latest_code(anna.email), "next": goal})
    assert typed.headers["Location"] == goal


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, anna: Person, goal: str) -> None:
    client.post(f"{SIGN_IN}?next={goal}", {"login": anna.email, "next": goal})
    typed = client.post(CODE, {"code": latest_code(anna.email), "next": goal})
    assert typed.headers["Location"] == "/"


def test_a_wrong_code_is_said_beside_the_field(client: Client, anna: Person) -> None:
    client.post(SIGN_IN, {"login": anna.email})
    page = client.post(CODE, {"code": "000-000"})
    assert 'id="id_code_error"' in page.content.decode()
    client.post(CODE, {"code": latest_code(anna.email)})
    assert is_signed_in(client)


def test_three_wrong_codes_and_one_begins_again(client: Client, anna: Person) -> None:
    client.post(SIGN_IN, {"login": anna.email})
    for _time in range(3):
        answer = client.post(CODE, {"code": "000-000"})
    assert answer.headers["Location"] == SIGN_IN
    assert "wrong too often" in client.get(SIGN_IN).content.decode()
    client.post(CODE, {"code": latest_code(anna.email)})
    assert not is_signed_in(client)


def test_a_code_works_once_and_only_where_it_was_asked_for(client: Client, anna: Person) -> None:
    elsewhere = Client()
    client.post(SIGN_IN, {"login": anna.email})
    stolen = latest_code(anna.email)
    elsewhere.post(SIGN_IN, {"login": anna.email})
    elsewhere.post(CODE, {"code": stolen})
    assert not is_signed_in(elsewhere)
    client.post(CODE, {"code": stolen})
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    client.post(CODE, {"code": stolen})
    assert not is_signed_in(client)


def test_a_code_ends(client: Client, anna: Person) -> None:
    client.post(SIGN_IN, {"login": anna.email})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        client.post(CODE, {"code": latest_code(anna.email)})
        assert not is_signed_in(client)


def test_whoever_was_found_to_be_somebody_else(client: Client, anna: Person, bo: Person) -> None:
    """The address of a person who was merged away opens nothing; an old session of theirs ends."""
    sign_in(client, bo)
    bo.merged_into = anna
    bo.save()
    assert not is_signed_in(client)
    Message.objects.all().delete()
    client.post(SIGN_IN, {"login": bo.email})
    assert not Message.objects.exists()


def test_an_address_that_went_to_another_person(client: Client, anna: Person, bo: Person) -> None:
    sign_in(Client(), anna)
    anna.email, bo.email = "anna.ny@example.org", "anna@example.org"
    anna.save()
    bo.save()
    sign_in(client, bo)
    assert client.get(reverse("accounts:account")).context["person"] == bo


def test_signed_in_already(client: Client, anna: Person) -> None:
    sign_in(client, anna)
    assert client.get(SIGN_IN).status_code == 302
    assert client.get(CODE).status_code == 302


def test_sign_out(client: Client, anna: Person) -> None:
    """A change of state: a link or a picture's address can't do it."""
    sign_in(client, anna)
    assert client.get(reverse("account_logout")).status_code == 405
    assert is_signed_in(client)
    assert client.post(reverse("account_logout")).headers["Location"] == "/"
    assert not is_signed_in(client)


def test_begin_again_with_another_address(client: Client, anna: Person) -> None:
    client.post(SIGN_IN, {"login": "ana@example.org"})
    again = client.post(reverse("account_logout"), {"next": SIGN_IN})
    assert again.headers["Location"] == SIGN_IN
    assert client.get(SIGN_IN).status_code == 200


@pytest.mark.parametrize("typed", ["", "anna", "anna@", "anna@example.org\nbcc:x@example.org"])
def test_what_is_no_address(client: Client, typed: str) -> None:
    page = client.post(SIGN_IN, {"login": typed})
    assert page.status_code == 200
    assert 'id="id_login_error"' in page.content.decode()
    assert not Message.objects.exists()


def test_who_is_asking_costs_one_query(anna: Person, django_assert_num_queries: Any) -> None:
    number = User.objects.for_person(anna).pk
    with django_assert_num_queries(1):
        user = SignInBackend().get_user(number)
        assert user
        assert (user.email, user.person.organisation.name) == ("anna@example.org", "Höör")
    assert SignInBackend().get_user(number + 1) is None


def test_being_signed_in_permits_nothing_by_itself(anna: Person) -> None:
    user = User.objects.for_person(anna)
    assert not user.has_perm("networks.staff")
    assert not user.has_perm("anything.at_all")
    assert not user.has_module_perms("networks")


def test_a_user_is_made_once(anna: Person) -> None:
    assert User.objects.for_person(anna) == User.objects.for_person(anna)
    assert User.objects.count() == 1
