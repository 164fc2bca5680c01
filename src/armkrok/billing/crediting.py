"""An invoice is taken back, wholly or in part, by a credit note. The invoice itself never changes."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import building, due
from .credit_decisions import decide
from .credit_suggestions import Share, Suggestion, credited, suggestions, unused_seats
from .issuing import issue
from .models import Invoice, InvoiceLine, Run
from .money import ZERO, Totals
from .placing import locked
from .rules import Refusal
from .rules import credits as rules
from .rules.credits import Credited
from .rules.facts import Line

__all__ = [
    "Share",
    "Suggestion",
    "becomes_due",
    "credit",
    "credit_of_run",
    "decide",
    "invoice_anew",
    "lines_of",
    "preview",
    "refuse_anew",
    "suggestions",
    "unused_seats",
]

# Net, by the number (pk) of the invoice's line; None is all that is left.
Amounts = Mapping[int, Decimal] | None


def lines_of(invoice: Invoice) -> list[Credited]:
    """The invoice's lines, with what has been taken back of each. Two queries."""
    rows = list(invoice.lines.order_by("position"))
    return _credited(rows, credited(row.pk for row in rows))


def _credited(rows: list[InvoiceLine], back: Mapping[int, Decimal]) -> list[Credited]:
    return [
        Credited(row.pk, row.net, row.vat_category, row.vat_percent, row.vat_reason, back.get(row.pk, ZERO))
        for row in rows
    ]


def preview(invoice: Invoice, amounts: Amounts, *, anew: bool = False) -> tuple[dict[int, Decimal], Totals]:
    """What a credit note would take back, line by line and in all. Raises Refusal."""
    if invoice.is_credit:
        raise Refusal(rules.NO_CREDIT_NOTES)
    lines = lines_of(invoice)
    chosen = rules.chosen(lines, amounts)
    if anew:
        rules.refuse_half_anew(lines, chosen)
    return chosen, rules.totals(lines, chosen)


@transaction.atomic
def credit(
    invoice: Invoice,
    amounts: Amounts,
    why: str,
    *,
    by: Person,
    at: dt.datetime,
    anew: bool = False,
    seen: int | None = None,
) -> Invoice:
    """Issue a credit note: for these lines, or for all that is left. What is taken back `anew` becomes due again.

    `seen` is how many credit notes there were when it was written: sent twice, it is the note that was issued the first
    time. Raises Refusal, and issuing.NotIssued.
    """
    issuer = locked(invoice.issuer_id)
    invoice = (
        Invoice.objects.select_related(
            "issuer__organisation",
            "enrolment__organisation",
            "enrolment__network",
            "enrolment__professional_contact",
        )
        .select_for_update(of=("self",), no_key=True)
        .get(pk=invoice.pk)
    )
    why = why.strip()
    if not why:
        raise Refusal(rules.SAY_WHY, "", "why")
    notes = notes_of(invoice)
    if seen is not None and len(notes) > seen:
        same = notes[seen]
        if (same.why, same.anew, _taken(same)) == (why, anew, _wanted(invoice, amounts, same)):
            return same
        raise Refusal(rules.CHANGED)
    chosen, sums = preview(invoice, amounts, anew=anew)
    draft = building.credit_note(invoice, chosen, sums, why=why, anew=anew, on=day_of(at))
    return issue(issuer, draft, by=by, at=at)


def _taken(note: Invoice) -> dict[int, Decimal]:
    return {line.credits_line_id: line.net for line in note.lines.all() if line.credits_line_id}


def _wanted(invoice: Invoice, amounts: Amounts, note: Invoice) -> dict[int, Decimal]:
    """What was asked for, by the lines that a note took back; all that was left is what it took."""
    return _taken(note) if amounts is None else {line: net for line, net in amounts.items() if net}


@transaction.atomic
def credit_of_run(run: Run, amounts: Mapping[int, Decimal], *, at: dt.datetime) -> Invoice:
    """One member's part of a run of credit notes (A5): one for each invoice that the lines are of, and the first of
    them is returned. Raises Refusal when less is left than was decided, and then none is issued."""
    of_invoice: dict[Invoice, dict[int, Decimal]] = {}
    lines = InvoiceLine.objects.filter(pk__in=list(amounts)).select_related("invoice")
    for line in lines.order_by("invoice", "position"):
        of_invoice.setdefault(line.invoice, {})[line.pk] = amounts[line.pk]
    notes = [
        credit(invoice, some, run.why, by=run.approved_by, at=at) for invoice, some in of_invoice.items()
    ]
    return notes[0]


def refuse_anew(note: Invoice) -> None:
    """Raises Refusal where what a credit note took back can't be invoiced anew. Two queries."""
    lines = InvoiceLine.objects.filter(credited_by__invoice=note)
    back = credited(line.pk for line in lines)
    if any(line.net != back[line.pk] for line in lines):
        raise Refusal(rules.WHOLE_LINES_ANEW)
    if not lines.exclude(credited_by__invoice__anew=True).exists():
        raise Refusal(rules.ANEW_ALREADY)


def becomes_due(note: Invoice, *, on: dt.date) -> list[Line]:
    """What would be due of what a credit note took back, by today's facts: each charge as a whole, with what other
    credit notes took back of it. Raises Refusal where nothing would be, or its price isn't known."""
    refuse_anew(note)
    taken = set(note.lines.values_list("credits_line", flat=True))
    year = note.network.year(note.network_year_from)
    member = next(iter(due.fees(note.network, year, on=on, only=[note.enrolment])), None)
    positions = [one for one in member.positions if one.row and one.row.pk in taken] if member else []
    lines = [one.line for one in positions if one.line and one.status != due.Status.DUE]
    if not lines:
        unpriced = [gap.words for gap in member.gaps if gap.what == "price"] if member else []
        raise Refusal(next(iter(unpriced), rules.NOTHING_ANEW))
    return lines


@transaction.atomic
def invoice_anew(note: Invoice, *, by: Person, at: dt.datetime) -> Invoice:
    """What a credit note took back for good becomes due again after all. Sent twice, it is done once.

    Raises Refusal.
    """
    locked(note.issuer_id)
    related = ("credits", "enrolment", "network__team__organisation")
    note = Invoice.objects.credit_notes().select_related(*related).get(pk=note.pk)
    if note.anew:
        return note
    becomes_due(note, on=day_of(at))
    note.anew = True
    note.save(update_fields=["anew"])
    assert note.credits  # noqa: S101 (every credit note has one)
    record("invoice.anew", [note, note.credits, note.enrolment], by=by, at=at)
    return note


def notes_of(invoice: Invoice) -> list[Invoice]:
    return list(invoice.credit_notes.order_by("issued_at", "pk"))
