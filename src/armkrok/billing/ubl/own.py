"""Our own checks, before anything is written and without the official rules at hand: what people can mend first."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum import luhn

from armkrok.directory.rules import e_address_fault, registration_number_fault

from ..document import Document, Party
from ..models import Format
from ..money import CENT, ZERO, rounded, vat_of
from ..rules.issuing_numbers import account_faults, tight, vat_number_fault
from ..rules.paid import MOST
from .fault import Fault, Mend
from .words import fault

_SE_RATES = (Decimal(6), Decimal(12), Decimal(25))
_E_ADDRESS_RULES = {
    "0088": "PEPPOL-COMMON-R040",
    "0192": "PEPPOL-COMMON-R041",
    "0184": "PEPPOL-COMMON-R042",
    "0007": "PEPPOL-COMMON-R049",
    "0096": "PEPPOL-COMMON-R052",
    "0198": "PEPPOL-COMMON-R053",
}
_ACCOUNT_RULES = {
    "iban": "BR-50",
    "dk_account": "DK-R-006",
    "fik": "DK-R-009",
    "bankgiro": "SE-R-010",
    "plusgiro": "SE-R-008",
}
_REGISTRATION_RULES = {"DK": "R042", "SE": "R049", "NO": "R041"}


def faults(document: Document, format: Format) -> list[Fault]:
    """In the order in which it is mended; each sentence once for each party."""
    found = [
        *_seller(document),
        *_buyer(document, format),
        *_paying(document),
        *_lines(document),
        *_vat(document),
        *_credit(document),
    ]
    return list(dict.fromkeys(found))


def _e_address(party: Party, missing: str, where: Mend) -> Iterator[Fault]:
    if not party.e_address or not party.e_address_scheme:
        yield fault(missing)
    elif words := e_address_fault(party.e_address_scheme, party.e_address):
        yield Fault(_E_ADDRESS_RULES.get(party.e_address_scheme, "PEPPOL-EN16931-CL008"), words, where)


def _registration(party: Party, where: Mend) -> Iterator[Fault]:
    words = registration_number_fault(party.address.country, party.registration_number)
    if words:
        rule = _REGISTRATION_RULES.get(party.address.country, "R042")
        yield Fault(f"PEPPOL-COMMON-{rule}", words, where)


def _seller(document: Document) -> Iterator[Fault]:
    seller = document.seller
    address = seller.address
    if not seller.name:
        yield fault("BR-06")
    if not (address.street and address.city and address.postal_code and address.country):
        yield Fault("BR-08", _("The address of who sends the invoice isn't complete."), Mend.ISSUER)
    yield from _e_address(seller, "PEPPOL-EN16931-R020", Mend.ISSUER)
    if not seller.registration_number:
        yield fault("DK-R-002" if address.country == "DK" else "BR-CO-26")
    yield from _registration(seller, Mend.ISSUER)
    if seller.vat_number:
        yield from _vat_number(address.country, tight(seller.vat_number))


def _vat_number(country: str, number: str) -> Iterator[Fault]:
    if vat_number_fault(country, number):
        words = _("The VAT number of who sends the invoice isn't right.")
        yield Fault("SE-R-001" if country == "SE" else "BR-CO-09", words, Mend.ISSUER)


def _buyer(document: Document, format: Format) -> Iterator[Fault]:
    buyer = document.buyer
    if not buyer.name:
        yield fault("BR-07")
    if not buyer.address.country:
        yield fault("BR-11")
    yield from _e_address(buyer, "PEPPOL-EN16931-R010", Mend.MEMBER)
    if format == Format.OIOUBL:
        if not document.buyer_reference:
            yield fault("F-CRN051" if document.is_credit else "F-INV051")
    elif not (document.buyer_reference or document.order_reference):
        yield fault("PEPPOL-EN16931-R003")
    yield from _registration(buyer, Mend.MEMBER)


def _paying(document: Document) -> Iterator[Fault]:
    way = document.payment
    if not document.due_on and not document.terms:
        yield fault("BR-CO-25")
    if document.is_credit and way is None:
        return
    if way is None or not way.account:
        yield Fault("BR-50", _("It isn't said how to pay."), Mend.ISSUER)
        return
    for wrong in account_faults(way.kind, tight(way.account), tight(way.bank)):
        yield Fault(_ACCOUNT_RULES[way.kind], str(wrong), Mend.ISSUER)
    if way.kind == "fik" and not (len(way.reference) == 15 and luhn.is_valid(way.reference)):
        yield fault("DK-R-010")
    if way.kind in ("bankgiro", "plusgiro") and document.seller.address.country == "DK":
        yield fault("DK-R-005")


def _lines(document: Document) -> Iterator[Fault]:
    if not document.lines:
        yield _ours("BR-16", _("There is nothing on the invoice."))
    for line in document.lines:
        if rounded(line.quantity * line.unit_price) != line.net:
            yield _ours("PEPPOL-EN16931-R120", _("A line isn't its price times its number."))
        if line.net < 0 or line.unit_price < 0:
            yield Fault("BR-27", _("A line is less than nothing."), Mend.PRICE)
        if not line.name:
            yield _ours("BR-25", _("A line has no name."))
    if document.gross > MOST:  # PostgreSQL refuses it, and with it all that is issued together
        yield Fault("ARMKROK-SUM", _("The sum is too large for an invoice. Look at the price."), Mend.PRICE)
    if sum((line.net for line in document.lines), ZERO) != document.net:
        yield fault("BR-CO-10")
    if document.net + document.vat_total != document.gross:
        yield fault("BR-CO-15")


def _ours(rule: str, words: Any) -> Fault:
    return Fault(rule, words, Mend.PROGRAM)


def _vat(document: Document) -> Iterator[Fault]:
    if sum((part.vat for part in document.vat), ZERO) != document.vat_total:
        yield fault("BR-CO-14")
    for part in document.vat:
        key = (part.category, part.percent, part.reason)
        mine = [one for one in document.lines if (one.vat_category, one.vat_percent, one.vat_reason) == key]
        if sum((one.net for one in mine), ZERO) != part.net:
            yield _ours(f"BR-{part.category}-08", _("What is taxed isn't the sum of its lines."))
        # A credit takes back exactly what was charged: its VAT may be some öre beside the per cent.
        room = CENT * max(1, len(mine)) if document.is_credit else ZERO
        if abs(vat_of(part.net, part.percent) - part.vat) > room:
            yield fault("BR-CO-17")
        yield from _category(document, part.category, part.percent, part.reason)
    categories = {part.category for part in document.vat}
    if "O" in categories and len(categories) > 1:
        yield Fault("BR-O-11", _("What is outside the scope of VAT has an invoice of its own."), Mend.PRICE)
    taxed = categories - {"O"}
    if taxed and not document.seller.vat_number and not document.f_tax:
        yield fault(f"BR-{min(taxed)}-02")


def _category(document: Document, category: str, percent: Decimal, reason: str) -> Iterator[Fault]:
    if category not in ("S", "Z", "E", "O"):
        yield Fault("BR-CL-17", _("This kind of VAT isn't one that we write."), Mend.PRICE)
        return
    if category in ("E", "O") and not reason.strip():
        yield fault(f"BR-{category}-10")
    if category == "S" and percent <= 0:
        yield Fault("BR-S-05", _("VAT is to be added, and its rate is nothing."), Mend.PRICE)
    if category != "S" and percent != 0:
        yield Fault(f"BR-{category}-05", _("No VAT is to be added, and there is a rate."), Mend.PRICE)
    if document.seller.address.country == "SE" and category == "S" and percent not in _SE_RATES:
        yield fault("SE-R-006")


def _credit(document: Document) -> Iterator[Fault]:
    if document.is_credit and not document.credits_number:
        yield fault("BR-55")
