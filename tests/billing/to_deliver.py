"""Invoices that are to be sent."""

from dataclasses import replace
from typing import Any

from armkrok.billing.document import Address, DocumentLine, Party, to_json
from armkrok.billing.models import Invoice, Issuer, Paper
from tests.billing.money_in import an_invoice, an_issuer
from tests.world import World

FINANCE = "faktura@svendborg.example.org"
XML = "<?xml version='1.0' encoding='UTF-8'?><Invoice>Ærø &amp; Fyn</Invoice>".encode()
PDF = b"%PDF-1.7 as it was printed"


def a_finance_contact(world: World) -> None:
    world.enrolment.finance_name, world.enrolment.finance_email = "Fakturateam", FINANCE
    world.enrolment.save()


def who_sends(world: World, channel: str = "mail") -> Issuer:
    return an_issuer(world, channel=channel)


def to_send(world: World, issuer: Issuer, **more: Any) -> Invoice:
    """Issued, with its paper, to a receiver with an e-invoice address; which way it goes is still to be said."""
    invoice = an_invoice(world, issuer, **more)
    seller = Party("KL", Address(country="DK"), "62547711", e_address_scheme="0184", e_address="62547711")
    buyer = Party("Svendborg", Address(country="DK"), e_address_scheme="0088", e_address="5798009876543")
    line = invoice.lines.get(position=1)
    said = DocumentLine(
        1, "Membership 2027", "Six meetings.", line.quantity, line.unit_price, line.net, "S", line.vat_percent
    )
    credited = invoice.credits.number if invoice.credits else ""
    document = replace(
        invoice.document, seller=seller, buyer=buyer, lines=(said,), language="da", credits_number=credited
    )
    Invoice.objects.filter(pk=invoice.pk).update(said=to_json(document))
    Paper.objects.create(invoice=invoice, xml=XML, pdf=PDF)
    return Invoice.objects.get(pk=invoice.pk)
