"""A price is set from a day on, or dropped before it has begun to hold (A6, K33). What has been invoiced stands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Network
from armkrok.ui.templatetags.ui import day as written_day

from .models import InvoiceLine, Issuer, Kind, PriceRule
from .models.price import VatBand, VatCategory
from .money import ZERO, rounded
from .placing import locked
from .rules import Refusal
from .rules.prices import KINDS, NONE, NOT_STATED, vat_faults


@dataclass(frozen=True)
class Price:
    """What is set: `terms` belong to the kind (rules.prices), amounts as strings without VAT."""

    charges: str
    kind: str
    from_on: dt.date
    currency: str = ""
    terms: dict = field(default_factory=dict)
    vat_category: str = VatCategory.STANDARD
    vat_band: str = VatBand.STANDARD
    vat_reason: str = ""


@transaction.atomic
def set_price(network: Network, price: Price, *, by: Person | None, at: dt.datetime) -> PriceRule:
    """From its day on it is the one that holds; one for the same day gives way to it. Sent twice, it is set once.

    Raises Refusal when invoices have been issued by what it would change: a year that has been invoiced stands.
    """
    _hold_the_issuer(network)
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    price = _only_what_counts(price)
    if price.charges not in KINDS[price.kind].charges:
        raise Refusal(_("This kind of price isn't for that."), "K33", "charges")
    for fault in faults(price):
        raise fault
    before = network.price_rules.standing().filter(charges=price.charges, from_on=price.from_on).first()
    if before and _says(before) == price:
        return before
    _refuse_what_is_invoiced(network, price.charges, price.from_on)
    if before:
        before.dropped_at, before.dropped_by = at, by
        before.save(update_fields=["dropped_at", "dropped_by"])
    try:
        with transaction.atomic():
            rule = PriceRule.objects.create(network=network, by=by, at=at, **asdict(price))
    except IntegrityError:
        raise Refusal(_("Somebody else has set a price from this day meanwhile."), "A6", "from_on") from None
    record(
        "price.set",
        [network],
        by=by,
        at=at,
        charges=price.charges,
        kind=price.kind,
        from_on=price.from_on.isoformat(),
        rule=rule.pk,
    )
    return rule


@transaction.atomic
def drop_price(rule: PriceRule, *, by: Person, at: dt.datetime) -> None:
    """One that hasn't begun to hold: what held before goes on. Sent twice, it is done once."""
    _hold_the_issuer(rule.network)
    rule = PriceRule.objects.select_for_update(of=("self",)).select_related("network").get(pk=rule.pk)
    if rule.dropped_at:
        return
    if rule.from_on <= day_of(at):
        raise Refusal(_("This price holds already. Set a new one from a later day instead."), "A6")
    _refuse_what_is_invoiced(rule.network, rule.charges, rule.from_on)
    rule.dropped_at, rule.dropped_by = at, by
    rule.save(update_fields=["dropped_at", "dropped_by"])
    record(
        "price.dropped",
        [rule.network],
        by=by,
        at=at,
        charges=rule.charges,
        kind=rule.kind,
        from_on=rule.from_on.isoformat(),
        rule=rule.pk,
    )


def faults(price: Price) -> Iterator[Refusal]:
    """What stands in the way of setting it, whenever it is set."""
    yield from KINDS[price.kind].faults(price.terms)
    yield from vat_faults(price.vat_category, price.vat_reason)


def invoiced_until(network: Network, charges: str) -> dt.date | None:
    """The last day of the newest network year of which something of this sort is invoiced, and not all taken back."""
    lines = InvoiceLine.objects.filter(invoice__network=network, charges=charges).order_by()
    years: dict[dt.date, Decimal] = {}
    for first, kind, net in lines.values_list("invoice__network_year_from", "invoice__kind").annotate(
        net=Sum("net")
    ):
        net = rounded(abs(net))  # SQLite adds up in floating point
        years[first] = years.get(first, ZERO) + (net if kind == Kind.INVOICE else -net)
    standing = [first for first, net in years.items() if net]
    return network.year(max(standing))[1] if standing else None


def _refuse_what_is_invoiced(network: Network, charges: str, from_on: dt.date) -> None:
    last = invoiced_until(network, charges)
    if last and from_on <= last:
        raise Refusal(
            _(
                "Invoices have been issued for the network year that ends on %(last)s, and what has been invoiced "
                "stands. A new price can hold from %(day)s."
            )
            % {"last": written_day(last), "day": written_day(last + dt.timedelta(days=1))},
            "A6",
            "from_on",
        )


def _hold_the_issuer(network: Network) -> None:
    """Before anything else is held, as whoever issues does: nothing is invoiced by the price that gives way."""
    if issuer := Issuer.objects.of(network):
        locked(issuer.pk)


def _says(rule: PriceRule) -> Price:
    return Price(**{name: getattr(rule, name) for name in Price.__dataclass_fields__})


def _only_what_counts(price: Price) -> Price:
    """What is free has no currency, and what is taxed no reason for not being so."""
    if price.kind in (NONE, NOT_STATED):
        return Price(price.charges, price.kind, price.from_on)
    if price.vat_category not in (VatCategory.EXEMPT, VatCategory.OUTSIDE):
        return replace(price, vat_reason="")
    return price
