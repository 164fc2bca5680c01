"""An invoice or a credit note is issued: numbered, checked, written, printed, and on its way; wholly or not at all."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import building, delivering, numbering, paper, ubl
from .building import Draft
from .document import to_json
from .models import Invoice, InvoiceLine, Issuer, Paper
from .rules import Refusal


class NotIssued(Refusal):
    """The document doesn't hold by the rules of e-invoices. `faults` say why, in words, and where to mend it."""

    def __init__(self, faults: Sequence["ubl.Fault"]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(dict.fromkeys(str(fault.words) for fault in faults)))


@transaction.atomic
def issue(issuer: Issuer, draft: Draft, *, by: Person, at: dt.datetime) -> Invoice:
    """Raises NotIssued, and then nothing has happened: the number is the next one's."""
    number = numbering.take(issuer, day_of(at).year)
    reference = "" if draft.credits else building.reference_of(issuer, number.year, number.serial)
    document = draft.numbered(number.words, reference)
    if faults := ubl.faults(document, draft.format):
        raise NotIssued(faults)
    xml = ubl.write(document, draft.format)
    if faults := ubl.check(xml, draft.format):
        raise NotIssued(faults)
    invoice = Invoice.objects.create(
        issuer=issuer,
        year=number.year,
        serial=number.serial,
        number=number.words,
        kind=document.kind,
        format=draft.format,
        network=draft.enrolment.network,
        enrolment=draft.enrolment,
        organisation=draft.enrolment.organisation,
        network_year_from=draft.network_year_from,
        issued_on=document.issued_on,
        due_on=document.due_on,
        issued_by=by,
        issued_at=at,
        currency=document.currency,
        net=document.net,
        vat=document.vat_total,
        gross=document.gross,
        buyer_reference=document.buyer_reference,
        payment_reference=reference,
        credits=draft.credits,
        why=draft.why,
        anew=draft.anew,
        said=to_json(document),
    )
    for row, line in zip(draft.rows, document.lines, strict=True):
        row.invoice, row.position = invoice, line.number
        row.name, row.explanation = line.name[:200], line.explanation
        row.quantity, row.unit_price, row.net = line.quantity, line.unit_price, line.net
        row.vat_category, row.vat_percent = line.vat_category, line.vat_percent
        row.vat_reason = line.vat_reason
    InvoiceLine.objects.bulk_create(draft.rows)
    Paper.objects.create(invoice=invoice, xml=xml, pdf=paper.pdf(document, xml))
    what = "invoice.credited" if draft.credits else "invoice.issued"
    about = [invoice, draft.enrolment, draft.enrolment.organisation]
    record(what, [*about, *([draft.credits] if draft.credits else [])], by=by, at=at, why=draft.why)
    delivering.prepare(invoice, by=by, at=at)
    return invoice
