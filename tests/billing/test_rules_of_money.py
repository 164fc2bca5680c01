"""Money is rounded in one place, as EN 16931 has it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.billing import money


@dataclass(frozen=True)
class Taxed:
    net: Decimal
    vat_category: str = "S"
    vat_percent: Decimal = Decimal(25)
    vat_reason: str = ""


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("2.6749", "2.67"),
        ("-0.001", "0.00"),
        ("7000", "7000.00"),
    ],
)
def test_halves_go_away_from_nothing(exact: str, rounded: str) -> None:
    assert str(money.rounded(Decimal(exact))) == rounded


@pytest.mark.parametrize(
    ("net", "gross"),
    [("7000", "8750"), ("5200", "6500"), ("3300", "4125"), ("1500", "1875"), ("8500", "10625")],
)
def test_the_prices_of_the_page_with_their_vat(net: str, gross: str) -> None:
    """A6."""
    assert money.totals([Taxed(Decimal(net))]).gross == Decimal(gross)


def test_vat_is_reckoned_on_the_sum_and_not_line_by_line() -> None:
    """BR-CO-17: three times 0.01 at 25 % is 0.01, where each by itself would be nothing."""
    assert money.totals([Taxed(Decimal("0.01"))] * 3).vat == Decimal("0.01")
    assert money.vat_of(Decimal("0.01"), Decimal(25)) == 0


def test_each_category_and_rate_is_a_part_of_its_own() -> None:
    """BG-23, in an order that doesn't depend on the lines'."""
    lines = [
        Taxed(Decimal(100), "S", Decimal(25)),
        Taxed(Decimal(50), "E", Decimal(0), "Momsloven § 13"),
        Taxed(Decimal(10), "S", Decimal("25.00")),
        Taxed(Decimal(10), "S", Decimal(12)),
    ]
    sums = money.totals(lines)
    assert [(part.category, part.percent, part.net, part.vat) for part in sums.parts] == [
        ("E", Decimal(0), Decimal(50), Decimal("0.00")),
        ("S", Decimal(12), Decimal(10), Decimal("1.20")),
        ("S", Decimal(25), Decimal(110), Decimal("27.50")),
    ]
    assert sums.parts[0].reason == "Momsloven § 13"
    assert (sums.net, sums.vat, sums.gross) == (Decimal(170), Decimal("28.70"), Decimal("198.70"))
    assert money.totals(reversed(lines)) == sums


TAXED = st.builds(
    Taxed,
    st.decimals("-99999.99", "99999.99", places=2),
    st.sampled_from("SZEO"),
    st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(25), Decimal("25.5")]),
)


@given(st.lists(TAXED, max_size=8), st.randoms())
def test_sums_are_those_of_their_parts_in_any_order(lines: list[Taxed], random: Any) -> None:
    sums = money.totals(lines)
    assert sums.net == sum((line.net for line in lines), money.ZERO)
    assert sums.vat == sum((part.vat for part in sums.parts), money.ZERO)
    assert sums.gross == sums.net + sums.vat
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert money.totals(shuffled) == sums


@given(st.lists(TAXED, min_size=1, max_size=8))
def test_a_credit_of_everything_takes_back_exactly(lines: list[Taxed]) -> None:
    back = [Taxed(-line.net, line.vat_category, line.vat_percent) for line in lines]
    sums, credit = money.totals(lines), money.totals(back)
    assert (credit.net, credit.vat, credit.gross) == (-sums.net, -sums.vat, -sums.gross)
