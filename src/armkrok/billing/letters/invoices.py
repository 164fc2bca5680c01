"""An invoice or a credit note by mail: what it is, what it comes to, when it is due, with its PDF and its XML."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Attached, Letter
from armkrok.mail.models import Message
from armkrok.ui.templatetags.ui import day

from .. import paper
from ..amounts import written
from ..links import link_to
from ..models import Delivery, Invoice
from .reminders import payment_facts
from .sending import send as send_letter
from .sending import signed


def send(delivery: Delivery, *, at: dt.datetime) -> Message:
    """Into the outbox, in the receiver's language, once for each delivery."""
    invoice = delivery.invoice
    person = receiver_of(invoice, delivery.to_address)
    link = link_to(invoice, person, at=at)
    return send_letter(
        invoice,
        person,
        lambda: letter(invoice, link.address()),
        address=delivery.to_address,
        key=delivery.letter_key,
        at=at,
    )


def receiver_of(invoice: Invoice, address: str) -> Person:
    """Who has that address: somebody whom we know, or the finance contact, whom we know from now on."""
    enrolment = invoice.enrolment
    finance = address.lower() == enrolment.finance_email.lower()
    person, _new = Person.objects.known_or_new(
        email=address,
        name=(enrolment.finance_name if finance else "") or address,
        organisation=invoice.organisation,
        language=invoice.document.language,
    )
    return person


def letter(invoice: Invoice, address: str) -> Letter:
    document, issuer = invoice.document, invoice.issuer
    words = {
        "number": invoice.number,
        "network": invoice.network.name,
        "issuer": issuer.legal_name,
        "credited": document.credits_number,
    }
    if invoice.is_credit:
        subject = _("Credit note %(number)s: %(network)s") % words
        first = _("Here is credit note %(number)s. It takes back what invoice %(credited)s charged.") % words
        button = _("See the credit note")
    else:
        subject = _("Invoice %(number)s: %(network)s") % words
        first = _("Here is invoice %(number)s from %(issuer)s.") % words
        button = _("See the invoice")
    paragraphs = [first]
    if invoice.why:
        paragraphs.append(_("Why: %(why)s") % {"why": invoice.why})
    paragraphs.append(_("The paper (PDF) and the e-invoice (XML) are attached. Both say the same."))
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        facts=_facts(invoice),
        action=(button, address),
        after=[
            _("The link is yours alone. You don't need to sign in."),
            _("Is something wrong? Answer this mail, and we look at it together."),
        ],
        sender=signed(issuer),
        attachments=attachments(invoice),
    )


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    document = invoice.document
    facts = [
        (_("For"), invoice.organisation.official_name or invoice.organisation.name),
        (_("What it is for"), "; ".join(dict.fromkeys(line.name for line in document.lines))),
        (_("Credited") if invoice.is_credit else _("To pay"), written(invoice.gross, invoice.currency)),
    ]
    if invoice.due_on:
        facts.append((_("To be paid by"), day(invoice.due_on)))
    if invoice.buyer_reference:
        facts.append((_("Your reference"), invoice.buyer_reference))
    return facts if invoice.is_credit else facts + payment_facts(document.payment)


def attachments(invoice: Invoice) -> list[Attached]:
    """Named so that whoever files them knows what they are."""
    kind = _("Credit note") if invoice.is_credit else _("Invoice")
    pdf, xml = (paper.name_of(invoice.number, kind) for kind in ("pdf", "xml"))
    return [
        Attached(f"{kind} {pdf}", "application/pdf", bytes(invoice.paper.pdf)),
        Attached(xml, "application/xml", bytes(invoice.paper.xml)),
    ]
