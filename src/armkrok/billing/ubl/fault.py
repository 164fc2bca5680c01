"""What stands in the way of an e-invoice, in words, with the rule that says so and who can mend it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Mend(StrEnum):
    """Where a fault is mended."""

    ISSUER = "issuer"  # what stands on the issuer's invoices
    MEMBER = "member"  # what the member says of its invoices
    PRICE = "price"  # the network's prices and VAT
    PROGRAM = "program"  # by nobody but those who look after the program


@dataclass(frozen=True)
class Fault:
    """`rule` is the authorities' id of the rule that isn't kept, where there is one."""

    rule: str
    words: Any
    where: Mend = Mend.PROGRAM
