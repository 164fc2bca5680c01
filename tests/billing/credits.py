"""A network with a price by meetings left, members that were invoiced, and meetings that are cancelled."""

import datetime as dt
from decimal import Decimal
from typing import Any

from armkrok.billing import running
from armkrok.billing.models import Invoice, Issuer, PriceRule
from armkrok.meetings import making
from armkrok.meetings.models import Meeting
from armkrok.networks.models import Enrolment
from tests.billing.money_in import an_invoice, an_issuer
from tests.meetings.conftest import a_meeting
from tests.world import World

D = Decimal
PRICES = ["7000.00", "5200.00", "3300.00"]


def a_price(world: World, prices: list[str] | None = None, **more: Any) -> PriceRule:
    values = {
        "charges": "fee",
        "kind": "by_meetings_left",
        "from_on": dt.date(2021, 1, 1),
        "currency": "DKK",
        "terms": {"prices": prices or PRICES},
        "at": world.now,
    }
    return PriceRule.objects.create(network=world.network, **(values | more))


def a_fee(world: World, issuer: Issuer, enrolment: Enrolment, net: str = "7000.00", **more: Any) -> Invoice:
    """An invoice of a fee, with the key that a run would have given its line."""
    invoice = an_invoice(world, issuer, net, enrolment=enrolment, **more)
    invoice.lines.filter(charges="fee").update(charge=f"fee:{enrolment.pk}:2027-01-01:1")
    return invoice


def a_cancelled_meeting(world: World, day: dt.date = dt.date(2027, 9, 9), state: str = "invited") -> Meeting:
    starts_at = dt.datetime.combine(day, dt.time(7, 30), dt.UTC)
    meeting = a_meeting(world, state, starts_at=starts_at)
    return making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Hallen er lukket.")


def issued(world: World, **more: Any) -> Invoice:
    """The fee of Svendborg, issued by a run as the worker does it."""
    by, at = world.people["secretary"], world.now
    number = {"registration_number": "99100001", "vat_number": "DK99100001", "e_address": "99100001"}
    issuer = an_issuer(world, **(number | more))
    if not world.network.price_rules.exists():
        a_price(world)
    receiver = {
        "e_address_scheme": "0088",
        "e_address": "5799990002129",
        "buyer_reference": "Idræt 212",
        "finance_name": "Faktura",
        "finance_email": "faktura@svendborg.example.org",
    }
    Enrolment.objects.filter(pk=world.enrolment.pk).update(**receiver)
    world.enrolment.refresh_from_db()
    seen = running.preview(issuer, on=at.date())
    run = running.approve(issuer, seen.mark, None, by=by, at=at)
    running.work(run, at=at)
    item = run.items.get()
    assert item.invoice, item.why_not
    return item.invoice
