"""What the outbox knows of somebody: the letters to an address."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet

from .models import Attachment, Message, Received


def export(address: str) -> list[dict[str, Any]]:
    """Every letter to the address, as its owner may read it."""
    if not address:
        return []
    return [
        {
            "subject": letter.subject,
            "text": letter.text,
            "files": [file.name for file in letter.attachments.all()],
            "language": letter.language,
            "written": letter.created_at,
            "left": letter.delivered_at,
            "taken back": letter.recalled_at,
            "given up": letter.dead_at,
            "came back": letter.bounced_at,
            "answered by a machine": letter.away_at,
        }
        for letter in _letters_to(address)
    ]


def _letters_to(address: str) -> QuerySet[Message]:
    names = Attachment.objects.defer("content")
    letters = Message.objects.filter(to_address__iexact=address).order_by("created_at", "pk")
    return letters.prefetch_related(Prefetch("attachments", names))


def erase(address: str, *, at: dt.datetime) -> int:
    """Blank the letters to an address and take back those that wait. That letters were sent, and when, stays."""
    if not address:
        return 0
    letters = Message.objects.filter(to_address__iexact=address)
    Received.objects.filter(letter__in=letters).delete()
    Attachment.objects.filter(message__in=letters).delete()
    letters.waiting().update(recalled_at=at)
    letters.dead().update(settled_at=at)
    return letters.update(
        to_address="",
        to_name="",
        subject="",
        text="",
        html="",
        calendar="",
        reply_to="",
        last_error="",
    )
