"""Into the outbox: a letter about an invoice, from who sends the invoices, who also gets the answers."""

import datetime as dt
from collections.abc import Callable

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post

from ..models import Invoice, Issuer


def send(
    invoice: Invoice,
    person: Person,
    write: Callable[[], Letter],
    *,
    address: str = "",
    key: str,
    at: dt.datetime,
) -> Message:
    """In the person's language, else the invoice's; to `address`, where that isn't the one they have now."""
    return post(
        Receiver(address or person.email, person.language or invoice.document.language, person.name),
        write,
        key=key,
        thread=invoice.thread,
        at=at,
        sender_name=invoice.issuer.legal_name,
        reply_to=invoice.issuer.contact_email,
        team_number=invoice.network.team_id,
    )


def signed(issuer: Issuer) -> str:
    return f"{issuer.legal_name}\n{issuer.contact_name}\n{issuer.contact_email}"
