"""An issued invoice reaches its receiver: the right way, once, and what went wrong is seen."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from armkrok.accounts.models import PersonalLink
from armkrok.billing import access_points, arriving, delivering
from armkrok.billing.models import Channel, Delivery, DeliveryState, Invoice
from armkrok.billing.rules import Refusal
from armkrok.billing.tasks import deliver
from armkrok.journal.models import Entry
from armkrok.mail import personal_data as mail_data
from armkrok.mail.models import PAUSES, Message
from armkrok.mail.tasks import deliver as carry_letters
from tests.billing.access_point import TOKEN, Point, an_access_point
from tests.billing.to_deliver import FINANCE, PDF, XML, a_finance_contact, to_send, who_sends
from tests.world import NOW, World

S = DeliveryState


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EINVOICE_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.fixture
def point(settings: Any) -> Iterator[Point]:
    with an_access_point() as one:
        settings.EINVOICE_URL, settings.EINVOICE_TOKEN = one.address, TOKEN
        yield one


@pytest.fixture
def invoice(world: World) -> Invoice:
    a_finance_contact(world)
    return to_send(world, who_sends(world, "access_point"), buyer_reference="Ref 7")


def prepared(world: World, invoice: Invoice, **more: Any) -> Delivery:
    return delivering.prepare(invoice, by=world.people["secretary"], at=NOW, **more)


def later(clock: time_machine.Traveller, **time: float) -> None:
    clock.move_to(timezone.now() + dt.timedelta(**time))


@pytest.fixture
def clock(world: World) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as traveller:
        yield traveller


def told(invoice: Invoice) -> list[str]:
    return list(Entry.objects.about(invoice).order_by("pk").values_list("what", flat=True))


# --- which way ------------------------------------------------------------------------------------------------


def test_it_goes_as_the_issuer_says_where_that_can_be(world: World, folder: Path, settings: Any) -> None:
    a_finance_contact(world)
    issuer = who_sends(world, "access_point")
    assert prepared(world, to_send(world, issuer)).channel == Channel.ACCESS_POINT
    settings.EINVOICE_URL = ""
    by_mail = prepared(world, to_send(world, issuer))
    assert (by_mail.channel, by_mail.to_address) == (Channel.MAIL, FINANCE)
    by_hand = prepared(world, to_send(world, who_sends(world, "download")))
    assert (by_hand.channel, by_hand.state, by_hand.next_attempt_at) == (Channel.DOWNLOAD, S.WAITING, None)


def test_by_mail_it_goes_to_the_finance_contact_else_the_professional_contact_else_to_nobody(
    world: World,
) -> None:
    issuer, enrolment = who_sends(world), world.enrolment
    assert enrolment.professional_contact
    first = prepared(world, to_send(world, issuer))
    assert first.to_address == enrolment.professional_contact.email
    enrolment.professional_contact = None
    enrolment.save()
    assert prepared(world, to_send(world, issuer)).channel == Channel.DOWNLOAD


def test_it_is_written_down_once_with_the_invoice_and_wakes_the_worker_once(
    world: World, invoice: Invoice, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    second = to_send(world, invoice.issuer)
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert prepared(world, invoice) == prepared(world, invoice)
    with django_capture_on_commit_callbacks(execute=True):
        prepared(world, second)
    assert OrmQ.objects.count() == 1
    assert deliver() == 2
    with django_capture_on_commit_callbacks(execute=True):
        prepared(world, to_send(world, invoice.issuer))
    assert OrmQ.objects.count() == 2


# --- through an access point ----------------------------------------------------------------------------------


def test_it_lies_in_the_folder_and_the_journal_says_so(world: World, invoice: Invoice, folder: Path) -> None:
    delivery = prepared(world, invoice)
    assert (deliver(), deliver()) == (1, 0)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reference) == (S.SENT, "62547711-2027-00001")
    assert (folder / "62547711-2027-00001.xml").read_bytes() == XML
    assert told(invoice) == ["invoice.sent"]


def test_stopped_between_issuing_and_delivery_it_is_sent_the_next_time(
    world: World, invoice: Invoice, folder: Path
) -> None:
    """The worker that was woken never came: the row is there, since it was written with the invoice."""
    with transaction.atomic():
        prepared(world, invoice)
    assert deliver() == 1


def test_stopped_after_handing_over_it_is_not_handed_over_again(
    world: World, invoice: Invoice, folder: Path, clock: time_machine.Traveller
) -> None:
    """Killed between the access point's answer and writing it down; meanwhile the file has been taken away."""
    delivery = prepared(world, invoice)
    held = Delivery.objects.claim(timezone.now())
    assert held == delivery
    point = access_points.of_the_settings()
    assert point
    point.send(arriving.e_invoice(invoice))
    (folder / "62547711-2027-00001.xml").unlink()
    assert deliver() == 0  # somebody may still hold it
    later(clock, minutes=6)
    assert deliver() == 1
    assert not (folder / "62547711-2027-00001.xml").exists()
    delivery.refresh_from_db()
    assert delivery.state == S.SENT
    assert told(invoice) == ["invoice.sent"]


def test_an_answer_that_was_lost_on_the_way(
    world: World, invoice: Invoice, point: Point, clock: time_machine.Traveller
) -> None:
    delivery = prepared(world, invoice)
    point.hangs_up = True
    assert deliver() == 0
    delivery.refresh_from_db()
    assert delivery.state == S.WAITING
    assert delivery.why
    point.hangs_up = False
    later(clock, minutes=2)
    assert deliver() == 1
    assert list(point.taken.values()) == [XML]


def test_it_is_tried_again_after_longer_and_longer_pauses_and_then_given_up(
    world: World, invoice: Invoice, point: Point, clock: time_machine.Traveller
) -> None:
    delivery = prepared(world, invoice)
    point.answers, point.words = 503, "Ude til frokost"
    for pause in PAUSES:
        assert deliver() == 0
        assert deliver() == 0  # not before the pause is over
        delivery.refresh_from_db()
        assert delivery.state == S.WAITING
        later(clock, seconds=pause.total_seconds() + 1)
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == (S.FAILED, "503 Ude til frokost")
    assert len(point.puts) == len(PAUSES) + 1
    assert list(Delivery.objects.troubled()) == [delivery]


def test_what_kills_its_worker_is_given_up(
    world: World, invoice: Invoice, folder: Path, clock: time_machine.Traveller
) -> None:
    delivery = prepared(world, invoice)
    for _ in range(len(PAUSES) + 1):
        assert Delivery.objects.claim(timezone.now())
        later(clock, minutes=6)
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == (S.FAILED, delivering.STOPPED)
    assert not list(folder.glob("*.xml"))


def test_a_document_that_is_refused_is_not_tried_again_and_holds_nobody_up(
    world: World, invoice: Invoice, point: Point
) -> None:
    delivery = prepared(world, invoice)
    point.answers, point.words = 422, "CustomizationID"
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == (S.FAILED, "422 CustomizationID")


def test_while_the_access_point_is_gone_letters_go_on(world: World, invoice: Invoice, point: Point) -> None:
    prepared(world, invoice)
    prepared(world, to_send(world, invoice.issuer))
    by_mail = prepared(world, to_send(world, invoice.issuer), channel="mail")
    point.answers = 500
    assert deliver() == 1
    by_mail.refresh_from_db()
    assert by_mail.state == S.SENT
    assert len(point.puts) == 1  # the others would fare no better


def test_the_same_number_goes_once_through_an_access_point(world: World, invoice: Invoice) -> None:
    """The database holds it, whoever comes."""
    prepared(world, invoice, channel="access_point")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(invoice=invoice, channel="access_point", made_at=NOW)


# --- what became of it ----------------------------------------------------------------------------------------


def test_received_then_rejected_with_the_reason(
    world: World, invoice: Invoice, point: Point, clock: time_machine.Traveller
) -> None:
    delivery = prepared(world, invoice)
    deliver()
    (path,) = point.taken
    assert point.asked == 0
    later(clock, minutes=6)
    deliver()
    assert point.asked == 1
    point.says[path] = ("received", "")
    later(clock, minutes=6)
    deliver()
    delivery.refresh_from_db()
    assert delivery.state == S.RECEIVED
    point.says[path] = ("rejected", "Ukendt EAN-nummer")
    later(clock, hours=2)
    assert (deliver(), deliver()) == (0, 0)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == (S.REJECTED, "Ukendt EAN-nummer")
    assert told(invoice) == ["invoice.sent", "invoice.received", "invoice.rejected"]
    assert Entry.objects.get(what="invoice.rejected").why == "Ukendt EAN-nummer"
    asked = point.asked
    later(clock, days=2)
    deliver()
    assert point.asked == asked  # what was rejected stays so


def test_an_answer_that_nobody_understands_holds_no_other_up(
    world: World, invoice: Invoice, point: Point, clock: time_machine.Traveller
) -> None:
    first = prepared(world, invoice)
    deliver()
    (path,) = point.taken
    second = prepared(world, to_send(world, invoice.issuer))
    deliver()
    point.says = dict.fromkeys(point.taken, ("received", "")) | {path: ("perhaps", "")}
    later(clock, minutes=6)
    deliver()
    deliver()
    for delivery, state in ((first, S.SENT), (second, S.RECEIVED)):
        delivery.refresh_from_db()
        assert delivery.state == state
    point.says[path] = ("received", "")
    later(clock, minutes=6)
    deliver()
    first.refresh_from_db()
    assert first.state == S.RECEIVED


def test_it_is_asked_seldom_after_a_while_and_then_no_more(
    world: World, invoice: Invoice, point: Point, clock: time_machine.Traveller
) -> None:
    prepared(world, invoice)
    deliver()
    for _ in range(60):
        later(clock, days=1, minutes=1)
        deliver()
    assert 40 <= point.asked <= 46


def test_what_was_rejected_waits_for_a_person_until_it_is_credited_or_goes_another_way(
    world: World, invoice: Invoice, folder: Path
) -> None:
    delivery = prepared(world, invoice)
    deliver()
    Delivery.objects.update(state=S.REJECTED, why="Ukendt EAN")
    assert list(Delivery.objects.troubled()) == [delivery]
    for net in ("6836.84", "94.12", "69.04"):  # as floating point their sum is less than 7,000
        assert list(Delivery.objects.troubled()) == [delivery]
        part = to_send(world, invoice.issuer, net=net, credits=invoice, kind="381")
    assert not Delivery.objects.troubled().exists()
    assert part.credits == invoice


# --- by mail --------------------------------------------------------------------------------------------------


def test_the_letter_says_what_it_is_and_brings_pdf_and_xml(world: World, invoice: Invoice) -> None:
    delivery = prepared(world, invoice)
    assert (deliver(), deliver()) == (1, 0)
    (letter,) = world.letters(FINANCE)
    assert letter.language == "da"
    assert letter.sender_name == "KL"
    assert letter.reply_to == invoice.issuer.contact_email
    for said in (invoice.number, "8.750,00", "20. maj 2027", "Membership 2027", "Svendborg", "Ref 7"):
        assert said in letter.subject + letter.text
    assert [(file.content_type, bytes(file.content)) for file in letter.attachments.all()] == [
        ("application/pdf", PDF),
        ("application/xml", XML),
    ]
    link = PersonalLink.objects.get(task="billing.invoice", target=invoice.pk)
    assert link.person.email == FINANCE
    assert link.address() in letter.text
    delivery.refresh_from_db()
    assert delivery.state == S.SENT


def test_a_credit_note_says_which_invoice_it_takes_back_and_why(world: World, invoice: Invoice) -> None:
    credit = to_send(world, invoice.issuer, credits=invoice, kind="381", why="The meeting was cancelled.")
    prepared(world, credit)
    deliver()
    (letter,) = world.letters(FINANCE)
    assert credit.number in letter.subject
    assert invoice.number in letter.text
    assert "The meeting was cancelled." in letter.text


def test_mail_that_comes_back_is_seen_on_the_invoice_and_mended_there_or_on_today(
    world: World, invoice: Invoice
) -> None:
    delivery = prepared(world, invoice)
    deliver()
    letters = Message.objects.filter(key=delivery.letter_key)
    letters.update(
        delivered_at=NOW, dead_at=NOW, bounced_at=NOW, last_error="It came back: there is no such address."
    )
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why_not) == (S.FAILED, "It came back: there is no such address.")
    assert told(invoice)[-1] == "invoice.came_back"
    assert Entry.objects.get(what="invoice.came_back").why == ""  # a mail server names the address
    letters.update(dead_at=None, bounced_at=None, last_error="")  # sent again to a corrected address
    deliver()
    delivery.refresh_from_db()
    assert delivery.state == S.SENT


def test_a_letter_that_was_taken_back_before_it_left_waits_for_a_person(
    world: World, invoice: Invoice
) -> None:
    delivery = prepared(world, invoice)
    deliver()
    mail_data.erase(FINANCE, at=NOW)
    deliver()
    delivery.refresh_from_db()
    assert delivery.state == S.FAILED
    assert "We know nobody to send it to" in delivery.why_not
    assert list(Delivery.objects.troubled()) == [delivery]


def test_a_mail_with_an_invoice_really_leaves(world: World, invoice: Invoice, mailboxes: Any) -> None:
    delivery = prepared(world, invoice)
    deliver()
    carry_letters()
    assert Message.objects.get(key=delivery.letter_key).delivered_at


# --- another way ----------------------------------------------------------------------------------------------


def test_what_was_rejected_goes_by_mail_once(world: World, invoice: Invoice, folder: Path) -> None:
    by = world.people["secretary"]
    prepared(world, invoice)
    deliver()
    with pytest.raises(Refusal, match="on its way"):
        delivering.send_otherwise(invoice, "mail", by=by, at=NOW)
    Delivery.objects.update(state=S.REJECTED)
    with pytest.raises(Refusal, match="has had this number"):
        delivering.send_otherwise(invoice, "access_point", by=by, at=NOW)
    first = delivering.send_otherwise(invoice, "mail", by=by, at=NOW)
    assert delivering.send_otherwise(invoice, "mail", by=by, at=NOW) == first
    assert deliver() == 1
    assert delivering.send_otherwise(invoice, "mail", by=by, at=NOW) == first
    assert len(world.letters(FINANCE)) == 1
    assert not Delivery.objects.troubled().exists()


def test_what_could_not_be_sent_can_be_tried_again(world: World, invoice: Invoice, point: Point) -> None:
    point.answers = 422
    prepared(world, invoice)
    deliver()
    point.answers = 0
    delivering.send_otherwise(invoice, "access_point", by=world.people["secretary"], at=NOW)
    assert deliver() == 1
    assert len(point.taken) == 1


def test_what_is_sent_by_hand_is_noted_once(world: World, invoice: Invoice) -> None:
    by = world.people["secretary"]
    waiting = prepared(world, invoice, channel="download")
    assert deliver() == 0
    assert list(Delivery.objects.to_be_taken()) == [waiting]
    assert delivering.send_otherwise(invoice, "download", by=by, at=NOW) == waiting
    delivering.send_otherwise(invoice, "download", by=by, at=NOW)
    assert told(invoice) == ["invoice.sent"]
    assert not Delivery.objects.to_be_taken().exists()


def test_what_waits_to_be_downloaded_can_go_by_mail_instead(world: World, invoice: Invoice) -> None:
    waiting = prepared(world, invoice, channel="download")
    delivering.send_otherwise(invoice, "mail", by=world.people["secretary"], at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == S.DROPPED
    assert deliver() == 1


# --- the page -------------------------------------------------------------------------------------------------


def test_the_issuers_staff_choose_another_way_on_the_page(
    world: World, invoice: Invoice, client: Client
) -> None:
    where = reverse("billing:delivery", args=[invoice.pk])
    prepared(world, invoice, channel="download")
    for key in ("outsider", "coordinator", "facilitator"):
        assert world.sign_in(client, key).post(where, {"channel": "mail"}).status_code == 404
    staff = world.sign_in(client, "secretary")
    assert staff.get(where).status_code == 405
    assert staff.post(where, {"channel": "pigeon"}).status_code == 302
    assert Delivery.objects.count() == 1
    answer = staff.post(where, {"channel": "mail"})
    assert answer["Location"] == invoice.get_absolute_url()
    assert Delivery.objects.standing().get().channel == "mail"


def test_what_a_page_of_an_invoice_can_say_of_its_delivery(
    world: World, invoice: Invoice, folder: Path
) -> None:
    prepared(world, invoice)
    assert delivering.carried(invoice).ways == []
    Delivery.objects.update(state=S.REJECTED, why="Ukendt EAN")
    carried = delivering.carried(invoice)
    assert carried.trouble
    assert [way for way, _words, _note in carried.ways] == ["mail", "download"]
