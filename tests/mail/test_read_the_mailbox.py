"""Our own mailbox is read by IMAP from a real server: each mail once, whatever happens meanwhile."""

import datetime as dt
import logging
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import OperationalError
from django.dispatch import Signal
from django.utils import timezone

from armkrok.environment import imap as mailbox_of
from armkrok.mail import inbox, settling, signals
from armkrok.mail.models import Message, Received
from armkrok.mail.tasks import deliver, forget, read_mailbox
from tests.imap import Mailboxes, some_mailboxes
from tests.mail.test_classify_what_comes import REPLY

from .conftest import a_letter

pytestmark = pytest.mark.django_db
US = "armkrok@testserver"


def a_mail(
    subject: str = "Hej", body: str = "Hej!", sender: str = "ase@example.org", **headers: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, US, subject
    mail["Message-ID"] = headers.pop("message_id", f"<{abs(hash((subject, body, sender)))}@example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


def a_bounce(letter: Message, *, status: str = "5.1.1", action: str = "failed", number: int = 1) -> bytes:
    return "\r\n".join(
        [
            "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>",
            f"To: {US}",
            f"Message-ID: <bounce-{number}@mx.example.org>",
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
            "",
            "--x",
            "Content-Type: text/plain",
            "",
            "The mail system",
            "--x",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.org",
            "",
            f"Final-Recipient: rfc822; {letter.to_address}",
            f"Action: {action}",
            f"Status: {status}",
            "",
            "--x",
            "Content-Type: text/rfc822-headers",
            "",
            f"To: {letter.to_address}",
            f"Message-ID: {letter.message_id}",
            "--x--",
            "",
        ]
    ).encode()


@pytest.fixture
def letter(mailboxes: Mailboxes) -> Message:
    """One that has left, and lies in its receiver's mailbox."""
    written = a_letter(1, team_number=7)
    assert deliver() == 1
    assert len(mailboxes.mails(written.to_address)) == 1
    written.refresh_from_db()
    return written


def test_a_letter_that_came_back_is_given_up_and_can_be_sent_elsewhere(
    mailboxes: Mailboxes, letter: Message
) -> None:
    mailboxes.send(a_bounce(letter), sender="<>", to=US)
    assert read_mailbox() == 1
    letter.refresh_from_db()
    assert letter.bounced_at
    assert letter.dead_at
    assert letter.why_not == "It came back: there is no such address."
    assert list(Message.objects.dead()) == [letter]
    received = Received.objects.get()
    assert (received.kind, received.letter, received.team_number) == ("bounce", letter, 7)
    assert mailboxes.mails(US) == []  # understood
    settling.send_again(letter, by=1, at=timezone.now(), address="rigtig@example.org")
    assert deliver() == 1
    assert len(mailboxes.mails("rigtig@example.org")) == 1
    letter.refresh_from_db()
    assert (letter.bounced_at, letter.dead_at) == (None, None)
    # The old address complains once more, and that isn't about the new one.
    mailboxes.send(
        a_bounce(letter, number=2).replace(b"rfc822; rigtig@", b"rfc822; forkert@"), sender="<>", to=US
    )
    read_mailbox()
    letter.refresh_from_db()
    assert letter.dead_at is None


def test_what_is_only_late_is_left_alone(mailboxes: Mailboxes, letter: Message) -> None:
    mailboxes.send(a_bounce(letter, status="4.4.1", action="delayed"), sender="<>", to=US)
    read_mailbox()
    letter.refresh_from_db()
    assert (letter.bounced_at, letter.dead_at) == (None, None)
    assert letter.delivered_at
    assert mailboxes.mails(US) == []


def test_who_is_away_is_known_to_be_away(mailboxes: Mailboxes, letter: Message) -> None:
    """Whether the machine says what it answers, or not."""
    mailboxes.send(a_mail("Autosvar", Auto_Submitted="auto-replied", In_Reply_To=letter.message_id))
    read_mailbox()
    letter.refresh_from_db()
    assert letter.away_at
    assert letter.dead_at is None
    Message.objects.update(away_at=None)
    mailboxes.send(a_mail("Autosvar", "igen", sender=letter.to_address, Auto_Submitted="auto-replied"))
    read_mailbox()
    letter.refresh_from_db()
    assert letter.away_at
    assert mailboxes.mails(US) == []


def test_what_a_person_has_to_read_stays_flagged_and_comes_to_the_team(
    mailboxes: Mailboxes, letter: Message
) -> None:
    mailboxes.send(a_mail("Sv: Inbjudan", "Var är det?", In_Reply_To=letter.message_id))
    mailboxes.send(a_mail("Reklam", "Köp!"))
    assert read_mailbox() == 2
    assert mailboxes.flags(US) == ["FS", "FS"]
    assert Received.objects.waiting([7]).count() == 1
    assert Received.objects.waiting([8]).count() == 0
    assert read_mailbox() == 0
    assert settling.settle_received([7], Received.objects.latest("pk").pk, by=1, at=timezone.now()) == 1
    assert not Received.objects.waiting([7]).exists()
    # Whoever writes anew, and answers nothing, writes to those who wrote to them last.
    mailboxes.send(a_mail("Fråga", "Var är det?", sender=letter.to_address))
    Message.objects.filter(pk=letter.pk).update(delivered_at=timezone.now())
    assert read_mailbox() == 1
    assert Received.objects.waiting([7]).count() == 1
    # Nothing of what they wrote is kept.
    kept = str(list(Received.objects.values()))
    assert "ase@" not in kept
    assert "Inbjudan" not in kept


def test_a_mail_that_comes_twice_is_understood_once(mailboxes: Mailboxes, letter: Message) -> None:
    for _ in range(2):
        mailboxes.send(a_bounce(letter), sender="<>", to=US)
    read_mailbox()
    letter.refresh_from_db()
    assert Received.objects.count() == 1
    assert mailboxes.mails(US) == []


def test_who_was_stopped_in_between_does_it_once(
    mailboxes: Mailboxes, letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the mail was written down and before it was marked in the mailbox."""
    mailboxes.send(a_bounce(letter), sender="<>", to=US)
    with monkeypatch.context() as stopped:
        stopped.setattr("imap_tools.BaseMailBox.delete", _stopped)
        with pytest.raises(KeyboardInterrupt):
            read_mailbox()
    first = Message.objects.get().bounced_at
    assert first
    assert len(mailboxes.mails(US)) == 1
    assert read_mailbox() == 1
    assert mailboxes.mails(US) == []
    assert Received.objects.count() == 1
    assert Message.objects.get().bounced_at == first


def _stopped(*words: Any, **more: Any) -> None:
    raise KeyboardInterrupt


def test_nothing_that_is_broken_stops_the_others(
    mailboxes: Mailboxes, letter: Message, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [
        b"",
        b"\x00\xff\xfe\r\n\r\n",
        b"From: ase@example.org\r\nContent-Type: multipart/mixed\r\n\r\n",
        b"From: \xff\xfe\r\nSubject: =?x?y?z?=\r\n\r\n\xff",
        b"Message-ID: <" + b"x" * 5000 + b"@example.org>\r\n\r\nlong",
    ]
    for raw in broken:
        mailboxes.deliver(US, raw)
    mailboxes.send(a_bounce(letter), sender="<>", to=US)
    assert read_mailbox() == len(broken) + 1
    letter.refresh_from_db()
    assert letter.bounced_at
    assert read_mailbox() == 0
    assert len(mailboxes.mails(US)) == len(broken)


def test_a_fault_of_our_own_leaves_it_for_a_person_without_naming_anybody(
    mailboxes: Mailboxes, letter: Message, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(sender: Any, **more: Any) -> bool:
        raise ValueError(more["written_by"])

    ours = Signal()
    ours.connect(breaks)
    monkeypatch.setattr(inbox, "calendar_answered", ours)
    answer = a_mail("Accepted", In_Reply_To=letter.message_id)
    answer.add_attachment(REPLY.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    mailboxes.send(answer)
    mailboxes.send(a_bounce(letter), sender="<>", to=US)
    with caplog.at_level(logging.DEBUG):
        assert read_mailbox() == 2
    assert "ValueError" in caplog.text
    assert "@" not in caplog.text
    assert Received.objects.get(kind="other").team_number == 7
    assert mailboxes.flags(US) == ["FS"]


def test_a_database_that_is_busy_is_no_fault_of_the_mail(
    mailboxes: Mailboxes, letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(sender: Any, **more: Any) -> bool:
        raise OperationalError("database is locked")

    ours = Signal()
    ours.connect(breaks)
    with monkeypatch.context() as busy:
        busy.setattr(inbox, "calendar_answered", ours)
        answer = a_mail("Accepted")
        answer.add_attachment(REPLY.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
        mailboxes.send(answer)
        with pytest.raises(OperationalError):
            read_mailbox()
    assert not Received.objects.exists()
    assert mailboxes.flags(US) == [""]
    assert read_mailbox() == 1


def test_what_is_too_large_isn_t_fetched(
    mailboxes: Mailboxes, letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_BYTES", 10_000)
    mailboxes.send(a_mail("Bilder", "bild\n" * 5_000))
    mailboxes.send(
        a_mail("Autosvar", "borta\n" * 5_000, Auto_Submitted="auto-replied", In_Reply_To=letter.message_id)
    )
    assert read_mailbox() == 2
    letter.refresh_from_db()
    assert letter.away_at  # its headers say enough
    assert mailboxes.flags(US) == ["FS"]


def test_a_round_takes_so_many_and_the_next_the_rest(mailboxes: Mailboxes) -> None:
    for number in range(5):
        mailboxes.send(a_mail(f"Hej {number}"))
    assert inbox.read(most=2) == 2
    assert inbox.read(most=2) == 2
    assert inbox.read(most=2) == 1
    assert inbox.read(most=2) == 0


def test_without_a_mailbox_there_is_nothing_to_do(settings: Any) -> None:
    settings.IMAP_URL = ""
    assert read_mailbox() == 0


@pytest.mark.parametrize("url", ["imap://nobody:word@127.0.0.1:9/", "imaps://nobody:word@127.0.0.1:9/"])
def test_a_mailbox_that_is_gone_is_tried_again_later(
    settings: Any, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    settings.IMAP_URL, settings.IMAP = url, mailbox_of(url)
    assert read_mailbox() == 0
    assert "can't be read now" in caplog.text
    assert "nobody" not in caplog.text


def test_a_wrong_password_is_said_without_the_address(
    mailboxes: Mailboxes, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IMAP = settings.IMAP | {"word": "wrong"}
    assert read_mailbox() == 0
    assert "can't be read now" in caplog.text
    assert "@" not in caplog.text


def test_a_server_that_nobody_vouches_for_isn_t_told_the_password(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """imaps:// and imap+starttls:// with a certificate: taken when it is known, and else not."""
    with some_mailboxes(tls=True) as everybody:
        everybody.send(a_mail())
        everybody.send(a_mail("Hej igen"))
        for number, how in enumerate(["imaps", "imap+starttls"]):
            settings.IMAP_URL = everybody.imap_url(US, how)
            settings.IMAP = mailbox_of(settings.IMAP_URL)
            with monkeypatch.context() as known:
                assert inbox.read(most=1) == 0
                known.setenv("SSL_CERT_FILE", str(everybody.certificate))
                assert inbox.read(most=1) == 1, everybody.said()
            assert everybody.flags(US).count("FS") == number + 1


def test_old_ones_are_forgotten_unless_somebody_has_to_read_them(settings: Any) -> None:
    settings.DEMO = False
    long_ago = timezone.now() - dt.timedelta(days=31)
    for number, (kind, team) in enumerate([("bounce", 7), ("other", None), ("other", 7)]):
        Received.objects.create(message_id=f"<{number}@x>", kind=kind, team_number=team, received_at=long_ago)
    forget()
    assert list(Received.objects.values_list("message_id", flat=True)) == ["<2@x>"]


def test_signals_are_there_for_the_packages_above() -> None:
    assert signals.calendar_answered.receivers


@pytest.mark.parametrize(
    "answer",
    [
        [(b"1 (UID 7 RFC822.SIZE 40 BODY[HEADER] {9}", b"Hej: hej\n"), b")"],
        [(b"1 (BODY[HEADER] {9}", b"Hej: hej\n"), b" RFC822.SIZE 40 UID 7)"],
        [(b"1 (rfc822.size 40 BODY[HEADER] {9}", b"Hej: hej\n"), b" FLAGS () uid 7)"],
        [b"3 (FLAGS ())", (b"1 (UID 7 RFC822.SIZE 40 BODY[HEADER] {9}", b"Hej: hej\n"), b")"],
    ],
)
def test_servers_say_it_in_the_order_that_they_like(answer: list[Any]) -> None:
    assert inbox.waiting_in(answer) == [inbox.Waiting("7", 40, b"Hej: hej\n")]
