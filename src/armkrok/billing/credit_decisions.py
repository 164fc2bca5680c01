"""A person decides whether a share is given back for a meeting that was cancelled (A5). The worker makes the credit
notes, as it makes invoices: a run, once and only once for each member."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.meetings.models import Meeting

from .credit_suggestions import Suggestion, suggestions
from .models import CreditDecision, Issuer, Kind, Run, RunItem
from .placing import locked
from .rules import Refusal
from .rules import credits as rules
from .waking import wake_the_issuer

NOTHING_TO_DECIDE = _("Nothing is to be given back for this meeting: nobody has been invoiced for it.")
DECIDED = _("This has been decided already, the other way.")


@transaction.atomic
def decide(meeting: Meeting, credited: bool, why: str, *, by: Person, at: dt.datetime) -> CreditDecision:
    """Credit every member that was invoiced a share, or nobody. `why` stands on the credit notes, or in the history.

    Sent twice, it is done once. Lines that have been invoiced since a share was given of the others are added to the
    same run, and those whose credit note failed are tried again in it; or both are put aside for good.
    """
    issuer = Issuer.objects.of(meeting.network)
    if issuer is None:
        raise Refusal(NOTHING_TO_DECIDE, "A5")
    locked(issuer.pk)
    why = why.strip()
    decision = CreditDecision.objects.filter(meeting=meeting).select_related("run").first()
    if decision and not decision.credited:
        if credited:
            raise Refusal(DECIDED, "A5")
        return decision
    found = next(iter(suggestions(issuer, on=day_of(at), meeting=meeting.pk)), None)
    if found is None:
        if decision is None:
            raise Refusal(NOTHING_TO_DECIDE, "A5")
        if not credited and not _put_aside_before(decision):
            raise Refusal(DECIDED, "A5")
        return decision
    if not why:
        raise Refusal(rules.SAY_WHY if credited else _("Say why, in a few words."), "A5", "why")
    if decision is None:
        run = _run(issuer, meeting, why, by, at) if credited else None
        decision = CreditDecision.objects.create(
            meeting=meeting, credited=credited, run=run, why=why, by=by, at=at
        )
    if decision.run and credited:
        _add(decision.run, found)
    elif decision.run:
        _put_aside(decision.run, found, at)
    record(
        "credit.decided",
        [meeting, meeting.network],
        by=by,
        at=at,
        why=why,
        credited=credited,
        members=found.members if credited else 0,
    )
    return decision


def _run(issuer: Issuer, meeting: Meeting, why: str, by: Person, at: dt.datetime) -> Run:
    return Run.objects.create(
        issuer=issuer,
        kind=Kind.CREDIT_NOTE,
        approved_by=by,
        approved_at=at,
        seen=f"credit:meeting:{meeting.pk}",
        why=why,
    )


def _put_aside_before(decision: CreditDecision) -> bool:
    return any(item.is_put_aside for item in RunItem.objects.filter(run=decision.run))


def _add(run: Run, found: Suggestion) -> None:
    """One item for each member; the worker goes through them."""
    _replace_failed(run, found, done_at=None)
    Run.objects.filter(pk=run.pk).update(finished_at=None)
    wake_the_issuer()


def _put_aside(run: Run, found: Suggestion, at: dt.datetime) -> None:
    """The same, and nothing is left to do."""
    _replace_failed(run, found, done_at=at)


def _replace_failed(run: Run, found: Suggestion, *, done_at: dt.datetime | None) -> None:
    """The invoice's lines, and the net amount of each, in place of those that failed."""
    charges: dict[int, dict[str, str]] = {}
    for share in found.shares:
        charges.setdefault(share.line.invoice.enrolment_id, {})[str(share.line.pk)] = str(share.net)
    run.items.filter(enrolment__in=charges).exclude(why_not="").delete()
    RunItem.objects.bulk_create(
        RunItem(run=run, enrolment_id=enrolment, charges=lines, done_at=done_at)
        for enrolment, lines in charges.items()
    )
