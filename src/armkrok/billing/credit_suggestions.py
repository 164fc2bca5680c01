"""A meeting was cancelled that members have paid for: a share of each fee is suggested as a credit, and a person
decides (A5). Also an extra seat that was invoiced and isn't used, by nobody's fault but ours or in time (A13).

Worked out each time from the facts and never stored; what a person decided is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db.models import CharField, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from armkrok.meetings.models import Meeting, Move, Seat, SeatState, State
from armkrok.networks.models import Enrolment

from . import pricing
from .models import Charges, InvoiceLine, Issuer, Kind, RunItem
from .money import HALF_AN_ORE, ZERO, rounded
from .rules import credits as rules

SHARED = "by_meetings_left"  # the one kind of price of which a meeting has a share
LOOKS_BACK_DAYS = 730

Year = tuple[int, dt.date]  # a network and the first day of its year


class Outcome(StrEnum):
    """What became of one line's share that was decided."""

    GIVEN = "given"  # or will be: the worker hasn't come to it yet
    FAILED = "failed"
    ASIDE = "aside"  # a person put it aside


@dataclass(frozen=True)
class Share:
    """One line of one member's invoice, and the net amount of it that would be given back."""

    line: InvoiceLine
    net: Decimal
    meetings: int  # that the line is for
    failed: bool = False  # it was decided, and its credit note couldn't be issued

    @property
    def enrolment(self) -> Enrolment:
        return self.line.invoice.enrolment


@dataclass
class Suggestion:
    """`since` is when the meeting was cancelled. `late` when it was decided before, and some have been invoiced since,
    or their credit note failed."""

    meeting: Meeting
    since: dt.datetime
    late: bool
    shares: list[Share] = field(default_factory=list)

    @property
    def members(self) -> int:
        return len({share.line.invoice.enrolment_id for share in self.shares})

    @property
    def nets(self) -> dict[str, Decimal]:
        """The sum in each currency."""
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for share in self.shares:
            found[share.line.invoice.currency] += share.net
        return dict(found)


def credited(lines: Iterable[int]) -> dict[int, Decimal]:
    """What has been taken back so far, net, by the number of the invoice's line. One query."""
    rows = InvoiceLine.objects.filter(credits_line__in=list(lines)).order_by()
    return {
        line: rounded(net)  # SQLite adds up in floating point
        for line, net in rows.values_list("credits_line").annotate(total=Sum("net"))
    }


def cancelled(issuer: Issuer, *, on: dt.date) -> list[Meeting]:
    """Meetings that were cancelled for good (A5), drafts and study trips aside, with `cancelled_at`: of network years
    that ended lately, and of those that a fee was invoiced for lately. Years are whole, since what is missing of one
    follows from all its meetings. Two queries, and one where no meeting was cancelled."""
    since = on - dt.timedelta(days=LOOKS_BACK_DAYS)
    found = list(
        Meeting.objects.out()
        .meetings()
        .filter(state=State.CANCELLED, network__in=issuer.networks().values("pk"))
        .annotate(cancelled_at=Max("moves__at", filter=Q(moves__state=State.CANCELLED)))
        .select_related("network", "credit_decision")
        .order_by("cancelled_at", "pk")
    )
    if not found:
        return []
    lines = InvoiceLine.objects.filter(charges=Charges.FEE, credits_line=None, invoice__issuer=issuer)
    lately = set(
        lines.filter(invoice__issued_on__gte=since)
        .order_by()
        .values_list("invoice__network", "invoice__network_year_from")
        .distinct()
    )
    return [one for one in found if year_of(one) in lately or one.network.year(one.day)[1] >= since]


def suggestions(issuer: Issuer, *, on: dt.date, meeting: int | None = None) -> list[Suggestion]:
    """What waits for a decision, the first cancelled first; or that meeting alone. As many queries for a thousand
    members as for one, and one where no meeting was cancelled.

    A share is missed where fewer meetings are held, to come or credited than the price is for; so a meeting that has
    another in its place gives none, nor does one that was cancelled before a fee for fewer meetings was invoiced.
    """
    meetings = cancelled(issuer, on=on)
    asked = [one for one in meetings if meeting in (None, one.pk)]
    if not any(decision_of(one) is None or was_credited(one) for one in asked):
        return []
    years: dict[Year, list[Meeting]] = defaultdict(list)
    for one in meetings:
        years[year_of(one)].append(one)
    lines = _fee_lines(issuer, years)
    if not lines:
        return []
    back = credited(line.pk for line in lines)
    standing, held = _standing(years)
    prices = pricing.prices_of({one.network_id: one.network for one in meetings}.values())
    decided = _decided(meetings)
    found = {one.pk: Suggestion(one, one.cancelled_at, was_credited(one)) for one in asked}  # type: ignore[attr-defined]
    for line in lines:
        year = (line.invoice.network_id, line.invoice.network_year_from)
        joined_on = max(year[1], line.invoice.enrolment.starts_on or year[1])
        rule = prices[year[0]].rule(Charges.FEE, joined_on)
        if rule.kind != SHARED:
            continue
        amounts = [Decimal(price) for price in rule.terms["prices"]]
        covers = rules.covered(amounts, line.net, sum(1 for day in held[year] if day < joined_on))
        outcomes = {one.pk: decided.get((one.pk, line.pk)) for one in years[year]}
        given = {pk for pk, outcome in outcomes.items() if outcome == Outcome.GIVEN}
        missing = rules.shares_missing(len(amounts), standing[year], len(given))
        rest, before = line.net - back.get(line.pk, ZERO), len(given)
        for one in years[year]:
            outcome = outcomes[one.pk]
            is_open = was_credited(one) and outcome in (None, Outcome.FAILED)
            if not missing or not (is_open or decision_of(one) is None):
                continue
            net = min(rules.share(line.net, covers, before), rest)
            missing, before, rest = missing - 1, before + 1, rest - net
            if net > 0 and one.pk in found:
                failed = outcome == Outcome.FAILED
                found[one.pk].shares.append(Share(line, net, covers, failed))
    return [one for one in found.values() if one.shares]


def decision_of(meeting: Meeting):  # type: ignore[no-untyped-def]
    return getattr(meeting, "credit_decision", None)


def was_credited(meeting: Meeting) -> bool:
    decision = decision_of(meeting)
    return bool(decision and decision.credited)


def year_of(meeting: Meeting) -> Year:
    return meeting.network_id, meeting.network.year(meeting.day)[0]


def _fee_lines(issuer: Issuer, years: Iterable[Year]) -> list[InvoiceLine]:
    """Of every member that was invoiced for one of these years, in the order of names."""
    those = Q(pk=None)
    for network, first in years:
        those |= Q(invoice__network=network, invoice__network_year_from=first)
    return list(
        InvoiceLine.objects.filter(those, invoice__issuer=issuer, charges=Charges.FEE, credits_line=None)
        .filter(invoice__kind=Kind.INVOICE)
        .select_related("invoice__enrolment", "invoice__organisation")
        .defer("invoice__said")
        .order_by("invoice__organisation__name", "invoice", "position")
    )


def _standing(years: Iterable[Year]) -> tuple[dict[Year, int], dict[Year, list[dt.date]]]:
    """How many meetings of each year are held or to come, and the days of those that were held."""
    standing: dict[Year, int] = defaultdict(int)
    held: dict[Year, list[dt.date]] = defaultdict(list)
    asked = set(years)
    earliest = min(first for _network, first in asked) - dt.timedelta(days=1)
    rows = Meeting.objects.standing().filter(
        network__in={network for network, _first in asked},
        starts_at__gte=dt.datetime.combine(earliest, dt.time(), dt.UTC),
    )
    for one in rows.exclude(state=State.DRAFT).select_related("network"):
        if (year := year_of(one)) in asked:
            standing[year] += 1
            if one.state == State.HELD:
                held[year].append(one.day)
    return standing, held


def _decided(meetings: list[Meeting]) -> dict[tuple[int, int], Outcome]:
    """By the numbers of a meeting and of an invoice's line. One query."""
    runs = {decision_of(one).run_id: one.pk for one in meetings if was_credited(one)}
    found: dict[tuple[int, int], Outcome] = {}
    for item in RunItem.objects.filter(run__in=runs).order_by("pk") if runs else ():
        outcome = Outcome.ASIDE if item.is_put_aside else Outcome.GIVEN
        if item.why_not:
            outcome = Outcome.FAILED
        for line in item.charges:
            found[runs[item.run_id], int(line)] = outcome
    return found


# --- extra seats ----------------------------------------------------------------------------------------------


def unused_seats(issuer: Issuer) -> "QuerySet[InvoiceLine]":
    """Extra seats that were invoiced and not credited, and that were given up in time, or whose meeting was cancelled:
    each is to be credited by a person. One given up too late is charged (A13). With `since`, the first of them
    first."""
    seat = Seat.objects.filter(meeting=OuterRef("meeting"), extra=True).annotate(
        key=Concat(Value("seat:"), Cast("pk", CharField()))
    )
    gone = seat.filter(
        key=OuterRef("charge"), state__in=[SeatState.LEFT, SeatState.LAPSED], left_late=False
    ).values("left_at")
    off = Move.objects.filter(meeting=OuterRef("meeting"), state=State.CANCELLED).order_by("-at").values("at")
    return (
        InvoiceLine.objects.filter(charges=Charges.EXTRA_SEAT, credits_line=None, invoice__issuer=issuer)
        .annotate(back=Coalesce(Sum("credited_by__net"), ZERO), left_at=Subquery(gone[:1]))
        .filter(Q(meeting__state=State.CANCELLED) | Q(left_at__isnull=False))
        .filter(net__gt=F("back") + HALF_AN_ORE)
        .annotate(since=Coalesce("left_at", Subquery(off[:1])))
        .select_related("invoice__organisation", "meeting__network")
        .defer("invoice__said")
        .order_by("since", "pk")
    )
