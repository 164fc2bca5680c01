"""What is open of invoices and left of payments: worked out from the rows each time, and never stored."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Allocation, Invoice, Issuer, Payment
from .models.invoice import InvoiceQuerySet, Kind
from .money import HALF_AN_ORE, ZERO, rounded
from .rules.paid import Balance


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
        number: rounded(total or ZERO)  # SQLite adds up in floating point
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


_MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)


def with_rest(invoices: InvoiceQuerySet) -> InvoiceQuerySet:
    """Invoices, credit notes left out, with `rest`: what is open, or (below nothing) overpaid. For choosing among many;
    what is shown comes from `balance`."""
    credits = Invoice.objects.filter(credits=OuterRef("pk")).order_by().values("credits")
    placed = Allocation.objects.filter(invoice=OuterRef("pk"), undone_at=None).order_by().values("invoice")
    return invoices.filter(kind=Kind.INVOICE).annotate(
        rest=F("gross")
        - Coalesce(Subquery(credits.annotate(total=Sum("gross")).values("total")), ZERO, output_field=_MONEY)
        - Coalesce(Subquery(placed.annotate(total=Sum("amount")).values("total")), ZERO, output_field=_MONEY)
    )


def open_ones(issuer: Issuer) -> InvoiceQuerySet:
    """Invoices of which something is to be paid."""
    # The type checker doesn't see what it annotates.
    rows: Any = with_rest(Invoice.objects.filter(issuer=issuer))
    return cast("InvoiceQuerySet", rows.filter(rest__gt=HALF_AN_ORE))


def overpaid_ones(issuer: Issuer) -> InvoiceQuerySet:
    """Invoices of which something is to be paid back."""
    rows: Any = with_rest(Invoice.objects.filter(issuer=issuer))
    return cast("InvoiceQuerySet", rows.filter(rest__lt=-HALF_AN_ORE))


def to_look_at(issuer: Issuer) -> "QuerySet[Payment]":
    """Payments of which something isn't placed, and that nobody put aside; with `rest`, what it is."""
    placed = Allocation.objects.filter(payment=OuterRef("pk"), undone_at=None).order_by().values("payment")
    rest = F("amount") - Coalesce(
        Subquery(placed.annotate(total=Sum("amount")).values("total")), ZERO, output_field=_MONEY
    )
    mine = Payment.objects.filter(issuer=issuer, settled_at=None).annotate(rest=rest)
    return mine.exclude(rest__gt=-HALF_AN_ORE, rest__lt=HALF_AN_ORE)
