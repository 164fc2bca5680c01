"""Where an invoice stands, in words: to be paid, overdue, part paid, paid, credited, overpaid. Worked out, never
stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from .balances import balance, with_rest
from .models import Allocation, Delivery, DeliveryState, Invoice, Issuer, Kind
from .models.invoice import InvoiceQuerySet
from .money import HALF_AN_ORE, ZERO, rounded
from .rules.paid import Balance


@dataclass(frozen=True)
class Stand:
    """`mind` when a person has something to look at."""

    key: str
    words: str
    mind: bool = False


@dataclass(frozen=True)
class Row:
    """An invoice or credit note with all that a list says of it."""

    invoice: Invoice
    balance: Balance
    stand: Stand
    delivery: Delivery | None  # the one that counts

    @property
    def is_part_credited(self) -> bool:
        return not self.invoice.is_credit and ZERO < self.balance.credited < self.balance.gross

    @property
    def is_in_trouble(self) -> bool:
        """It was rejected or couldn't be sent, and hasn't been taken back since."""
        failed = self.delivery and self.delivery.state in (DeliveryState.REJECTED, DeliveryState.FAILED)
        return bool(failed) and (self.invoice.is_credit or not self.balance.is_credited)


def stand(invoice: Invoice, stands: Balance, on: dt.date) -> Stand:
    if invoice.is_credit:
        return Stand("credit_note", _("Credit note"))
    if stands.overpaid:
        return Stand("overpaid", _("Too much was paid"), mind=True)
    if stands.is_settled:
        only_credited = stands.is_credited and not stands.paid
        return Stand("credited", _("Credited")) if only_credited else Stand("paid", _("Paid"))
    if stands.overdue(on):
        return Stand("overdue", _("Overdue, part paid") if stands.is_part_paid else _("Overdue"), mind=True)
    return Stand("open", _("Part paid") if stands.is_part_paid else _("To be paid"))


def rows(invoices: Iterable[Invoice], on: dt.date) -> list[Row]:
    """In their order. Three queries for any number."""
    found = list(invoices)
    balances = balance(found)
    deliveries = {
        one.invoice_id: one
        for one in Delivery.objects.filter(invoice__in=[one.pk for one in found]).standing()
    }
    return [
        Row(one, balances[one.pk], stand(one, balances[one.pk], on), deliveries.get(one.pk)) for one in found
    ]


def chosen(invoices: InvoiceQuerySet, state: str, on: dt.date) -> InvoiceQuerySet:
    """Those that stand so (open, overdue, paid, credited, overpaid, rejected, by_hand, credit_notes); all for anything
    else."""
    if state == "credit_notes":
        return invoices.credit_notes()
    if state == "rejected":
        return invoices.filter(pk__in=Delivery.objects.troubled().values("invoice"))
    if state == "by_hand":
        return invoices.filter(pk__in=Delivery.objects.standing().to_be_taken().values("invoice"))
    if state == "credited":
        return invoices.filter(Exists(Invoice.objects.filter(credits=OuterRef("pk"))))
    wanted = {
        "open": Q(rest__gt=HALF_AN_ORE),
        "overdue": Q(rest__gt=HALF_AN_ORE, due_on__lt=on),
        "overpaid": Q(rest__lt=-HALF_AN_ORE),
        "paid": Q(rest__lte=HALF_AN_ORE)
        & Exists(Allocation.objects.filter(invoice=OuterRef("pk"), undone_at=None)),
    }.get(state)
    return invoices if wanted is None else with_rest(invoices).filter(wanted)


@dataclass(frozen=True)
class Sums:
    """Of many invoices and credit notes, in one currency."""

    currency: str
    issued: Decimal = ZERO
    credited: Decimal = ZERO
    paid: Decimal = ZERO
    open: Decimal = ZERO
    overdue: Decimal = ZERO
    overpaid: Decimal = ZERO


def sums(found: InvoiceQuerySet, on: dt.date) -> list[Sums]:
    """One for each currency. Three queries."""
    found = found.order_by()
    by_currency: dict[str, dict[str, Decimal]] = {}
    for kind, currency, gross in found.values_list("kind", "currency").annotate(sum=Sum("gross")):
        name = "credited" if kind == Kind.CREDIT_NOTE else "issued"
        by_currency.setdefault(currency, {})[name] = rounded(gross)
    placed = Allocation.objects.filter(invoice__in=found.values("pk"), undone_at=None).order_by()
    for currency, paid in placed.values_list("invoice__currency").annotate(sum=Sum("amount")):
        by_currency.setdefault(currency, {})["paid"] = rounded(paid)
    late = Q(rest__gt=HALF_AN_ORE, due_on__lt=on)
    rests = (
        with_rest(found)
        .values("currency")
        .annotate(
            open=Sum("rest", filter=Q(rest__gt=HALF_AN_ORE)),
            overdue=Sum("rest", filter=late),
            overpaid=Sum(-F("rest"), filter=Q(rest__lt=-HALF_AN_ORE)),
        )
    )
    for one in rests:
        amounts = {name: rounded(one[name] or ZERO) for name in ("open", "overdue", "overpaid")}
        by_currency.setdefault(one["currency"], {}).update(amounts)
    return [Sums(currency, **amounts) for currency, amounts in sorted(by_currency.items())]


def to_mind(issuer: Issuer, on: dt.date) -> dict[str, int]:
    """How many of the issuer's invoices need a person, by the state that `chosen` shows them for. Three queries."""
    counted = with_rest(issuer.invoices.order_by()).aggregate(
        overdue=Count("pk", filter=Q(rest__gt=HALF_AN_ORE, due_on__lt=on)),
        overpaid=Count("pk", filter=Q(rest__lt=-HALF_AN_ORE)),
    )
    mine = Delivery.objects.filter(invoice__issuer=issuer)
    return {
        "rejected": mine.troubled().count(),
        "by_hand": mine.standing().to_be_taken().count(),
        **counted,
    }
