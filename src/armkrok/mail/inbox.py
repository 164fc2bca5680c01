"""Our own mailbox is read: each mail is understood once, whatever happens meanwhile (decision 23).

A mail is written down (its Message-ID, and what it was) in the same transaction as what follows from it, and is marked
in the mailbox after that. Whoever is stopped in between finds it written down the next time and only marks it. What is
understood leaves the mailbox; what a person has to read stays in it, flagged. No address is logged.
"""

import datetime as dt
import imaplib
import logging
import re
import ssl
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from .classifying import Incoming, Kind, Why, classified, message_id_of
from .models import Message, MessageQuerySet, Received
from .signals import calendar_answered

log = logging.getLogger(__name__)

MOST_PER_ROUND = 200
MOST_BYTES = 1024 * 1024  # answers and what comes back are small; of what is larger only the headers are read
SECONDS_PER_ROUND = 100
TIMEOUT = 20
RECENTLY = dt.timedelta(days=14)  # who answers by machine without saying what has got a letter lately

CAME_BACK = {
    Why.UNKNOWN: gettext_noop("It came back: there is no such address."),
    Why.FULL: gettext_noop("It came back: their mailbox is full."),
    Why.REFUSED: gettext_noop("It came back: their mail server doesn't accept it."),
    Why.UNREACHED: gettext_noop("It came back: their mail server couldn't be reached for days."),
    Why.OTHER: gettext_noop("It came back: it couldn't be delivered."),
}


class MailboxGone(Exception):
    """The mailbox can't be reached, or doesn't let us in."""


@dataclass(frozen=True)
class Waiting:
    """A mail that nobody has looked at, by its number in the mailbox."""

    uid: str
    size: int
    headers: bytes


@contextmanager
def opened() -> Iterator[BaseMailBox]:
    """The mailbox that the settings name."""
    where = settings.IMAP
    kinds: dict[str, Any] = {
        "imaps": lambda: MailBox(where["host"], where["port"], timeout=TIMEOUT, ssl_context=_known_only()),
        "imap": lambda: MailBoxUnencrypted(where["host"], where["port"], timeout=TIMEOUT),
        "imap+starttls": lambda: MailBoxStartTls(
            where["host"], where["port"], timeout=TIMEOUT, ssl_context=_known_only()
        ),
    }
    try:
        box = kinds[where["how"]]()
        # LOGIN knows ASCII only; whoever has other letters in the word needs AUTHENTICATE.
        plain = f"{where['user']}{where['word']}".isascii()
        enter = box.login if plain else box.login_utf8
        with enter(where["user"], where["word"], initial_folder=where["folder"]) as mailbox:
            yield mailbox
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as gone:
        # What the server says may hold the mailbox's name, which is an address.
        raise MailboxGone(type(gone).__name__) from gone


def _known_only() -> ssl.SSLContext:
    return ssl.create_default_context()


def read(*, most: int = MOST_PER_ROUND) -> int:
    """What has come in since the last time. Returns how many mails were understood. Any number of workers may do it."""
    if not settings.IMAP_URL:
        return 0
    began, understood = time.monotonic(), 0
    try:
        with opened() as mailbox:
            for waiting in _waiting(mailbox, most):
                understood += _one(mailbox, waiting)
                if time.monotonic() - began > SECONDS_PER_ROUND:
                    break
    except MailboxGone as gone:
        log.warning("The mailbox can't be read now (%s); the next attempt is in a minute.", gone)
    return understood


def _waiting(mailbox: BaseMailBox, most: int) -> list[Waiting]:
    """The oldest first, with their headers only: what is too large isn't fetched."""
    numbers = mailbox.uids("UNSEEN")[:most]
    if not numbers:
        return []
    _ok, answer = mailbox.client.uid("fetch", ",".join(numbers), "(UID RFC822.SIZE BODY.PEEK[HEADER])")
    return waiting_in(answer)


def waiting_in(answer: list[Any]) -> list[Waiting]:
    """Servers say the number and the size in any order, some of them after the headers."""
    found = []
    for item, after in zip(answer, [*answer[1:], b""], strict=True):
        if not isinstance(item, tuple):
            continue
        said = item[0] + b" " + (after if isinstance(after, bytes) else b"")
        uid = re.search(rb"\bUID (\d+)", said, re.IGNORECASE)
        size = re.search(rb"\bRFC822\.SIZE (\d+)", said, re.IGNORECASE)
        if uid and size:
            found.append(Waiting(uid[1].decode(), int(size[1]), item[1]))
    return sorted(found, key=lambda waiting: int(waiting.uid))


def _one(mailbox: BaseMailBox, waiting: Waiting) -> bool:
    """Understand it, then mark it."""
    known = message_id_of(waiting.headers)
    received = Received.objects.filter(message_id=known).first() if known else None
    if received is None:
        raw = waiting.headers if waiting.size > MOST_BYTES else _fetched(mailbox, waiting.uid)
        if raw is None:  # another worker has dealt with it meanwhile
            return False
        received = take(raw, now=timezone.now())
    if received.kind == Received.Kind.OTHER and not received.settled_at:
        mailbox.flag(waiting.uid, (MailMessageFlags.SEEN, MailMessageFlags.FLAGGED), True)
    else:
        mailbox.delete(waiting.uid)
    return True


def take(raw: bytes, *, now: dt.datetime) -> Received:
    """One mail as it came, wherever it came from."""
    return _written_down(classified(raw), now=now)


def _fetched(mailbox: BaseMailBox, uid: str) -> bytes | None:
    _ok, answer = mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((item[1] for item in answer if isinstance(item, tuple)), None)


def _written_down(mail: Incoming, *, now: dt.datetime) -> Received:
    """The mail and what follows from it, once. If something of ours breaks on it, it is for a person to read."""
    try:
        with transaction.atomic():
            return _understood(mail, now)
    except OperationalError:  # nothing is wrong with the mail: the next round takes it
        raise
    except Exception as fault:
        if known := Received.objects.filter(message_id=mail.message_id).first():
            return known  # another worker was here first
        # Without what it says: that may hold an address.
        where = traceback.extract_tb(fault.__traceback__)[-1]
        log.error(
            "A mail has come in that couldn't be dealt with (%s in %s, line %s); it is left for a person.",
            type(fault).__name__,
            where.name,
            where.lineno,
        )
        with transaction.atomic():
            return _for_a_person(mail, now)


def _understood(mail: Incoming, now: dt.datetime) -> Received:
    letter = _letter(mail, now)
    received = Received(
        message_id=mail.message_id,
        kind=mail.kind,
        letter=letter,
        team_number=_team(mail, letter, now),
        received_at=now,
    )
    if mail.kind in (Kind.BOUNCE, Kind.AWAY) and letter is None:
        received.kind = Received.Kind.OTHER
    received.save()
    if mail.kind == Kind.ANSWER and not _told(mail, received):
        received.kind = Received.Kind.OTHER
        received.save(update_fields=["kind", "team_number"])
    if letter and mail.kind == Kind.BOUNCE:
        _came_back(letter, mail, now)
    if letter and mail.kind == Kind.AWAY:
        Message.objects.filter(pk=letter.pk).update(away_at=now)
    return received


def _for_a_person(mail: Incoming, now: dt.datetime) -> Received:
    letter = _letter(mail, now)
    received, _new = Received.objects.get_or_create(
        message_id=mail.message_id,
        defaults={
            "kind": Received.Kind.OTHER,
            "letter": letter,
            "team_number": _team(mail, letter, now),
            "received_at": now,
        },
    )
    return received


def _told(mail: Incoming, received: Received) -> bool:
    """Whether somebody above knows what it answers."""
    answers = calendar_answered.send(
        Received,
        calendar=mail.calendar,
        written_by=mail.sender,
        forged=mail.forged,
        received=received,
    )
    return any(known for _receiver, known in answers)


def _letter(mail: Incoming, now: dt.datetime) -> Message | None:
    """Which of ours it is about. Whoever is away may not say; then it is the one that they got last."""
    found = {letter.message_id: letter for letter in Message.objects.filter(message_id__in=mail.about)}
    for number in mail.about:
        if number in found:
            return found[number]
    return _lately_to(mail.sender, now).order_by("-delivered_at").first() if mail.kind == Kind.AWAY else None


def _lately_to(sender: str, now: dt.datetime) -> MessageQuerySet:
    if not sender:
        return Message.objects.none()
    return Message.objects.filter(to_address__iexact=sender, delivered_at__gt=now - RECENTLY, secret=False)


def _team(mail: Incoming, letter: Message | None, now: dt.datetime) -> int | None:
    """Whose it is to read. A new mail that somebody writes names no letter of ours; then it is theirs who wrote last."""
    if letter or mail.kind != Kind.OTHER:
        return letter.team_number if letter else None
    lately = _lately_to(mail.sender, now).exclude(team_number=None).order_by("-delivered_at")
    return lately.values_list("team_number", flat=True).first()


def _came_back(letter: Message, mail: Incoming, now: dt.datetime) -> None:
    """It is given up, and comes to Today; unless it has been sent to another address since."""
    sent_anew = letter.settled_by is not None
    if sent_anew and mail.failed and letter.to_address.lower() not in mail.failed:
        return
    Message.objects.filter(pk=letter.pk).update(
        bounced_at=now,
        dead_at=now,
        settled_at=None,
        delivered_at=None,
        lease_until=None,
        last_error=CAME_BACK[mail.why],
    )
