"""A real mail server on this machine, which can be told to misbehave."""

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post


class PostOffice:
    """Takes letters. `recipient_says` and `data_says` answer instead of "250 OK" while they are set."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.connections = 0
        self.recipient_says: Callable[[str], str | None] = lambda address: None
        self.data_says: Callable[[EmailMessage], str | None] = lambda mail: None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        self.controller.stop(no_assert=True)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if says := self.recipient_says(address):
            return says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        if says := self.data_says(mail):
            return says
        self.arrived.append(mail)
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    office = PostOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    office.open()
    settings.EMAIL_TIMEOUT = 5
    yield office
    office.close()


@pytest.fixture
def gone(settings: Any) -> None:
    """No mail server at all."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2


def a_letter(number: int = 1, **changes: Any) -> Message:
    """One letter into the outbox; what isn't said is ordinary."""
    receiver = Receiver(
        changes.pop("address", f"kommun{number}@example.org"),
        changes.pop("language", "en"),
        changes.pop("name", "Kultursamordnare, Höör"),
    )
    letter = changes.pop(
        "letter", Letter(subject="The meeting in Höör", paragraphs=["Welcome.", "Bring somebody along."])
    )
    given = {"key": f"test:{number}", "thread": f"meeting-{number}", "at": timezone.now()} | changes
    return post(receiver, lambda: letter, **given)
