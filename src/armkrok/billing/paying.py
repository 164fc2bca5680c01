"""Payments, and which invoices they are for. What is open is worked out from the rows and never stored.

One act at a time for each issuer: whatever counts what is open waits for its turn (`locked`).
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from .models import Allocation, Invoice, Issuer, Payment
from .models.invoice import Kind
from .money import ZERO
from .rules import Refusal
from .rules import paid as rules
from .rules.paid import Balance

__all__ = ["Balance", "balance", "enter", "left", "of", "place", "put_aside", "take_up", "undo"]


# --- reading ----------------------------------------------------------------------------------------------


def balance(invoices: Iterable[Invoice]) -> dict[int, Balance]:
    """Where each stands, by its number (pk). Two queries for any number. A credit note asks for nothing, so nothing is
    open of it: it takes from the invoice that it credits."""
    rows = list(invoices)
    numbers = [one.pk for one in rows]
    credited = _sums(Invoice.objects.filter(credits__in=numbers), "credits", "gross") if rows else {}
    paid = (
        _sums(Allocation.objects.filter(invoice__in=numbers, undone_at=None), "invoice", "amount")
        if rows
        else {}
    )
    return {
        one.pk: Balance(one.gross, one.gross)
        if one.kind == Kind.CREDIT_NOTE
        else Balance(one.gross, credited.get(one.pk, ZERO), paid.get(one.pk, ZERO), one.due_on)
        for one in rows
    }


def _sums(rows: QuerySet, by: str, amount: str) -> dict[int, Decimal]:
    return {
        number: (total or ZERO) + ZERO
        for number, total in rows.order_by().values_list(by).annotate(total=Sum(amount))
    }


def of(invoice: Invoice) -> list[Allocation]:
    """What was placed on the invoice and what of it was taken off again, the oldest first, with payment and people."""
    return list(invoice.allocations.select_related("payment__bank_file", "by", "undone_by"))


def left(payments: Iterable[Payment]) -> dict[int, Decimal]:
    """What isn't placed yet of each payment, by its number. One query."""
    rows = list(payments)
    placed = _sums(
        Allocation.objects.filter(payment__in=[one.pk for one in rows], undone_at=None), "payment", "amount"
    )
    return {one.pk: one.amount - placed.get(one.pk, ZERO) for one in rows}


# --- acting -----------------------------------------------------------------------------------------------


def locked(issuer_pk: int) -> Issuer:
    """The issuer, held until the transaction ends; rows that only point to it needn't wait."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=issuer_pk)


@transaction.atomic
def enter(
    invoice: Invoice,
    amount: Decimal,
    paid_on: dt.date,
    *,
    by: Person,
    at: dt.datetime,
    note: str = "",
    payer: str = "",
    token: str = "",
) -> Payment:
    """By hand: so much came in for the invoice that day, or was paid back (a negative amount). `token` makes two
    sendings of one form the same payment; without it each call is one."""
    locked(invoice.issuer_id)
    entry = f"hand:{token or uuid.uuid4().hex}"[:200]
    before = Payment.objects.filter(issuer=invoice.issuer_id, entry=entry).first()
    if before:
        return before
    if invoice.is_credit:
        raise Refusal(rules.NO_CREDIT_NOTES, "", "")
    rules.entering_refusal(amount, balance([invoice])[invoice.pk], paid_on, on=day_of(at))
    payment = Payment.objects.create(
        issuer_id=invoice.issuer_id,
        entry=entry,
        amount=amount,
        currency=invoice.currency,
        paid_on=paid_on,
        payer=payer[:200],
        message=note,
        by=by,
        at=at,
    )
    _placed(payment, invoice, amount, by=by, at=at)
    return payment


def _placed(
    payment: Payment, invoice: Invoice, amount: Decimal, *, by: Person | None, at: dt.datetime
) -> Allocation:
    allocation = Allocation.objects.create(payment=payment, invoice=invoice, amount=amount, by=by, at=at)
    record(
        "invoice.paid",
        [invoice],
        by=by,
        at=at,
        payment=payment.pk,
        amount=str(amount),
        currency=payment.currency,
    )
    return allocation


@transaction.atomic
def place(
    payment: Payment, invoice: Invoice, amount: Decimal, *, by: Person | None, at: dt.datetime
) -> Allocation:
    """So much of the payment is for that invoice. `by` is None when its reference said so. Sent twice, it is done
    once."""
    locked(payment.issuer_id)
    payment = Payment.objects.get(pk=payment.pk)
    there = Allocation.objects.filter(payment=payment, invoice=invoice, undone_at=None).first()
    if there and there.amount == amount:
        return there
    if there:
        raise Refusal(rules.STANDS_ALREADY, "", "amount")
    if invoice.issuer_id != payment.issuer_id or invoice.is_credit:
        raise Refusal(rules.NO_CREDIT_NOTES, "", "invoice")
    rules.placing_refusal(
        amount,
        left([payment])[payment.pk],
        balance([invoice])[invoice.pk],
        currencies=(payment.currency, invoice.currency),
        aside=payment.settled_at is not None,
    )
    return _placed(payment, invoice, amount, by=by, at=at)


@transaction.atomic
def undo(allocation: Allocation, *, by: Person, at: dt.datetime) -> None:
    """It wasn't for this invoice. What was open before is open again, to the øre; the payment waits to be placed
    anew, unless it was entered by hand: then it was a mistake, and is put aside. Sent twice, it is done once."""
    payment = Payment.objects.get(pk=allocation.payment_id)
    locked(payment.issuer_id)
    standing = Allocation.objects.filter(pk=allocation.pk, undone_at=None)
    if not standing.exists():
        return
    rules.undoing_refusal(allocation.amount, balance([allocation.invoice])[allocation.invoice_id])
    standing.update(undone_at=at, undone_by=by)
    by_hand = payment.bank_file_id is None
    if by_hand and not Allocation.objects.filter(payment=payment, undone_at=None).exists():
        Payment.objects.filter(pk=payment.pk, settled_at=None).update(settled_at=at, settled_by=by)
    record(
        "payment.undone",
        [allocation.invoice],
        by=by,
        at=at,
        payment=payment.pk,
        amount=str(allocation.amount),
        currency=payment.currency,
    )


@transaction.atomic
def put_aside(payment: Payment, why: str, *, by: Person, at: dt.datetime) -> None:
    """What isn't placed of it has nothing to do with our invoices, or was paid back. Sent twice, it is done once."""
    issuer = locked(payment.issuer_id)
    if not why.strip():
        raise Refusal(rules.SAY_WHY, "", "why")
    changed = Payment.objects.filter(pk=payment.pk, settled_at=None).update(
        settled_at=at, settled_by=by, settled_why=why.strip()
    )
    if changed:
        record("payment.put_aside", [issuer], by=by, at=at, why=why.strip(), payment=payment.pk)


@transaction.atomic
def take_up(payment: Payment, *, by: Person, at: dt.datetime) -> None:
    """It is to be looked at again. Sent twice, it is done once."""
    issuer = locked(payment.issuer_id)
    changed = (
        Payment.objects.filter(pk=payment.pk)
        .exclude(settled_at=None)
        .update(settled_at=None, settled_by=None, settled_why="")
    )
    if changed:
        record("payment.taken_up", [issuer], by=by, at=at, payment=payment.pk)
