"""The demo's letters as their readers see them, with links that work."""

import re

import pytest

from armkrok.demo.cast import CAST
from armkrok.demo.letters import leaves_at
from armkrok.directory.models import Person
from armkrok.mail.models import Message
from armkrok.networks import deciding
from armkrok.networks.models import Enrolment

pytestmark = pytest.mark.django_db


def test_one_readers_letters_and_a_search(demo, client):
    reader = CAST["coordinator-svendborg"].email
    page = client.get("/demo/mail/", {"to": reader})
    assert {letter.to_address for letter in page.context["letters"]} == {reader}
    page = client.get("/demo/mail/", {"q": "hvidovre"})
    assert 0 < page.context["letters"].paginator.count < 10


def test_a_letter_shows_its_headers_text_and_thread(demo, client):
    mine = Message.objects.filter(to_address=CAST["contact-koge"].email)
    letter = mine.filter(key__startswith="withdrawal-").first()
    page = client.get(f"/demo/mail/{letter.pk}/").content.decode()
    for what in (letter.sender_name, letter.reply_to, letter.to_name, letter.to_address):
        assert what in page
    thread = Message.objects.filter(thread=letter.thread, to_address=letter.to_address)
    assert thread.count() > 1
    assert all(f"/demo/mail/{other.pk}/" in page for other in thread)
    assert 'lang="da"' in page
    frame = re.search("<iframe[^>]*>", page)[0]
    assert "sandbox=" in frame
    assert "allow-scripts" not in frame
    assert "allow-same-origin" not in frame


def test_a_link_in_a_letter_opens_what_it_promises(demo, client):
    """S9: the appointer's question in Bjuv."""
    letter = Message.objects.get(to_address=CAST["manager-bjuv"].email)
    html = client.get(f"/demo/mail/{letter.pk}/letter/").content.decode()
    link = re.search('href="http://testserver(/[^"]+)"', html)[1]
    assert link in letter.text
    assert client.get(link).status_code == 200


def test_a_held_letter_says_when_it_leaves_and_a_recalled_one_is_not_shown(demo, client):
    """Undo until the mail has left."""
    enrolment = Enrolment.objects.waiting().first()
    secretary = Person.objects.get(email=CAST["skane-secretariat"].email)
    step = deciding.approve(enrolment, by=secretary, at=demo.at("2027-06-01", "12:30"))
    letter = Message.objects.get(key__startswith=f"step-{step.pk}:")
    assert leaves_at(letter)
    assert "held back until" in client.get(f"/demo/mail/{letter.pk}/").content.decode()
    assert "Held back" in client.get("/demo/mail/").content.decode()
    deciding.undo(step, by=secretary, at=demo.at("2027-06-01", "12:31"))
    assert client.get(f"/demo/mail/{letter.pk}/").status_code == 404
    assert "Held back" not in client.get("/demo/mail/").content.decode()


def test_what_the_calendar_is_told_can_be_read_and_taken_along(demo, client):
    """RFC 5546: method, title, time, place; and the entry itself, for a calendar program of one's own."""
    letter = Message.objects.filter(calendar_method="REQUEST", subject__contains="Adgang for alle").first()
    page = client.get(f"/demo/mail/{letter.pk}/").content.decode()
    for said in (
        "What the calendar is told",
        "Put this in the calendar",
        "Thursday, 9 September 2027, 09:30–15:30",
        "Idrætshallen, Randers",
        "METHOD:REQUEST",
    ):
        assert said in page
    file = client.get(f"/demo/mail/{letter.pk}/invite.ics")
    assert file.content.decode() == letter.calendar
    assert file["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert 'filename="invite.ics"' in file["Content-Disposition"]
    assert "For the calendar" in client.get("/demo/mail/").content.decode()


def test_what_is_taken_out_of_the_calendar_says_so(demo, client):
    letter = Message.objects.filter(calendar_method="CANCEL").first()
    page = client.get(f"/demo/mail/{letter.pk}/").content.decode()
    assert "Take this out of the calendar" in page
    assert "METHOD:CANCEL" in page


def test_a_letter_without_an_entry_has_none_to_take_along(demo, client):
    letter = Message.objects.filter(calendar="").first()
    assert "What the calendar is told" not in client.get(f"/demo/mail/{letter.pk}/").content.decode()
    assert client.get(f"/demo/mail/{letter.pk}/invite.ics").status_code == 404


def test_what_goes_with_a_letter_can_be_saved(demo, client):
    letter = Message.objects.first()
    file = letter.attachments.create(
        name="Følgebrev.pdf", content_type="application/pdf", content=b"%PDF-1.7"
    )
    assert "Følgebrev.pdf" in client.get(f"/demo/mail/{letter.pk}/").content.decode()
    saved = client.get(f"/demo/mail/{letter.pk}/files/{file.pk}/")
    assert (saved.content, saved["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert saved["Content-Disposition"].startswith("attachment")
    assert client.get(f"/demo/mail/{letter.pk}/files/{file.pk + 1}/").status_code == 404
