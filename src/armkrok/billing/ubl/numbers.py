"""How the countries' numbers are written on e-invoices."""

import re

from ..document import Party
from ..rules.issuing_numbers import tight

# ISO 6523: what a registration number is, by country. Finland's has no scheme that is in force (0212 is gone).
LEGAL = {"DK": "0184", "SE": "0007", "NO": "0192"}


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def prefixed(number: str) -> str:
    """CVR and SE numbers with the country's letters, as OIOUBL and Peppol both want them (R042, R053)."""
    return f"DK{digits(number)}" if digits(number) else ""


def registration(party: Party) -> str:
    """As e-invoices have it: DK and eight digits, digits alone in Sweden and Norway, as it is elsewhere."""
    number = party.registration_number.strip()
    if party.address.country == "DK":
        return prefixed(number)
    return digits(number) if party.address.country in LEGAL else number


def e_address(party: Party) -> str:
    """As networks look it up: without spaces and hyphens."""
    number = tight(party.e_address)
    match party.e_address_scheme:
        case "0184" | "0198":
            return prefixed(number)
        case "0096":
            return number.removeprefix("DK")
        case _:
            return number
