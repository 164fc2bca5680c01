"""An invoice on paper: PDF/A-3 and PDF/UA in one file, in the receiver's language, with its XML inside (ISO 19005-3).

Made of a `Document` alone, so the same document makes the same bytes whenever it is made.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from armkrok.ui.printing import pdf as printed
from armkrok.ui.templatetags.ui import day, locale, number

from .amounts import rate, written
from .document import Address, Document, DocumentLine, Party, PaymentWay
from .rules import written_numbers

SPACE = "\N{NO-BREAK SPACE}"


def pdf(document: Document, xml: bytes) -> bytes:
    """The paper. `xml` is the e-invoice of the same document, in UTF-8, and lies in it to the byte."""
    with translation.override(document.language):
        return printed(
            "billing/invoice",
            _said(document),
            title=_title(document),
            language=document.language,
            author=document.seller.name,
            on=document.issued_on,
            standards=("a-3a", "ua-1"),
            attached=xml.decode(),
        )


def name_of(number: str, kind: str) -> str:
    """What it is called where it is kept: by its number, and nobody's name."""
    return f"{re.sub('[^0-9A-Za-z_-]+', '-', number)}.{kind}"


def _word(document: Document) -> str:
    return _("Credit note") if document.is_credit else _("Invoice")


def _title(document: Document) -> str:
    words = {"number": document.number, "seller": document.seller.name}
    if document.is_credit:
        return _("Credit note %(number)s from %(seller)s") % words
    return _("Invoice %(number)s from %(seller)s") % words


def _said(document: Document) -> dict[str, Any]:
    """Everything that stands on the paper, in words."""
    many = _several_rates(document)
    return {
        "credit": document.is_credit,
        "title-word": _word(document),
        "heading": f"{_word(document)} {document.number}",
        "number": document.number,
        "takes-back": _takes_back(document),
        "seller": {"name": document.seller.name, "foot": _foot(document)},
        "buyer": {
            "name": document.buyer.name,
            "lines": _address(document.buyer.address, abroad_from=document.seller.address.country),
        },
        "facts": _facts(document),
        "columns": [
            pgettext("column of an invoice", "What"),
            pgettext("column of an invoice", "Number"),
            pgettext("column of an invoice", "Each"),
            pgettext("column of an invoice", "VAT"),
            # The currency is said once, above the column.
            pgettext("column of an invoice", "Amount (%(currency)s)") % {"currency": document.currency},
        ],
        "lines": [_line(one, document) for one in document.lines],
        "vat": {
            "columns": [
                pgettext("column of an invoice", "VAT"),
                pgettext("column of an invoice", "Of"),
                pgettext("column of an invoice", "VAT amount"),
            ],
            "rows": [[rate(one.percent), _plain(one.net), _plain(one.vat)] for one in document.vat],
            "reasons": [
                f"{rate(one.percent)}: {one.reason}" if many else one.reason
                for one in document.vat
                if one.reason
            ],
        },
        "totals": [
            [_("Without VAT"), written(document.net, document.currency)],
            [_("VAT"), written(document.vat_total, document.currency)],
            [
                _("In your favour") if document.is_credit else _("To pay"),
                written(document.gross, document.currency),
            ],
        ],
        "pay": _pay(document),
        "remarks": _remarks(document),
        "attachment": {
            "name": name_of(document.number, "xml"),
            "description": _("The same document as an e-invoice (XML)"),
        },
        "words": {"to": pgettext("receiver of an invoice", "To"), "pay": _("How to pay")},
    }


def _several_rates(document: Document) -> bool:
    return len(document.vat) > 1


def _takes_back(document: Document) -> str:
    if not document.credits_number:
        return ""
    words = {"number": document.credits_number, "day": day(document.credits_issued_on)}
    if document.credits_issued_on:
        return _("Takes back from invoice %(number)s of %(day)s") % words
    return _("Takes back from invoice %(number)s") % words


def _facts(document: Document) -> list[tuple[str, str]]:
    facts = [
        (_("Date of the credit note") if document.is_credit else _("Invoice date"), day(document.issued_on)),
        (_("To be paid by"), day(document.due_on)),
        (pgettext("on an invoice", "Your reference"), document.buyer_reference),
        (pgettext("on an invoice", "Your order"), document.order_reference),
        (_("Network"), document.network),
        (_("Period"), _period(document.period_from, document.period_to)),
        (_("Your registration number"), _registration_number(document.buyer)),
    ]
    return [(word, said) for word, said in facts if said]


def _period(first: dt.date | None, last: dt.date | None) -> str:
    if not first or not last:
        return day(first or last)
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def _line(one: DocumentLine, document: Document) -> dict[str, str]:
    same = (one.period_from, one.period_to) == (document.period_from, document.period_to)
    return {
        "name": one.name,
        "said": one.explanation,
        "period": "" if same else _period(one.period_from, one.period_to),
        "quantity": number(one.quantity.normalize() + 0),
        "price": _plain(one.unit_price),
        "vat": rate(one.vat_percent),
        "net": _plain(one.net),
    }


def _plain(amount: Decimal) -> str:
    """In a column whose head says the currency."""
    return format_decimal(amount, "#,##0.00", locale=locale())


def _address(address: Address, *, abroad_from: str) -> list[str]:
    """As it stands on an envelope; the country where it is another than the one it comes from."""
    lines = [address.street, address.more, f"{address.postal_code} {address.city}".strip()]
    if address.country and address.country != abroad_from:
        lines.append(Locale.parse(locale()).territories.get(address.country, address.country))
    return [one for one in lines if one]


def _foot(document: Document) -> list[list[str]]:
    seller = document.seller
    numbers = [
        (_("Registration number"), _registration_number(seller)),
        (_("VAT number"), seller.vat_number),
        (_("E-invoice address"), _e_address(seller)),
    ]
    return [
        [seller.name, *_address(seller.address, abroad_from=document.buyer.address.country)],
        [one for one in (seller.contact_name, seller.contact_email, seller.contact_phone) if one],
        [f"{word}: {said}" for word, said in numbers if said],
    ]


def _registration_number(party: Party) -> str:
    return written_numbers.registration_number(party.address.country, party.registration_number)


def _e_address(party: Party) -> str:
    return f"{party.e_address_scheme}:{party.e_address}" if party.e_address_scheme else party.e_address


# --- how to pay -----------------------------------------------------------------------------------------


def _pay(document: Document) -> dict[str, Any] | None:
    """What the payer types, in the form in which banks write it."""
    way = document.payment
    if way is None or document.is_credit:
        return None
    where = _ways(way)
    if way.reference and way.kind != "fik":  # a slip's line holds it
        reference = _in_fours(way.reference) if way.reference.startswith("RF") else way.reference
        where.append((_("Reference"), reference))
    what = [
        (_("To pay"), written(document.gross, document.currency)),
        (_("At the latest"), day(document.due_on)),
        (_("Payee"), way.account_name),
    ]
    return {
        "where": [(word, said) for word, said in where if said],
        "what": [(word, said) for word, said in what if said],
        "said": _pay_said(way),
    }


def _ways(way: PaymentWay) -> list[tuple[str, str]]:
    match way.kind:
        case "bankgiro":
            return [("Bankgiro", written_numbers.account(way.kind, way.account))]
        case "plusgiro":
            return [("Plusgiro", written_numbers.account(way.kind, way.account))]
        case "fik":
            return [(_("Payment slip"), written_numbers.slip(way.reference, way.account))]
        case "dk_account":
            return [(_("Registration number of the bank"), way.bank), (_("Account"), way.account)]
        case _:
            return [("IBAN", _in_fours(way.account)), ("BIC", way.bank)]


def _in_fours(said: str) -> str:
    packed = said.replace(" ", "")
    return SPACE.join(packed[n : n + 4] for n in range(0, len(packed), 4))


def _pay_said(way: PaymentWay) -> str:
    if way.kind == "fik":
        return _("Type the payment slip's line in your bank: it holds the reference.")
    if way.reference:
        return _("Please give the reference, so that we see at once which invoice you have paid.")
    return _("Please give the invoice's number, so that we see at once which invoice you have paid.")


def _remarks(document: Document) -> list[str]:
    remarks: Iterable[str] = (
        _(
            "This credit note takes back what it says, of the invoice that it names. "
            "What has been paid too much is paid back or set off."
        )
        if document.is_credit
        else "",
        document.note,
        document.terms,
        _("Approved for F-tax") if document.f_tax else "",
    )
    return [one for one in remarks if one]
