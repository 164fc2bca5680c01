"""Which invoices a payment is for: placed in parts, taken off again, put aside.

One act at a time for each issuer: whatever counts what is open waits for its turn (`locked`).
"""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.models import record

from .balances import balance, left
from .models import Allocation, Invoice, Issuer, Payment
from .rules import Refusal
from .rules import paid as rules


def locked(issuer_pk: int) -> Issuer:
    """The issuer, held until the transaction ends; rows that only point to it needn't wait."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=issuer_pk)


def placed(
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
    return placed(payment, invoice, amount, by=by, at=at)


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
    by_hand, mine = payment.bank_file_id is None, Payment.objects.filter(pk=payment.pk)
    if not by_hand:  # what was put aside was the rest; this part is somebody's
        mine.exclude(settled_at=None).update(settled_at=None, settled_by=None, settled_why="")
    elif not Allocation.objects.filter(payment=payment, undone_at=None).exists():
        mine.filter(settled_at=None).update(settled_at=at, settled_by=by)
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
    if not left([payment])[payment.pk]:
        raise Refusal(rules.NOTHING_LEFT, "", "why")
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
