"""What is due becomes invoices: looked at, approved, issued once and only once, without a gap in the numbers."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from armkrok.billing import crediting, delivering, issuers, issuing, numbering, paper, running, tasks
from armkrok.billing.forms.issuer import IssuerForm
from armkrok.billing.models import Delivery, Invoice, InvoiceLine, Issuer, Run, RunItem, Series
from armkrok.billing.rules import Refusal
from armkrok.billing.rules.references import payment_reference
from armkrok.directory.models import Organisation
from armkrok.journal.models import Entry
from armkrok.networks.models import Enrolment
from tests.billing.priced import a_fee
from tests.billing.ready import approved, invoiced, issuer_of, many, ready
from tests.world import World


def page_of(issuer: Any, rest: str = "due/") -> str:
    return f"/organisations/{issuer.organisation_id}/invoices/{rest}"


def test_a_run_issues_what_was_approved_with_paper_delivery_and_journal(world: World) -> None:
    (invoice,) = invoiced(world)
    assert (invoice.number, invoice.gross, invoice.currency) == ("2027-0001", Decimal("8750.00"), "DKK")
    assert (invoice.issued_on, invoice.due_on) == (dt.date(2027, 6, 1), dt.date(2027, 7, 1))
    line = invoice.lines.get()
    assert "7.000\u00a0kr." in line.explanation
    assert bytes(invoice.paper.pdf).startswith(b"%PDF")
    assert b"2027-0001" in bytes(invoice.paper.xml)
    assert Delivery.objects.get().invoice == invoice
    assert Entry.objects.about(invoice).filter(what="invoice.issued").count() == 1
    assert invoice.document.gross == invoice.gross


def test_run_again_it_makes_none_twice(world: World) -> None:
    issuer = ready(world)
    run = approved(world, issuer)
    assert running.work(run, at=world.now) == 1
    assert running.work(run, at=world.now) == 0
    assert tasks.finish_runs() == 0
    assert running.preview(issuer, on=world.now.date()).ready == []
    assert Invoice.objects.count() == 1


def test_approved_twice_it_is_one_run_and_what_has_changed_is_looked_at_again(world: World) -> None:
    issuer = ready(world)
    by, on = world.people["secretary"], world.now.date()
    seen = running.preview(issuer, on=on).mark
    first = running.approve(issuer, seen, None, by=by, at=world.now)
    assert running.approve(issuer, seen, None, by=by, at=world.now) == first
    running.work(first, at=world.now)
    many(world, 1)
    older = running.preview(issuer, on=on).mark
    crediting.credit(Invoice.objects.get(), None, "Fejl", by=by, at=world.now, anew=True)
    with pytest.raises(running.ChangedMeanwhile):
        running.approve(issuer, older, None, by=by, at=world.now)
    with pytest.raises(Refusal):
        running.approve(issuer, running.preview(issuer, on=on).mark, [], by=by, at=world.now)
    assert Run.objects.count() == 1


def test_others_chosen_after_the_back_button_are_no_run_that_is_there(world: World) -> None:
    """Nobody is to believe that they are invoiced."""
    issuer = ready(world)
    many(world, 1)
    by, seen = world.people["secretary"], running.preview(issuer, on=world.now.date())
    first, second = map(running.name_of, seen.ready)
    run = running.approve(issuer, seen.mark, [first], by=by, at=world.now)
    assert running.approve(issuer, seen.mark, [first], by=by, at=world.now) == run
    for others in ([second], [first, second]):
        with pytest.raises(running.ChangedMeanwhile):
            running.approve(issuer, seen.mark, others, by=by, at=world.now)
    assert run.items.count() == 1


def test_what_has_changed_since_it_was_approved_isnt_issued(world: World) -> None:
    issuer = ready(world)
    run = approved(world, issuer)
    item = run.items.get()
    RunItem.objects.filter(pk=item.pk).update(charges={**item.charges, "seat:1": "1500.00"})
    assert running.work(run, at=world.now) == 0
    assert "has changed" in run.items.get().why_not
    assert not Series.objects.filter(last__gt=0).exists()


def test_what_cant_be_issued_takes_no_number_and_says_why(world: World) -> None:
    """The others are issued, one after the other."""
    issuer = ready(world)
    others = many(world, 2)
    run = approved(world, issuer)
    type(others[0]).objects.filter(pk=others[0].pk).update(buyer_reference="")
    assert running.work(run, at=world.now) == 2
    numbers = list(Invoice.objects.order_by("serial").values_list("serial", flat=True))
    assert numbers == [1, 2]
    failed = run.items.get(invoice=None)
    assert "reference is missing" in failed.why_not
    run.refresh_from_db()
    assert run.finished_at


def test_a_document_that_fails_its_checks_isnt_issued(world: World) -> None:
    issuer = ready(world)
    run = approved(world, issuer)
    type(issuer).objects.filter(pk=issuer.pk).update(registration_number="99100002")
    assert running.work(run, at=world.now) == 0
    assert "CVR" in run.items.get().why_not
    assert not Invoice.objects.exists()
    assert not Delivery.objects.exists()


def test_why_one_wasnt_issued_is_read_in_the_readers_language(world: World, client: Client) -> None:
    """Whoever worked it spoke another."""
    issuer = ready(world)
    run = approved(world, issuer)
    Enrolment.objects.update(e_address="", e_address_scheme="", buyer_reference="")
    with translation.override("sv"):
        running.work(run, at=world.now)
    assert run.items.get().why == "The e-invoice address is missing. Your reference is missing."
    world.sign_in(client, "secretary")
    said = client.get(run.get_absolute_url(), headers={"accept-language": "da"}).text
    assert "E-fakturaadressen mangler. Personreferencen mangler." in said


def test_why_a_documents_check_failed_is_read_in_the_readers_language(world: World) -> None:
    issuer = ready(world)
    run = approved(world, issuer)
    type(issuer).objects.filter(pk=issuer.pk).update(vat_number="DK99100002", account="DK5000400440116244")
    with translation.override("sv"):
        running.work(run, at=world.now)
    with translation.override("da"):
        assert run.items.get().why.startswith("Momsnummeret ")
        assert "account" not in run.items.get().why


def test_what_an_e_invoice_would_fail_for_is_said_before_it_is_approved(world: World, client: Client) -> None:
    issuer = ready(world)
    type(issuer).objects.filter(pk=issuer.pk).update(registration_number="99100002")
    seen = running.preview(type(issuer).objects.get(), on=world.now.date())
    (one,) = seen.missing
    assert not seen.ready
    assert [gap.ask for gap in one.gaps] == ["issuer"]
    said = world.sign_in(client, "secretary").get(page_of(issuer)).content.decode()
    assert str(one.gaps[0].words) in said
    assert "Say what stands on the invoices" in said


def test_a_sum_that_is_too_large_holds_no_other_up(world: World) -> None:
    issuer = ready(world)
    others = many(world, 2)
    a_fee(world, kind="per_inhabitant", terms={"price": "100000", "floor": "", "cap": ""})
    Organisation.objects.update(inhabitants=5)
    run = approved(world, issuer)
    assert run.items.count() == 3
    Organisation.objects.filter(pk=world.enrolment.organisation_id).update(inhabitants=290_000)
    charged = {f"fee:{world.enrolment.pk}:2027-01-01:1": "29000000000.00"}
    run.items.filter(enrolment=world.enrolment).update(charges=charged)
    assert running.work(run, at=world.now) == 2
    assert "too large" in run.items.get(invoice=None).why
    assert Invoice.objects.filter(enrolment__in=others).count() == 2
    (missing,) = running.preview(issuer, on=world.now.date()).missing
    assert "too large" in str(missing.gaps[0].words)


def test_one_that_breaks_the_program_holds_no_other_up(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    issuer = ready(world)
    many(world, 2)
    run = approved(world, issuer)
    whole, calls = paper.pdf, iter(range(3))

    def breaks(*args: Any) -> bytes:
        if next(calls) == 1:
            raise ValueError
        return whole(*args)

    monkeypatch.setattr(issuing.paper, "pdf", breaks)
    assert tasks.finish_runs() == 2
    assert list(Invoice.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2]
    assert "log" in run.items.get(invoice=None).why_not
    assert "wasn't issued" in caplog.text
    assert len(running.preview(issuer, on=world.now.date()).ready) == 1


def test_stopped_in_the_middle_it_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quality, "It keeps": whatever is killed, nothing is lost and nothing is there twice."""
    issuer = ready(world)
    many(world, running.AT_ONCE + 9)
    run = approved(world, issuer)
    made = 0
    whole = paper.pdf

    def stops(*args: Any) -> bytes:
        nonlocal made
        made += 1
        if made == running.AT_ONCE + 5:
            raise SystemExit  # as if the machine had gone
        return whole(*args)

    monkeypatch.setattr(issuing.paper, "pdf", stops)
    with pytest.raises(SystemExit):
        running.work(run, at=world.now)
    assert Invoice.objects.count() == running.AT_ONCE
    assert tasks.finish_runs() == 10
    serials = list(Invoice.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, running.AT_ONCE + 11))
    assert Delivery.objects.count() == len(serials)
    assert InvoiceLine.objects.values("charge").distinct().count() == len(serials)


def test_killed_between_issue_and_delivery_it_is_delivered_once(world: World) -> None:
    """The worker that issued never came to deliver; another does, and a third has nothing to do."""
    (invoice,) = invoiced(world)
    assert delivering.deliver(world.now) == 1
    assert delivering.deliver(world.now) == 0
    assert Delivery.objects.get().state == "sent"
    assert len(world.letters("faktura@example.org")) == 1
    assert invoice.number in world.letters("faktura@example.org")[0].subject


def test_numbers_go_by_issuer_and_year(world: World) -> None:
    issuer = issuer_of(world, number_prefix="K")
    taken = [numbering.take(issuer, year).words for year in (2027, 2027, 2028)]
    assert taken == ["K2027-0001", "K2027-0002", "K2028-0001"]


@pytest.mark.parametrize(
    ("kind", "length"), [("fik", 15), ("bankgiro", 13), ("plusgiro", 13), ("iban", None)]
)
def test_a_payment_reference_has_its_check_digit(kind: str, length: int | None) -> None:
    from stdnum import luhn
    from stdnum.iso11649 import is_valid

    said = payment_reference(kind, 1234, 2027, 42)
    assert is_valid(said) if length is None else luhn.is_valid(said)
    assert length is None or len(said) == length


def test_the_pages_lead_from_what_is_due_to_the_invoices(world: World, client: Client) -> None:
    issuer = ready(world)
    page = world.sign_in(client, "secretary").get(page_of(issuer)).text
    assert "Svendborg" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    name = f"{world.enrolment.pk}:2027-01-01"
    nobody = client.post(page_of(issuer), {"seen": seen})
    assert nobody.status_code == 422
    sent = client.post(page_of(issuer), {"seen": seen, "members": [name]})
    assert sent.status_code == 302
    run = sent["Location"]
    assert "<progress" in client.get(run).text
    assert "being issued" in client.get(page_of(issuer)).text
    assert tasks.finish_runs() == 1
    done = client.get(run).text
    assert "<progress" not in done
    assert "2027-0001" in done
    assert "Done" in client.get(page_of(issuer, "runs/")).text
    assert client.post(page_of(issuer), {"seen": seen, "members": [name]})["Location"] == run


def test_what_was_ticked_is_still_ticked_after_a_refusal(world: World, client: Client) -> None:
    issuer = ready(world)
    many(world, 2)
    world.sign_in(client, "secretary")

    def boxes(**sent: Any) -> list[bool]:
        page = client.post(page_of(issuer), sent) if sent else client.get(page_of(issuer))
        return [" checked" in box.split(">")[0] for box in page.text.split('name="members"')[1:]]

    assert boxes() == [True, True, True]
    seen = running.preview(issuer, on=world.now.date())
    second = running.name_of(seen.ready[1])
    assert boxes(seen="before", members=[second]) == [False, True, False]
    assert boxes(seen=seen.mark) == [False, False, False]
    assert not Run.objects.exists()


def test_more_than_a_thousand_can_be_ticked(world: World, client: Client) -> None:
    issuer = ready(world)
    seen = running.preview(issuer, on=world.now.date())
    names = [running.name_of(seen.ready[0]), *[f"{number}:2027-01-01" for number in range(90_000, 91_100)]]
    sent = world.sign_in(client, "secretary").post(page_of(issuer), {"seen": seen.mark, "members": names})
    assert sent["Location"] == Run.objects.get().get_absolute_url()


def test_the_issuers_numbers_are_checked_beside_their_fields(world: World, client: Client) -> None:
    world.sign_in(client, "secretary")
    address = f"/organisations/{world.kl.pk}/invoices/issuer/"
    typed = {
        "legal_name": "KL",
        "street": "Eksempelgade 10",
        "postal_code": "2300",
        "city": "København S",
        "registration_number": "99100002",
        "vat_number": "DK99100002",
        "e_address_scheme": "0088",
        "e_address": "9520000000012",
        "contact_name": "Regnskab",
        "contact_email": "regnskab@example.org",
        "payment_kind": "fik",
        "account": "123",
        "terms_days": "30",
        "channel": "mail",
        "reminder_days": "10, x",
    }
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    for words in ("CVR number is eight digits", "thirteen digits", "eight digits", "between 1 and 365"):
        assert words in wrong.text
    assert 'value="99100002"' in wrong.text
    right = typed | {
        "registration_number": "99100001",
        "vat_number": "DK 99 10 00 01",
        "e_address": "9520000000011",
        "account": "0099 1000",
        "reminder_days": "30, 10",
    }
    for _ in range(2):
        assert client.post(address, right).status_code == 302
    issuer = Issuer.objects.get()
    assert (issuer.vat_number, issuer.account, issuer.reminder_days) == ("DK99100001", "00991000", [10, 30])
    assert Entry.objects.about(issuer).count() == 1


def test_a_swedish_issuers_first_form_is_right_as_it_stands(world: World) -> None:
    form = IssuerForm(None, instance=Issuer(organisation=world.kl), country="SE")
    assert form["reminder_days"].value() == ""


def test_no_number_of_days_is_too_long_to_be_refused(world: World) -> None:
    form = IssuerForm({"reminder_days": "1" * 5000}, instance=Issuer(organisation=world.kl), country="DK")
    assert form.errors["reminder_days"]


@pytest.mark.parametrize(
    ("number", "words"),
    [("SE232100025501", ""), ("SE232100025601", "check digit"), ("2321000255", "SE and twelve digits")],
)
def test_a_swedish_vat_number_holds_an_organisation_number(world: World, number: str, words: str) -> None:
    form = IssuerForm({"vat_number": number}, instance=Issuer(organisation=world.kl), country="SE")
    assert words in str(form.errors.get("vat_number", ""))
    assert bool(words) == ("vat_number" in form.errors)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("vat_number", {"vat_number": "DK99100002"}),
        ("vat_number", {"vat_number": "SE232100025501"}),
        ("account", {"payment_kind": "iban", "account": "DK5000400440116244"}),
        ("account", {"payment_kind": "bankgiro", "account": "9912347"}),
        ("bank", {"payment_kind": "iban", "account": "DK5000400440116243", "bank": "NDEA"}),
    ],
)
def test_no_way_in_takes_an_issuers_wrong_number(world: World, field: str, wrong: dict[str, str]) -> None:
    right = {"vat_number": "DK99100001", "payment_kind": "fik", "account": "00991000", "bank": ""}
    issuers.change(world.kl, right, by=world.people["secretary"], at=world.now)
    with pytest.raises(Refusal) as no:
        issuers.change(world.kl, right | wrong, by=world.people["secretary"], at=world.now)
    assert no.value.field == field
    assert Issuer.objects.get().account == "00991000"
