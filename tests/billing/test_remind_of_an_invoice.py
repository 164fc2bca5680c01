"""Reminders go out step by step, each once; and nothing else follows from not paying (K36)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.accounts.models import PersonalLink
from armkrok.billing import links, paying, reminding
from armkrok.billing.models import Delivery, Invoice, Issuer, PaymentPause, PaymentReminder
from armkrok.billing.rules import Refusal
from armkrok.billing.rules import reminding as rules
from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from tests.billing.money_in import DAY, an_invoice, an_issuer
from tests.world import World

D = Decimal
FINANCE = "regnskab@svendborg.example.org"


def at(day: int, month: int = 6) -> dt.datetime:
    return dt.datetime(2027, month, day, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def issuer(world: World) -> Issuer:
    enrolment = world.enrolment
    enrolment.finance_email, enrolment.finance_name = FINANCE, "Regnskab"
    enrolment.save()
    return an_issuer(world)


@pytest.fixture
def invoice(world: World, issuer: Issuer) -> Invoice:
    """To be paid by Thursday 20 May 2027; reminded of after 7 and 21 days."""
    return an_invoice(world, issuer, buyer_reference="Ref 7")


def letters() -> list[Message]:
    return list(Message.objects.filter(to_address=FINANCE).order_by("pk"))


def test_each_step_goes_out_once(world: World, invoice: Invoice) -> None:
    for day, month in [(26, 5), (27, 5), (27, 5), (28, 5), (9, 6), (10, 6), (11, 6), (30, 6)]:
        reminding.remind(at=at(day, month))

    sent = list(invoice.reminders.order_by("step").values_list("step", "at__date"))
    first, second = letters()
    link = PersonalLink.objects.get(task=links.TASK, target=invoice.pk)
    assert sent == [(1, dt.date(2027, 5, 27)), (2, dt.date(2027, 6, 10))]
    assert invoice.number in first.subject
    assert "If you have paid already, thank you" in first.text
    assert "8,750.00" in first.text
    assert "DK5000400440116243" in first.text
    assert invoice.payment_reference in first.text
    assert "Ref 7" in first.text
    assert link.address() in first.text
    assert "Another reminder" in second.subject
    assert first.thread == second.thread == invoice.thread
    assert first.reply_to == "regnskab@kl.example.org"
    assert first.automatic
    assert Entry.objects.about(invoice).filter(what="invoice.reminded").count() == 2


def test_never_on_a_weekend(invoice: Invoice) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(due_on=dt.date(2027, 5, 22))

    assert reminding.remind(at=at(29, 5)) == 0  # a Saturday
    assert reminding.remind(at=at(30, 5)) == 0
    assert reminding.remind(at=at(31, 5)) == 1


def test_who_was_reminded_late_has_as_long_until_the_next(invoice: Invoice) -> None:
    assert reminding.remind(at=at(14, 6)) == 1  # after both days
    assert reminding.remind(at=at(15, 6)) == 0
    assert reminding.remind(at=at(28, 6)) == 1


def test_what_is_paid_credited_or_not_due_is_not_reminded_of(world: World, issuer: Issuer) -> None:
    paid, credited, later = (an_invoice(world, issuer) for _ in range(3))
    paying.enter(paid, D("8750.00"), DAY, by=world.people["secretary"], at=world.now)
    an_invoice(world, issuer, credits=credited)
    Invoice.objects.filter(pk=later.pk).update(due_on=dt.date(2027, 6, 20))

    assert reminding.remind(at=at(14)) == 0


def test_the_rest_of_a_part_payment_is_reminded_of_with_thanks(world: World, invoice: Invoice) -> None:
    paying.enter(invoice, D("8000.00"), DAY, by=world.people["secretary"], at=world.now)
    reminding.remind(at=at(14))

    (letter,) = letters()
    assert "750.00 is still to be paid" in letter.text
    assert "which we have received" in letter.text


@pytest.mark.parametrize(
    ("states", "number"),
    [
        (["sent"], 1),
        (["received"], 1),
        (["rejected"], 0),
        (["rejected", "sent"], 1),
        (["waiting"], 0),
        (["failed"], 0),
        (["dropped"], 1),
    ],
)
def test_what_has_not_arrived_is_not_reminded_of(
    world: World, invoice: Invoice, states: list[str], number: int
) -> None:
    for state in states:
        Delivery.objects.create(invoice=invoice, channel="mail", state=state, made_at=world.now)

    assert reminding.remind(at=at(14)) == number


def test_nobody_is_reminded_while_it_is_held_back(world: World, invoice: Invoice) -> None:
    by = world.people["secretary"]
    with pytest.raises(Refusal, match="Say why"):
        reminding.pause(invoice, "", by=by, at=world.now)
    for _time in range(2):
        reminding.pause(invoice, "De er utilfredse", by=by, at=world.now)
    held = reminding.remind(at=at(14))
    for _time in range(2):
        reminding.resume(invoice, by=by, at=at(14))

    assert held == 0
    assert PaymentPause.objects.count() == 1
    assert reminding.remind(at=at(14)) == 1
    assert Entry.objects.about(invoice).filter(what="reminder.paused").count() == 1
    assert Entry.objects.about(invoice).filter(what="reminder.resumed").count() == 1


def test_where_nobody_is_known_nobody_is_written_to(world: World, invoice: Invoice) -> None:
    enrolment = world.enrolment
    enrolment.finance_email, enrolment.professional_contact = "", None
    enrolment.save()

    assert reminding.remind(at=at(14)) == 0
    rows = Invoice.objects.select_related("enrolment", "issuer")
    assert reminding.standing(rows, at(14).date())[invoice.pk].has_no_address


def test_nothing_ends_a_membership(world: World, invoice: Invoice) -> None:
    """K36: a year of silence and reminders, and it goes on."""
    day = at(20, 5)
    for _ in range(53):
        reminding.remind(at=day)
        day += dt.timedelta(days=7)
    enrolment = world.enrolment
    enrolment.refresh_from_db()

    assert invoice.reminders.count() == 2
    assert (enrolment.state, enrolment.ends_on) == ("active", None)
    assert "membership" not in " ".join(letter.text for letter in letters()).lower()


def test_when_the_steps_go_out() -> None:
    ladder, due = rules.steps([21, 7, 7, 0, -3]), dt.date(2027, 5, 20)

    assert ladder == [7, 21]
    assert rules.day_of_step(1, ladder, due, None) == dt.date(2027, 5, 27)
    assert rules.day_of_step(2, ladder, due, dt.date(2027, 5, 27)) == dt.date(2027, 6, 10)
    assert rules.day_of_step(2, ladder, due, dt.date(2027, 6, 14)) == dt.date(2027, 6, 28)
    assert rules.day_of_step(3, ladder, due, None) is None
    assert rules.day_of_step(1, [], due, None) is None


def test_many_overdue_invoices_are_found_in_as_many_queries(
    world: World, issuer: Issuer, django_assert_max_num_queries: object
) -> None:
    """And those that were reminded of cost no more."""
    invoices = [an_invoice(world, issuer) for _ in range(30)]
    PaymentReminder.objects.bulk_create(
        PaymentReminder(invoice=one, step=step, at=at(10), to_address=FINANCE)
        for one in invoices
        for step in (1, 2)
    )
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert reminding.remind(at=at(14)) == 0


def test_the_page_holds_them_back_and_lets_them_go(world: World, invoice: Invoice, client: Client) -> None:
    world.sign_in(client, "secretary")
    page, pause = (
        reverse(f"billing:{name}", args=[invoice.pk]) for name in ("payment_by_hand", "reminder_pause")
    )

    before = client.get(page).content.decode()
    nothing = client.post(pause, {"why": " "})
    client.post(pause, {"why": "Vi taler om den"})
    held = client.get(page).content.decode()
    client.post(reverse("billing:reminder_resumption", args=[invoice.pk]))
    after = client.get(page).content.decode()

    assert "Reminder 1 goes out on" in before
    assert nothing.status_code == 422
    assert "Say why, in a few words." in nothing.content.decode()
    assert "Vi taler om den" in held
    assert "goes out on" not in held
    assert "goes out on" in after
