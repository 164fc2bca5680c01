"""Quality, "It keeps": any number of workers, each letter once. Shown with real threads on a real database."""

import smtplib
import time
from collections import Counter

import pytest
from django.utils import timezone

from armkrok.mail.models import Message
from armkrok.mail.tasks import deliver
from tests.at_once import at_the_same_time

from .conftest import PostOffice, a_letter


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_no_letter_twice(post_office: PostOffice) -> None:
    for number in range(60):
        a_letter(number)
    left = at_the_same_time(deliver, deliver, deliver)
    assert sum(left) == 60  # type: ignore[arg-type]
    arrived = Counter(m["Message-ID"] for m in post_office.arrived)
    assert len(arrived) == 60
    assert set(arrived.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_sending_at_the_same_moment(post_office: PostOffice) -> None:
    """The database decides: taken back and never sent, or sent and not taken back."""
    outcomes = Counter()
    for number in range(25):
        a_letter(number)
        before = len(post_office.arrived)
        recalled, left = at_the_same_time(
            lambda key=f"test:{number}": Message.objects.recall(key, timezone.now()),  # type: ignore[misc]
            deliver,
        )
        assert bool(recalled) != bool(left)
        assert len(post_office.arrived) - before == (0 if recalled else 1)
        outcomes["recalled" if recalled else "sent"] += 1
    assert sum(outcomes.values()) == 25


@pytest.mark.django_db
def test_a_thousand_invitations(post_office: PostOffice) -> None:
    """Quality, "Speed": 1,000 invitations handed to an SMTP server at ≥ 100 a second, over one connection.

    How fast that is depends on the machine and on who else works there. So the same bytes are handed to the same
    server by Python's own library, with no outbox at all, and ours may take only so many times as long.
    """
    first = a_letter(0)
    letters = [
        Message(
            key=f"many:{n}",
            message_id=f"<{n}@testserver>",
            thread=f"many-{n}",
            to_address=f"kommun{n}@example.org",
            language="sv",
            subject=first.subject,
            text=first.text,
            html=first.html,
            created_at=first.created_at,
            next_attempt_at=first.next_attempt_at,
        )
        for n in range(1, 1000)
    ]
    Message.objects.bulk_create(letters)
    began = time.perf_counter()
    assert deliver() == 1000
    ours = time.perf_counter() - began
    assert len(post_office.arrived) == 1000
    assert post_office.connections == 1
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", post_office.port) as server:
        for envelope in list(post_office.envelopes):
            assert not server.sendmail(envelope.mail_from, envelope.rcpt_tos, envelope.content)  # type: ignore[arg-type]
    bare = time.perf_counter() - began
    assert ours < 8 * bare
