"""Quality, "It keeps out": limits on attempts, and a page that says so plainly."""

import datetime as dt

import pytest
import time_machine
from allauth.core.context import request_context
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from armkrok.accounts.limits import TooMany, limited
from armkrok.directory.models import Person
from armkrok.mail.models import Message

from .conftest import is_signed_in, latest_code, sign_in

SIGN_IN, CODE = reverse("account_login"), reverse("account_confirm_login_code")


def from_computer(number: int) -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=f"192.0.2.{number}")


def tries(times: int, request: HttpRequest, rate: str, key: str | None = None) -> int:
    """How many of so many tries went through."""
    with request_context(request):
        for number in range(times):
            try:
                limited(request, "test", rate, key=key)
            except TooMany:
                return number
    return times


@pytest.fixture(autouse=True)
def _a_page_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.models import AnonymousUser

    monkeypatch.setattr(HttpRequest, "user", AnonymousUser(), raising=False)


def test_one_computer_does_not_use_up_anothers() -> None:
    assert tries(5, from_computer(1), "3/m/ip") == 3
    assert tries(5, from_computer(2), "3/m/ip") == 3
    assert tries(1, from_computer(1), "3/m/ip") == 0


def test_one_address_from_many_computers() -> None:
    went = sum(tries(1, from_computer(n), "3/m/key", key="anna@example.org") for n in range(6))
    assert went == 3
    assert tries(1, from_computer(9), "3/m/key", key="bo@example.org") == 1


def test_several_rates_at_once() -> None:
    assert tries(9, from_computer(1), "5/m/ip,2/h/key", key="a") == 2
    assert tries(9, from_computer(1), "5/m/ip,2/h/key", key="b") == 2


def test_it_passes() -> None:
    assert tries(4, from_computer(1), "3/m/ip") == 3
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61)):
        assert tries(4, from_computer(1), "3/m/ip") == 3


def test_too_many_codes_for_an_address(client: Client, anna: Person) -> None:
    for _time in range(5):
        assert Client().post(SIGN_IN, {"login": anna.email}).status_code == 302
    answer = Client().post(SIGN_IN, {"login": "ANNA@example.org"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert "Too many attempts" in answer.content.decode()
    assert "</footer>" in answer.content.decode(), "in our frame"
    assert Message.objects.count() == 5
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        sign_in(client, anna)


def test_nobody_is_shut_out_by_others(client: Client, anna: Person) -> None:
    """Somebody asks for codes in Anna's name all day; she still gets hers."""
    with time_machine.travel(timezone.now(), tick=False) as now:
        for _round in range(5):
            for _time in range(6):
                Client(REMOTE_ADDR="192.0.2.66").post(SIGN_IN, {"login": anna.email})
            now.shift(dt.timedelta(minutes=16))
        assert Client(REMOTE_ADDR="192.0.2.66").post(SIGN_IN, {"login": anna.email}).status_code == 429
        sign_in(client, anna)


def test_an_address_is_not_guessed_at_from_everywhere(anna: Person) -> None:
    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(SIGN_IN, {"login": anna.email}).status_code
        for number in range(101)
    ]
    assert answers == [302] * 100 + [429]


def test_too_many_addresses_from_a_computer() -> None:
    answers = [Client().post(SIGN_IN, {"login": f"kommun{n}@example.org"}).status_code for n in range(31)]
    assert answers == [302] * 30 + [429]


def test_too_many_wrong_codes_from_a_computer(anna: Person) -> None:
    answers = []
    for _round in range(4):
        for address in ("anna@example.org", "b@example.org", "c@example.org"):
            client = Client()
            client.post(SIGN_IN, {"login": address})
            answers += [client.post(CODE, {"code": "000-000"}).status_code for _time in range(3)]
    assert answers[:30].count(429) == 0
    assert set(answers[30:]) == {429}


def test_a_right_code_after_two_wrong_ones(client: Client, anna: Person) -> None:
    client.post(SIGN_IN, {"login": anna.email})
    client.post(CODE, {"code": "111-111"})
    client.post(CODE, {"code": "222-222"})
    client.post(CODE, {"code": latest_code(anna.email)})
    assert is_signed_in(client)
