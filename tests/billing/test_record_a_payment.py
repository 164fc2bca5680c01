"""What is open follows from credits and payments; a payment is placed, taken off and put aside, and nothing is lost."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armkrok.billing import paying, receiving
from armkrok.billing.models import Allocation, Invoice, Issuer, Payment
from armkrok.billing.rules import Refusal
from armkrok.journal.models import Entry
from tests.billing.money_in import DAY, an_invoice, an_issuer, bank_file, entry, tx
from tests.world import World

D = Decimal


@pytest.fixture
def issuer(world: World) -> Issuer:
    return an_issuer(world)


def stands(invoice: Invoice) -> paying.Balance:
    return paying.balance([invoice])[invoice.pk]


def read(world: World, issuer: Issuer, *entries: str, **more: str) -> paying.Reading:
    content = bank_file(*entries, **more)
    return paying.read_file(issuer, "fil.xml", content, by=world.people["secretary"], at=world.now)


# --- what is open ---------------------------------------------------------------------------------------------


def test_credits_and_payments_reduce_what_is_open(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    an_invoice(world, issuer, "1000.00", credits=invoice)
    paying.enter(invoice, D("2500.00"), DAY, by=world.people["secretary"], at=world.now)

    balance = stands(invoice)

    assert (balance.gross, balance.credited, balance.paid) == (D("8750.00"), D("1250.00"), D("2500.00"))
    assert (balance.open, balance.overpaid) == (D("5000.00"), D("0.00"))
    assert balance.is_part_paid
    assert not balance.overdue(dt.date(2027, 5, 20))  # the due day itself
    assert balance.overdue(dt.date(2027, 5, 21))


def test_what_was_paid_before_it_was_credited_is_to_be_paid_back(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    paying.enter(invoice, D("8750.00"), DAY, by=world.people["secretary"], at=world.now)
    note = an_invoice(world, issuer, "7000.00", credits=invoice)

    assert stands(invoice).overpaid == D("8750.00")
    assert stands(note).open == 0
    assert [one.pk for one in paying.overpaid_ones(issuer)] == [invoice.pk]

    paying.enter(invoice, D("-8750.00"), DAY, by=world.people["secretary"], at=world.now)

    assert (stands(invoice).open, stands(invoice).overpaid) == (0, 0)
    assert not paying.overpaid_ones(issuer).exists()


def test_balances_take_as_many_queries_for_many(
    world: World, issuer: Issuer, django_assert_num_queries: object
) -> None:
    invoices = [an_invoice(world, issuer) for _ in range(30)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(paying.balance(invoices)) == 30
    with django_assert_num_queries(2):  # type: ignore[operator]
        paying.balance(invoices[:1])
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert paying.balance([]) == {}


# --- by hand --------------------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_is_one_payment(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    for _time in range(2):
        paying.enter(invoice, D("100.00"), DAY, by=world.people["secretary"], at=world.now, token="abc")

    assert Payment.objects.count() == 1
    assert stands(invoice).paid == D("100.00")
    assert Entry.objects.filter(what="invoice.paid").count() == 1


@pytest.mark.parametrize(
    "other", [{"amount": "50.00"}, {"paid_on": "2027-05-21"}, {"note": "Rest"}, {"of": "another"}]
)
def test_a_form_that_is_sent_again_with_something_else_is_no_payment(
    world: World, issuer: Issuer, client: Client, other: dict[str, str]
) -> None:
    """As after the browser's way back: nobody is to believe that it has been recorded."""
    first, second = an_invoice(world, issuer), an_invoice(world, issuer)
    world.sign_in(client, "secretary")
    typed = {"amount": "100.00", "paid_on": "2027-05-20", "note": "", "token": "abc"}
    assert client.post(f"/invoices/{first.pk}/payment/", typed).status_code == 302
    invoice = second if other.pop("of", "") else first
    answer = client.post(f"/invoices/{invoice.pk}/payment/", typed | other)
    assert answer.status_code == 422
    assert "has been sent before" in answer.text
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "on", "said"),
    [
        ("0", DAY, "can't be nothing"),
        ("-1.00", DAY, "No more can be paid back"),
        ("1.001", DAY, "two decimals"),
        ("NaN", DAY, "two decimals"),
        ("99999999999.00", DAY, "two decimals"),
        ("1.00", dt.date(2027, 6, 2), "still to come"),
        ("1.00", dt.date(1990, 1, 1), "more than a year before"),
    ],
)
def test_what_can_not_have_been_paid_is_refused(
    world: World, issuer: Issuer, amount: str, on: dt.date, said: str
) -> None:
    invoice = an_invoice(world, issuer)
    with pytest.raises(Refusal, match=said):
        paying.enter(invoice, D(amount), on, by=world.people["secretary"], at=world.now)
    assert not Payment.objects.exists()


def test_a_mistake_by_hand_is_undone_and_waits_for_nobody(world: World, issuer: Issuer) -> None:
    invoice, by = an_invoice(world, issuer), world.people["secretary"]
    before = stands(invoice)
    payment = paying.enter(invoice, D("50.00"), DAY, by=by, at=world.now)
    for _time in range(2):
        paying.undo(payment.allocations.get(), by=by, at=world.now)

    assert stands(invoice) == before
    assert not paying.to_look_at(issuer).exists()
    assert Entry.objects.filter(what="payment.undone").count() == 1


def test_what_was_paid_back_is_taken_off_before_what_came_in(world: World, issuer: Issuer) -> None:
    invoice, by = an_invoice(world, issuer), world.people["secretary"]
    first = paying.enter(invoice, D("9000.00"), DAY, by=by, at=world.now)
    paying.enter(invoice, D("-250.00"), DAY, by=by, at=world.now)

    with pytest.raises(Refusal, match="Take that off first"):
        paying.undo(first.allocations.get(), by=by, at=world.now)


# --- from a file ----------------------------------------------------------------------------------------------


def test_a_payment_finds_its_invoice_by_its_reference(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)

    reading = read(world, issuer, entry("8750.00", tx(ref=invoice.payment_reference), own="A1"))

    assert (reading.new, reading.placed) == (1, 1)
    assert stands(invoice).is_settled
    assert Allocation.objects.get().by is None


def test_the_same_file_twice_is_once_and_so_is_an_entry_in_both_kinds_of_file(
    world: World, issuer: Issuer
) -> None:
    invoice = an_invoice(world, issuer)
    one = entry("8750.00", tx(ref=invoice.payment_reference), own="A1")
    first = read(world, issuer, one)
    again = read(world, issuer, one)
    statement = read(world, issuer, one, kind="053")

    assert not first.again
    assert again.again
    assert again.bank_file == first.bank_file
    assert (statement.new, statement.left_out["known"]) == (0, 1)
    assert Payment.objects.count() == 1


def test_a_sum_and_its_parts_are_the_same_money(world: World, issuer: Issuer) -> None:
    parts = entry("300.00", tx("100.00", text="x"), tx("200.00", text="y"), own="S1")
    read(world, issuer, parts)
    later = read(world, issuer, entry("300.00", own="S1"), kind="053")
    read(world, issuer, entry("500.00", own="S2"), kind="053")
    parts_later = read(world, issuer, entry("500.00", tx("250.00"), tx("250.00"), own="S2"))

    assert later.new == 0
    assert parts_later.new == 0
    assert sum(payment.amount for payment in Payment.objects.all()) == D("800.00")


def test_one_payment_for_two_invoices_pays_both(world: World, issuer: Issuer) -> None:
    first, second = an_invoice(world, issuer), an_invoice(world, issuer, "1500.00")
    read(world, issuer, entry("10625.00", tx(text=f"{first.number} + {second.number}")))

    assert stands(first).is_settled
    assert stands(second).is_settled


def test_a_likeness_waits_with_a_suggestion(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    read(world, issuer, entry("8750.00", tx(text="kontingent", payer="Svendborg Kommune")))

    payment = paying.to_look_at(issuer).get()
    answer = receiving.book_of(issuer, at=world.now).match(receiving.paid_of(payment, payment.amount))

    assert stands(invoice).paid == 0
    assert answer.suggestions == (invoice.pk,)


def test_a_payment_in_another_currency_is_placed_on_nothing(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    read(world, issuer, entry("8750.00", tx(ref=invoice.payment_reference), currency="SEK"))

    payment = Payment.objects.get()
    assert stands(invoice).paid == 0
    with pytest.raises(Refusal, match="SEK"):
        paying.place(payment, invoice, D("1.00"), by=world.people["secretary"], at=world.now)


@pytest.mark.parametrize(
    ("kind", "account", "bank", "told", "ours"),
    [
        ("iban", "DK50 0040 0440 1162 43", "", "DK5000400440116243", True),
        ("iban", "DK5000400440116243", "", "00400440116243", True),
        ("iban", "DK5000400440116243", "", "DK5000400440116244", False),
        ("dk_account", "440116243", "0040", "DK5000400440116243", True),
        ("dk_account", "440116243", "40", "400440116243", True),
        ("dk_account", "440116243", "0040", "440116243", False),
        ("bankgiro", "5050-1055", "", "50501055", True),
        ("bankgiro", "5050-1055", "", "SE4550000000058398257466", False),
        ("iban", "DK5000400440116243", "", "", False),
    ],
)
def test_a_file_about_another_account_is_not_read(
    world: World, kind: str, account: str, bank: str, told: str, ours: bool
) -> None:
    issuer = an_issuer(world, payment_kind=kind, account=account, bank=bank)

    assert receiving.is_own_account(issuer, told) == ours
    if not ours:
        with pytest.raises(receiving.NotOurAccount):
            read(world, issuer, entry("1.00"), account=told)
        assert not issuer.bank_files.exists()


def test_where_invoices_name_no_account_somebody_says_once_that_it_is_ours(world: World) -> None:
    issuer, by = an_issuer(world, payment_kind="fik", account="12345678"), world.people["secretary"]
    with pytest.raises(receiving.NotOurAccount) as asked:
        read(world, issuer, entry("1.00", own="1"))
    paying.read_file(issuer, "", bank_file(entry("1.00", own="1")), by=by, at=world.now, is_ours=True)
    later = read(world, issuer, entry("2.00", own="2"))

    assert asked.value.may_confirm
    assert later.new == 1


def test_what_is_taken_back_is_placed_by_a_person_only(world: World, issuer: Issuer) -> None:
    invoice, by = an_invoice(world, issuer), world.people["secretary"]
    read(world, issuer, entry("8750.00", tx(ref=invoice.payment_reference), own="A1"))
    read(
        world,
        issuer,
        entry("8750.00", tx(ref=invoice.payment_reference), own="A2", way="DBIT", reversal=True),
    )
    back = paying.to_look_at(issuer).get()

    assert stands(invoice).is_settled
    paying.place(back, invoice, D("-8750.00"), by=by, at=world.now)
    assert stands(invoice).open == D("8750.00")


# --- parts ----------------------------------------------------------------------------------------------------


def test_a_payment_is_placed_in_parts_and_put_aside_with_a_reason(world: World, issuer: Issuer) -> None:
    first, second = an_invoice(world, issuer), an_invoice(world, issuer)
    by, at = world.people["secretary"], world.now
    read(world, issuer, entry("10000.00", tx(text="to regninger")))
    payment = Payment.objects.get()
    for _time in range(2):  # sent twice
        paying.place(payment, first, D("8750.00"), by=by, at=at)
    paying.place(payment, second, D("1000.00"), by=by, at=at)

    assert paying.left([payment])[payment.pk] == D("250.00")
    with pytest.raises(Refusal, match="more than is left"):
        paying.place(payment, an_invoice(world, issuer), D("250.01"), by=by, at=at)
    with pytest.raises(Refusal, match="placed on this invoice already"):
        paying.place(payment, second, D("250.00"), by=by, at=at)
    with pytest.raises(Refusal, match="Say why"):
        paying.put_aside(payment, " ", by=by, at=at)
    for _time in range(2):
        paying.put_aside(payment, "Betalt tilbage", by=by, at=at)
    assert not paying.to_look_at(issuer).exists()
    with pytest.raises(Refusal, match="put aside"):
        paying.place(payment, an_invoice(world, issuer), D("1.00"), by=by, at=at)
    paying.take_up(payment, by=by, at=at)
    assert paying.to_look_at(issuer).get() == payment
    assert Entry.objects.filter(what="payment.put_aside").count() == 1


def test_what_is_taken_off_is_looked_at_again_though_the_rest_was_put_aside(
    world: World, issuer: Issuer
) -> None:
    invoice, by = an_invoice(world, issuer), world.people["secretary"]
    read(world, issuer, entry("9000.00", tx(text=invoice.number)))
    payment = paying.to_look_at(issuer).get()
    paying.put_aside(payment, "Betalt tilbage", by=by, at=world.now)

    paying.undo(payment.allocations.get(), by=by, at=world.now)
    assert paying.to_look_at(issuer).get() == payment

    paying.place(payment, invoice, D("9000.00"), by=by, at=world.now)
    with pytest.raises(Refusal, match="All of this payment is placed"):
        paying.put_aside(payment, "Betalt tilbage", by=by, at=world.now)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["enter", "place", "undo"]), st.integers(0, 2), st.integers(-90_000, 90_000)
        ),
        min_size=1,
        max_size=12,
    )
)
def test_money_is_neither_lost_nor_made(
    world: World, issuer: Issuer, steps: list[tuple[str, int, int]]
) -> None:
    """Whatever is tried, and refused: parts never exceed their payment, what is open is never below nothing, and taking
    off restores to the øre what was before."""
    by, at = world.people["secretary"], world.now
    Allocation.objects.all().delete()
    Payment.objects.all().delete()
    invoices = [an_invoice(world, issuer, net) for net in ("100.00", "233.33", "0.05")]
    payments = [
        Payment.objects.create(
            issuer=issuer, entry=f"p{number}", amount=amount, currency="DKK", paid_on=DAY, at=at
        )
        for number, amount in enumerate([D("150.00"), D("0.01"), D("-20.00")])
    ]
    for what, which, ore in steps:
        amount, invoice = D(ore) / 100, invoices[ore % 3]
        before = stands(invoice)
        try:
            if what == "enter":
                paying.enter(invoice, amount, DAY, by=by, at=at)
                assert stands(invoice).rest == before.rest - amount
            elif what == "place":
                placed = paying.place(payments[which], invoice, amount, by=by, at=at)
                assert stands(invoice).rest == before.rest - amount
                if ore % 2 and amount > 0:
                    paying.undo(placed, by=by, at=at)
                    assert stands(invoice) == before
            elif standing := Allocation.objects.filter(undone_at=None).order_by("pk").first():
                paying.undo(standing, by=by, at=at)
        except Refusal:
            assert stands(invoice) == before
        for balance in paying.balance(invoices).values():
            assert balance.open >= 0
            assert balance.paid >= 0
            assert balance.gross - balance.credited - balance.paid == balance.open - balance.overpaid
        for payment in Payment.objects.all():
            left = paying.left([payment])[payment.pk]
            assert 0 <= left / payment.amount <= 1
