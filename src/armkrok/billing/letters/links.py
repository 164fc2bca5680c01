"""A new link to an invoice, for whoever came when the old one had ended."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message

from ..models import Invoice
from .sending import send, signed


def link_again(invoice: Invoice, link: PersonalLink, *, at: dt.datetime) -> Message:
    """To the one whose link it was, and nobody else."""
    return send(
        invoice,
        link.person,
        lambda: _letter(invoice, link),
        key=f"invoice:{invoice.pk}:link:{link.pk}",
        at=at,
    )


def _letter(invoice: Invoice, link: PersonalLink) -> Letter:
    issuer = invoice.issuer
    words = {"number": invoice.number, "issuer": issuer.legal_name}
    if invoice.is_credit:
        subject = _("Your link: credit note %(number)s") % words
        said, button = (
            _("Here is a new link to credit note %(number)s from %(issuer)s.") % words,
            _("See the credit note"),
        )
    else:
        subject = _("Your link: invoice %(number)s") % words
        said, button = (
            _("Here is a new link to invoice %(number)s from %(issuer)s.") % words,
            _("See the invoice"),
        )
    return Letter(
        subject=subject,
        paragraphs=[said],
        facts=[(_("Network"), invoice.network.name)],
        action=(button, link.address()),
        after=[_("The link is yours alone. You don't need to sign in.")],
        sender=signed(issuer),
    )
