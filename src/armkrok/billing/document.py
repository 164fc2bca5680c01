"""An invoice or credit note as plain values: what the paper, the two kinds of e-invoice and the checks are made of.

It is made once, from what was true when the invoice was issued, and kept with it (`Invoice.document`). Everything later
is made from that, so an issued invoice says the same for ever.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .money import VatPart


@dataclass(frozen=True)
class Address:
    street: str = ""
    more: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""  # ISO 3166-1 alpha-2


@dataclass(frozen=True)
class Party:
    """The seller (BG-4) or the buyer (BG-7)."""

    name: str  # as registered (BT-27, BT-44)
    address: Address
    registration_number: str = ""  # CVR, organisation number; digits only, without prefix (BT-30, BT-47)
    vat_number: str = ""  # with its country's letters, such as DK62547710 or SE212000025601 (BT-31, BT-48)
    e_address_scheme: str = ""  # ICD: 0088, 0184, 0007 … (BT-34-1, BT-49-1)
    e_address: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class PaymentWay:
    """How it is to be paid (BG-16). `kind` is one of `models.issuer.PaymentKind`."""

    kind: str  # iban | dk_account | fik | bankgiro | plusgiro
    account: str = ""  # IBAN, account number, bankgiro or plusgiro number, FIK creditor
    bank: str = ""  # BIC, or the Danish registration number of four digits
    account_name: str = ""
    reference: str = ""  # what the payer is to write (BT-83): an OCR, FIK or RF reference


@dataclass(frozen=True)
class DocumentLine:
    number: int
    name: str  # BT-153, short: what it is
    explanation: str  # BT-154 and BT-127: the sentence that says why
    quantity: Decimal
    unit_price: Decimal  # net, for one
    net: Decimal
    vat_category: str
    vat_percent: Decimal
    vat_reason: str = ""
    period_from: dt.date | None = None
    period_to: dt.date | None = None


@dataclass(frozen=True)
class Document:
    number: str
    kind: str  # "380" invoice, "381" credit note (UNCL1001)
    issued_on: dt.date
    due_on: dt.date | None  # None on a credit note
    currency: str
    language: str  # the receiver's: sv, da, en …
    seller: Party
    buyer: Party
    lines: tuple[DocumentLine, ...]
    vat: tuple[VatPart, ...]
    net: Decimal
    vat_total: Decimal
    gross: Decimal
    buyer_reference: str = ""  # BT-10
    order_reference: str = ""  # BT-13
    network: str = ""  # its name, for people
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    payment: PaymentWay | None = None
    terms: str = ""  # BT-20, in the receiver's language
    note: str = ""  # BT-22: one at most
    f_tax: bool = False  # Sweden: "Godkänd för F-skatt"
    credits_number: str = ""  # the invoice that a credit note takes back
    credits_issued_on: dt.date | None = None

    @property
    def is_credit(self) -> bool:
        return self.kind == "381"


def to_json(document: Document) -> dict:
    """As it is kept: numbers as strings, days in ISO 8601."""
    return {name: _plain(getattr(document, name)) for name in Document.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def from_json(kept: dict) -> Document:
    """The same document again."""
    day = lambda value: dt.date.fromisoformat(value) if value else None  # noqa: E731

    def party(one: dict) -> Party:
        return Party(**{**one, "address": Address(**one["address"])})

    def line(one: dict) -> DocumentLine:
        numbers = {name: Decimal(one[name]) for name in ("quantity", "unit_price", "net", "vat_percent")}
        days = {name: day(one[name]) for name in ("period_from", "period_to")}
        return DocumentLine(**{**one, **numbers, **days})

    def part(one: dict) -> VatPart:
        return VatPart(**{**one, **{name: Decimal(one[name]) for name in ("percent", "net", "vat")}})

    issued_on = day(kept["issued_on"])
    assert issued_on  # noqa: S101 (every document has it)
    return Document(
        **{
            **kept,
            "issued_on": issued_on,
            "seller": party(kept["seller"]),
            "buyer": party(kept["buyer"]),
            "lines": tuple(line(one) for one in kept["lines"]),
            "vat": tuple(part(one) for one in kept["vat"]),
            "payment": PaymentWay(**kept["payment"]) if kept["payment"] else None,
            **{name: Decimal(kept[name]) for name in ("net", "vat_total", "gross")},
            **{name: day(kept[name]) for name in ("due_on", "period_from", "period_to", "credits_issued_on")},
        }
    )
