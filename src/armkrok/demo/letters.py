"""The outbox as a mailbox: every letter as its reader has it, or is about to get it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from armkrok.journal import clock
from armkrok.mail.models import Message, MessageQuerySet


def in_the_mailbox(address: str = "") -> MessageQuerySet:
    """All letters but those that were taken back, newest first; one reader's, if an address is given."""
    letters = Message.objects.filter(recalled_at=None).order_by("-created_at", "-pk")
    return letters.filter(to_address__iexact=address) if address else letters


def matching(letters: MessageQuerySet, words: str) -> MessageQuerySet:
    for word in words.split():
        letters = letters.filter(
            Q(subject__icontains=word)
            | Q(text__icontains=word)
            | Q(to_name__icontains=word)
            | Q(to_address__icontains=word)
            | Q(sender_name__icontains=word)
        )
    return letters


def readers() -> Iterable[Any]:
    """Everybody who has got a letter, with how many."""
    return (
        Message.objects.filter(recalled_at=None)
        .exclude(to_address="")
        .values("to_address", "to_name")
        .annotate(letters=Count("pk"))
        .order_by("to_name", "to_address")
    )


def leaves_at(letter: Message) -> dt.datetime | None:
    """Until when the letter is held and can still be undone, by the demo's clock; None when it has left."""
    now = timezone.now()
    if letter.delivered_at or letter.dead_at or letter.attempts or letter.next_attempt_at <= now:
        return None
    return letter.next_attempt_at + (clock.now() - now)
