"""The link in the mail opens one invoice, without signing in, until it is long paid."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from armkrok.billing.links import TASK, link_to
from armkrok.billing.models import Invoice
from tests.billing.money_in import an_invoice, an_issuer
from tests.billing.ready import invoiced
from tests.world import World


@pytest.fixture
def invoice(world: World) -> Invoice:
    return invoiced(world)[0]


@pytest.fixture
def path(world: World, invoice: Invoice) -> str:
    link_to(invoice, world.people["coordinator"], at=world.now)
    return world.link(TASK, world.people["coordinator"])


def test_it_opens_this_invoice_and_its_files(client: Client, invoice: Invoice, path: str) -> None:
    page = client.get(path)
    assert invoice.number in page.content.decode()
    assert "issued an invoice" not in page.content.decode()
    pdf = client.get(f"{path}?file=pdf")
    assert pdf.content == bytes(invoice.paper.pdf)
    assert "no-store" in pdf.headers["Cache-Control"]
    xml = client.get(f"{path}?file=xml")
    assert xml.content == bytes(invoice.paper.xml)
    assert xml.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.xml"'


def test_it_opens_no_other(client: Client, world: World, invoice: Invoice, path: str) -> None:
    other = an_invoice(world, an_issuer(world))
    assert other.number not in client.get(path).content.decode()
    assert client.get(other.get_absolute_url()).status_code == 302  # asked to sign in


def test_there_is_nothing_to_send(client: Client, path: str) -> None:
    assert client.post(path).headers["Location"] == path


def test_it_ends_90_days_after_the_due_day_and_can_be_renewed(
    client: Client, world: World, invoice: Invoice, path: str
) -> None:
    assert invoice.due_on
    last = dt.datetime.combine(invoice.due_on, dt.time(6), dt.UTC) + dt.timedelta(days=90)
    with time_machine.travel(last):
        assert client.get(path).status_code == 200
    with time_machine.travel(last + dt.timedelta(days=1)):
        gone = client.get(path)
        assert gone.status_code == 410
        before = len(world.letters("coordinator@example.org"))
        client.post(f"{path}renewal/")
        assert len(world.letters("coordinator@example.org")) == before + 1
        assert client.get(world.link(TASK, world.people["coordinator"])).status_code == 200


def test_the_same_person_has_one_link(world: World, invoice: Invoice) -> None:
    me = world.people["coordinator"]
    assert link_to(invoice, me, at=world.now) == link_to(invoice, me, at=world.now + dt.timedelta(days=3))
