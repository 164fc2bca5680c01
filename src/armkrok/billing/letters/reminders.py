"""A reminder of an invoice: friendly, with everything that is needed to pay it."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message
from armkrok.ui.templatetags.ui import day

from ..amounts import written
from ..document import PaymentWay
from ..models import Invoice, PaymentKind
from ..rules import written_numbers
from .sending import send, signed


def remind(
    invoice: Invoice,
    address: str,
    link: PersonalLink,
    step: int,
    *,
    open_: Decimal,
    paid: Decimal,
    last: bool,
    at: dt.datetime,
) -> Message:
    """Into the outbox, once for each step."""
    return send(
        invoice,
        link.person,
        lambda: _letter(invoice, link, step, open_, paid, last),
        address=address,
        key=f"invoice:{invoice.pk}:reminder:{step}",
        at=at,
    )


def _letter(
    invoice: Invoice, link: PersonalLink, step: int, open_: Decimal, paid: Decimal, last: bool
) -> Letter:
    words = {
        "number": invoice.number,
        "name": invoice.organisation.name,
        "day": day(invoice.due_on),
        "amount": written(open_, invoice.currency),
    }
    if step == 1:
        subject = _("A reminder: invoice %(number)s") % words
        first = _("We haven't seen the whole payment of invoice %(number)s to %(name)s yet.") % words
    else:
        subject = _("Another reminder: invoice %(number)s") % words
        first = (
            _("We wrote to you before about invoice %(number)s to %(name)s. It isn't wholly paid yet.")
            % words
        )
    paragraphs = [first, _("It was to be paid by %(day)s. %(amount)s is still to be paid.") % words]
    if paid > 0:
        paragraphs.append(
            _("Thank you for %(paid)s, which we have received.") % {"paid": written(paid, invoice.currency)}
        )
    paragraphs.append(_("If you have paid already, thank you: then you need do nothing."))
    if last:
        paragraphs.append(
            _("Is something wrong with the invoice? Answer this mail, and we look at it together.")
        )
    facts = [
        (_("Invoice"), invoice.number),
        (_("Network"), invoice.network.name),
        (_("Still to be paid"), words["amount"]),
        (_("To be paid by"), words["day"]),
    ]
    if invoice.buyer_reference:
        facts.append((_("Your reference"), invoice.buyer_reference))
    way = invoice.document.payment if invoice.said else None
    facts += payment_facts(way)
    issuer = invoice.issuer
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        facts=facts,
        action=(_("See the invoice"), link.address()),
        after=[_("The link is yours alone. You don't need to sign in.")],
        sender=signed(issuer),
    )


def payment_facts(way: PaymentWay | None) -> list[tuple[str, str]]:
    """Where it is paid to, and what is to be written."""
    if way is None:
        return []
    kind = dict(PaymentKind.choices).get(way.kind, way.kind)
    if way.kind == PaymentKind.FIK:
        return [(str(kind), written_numbers.slip(way.reference, way.account))]
    account = written_numbers.account(way.kind, way.account)
    if way.kind == PaymentKind.DK_ACCOUNT and way.bank:
        account = f"{way.bank} {way.account}"
    facts = [(str(kind), account)]
    if way.kind == PaymentKind.IBAN and way.bank:
        facts.append((_("BIC"), way.bank))
    if way.reference:
        facts.append((_("Write with the payment"), way.reference))
    return facts
