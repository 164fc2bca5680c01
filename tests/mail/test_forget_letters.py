"""Links and codes in letters are secrets: they are kept for as long as they are of use, and then not."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from armkrok.mail import personal_data
from armkrok.mail.models import Message
from armkrok.mail.tasks import deliver, forget

from .conftest import PostOffice, a_letter

pytestmark = pytest.mark.django_db


def after(**time: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(**time))


def test_what_a_letter_said_is_kept_for_a_month(post_office: PostOffice, settings: Any) -> None:
    settings.DEMO = False
    letter = a_letter()
    waiting = a_letter(2, hold_seconds=10**7)
    deliver()
    with after(days=29):
        assert forget() == 0
    with after(days=31):
        assert forget() == 1
        assert forget() == 0
    letter.refresh_from_db()
    waiting.refresh_from_db()
    assert letter.forgotten
    assert (letter.text, letter.html) == ("", "")
    assert letter.subject
    assert not waiting.forgotten


def test_a_demo_keeps_its_letters(post_office: PostOffice) -> None:
    a_letter()
    deliver()
    with after(days=31):
        assert forget() == 0


def test_a_code_is_forgotten_within_the_hour(post_office: PostOffice) -> None:
    code = a_letter(secret=True)
    deliver()
    with after(minutes=50):
        assert forget() == 0
    with after(minutes=61):
        assert forget() == 1
    code.refresh_from_db()
    assert code.forgotten


def test_a_code_that_has_not_left_is_taken_back(gone: None) -> None:
    code = a_letter(secret=True)
    deliver()
    with after(minutes=61):
        forget()
        assert not Message.objects.due(timezone.now()).exists()
    code.refresh_from_db()
    assert code.forgotten
    assert code.recalled_at


def test_what_somebody_may_have_of_us(post_office: PostOffice) -> None:
    a_letter(1, address="Anna@example.org")
    a_letter(2)
    deliver()
    letters = personal_data.export("anna@example.org")
    assert [letter["subject"] for letter in letters] == ["The meeting in Höör"]
    assert letters[0]["left"]
    assert personal_data.export("") == []


def test_erasing_somebody(post_office: PostOffice) -> None:
    sent = a_letter(1, address="anna@example.org")
    deliver()
    waiting = a_letter(2, address="anna@example.org")
    other = a_letter(3)
    assert personal_data.erase("ANNA@example.org", at=timezone.now()) == 2
    for letter in (sent, waiting, other):
        letter.refresh_from_db()
    assert (sent.to_address, sent.to_name, sent.text, sent.html, sent.subject) == ("", "", "", "", "")
    assert sent.delivered_at
    assert waiting.recalled_at
    assert other.text
    assert personal_data.erase("", at=timezone.now()) == 0
    assert deliver() == 1
