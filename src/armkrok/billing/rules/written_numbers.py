"""Numbers as they are written for people; they are kept without what only helps the eye."""

import re

_LAST = {"bankgiro": 4, "plusgiro": 1}


def account(kind: str, number: str) -> str:
    """`kind` is a PaymentKind: 5050-1055 for a bankgiro, 4790580-3 for a plusgiro."""
    digits, last = re.sub(r"\D", "", number), _LAST.get(kind, 0)
    return f"{digits[:-last]}-{digits[-last:]}" if last and len(digits) > last else number


def slip(reference: str, creditor: str) -> str:
    """The line of a Danish payment slip (FIK 71), as banks take it."""
    return f"+71<{reference}+{creditor}<"


def registration_number(country: str, number: str) -> str:
    """232100-0255 in Sweden."""
    if country == "SE" and re.fullmatch(r"\d{10}", number):
        return f"{number[:6]}-{number[6:]}"
    return number
