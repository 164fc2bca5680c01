"""What the background worker does with letters. Each can be killed at any moment and be started again."""

import datetime as dt
import time
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from . import inbox
from .models import PAUSES, Attachment, Message, Received
from .sending import NeverDelivered, NotDelivered, Postman, ServerGone
from .waking import wake_the_postman

# A task that runs for too long is taken for dead and started once more (Q_CLUSTER["timeout"]).
SECONDS_PER_ROUND = 120
KEPT_DAYS = 30


def deliver() -> int:
    """Hand over every letter that may leave; returns how many did. Any number of workers may do it at once."""
    began, left = time.monotonic(), 0
    with Postman() as postman:
        while letter := Message.objects.claim(timezone.now()):
            if letter.attempts > len(PAUSES) + 1:
                why = gettext_noop("Each time it was to be sent, the program came to an end.")
                letter.was_refused(timezone.now(), why, for_good=True)
                continue
            try:
                postman.hand_over(letter)
            except ServerGone as gone:
                # The others would fare no better: they wait, uncounted, until somebody looks again.
                letter.was_refused(timezone.now(), str(gone))
                break
            except NotDelivered as refusal:
                letter.was_refused(timezone.now(), str(refusal), for_good=isinstance(refusal, NeverDelivered))
            else:
                letter.has_left(timezone.now())
                left += 1
            if time.monotonic() - began > SECONDS_PER_ROUND:
                wake_the_postman()
                break
    return left


def read_mailbox() -> int:
    """Every minute: what has come into our own mailbox. Returns how many mails were understood."""
    return inbox.read()


def forget() -> int:
    """Blank what letters said: links and codes in them are secrets, and the rest is in the journal.

    A sign-in code is forgotten when it is an hour old, and taken back if it has not left by then: it opens nothing
    any more. Other letters are kept for a month, so that "what did you write to me?" has an answer. A demo keeps them.
    """
    now = timezone.now()
    hour_ago, month_ago = now - dt.timedelta(hours=1), now - dt.timedelta(days=KEPT_DAYS)
    known = Message.objects.exclude(text="", html="")
    Message.objects.waiting().filter(secret=True, posted_at__lt=hour_ago).exclude(lease_until__gt=now).update(
        recalled_at=now
    )
    secrets = known.filter(secret=True, posted_at__lt=hour_ago).exclude(lease_until__gt=now)
    forgotten = secrets.update(text="", html="")
    if not settings.DEMO:
        over = ("delivered_at", "recalled_at", "settled_at", "dead_at")
        old = reduce(or_, (Q(**{f"{moment}__lt": month_ago}) for moment in over))
        forgotten += known.filter(old).update(text="", html="", calendar="")
        # What a person still has to read is known until it has been dealt with.
        waits = Q(kind=Received.Kind.OTHER, settled_at=None, team_number__isnull=False)
        Received.objects.filter(received_at__lt=month_ago).exclude(waits).delete()
    Attachment.objects.filter(message__text="", message__html="").delete()
    return forgotten
