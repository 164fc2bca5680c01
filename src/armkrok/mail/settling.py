"""Somebody deals with a letter that was given up: it is sent once more, or put aside.

Who it was is a number here, since the outbox knows no persons. The caller writes the journal.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Message, Received
from .waking import wake_the_postman


class SettlingRefusal(Exception):
    """Says to people why this letter can't be dealt with so."""


@transaction.atomic
def send_again(message: Message, *, by: int, at: dt.datetime, address: str = "") -> None:
    """Try once more from the beginning, to the corrected `address` if one is given."""
    if message.forgotten:
        raise SettlingRefusal(_("What the letter said is no longer kept. Please write a new one."))
    _only_once(
        message,
        settled_by=by,
        dead_at=None,
        bounced_at=None,
        away_at=None,
        attempts=0,
        lease_until=None,
        next_attempt_at=timezone.now(),
        to_address=address or message.to_address,
    )
    wake_the_postman()


@transaction.atomic
def settle(message: Message, *, by: int, at: dt.datetime) -> None:
    """Nothing more is to be done: the letter leaves the desk."""
    _only_once(message, settled_by=by, settled_at=at)


def settle_received(team_numbers: list[int], newest: int, *, by: int, at: dt.datetime) -> int:
    """Somebody has read what came in for these teams, up to the `newest`. Returns how many mails that were."""
    waiting = Received.objects.waiting(team_numbers).filter(pk__lte=newest)
    return waiting.update(settled_by=by, settled_at=at)


def _only_once(message: Message, **changes: object) -> None:
    """Of two people who press at the same time, the second is told."""
    if not Message.objects.dead().filter(pk=message.pk).update(**changes):
        raise SettlingRefusal(_("Somebody else has dealt with this letter already."))
    message.refresh_from_db()
