"""The numbers that an issuer has from others: their form and their check digit. As they are kept, without what only
helps the eye. A `kind` is a PaymentKind, a country ISO 3166-1 alpha-2."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban, luhn
from stdnum.dk import cvr

from . import Refusal

_WRONG_DIGIT = _("This number isn't right: its check digit doesn't fit.")
_LENGTHS = {"bankgiro": (7, 8), "plusgiro": (2, 8)}


def tight(text: str) -> str:
    """As it is kept."""
    return re.sub(r"[\s.\-]", "", text).upper()


def vat_number_fault(country: str, number: str) -> Any:
    """In words; None where there is no number, or nothing is wrong with it."""
    if not number:
        return None
    if country == "SE" and not re.fullmatch(r"SE\d{12}", number, re.ASCII):
        return _("A Swedish VAT number is SE and twelve digits.")
    if country == "SE" and not luhn.is_valid(number[2:12]):  # the organisation number, and 01
        return _WRONG_DIGIT
    if country == "DK" and not (number.startswith("DK") and cvr.is_valid(number[2:])):
        return _("A Danish VAT number is DK and the CVR number.")
    if not (number.startswith(country) and re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2,13}", number)):
        return _("A VAT number begins with the two letters of its country.")
    return None


def account_faults(kind: str, account: str, bank: str) -> Iterator[Refusal]:
    """Beside "account" or "bank": a BIC with an IBAN, the registration number with a Danish account."""
    digits = account.isascii() and account.isdigit()
    if kind == "iban":
        if not iban.is_valid(account):
            yield Refusal(_("This IBAN isn't right: one of its digits or letters is wrong."), "", "account")
        if bank and not bic.is_valid(bank):
            yield Refusal(_("A BIC has eight or eleven letters and digits."), "", "bank")
    elif kind == "dk_account":
        if not (digits and 4 <= len(account) <= 10):
            yield Refusal(_("A Danish account number has up to ten digits."), "", "account")
        if not re.fullmatch(r"\d{4}", bank, re.ASCII):
            yield Refusal(_("The bank's registration number has four digits."), "", "bank")
    elif kind == "fik":
        if not (digits and len(account) == 8):
            yield Refusal(_("A creditor number for payment slips has eight digits."), "", "account")
    elif kind in _LENGTHS:
        least, most = _LENGTHS[kind]
        if not (digits and least <= len(account) <= most and luhn.is_valid(account)):
            yield Refusal(_WRONG_DIGIT, "", "account")
