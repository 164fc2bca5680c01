"""What credit notes take back is what was invoiced, however it is cut up (K33, A4, A5)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armkrok.billing import money
from armkrok.billing.money import ZERO
from armkrok.billing.rules import Refusal
from armkrok.billing.rules import credits as rules
from armkrok.billing.rules.credits import Credited

CATEGORIES = [("S", "25.00"), ("S", "12.00"), ("S", "6.00"), ("Z", "0.00"), ("E", "0.00"), ("O", "0.00")]
ore = st.integers(1, 2_000_000).map(lambda n: Decimal(n) / 100)


@st.composite
def invoices(draw: st.DrawFn) -> list[Credited]:
    kinds = draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=5))
    return [
        Credited(n, draw(ore), category, Decimal(percent), "" if category == "S" else "why")
        for n, (category, percent) in enumerate(kinds, 1)
    ]


@st.composite
def parts(draw: st.DrawFn, invoice: list[Credited]) -> list[dict[int, Decimal]]:
    """Some parts that together are never more than the invoice."""
    left = {one.line: one.net for one in invoice}
    cut = []
    for _n in range(draw(st.integers(0, 6))):
        some = {
            line: Decimal(draw(st.integers(0, int(rest * 100)))) / 100
            for line, rest in left.items()
            if rest and draw(st.booleans())
        }
        some = {line: amount for line, amount in some.items() if amount}
        if some:
            cut.append(some)
            left = {line: rest - some.get(line, ZERO) for line, rest in left.items()}
    return cut


def taken(invoice: list[Credited], amounts: dict[int, Decimal]) -> list[Credited]:
    return [
        Credited(
            one.line,
            one.net,
            one.vat_category,
            one.vat_percent,
            one.vat_reason,
            one.back + amounts.get(one.line, ZERO),
        )
        for one in invoice
    ]


def sums(totals: money.Totals) -> dict[tuple, tuple[Decimal, Decimal]]:
    return {(part.category, part.percent, part.reason): (part.net, part.vat) for part in totals.parts}


@given(st.data())
def test_parts_and_the_rest_take_back_exactly_what_was_invoiced(data: st.DataObject) -> None:
    invoice = data.draw(invoices())
    invoiced = money.totals(invoice)
    left = {key: list(both) for key, both in sums(invoiced).items()}
    now, gross = invoice, ZERO
    for amounts in [*data.draw(parts(invoice)), None]:
        try:
            some = rules.chosen(now, amounts)
        except Refusal:  # the parts had taken all
            assert amounts is None
            assert all(one.rest == 0 for one in now)
            break
        note = rules.totals(now, some)
        assert note.gross == note.net + note.vat
        for key, (net, vat) in sums(note).items():
            left[key][0] -= net
            left[key][1] -= vat
            assert vat >= 0
            assert abs(vat - money.vat_of(net, key[1])) <= Decimal("0.01")
            assert min(left[key]) >= 0
        gross += note.gross
        now = taken(now, some)
    assert all(both == [0, 0] for both in left.values())
    assert gross == invoiced.gross
    with pytest.raises(Refusal):
        rules.chosen(now, None)


@given(st.data())
def test_the_order_of_parts_changes_nothing_in_the_end(data: st.DataObject) -> None:
    invoice = data.draw(invoices())
    cut = data.draw(parts(invoice))
    ends = []
    for order in (cut, data.draw(st.permutations(cut))):
        now, vat = invoice, ZERO
        for amounts in order:
            vat += rules.totals(now, amounts).vat
            now = taken(now, amounts)
        ends.append((vat, [one.rest for one in now]))
    assert ends[0] == ends[1]


@given(st.data())
def test_never_more_than_is_left(data: st.DataObject) -> None:
    invoice = data.draw(invoices())
    one = invoice[0]
    with pytest.raises(Refusal) as no:
        rules.chosen(invoice, {one.line: one.net + data.draw(ore)})
    assert no.value.field == f"line-{one.line}"


@pytest.mark.parametrize("amount", ["-1", "1.001", "NaN", "Infinity"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    assert rules.amount_fault(Decimal(amount), Decimal(100))


def test_nothing_is_no_credit_note() -> None:
    with pytest.raises(Refusal, match="one line"):
        rules.chosen([Credited(1, Decimal(100), "S", Decimal(25))], {1: ZERO})


def test_half_a_line_cannot_be_invoiced_anew() -> None:
    lines = [Credited(1, Decimal(100), "S", Decimal(25)), Credited(2, Decimal(50), "S", Decimal(25))]
    rules.refuse_half_anew(lines, {1: Decimal(100)})
    with pytest.raises(Refusal) as no:
        rules.refuse_half_anew(lines, {1: Decimal(99)})
    assert no.value.field == "anew"


# --- A5 -----------------------------------------------------------------------------------------------------

PRICES = [Decimal(7000), Decimal(5200), Decimal(3300)]


@pytest.mark.parametrize(("net", "covers"), [(7000, 3), (5200, 2), (3300, 1)])
def test_a_fee_is_for_as_many_meetings_as_its_price(net: int, covers: int) -> None:
    assert rules.covered(PRICES, Decimal(net), 0) == covers


def test_where_prices_are_the_same_or_have_changed_what_was_held_says_it() -> None:
    same = [Decimal(100)] * 3
    assert [rules.covered(same, Decimal(100), held) for held in range(4)] == [3, 2, 1, 1]
    assert rules.covered(PRICES, Decimal(6000), 1) == 2


def test_a_share_of_the_fee_of_the_facilities_network() -> None:
    assert rules.share(Decimal(7000), 3) == Decimal("2333.33")
    assert rules.share(Decimal(7000), 3, 1) == Decimal("2333.34")
    assert rules.share(Decimal(5200), 2) == Decimal("2600.00")
    assert rules.share(Decimal(3300), 1) == Decimal("3300.00")
    assert rules.share(Decimal(3300), 1, 1) == 0


@given(ore, st.integers(1, 12))
def test_all_shares_are_the_fee(net: Decimal, meetings: int) -> None:
    shares = [rules.share(net, meetings, before) for before in range(meetings)]
    assert sum(shares) == net
    assert min(shares) >= 0


def test_a_meeting_that_has_another_in_its_place_is_not_missed() -> None:
    assert rules.shares_missing(3, standing=2, credited=0) == 1
    assert rules.shares_missing(3, standing=3, credited=0) == 0  # another was planned
    assert rules.shares_missing(3, standing=1, credited=1) == 1  # the second of two
    assert rules.shares_missing(2, standing=2, credited=0) == 0  # the price is for two from the start
