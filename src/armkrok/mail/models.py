"""The outbox. A letter is written in the act's own transaction: no act without its mail, no mail without its act.

Two kinds of time meet here. `created_at` is the act's moment, which in a demo may lie years ahead; it is the date
that the receiver reads. Everything about carrying the letter (when it was put here, when it may leave, who holds it
until when, when it left) is the machine's own UTC, since a mail server can't be asked to wait for a demo's clock.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from email.utils import parseaddr

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .letter import Letter, Receiver, in_language_of
from .waking import wake_the_postman

# How long one worker may hold a letter. It must outlast every time-out of one delivery together.
LEASE = dt.timedelta(minutes=5)
# How long to wait after the first, second, … attempt that failed. After the last one the letter is given up.
PAUSES = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 2 * 60, 8 * 60, 24 * 60))


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(delivered_at=None, dead_at=None, recalled_at=None)

    def due(self, now: dt.datetime) -> "MessageQuerySet":
        """Those that may leave now and that no other worker holds."""
        return self.waiting().filter(next_attempt_at__lte=now).exclude(lease_until__gt=now)

    def dead(self) -> "MessageQuerySet":
        """Letters that were given up and that nobody has dealt with yet."""
        return self.filter(dead_at__isnull=False, settled_at=None).order_by("dead_at")

    def claim(self, now: dt.datetime) -> "Message | None":
        """The next letter that may leave, held for the caller alone; None when there is none.

        Looking and taking are two steps, so another worker can come between. The UPDATE repeats the conditions:
        whoever changes the row first has it, and the other looks for the next. Counting the attempt here and not
        afterwards means that a letter that kills its worker is given up in the end.
        """
        while letter := self.due(now).order_by("next_attempt_at", "pk").first():
            taken = self.due(now).filter(pk=letter.pk, attempts=letter.attempts)
            if taken.update(lease_until=now + LEASE, attempts=letter.attempts + 1):
                letter.lease_until, letter.attempts = now + LEASE, letter.attempts + 1
                return letter
        return None

    def recall(self, key_begins: str, at: dt.datetime) -> bool:
        """Take back the letters whose key begins so. False, and nothing done, when one of them has left.

        A key is taken in whole parts: "invitation:1" takes back "invitation:1:again" but not "invitation:12".
        The UPDATE asks for letters that no worker has ever claimed, so the database decides who was first. The key
        is set free: what was undone can be done again, and is then mailed again.
        """
        with transaction.atomic():
            letters = [
                number
                for number, key in self.filter(key__startswith=key_begins, recalled_at=None).values_list(
                    "pk", "key"
                )
                if _is_part(key_begins, key)
            ]
            free = self.waiting().filter(pk__in=letters, attempts=0)
            recalled = free.update(
                recalled_at=at, key=Concat("key", models.Value("~"), Cast("pk", models.CharField()))
            )
            if recalled != len(letters):
                transaction.set_rollback(True)
            return recalled == len(letters)


def _is_part(begins: str, key: str) -> bool:
    rest = key[len(begins) :]
    return key.startswith(begins) and not (rest[:1].isalnum() and begins[-1:].isalnum())


class Message(models.Model):
    key = models.CharField(
        max_length=220, unique=True, help_text="The same letter is written once, whoever asks twice."
    )
    message_id = models.CharField(max_length=200, unique=True)
    thread = models.CharField(max_length=100)
    in_reply_to = models.CharField(max_length=200, blank=True)
    to_address = models.EmailField(max_length=254, db_index=True)
    to_name = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    calendar = models.TextField(blank=True, help_text="An iCalendar object that goes with it (RFC 6047).")
    calendar_method = models.CharField(max_length=20, blank=True)
    automatic = models.BooleanField(default=True, help_text="Sent without a person's deciding it (RFC 3834).")
    secret = models.BooleanField(default=False, help_text="What it says is forgotten within the hour.")
    created_at = models.DateTimeField(help_text="When the act was done that it tells of.")
    posted_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    bounced_at = models.DateTimeField(null=True, help_text="It had left, and came back.")
    away_at = models.DateTimeField(null=True, help_text="When it was answered by a machine: they are away.")
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
        indexes = [
            # Letters that have left stay for years; the workers must not wade through them every minute.
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivered_at=None, dead_at=None, recalled_at=None),
                name="letters_waiting",
            ),
            models.Index(fields=["thread", "to_address"]),
            models.Index(
                fields=["dead_at"],
                condition=models.Q(dead_at__isnull=False, settled_at=None),
                name="letters_dead",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def forgotten(self) -> bool:
        """What it said has been blanked; only that it was sent is still known."""
        return not self.text

    @property
    def why_not(self) -> str:
        """Why it wasn't delivered. Our own sentences are in the reader's language, a server's as it said them."""
        return gettext(self.last_error) if self.last_error else ""

    def has_left(self, now: dt.datetime) -> None:
        """The server took it. True whoever holds the lease by now, so it isn't asked about."""
        Message.objects.filter(pk=self.pk, delivered_at=None).update(
            delivered_at=now, lease_until=None, dead_at=None, last_error=""
        )

    def was_refused(self, now: dt.datetime, words: str, *, for_good: bool = False) -> None:
        """Not delivered this time: later again, or given up after the last pause or when told that it never will."""
        given_up = for_good or self.attempts > len(PAUSES)
        held_by_us = Message.objects.waiting().filter(pk=self.pk, lease_until=self.lease_until)
        held_by_us.update(
            lease_until=None,
            last_error=" ".join(words.split())[:300],
            dead_at=now if given_up else None,
            next_attempt_at=now if given_up else now + PAUSES[self.attempts - 1],
        )


class ReceivedQuerySet(models.QuerySet["Received"]):
    def waiting(self, team_numbers: Iterable[int] | models.QuerySet) -> "ReceivedQuerySet":
        """What a person of these teams has to read, and hasn't."""
        return self.filter(kind=Received.Kind.OTHER, settled_at=None, team_number__in=team_numbers)


class Received(models.Model):
    """A mail that came to our own mailbox, and what it was. What people wrote in it isn't kept."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("An answer from a calendar")
        BOUNCE = "bounce", _("A letter came back")
        AWAY = "away", _("They are away")
        OTHER = "other", _("Something for a person to read")
        NOTHING = "nothing", _("Nothing to do")  # a letter is late, or has come

    message_id = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    letter = models.ForeignKey(
        Message, models.SET_NULL, null=True, related_name="received"
    )  # what it answers
    team_number = models.BigIntegerField(null=True, db_index=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        verbose_name = _("received mail")
        verbose_name_plural = _("received mail")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def post(
    receiver: Receiver,
    write: Callable[[], Letter],
    *,
    key: str,
    thread: str,
    at: dt.datetime,
    automatic: bool = True,
    hold_seconds: int = 0,
    sender_name: str = "",
    reply_to: str = "",
    team_number: int | None = None,
    secret: bool = False,
    calendar: Callable[[], tuple[str, str]] | None = None,
) -> Message:
    """Put a letter in the outbox.

    `write` is called in the receiver's language and returns the Letter. `key` names the letter once and for all, in
    parts with colons between them: a second post with the same key changes nothing and returns the first.
    `hold_seconds` is how long it can still be recalled; `thread` ties together what belongs to one matter; what a
    `secret` letter says is forgotten within the hour; `calendar` is asked, in the receiver's language and only for a
    letter that is new, for an iCalendar object that goes with it and what that asks for (REQUEST, CANCEL): what it
    writes down is written together with the letter or not at all, and so are the letter's attachments. Call it inside
    the act's transaction.
    """
    known, earlier = None, ""
    same_matter = Q(thread=thread, to_address=receiver.address, recalled_at=None)
    before = Message.objects.filter(Q(key=key) | same_matter).order_by("pk")
    for number, its_key, message_id in before.values_list("pk", "key", "message_id"):
        known, earlier = (number if its_key == key else known), message_id
    if known:
        return Message.objects.get(pk=known)
    with in_language_of(receiver) as language:
        letter = write()
        text, html = letter.as_text(), letter.as_html(language)
    leaves_at = timezone.now() + dt.timedelta(seconds=hold_seconds)
    try:
        with transaction.atomic():
            with translation.override(language):
                invitation, method = calendar() if calendar else ("", "")
            message = Message.objects.create(
                key=key,
                message_id=f"<{uuid.uuid4()}@{_our_host()}>",
                thread=thread,
                in_reply_to=earlier,
                to_address=receiver.address,
                to_name=_one_line(receiver.name, 200),
                sender_name=_one_line(sender_name, 200),
                reply_to=reply_to,
                language=language,
                subject=_one_line(letter.subject, 300),
                text=text,
                html=html,
                calendar=invitation,
                calendar_method=method,
                automatic=automatic,
                secret=secret,
                created_at=at,
                next_attempt_at=leaves_at,
                team_number=team_number,
            )
            Attachment.objects.bulk_create(
                Attachment(
                    message=message,
                    name=_one_line(file.name, 100),
                    content_type=file.content_type,
                    content=file.content,
                )
                for file in letter.attachments
            )
    except IntegrityError:  # somebody posted the same letter in the same moment
        return Message.objects.get(key=key)
    wake_the_postman(leaves_at if hold_seconds else None)
    return message


def _one_line(text: str, longest: int) -> str:
    """Words for a header. A line break in one would begin a header of the writer's choice."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]


def _our_host() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rsplit("@", 1)[1]


class Attachment(models.Model):
    """A file that goes along with a letter. It is forgotten together with what the letter said."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
