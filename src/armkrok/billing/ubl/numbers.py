"""How the countries' numbers are written on e-invoices."""

import re

from ..document import Party

# ISO 6523: what a registration number is, by country. Finland's has no scheme that is in force (0212 is gone).
LEGAL = {"DK": "0184", "SE": "0007", "NO": "0192"}


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def registration(party: Party) -> str:
    """Digits alone where the country's number is that; as it is elsewhere."""
    number = party.registration_number.strip()
    return digits(number) if party.address.country in LEGAL else number


def tight(number: str) -> str:
    return re.sub(r"[\s.\-]", "", number).upper()


def e_address(party: Party) -> str:
    """As networks look it up: without spaces and hyphens. An SE number has the country's letters (R053), a CVR number
    and a P number haven't."""
    number = tight(party.e_address)
    match party.e_address_scheme:
        case "0198":
            return f"DK{digits(number)}"
        case "0184" | "0096":
            return number.removeprefix("DK")
        case _:
            return number
