"""What every test can ask for."""

import os
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings

from armkrok.environment import imap as mailbox_of
from tests.imap import Mailboxes, some_mailboxes
from tests.postgres import Postgres, a_postgres
from tests.world import NOW, World

# Where a change is let in, the same examples are tried each time; at somebody's desk others are.
hypothesis_settings.register_profile("always the same", derandomize=True)
if os.environ.get("ARMKROK_TEST_ALL"):
    hypothesis_settings.load_profile("always the same")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world at its own moment: clocks run from 1 June 2027."""
    with time_machine.travel(NOW):
        yield World().build()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this run's own; each test takes a database of its own from it."""
    with a_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _mailboxes_of_this_run() -> Iterator[Mailboxes]:
    with some_mailboxes() as everybody:
        yield everybody


@pytest.fixture
def mailboxes(_mailboxes_of_this_run: Mailboxes, settings: Any) -> Mailboxes:
    """Real mail: the outbox hands over to an SMTP server, and our own mailbox is read by IMAP. All are empty."""
    everybody = _mailboxes_of_this_run
    everybody.empty()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", everybody.smtp_port, 5
    settings.IMAP_URL = everybody.imap_url(parseaddr(django_settings.DEFAULT_FROM_EMAIL)[1])
    settings.IMAP = mailbox_of(settings.IMAP_URL)
    return everybody
