"""Documents to be written as e-invoices: each kind of VAT, party, way of paying, currency and name, mixed by a seed.

The numbers are nobody's, and their check digits right.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from stdnum import iban, luhn

from armkrok.billing.document import Address, Document, DocumentLine, Party, PaymentWay
from armkrok.billing.models import Format
from armkrok.billing.money import rounded, totals

DANISH = Address("Eksempelgade 10", "2. sal", "2300", "København S", "DK")
KL = Party(
    "Kommunernes Eksempel",
    DANISH,
    "99100001",
    "DK99100001",
    "0088",
    "9520000000011",
    "Regnskab",
    "regnskab@kl.example.org",
    "+45 33 70 33 70",
)
REGION = Party(
    "Region Exempel",
    Address("Rådhus Skåne", "", "291 89", "Kristianstad", "SE"),
    "202100-0001",
    "SE202100000101",
    "0007",
    "2021000001",
    "Ekonomi",
    "ekonomi@region.example.org",
)
SVENDBORG = Party(
    "Svendborg Kommune",
    Address("Ramsherred 5", "", "5700", "Svendborg", "DK"),
    "99100001",
    "",
    "0088",
    "9520000000028",
    "Fakturateam",
    "faktura@svendborg.example.org",
)
OSBY = Party(
    "Osby kommun",
    Address("Västra Storgatan 35", "", "283 80", "Osby", "SE"),
    "2021000001",
    "",
    "0007",
    "2021000001",
)
NAMES = [
    "Ærø & Læsø <Kommune>",
    "Høje \"Tåstrup\" 'Kommune'",
    "Öckerö\u00a0kommun",
    "Åre \u2009 Sjö\tkommun ",
    "Kommunen \u00fcber alles & <b>mere</b> ]]> &amp;",
    "Sk\u00e5ne\u200b\u0007 \u2028 L\u00e4n",
    "Meget lang " + "å" * 900,
    "Rødovre",
]
LONG = "Et møde var holdt, da Ærø kom med den 13. april: 5.200 kr. for de to, som er tilbage. " * 40


def gln(stem: int) -> str:
    """One of those that GS1 keeps for examples."""
    digits = f"952{stem:09}"
    total = sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits))
    return digits + str(-total % 10)


def cvr(stem: int) -> str:
    """A number of the right form that begins with 99."""
    for last in range(100):
        number = f"99{stem % 10000:04}{last:02}"
        if (
            sum(int(one) * weight for one, weight in zip(number, (2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
            == 0
        ):
            return number
    raise AssertionError(stem)


def a_document(**more: Any) -> Document:
    """A plain one: a year's fee from Danes to Danes."""
    line = a_line(1, Decimal("7000"), Decimal(1), "S", Decimal(25))
    return made(KL, SVENDBORG, [line], SLIP, "DKK", **more)


def a_line(
    number: int, price: Decimal, quantity: Decimal, category: str, percent: Decimal, **more: Any
) -> DocumentLine:
    values: dict[str, Any] = {
        "name": f"Medlemskab {number}",
        "explanation": "Et møde var holdt.",
        "vat_reason": "Momsfri efter § 13" if category in ("E", "O") else "",
        "period_from": dt.date(2027, 1, 1),
        "period_to": dt.date(2027, 12, 31),
    }
    return DocumentLine(
        number=number,
        quantity=quantity,
        unit_price=price,
        net=rounded(price * quantity),
        vat_category=category,
        vat_percent=percent,
        **(values | more),
    )


def made(
    seller: Party, buyer: Party, lines: list[DocumentLine], way: PaymentWay, currency: str, **more: Any
) -> Document:
    sums = totals(lines)
    values: dict[str, Any] = {
        "number": "2027-0001",
        "kind": "380",
        "issued_on": dt.date(2027, 5, 1),
        "due_on": dt.date(2027, 5, 31),
        "language": "da",
        "buyer_reference": "Idræt 123",
        "period_from": dt.date(2027, 1, 1),
        "period_to": dt.date(2027, 12, 31),
        "payment": way,
        "terms": "30 dage netto",
        "network": "Idrætsanlæg",
    }
    return Document(
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=tuple(lines),
        vat=sums.parts,
        net=sums.net,
        vat_total=sums.vat,
        gross=sums.gross,
        **(values | more),
    )


def credited(document: Document, number: str = "2027-0099", *, share: Decimal = Decimal(1)) -> Document:
    """A credit note that takes all of it back, or a share of each line."""
    lines = document.lines
    if share != 1:
        lines = tuple(
            replace(
                one, quantity=Decimal(1), unit_price=rounded(one.net * share), net=rounded(one.net * share)
            )
            for one in lines
        )
    sums = totals(lines)
    return replace(
        document,
        number=number,
        kind="381",
        due_on=None,
        payment=None,
        lines=lines,
        vat=sums.parts,
        net=sums.net,
        vat_total=sums.vat,
        gross=sums.gross,
        terms="Modregnes i fakturaen.",
        note="Mødet blev aflyst.",
        credits_number=document.number,
        credits_issued_on=document.issued_on,
    )


_SLIP_DIGITS = "00000127000013"
SLIP = PaymentWay(
    "fik", "00991000", "", "Kommunernes Eksempel", _SLIP_DIGITS + luhn.calc_check_digit(_SLIP_DIGITS)
)
_IBAN = "DK0040440116243123"[4:18]
IBAN = f"DK{iban.calc_check_digits('DK00' + _IBAN)}{_IBAN}"
DANISH_WAYS = [
    SLIP,
    PaymentWay("dk_account", "0440116243", "4044", "Kommunernes Eksempel", "RF18539007547034"),
    PaymentWay("iban", IBAN, "EXAMDKKK", "Kommunernes Eksempel", "RF18539007547034"),
    PaymentWay("iban", IBAN, "", "", "RF18539007547034"),
]
SWEDISH_WAYS = [
    PaymentWay("bankgiro", "991-2346", "", "Region Exempel", "1270000131"),
    PaymentWay("plusgiro", "99 12 34-6", "", "Region Exempel", "1270000131"),
    PaymentWay("iban", IBAN, "EXAMDKKK", "", "RF18539007547034"),
]
TAXES = [("S",), ("Z",), ("E",), ("O",), ("S", "Z"), ("S", "E"), ("S", "Z", "E")]


def buyers(number: int) -> list[Party]:
    """One in each country, with each kind of address that is in use there."""
    danes = [
        replace(SVENDBORG, e_address=gln(number)),
        replace(SVENDBORG, e_address_scheme="0184", e_address=cvr(number), registration_number=cvr(number)),
        replace(SVENDBORG, e_address_scheme="0198", e_address=f"DK{cvr(number + 1)}", registration_number=""),
        replace(SVENDBORG, e_address_scheme="0096", e_address=f"10{number:08}", contact_name=""),
    ]
    norway = Address("Rådhusgata 1", "", "0151", "Oslo", "NO")
    finland = Address("Esplanaden 1", "", "00100", "Helsingfors", "FI")
    return [
        *danes,
        OSBY,
        replace(OSBY, e_address_scheme="0088", e_address=gln(number), vat_number="SE202100000101"),
        Party("Oslo kommune", norway, "974760673", "", "0192", "974760673"),
        Party("Helsingfors stad", finland, "0201256-6", "", "0216", "003702012566"),
    ]


def generated(count: int, seed: int = 26) -> Iterator[tuple[Document, Format]]:
    """As many documents, each in a format in which it may go out. Every seventh is credited in part, every eleventh
    whole; kinds of VAT, buyers and ways of paying go round, so that each meets each."""
    dice = random.Random(seed)
    for number in range(count):
        seller, ways = (KL, DANISH_WAYS) if number % 3 else (REGION, SWEDISH_WAYS)
        everybody = buyers(number)
        danish = number % 2 and seller is KL
        buyer = everybody[dice.randrange(4)] if danish else everybody[number % len(everybody)]
        buyer = replace(buyer, name=NAMES[number % len(NAMES)])
        currency = dice.choice(["DKK", "SEK", "NOK", "EUR"])
        f_tax = seller is REGION and number % 2 == 0
        lines = [
            _generated_line(dice, position, category, seller)
            for position, category in enumerate(TAXES[dice.randrange(len(TAXES))] * dice.randint(1, 4), 1)
        ]
        document = made(
            seller,
            buyer,
            lines,
            dice.choice(ways),
            currency,
            number=f"2027-{number:04}",
            f_tax=f_tax,
            order_reference=dice.choice(["", "PO <17> & Ø"]),
            note=dice.choice(["", "Tak for året. " * 3, LONG]),
        )
        if number % 7 == 0:
            document = credited(document, share=Decimal(dice.randint(1, 99)) / 100)
        elif number % 11 == 0:
            document = credited(document)
        yield document, Format.OIOUBL if danish else Format.PEPPOL


def _generated_line(dice: random.Random, number: int, category: str, seller: Party) -> DocumentLine:
    rates = [Decimal(25)] if seller is KL else [Decimal(6), Decimal(12), Decimal("25.00")]
    percent = dice.choice(rates) if category == "S" else Decimal(0)
    price = Decimal(dice.choice([700000, 520000, 330000, 150000, 1, 99, dice.randint(1, 10**7)])) / 100
    return a_line(
        number,
        price,
        Decimal(dice.choice([1, 1, 2, 3, 17])),
        category,
        percent,
        name=dice.choice(["Medlemskab 2027", "Ekstra plads & <mad>", "Plads " + "æ" * 300]),
        explanation=dice.choice(["Et møde var holdt.", "Ingen momsfri \u00a0 plads: \n én til.", LONG]),
    )
