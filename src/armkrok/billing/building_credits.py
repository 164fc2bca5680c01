"""A credit note as plain values, made of the invoice that it takes back: the same parties, language and references, so
that whoever got the one recognises the other."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.ui.templatetags.ui import day as written_day

from .amounts import spoken
from .document import Document, DocumentLine
from .models import Invoice
from .rules import credits as rules
from .rules.credits import Credited


def credit_document(
    invoice: Invoice,
    lines: list[Credited],
    amounts: Mapping[int, Decimal],
    why: str,
    *,
    number: str,
    issued_on: dt.date,
) -> Document:
    """What the paper and the e-invoice say. `amounts` are net, by the number (pk) of the invoice's line; `why` stands on
    it as it was written. One query for the lines."""
    was = invoice.document
    totals = rules.totals(lines, amounts)
    before = {one.line: one.back for one in lines}
    with translation.override(was.language):
        credited = _lines(invoice, was, amounts, before)
        words = {"number": was.number, "date": written_day(was.issued_on)}
        return replace(
            was,
            number=number,
            kind="381",
            issued_on=issued_on,
            due_on=None,
            lines=tuple(credited),
            vat=totals.parts,
            net=totals.net,
            vat_total=totals.vat,
            gross=totals.gross,
            payment=None,
            terms=_(
                "This is set off against invoice %(number)s of %(date)s. What has been paid too much is paid back."
            )
            % words,
            note=why,
            credits_number=was.number,
            credits_issued_on=was.issued_on,
        )


def _lines(
    invoice: Invoice, was: Document, amounts: Mapping[int, Decimal], before: Mapping[int, Decimal]
) -> list[DocumentLine]:
    """Those that are taken back, numbered anew. A part is one of that amount, and says of what it is a part."""
    said = {line.number: line for line in was.lines}
    found = []
    for row in invoice.lines.filter(pk__in=list(amounts)).order_by("position"):
        line, net = said[row.position], amounts[row.pk]
        if net == line.net and not before.get(row.pk):
            found.append(replace(line, number=len(found) + 1))
            continue
        part = _("A part of %(amount)s on invoice %(number)s.") % {
            "amount": spoken(line.net, was.currency),
            "number": was.number,
        }
        found.append(
            replace(
                line,
                number=len(found) + 1,
                explanation=part,
                quantity=Decimal(1),
                unit_price=net,
                net=net,
            )
        )
    return found
