"""A network with a price by meetings left, members that were invoiced, and meetings that are cancelled."""

import datetime as dt
from decimal import Decimal
from typing import Any

from armkrok.billing.models import Invoice, Issuer, PriceRule
from armkrok.meetings import making
from armkrok.meetings.models import Meeting
from armkrok.networks.models import Enrolment
from tests.billing.money_in import an_invoice
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
