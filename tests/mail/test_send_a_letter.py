"""What a letter looks like when it arrives (requirements: people answer from the mail; nobody sees a program's name)."""

import datetime as dt
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post
from armkrok.mail.tasks import deliver

from .conftest import PostOffice, a_letter

pytestmark = pytest.mark.django_db


def test_it_arrives_as_text_and_as_html(post_office: PostOffice) -> None:
    letter = a_letter(
        letter=Letter(
            subject="Your application",
            paragraphs=["We have received it."],
            facts=[("Network", "Kulturchefer"), ("Municipality", "Høje-Taastrup")],
            action=("See where it stands", "https://example.org/l/token/"),
            after=["The link is yours alone."],
            sender="Kulturchefer\nKL",
        )
    )
    assert deliver() == 1
    mail = post_office.arrived[0]
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == [
        "We have received it.",
        "",
        "Network: Kulturchefer",
        "Municipality: Høje-Taastrup",
        "",
        "See where it stands:",
        "https://example.org/l/token/",
        "",
        "The link is yours alone.",
        "",
        "-- ",
        "Kulturchefer",
        "KL",
    ]
    assert '<html lang="en"' in html.get_content()
    assert "<h1" in html.get_content()
    assert 'href="https://example.org/l/token/"' in html.get_content()
    letter.refresh_from_db()
    assert letter.delivered_at
    assert deliver() == 0


def test_what_people_write_is_no_markup(post_office: PostOffice) -> None:
    a_letter(letter=Letter(subject="<b>Hi</b>", paragraphs=["<script>alert(1)</script> & more"]))
    deliver()
    mail = post_office.arrived[0]
    html = mail.get_body(("html",))
    text = mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert "<script>" not in html.get_content()
    assert text.get_content().startswith("<script>alert(1)</script> & more")


def test_it_says_that_no_person_sent_it(post_office: PostOffice) -> None:
    """RFC 3834: answering machines don't answer machines."""
    a_letter(1)
    a_letter(2, automatic=False)
    deliver()
    by_machine, by_person = post_office.arrived
    assert by_machine["Auto-Submitted"] == "auto-generated"
    assert by_machine["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert by_person["Auto-Submitted"] is None
    assert by_person["X-Auto-Response-Suppress"] is None


def test_its_headers(post_office: PostOffice) -> None:
    at = dt.datetime(2027, 6, 1, 10, 0, tzinfo=dt.UTC)
    letter = a_letter(sender_name="Region Skåne", reply_to="natverk@example.org", language="sv", at=at)
    deliver()
    mail = post_office.arrived[0]
    assert mail["From"].addresses[0].display_name == "Region Skåne"
    assert mail["From"].addresses[0].addr_spec == "armkrok@testserver"
    assert mail["Reply-To"] == "natverk@example.org"
    assert mail["Content-Language"] == "sv"
    assert mail["Message-ID"] == letter.message_id
    assert parsedate_to_datetime(mail["Date"]) == at
    assert mail["To"].addresses[0].display_name == "Kultursamordnare, Höör"


def test_a_demos_letter_is_dated_in_the_demo_and_leaves_now(post_office: PostOffice) -> None:
    at = timezone.now() + dt.timedelta(days=200)
    a_letter(at=at)
    assert deliver() == 1
    assert parsedate_to_datetime(post_office.arrived[0]["Date"]) == at.replace(microsecond=0)


def test_letters_of_one_matter_hang_together(post_office: PostOffice) -> None:
    letters = [a_letter(n, thread="meeting-7", address="en@example.org") for n in range(13)]
    a_letter(20, thread="meeting-7", address="en.annan@example.org")
    a_letter(21, thread="meeting-8", address="en@example.org")
    deliver()
    first, second, *_others, last, another, other_matter = post_office.arrived
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert last["In-Reply-To"] == letters[11].message_id
    known = last["References"].split()
    assert len(known) == 10
    assert known[0] == letters[0].message_id
    assert known[-1] == letters[11].message_id
    assert another["In-Reply-To"] is None
    assert other_matter["In-Reply-To"] is None


@pytest.mark.parametrize(
    "name",
    [
        "Åse Ærø",
        "kultur & fritid; samordnare",
        'Erik "Kulturen" Öberg, rektor',
        "Anna <anna@elsewhere.example>",
        "Łukasz Żółć",
        "å" * 150,
    ],
)
def test_names_of_all_kinds(post_office: PostOffice, name: str) -> None:
    a_letter(name=name, sender_name=name)
    assert deliver() == 1
    mail = post_office.arrived[0]
    assert [(a.display_name, a.addr_spec) for a in mail["To"].addresses] == [(name, "kommun1@example.org")]
    assert mail["From"].addresses[0].display_name == name
    assert post_office.envelopes[0].rcpt_tos == ["kommun1@example.org"]
    assert post_office.envelopes[0].mail_from == "armkrok@testserver"


def test_a_subject_in_any_letters(post_office: PostOffice) -> None:
    subject = "Nätverksträff på Ærø: " + "smörgåsbord " * 10
    a_letter(letter=Letter(subject=subject, paragraphs=["Hej"]))
    deliver()
    assert post_office.arrived[0]["Subject"].strip() == subject.strip()


def test_a_line_break_begins_no_header(post_office: PostOffice) -> None:
    """Quality, "It keeps out": what people type into a form can't address the mail to others."""
    a_letter(
        name="Anna\r\nBcc: alla@example.org",
        sender_name="Skåne\nX-Evil: yes",
        letter=Letter(subject="Hej\r\nBcc: alla@example.org\r\n\r\nBody", paragraphs=["Hej"]),
    )
    assert deliver() == 1
    mail = post_office.arrived[0]
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["Subject"] == "Hej Bcc: alla@example.org Body"
    assert post_office.envelopes[0].rcpt_tos == ["kommun1@example.org"]


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "anna@example.org\nBcc: alla@example.org"},
        {"address": ""},
        {"address": "inte en adress"},
        {"reply_to": "team@example.org\r\nBcc: alla@example.org"},
    ],
)
def test_a_letter_that_can_not_be_addressed_stops_no_other(
    post_office: PostOffice, changes: dict[str, str]
) -> None:
    bad = a_letter(1, **changes)
    a_letter(2)
    assert deliver() == 1
    assert [e.rcpt_tos for e in post_office.envelopes] == [["kommun2@example.org"]]
    bad.refresh_from_db()
    assert bad.dead_at
    assert bad.last_error


@pytest.mark.parametrize(("reads", "gets"), [("da", "da"), ("", "en"), ("tlh", "en")])
def test_it_is_written_in_the_receivers_language(post_office: PostOffice, reads: str, gets: str) -> None:
    asked: list[str] = []

    def write() -> Letter:
        from django.utils.translation import get_language

        asked.append(get_language() or "")
        return Letter(subject=_("Sign in"), paragraphs=["…"])

    post(Receiver("a@example.org", reads), write, key="test:1", thread="t", at=timezone.now())
    deliver()
    assert asked == [gets]
    assert post_office.arrived[0]["Content-Language"] == gets


def test_the_same_letter_is_written_once(post_office: PostOffice) -> None:
    first, second = a_letter(1), a_letter(1, name="Somebody else")
    assert first == second
    assert Message.objects.count() == 1
    deliver()
    assert len(post_office.arrived) == 1
