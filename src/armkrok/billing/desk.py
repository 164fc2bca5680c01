"""What invoices and payments ask of those who keep an issuer, for *Today*: each is something to do, and where it is
done.

What is due isn't stored, and working it out for a thousand members takes more than a look at *Today* should. So what
was found is kept for a short while: until something happens that can change it (the journal tells), and at most some
minutes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.core.cache import cache
from django.db.models import Count, Max, Min, Q, Subquery
from django.utils.translation import get_language

from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import Entry
from armkrok.networks.models import Network, Team

from . import balances, crediting, due
from .due import MemberFees
from .models import Delivery, InvoicingQuestion, Issuer, Kind, PriceRule, Run
from .money import ZERO
from .rules.prices import NONE, NOT_STATED

MOST = 10  # lines of one sort for one issuer; the rest is a line that says how many, and where they are
KEPT_SECONDS = 600
PRICE_ASKED_DAYS = 60  # A1: from the beginning of a year, or from the day on which somebody joins
FAILED_RUN_DAYS = 30
LATE_CREDIT_DAYS = 30
CHANGES = [
    "price", "issuer", "run", "invoice", "payment", "credit", "invoicing", "enrolment", "withdrawal", "package",
    "meeting", "network", "organisation",
]  # fmt: skip


class What(StrEnum):
    READY = "ready to be invoiced"
    MISSING = "missing"  # of a member
    MORE_MISSING = "more missing"
    PRICE = "price"  # A1
    ISSUER = "issuer"  # what is to stand on the invoices
    TROUBLED = "troubled"  # rejected, or couldn't be sent
    CREDIT = "credit"  # A5
    SEAT = "seat"  # A13: invoiced, and given up in time
    PAYMENT = "payment"  # nobody has matched it
    OVERPAID = "overpaid"
    RUN = "run"  # it failed in part


@dataclass(frozen=True)
class Task:
    """Plain values, so that it can be kept. `sums` are net, by currency; `words` are sentences."""

    what: What
    since: dt.datetime
    organisation: int
    issuer: str
    number: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    name: str = ""  # the member's, or the meeting's title
    network: str = ""
    slug: str = ""
    language: str = ""
    subject: int = 0  # the enrolment, meeting, invoice, or run
    line: int = 0
    asked_at: dt.datetime | None = None
    can_be_asked: bool = False

    is_billing = True
    late = False


def waiting(person: Person, now: dt.datetime) -> list[Task]:
    """What waits for this person, the oldest first. Two queries as long as nothing has changed; none is of a member."""
    on = day_of(now)
    changed = Q()
    for prefix in CHANGES:
        changed |= Q(what__startswith=f"{prefix}.")
    last = Subquery(Entry.objects.filter(changed).order_by("-pk").values("pk")[:1])
    mine = Organisation.objects.filter(pk__in=Team.objects.of(person, on).values("organisation"))
    priced = PriceRule.objects.standing().exclude(kind__in=[NONE, NOT_STATED]).values("network")
    theirs = Network.objects.filter(pk__in=priced)
    billing = (
        Q(issuer__isnull=False)
        | Q(pk__in=theirs.values("invoicer"))
        | Q(pk__in=theirs.filter(invoicer=None).values("team__organisation"))
    )
    asked = {
        f"billing.desk:{pk}:{get_language()}": (pk, (mark, on))
        for pk, mark in mine.filter(billing).annotate(mark=last).values_list("pk", "mark")
    }
    if not asked:
        return []
    known = cache.get_many(asked)
    found: list[Task] = []
    for key, (organisation, mark) in asked.items():
        was, tasks = known.get(key, (None, []))
        if was != mark:
            tasks = of_organisation(organisation, on=on)
            cache.set(key, (mark, tasks), KEPT_SECONDS)
        found += tasks
    return sorted(found, key=lambda task: task.since)


def of_organisation(organisation: int, *, on: dt.date) -> list[Task]:
    """As many queries for a thousand members as for one."""
    issuer = Issuer.objects.filter(organisation=organisation).select_related("organisation").first()
    if issuer is None:
        return list(_without_issuer(organisation, on))
    fees = due.of_issuer(issuer, on=on)
    tasks = [
        *_ready(issuer, fees),
        *_missing(issuer, fees),
        *_prices(issuer, fees, on),
        *_troubled(issuer),
        *_credits(issuer, on),
        *_payments(issuer),
        *_overpaid(issuer),
        *_runs(issuer, on),
    ]
    return sorted(tasks, key=lambda task: task.since)


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _without_issuer(organisation: int, on: dt.date) -> Iterator[Task]:
    """Prices are stated, and nobody has said what is to stand on the invoices."""
    name = Organisation.objects.values_list("name", flat=True).get(pk=organisation)
    mine = Q(invoicer=organisation) | Q(invoicer=None, team__organisation=organisation)
    rules = PriceRule.objects.standing().filter(
        network__in=Network.objects.filter(mine).values("pk"), from_on__lte=on
    )
    since = rules.exclude(kind__in=[NONE, NOT_STATED]).aggregate(since=Min("at"))["since"]
    if since:
        yield Task(What.ISSUER, since, organisation, name)


def _ready(issuer: Issuer, fees: list[MemberFees]) -> Iterator[Task]:
    ready = [one for one in fees if one.is_ready]
    days = [one.since for one in ready if one.since]
    if not days:
        return
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in ready:
        sums[one.currency] += one.due_totals.net
    yield _task(What.READY, _at(min(days)), issuer, number=len(ready), sums=dict(sums))


def _task(what: What, since: dt.datetime, issuer: Issuer, **more) -> Task:  # type: ignore[no-untyped-def]
    return Task(what, since, issuer.organisation_id, issuer.legal_name, **more)


def _missing(issuer: Issuer, fees: list[MemberFees]) -> Iterator[Task]:
    """Members whose invoice waits for something that they, or whoever runs the network, can say."""
    blocked: dict[int, MemberFees] = {}
    for one in fees:
        if one.is_blocked and one.due and one.since and not one.in_a_run:
            blocked.setdefault(one.enrolment.pk, one)
    members = sorted(blocked.values(), key=lambda one: (one.since or one.year[0], one.enrolment.pk))
    asked = dict(
        InvoicingQuestion.objects.filter(
            enrolment__in=[one.enrolment.pk for one in members[:MOST]], answered_at=None
        )
        .order_by()
        .values("enrolment")
        .annotate(last=Max("asked_at"))
        .values_list("enrolment", "last")
    )
    for one in members[:MOST]:
        enrolment, network = one.enrolment, one.enrolment.network
        yield _task(
            What.MISSING,
            _at(one.since or one.year[0]),
            issuer,
            words=tuple(str(gap.words) for gap in one.gaps),
            name=enrolment.organisation.name,
            network=network.name,
            slug=network.slug,
            language=network.language,
            subject=enrolment.pk,
            asked_at=asked.get(enrolment.pk),
            can_be_asked=bool(one.to_ask),
        )
    if rest := members[MOST:]:
        yield _task(What.MORE_MISSING, _at(rest[0].since or rest[0].year[0]), issuer, number=len(rest))


def _prices(issuer: Issuer, fees: list[MemberFees], on: dt.date) -> Iterator[Task]:
    """A1: no price, or a fact that a price asks for. One line for each network that asks where invoices are to be sent:
    so somebody means to send some. It stands for two months from the beginning of a year, and from each member that
    joins; after that the page of what is due says it."""
    networks: dict[int, list[MemberFees]] = defaultdict(list)
    for one in fees:
        if one.year[0] <= on <= one.year[1] and any(gap.what == "price" for gap in one.gaps):
            networks[one.enrolment.network_id].append(one)
    for members in networks.values():
        network = members[0].enrolment.network
        newest = max(max(one.year[0], one.enrolment.starts_on or one.year[0]) for one in members)
        if not network.asks_invoicing or (on - newest).days > PRICE_ASKED_DAYS:
            continue
        words = dict.fromkeys(str(gap.words) for one in members for gap in one.gaps if gap.what == "price")
        yield _task(
            What.PRICE,
            _at(newest),
            issuer,
            number=len(members),
            words=tuple(words)[:3],
            network=network.name,
            slug=network.slug,
            language=network.language,
        )


def _troubled(issuer: Issuer) -> Iterator[Task]:
    bad = Delivery.objects.filter(invoice__issuer=issuer).troubled()
    rows = list(bad.order_by("made_at").values_list("invoice", "invoice__number", "made_at", "why"))
    if rows:
        words = (rows[0][3],) if len(rows) == 1 and rows[0][3] else ()
        yield _task(
            What.TROUBLED,
            rows[0][2],
            issuer,
            number=len(rows),
            name=rows[0][1],
            subject=rows[0][0] if len(rows) == 1 else 0,
            words=words,
        )


def _credits(issuer: Issuer, on: dt.date) -> Iterator[Task]:
    """A5, A13"""
    for one in crediting.suggestions(issuer, on=on):
        newest = max(share.line.invoice.issued_on for share in one.shares)
        failed = any(share.failed for share in one.shares)
        if one.late and not failed and (on - newest).days > LATE_CREDIT_DAYS:
            continue  # they may have been left out on purpose
        network = one.meeting.network
        yield _task(
            What.CREDIT,
            one.since,
            issuer,
            number=one.members,
            sums=one.nets,
            name=one.meeting.title,
            network=network.name,
            slug=network.slug,
            language=network.language,
            subject=one.meeting.pk,
        )
    for line in crediting.unused_seats(issuer)[:MOST]:
        network = line.meeting.network  # type: ignore[union-attr]
        yield _task(
            What.SEAT,
            line.since,  # type: ignore[attr-defined]
            issuer,
            sums={line.invoice.currency: line.net - line.back},  # type: ignore[attr-defined]
            name=line.invoice.organisation.name,
            network=network.name,
            slug=network.slug,
            language=network.language,
            subject=line.invoice_id,
            line=line.pk,
        )


def _payments(issuer: Issuer) -> Iterator[Task]:
    found = balances.to_look_at(issuer).order_by().aggregate(number=Count("pk"), since=Min("at"))
    if found["number"]:
        yield _task(What.PAYMENT, found["since"], issuer, number=found["number"])


def _overpaid(issuer: Issuer) -> Iterator[Task]:
    rows = list(
        balances.overpaid_ones(issuer)
        .order_by("pk")
        .annotate(last=Max("allocations__at"))
        .values_list("pk", "number", "last", "issued_at")
    )
    if rows:
        yield _task(
            What.OVERPAID,
            min(last or issued for _pk, _number, last, issued in rows),
            issuer,
            number=len(rows),
            name=rows[0][1],
            subject=rows[0][0] if len(rows) == 1 else 0,
        )


def _runs(issuer: Issuer, on: dt.date) -> Iterator[Task]:
    since = _at(on - dt.timedelta(days=FAILED_RUN_DAYS))
    runs = Run.objects.filter(issuer=issuer, approved_at__gte=since).annotate(
        failed=Count("items", filter=~Q(items__why_not=""))
    )
    for run in runs.filter(failed__gt=0)[:MOST]:
        words = ("credit",) if run.kind == Kind.CREDIT_NOTE else ()
        yield _task(What.RUN, run.approved_at, issuer, number=run.failed, subject=run.pk, words=words)
