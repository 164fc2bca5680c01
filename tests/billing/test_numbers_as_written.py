"""Numbers are written as people know them, on the screen, in mails and on paper."""

import pytest

from armkrok.billing.document import PaymentWay
from armkrok.billing.letters.reminders import payment_facts
from armkrok.billing.rules import written_numbers


@pytest.mark.parametrize(
    ("kind", "kept", "said"),
    [
        ("bankgiro", "50501055", "5050-1055"),
        ("bankgiro", "5050-1055", "5050-1055"),
        ("plusgiro", "47905803", "4790580-3"),
        ("dk_account", "0440116243", "0440116243"),
    ],
)
def test_an_account(kind: str, kept: str, said: str) -> None:
    assert written_numbers.account(kind, kept) == said


@pytest.mark.parametrize(
    ("country", "kept", "said"),
    [
        ("SE", "2321000255", "232100-0255"),
        ("SE", "232100-0255", "232100-0255"),
        ("DK", "99100001", "99100001"),
    ],
)
def test_a_registration_number(country: str, kept: str, said: str) -> None:
    assert written_numbers.registration_number(country, kept) == said


def test_mails_and_the_screen_say_a_bankgiro_as_the_paper_does() -> None:
    assert payment_facts(PaymentWay("bankgiro", "50501055", reference="2270000017"))[0][1] == "5050-1055"
