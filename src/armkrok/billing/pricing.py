"""Which price holds when, and what it comes to: a network's dated rules (A6, K33) and the VAT rates of the country in
which its invoices are issued.

A fee follows the rule that held when the year began, or when a package was taken in the middle of it; an extra seat
follows the rule of the meeting's day. So a past year is reckoned by its own, whatever is set later.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.networks.models import Network

from .models import PriceRule, VatRate
from .models.price import Charges, VatCategory
from .rules import Refusal
from .rules.facts import Facts, Line, Rule, Vat
from .rules.prices import NONE, NOT_STATED, NotStated, reckon

__all__ = ["NotStated", "Prices", "fee_lines", "prices_of", "rule_for", "seat_lines"]


def plain(rule: PriceRule) -> Rule:
    return Rule(rule.kind, rule.terms, rule.currency)


class Prices:
    """All price rules of a network and all VAT rates that they can need: two queries at most, then none."""

    def __init__(
        self,
        network: Network,
        rules: Iterable[PriceRule] | None = None,
        rates: Iterable[VatRate] | None = None,
    ) -> None:
        self.network = network
        if rules is None:
            rules = network.price_rules.standing().select_related("by")
        self._given_rates = rates
        self.rules = sorted(rules, key=lambda rule: (rule.from_on, rule.pk), reverse=True)

    @cached_property
    def rates(self) -> list[VatRate]:
        """Asked for when the first price is taxed."""
        rates = self._given_rates
        if rates is None:
            rates = VatRate.objects.filter(country__in=_countries([self.network]))
        return sorted(rates, key=lambda rate: rate.from_on, reverse=True)

    def _stated(self, charges: str, day: dt.date) -> PriceRule | None:
        return next((r for r in self.rules if r.charges == charges and r.from_on <= day), None)

    def coming(self, charges: str, day: dt.date) -> PriceRule | None:
        """The next one that has been set from a later day."""
        later = [rule for rule in self.rules if rule.charges == charges and rule.from_on > day]
        return later[-1] if later else None

    def rule(self, charges: str, day: dt.date) -> PriceRule:
        """The one that holds on that day. Where none does, one that says so (A1); where the membership itself is free
        (A11), a seat is too, unless a price for it has been stated."""
        if stated := self._stated(charges, day):
            return stated
        kind = NOT_STATED
        if charges == Charges.EXTRA_SEAT:
            fee = self._stated(Charges.FEE, day)
            kind = NONE if fee and fee.kind == NONE else NOT_STATED
        return PriceRule(network=self.network, charges=charges, kind=kind, from_on=day)

    def vat(self, rule: PriceRule, day: dt.date) -> Vat:
        """How it is taxed on that day (A6). Raises Refusal when no rate is known; one is never guessed."""
        if rule.vat_category != VatCategory.STANDARD or rule.kind in (NONE, NOT_STATED):
            return Vat(rule.vat_category, Decimal(0), rule.vat_reason)
        for rate in self.rates:
            if rate.band == rule.vat_band and rate.from_on <= day:
                return Vat(rule.vat_category, rate.percent)
        raise Refusal(_("No VAT rate is known for the country in which the invoices are issued."), "A6")


def _countries(networks: Iterable[Network]) -> Any:
    """The countries in which those who send the invoices are (K24). Part of another query."""
    own = [network.invoicer_id for network in networks if network.invoicer_id]
    teams = [network.team_id for network in networks if not network.invoicer_id]
    issuers = Organisation.objects.filter(pk__in=own) | Organisation.objects.filter(
        pk__in=Network.objects.filter(team__in=teams).values("team__organisation")
    )
    return issuers.values("country")


def prices_of(networks: Iterable[Network]) -> dict[int, Prices]:
    """The same for many networks, in four queries at most, by the network's number."""
    networks = list(networks)
    rules: dict[int, list[PriceRule]] = {}
    for rule in PriceRule.objects.standing().filter(network__in=networks):
        rules.setdefault(rule.network_id, []).append(rule)
    ids = {network.invoicer_id for network in networks if network.invoicer_id}
    teams = {network.team_id for network in networks if not network.invoicer_id}
    by_organisation: dict[int, str] = dict(
        Organisation.objects.filter(pk__in=ids).values_list("pk", "country")
    )
    by_team: dict[int, str] = dict(
        Network.objects.filter(team__in=teams).values_list("team", "team__organisation__country")
    )
    rates = list(VatRate.objects.all())
    made = {}
    for network in networks:
        country = by_organisation[network.invoicer_id] if network.invoicer_id else by_team[network.team_id]
        here = [rate for rate in rates if rate.country == country]
        made[network.pk] = Prices(network, rules.get(network.pk, []), here)
    return made


def rule_for(network: Network, charges: str, day: dt.date) -> PriceRule:
    """For one question alone; whoever has several asks `Prices`."""
    return Prices(network).rule(charges, day)


def fee_lines(facts: Facts, prices: Prices) -> list[Line]:
    """One for each package (A7)."""
    made: list[Line] = []
    for package in sorted(facts.packages, key=lambda package: package.number):
        day = max(facts.first, package.taken_on)
        rule = prices.rule(Charges.FEE, day)
        made += reckon(plain(rule), replace(facts, packages=(package,)), prices.vat(rule, day))
    return made


def seat_lines(facts: Facts, prices: Prices) -> list[Line]:
    """One for each extra seat, in the order of the meetings. Where nobody sits on one, no price is asked for."""
    made: list[Line] = []
    for seat in sorted(facts.extra_seats, key=lambda seat: (seat.meeting_on, seat.number)):
        rule = prices.rule(Charges.EXTRA_SEAT, seat.meeting_on)
        vat = prices.vat(rule, seat.meeting_on)
        made += reckon(plain(rule), replace(facts, extra_seats=(seat,)), vat)
    return made
