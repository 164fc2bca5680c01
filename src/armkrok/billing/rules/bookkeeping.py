"""How invoices, credit notes and payments are booked: values in, vouchers out, each with as much debit as credit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ..money import ZERO


class Account(StrEnum):
    """What an account is for; its number is a setting of the issuer (`Issuer.account_<name>`)."""

    RECEIVABLE = "receivable"
    FEE = "fee"
    EXTRA_SEAT = "extra_seat"
    VAT = "vat"
    BANK = "bank"


@dataclass(frozen=True)
class Row:
    """Debit is above nothing, credit below."""

    account: Account
    amount: Decimal

    @property
    def debit(self) -> Decimal:
        return max(self.amount, ZERO)

    @property
    def credit(self) -> Decimal:
        return max(-self.amount, ZERO)


@dataclass(frozen=True)
class Voucher:
    """`on` is the day that it belongs to, `entered_on` the day on which we came to know of it."""

    number: str
    on: dt.date
    entered_on: dt.date
    text: str
    currency: str
    rows: tuple[Row, ...]
    invoice: int

    @property
    def balances(self) -> bool:
        return sum((row.amount for row in self.rows), ZERO) == 0

    @property
    def amount(self) -> Decimal:
        """What stands on either side."""
        return sum((row.debit for row in self.rows), ZERO)


@dataclass(frozen=True)
class Issued:
    """An invoice or credit note, with the net amounts of its lines by what they charge (models.Charges)."""

    pk: int
    number: str
    on: dt.date
    text: str
    currency: str
    nets: dict[str, Decimal]
    vat: Decimal
    is_credit: bool


@dataclass(frozen=True)
class Placed:
    """A part of a payment on an invoice: when it was paid, and when it was taken off again, if it was."""

    pk: int
    invoice: int
    amount: Decimal
    currency: str
    paid_on: dt.date
    entered_on: dt.date
    text: str
    undone_on: dt.date | None = None
    undone_text: str = ""


def of_invoice(issued: Issued) -> Voucher:
    """What is to be paid is worked out from the lines here, so that it can be held against the invoice's own sum."""
    sign = -1 if issued.is_credit else 1
    sides = {
        Account.FEE: sum((net for kind, net in issued.nets.items() if kind != Account.EXTRA_SEAT), ZERO),
        Account.EXTRA_SEAT: issued.nets.get(Account.EXTRA_SEAT, ZERO),
        Account.VAT: issued.vat,
    }
    gross = sum(sides.values(), ZERO)
    rows = [Row(Account.RECEIVABLE, sign * gross)]
    rows += [Row(account, -sign * amount) for account, amount in sides.items()]
    return Voucher(
        issued.number,
        issued.on,
        issued.on,
        issued.text,
        issued.currency,
        tuple(row for row in rows if row.amount),
        issued.pk,
    )


def of_payment(placed: Placed) -> list[Voucher]:
    """One for the payment, and one on the day when it was taken off the invoice. What has been booked stays booked."""
    rows = (Row(Account.BANK, placed.amount), Row(Account.RECEIVABLE, -placed.amount))
    number = f"B{placed.pk}"
    found = [
        Voucher(
            number,
            placed.paid_on,
            placed.entered_on,
            placed.text,
            placed.currency,
            rows,
            placed.invoice,
        )
    ]
    if placed.undone_on:
        back = tuple(Row(row.account, -row.amount) for row in reversed(rows))
        found.append(
            Voucher(
                f"{number}R",
                max(placed.undone_on, placed.paid_on),
                placed.undone_on,
                placed.undone_text,
                placed.currency,
                back,
                placed.invoice,
            )
        )
    return found


def sums(vouchers: Iterable[Voucher]) -> dict[Account, tuple[Decimal, Decimal]]:
    """Debit and credit of each account that is used, in the order of `Account`."""
    found: dict[Account, tuple[Decimal, Decimal]] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            debit, credit = found.get(row.account, (ZERO, ZERO))
            found[row.account] = (debit + row.debit, credit + row.credit)
    return {account: found[account] for account in Account if account in found}
