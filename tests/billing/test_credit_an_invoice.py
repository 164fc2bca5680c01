"""An invoice is taken back by a credit note, wholly or in part; the invoice itself never changes."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.billing import balances, crediting, due, running
from armkrok.billing.models import Delivery, Invoice, Issuer
from armkrok.billing.rules import Refusal
from armkrok.journal.models import Entry
from armkrok.networks.models import Enrolment
from tests.billing.credits import D, a_cancelled_meeting, issued
from tests.billing.ready import invoiced
from tests.world import World


@pytest.fixture
def invoice(world: World) -> Invoice:
    return issued(world)


def credit(world: World, invoice: Invoice, amount: str = "", **more: Any) -> Invoice:
    line = invoice.lines.get()
    values = {"by": world.people["secretary"], "at": world.now} | more
    return crediting.credit(
        invoice, {line.pk: D(amount)} if amount else None, "Faktura til forkert", **values
    )


def test_the_whole_is_taken_back_to_the_ore(world: World, invoice: Invoice) -> None:
    """K33"""
    note = credit(world, invoice)
    assert (note.kind, note.net, note.vat, note.gross) == ("381", D("7000.00"), D("1750.00"), D("8750.00"))
    assert (note.serial, note.due_on, note.credits, note.format) == (2, None, invoice, invoice.format)
    said, was = note.document, invoice.document
    assert (said.seller, said.buyer, said.language) == (was.seller, was.buyer, was.language)
    assert (said.note, said.credits_number) == ("Faktura til forkert", invoice.number)
    assert b"CreditNote" in bytes(note.paper.xml)
    assert bytes(note.paper.pdf).startswith(b"%PDF")
    assert Delivery.objects.filter(invoice=note).count() == 1
    assert Entry.objects.filter(what="invoice.credited").count() == 1
    assert balances.balance([invoice])[invoice.pk].rest == 0
    with pytest.raises(Refusal, match="already"):
        credit(world, invoice)
    with pytest.raises(Refusal, match="can't be credited"):
        credit(world, note)


def test_parts_and_the_rest_come_to_nothing(world: World, invoice: Invoice) -> None:
    before = invoice.said
    for amount in ("2333.33", "0.01", "1.99"):
        credit(world, invoice, amount)
    last = credit(world, invoice)
    notes = invoice.credit_notes.all()
    assert last.net == D("4664.67")
    assert sum(note.net for note in notes) == invoice.net
    assert sum(note.vat for note in notes) == invoice.vat
    assert sum(note.gross for note in notes) == invoice.gross
    invoice.refresh_from_db()
    assert invoice.said == before
    assert "2333.33" in bytes(notes.get(net=D("2333.33")).paper.xml).decode()


def test_a_part_says_of_what_it_is_one(world: World, invoice: Invoice) -> None:
    """In the receiver's language, which is Danish; here it isn't translated yet."""
    note = credit(world, invoice, "2333.33")
    (line,) = note.document.lines
    assert "7.000" in line.explanation
    assert invoice.number in line.explanation
    assert (line.quantity, line.unit_price) == (1, D("2333.33"))


def test_no_more_than_is_left(world: World, invoice: Invoice) -> None:
    credit(world, invoice, "6000.00")
    with pytest.raises(Refusal) as no:
        credit(world, invoice, "1000.01")
    assert no.value.field == f"line-{invoice.lines.get().pk}"
    assert invoice.credit_notes.count() == 1


def test_sent_twice_is_once(world: World, invoice: Invoice) -> None:
    first = credit(world, invoice, "100.00", seen=0)
    assert credit(world, invoice, "100.00", seen=0) == first
    with pytest.raises(Refusal, match="since you opened"):
        credit(world, invoice, "200.00", seen=0)
    assert credit(world, invoice, "100.00", seen=1) != first
    assert invoice.credit_notes.count() == 2


def test_what_is_taken_back_anew_is_due_again(world: World, invoice: Invoice) -> None:
    issuer = Issuer.objects.get()
    assert not running.preview(issuer, on=world.now.date()).ready
    with pytest.raises(Refusal) as no:
        credit(world, invoice, "100.00", anew=True)
    assert no.value.field == "anew"
    credit(world, invoice, anew=True)
    seen = running.preview(issuer, on=world.now.date())
    assert [one.due_totals.net for one in seen.ready] == [D("7000.00")]
    run = running.approve(issuer, seen.mark, None, by=world.people["secretary"], at=world.now)
    assert running.work(run, at=world.now) == 1
    again = Invoice.objects.latest("pk")
    assert (again.kind, again.serial, again.lines.get().generation) == ("380", 3, 1)


def test_what_is_taken_back_for_good_is_not_due_again(world: World, invoice: Invoice) -> None:
    credit(world, invoice)
    (fees,) = due.of_issuer(Issuer.objects.get(), on=world.now.date())
    assert not fees.due


def test_what_was_taken_back_for_good_is_invoiced_anew_after_all(world: World, invoice: Invoice) -> None:
    note, issuer = credit(world, invoice), invoice.issuer
    for _twice in range(2):
        crediting.invoice_anew(note, by=world.people["secretary"], at=world.now)
    assert Entry.objects.about(note).filter(what="invoice.anew").count() == 1
    (again,) = invoiced(world, issuer)
    assert (again.net, again.lines.get().generation) == (D("7000.00"), 1)
    crediting.invoice_anew(note, by=world.people["secretary"], at=world.now)
    assert not running.preview(issuer, on=world.now.date()).ready


def test_only_what_is_wholly_taken_back_is_invoiced_anew_after_all(world: World, invoice: Invoice) -> None:
    by, part = world.people["secretary"], credit(world, invoice, "100.00")
    with pytest.raises(Refusal, match="wholly credited"):
        crediting.invoice_anew(part, by=by, at=world.now)
    credit(world, invoice, anew=True)
    with pytest.raises(Refusal, match="anew already"):
        crediting.invoice_anew(part, by=by, at=world.now)


def test_shares_of_a_cancelled_meeting_are_credited_by_the_worker(world: World, invoice: Invoice) -> None:
    """A5"""
    meeting = a_cancelled_meeting(world)
    decision = crediting.decide(
        meeting, True, "Mødet blev aflyst.", by=world.people["secretary"], at=world.now
    )
    assert decision.run
    assert running.work(decision.run, at=world.now) == 1
    note = invoice.credit_notes.get()
    assert (note.net, note.vat, note.why) == (D("2333.33"), D("583.33"), "Mødet blev aflyst.")
    assert running.work(decision.run, at=world.now) == 0
    assert invoice.credit_notes.count() == 1


# --- the pages ------------------------------------------------------------------------------------------------


def page(world: World, invoice: Invoice, who: str = "secretary") -> tuple[Client, str]:
    return world.sign_in(Client(), who), f"/invoices/{invoice.pk}/credit/"


def test_it_is_seen_before_it_is_issued(world: World, invoice: Invoice) -> None:
    client, address = page(world, invoice)
    assert client.get(address).status_code == 200
    typed = {"how": "part", f"line-{invoice.lines.get().pk}": "1,000.00", "why": "Forkert", "seen": "0"}
    seen = client.post(address, typed)
    assert seen.status_code == 200
    assert "1,250.00" in seen.text
    assert not invoice.credit_notes.exists()
    assert "1,000.00" in client.post(address, typed | {"change": "yes"}).text
    for _twice in range(2):
        answer = client.post(address, typed | {"issue": "yes"})
        note = invoice.credit_notes.get()
        assert answer.status_code == 302
        assert answer["Location"] == note.get_absolute_url()
    assert note.gross == D("1250.00")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"how": "part", "why": "x"}, "on one line at least"),
        ({"how": "whole", "why": " "}, "Say why"),
        ({"how": "part", "why": "x", "amount": "7000,01"}, "more than is left"),
        ({"how": "part", "why": "x", "amount": "-1"}, "without a minus"),
        ({"how": "part", "why": "x", "amount": "lots"}, "no amount"),
        ({"how": "part", "why": "x", "amount": "1", "anew": "on"}, "wholly credited"),
        ({"why": "x"}, "Choose how much"),
    ],
)
def test_what_is_wrong_stands_beside_it(world: World, invoice: Invoice, typed: dict, fault: str) -> None:
    client, address = page(world, invoice)
    sent = {**typed, f"line-{invoice.lines.get().pk}": typed.get("amount", "")}
    for button in ({}, {"issue": "yes"}):
        answer = client.post(address, sent | button)
        assert answer.status_code == 422
        assert fault in answer.text.replace("&#x27;", "'")
    assert not invoice.credit_notes.exists()


def test_what_is_credited_wholly_says_so(world: World, invoice: Invoice) -> None:
    note = credit(world, invoice)
    client, address = page(world, invoice)
    assert "has been credited already" in client.get(address).text
    assert "can&#x27;t be credited" in client.get(f"/invoices/{note.pk}/credit/").text
    assert client.post(address, {"how": "whole", "why": "x", "issue": "yes"}).status_code == 422


def test_the_credit_notes_page_has_a_button_to_invoice_it_anew(world: World, invoice: Invoice) -> None:
    note = credit(world, invoice)
    client = world.sign_in(Client(), "secretary")
    address = f"/invoices/{note.pk}/anew/"
    assert address in client.get(note.get_absolute_url()).text
    assert invoice.number in client.get(address).text
    assert not Invoice.objects.get(pk=note.pk).anew
    told = client.post(address, follow=True).text
    assert "is due again" in told
    assert address not in told
    assert client.get(address).status_code == 302
    assert client.get(f"/invoices/{invoice.pk}/anew/").status_code == 404
    assert world.sign_in(Client(), "coordinator").get(note.get_absolute_url()).text.count(address) == 0


def test_before_it_is_invoiced_anew_it_is_said_how_much_becomes_due(world: World, invoice: Invoice) -> None:
    part = credit(world, invoice, "100.00")
    credit(world, invoice)
    page = world.sign_in(Client(), "secretary").get(f"/invoices/{part.pk}/anew/").text
    assert "7,000.00" in page
    assert "as a whole" in page


def test_what_would_not_be_due_is_not_invoiced_anew(world: World, invoice: Invoice) -> None:
    """A4: whoever left before a meeting was held owes nothing."""
    note = credit(world, invoice)
    Enrolment.objects.filter(pk=world.enrolment.pk).update(ends_on=dt.date(2027, 6, 10), state="ended")
    client = world.sign_in(Client(), "secretary")
    for send in (client.get, client.post):
        assert "Nothing of this would be due today" in send(f"/invoices/{note.pk}/anew/", follow=True).text
    assert not Invoice.objects.get(pk=note.pk).anew


def test_only_those_who_keep_the_invoices_credit(world: World, invoice: Invoice) -> None:
    meeting = a_cancelled_meeting(world)
    suggested = f"/organisations/{world.kl.pk}/invoices/credits/{meeting.pk}/"
    for who in ("facilitator", "coordinator", "outsider"):
        client, address = page(world, invoice, who)
        assert client.get(address).status_code == 404
        assert client.get(suggested).status_code == 404
    assert Client().get(suggested).status_code == 302


def test_the_late_ones_are_put_aside_on_the_page(world: World, invoice: Invoice) -> None:
    """A5"""
    meeting = a_cancelled_meeting(world)
    by = world.people["secretary"]
    run = crediting.decide(meeting, True, "Aflyst", by=by, at=world.now).run
    assert run
    run.items.update(done_at=world.now, why_not="Broken.")
    client = world.sign_in(Client(), "secretary")
    address = f"/organisations/{world.kl.pk}/invoices/credits/{meeting.pk}/"
    told = client.post(address, {"way": "nothing", "why": "De fik et ekstra møde."}, follow=True).text
    assert "Nothing is given back to those who hadn" in told
    assert "Put aside" in told
    assert "below is why" not in told


def test_a_person_decides_on_the_page_who_gets_what(world: World, invoice: Invoice) -> None:
    """A5"""
    meeting = a_cancelled_meeting(world)
    client = world.sign_in(Client(), "secretary")
    address = f"/organisations/{world.kl.pk}/invoices/credits/{meeting.pk}/"
    text = client.get(address).text
    assert "2,333.33" in text
    assert meeting.title in text
    assert client.post(address, {"way": "", "why": ""}).status_code == 422
    answer = client.post(address, {"way": "credit", "why": "Aflyst"})
    assert answer.status_code == 302
    assert meeting.credit_decision.credited
    assert "A share is given back" in client.get(address).text
