"""Payments: entered by hand, or read from the bank's files. What is open is worked out (`balances`) and never
stored."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of

from .balances import balance, left, of, open_ones, overpaid_ones, to_look_at, with_rest
from .models import Invoice, Payment
from .placing import locked, place, placed, put_aside, take_up, undo
from .receiving import Reading, read_file
from .rules import Refusal
from .rules import paid as rules
from .rules.paid import Balance

__all__ = [
    "Balance",
    "Reading",
    "balance",
    "enter",
    "left",
    "of",
    "open_ones",
    "overpaid_ones",
    "place",
    "put_aside",
    "read_file",
    "take_up",
    "to_look_at",
    "undo",
    "with_rest",
]


@transaction.atomic
def enter(
    invoice: Invoice,
    amount: Decimal,
    paid_on: dt.date,
    *,
    by: Person,
    at: dt.datetime,
    note: str = "",
    token: str = "",
) -> Payment:
    """By hand: so much came in for the invoice that day, or was paid back (a negative amount). `token` makes two
    sendings of one form the same payment, and one with something else in it is refused; without it each call is one.
    """
    locked(invoice.issuer_id)
    entry = f"hand:{token or uuid.uuid4().hex}"[:200]
    before = Payment.objects.filter(issuer=invoice.issuer_id, entry=entry).first()
    if before:
        same = (before.amount, before.paid_on, before.message) == (amount, paid_on, note)
        if not same or not before.allocations.filter(invoice=invoice).exists():
            raise Refusal(rules.SENT_OTHERWISE)
        return before
    if invoice.is_credit:
        raise Refusal(rules.NO_CREDIT_NOTES, "", "")
    rules.entering_refusal(
        amount, balance([invoice])[invoice.pk], paid_on, issued_on=invoice.issued_on, on=day_of(at)
    )
    payment = Payment.objects.create(
        issuer_id=invoice.issuer_id,
        entry=entry,
        amount=amount,
        currency=invoice.currency,
        paid_on=paid_on,
        message=note,
        by=by,
        at=at,
    )
    placed(payment, invoice, amount, by=by, at=at)
    return payment
