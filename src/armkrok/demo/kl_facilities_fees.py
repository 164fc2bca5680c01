"""Leisure facilities: what it costs, who was invoiced for what, and who paid (K33–K40, A1, A3, A6)."""

from armkrok.billing import setting_prices
from armkrok.billing.models import Charges
from armkrok.billing.setting_prices import Price
from armkrok.directory.models import Person
from armkrok.networks.models import Network

from .world import World

FIRST_INVOICES = "2026-01-20"


def state_prices(world: World, network: Network, *, by: Person) -> None:
    """From the network year on in which the first invoices are written. What was before stands on other books."""
    first = network.year(world.days.day(FIRST_INVOICES))[0]
    by_meetings = {"prices": ["7000.00", "5200.00", "3300.00"]}
    for price in (
        Price(Charges.FEE, "by_meetings_left", first, "DKK", by_meetings),
        Price(Charges.EXTRA_SEAT, "per_person_and_meeting", first, "DKK", {"price": "1500.00"}),
    ):
        setting_prices.set_price(network, price, by=by, at=world.at("2025-11-04", "09:40"))
