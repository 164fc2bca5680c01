"""Invoices and credit notes are put together: everything but the number, which comes when they are issued."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.networks.models import Enrolment

from . import ubl
from .amounts import spoken
from .document import Address, Document, DocumentLine, Party, PaymentWay
from .due import Position
from .facts import Year
from .models import Format, Invoice, InvoiceLine, Issuer, Kind
from .money import Totals, totals
from .rules.facts import Line
from .rules.invoicing import as_kept
from .rules.references import payment_reference

_SPOKEN = {"DK": "da", "SE": "sv"}


def language_for(enrolment: Enrolment) -> str:
    """The receiver's: their country's where we speak it, else the network's."""
    spoken = _SPOKEN.get(enrolment.organisation.country, enrolment.network.language)
    return spoken if spoken in dict(settings.LANGUAGES) else "en"


@dataclass(frozen=True)
class Draft:
    """A document without a number, and what its lines are of: `rows` in the order of `document.lines`."""

    document: Document
    format: Format
    enrolment: Enrolment
    network_year_from: dt.date
    rows: tuple[InvoiceLine, ...]
    credits: Invoice | None = None
    why: str = ""
    anew: bool = False

    def numbered(self, number: str, reference: str) -> Document:
        payment = self.document.payment
        return replace(
            self.document, number=number, payment=replace(payment, reference=reference) if payment else None
        )


def seller(issuer: Issuer) -> Party:
    return Party(
        name=issuer.legal_name,
        address=Address(
            issuer.street,
            issuer.street_more,
            issuer.postal_code,
            issuer.city,
            issuer.organisation.country,
        ),
        registration_number=_digits(issuer.registration_number),
        vat_number=issuer.vat_number.replace(" ", ""),
        e_address_scheme=issuer.e_address_scheme,
        e_address=as_kept(issuer.e_address_scheme, issuer.e_address),
        contact_name=issuer.contact_name,
        contact_email=issuer.contact_email,
        contact_phone=issuer.contact_phone,
    )


def buyer(enrolment: Enrolment) -> Party:
    organisation: Organisation = enrolment.organisation
    return Party(
        name=organisation.official_name or organisation.name,
        address=Address(country=organisation.country),
        registration_number=_digits(organisation.registration_number),
        e_address_scheme=enrolment.e_address_scheme,
        e_address=as_kept(enrolment.e_address_scheme, enrolment.e_address),
        contact_name=enrolment.finance_name,
        contact_email=enrolment.finance_email,
    )


def _digits(number: str) -> str:
    """A registration number without what people write between and before its digits; a Finnish one keeps its hyphen."""
    return "".join(one for one in number if one.isdigit() or (one == "-" and len(number) == 9))


def invoice(
    issuer: Issuer, enrolment: Enrolment, year: Year, positions: Sequence[Position], *, on: dt.date
) -> Draft:
    """In the receiver's language, which the positions' lines are in already (`language_for`)."""
    lines = [one.line for one in positions if one.line]
    sums = totals(lines)
    document = Document(
        number="",
        kind=Kind.INVOICE.value,
        issued_on=on,
        due_on=on + dt.timedelta(days=issuer.terms_days),
        currency=lines[0].currency,
        language=language_for(enrolment),
        seller=seller(issuer),
        buyer=buyer(enrolment),
        lines=tuple(_line(number, line) for number, line in enumerate(lines, 1)),
        **_sums(sums),
        buyer_reference=enrolment.buyer_reference.strip(),
        network=enrolment.network.name,
        period_from=min(line.period_from for line in lines),
        period_to=max(line.period_to for line in lines),
        payment=PaymentWay(issuer.payment_kind, issuer.account, issuer.bank, issuer.legal_name),
        terms=terms(issuer),
        f_tax=issuer.f_tax,
    )
    rows = tuple(
        InvoiceLine(
            charge=one.key,
            generation=one.generation,
            charges=one.line.charges,
            meeting_id=one.line.meeting,
        )
        for one in positions
        if one.line
    )
    return Draft(document, ubl.format_for(document.seller, document.buyer), enrolment, year[0], rows)


def terms(issuer: Issuer) -> str:
    return _("To be paid within %(days)s days.") % {"days": issuer.terms_days}


def _line(number: int, line: Line) -> DocumentLine:
    return DocumentLine(
        number=number,
        name=line.name,
        explanation=line.why,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=line.net,
        vat_category=line.vat_category,
        vat_percent=line.vat_percent,
        vat_reason=line.vat_reason,
        period_from=line.period_from,
        period_to=line.period_to,
    )


def _sums(sums: Totals) -> dict:
    return {"vat": sums.parts, "net": sums.net, "vat_total": sums.vat, "gross": sums.gross}


def credit_note(
    credited: Invoice, amounts: Mapping[int, Decimal], sums: Totals, *, why: str, anew: bool, on: dt.date
) -> Draft:
    """Takes back so much, net, of these lines of an invoice (by their numbers in the database). Parties, language and
    format are the invoice's own; `sums` are those that `rules.credits.totals` worked out."""
    was = credited.document
    lines: list[DocumentLine] = []
    rows: list[InvoiceLine] = []
    said = {line.number: line for line in was.lines}
    for row in credited.lines.order_by("position"):
        if row.pk not in amounts:
            continue
        net, line = amounts[row.pk], said[row.position]
        whole = net == row.net
        lines.append(
            replace(
                line,
                number=len(lines) + 1,
                explanation=line.explanation if whole else _part_of(line, was),
                quantity=line.quantity if whole else Decimal(1),
                unit_price=line.unit_price if whole else net,
                net=net,
            )
        )
        rows.append(
            InvoiceLine(
                charge=row.charge,
                generation=row.generation,
                charges=row.charges,
                meeting_id=row.meeting_id,
                credits_line=row,
            )
        )
    with translation.override(was.language):  # BR-CO-25: without a due day the terms say what becomes of it
        settlement = _("Nothing is to be paid: it is set off against invoice %(number)s, or paid back.") % {
            "number": credited.number
        }
    document = replace(
        was,
        number="",
        kind=Kind.CREDIT_NOTE.value,
        issued_on=on,
        due_on=None,
        lines=tuple(lines),
        **_sums(sums),
        note=why.strip(),
        terms=settlement,
        payment=None,
        credits_number=credited.number,
        credits_issued_on=credited.issued_on,
    )
    return Draft(
        document,
        Format(credited.format),
        credited.enrolment,
        credited.network_year_from,
        tuple(rows),
        credited,
        why.strip(),
        anew,
    )


def _part_of(line: DocumentLine, was: Document) -> str:
    """Why an amount is less than the invoice's line: in the receiver's language."""
    with translation.override(was.language):
        words = {"amount": spoken(line.net, was.currency), "number": was.number}
        return _("A part of %(amount)s on invoice %(number)s.") % words


def reference_of(issuer: Issuer, year: int, serial: int) -> str:
    return payment_reference(issuer.payment_kind, issuer.pk, year, serial)
