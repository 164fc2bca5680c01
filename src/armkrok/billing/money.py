"""Money: exact decimals, and the one place where they are rounded (EN 16931, BR-DEC and BR-CO).

A line's net amount is rounded to two decimals, half away from zero. VAT is reckoned once for each category and rate, on
the sum of the lines' net amounts, and rounded then (BR-CO-17); never line by line, so a total can't drift from its
parts. Every amount is in the invoice's own currency, which isn't known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HALF_AN_ORE = Decimal("0.005")  # what sums in a database are compared with: SQLite adds up in floating point


def rounded(amount: Decimal) -> Decimal:
    """To two decimals, half away from zero, as EN 16931 has it."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP) + ZERO  # + ZERO: never minus nothing


def vat_of(net: Decimal, percent: Decimal) -> Decimal:
    """The VAT on a sum of net amounts (BR-CO-17)."""
    return rounded(net * percent / 100)


class Taxed(Protocol):
    """What a total asks of a line: its rounded net amount, and how it is taxed."""

    @property
    def net(self) -> Decimal: ...
    @property
    def vat_category(self) -> str: ...
    @property
    def vat_percent(self) -> Decimal: ...
    @property
    def vat_reason(self) -> str: ...


@dataclass(frozen=True)
class VatPart:
    """One category and rate of an invoice (BG-23): what is taxed, and the tax. `reason` says why there is none."""

    category: str  # UNCL5305: S, Z, E or O
    percent: Decimal
    net: Decimal
    vat: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Totals:
    """The sums of an invoice. `gross` is what is to be paid."""

    parts: tuple[VatPart, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal


def totals(lines: Iterable[Taxed]) -> Totals:
    """The same whatever order the lines stand in. Parts come in the order of category and rate."""
    sums: dict[tuple[str, Decimal, str], Decimal] = {}
    for line in lines:
        key = (line.vat_category, line.vat_percent.normalize() + 0, line.vat_reason)
        sums[key] = sums.get(key, ZERO) + line.net
    return of_parts(
        [
            VatPart(category, percent, net, vat_of(net, percent), reason)
            for (category, percent, reason), net in sorted(sums.items())
        ]
    )


def of_parts(parts: Sequence[VatPart]) -> Totals:
    net = sum((part.net for part in parts), ZERO)
    vat = sum((part.vat for part in parts), ZERO)
    return Totals(tuple(parts), net, vat, net + vat)
