"""What a mail is that has come in: a reply from a calendar, a letter that came back, somebody who is away."""

import base64
import quopri
import time
from email.message import EmailMessage

import pytest

from armkrok.mail.classifying import Kind, Why, classified

ID = "<5b2d7c1e-0f3a-4f3a-9f57-0c2d4f1f4b1a@networks.example.org>"
REPLY = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "PRODID:-//Somebody//EN",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        "UID:abc",
        "DTSTAMP:20270602T080000Z",
        "SEQUENCE:0",
        "ORGANIZER:mailto:armkrok@networks.example.org",
        'ATTENDEE;CN="Åse Ærø, kultur & fritid; samordnare";PARTSTAT=ACCEPTED:mailto:ase@example.org',
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)


def a_mail(body: str, *headers: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    lines = ["From: Åse <ase@example.org>", "To: armkrok@networks.example.org", "Message-ID: <1@example.org>"]
    return "\r\n".join([*lines, *headers, f"Content-Type: {kind}", "", body]).encode()


def parted(*parts: tuple[str, str, bytes], kind: str = "mixed", headers: tuple[str, ...] = ()) -> bytes:
    """A mail of several parts: what each is, how it is written, what it says."""
    lines = [b"From: ase@example.org", b"Message-ID: <1@example.org>", *(h.encode() for h in headers)]
    lines += [f"Content-Type: multipart/{kind}; boundary=x".encode(), b"MIME-Version: 1.0", b""]
    for what, how, content in parts:
        lines += [b"--x", f"Content-Type: {what}".encode()]
        lines += [f"Content-Transfer-Encoding: {how}".encode()] if how else []
        lines += [b"", content]
    return b"\r\n".join([*lines, b"--x--", b""])


# --- answers from calendars -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        parted(("text/calendar; method=REPLY; charset=utf-8", "", REPLY.encode())),
        parted(("text/calendar; method=REPLY", "base64", base64.encodebytes(REPLY.encode()))),
        parted(
            (
                "text/calendar; method=REPLY; charset=UTF-8",
                "quoted-printable",
                quopri.encodestring(REPLY.encode()),
            )
        ),
        parted(("text/calendar; method=reply; charset=iso-8859-1", "8bit", REPLY.encode("latin-1"))),
        parted(("text/calendar; method=REPLY; charset=nonsense-8", "", REPLY.encode())),
        parted(("text/calendar; method=REPLY; charset=utf-8", "", REPLY.replace("\r\n", "\n").encode())),
        parted(
            ("text/plain", "", b"Accepted"),
            ('application/ics; name="invite.ics"', "base64", base64.encodebytes(REPLY.encode())),
        ),
        parted(
            ("text/plain", "", b"Accepted"),
            ('application/octet-stream; name="reply.ics"', "base64", base64.encodebytes(REPLY.encode())),
        ),
        a_mail(REPLY, kind="text/calendar; method=REPLY; charset=utf-8"),
        a_mail("\ufeff" + REPLY, kind="text/calendar; method=REPLY; charset=utf-8"),
        a_mail(REPLY.replace("METHOD:REPLY\r\n", ""), kind="text/calendar; method=REPLY; charset=utf-8"),
    ],
)
def test_a_reply_is_found_however_it_is_packed(raw: bytes) -> None:
    mail = classified(raw)
    assert mail.kind == Kind.ANSWER
    assert mail.sender == "ase@example.org"
    said = mail.calendar.decode()
    assert "METHOD:REPLY" in said
    assert "Åse Ærø, kultur & fritid; samordnare" in said


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "CANCEL"])
def test_an_invitation_to_us_is_no_reply(method: str) -> None:
    raw = parted((f"text/calendar; method={method}", "", REPLY.replace("REPLY", method).encode()))
    assert classified(raw).kind == Kind.OTHER


def test_an_automatic_reply_of_a_calendar_is_a_reply() -> None:
    """Outlook's rooms and Google's colleagues answer by machine; it is an answer all the same."""
    raw = parted(
        ("text/calendar; method=REPLY", "", REPLY.encode()), headers=("Auto-Submitted: auto-replied",)
    )
    assert classified(raw).kind == Kind.ANSWER


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("mx.us.org; dmarc=fail header.from=example.org; spf=pass; dkim=none", True),
        ("mx.us.org; dmarc=pass (p=NONE sp=NONE) header.from=example.org; spf=fail; dkim=fail", False),
        ("mx.us.org; spf=fail smtp.mailfrom=example.org; dkim=fail header.d=example.org", True),
        ("mx.us.org; spf=fail smtp.mailfrom=example.org; dkim=pass header.d=example.org", False),
        ("mx.us.org; spf=fail; dkim=fail header.d=a.org; dkim=pass header.d=b.org", False),
        ("mx.us.org; spf=pass; dkim=fail", False),
        ("mx.us.org; dmarc=none; spf=none; dkim=none", False),
        ("mx.us.org; none", False),
        ("mx.us.org; spf=fail (dkim=fail; sender said so); dkim=pass", False),
    ],
)
def test_our_own_server_says_whether_it_is_forged(said: str, forged: bool) -> None:
    first = a_mail(REPLY, f"Authentication-Results: {said}", kind="text/calendar; method=REPLY")
    assert classified(first).forged is forged
    # Only the topmost counts: the others came along.
    brought = b"Authentication-Results: mx.us.org; dmarc=pass\r\n" + first
    assert not classified(brought).forged


# --- letters that come back -----------------------------------------------------------------------------


def returned(
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 no such user",
    inner: str = "message/rfc822",
    kind: str = "report; report-type=delivery-status",
) -> bytes:
    report = "\r\n".join(
        [
            "Reporting-MTA: dns; mx.example.org",
            "",
            "Final-Recipient: rfc822; Ase@Example.org",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: {diagnostic}",
            "",
        ]
    )
    letter = f"From: armkrok@networks.example.org\r\nTo: ase@example.org\r\nMessage-ID: {ID}\r\nSubject: Hej\r\n\r\n"
    return parted(
        ("text/plain", "", b"I'm sorry to have to inform you"),
        ("message/delivery-status", "", report.encode()),
        (inner, "", letter.encode()),
        kind=kind,
    )


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("kind", ["report; report-type=delivery-status", "mixed"])
def test_a_letter_that_came_back_says_which_and_to_whom(inner: str, kind: str) -> None:
    """RFC 3464"""
    mail = classified(returned(inner=inner, kind=kind))
    assert (mail.kind, mail.failed, mail.why) == (Kind.BOUNCE, ("ase@example.org",), Why.UNKNOWN)
    assert mail.about == (ID,)


@pytest.mark.parametrize(
    ("status", "diagnostic", "why"),
    [
        ("5.1.1", "smtp; 550 5.1.1 user unknown", Why.UNKNOWN),
        ("5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", Why.UNKNOWN),
        ("5.0.0", "smtp; 550 No such user here", Why.UNKNOWN),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", Why.FULL),
        ("4.2.2", "smtp; 452 4.2.2 over quota", Why.FULL),
        ("5.7.1", "smtp; 550 5.7.1 refused by policy", Why.REFUSED),
        ("4.4.1", "smtp; connection timed out", Why.UNREACHED),
        ("5.4.0", "smtp; something else", Why.OTHER),
    ],
)
def test_why_it_came_back(status: str, diagnostic: str, why: Why) -> None:
    assert classified(returned(status=status, diagnostic=diagnostic)).why == why


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_late_or_has_come_is_nothing_to_do(action: str) -> None:
    assert classified(returned(status="4.4.1", action=action)).kind == Kind.NOTHING


def test_older_servers_write_in_words_of_their_own() -> None:
    body = f"This message was created automatically.\n\n ase@example.org\n 550 user unknown\n\n> Message-ID: {ID}\n"
    exim = a_mail(body, "Subject: Mail delivery failed", "X-Failed-Recipients: ase@example.org")
    mail = classified(exim)
    assert (mail.kind, mail.failed, mail.why, mail.about) == (
        Kind.BOUNCE,
        ("ase@example.org",),
        Why.UNKNOWN,
        (ID,),
    )
    qmail = exim.replace(b"X-Failed-Recipients: ase@example.org\r\n", b"").replace(
        "Åse <ase@example.org>".encode(), b"MAILER-DAEMON@mx.example.org"
    )
    assert classified(qmail).kind == Kind.BOUNCE
    late = qmail.replace(b"Mail delivery failed", b"Warning: could not send message (delivery delayed)")
    assert classified(late).kind == Kind.OTHER


def test_who_says_that_something_failed_isn_t_a_mail_server() -> None:
    raw = a_mail("Hej", "Subject: Mail delivery failed, what shall I do?")
    assert classified(raw).kind == Kind.OTHER


# --- those who are away ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "X-Autorespond: yes",
        "Subject: Automatic reply: Invitation",
        "Subject: Autosvar: Inbjudan",
        "Subject: Automatiskt svar: Inbjudan",
        "Return-Path: <>\r\nSubject: Frånvaro: jag är ledig",
        "X-Auto-Response-Suppress: All\r\nSubject: Ikke på kontoret: Invitation",
        "Subject: Automatisk svar: Invitasjon",
        "Precedence: bulk\r\nSubject: Fravær",
        "Subject: Automaattinen vastaus: kutsu",
        "Auto-Submitted: auto-generated\r\nSubject: Poissa",
        "Subject: Automatische Antwort: Einladung",
        "X-Auto-Response-Suppress: DR, OOF\r\nSubject: Abwesenheitsnotiz",
        "Subject: Out of Office: Invitation",
        "Precedence: junk\r\nSubject: =?utf-8?q?Fr=C3=A5nvaro?=",
    ],
)
def test_they_are_away(header: str) -> None:
    """RFC 3834, and the words of mail programs in the Nordic countries."""
    mail = classified(a_mail("Jag är tillbaka på måndag.", header, f"In-Reply-To: {ID}"))
    assert (mail.kind, mail.about) == (Kind.AWAY, (ID,))


@pytest.mark.parametrize(
    "header",
    [
        "Subject: Re: Inbjudan",
        "Auto-Submitted: no",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Subject: Vi söker en autosvarare",
        "Subject: Frånvaro 9 september: jag kan tyvärr inte",
        "Subject: Fravær",
        "Auto-Submitted: no\r\nSubject: Poissa kokouksesta",
    ],
)
def test_what_people_write_is_for_people(header: str) -> None:
    assert classified(a_mail("Hej!", header)).kind == Kind.OTHER


def test_a_receipt_that_it_was_opened_is_nothing_to_do() -> None:
    """RFC 8098"""
    raw = parted(
        ("text/plain", "", b"Read"),
        ("message/disposition-notification", "", b"Disposition: manual-action; displayed\r\n"),
        kind="report; report-type=disposition-notification",
    )
    assert classified(raw).kind == Kind.NOTHING


# --- what is broken -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xfe\r\nSubject: =?x?y?z?=\r\n\r\n\xff",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY",
        b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 5000,
        REPLY.encode(),
    ],
)
def test_what_is_broken_stops_nothing(raw: bytes) -> None:
    mail = classified(raw)
    assert mail.message_id
    assert classified(raw).message_id == mail.message_id
    assert len(mail.message_id) <= 300


def test_a_mail_without_a_number_gets_one_from_what_it_says() -> None:
    one, other = EmailMessage(), EmailMessage()
    one.set_content("Hej")
    other.set_content("Hej hej")
    first, same, second = (classified(mail.as_bytes()).message_id for mail in (one, one, other))
    assert first == same != second


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ase@example.org", "ase@example.org"),
        ("Åse <Ase@Example.org>", "ase@example.org"),
        ('"Ærø, Åse" <ase@example.org>', "ase@example.org"),
        ("Ærø, Åse <ase@example.org>", "ase@example.org"),  # without the quotes that belong there
        ("ase@example.org (Åse)", "ase@example.org"),
        ("ase@example.org <evil@elsewhere.example>", "evil@elsewhere.example"),
        ('"<ase@example.org>" <evil@elsewhere.example>', "evil@elsewhere.example"),
        ("ase@example.org, evil@elsewhere.example", ""),
        ("<ase@example.org> <evil@elsewhere.example>", ""),
        ("ase@example.org)evil@elsewhere.example", ""),
        ("ase@example.org\r\nFrom: evil@elsewhere.example", ""),
        ("", ""),
    ],
)
def test_who_wrote_it_is_read_as_mail_servers_read_it(written: str, address: str) -> None:
    """Else a mail that is really somebody's own would be taken for somebody else's."""
    raw = f"From: {written}\r\nMessage-ID: <1@example.org>\r\nContent-Type: text/calendar\r\n\r\n{REPLY}"
    assert classified(raw.encode()).sender == address


@pytest.mark.parametrize(
    "raw",
    [
        a_mail("", f"X-Failed-Recipients: {'a' * 200_000}"),
        a_mail(
            ">\n" * 200_000, "From: MAILER-DAEMON@example.org", "Subject: Undeliverable", "Return-Path: <>"
        ),
        a_mail("\n" * 400_000, "Subject: Undeliverable", "Return-Path: <>"),
        a_mail(
            "a" * 2_000_000 + "-" + "a" * 400_000,
            "Subject: Undeliverable",
            "Return-Path: <>",
            kind="text/plain; charset=punycode",
        ),
        parted((f"text/plain{';a' * 300_000}", "", b"Hej")),
        ("From: " + '"\\' * 200_000 + "\r\n\r\nHej").encode(),
        ("From: " + "(<a@b>" * 100_000 + "\r\nSubject: Undeliverable\r\n\r\nHej").encode(),
        parted((f"text/plain; name*=punycode''{'a' * 500_000}-{'a' * 300_000}", "", b"Hej")),
    ],
)
def test_what_is_made_to_keep_us_busy_doesn_t(raw: bytes) -> None:
    began = time.process_time()
    classified(raw)
    assert time.process_time() - began < 2
