"""The pages of payments: a file is read, what it doesn't say is looked at, and a payment is entered by hand."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from armkrok.billing import paying
from armkrok.billing.forms.payments import typed_amount
from armkrok.billing.models import Allocation, BankFile, Invoice, Issuer, Payment
from tests.billing.money_in import DAY, an_invoice, an_issuer, bank_file, entry, tx
from tests.world import World

D = Decimal


@pytest.fixture
def issuer(world: World, client: Client) -> Issuer:
    world.sign_in(client, "secretary")
    return an_issuer(world)


def address(name: str, issuer: Issuer, *more: int) -> str:
    return reverse(f"billing:{name}", args=[issuer.organisation_id, *more])


def upload(client: Client, issuer: Issuer, content: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("konto.xml", content, "application/xml")
    return client.post(address("bank_file", issuer), {"file": file, **more}, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def stands(invoice: Invoice) -> paying.Balance:
    return paying.balance([invoice])[invoice.pk]


# --- a file ---------------------------------------------------------------------------------------------------


def test_a_file_is_read_and_the_page_says_what_it_brought(
    world: World, issuer: Issuer, client: Client
) -> None:
    invoice = an_invoice(world, issuer)
    content = bank_file(
        entry("8750.00", tx(ref=invoice.payment_reference, payer="Svendborg Kommune"), own="1"),
        entry("99.00", tx(text="Leje", payer="Ukendt"), own="2"),
        entry("5.00", way="DBIT"),
    )
    first = upload(client, issuer, content)
    again = upload(client, issuer, content)

    assert "2 payments were read. 1 was placed by itself." in text(first)
    assert "Svendborg Kommune" in text(first)
    assert "Money that left the account" in text(first)
    assert "This file has been read before" in text(again)
    assert BankFile.objects.count() == 1
    listed = text(client.get(address("payments", issuer)))
    assert "Ukendt" in listed
    assert "Svendborg Kommune" not in listed
    assert "Svendborg Kommune" in text(client.get(address("payments", issuer), {"show": "all"}))
    assert "Ukendt" in text(client.get(address("payments", issuer), {"q": "99,00"}))
    assert "Nothing fits" in text(client.get(address("payments", issuer), {"q": "98,00"}))
    assert client.get(address("payments", issuer), {"export": "csv"}).content.count(b"Ukendt") == 1
    assert b";99.00;DKK;99.00;" in client.get(address("payments", issuer), {"export": "csv"}).content


@pytest.mark.parametrize(
    ("content", "said"), [(b"hej", "isn&#x27;t a file that banks send"), (b"", "The file is empty")]
)
def test_what_is_no_bank_file_is_said_beside_the_field(
    issuer: Issuer, client: Client, content: bytes, said: str
) -> None:
    answer = upload(client, issuer, content)

    assert answer.status_code == 422
    assert said in text(answer)
    assert client.post(address("bank_file", issuer)).status_code == 422
    assert not BankFile.objects.exists()


def test_a_file_that_is_too_large_is_said_so(issuer: Issuer, client: Client, settings: Any) -> None:
    settings.UPLOAD_MB = 1

    answer = upload(client, issuer, b" " * (1024 * 1024 + 100))

    assert answer.status_code == 422
    assert "too large" in text(answer)


def test_an_account_that_nobody_knows_is_asked_about(world: World, issuer: Issuer, client: Client) -> None:
    content = bank_file(entry("1.00"))
    plain = text(client.get(address("payments", issuer)))
    an_issuer(world, payment_kind="fik", account="12345678")
    asked = upload(client, issuer, content)
    done = upload(client, issuer, content, is_ours="on")

    assert 'name="is_ours"' not in plain
    assert asked.status_code == 422
    assert 'name="is_ours"' in text(asked)
    assert "1 payment was read." in text(done)


# --- one payment ----------------------------------------------------------------------------------------------


def test_a_payment_is_placed_in_parts_by_hand(world: World, issuer: Issuer, client: Client) -> None:
    first, second = an_invoice(world, issuer), an_invoice(world, issuer, "800.00")
    upload(client, issuer, bank_file(entry("9000.00", tx(text="Svendborg, to regninger"))))
    payment = Payment.objects.get()
    page = address("payment", issuer, payment.pk)

    empty = text(client.get(page))
    found = text(client.get(page, {"q": first.number}))
    wrong = client.post(page, {"invoice": first.pk, "amount": "ni tusind"})
    too_much = client.post(page, {"invoice": first.pk, "amount": "9000,01"})
    client.post(page, {"invoice": first.pk, "amount": "8750.00"})
    done = client.post(page, {"invoice": second.pk, "amount": "250.00"}, follow=True)

    assert "Search for the invoice" in empty
    assert 'value="8750.00"' in found
    assert wrong.status_code == too_much.status_code == 422
    assert "ni tusind" in text(wrong)
    assert "more than is left" in text(too_much)
    assert stands(first).is_settled
    assert stands(second).open == D("750.00")
    assert "Place it here" not in text(done)


def test_a_suggestion_is_shown_and_not_done(world: World, issuer: Issuer, client: Client) -> None:
    invoice = an_invoice(world, issuer)
    upload(client, issuer, bank_file(entry("8750.00", tx(payer="Svendborg Kommune"))))

    page = text(client.get(address("payment", issuer, Payment.objects.get().pk)))

    assert "It may be one of these" in page
    assert invoice.number in page
    assert not Allocation.objects.exists()


def test_a_payment_is_put_aside_with_a_reason_and_taken_up(
    world: World, issuer: Issuer, client: Client
) -> None:
    upload(client, issuer, bank_file(entry("99.00")))
    payment = Payment.objects.get()
    settlement = address("payment_settlement", issuer, payment.pk)

    nothing = client.post(settlement, {"why": ""})
    client.post(settlement, {"why": "Husleje"})
    aside = text(client.get(address("payments", issuer), {"show": "aside"}))
    page = text(client.get(address("payment", issuer, payment.pk)))
    client.post(settlement, {"undo": "yes"})

    assert nothing.status_code == 422
    assert "Say why, in a few words." in text(nothing)
    assert "put aside" in aside
    assert "Husleje" in page
    assert paying.to_look_at(issuer).get() == payment


def test_what_is_no_amount_is_searched_for_as_words(issuer: Issuer, client: Client) -> None:
    upload(client, issuer, bank_file(entry("99.00")))
    for words, there in (("99,00", True), ("99.00", True), ("99", True), ("9900", False), ("2²", False)):
        page = client.get(address("payments", issuer), {"show": "all", "q": words})
        assert page.status_code == 200
        assert bool(page.context["lines"]) == there


def test_another_issuers_invoice_is_not_there(world: World, issuer: Issuer, client: Client) -> None:
    upload(client, issuer, bank_file(entry("99.00")))
    payment = Payment.objects.get()
    invoice = an_invoice(world, issuer)
    invoice.issuer = Issuer.objects.create(
        organisation=world.organisations["BKF"], legal_name="BKF", payment_kind="iban", account="X"
    )
    invoice.save()
    page = address("payment", issuer, payment.pk)

    assert client.post(page, {"invoice": invoice.pk, "amount": "1.00"}).status_code == 404
    assert client.post(page, {"invoice": "9" * 40, "amount": "1.00"}).status_code == 404
    assert client.get(reverse("billing:payment_by_hand", args=[invoice.pk])).status_code == 404


# --- by hand --------------------------------------------------------------------------------------------------


def token(page: str) -> str:
    return page.split('name="token" value="')[1].split('"')[0]


def test_a_payment_is_entered_once_however_often_the_form_is_sent(
    world: World, issuer: Issuer, client: Client
) -> None:
    invoice = an_invoice(world, issuer)
    page = reverse("billing:payment_by_hand", args=[invoice.pk])
    shown = text(client.get(page))
    sent = {"amount": "8,750.00", "paid_on": "2027-05-31", "note": "Kontant", "token": token(shown)}
    for _time in range(2):
        done = client.post(page, sent, follow=True)

    assert 'value="8750.00"' in shown
    assert "The payment has been recorded." in text(done)
    assert stands(invoice).is_settled
    assert Payment.objects.get().message == "Kontant"


def test_what_was_typed_wrong_is_still_there(world: World, issuer: Issuer, client: Client) -> None:
    invoice = an_invoice(world, issuer)
    page = reverse("billing:payment_by_hand", args=[invoice.pk])

    answer = client.post(page, {"amount": "1,2,3.4.5", "paid_on": "2027-06-09", "note": "Ups", "token": "t"})
    later = client.post(page, {"amount": "1", "paid_on": "2027-06-09", "token": "t"})

    assert answer.status_code == later.status_code == 422
    assert "1,2,3.4.5" in text(answer)
    assert "Ups" in text(answer)
    assert "This day is still to come" in text(later)
    assert not Payment.objects.exists()


def test_what_was_paid_too_much_is_shown_and_paid_back(world: World, issuer: Issuer, client: Client) -> None:
    invoice = an_invoice(world, issuer)
    paying.enter(invoice, D("9000.00"), DAY, by=world.people["secretary"], at=world.now)
    page = reverse("billing:payment_by_hand", args=[invoice.pk])

    listed, shown = text(client.get(address("payments", issuer))), text(client.get(page))
    client.post(page, {"way": "back", "amount": "250.00", "paid_on": "2027-06-01", "token": token(shown)})

    assert "To be paid back" in listed
    assert "Too much was paid" in shown
    assert 'value="250.00"' in shown
    assert stands(invoice).rest == 0


def test_a_payment_is_taken_off_again(world: World, issuer: Issuer, client: Client) -> None:
    invoice = an_invoice(world, issuer)
    paying.enter(invoice, D("100.00"), DAY, by=world.people["secretary"], at=world.now)
    undoing = reverse("billing:payment_undoing", args=[invoice.pk, Allocation.objects.get().pk])

    done = client.post(undoing, follow=True)
    again = client.post(undoing, {"next": "https://elsewhere.example.org/"})

    assert "has been taken off" in text(done)
    assert "taken off by" in text(done)
    assert again["Location"] == reverse("billing:payment_by_hand", args=[invoice.pk])
    assert stands(invoice).open == D("8750.00")


def test_a_credit_note_takes_no_payment(world: World, issuer: Issuer, client: Client) -> None:
    note = an_invoice(world, issuer, credits=an_invoice(world, issuer))

    assert client.get(reverse("billing:payment_by_hand", args=[note.pk])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "language", "amount"),
    [
        ("8750", "da", "8750"),
        ("8750,00", "da", "8750.00"),
        ("8.750,00", "da", "8750.00"),
        ("8.750", "da", "8750"),
        ("8 750,5", "sv", "8750.5"),
        ("8\N{NO-BREAK SPACE}750,00 kr", "sv", "8750.00"),
        ("1.234.567,89", "da", "1234567.89"),
        ("1,234,567.89", "en", "1234567.89"),
        ("8,750", "en", "8750"),
        ("8,75", "en", "8.75"),
        ("8.750", "en", "8.750"),
        ("8750.00", "da", "8750.00"),
        ("-250,00", "da", "-250.00"),
        ("\N{MINUS SIGN}250", "da", "-250"),
        ("", "da", None),
        ("tusind", "da", None),
        ("1,2.3,4", "da", None),
        ("1e5", "da", None),
        ("9" * 30, "da", None),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed: str, language: str, amount: str | None) -> None:
    assert typed_amount(typed, language) == (None if amount is None else D(amount))


# --- how much work it is --------------------------------------------------------------------------------------


def test_many_payments_take_as_many_queries_as_one(
    world: World, issuer: Issuer, client: Client, django_assert_max_num_queries: Any
) -> None:
    page = address("payments", issuer)
    counts = []
    client.get(page)
    for number in (1, 34):
        upload(
            client,
            issuer,
            bank_file(*[entry("9.00", tx(text=f"nr {number} {one}")) for one in range(number)]),
        )
        with django_assert_max_num_queries(20) as captured:
            client.get(page, {"show": "all"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_invoice_with_many_payments_takes_as_many_queries(
    world: World, issuer: Issuer, client: Client, django_assert_max_num_queries: Any
) -> None:
    invoice, counts = an_invoice(world, issuer), []
    page = reverse("billing:payment_by_hand", args=[invoice.pk])
    client.get(page)
    for number in (1, 30):
        for _ in range(number):
            paying.enter(invoice, D("1.00"), DAY, by=world.people["secretary"], at=world.now)
        with django_assert_max_num_queries(20) as captured:
            client.get(page)
        counts.append(len(captured))
    assert counts[0] == counts[1]
