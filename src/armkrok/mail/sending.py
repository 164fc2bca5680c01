"""A letter becomes a mail and is handed to the mail server; what the server says decides what happens next."""

import smtplib
from collections.abc import Callable
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_noop

from .models import Message


class NotDelivered(Exception):
    """The server, or the letter itself, says no."""


class NeverDelivered(NotDelivered):
    """Trying again would be in vain: this address doesn't exist, or the letter is refused."""


class ServerGone(NotDelivered):
    """There is nobody to hand letters to. It isn't this letter's fault."""


def as_mail(letter: Message) -> EmailMultiAlternatives:
    """The letter with its headers. Raises NeverDelivered when its address is none."""
    try:
        validate_email(letter.to_address)
    except ValidationError as error:
        raise NeverDelivered(gettext_noop("There is no address to write to.")) from error
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        # Made when the letter was written and never again: a letter that comes twice is one to the receiver.
        "Message-ID": letter.message_id,
        "Date": format_datetime(timezone.localtime(letter.created_at)),
        "Content-Language": letter.language,
    }
    if letter.in_reply_to:
        headers["In-Reply-To"] = letter.in_reply_to
        headers["References"] = " ".join(_thread_before(letter))
    if letter.automatic:
        headers["Auto-Submitted"] = "auto-generated"
        headers["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        formataddr((letter.sender_name or name, address)),
        [formataddr((letter.to_name, letter.to_address))],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        # RFC 6047: programs that know what an invitation is show the last part that they understand, with buttons; the
        # others show a file that can be opened.
        mail.attach_alternative(letter.calendar, f"text/calendar; method={letter.calendar_method}")
        mail.attach("invite.ics", letter.calendar.encode(), "application/ics")
    for file in letter.attachments.all():
        mail.attach(file.name, bytes(file.content), file.content_type)
    return mail


def _thread_before(letter: Message) -> list[str]:
    """The letters of the same matter to the same address: the first, which names the thread, and the latest ones."""
    before = list(
        Message.objects.filter(
            thread=letter.thread, to_address=letter.to_address, recalled_at=None, pk__lt=letter.pk
        )
        .order_by("pk")
        .values_list("message_id", flat=True)
    )
    return before if len(before) <= 10 else [before[0], *before[-9:]]


class Postman:
    """Carries letters over one connection, and opens a new one when the server has closed it meanwhile."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *exception: object) -> None:
        self._hang_up()

    def hand_over(self, letter: Message) -> None:
        """Returns when the server has taken the letter; raises NotDelivered, NeverDelivered or ServerGone."""
        try:
            mail = as_mail(letter)
        except (
            ValueError,
            UnicodeError,
        ) as error:  # a header that can't be written, an address in no known letters
            raise NeverDelivered(str(error)) from error
        used_before = self.connection is not None
        try:
            self._send(mail)
        except ServerGone:
            if not used_before:
                raise
            # Many servers close a connection after so many letters or seconds. That is no failure yet.
            self._send(mail)

    def _send(self, mail: EmailMultiAlternatives) -> None:
        if self.connection is None:
            opened = get_connection()
            _in_our_words(opened.open)
            self.connection = opened
        connection = self.connection
        try:
            _in_our_words(lambda: connection.send_messages([mail]))
        except ServerGone:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _in_our_words(do: Callable[[], object]) -> None:
    """Do it, and say what the mail server's many ways of failing mean for the letter."""
    try:
        do()
    except smtplib.SMTPRecipientsRefused as refused:
        # We write to one receiver at a time, so there is one answer.
        code, words = next(iter(refused.recipients.values()))
        raise _refusal(code, words) from refused
    except smtplib.SMTPDataError as refused:
        raise _refusal(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPSenderRefused as refused:
        # About us and not about the receiver: somebody must mend a setting, and then the letter can leave.
        answer = _refusal(refused.smtp_code, refused.smtp_error)
        raise (answer if isinstance(answer, ServerGone) else NotDelivered(str(answer))) from refused
    except (smtplib.SMTPException, OSError) as gone:
        raise ServerGone(str(gone) or type(gone).__name__) from gone
    except (ValueError, UnicodeError) as unwritable:
        raise NeverDelivered(str(unwritable)) from unwritable


def _refusal(code: int, words: bytes | str) -> NotDelivered:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    said = f"{code} {text}"
    if code == 421:  # "closing the connection" (RFC 5321, 3.8), whichever command it answers
        return ServerGone(said)
    return NeverDelivered(said) if 500 <= code < 600 else NotDelivered(said)
