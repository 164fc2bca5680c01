"""The outbox. A letter is written in the act's own transaction: no act without its mail, no mail without its act."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from .letter import Letter, Receiver, in_language_of


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(delivered_at=None, dead_at=None, recalled_at=None)

    def due(self, at: dt.datetime) -> "MessageQuerySet":
        """Those that may leave now and that no other worker holds."""
        return self.waiting().filter(next_attempt_at__lte=at).exclude(lease_until__gt=at)

    def dead(self) -> "MessageQuerySet":
        """Letters that were given up and that nobody has dealt with yet."""
        return self.filter(dead_at__isnull=False, settled_at=None).order_by("dead_at")

    def recall(self, key_begins: str, at: dt.datetime) -> bool:
        """Take back the letters whose key begins so. False, and nothing done, when one of them has left."""
        with transaction.atomic():
            letters = self.filter(key__startswith=key_begins, recalled_at=None)
            total = letters.count()
            free = letters.waiting().filter(attempts=0).exclude(lease_until__gt=at).update(recalled_at=at)
            if free != total:
                transaction.set_rollback(True)
            return free == total


class Message(models.Model):
    key = models.CharField(
        max_length=200, unique=True, help_text="The same letter is written once, whoever asks twice."
    )
    message_id = models.CharField(max_length=200, unique=True)
    thread = models.CharField(max_length=100, db_index=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    to_address = models.EmailField(max_length=254, db_index=True)
    to_name = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    automatic = models.BooleanField(default=True, help_text="Sent without a person's deciding it (RFC 3834).")
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, help_text="When somebody dealt with a dead letter.")
    settled_by = models.BigIntegerField(null=True)
    team_number = models.BigIntegerField(
        null=True, db_index=True, help_text="Whose Today a dead letter comes to."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.key


def post(
    receiver: Receiver,
    write: Any,
    *,
    key: str,
    thread: str,
    at: dt.datetime,
    automatic: bool = True,
    hold_seconds: int = 0,
    sender_name: str = "",
    reply_to: str = "",
    team_number: int | None = None,
) -> Message:
    """Put a letter in the outbox.

    `write` is called in the receiver's language and returns the Letter. `key` names the letter once and for all:
    a second post with the same key changes nothing and returns the first. `hold_seconds` is how long it can still
    be recalled; `thread` ties together what belongs to one matter. Call it inside the act's transaction.
    """
    with in_language_of(receiver) as language:
        letter: Letter = write()
        text, html = letter.as_text(), letter.as_html(language)
    host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[1].rstrip(">")
    earlier = (
        Message.objects.filter(thread=thread, to_address__iexact=receiver.address, recalled_at=None)
        .order_by("pk")
        .last()
    )
    message, new = Message.objects.get_or_create(
        key=key,
        defaults={
            "message_id": f"<{uuid.uuid4()}@{host}>",
            "thread": thread,
            "in_reply_to": earlier.message_id if earlier else "",
            "to_address": receiver.address,
            "to_name": receiver.name,
            "sender_name": sender_name,
            "reply_to": reply_to,
            "language": language,
            "subject": " ".join(letter.subject.split())[:300],
            "text": text,
            "html": html,
            "automatic": automatic,
            "created_at": at,
            "next_attempt_at": at + dt.timedelta(seconds=hold_seconds),
            "team_number": team_number,
        },
    )
    if new and not hold_seconds:
        async_task("armkrok.mail.tasks.deliver")
    return message
