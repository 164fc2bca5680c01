"""A new link to an invoice, for whoever came when the old one had ended."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post

from ..models import Invoice


def link_again(invoice: Invoice, link: PersonalLink, *, at: dt.datetime) -> Message:
    """To the one whose link it was, and nobody else."""
    person, issuer = link.person, invoice.issuer
    return post(
        Receiver(person.email, person.language, person.name),
        lambda: _letter(invoice, link),
        key=f"invoice:{invoice.pk}:link:{link.pk}",
        thread=invoice.thread,
        at=at,
        sender_name=issuer.legal_name,
        reply_to=issuer.contact_email,
        team_number=invoice.network.team_id,
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
        sender=f"{issuer.legal_name}\n{issuer.contact_name}\n{issuer.contact_email}",
    )
