"""Quality, "It keeps": nothing is lost, nothing is sent twice; whoever can't be reached comes to somebody's desk."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation

from armkrok.mail.models import LEASE, PAUSES, Message
from armkrok.mail.settling import SettlingRefusal, send_again, settle
from armkrok.mail.tasks import deliver
from armkrok.ui.catalogues import texts

from .conftest import PostOffice, a_letter

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_the_pauses_grow_and_then_it_is_given_up(post_office: PostOffice) -> None:
    post_office.recipient_says = lambda address: "451 4.7.1 Greylisted, come back later"
    letter = a_letter()
    waits = []
    with time_machine.travel(timezone.now()) as clock:
        for _attempt in range(20):
            deliver()
            letter.refresh_from_db()
            if letter.dead_at:
                break
            waits.append(round((letter.next_attempt_at - timezone.now()) / MINUTE))
            assert deliver() == 0, "not before the pause is over"
            clock.move_to(letter.next_attempt_at + dt.timedelta(seconds=1))
    assert waits == [1, 5, 30, 120, 480, 1440]
    assert letter.attempts == len(PAUSES) + 1
    assert letter.last_error == "451 4.7.1 Greylisted, come back later"
    assert list(Message.objects.dead()) == [letter]


def test_it_arrives_when_the_server_changes_its_mind(post_office: PostOffice) -> None:
    post_office.recipient_says = lambda address: "451 later"
    letter = a_letter()
    deliver()
    post_office.recipient_says = lambda address: None
    assert deliver() == 0
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        assert deliver() == 1
    letter.refresh_from_db()
    assert (letter.attempts, letter.last_error, letter.dead_at) == (2, "", None)
    assert len(post_office.arrived) == 1


def test_an_address_that_does_not_exist_is_not_tried_again(post_office: PostOffice) -> None:
    post_office.recipient_says = lambda address: "550 5.1.1 No such user" if "kommun1@" in address else None
    unknown, known = a_letter(1), a_letter(2)
    assert deliver() == 1
    unknown.refresh_from_db()
    known.refresh_from_db()
    assert unknown.dead_at
    assert unknown.attempts == 1
    assert unknown.last_error == "550 5.1.1 No such user"
    assert known.delivered_at


def test_a_letter_that_is_refused_when_it_has_been_read(post_office: PostOffice) -> None:
    long_winded = "554 5.7.1 " + "We think that this is unwanted. " * 12
    post_office.data_says = lambda mail: long_winded if "kommun1" in mail["To"] else None
    a_letter(1)
    a_letter(2)
    assert deliver() == 1
    dead = Message.objects.dead().get()
    assert dead.to_address == "kommun1@example.org"
    assert len(dead.last_error) <= 300


def test_no_server_costs_one_letter_one_attempt(gone: None) -> None:
    letters = [a_letter(n) for n in range(5)]
    assert deliver() == 0
    attempts = [Message.objects.get(pk=letter.pk).attempts for letter in letters]
    assert sorted(attempts) == [0, 0, 0, 0, 1]
    assert Message.objects.waiting().count() == 5
    assert not Message.objects.filter(lease_until__isnull=False).exists()


def test_the_server_comes_back(post_office: PostOffice) -> None:
    for number in range(5):
        a_letter(number)
    post_office.close()
    assert deliver() == 0
    post_office.open()
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        assert deliver() == 5
    assert sorted(m["To"].addresses[0].addr_spec for m in post_office.arrived) == [
        f"kommun{number}@example.org" for number in range(5)
    ]


def test_a_server_that_hangs_up_now_and_then_costs_nothing(post_office: PostOffice) -> None:
    """Many servers close a connection after so many letters (421): we call again and go on."""
    count = 0

    def every_third(address: str) -> str | None:
        nonlocal count
        count += 1
        return "421 4.7.0 Too many letters in one connection" if count % 3 == 0 else None

    post_office.recipient_says = every_third
    for number in range(8):
        a_letter(number)
    assert deliver() == 8
    assert len(post_office.arrived) == 8
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
    assert post_office.connections > 1


def test_killed_after_taking_the_letter(post_office: PostOffice) -> None:
    """The lease ends, and another worker takes over; until then nobody else touches the letter."""
    letter = a_letter()
    Message.objects.claim(timezone.now())  # and then the machine dies
    assert deliver() == 0
    with time_machine.travel(timezone.now() + LEASE + MINUTE):
        assert deliver() == 1
    letter.refresh_from_db()
    assert letter.attempts == 2
    assert len(post_office.arrived) == 1


def test_killed_after_sending_and_before_writing_it_down(post_office: PostOffice) -> None:
    """It comes twice, under the same name, so the receiver's mail program shows it once."""
    letter = a_letter()
    deliver()
    Message.objects.filter(pk=letter.pk).update(delivered_at=None, lease_until=timezone.now() + LEASE)
    with time_machine.travel(timezone.now() + LEASE + MINUTE):
        deliver()
    assert [m["Message-ID"] for m in post_office.arrived] == [letter.message_id] * 2


def test_a_letter_that_kills_its_worker_is_given_up(post_office: PostOffice) -> None:
    letter = a_letter()
    at = timezone.now()
    for _time in range(len(PAUSES) + 1):
        assert Message.objects.claim(at)
        at += LEASE + MINUTE
    with time_machine.travel(at):
        assert deliver() == 0
    letter.refresh_from_db()
    assert letter.dead_at
    assert not post_office.arrived


def test_our_own_words_are_the_readers_and_a_servers_its_own() -> None:
    """Written by the worker in no particular language, read on Today by whoever works there."""
    letter = a_letter()
    with translation.override("sv"):
        letter.last_error = "Enter a valid email address."  # which Django says in Swedish
        assert letter.why_not == "Fyll i en giltig e-postadress."
        letter.last_error = "550 No such user"
        assert letter.why_not == "550 No such user"
        letter.last_error = ""
        assert letter.why_not == ""
    assert {
        "There is no address to write to.",
        "Each time it was to be sent, the program came to an end.",
    } <= {message for _file, _line, message, _context in texts()}


def test_whoever_was_overtaken_does_not_spoil_it(post_office: PostOffice) -> None:
    """A worker that was thought dead reports a failure after another has delivered."""
    a_letter()
    slow = Message.objects.claim(timezone.now())
    assert slow
    with time_machine.travel(timezone.now() + LEASE + MINUTE):
        assert deliver() == 1
        slow.was_refused(timezone.now(), "time-out")
    slow.refresh_from_db()
    assert slow.delivered_at
    assert not slow.last_error


@pytest.fixture
def dead(post_office: PostOffice) -> Message:
    letter = a_letter(team_number=3)
    post_office.recipient_says = lambda address: "550 No such user" if "kommun1@" in address else None
    deliver()
    return Message.objects.get(pk=letter.pk)


def test_send_a_dead_letter_again_to_the_right_address(post_office: PostOffice, dead: Message) -> None:
    send_again(dead, by=7, at=timezone.now(), address="ratt@example.org")
    assert not Message.objects.dead().exists()
    assert deliver() == 1
    assert post_office.envelopes[0].rcpt_tos == ["ratt@example.org"]
    with pytest.raises(SettlingRefusal):
        send_again(dead, by=7, at=timezone.now())


def test_put_a_dead_letter_aside(dead: Message) -> None:
    settle(dead, by=7, at=timezone.now())
    assert (dead.settled_by, bool(dead.settled_at)) == (7, True)
    assert not Message.objects.dead().exists()
    with pytest.raises(SettlingRefusal):
        settle(dead, by=8, at=timezone.now())
    dead.refresh_from_db()
    assert dead.settled_by == 7
    assert deliver() == 0


def test_a_forgotten_letter_is_not_sent_again(dead: Message) -> None:
    Message.objects.update(text="", html="")
    dead.refresh_from_db()
    with pytest.raises(SettlingRefusal):
        send_again(dead, by=7, at=timezone.now())
