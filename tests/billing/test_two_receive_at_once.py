"""Two read the same file, or place the same payment, at the same moment: it is done once, and no money is made.

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine

from armkrok.billing import paying, reminding
from armkrok.billing.models import Allocation, Payment, PaymentReminder
from armkrok.billing.rules import Refusal
from armkrok.mail.models import Message
from tests.at_once import at_the_same_time
from tests.billing.money_in import DAY, an_invoice, an_issuer, bank_file, entry, tx
from tests.world import NOW, World

ROUNDS = 2
D = Decimal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def tried(do: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            do()
        except Refusal:
            return "refused"
        return "done"

    return run


def test_one_file_is_read_once_and_an_entry_in_two_files_too(world: World) -> None:
    issuer, by = an_issuer(world), world.people["secretary"]
    for number in range(ROUNDS):
        invoice = an_invoice(world, issuer)
        one = entry("8750.00", tx(ref=invoice.payment_reference), own=f"A{number}")
        files = [bank_file(one), bank_file(one), bank_file(one, kind="053")]
        at_the_same_time(
            *[
                lambda content=content: paying.read_file(issuer, "", content, by=by, at=NOW)  # type: ignore[misc]
                for content in files
            ]
        )
        assert paying.balance([invoice])[invoice.pk].paid == D("8750.00")
    assert Payment.objects.count() == ROUNDS
    assert issuer.bank_files.count() == 2 * ROUNDS


def test_a_payment_is_placed_no_further_than_it_reaches(world: World) -> None:
    issuer, by = an_issuer(world), world.people["secretary"]
    for number in range(ROUNDS):
        invoices = [an_invoice(world, issuer) for _ in range(2)]
        payment = Payment.objects.create(
            issuer=issuer, entry=f"p{number}", amount=D("8750.00"), currency="DKK", paid_on=DAY, at=NOW
        )
        answers = at_the_same_time(
            *[
                tried(lambda one=one, p=payment: paying.place(p, one, D("8750.00"), by=by, at=NOW))  # type: ignore[misc]
                for one in invoices
            ]
        )
        assert sorted(map(str, answers)) == ["done", "refused"]
        assert Allocation.objects.filter(payment=payment).count() == 1


def test_a_form_sent_twice_at_once_is_one_payment_and_one_undoing(world: World) -> None:
    invoice, by = an_invoice(world, an_issuer(world)), world.people["secretary"]
    at_the_same_time(
        *[lambda: paying.enter(invoice, D("1.00"), DAY, by=by, at=NOW, token="t") for _ in range(3)]
    )
    (allocation,) = Allocation.objects.select_related("invoice")
    at_the_same_time(*[lambda: paying.undo(allocation, by=by, at=NOW) for _ in range(3)])

    assert Payment.objects.count() == 1
    assert paying.balance([invoice])[invoice.pk].paid == 0


def test_two_workers_remind_once(world: World) -> None:
    enrolment = world.enrolment
    enrolment.finance_email = "regnskab@svendborg.example.org"
    enrolment.save()
    an_invoice(world, an_issuer(world))

    at_the_same_time(*[lambda: reminding.remind(at=NOW) for _ in range(3)])

    assert PaymentReminder.objects.count() == 1
    assert Message.objects.filter(to_address=enrolment.finance_email).count() == 1
