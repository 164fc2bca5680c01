"""*Today* says what invoices and payments need, to those who keep them."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.billing import asking, crediting, desk, paying
from armkrok.billing.desk import What
from armkrok.billing.models import Delivery, Invoice, Issuer, Payment, PriceRule, Run, RunItem
from armkrok.networks.models import Enrolment, Network, State
from tests.billing.credits import D, a_cancelled_meeting, a_price, issued
from tests.billing.money_in import an_invoice, an_issuer
from tests.world import World


def tasks(world: World, who: str = "secretary", at: dt.datetime | None = None) -> list[desk.Task]:
    return desk.waiting(world.people[who], at or world.now)


def whats(world: World) -> list[str]:
    return [task.what for task in tasks(world)]


def today(world: World, who: str = "secretary") -> str:
    return world.sign_in(Client(), who).get("/today/").text


@pytest.fixture
def issuer(world: World) -> Issuer:
    a_price(world)
    return an_issuer(world)


def with_address(world: World, enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(
        e_address_scheme="0088", e_address="5799990002129", buyer_reference="212"
    )


def test_who_keeps_no_issuer_is_told_nothing(world: World, issuer: Issuer) -> None:
    for who in ("facilitator", "coordinator", "outsider"):
        assert tasks(world, who) == []


def test_ready_to_be_invoiced_is_one_line(world: World, issuer: Issuer) -> None:
    with_address(world, world.enrolment)
    (task,) = tasks(world)
    assert (task.what, task.number, task.sums) == (What.READY, 1, {"DKK": D("7000.00")})
    assert "1 member can be invoiced" in today(world)


def test_what_is_missing_can_be_asked_for_where_it_stands(world: World, issuer: Issuer) -> None:
    """Decision 8"""
    (task,) = tasks(world)
    assert (task.what, task.name, task.asked_at) == (What.MISSING, "Svendborg", None)
    assert "/invoicing/question/" in today(world)
    Enrolment.objects.filter(pk=world.enrolment.pk).update(finance_email="faktura@example.org")
    asking.ask(world.enrolment, by=world.people["secretary"], at=world.now)
    (task,) = tasks(world)
    assert task.asked_at == world.now
    assert "They were asked on" in today(world)


def test_many_that_lack_something_are_counted(world: World, issuer: Issuer) -> None:
    members(world, 30)
    assert whats(world).count(What.MISSING) == desk.MOST
    assert [task.number for task in tasks(world) if task.what == What.MORE_MISSING] == [21]


def members(world: World, number: int) -> None:
    for one in range(number):
        Enrolment.objects.create(
            network=world.network,
            organisation=world.municipality(f"Kommune {one}", f"9{one:03}"),
            state=State.ACTIVE,
            applicant=world.people["coordinator"],
            applied_at=world.now,
            starts_on=world.now.date(),
        )


def test_prices_without_an_issuer(world: World) -> None:
    a_price(world)
    (task,) = tasks(world)
    assert task.what == What.ISSUER
    assert "What is to stand on the invoices?" in today(world)


def test_a_price_that_nobody_stated_is_asked_for_a_while(world: World) -> None:
    """A1: where somebody means to invoice, from the day on which one joins."""
    an_issuer(world)
    assert tasks(world) == []
    Network.objects.filter(pk=world.network.pk).update(asks_invoicing=True)
    later = world.now + dt.timedelta(days=desk.PRICE_ASKED_DAYS + 1)
    assert [task.what for task in tasks(world, at=later)] == []
    (task,) = tasks(world, at=world.now + dt.timedelta(days=1))
    assert task.what == What.PRICE
    assert "The price hasn't been stated" in task.words[0]


def test_what_is_for_free_asks_for_nothing(world: World) -> None:
    """A11"""
    a_price(world, kind="none", terms={}, currency="")
    an_issuer(world)
    Network.objects.update(asks_invoicing=True)
    assert tasks(world) == []


def test_an_invoice_that_was_rejected(world: World) -> None:
    invoice = issued(world)
    assert tasks(world) == []
    Delivery.objects.filter(invoice=invoice).update(state="rejected", why="Ukendt EAN")
    (task,) = tasks(world, at=world.now + dt.timedelta(days=1))
    assert (task.what, task.subject, task.words) == (What.TROUBLED, invoice.pk, ("Ukendt EAN",))


def test_a_payment_that_nobody_has_matched_and_one_that_was_too_much(world: World) -> None:
    invoice = issued(world)
    by = world.people["secretary"]
    Payment.objects.create(
        issuer=invoice.issuer,
        entry="1",
        amount=D("5.00"),
        currency="DKK",
        paid_on=world.now.date(),
        at=world.now,
    )
    paying.enter(invoice, D("9000.00"), world.now.date(), by=by, at=world.now)
    assert sorted(whats(world)) == [What.OVERPAID, What.PAYMENT]
    page = today(world)
    assert f"/invoices/{invoice.pk}/payment/" in page
    assert "1 payment says for no invoice" in page


def test_a_suggested_credit_waits_for_a_person(world: World) -> None:
    """A5"""
    issued(world)
    meeting = a_cancelled_meeting(world)
    (task,) = tasks(world)
    assert (task.what, task.subject, task.sums) == (What.CREDIT, meeting.pk, {"DKK": D("2333.33")})
    assert f"/invoices/credits/{meeting.pk}/" in today(world)
    crediting.decide(meeting, False, "Der kommer et andet.", by=world.people["secretary"], at=world.now)
    assert tasks(world) == []


def test_a_run_that_failed_in_part(world: World, issuer: Issuer) -> None:
    run = Run.objects.create(
        issuer=issuer, approved_by=world.people["secretary"], approved_at=world.now, seen="x"
    )
    RunItem.objects.create(run=run, enrolment=world.enrolment, done_at=world.now, why_not="Nej.")
    assert What.RUN in whats(world)
    assert f"/invoices/runs/{run.pk}/" in today(world)


def test_many_take_no_more_queries_than_one(
    world: World, issuer: Issuer, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": 20 for the page; more only when something has changed."""
    client = world.sign_in(Client(), "secretary")
    a_cancelled_meeting(world)
    an_invoice(world, issuer)
    with django_assert_max_num_queries(60) as first:
        client.get("/today/")
    members(world, 30)
    PriceRule.objects.update(currency="DKK")
    with django_assert_max_num_queries(20):
        client.get("/today/")
    later = world.now + dt.timedelta(days=1)
    with django_assert_max_num_queries(len(first.captured_queries)):
        assert len(desk.waiting(world.people["secretary"], later)) > desk.MOST
    with django_assert_max_num_queries(2):
        desk.waiting(world.people["secretary"], later)


def test_all_of_it_is_shown(world: World, issuer: Issuer) -> None:
    members(world, 12)
    with_address(world, world.enrolment)
    assert Invoice.objects.count() == 0
    page = today(world)
    assert page.count("can't be invoiced yet") >= desk.MOST
