"""What is due becomes invoices: looked at, approved by a person, and issued by the worker, once and only once."""

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import building, due, ubl
from .crediting import credit_of_run
from .due import MemberFees
from .issuing import issue
from .models import Invoice, Issuer, Kind, Run, RunItem
from .money import ZERO
from .placing import locked
from .rules import Refusal, gaps
from .waking import wake_the_issuer

log = logging.getLogger(__name__)

# Gaps that are in the receiver's language already: the next preview says them to its reader.
SAID = ("price", "year")
AT_ONCE = 25  # invoices in one transaction: enough to be fast, few enough to hold others up shortly
SECONDS_PER_ROUND = 120


class ChangedMeanwhile(Refusal):
    """What was looked at isn't what is due any more."""

    def __init__(self) -> None:
        super().__init__(
            _("What is due has changed since you opened the page. Nothing has been issued. Look at it again.")
        )


NOTHING_CHOSEN = gettext_lazy("Choose at least one member to be invoiced.")
OTHERWISE_NOW = gettext_lazy(
    "What is due of this member has changed since it was approved, so nothing was issued. It stands in the next run."
)
BROKEN = gettext_lazy(
    "The program failed at this one, so nothing was issued, and its log says more. It stands in the next run."
)
CREDIT_OTHERWISE_NOW = gettext_lazy(
    "What is left of the invoice has changed since it was decided, so nothing was issued. A share that is left is "
    "suggested again."
)
CREDIT_BROKEN = gettext_lazy(
    "The program failed at this credit note, so it wasn't issued, and its log says more. It is suggested again."
)


@dataclass(frozen=True)
class Sum:
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    number: int


@dataclass(frozen=True)
class Preview:
    """What a run would issue now, and what stands in the way of the rest. `mark` changes as soon as something of it
    does."""

    issuer: Issuer
    ready: list[MemberFees]
    missing: list[MemberFees]
    running: list[MemberFees]
    mark: str

    @property
    def sums(self) -> list[Sum]:
        found: dict[str, Sum] = {}
        for one in self.ready:
            sums, was = one.due_totals, found.get(one.currency, Sum(one.currency, ZERO, ZERO, ZERO, 0))
            found[one.currency] = Sum(
                one.currency,
                was.net + sums.net,
                was.vat + sums.vat,
                was.gross + sums.gross,
                was.number + 1,
            )
        return list(found.values())


def name_of(one: MemberFees) -> str:
    """How a form calls a member in a network year."""
    return f"{one.enrolment.pk}:{one.year[0].isoformat()}"


def approved(one: MemberFees) -> dict[str, str]:
    """By the key of the charge, its net amount."""
    return {position.key: str(position.line.net) for position in one.due if position.line}


def preview(issuer: Issuer, *, on: dt.date) -> Preview:
    """Everything that is due of the issuer's networks. What our own checks of e-invoices find stands
    in the way here already, and not only when it is issued."""
    found = due.of_issuer(issuer, on=on)
    for one in found:
        if one.is_ready:
            one.gaps += _faults(issuer, one, on)
    ready = [one for one in found if one.is_ready]
    said = [f"{name_of(one)} {approved(one)}" for one in ready]
    before = Run.objects.filter(issuer=issuer).order_by("-pk").values_list("pk", flat=True).first()
    mark = hashlib.sha256("\n".join([str(before), *said]).encode()).hexdigest()
    return Preview(
        issuer,
        ready,
        [one for one in found if one.is_blocked and not one.in_a_run],
        [one for one in found if one.in_a_run],
        mark,
    )


def _faults(issuer: Issuer, one: MemberFees, on: dt.date) -> list[gaps.Gap]:
    """The number is only a stand-in, and is taken by nobody."""
    draft = building.invoice(issuer, one.enrolment, one.year, one.due, on=on)
    document = draft.numbered("1", building.reference_of(issuer, on.year, 1))
    return gaps.of_document((fault.words, fault.where) for fault in ubl.faults(document, draft.format))


@transaction.atomic
def approve(
    issuer: Issuer,
    seen: str,
    keys: Iterable[str] | None,
    *,
    by: Person,
    at: dt.datetime,
) -> Run:
    """These members (`name_of`), or all that are ready, are to be invoiced as the preview with the mark `seen` said.

    Sent twice, it is one run; with others chosen the second time, it is what has changed meanwhile. Raises
    ChangedMeanwhile, and Refusal when nobody is chosen.
    """
    locked(issuer.pk)
    keys = None if keys is None else set(keys)
    if known := Run.objects.filter(issuer=issuer, seen=seen).first():
        if keys is not None and keys != _chosen_for(known):
            raise ChangedMeanwhile
        return known
    now = preview(issuer, on=day_of(at))
    if now.mark != seen:
        raise ChangedMeanwhile
    chosen = [one for one in now.ready if keys is None or name_of(one) in keys]
    if not chosen:
        raise Refusal(NOTHING_CHOSEN, "", "members")
    run = Run.objects.create(issuer=issuer, approved_by=by, approved_at=at, seen=seen)
    RunItem.objects.bulk_create(
        RunItem(run=run, enrolment=one.enrolment, network_year_from=one.year[0], charges=approved(one))
        for one in chosen
    )
    record("run.approved", [issuer, issuer.organisation], by=by, at=at, run=run.pk, members=len(chosen))
    wake_the_issuer()
    return run


def _chosen_for(run: Run) -> set[str]:
    """As `name_of` says it."""
    found = run.items.values_list("enrolment", "network_year_from")
    return {f"{enrolment}:{begins.isoformat()}" for enrolment, begins in found if begins}


def work(run: Run, *, at: dt.datetime, seconds: float = SECONDS_PER_ROUND) -> int:
    """Issue what is left of the run, as long as that many seconds; returns how many were issued.

    Stopped at any moment and called again, it goes on where it was: what has been issued is there with its delivery,
    and what hasn't has taken no number.
    """
    began, issued = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        some = _some(run.pk, at)
        if some is None:
            break
        issued += some
    return issued


@transaction.atomic
def _some(run_pk: int, at: dt.datetime) -> int | None:
    """The next few of a run, in one transaction; None when none are left."""
    issuer_pk = Run.objects.values_list("issuer", flat=True).get(pk=run_pk)
    locked(issuer_pk)
    run = Run.objects.select_related("issuer__organisation", "approved_by").get(pk=run_pk)
    items = list(
        run.items.filter(done_at=None)
        .select_related(
            "enrolment__organisation",
            "enrolment__network__team__organisation",
            "enrolment__professional_contact",
        )
        .order_by("pk")[:AT_ONCE]
    )
    if not items:
        Run.objects.filter(pk=run_pk, finished_at=None).update(finished_at=at)
        return None
    return _settled(run, items, at)


def _settled(run: Run, items: Sequence[RunItem], at: dt.datetime) -> int:
    if run.kind == Kind.INVOICE:
        make, otherwise, broken = _invoices(run, items, at), OTHERWISE_NOW, BROKEN
    else:
        make, otherwise, broken = _credits(run, at), CREDIT_OTHERWISE_NOW, CREDIT_BROKEN
    issued = 0
    for item in items:
        try:
            # Each reader's language comes later: RunItem.why.
            with transaction.atomic(), translation.override("en"):
                item.invoice = make(item)
            issued += 1
        except Refusal as no:
            item.invoice, item.why_not = None, _as_written(no)
        except IntegrityError:  # somebody else was first, and the database said so
            item.invoice, item.why_not = None, _as_written(otherwise)
        except Exception as error:  # one that can't be made mustn't hold up all others for ever
            if isinstance(error, DatabaseError) and not isinstance(error, DataError):
                raise  # the database is gone or busy: nothing is wrong with this one, and the run goes on later
            log.exception("Item %s of run %s wasn't issued", item.pk, item.run_id)
            item.invoice, item.why_not = None, _as_written(broken)
        item.done_at = at
    RunItem.objects.bulk_update(items, ["invoice", "why_not", "done_at"])
    return issued


def _as_written(words: object) -> str:
    with translation.override("en"):
        return str(words)


def _invoices(run: Run, items: Sequence[RunItem], at: dt.datetime) -> Callable[[RunItem], Invoice]:
    """Reckoned again, each in its receiver's language; together, so that it asks as often for twenty as for one."""
    on = day_of(at)
    wanted: dict[str, list[RunItem]] = {}
    for item in items:
        wanted.setdefault(building.language_for(item.enrolment), []).append(item)
    found: dict[tuple[int, dt.date | None], MemberFees] = {}
    for language, some in wanted.items():
        pairs = {
            (item.enrolment.network_id, item.network_year_from): (
                item.enrolment.network,
                item.enrolment.network.year(item.network_year_from or on),
            )
            for item in some
        }
        with translation.override(language):
            for one in due.of_years(list(pairs.values()), on=on, only=[item.enrolment for item in some]):
                found[one.enrolment.pk, one.year[0]] = one

    def make(item: RunItem) -> Invoice:
        one = found.get((item.enrolment_id, item.network_year_from))
        if one is None or approved(one) != item.charges or any(gap.what in SAID for gap in one.gaps):
            raise Refusal(OTHERWISE_NOW)
        if one.gaps:
            raise Refusal("\n".join(str(gap.words) for gap in one.gaps))
        with translation.override(building.language_for(one.enrolment)):
            draft = building.invoice(run.issuer, one.enrolment, one.year, one.due, on=on)
        return issue(run.issuer, draft, by=run.approved_by, at=at)

    return make


def _credits(run: Run, at: dt.datetime) -> Callable[[RunItem], Invoice]:
    def make(item: RunItem) -> Invoice:
        amounts = {int(line): Decimal(net) for line, net in item.charges.items()}
        return credit_of_run(run, amounts, at=at)

    return make


def runs_of(issuer: Issuer) -> QuerySet[Run]:
    """The newest first, with how many members it has (`members`), how many are done, issued and not issued."""
    done = Q(items__done_at__isnull=False)
    return (
        issuer.runs.select_related("approved_by", "issuer")
        .annotate(
            members=Count("items"),
            done=Count("items", filter=done),
            issued=Count("items", filter=Q(items__invoice__isnull=False)),
            not_issued=Count("items", filter=done & ~Q(items__why_not="")),
        )
        .order_by("-approved_at", "-pk")
    )
