"""Prices, set through the act."""

import datetime as dt
from typing import Any

from armkrok.billing.models import PriceRule
from armkrok.billing.setting_prices import Price, set_price
from armkrok.networks.models import Network
from tests.world import World

YEAR = dt.date(2027, 1, 1)
TIERS = {"prices": ["7000.00", "5200.00", "3300.00"]}


def a_fee(world: World, network: Network | None = None, **more: Any) -> PriceRule:
    """K33, K37, K38: 7,000, 5,200 and 3,300 kr. from 2027 on."""
    values: dict[str, Any] = {
        "charges": "fee",
        "kind": "by_meetings_left",
        "from_on": YEAR,
        "currency": "DKK",
        "terms": TIERS,
    }
    at = more.pop("at", world.now)
    price = Price(**(values | more))
    return set_price(network or world.network, price, by=world.people["secretary"], at=at)


def a_seat_price(world: World, network: Network | None = None, **more: Any) -> PriceRule:
    """K40, A1: 1,500 kr."""
    terms = {"price": "1500.00"}
    values = {"charges": "extra_seat", "kind": "per_person_and_meeting", "terms": terms} | more
    return a_fee(world, network, **values)
