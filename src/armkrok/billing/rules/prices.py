"""What it costs: facts in, lines out, each with the sentence that explains it (K33–K38, K40, A1, A3, A7, A11, A13).

A kind of price is a class here, a form in `forms.prices` and its tests. It is registered under the name that
`models.PriceRule.kind` keeps. `lines` are what a member is charged; `says` and `examples` tell anybody beforehand what
it costs. All amounts are without VAT, in the rule's currency, and exact. Sentences are in the language that is being
spoken.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal, YearIsOver

from ..money import rounded
from . import sentences as say
from .facts import Facts, Line, Package, Rule, Vat

NOT_STATED, NONE = "not_stated", "none"
FEE, EXTRA_SEAT = "fee", "extra_seat"


class NotStated(Refusal):
    """A1: no price has been stated. That is never nothing, and nothing is invoiced."""


@dataclass(frozen=True)
class Example:
    """A row of the table of prices: who pays it, and how much, net."""

    words: str
    net: Decimal


class Kind:
    """One way to reckon a price. `charges` are what it can put a price on (models.Charges)."""

    name: str
    charges: tuple[str, ...]
    title: Any
    can_be_over = False  # K38: whether its year has an end before the year has

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        """Raises NotStated (A1), and Refusal where a fact is missing or nothing is left to pay for (K38)."""
        raise NotImplementedError

    def faults(self, terms: dict) -> Iterator[Refusal]:
        """What is wrong with terms that are to be set; `field` says beside what."""
        yield from ()

    def says(self, rule: Rule) -> str:
        """The rule in a sentence or two."""
        raise NotImplementedError

    def examples(self, rule: Rule) -> list[Example]:
        """Worked examples that don't depend on who asks."""
        return []

    def is_over(self, rule: Rule, held: int) -> bool:
        """K38: whether a year in which so many meetings have been held has nothing left to join for."""
        return False


KINDS: dict[str, Kind] = {}


def kind(made: type[Kind]) -> type[Kind]:
    KINDS[made.name] = made()
    return made


def reckon(rule: Rule, facts: Facts, vat: Vat) -> list[Line]:
    """The lines that the rule makes of the facts. Raises NotStated (A1), and Refusal where a fact is missing."""
    return list(KINDS[rule.kind].lines(rule, facts, vat))


def amounts(values: Sequence[str]) -> list[Decimal]:
    return [Decimal(value) for value in values]


def vat_faults(category: str, reason: str) -> Iterator[Refusal]:
    """An invoice without VAT says why (EN 16931, BR-E-10 and BR-O-10). The categories are models.price.VatCategory."""
    if category in ("E", "O") and not reason:
        yield Refusal(_("Say why no VAT is added: the invoice has to say it."), "A6", "vat_reason")


def _rising(prices: Sequence[str]) -> Iterator[Refusal]:
    """Joining later never costs more than joining before (K33)."""
    for number, (before, after) in enumerate(pairwise(amounts(prices)), start=2):
        if after > before:
            yield Refusal(_("This is more than joining earlier costs."), "K33", f"price_{number}")


def was_before(package: Package, facts: Facts) -> bool:
    """Whether it was the member's when the year began: then the year opens at its full price (K36)."""
    return package.taken_on < facts.first


def held_before(package: Package, facts: Facts) -> int:
    """How many of the year's meetings had been marked held when the package was taken, whoever came (A3)."""
    return sum(1 for meeting in facts.held if meeting.marked_at < package.taken_at)


def fee_line(
    rule: Rule, facts: Facts, vat: Vat, package: Package, net: Decimal, why: str, *, as_known: bool = False
) -> Line:
    """A package's line for the year: from the day on which it was taken, if the year had begun."""
    net = rounded(net)
    return Line(
        key=facts.key_of(package),
        charges=FEE,
        name=say.name_of_fee(facts, package)[:200],
        why=why,
        quantity=Decimal(1),
        unit_price=net,
        net=net,
        currency=rule.currency,
        vat_category=vat.category,
        vat_percent=vat.percent,
        vat_reason=vat.reason,
        period_from=max(facts.first, package.taken_on),
        period_to=facts.last,
        as_known=as_known,
    )


@kind
class NoFee(Kind):
    """A11: nothing is ever charged."""

    name, charges, title = NONE, (FEE, EXTRA_SEAT), say.TITLES[NONE]

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        return []

    def says(self, rule: Rule) -> str:
        return say.free()


@kind
class NoPriceStated(Kind):
    """A1: there is a price, but nobody has said which. It blocks."""

    name, charges, title = NOT_STATED, (FEE, EXTRA_SEAT), say.TITLES[NOT_STATED]

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        raise NotStated(say.not_stated(), "A1")

    def says(self, rule: Rule) -> str:
        return say.not_stated_yet()


@kind
class ByMeetingsLeft(Kind):
    """K33, K37, K38, A3: {"prices": ["7000.00", "5200.00", "3300.00"]}. The first is the whole year's; the next one
    holds for whoever joins when a meeting has been held; and so on. When as many have been held, there is none."""

    name, charges, title = "by_meetings_left", (FEE,), say.TITLES["by_meetings_left"]
    can_be_over = True

    def faults(self, terms: dict) -> Iterator[Refusal]:
        yield from _rising(terms["prices"])

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        return [self._line(rule, facts, vat, package) for package in facts.packages]

    def _line(self, rule: Rule, facts: Facts, vat: Vat, package: Package) -> Line:
        prices = amounts(rule.terms["prices"])
        if was_before(package, facts):
            why = say.whole_year(facts, package, prices[0], rule.currency, len(prices))
            return fee_line(rule, facts, vat, package, prices[0], why)
        held = held_before(package, facts)
        if held >= len(prices):
            raise YearIsOver(facts.last + dt.timedelta(days=1))
        why = say.meetings_left(facts, package, prices[held], rule.currency, held, len(prices) - held)
        return fee_line(rule, facts, vat, package, prices[held], why)

    def says(self, rule: Rule) -> str:
        prices = amounts(rule.terms["prices"])
        return say.by_meetings(prices[0], rule.currency, len(prices))

    def examples(self, rule: Rule) -> list[Example]:
        prices = amounts(rule.terms["prices"])
        return [Example(say.when_held(held, len(prices)), net) for held, net in enumerate(prices)]

    def is_over(self, rule: Rule, held: int) -> bool:
        return held >= len(rule.terms["prices"])


@kind
class PerPersonAndMeeting(Kind):
    """K40, A1, A13: {"price": "1500.00"} for each extra seat, also for one that was given up too late."""

    name, charges, title = "per_person_and_meeting", (EXTRA_SEAT,), say.TITLES["per_person_and_meeting"]

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        price = rounded(Decimal(rule.terms["price"]))
        return [
            Line(
                key=seat.key,
                charges=EXTRA_SEAT,
                name=say.name_of_seat(seat)[:200],
                why=say.extra_seat(seat, price, rule.currency),
                quantity=Decimal(1),
                unit_price=price,
                net=price,
                currency=rule.currency,
                vat_category=vat.category,
                vat_percent=vat.percent,
                vat_reason=vat.reason,
                period_from=seat.meeting_on,
                period_to=seat.meeting_on,
                meeting=seat.meeting,
            )
            for seat in sorted(facts.extra_seats, key=lambda seat: (seat.meeting_on, seat.number))
        ]

    def says(self, rule: Rule) -> str:
        return say.per_person(Decimal(rule.terms["price"]), rule.currency)

    def examples(self, rule: Rule) -> list[Example]:
        return [Example(say.one_seat(), Decimal(rule.terms["price"]))]


def _inhabitants(facts: Facts) -> int:
    if facts.inhabitants is None:
        raise Refusal(say.inhabitants_unknown(facts.member), "K33", "inhabitants")
    return facts.inhabitants


@kind
class ByPopulation(Kind):
    """{"bands": [{"to": 20000, "price": "4000.00"}, …, {"to": null, "price": "12000.00"}]}: up to and with so many
    inhabitants, rising; the last band has no end."""

    name, charges, title = "population_band", (FEE,), say.TITLES["population_band"]

    def faults(self, terms: dict) -> Iterator[Refusal]:
        for number, (before, after) in enumerate(pairwise(terms["bands"][:-1]), start=2):
            if after["to"] <= before["to"]:
                yield Refusal(_("Each step has to be larger than the one before."), "K33", f"to_{number}")

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        people = _inhabitants(facts)
        after = None
        for band in rule.terms["bands"]:
            if band["to"] is None or people <= band["to"]:
                break
            after = band["to"]
        price = Decimal(band["price"])
        why = say.population(facts, price, rule.currency, after, band["to"])
        return [fee_line(rule, facts, vat, package, price, why, as_known=True) for package in facts.packages]

    def says(self, rule: Rule) -> str:
        return say.by_population()

    def examples(self, rule: Rule) -> list[Example]:
        rows, after = [], None
        for band in rule.terms["bands"]:
            rows.append(Example(say.band(after, band["to"]), Decimal(band["price"])))
            after = band["to"]
        return rows


@kind
class PerInhabitant(Kind):
    """{"price": "0.25", "floor": "2000.00", "cap": "20000.00"}; floor and cap may be missing or empty."""

    name, charges, title = "per_inhabitant", (FEE,), say.TITLES["per_inhabitant"]

    def faults(self, terms: dict) -> Iterator[Refusal]:
        floor, cap = terms.get("floor"), terms.get("cap")
        if floor and cap and Decimal(cap) < Decimal(floor):
            yield Refusal(_("This is less than the lowest fee."), "K33", "cap")

    @staticmethod
    def _limits(rule: Rule) -> tuple[Decimal, Decimal | None, Decimal | None]:
        floor, cap = rule.terms.get("floor"), rule.terms.get("cap")
        return Decimal(rule.terms["price"]), Decimal(floor) if floor else None, Decimal(cap) if cap else None

    def _net(self, rule: Rule, people: int) -> Decimal:
        price, floor, cap = self._limits(rule)
        net = rounded(price * people)
        net = max(net, floor) if floor is not None else net
        return min(net, cap) if cap is not None else net

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        people, price = _inhabitants(facts), self._limits(rule)[0]
        reckoned, net = rounded(price * people), self._net(rule, people)
        why = say.inhabitants(facts, price, reckoned, net, rule.currency)
        return [fee_line(rule, facts, vat, package, net, why, as_known=True) for package in facts.packages]

    def says(self, rule: Rule) -> str:
        return say.per_inhabitant(*self._limits(rule), rule.currency)

    def examples(self, rule: Rule) -> list[Example]:
        return [Example(say.so_many(n), self._net(rule, n)) for n in (5_000, 20_000, 100_000)]


@kind
class ByQuarter(Kind):
    """{"prices": [four of them]}: by the quarter of the network year in which one joins."""

    name, charges, title = "by_quarter", (FEE,), say.TITLES["by_quarter"]

    def faults(self, terms: dict) -> Iterator[Refusal]:
        yield from _rising(terms["prices"])

    def lines(self, rule: Rule, facts: Facts, vat: Vat) -> Sequence[Line]:
        prices = amounts(rule.terms["prices"])
        made = []
        for package in facts.packages:
            if was_before(package, facts):
                quarter, why = 0, say.whole_year_by_quarter(facts, package, prices[0], rule.currency)
            else:
                quarter = quarter_of(package.taken_on, facts.first)
                why = say.quarter(facts, package, prices[quarter], rule.currency, quarter + 1)
            made.append(fee_line(rule, facts, vat, package, prices[quarter], why))
        return made

    def says(self, rule: Rule) -> str:
        return say.by_quarter(Decimal(rule.terms["prices"][0]), rule.currency)

    def examples(self, rule: Rule) -> list[Example]:
        return [
            Example(say.in_quarter(n), net) for n, net in enumerate(amounts(rule.terms["prices"]), start=1)
        ]


def quarter_of(day: dt.date, first: dt.date) -> int:
    """0–3: the quarter of the network year that began on the first day."""
    return ((day.year - first.year) * 12 + day.month - first.month) // 3
