"""What is due, worked out from the facts and never stored: each member's charges in a network year, what has been
invoiced of them, what is missing, and what follows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from armkrok.journal.clock import day_of
from armkrok.meetings.models import Seat
from armkrok.networks.models import Enrolment, Network, Package

from . import pricing
from .facts import CHARGED, Gathered, Pair, Year, gather, was_member
from .models import Charges, Invoice, InvoiceLine, Issuer, Kind, PriceRule, RunItem
from .money import ZERO, Totals, totals
from .pricing import Prices
from .rules import Refusal, gaps
from .rules.facts import Line
from .rules.gaps import Gap
from .rules.prices import NONE


class Status(StrEnum):
    LATER = "later"  # it is known, but isn't due yet
    DUE = "due"
    INVOICED = "invoiced"
    DIFFERS = "differs"  # it was invoiced, and by the facts it would be something else now


@dataclass(frozen=True)
class Position:
    """One charge: the line by today's facts, and what has been invoiced, net and less what was credited.

    `line` is None when nothing is charged any more. It is as it was invoiced where its price isn't known now, or goes
    by a number that has changed since. `generation` is the next one's; `since` the day from which it is due.
    """

    key: str
    status: Status
    line: Line | None
    invoiced: Decimal
    generation: int = 0
    since: dt.date | None = None
    row: InvoiceLine | None = None  # the line on which it was invoiced last


@dataclass
class MemberFees:
    """A member in a network year. `gaps` stand in the way of an invoice. `is_free`: nothing is ever charged (A11).
    `in_a_run`: it has been approved, and the worker hasn't come to it yet."""

    enrolment: Enrolment
    year: Year
    positions: list[Position] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    is_free: bool = False
    in_a_run: bool = False

    @property
    def due(self) -> list[Position]:
        """What one invoice can hold: where charges have several currencies, those of the first; the rest stands in the
        next run."""
        found = [one for one in self.positions if one.status == Status.DUE]
        first = next((one.line.currency for one in found if one.line), "")
        return [one for one in found if one.line is None or one.line.currency == first]

    @property
    def due_lines(self) -> list[Line]:
        return [one.line for one in self.due if one.line]

    @property
    def lines(self) -> list[Line]:
        """All of the year by today's facts, invoiced or not."""
        return [one.line for one in self.positions if one.line]

    @property
    def sums(self) -> list[tuple[str, Totals]]:
        """All of the year in each currency."""
        codes = dict.fromkeys(line.currency for line in self.lines)
        return [(code, totals(line for line in self.lines if line.currency == code)) for code in codes]

    @property
    def due_totals(self) -> Totals:
        return totals(self.due_lines)

    @property
    def currency(self) -> str:
        """Of what is due; where nothing is, of the year."""
        return next((line.currency for line in [*self.due_lines, *self.lines]), "")

    @property
    def since(self) -> dt.date | None:
        return min((one.since for one in self.due if one.since), default=None)

    @property
    def is_ready(self) -> bool:
        return bool(self.due) and not self.gaps and not self.in_a_run

    @property
    def is_blocked(self) -> bool:
        """Something is due, or would be if its price were known, and can't be invoiced."""
        return bool(self.gaps) and (bool(self.due) or any(gap.what == "price" for gap in self.gaps))

    @property
    def differing(self) -> list[Position]:
        return [one for one in self.positions if one.status == Status.DIFFERS]

    @property
    def to_ask(self) -> list[Gap]:
        """What the member itself can say."""
        return [gap for gap in self.gaps if gap.ask == "member"]


def fees(
    network: Network, year: Year, *, on: dt.date, only: Sequence[Enrolment] | None = None
) -> list[MemberFees]:
    """Every member of that year, or those asked for, in the order of names. As many queries for many as for one."""
    return of_years([(network, year)], on=on, only=only)


def of_issuer(issuer: Issuer, *, on: dt.date) -> list[MemberFees]:
    """This network year and the one before, of all its networks; and of older ones what is due still."""
    networks = list(issuer.networks().select_related("team__organisation").order_by("name", "pk"))
    years = [(one, one.year(on)) for one in networks]
    before = [(one, one.year(year[0] - dt.timedelta(days=1))) for one, year in years]
    found = of_years([*before, *years], on=on)
    return [*_older(before, on), *(one for one in found if one.positions or one.year[1] >= on)]


def _older(before: Sequence[Pair], on: dt.date) -> list[MemberFees]:
    """What is due of the years before these: back to the first that this has shown, which was the one before that in
    which the first price was stated (decision 27). Where all has been invoiced, three queries, and nothing is
    reckoned."""
    stated: dict[int, list[PriceRule]] = {}
    for rule in PriceRule.objects.filter(network__in=[network for network, _year in before]):
        stated.setdefault(rule.network_id, []).append(rule)
    pairs: list[Pair] = []
    for network, year in before:
        if network.pk not in stated:
            continue
        stated_on = day_of(min(rule.at for rule in stated[network.pk]))
        shown_from = network.year(network.year(stated_on)[0] - dt.timedelta(days=1))[0]
        first = max(shown_from, network.year(min(rule.from_on for rule in stated[network.pk]))[0])
        while (year := network.year(year[0] - dt.timedelta(days=1)))[0] >= first:
            pairs.append((network, year))
    members = _open(pairs, stated) if pairs else []
    networks = {one.network_id for one in members}
    pairs = [(network, year) for network, year in reversed(pairs) if network.pk in networks]
    found = of_years(pairs, on=on, only=members) if members else []
    return [one for one in found if one.due and _is_left(one)]


def _is_left(one: MemberFees) -> bool:
    """Where a network's year begins in another month since, its old years show only seats that aren't invoiced."""
    seat = any(line.charges == Charges.EXTRA_SEAT for line in one.due_lines)
    return seat or not any(gap.what == "year" for gap in one.gaps)


def _open(pairs: Sequence[Pair], stated: Mapping[int, Sequence[PriceRule]]) -> list[Enrolment]:
    """Those of whom something may be left in these years: a fee that is charged wasn't invoiced (A11), or was taken
    back to be invoiced anew; they have further packages, or an extra seat that stands on no invoice."""
    networks: dict[int, list[Year]] = {}
    prices: dict[int, Prices] = {}
    for network, year in pairs:
        networks.setdefault(network.pk, []).append(year)
        rules = (rule for rule in stated[network.pk] if rule.dropped_at is None)
        prices.setdefault(network.pk, Prices(network, rules, ()))
    invoiced = set(
        Invoice.objects.invoices()
        .filter(network__in=networks, lines__charges=Charges.FEE)
        .values_list("enrolment", "network_year_from")
    )
    charged = InvoiceLine.objects.filter(charge=Concat(Value("seat:"), Cast(OuterRef("pk"), CharField())))
    seats = Seat.objects.filter(CHARGED, ~Exists(charged), enrolment=OuterRef("pk"), extra=True)
    members = (
        Enrolment.objects.filter(network__in=networks)
        .exclude(starts_on=None)
        .annotate(
            is_open=Exists(Invoice.objects.filter(enrolment=OuterRef("pk"), anew=True))
            | Exists(Package.objects.filter(enrolment=OuterRef("pk")))
            | Exists(seats)
        )
    )
    return [
        one
        for one in members
        if one.is_open
        or any(
            was_member(one, year)
            and (one.pk, year[0]) not in invoiced
            and not _is_free(one, year, prices[one.network_id])
            for year in networks[one.network_id]
        )
    ]


def _is_free(enrolment: Enrolment, year: Year, prices: Prices) -> bool:
    """A11."""
    return prices.rule(Charges.FEE, max(year[0], enrolment.starts_on or year[0])).kind == NONE


def of_years(
    pairs: Sequence[Pair], *, on: dt.date, only: Sequence[Enrolment] | None = None
) -> list[MemberFees]:
    prices = pricing.prices_of(network for network, _year in pairs)
    gathered = gather(pairs, only)
    numbers = {one.enrolment.pk for one in gathered}
    issuers = set(Issuer.objects.values_list("organisation", flat=True)) if gathered else set()
    rows = _invoiced(numbers)
    invoices = _invoices(numbers)
    running = set(
        RunItem.objects.filter(enrolment__in=numbers, done_at=None, run__kind=Kind.INVOICE).values_list(
            "enrolment", "network_year_from"
        )
    )
    made = []
    for one in gathered:
        network = one.enrolment.network
        key = (one.enrolment.pk, one.year[0])
        years = rows.get(one.enrolment.pk, {})
        member = _member(one, prices[network.pk], _of_year(one, years), on)
        member.invoices = invoices.get(key, [])
        new_fee = any(line.charges == Charges.FEE for line in member.due_lines)
        if new_fee and (other := _overlapping(one, years)):
            member.gaps.append(gaps.of_another_year(other))
        member.in_a_run = key in running
        if member.due and (network.invoicer_id or network.team.organisation_id) not in issuers:
            member.gaps.append(gaps.NO_ISSUER)
        made.append(member)
    return made


def _member(one: Gathered, prices: Prices, rows: Sequence[InvoiceLine], on: dt.date) -> MemberFees:
    lines, faults = _lines(one, prices)
    member = MemberFees(one.enrolment, one.year)
    member.is_free = _is_free(one.enrolment, one.year, prices)
    before: dict[str, list[InvoiceLine]] = {}
    for row in rows:
        before.setdefault(row.charge, []).append(row)
    done = {key for key, many in before.items() if not _to_be_charged(many)}
    for line in lines:
        member.positions.append(_position(line.key, line, before.pop(line.key, []), one, on))
    for key, many in before.items():
        known = many[0].charges not in faults
        member.positions.append(_position(key, None, many, one, on, known=known))
    wanted = {
        Charges.FEE.value: {one.facts.key_of(package) for package in one.facts.packages},
        Charges.EXTRA_SEAT.value: {seat.key for seat in one.facts.extra_seats},
    }
    member.gaps = gaps.of_price([no for charges, no in faults.items() if wanted[charges] - done])
    if member.due:
        asked = one.enrolment
        member.gaps += gaps.of_receiver(asked.e_address_scheme, asked.e_address, asked.buyer_reference)
    return member


def _of_year(one: Gathered, years: dict[dt.date, list[InvoiceLine]]) -> list[InvoiceLine]:
    """What was charged for this year; and its extra seats, for whichever year they were invoiced."""
    seats = {seat.key for seat in one.facts.extra_seats}
    return [
        row for first, many in years.items() for row in many if first == one.year[0] or row.charge in seats
    ]


def _overlapping(one: Gathered, years: dict[dt.date, list[InvoiceLine]]) -> dt.date | None:
    """The first day of another network year with days of this one in it, whose fee stands invoiced: the network's year
    has begun in another month since. Those days aren't invoiced twice without anybody's seeing it."""
    for first, many in years.items():
        if not 0 < abs((first - one.year[0]).days) < 365:
            continue
        nets = [
            row.net if row.credits_line_id is None else -row.net for row in many if row.charges == Charges.FEE
        ]
        if sum(nets, ZERO) > 0:
            return first
    return None


def _lines(one: Gathered, prices: Prices) -> tuple[list[Line], dict[str, Refusal]]:
    """What the facts come to, and what stops the rest of it, by what is charged."""
    lines: list[Line] = []
    faults: dict[str, Refusal] = {}
    parts = {Charges.FEE.value: pricing.fee_lines, Charges.EXTRA_SEAT.value: pricing.seat_lines}
    for charges, reckon in parts.items():
        if charges == Charges.FEE and not one.stays:
            continue
        try:
            lines += reckon(one.facts, prices)
        except Refusal as no:
            faults[charges] = no
    if not lines and prices.rules and all(rule.from_on > one.year[1] for rule in prices.rules):
        faults = {}  # the years before the first price were on other books
    return lines, faults


def _last(rows: Sequence[InvoiceLine]) -> tuple[InvoiceLine | None, list[InvoiceLine]]:
    """The line that charged it last, and those that took of it back."""
    charged = [row for row in rows if row.credits_line_id is None]
    last = max(charged, key=lambda row: row.generation, default=None)
    return last, [row for row in rows if last and row.credits_line_id == last.pk]


def _to_be_charged(rows: Sequence[InvoiceLine]) -> bool:
    """Whether it hasn't been invoiced, or was taken back to be invoiced anew."""
    last, back = _last(rows)
    return last is None or any(row.invoice.anew for row in back)


def _position(
    key: str,
    line: Line | None,
    rows: Sequence[InvoiceLine],
    one: Gathered,
    on: dt.date,
    *,
    known: bool = True,
) -> Position:
    """`rows` are the lines that charged it, and those that took it back. `known` is False where no price says what it
    would be now."""
    last, back = _last(rows)
    since = _since(key, line, one)
    if last is None:
        due = since is None or since <= on
        return Position(key, Status.DUE if due else Status.LATER, line, ZERO, since=since)
    if _to_be_charged(rows):
        status = Status.DUE if line else Status.INVOICED
        return Position(key, status, line, ZERO, last.generation + 1, since, last)
    standing = last.net - sum((row.net for row in back), ZERO)
    if not known and standing > 0:
        line = _as_invoiced(last, one)
    elif line and line.as_known and _stands_as_known(line, last, standing):
        line = replace(line, net=last.net, unit_price=last.unit_price, why=last.explanation)
    gone = line is None and one.stays  # who left during the year keeps what was invoiced (A4)
    differs = standing > 0 and (gone or (line is not None and line.net != last.net))
    status = Status.DIFFERS if differs else Status.INVOICED
    return Position(key, status, line, standing, last.generation + 1, since, last)


def _as_invoiced(row: InvoiceLine, one: Gathered) -> Line:
    return Line(
        key=row.charge,
        charges=row.charges,
        name=row.name,
        why=row.explanation,
        quantity=row.quantity,
        unit_price=row.unit_price,
        net=row.net,
        currency=row.invoice.currency,
        vat_category=row.vat_category,
        vat_percent=row.vat_percent,
        period_from=max(one.year[0], one.facts.joined_on),
        period_to=one.year[1],
        vat_reason=row.vat_reason,
        meeting=row.meeting_id,
    )


def _stands_as_known(line: Line, last: InvoiceLine, standing: Decimal) -> bool:
    """What was invoiced by another number of inhabitants stands, as long as anything of it does."""
    return standing > 0 and line.net != last.net and line.currency == last.invoice.currency


def _since(key: str, line: Line | None, one: Gathered) -> dt.date | None:
    if line is None:
        return None
    if line.charges == Charges.EXTRA_SEAT:
        return one.due_from.get(int(key.rpartition(":")[2]))
    return line.period_from


def _invoiced(enrolments: set[int]) -> dict[int, dict[dt.date, list[InvoiceLine]]]:
    rows = InvoiceLine.objects.filter(invoice__enrolment__in=enrolments).select_related("invoice")
    found: dict[int, dict[dt.date, list[InvoiceLine]]] = {}
    for row in rows.defer("invoice__said").order_by("pk"):
        years = found.setdefault(row.invoice.enrolment_id, {})
        years.setdefault(row.invoice.network_year_from, []).append(row)
    return found


def _invoices(enrolments: set[int]) -> dict[tuple[int, dt.date], list[Invoice]]:
    found: dict[tuple[int, dt.date], list[Invoice]] = {}
    rows = Invoice.objects.filter(enrolment__in=enrolments).defer("said").order_by("issued_at", "pk")
    for row in rows:
        found.setdefault((row.enrolment_id, row.network_year_from), []).append(row)
    return found
