"""The demo's mailbox, with letters of a test's own."""

import datetime as dt

import pytest

from armkrok.mail.letter import Letter, Receiver
from armkrok.mail.models import Message, post

pytestmark = pytest.mark.django_db


def write(number=0, **more):
    return post(
        Receiver("reader@example.org", "sv", "Läsare"),
        lambda: Letter(
            f"Brev {number}", ["Hej & välkommen"], action=("Öppna", "http://testserver/networks/")
        ),
        key=f"test:{number}",
        thread="test",
        at=dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
        **more,
    )


def test_the_newest_come_first(db, client):
    write(1), write(2)
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Brev 2") < page.index("Brev 1")


@pytest.mark.parametrize("count", [1, 300])
def test_a_hundred_to_a_page_with_the_same_number_of_queries(db, client, django_assert_num_queries, count):
    for number in range(count):
        write(number)
    with django_assert_num_queries(3):  # how many there are, these, and their readers
        page = client.get("/demo/mail/")
    assert page.content.decode().count('class="when"') == min(count, 100)


def test_the_letter_itself_may_show_its_looks_and_do_nothing(db, client):
    """Its styles are in its tags; nothing else may run, and only our own page may frame it."""
    letter = write()
    answer = client.get(f"/demo/mail/{letter.pk}/letter/")
    policy = answer["Content-Security-Policy"]
    for directive in (
        "default-src 'none'",
        "script-src 'none'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
        "form-action 'none'",
        "sandbox allow-popups",
    ):
        assert directive in policy
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in answer.content.decode()
    around = client.get(f"/demo/mail/{letter.pk}/")
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert "unsafe-inline" not in around["Content-Security-Policy"]
    assert around["X-Frame-Options"] == "DENY"


def test_what_is_no_longer_kept_is_said(db, client):
    letter = write()
    Message.objects.update(text="", html="")
    assert "no longer kept" in client.get(f"/demo/mail/{letter.pk}/").content.decode()


def test_an_empty_mailbox_says_so(db, client):
    assert "No letter has been written yet" in client.get("/demo/mail/").content.decode()
    assert "No letter is like that" in client.get("/demo/mail/?q=x").content.decode()
