"""Every kind of price, by hand: facts in, lines out, each with its sentence."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from armkrok.billing import money
from armkrok.billing.rules import Refusal
from armkrok.billing.rules.facts import ExtraSeat, Facts, Held, Line, Package, Rule, Vat
from armkrok.billing.rules.prices import KINDS, NotStated, reckon

UTC = dt.UTC
DANISH_VAT = Vat("S", Decimal(25))
TIERS = Rule("by_meetings_left", {"prices": ["7000.00", "5200.00", "3300.00"]}, "DKK")
SEATS = Rule("per_person_and_meeting", {"price": "1500.00"}, "DKK")
MEETINGS = [dt.date(2027, 3, 18), dt.date(2027, 9, 9), dt.date(2027, 11, 11)]


def on(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), UTC)


def taken(day: dt.date, number: int = 1, hour: int = 9) -> Package:
    return Package(number, on(day, hour), day)


def held(*days: dt.date) -> tuple[Held, ...]:
    """Each marked in the evening of its day."""
    return tuple(Held(day, on(day, 18)) for day in days)


def facts(*packages: Package, **more: Any) -> Facts:
    values: dict[str, Any] = {
        "member": "Svendborg",
        "network": "Fritidsfaciliteter",
        "enrolment": 17,
        "first": dt.date(2027, 1, 1),
        "last": dt.date(2027, 12, 31),
        "joined_on": packages[0].taken_on if packages else dt.date(2021, 1, 1),
        "packages": packages,
    }
    return Facts(**(values | more))


def only(rule: Rule, given_facts: Facts, vat: Vat = DANISH_VAT) -> Line:
    (line,) = reckon(rule, given_facts, vat)
    return line


def said(line: Line) -> str:
    return line.why.replace("\N{NO-BREAK SPACE}", " ")


class TestNothingAndNotStated:
    def test_nothing_is_ever_charged_where_the_network_is_free(self) -> None:
        """A11."""
        seat = ExtraSeat(1, 2, "Möte", MEETINGS[0])
        assert reckon(Rule("none"), facts(taken(MEETINGS[0]), extra_seats=(seat,)), DANISH_VAT) == []

    def test_a_price_that_nobody_has_stated_is_never_nothing(self) -> None:
        """A1."""
        with pytest.raises(NotStated, match="hasn't been stated") as refused:
            reckon(Rule("not_stated"), facts(taken(MEETINGS[0])), DANISH_VAT)
        assert refused.value.requirement == "A1"


class TestByMeetingsLeft:
    """K33, K37, K38, A3, A6."""

    @pytest.mark.parametrize(
        ("day", "before", "net", "gross", "why"),
        [
            (
                dt.date(2021, 5, 1),
                MEETINGS[:1],
                "7000.00",
                "8750.00",
                "Svendborg was a member when the year began on 1 January 2027: 7,000 kr. for its three meetings",
            ),
            (
                dt.date(2027, 1, 15),
                [],
                "7000.00",
                "8750.00",
                "No meeting had been held when Svendborg enrolled on 15 January: 7,000 kr. for all three",
            ),
            (
                dt.date(2027, 4, 13),
                MEETINGS[:1],
                "5200.00",
                "6500.00",
                "One meeting had been held when Svendborg enrolled on 13 April: 5,200 kr. for the two remaining",
            ),
            (
                dt.date(2027, 10, 5),
                MEETINGS[:2],
                "3300.00",
                "4125.00",
                "Two meetings had been held when Svendborg enrolled on 5 October: 3,300 kr. for the one remaining",
            ),
        ],
    )
    def test_the_tier_follows_the_meetings_held_when_it_enrolled(
        self, day: dt.date, before: list[dt.date], net: str, gross: str, why: str
    ) -> None:
        line = only(TIERS, facts(taken(day), held=held(*before)))
        assert (line.net, line.gross, said(line)) == (Decimal(net), Decimal(gross), why)
        assert (line.key, line.charges, line.currency) == ("fee:17:2027-01-01:1", "fee", "DKK")
        assert (line.period_from, line.period_to) == (max(day, dt.date(2027, 1, 1)), dt.date(2027, 12, 31))

    def test_meetings_held_later_change_nothing(self) -> None:
        """A3: the count is that of the day on which it enrolled."""
        line = only(TIERS, facts(taken(dt.date(2027, 4, 13)), held=held(*MEETINGS)))
        assert line.net == Decimal("5200.00")

    def test_a_meeting_counts_once_it_is_marked(self) -> None:
        """A3: on the day itself, what matters is which came first."""
        marked = held(MEETINGS[0])  # at 18
        assert only(TIERS, facts(taken(MEETINGS[0], hour=17), held=marked)).net == Decimal("7000.00")
        assert only(TIERS, facts(taken(MEETINGS[0], hour=19), held=marked)).net == Decimal("5200.00")

    def test_a_member_of_before_pays_all_of_it_whatever_it_paid_the_year_before(self) -> None:
        """K36: Hjørring enrolled on 5 October 2026 and pays 3,300 for 2026, and 7,000 for 2027."""
        october = dt.date(2026, 10, 5)
        last_year = facts(
            taken(october),
            member="Hjørring",
            first=dt.date(2026, 1, 1),
            last=dt.date(2026, 12, 31),
            held=held(dt.date(2026, 3, 19), dt.date(2026, 9, 10), dt.date(2026, 11, 12)),
        )
        assert only(TIERS, last_year).net == Decimal("3300.00")
        assert only(TIERS, facts(taken(october), held=held(*MEETINGS))).net == Decimal("7000.00")

    def test_when_all_have_been_held_the_next_year_is_offered(self) -> None:
        """K38."""
        with pytest.raises(Refusal, match="next network year, on 1 January 2028") as refused:
            reckon(TIERS, facts(taken(dt.date(2027, 11, 20)), held=held(*MEETINGS)), DANISH_VAT)
        assert refused.value.requirement == "K38"
        assert KINDS["by_meetings_left"].is_over(TIERS, len(MEETINGS))
        assert not KINDS["by_meetings_left"].is_over(TIERS, 2)

    def test_each_further_package_is_a_line_of_its_own(self) -> None:
        """A7."""
        packages = (
            taken(dt.date(2021, 1, 1)),
            taken(dt.date(2027, 4, 13), 2),
            taken(dt.date(2027, 9, 10), 3),
        )
        lines = reckon(TIERS, facts(*packages, held=held(*MEETINGS[:2])), DANISH_VAT)
        assert [line.net for line in lines] == [Decimal(7000), Decimal(5200), Decimal(3300)]
        assert [line.key[-1] for line in lines] == ["1", "2", "3"]
        assert said(lines[1]) == (
            "One meeting had been held when Svendborg took package 2 on 13 April: 5,200 kr. for the two remaining"
        )

    def test_a_year_of_two_meetings_or_four(self) -> None:
        four = Rule("by_meetings_left", {"prices": ["8000.00", "6000.00", "4000.00", "2000.00"]}, "SEK")
        line = only(four, facts(taken(dt.date(2027, 9, 10)), held=held(*MEETINGS[:2])))
        assert said(line).startswith("Two meetings had been held")
        assert said(line).endswith("4,000 kr for the two remaining")


class TestExtraSeats:
    """K40, A1, A13."""

    def test_each_costs_its_price(self) -> None:
        line = only(SEATS, facts(extra_seats=(ExtraSeat(4711, 5, "Haller", MEETINGS[0]),)))
        assert (line.key, line.net, line.gross, line.meeting) == (
            "seat:4711",
            Decimal(1500),
            Decimal(1875),
            5,
        )
        assert said(line) == (
            "A seat at the meeting on 18 March 2027 beyond those that the membership holds: 1,500 kr."
        )

    def test_one_that_was_given_up_too_late_is_charged_and_says_so(self) -> None:
        line = only(SEATS, facts(extra_seats=(ExtraSeat(4711, 5, "Haller", MEETINGS[0], left_late=True),)))
        assert line.net == Decimal(1500)
        assert "given up after registration had closed, so it is charged all the same" in said(line)


class TestByPopulation:
    BANDS = Rule(
        "population_band",
        {
            "bands": [
                {"to": 20000, "price": "4000.00"},
                {"to": 50000, "price": "7000.00"},
                {"to": None, "price": "12000.00"},
            ]
        },
        "SEK",
    )

    @pytest.mark.parametrize(
        ("people", "net", "band"),
        [
            (1, "4000", "Up to 20,000 inhabitants"),
            (20000, "4000", "Up to 20,000 inhabitants"),
            (20001, "7000", "More than 20,000 inhabitants, up to 50,000"),
            (50001, "12000", "More than 50,000 inhabitants"),
        ],
    )
    def test_the_step_in_which_it_lies(self, people: int, net: str, band: str) -> None:
        line = only(
            self.BANDS,
            facts(taken(MEETINGS[0]), inhabitants=people, inhabitants_on=dt.date(2026, 12, 31)),
        )
        assert line.net == Decimal(net)
        assert said(line) == (
            f"Svendborg had {people:,} inhabitants on 31 December 2026: {int(net):,} kr ({band})"
        )

    def test_without_a_number_nothing_is_guessed(self) -> None:
        with pytest.raises(Refusal, match="how many live in Svendborg isn't known"):
            reckon(self.BANDS, facts(taken(MEETINGS[0])), DANISH_VAT)


class TestPerInhabitant:
    EACH = Rule("per_inhabitant", {"price": "0.255", "floor": "2000.00", "cap": "20000.00"}, "SEK")

    @pytest.mark.parametrize(
        ("people", "net", "ends"),
        [
            (16139, "4115.45", "at 0.255 kr each: 4,115.45 kr"),  # 4115.445
            (1000, "2000.00", "which is 255 kr: the lowest fee, 2,000 kr"),
            (100000, "20000.00", "which is 25,500 kr: the highest fee, 20,000 kr"),
        ],
    )
    def test_so_much_for_each_with_a_lowest_and_a_highest_fee(self, people: int, net: str, ends: str) -> None:
        line = only(self.EACH, facts(taken(MEETINGS[0]), inhabitants=people))
        assert line.net == line.unit_price == Decimal(net)
        assert said(line).endswith(ends)

    def test_floor_and_cap_can_be_left_out(self) -> None:
        free = Rule("per_inhabitant", {"price": "0.1", "floor": "", "cap": ""}, "SEK")
        assert only(free, facts(taken(MEETINGS[0]), inhabitants=10)).net == Decimal("1.00")


class TestByQuarter:
    QUARTERS = Rule("by_quarter", {"prices": ["8000.00", "6000.00", "4000.00", "2000.00"]}, "SEK")

    @pytest.mark.parametrize(
        ("day", "net"),
        [
            (dt.date(2020, 1, 1), "8000"),
            (dt.date(2027, 3, 1), "8000"),
            (dt.date(2027, 5, 31), "8000"),
            (dt.date(2027, 6, 1), "6000"),
            (dt.date(2027, 9, 1), "4000"),
            (dt.date(2027, 11, 30), "4000"),
            (dt.date(2027, 12, 1), "2000"),
            (dt.date(2028, 2, 29), "2000"),
        ],
    )
    def test_by_the_quarter_of_the_networks_own_year(self, day: dt.date, net: str) -> None:
        """A8: this year runs from March."""
        march = {"first": dt.date(2027, 3, 1), "last": dt.date(2028, 2, 29)}
        line = only(self.QUARTERS, facts(taken(day), **march))
        assert line.net == Decimal(net)
        assert line.name == "Membership 2027/2028: Fritidsfaciliteter"

    def test_it_says_which_quarter(self) -> None:
        assert said(only(self.QUARTERS, facts(taken(dt.date(2027, 4, 13))))) == (
            "Svendborg enrolled on 13 April, in quarter 2 of the network year: 6,000 kr for what is left of it"
        )


def test_the_sentence_is_in_the_receivers_language() -> None:
    line_in = {}
    for language in ("en", "da", "sv"):
        with translation.override(language):
            line_in[language] = said(only(TIERS, facts(taken(dt.date(2027, 4, 13)), held=held(MEETINGS[0]))))
    assert "13 April" in line_in["en"]
    assert "13. april" in line_in["da"]
    assert "13 april" in line_in["sv"]


# --- what is always so ----------------------------------------------------------------------------------

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
AMOUNTS = st.decimals("0", "99999.99", places=2)
PERCENTS = st.sampled_from([Decimal(25), Decimal(12), Decimal(6), Decimal("25.5"), Decimal(0)])


@st.composite
def tiers(draw: Any) -> Rule:
    prices = sorted(draw(st.lists(AMOUNTS, min_size=1, max_size=5)), reverse=True)
    return Rule("by_meetings_left", {"prices": [f"{price:.2f}" for price in prices]}, "DKK")


@st.composite
def some_facts(draw: Any) -> Facts:
    packages = [taken(day, n) for n, day in enumerate(draw(st.lists(DAYS, min_size=1, max_size=4)), 1)]
    meetings = draw(st.lists(st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)), max_size=3, unique=True))
    seats = draw(st.lists(st.tuples(st.integers(1, 999), DAYS), max_size=4, unique_by=lambda seat: seat[0]))
    return facts(
        *packages,
        held=held(*sorted(meetings)),
        extra_seats=tuple(ExtraSeat(number, 1, "Møde", day) for number, day in seats),
        inhabitants=draw(st.integers(0, 2_000_000)),
    )


def all_lines(rule: Rule, given_facts: Facts, vat: Vat) -> list[Line]:
    try:
        fees = reckon(rule, given_facts, vat)
    except Refusal:
        fees = []
    return [*fees, *reckon(SEATS, given_facts, vat)]


@given(tiers(), some_facts(), PERCENTS)
def test_totals_are_those_of_the_lines(rule: Rule, given_facts: Facts, percent: Decimal) -> None:
    lines = all_lines(rule, given_facts, Vat("S", percent))
    sums = money.totals(lines)
    assert sums.net == sum((line.net for line in lines), Decimal(0))
    assert sums.vat == money.vat_of(sums.net, percent)
    assert sums.gross == sums.net + sums.vat
    amounts = [a for line in lines for a in (line.net, line.vat, line.gross)]
    for amount in [*amounts, sums.net, sums.vat, sums.gross]:
        assert isinstance(amount, Decimal)
        assert amount.as_tuple().exponent == -2


@given(tiers(), some_facts(), st.randoms())
def test_the_order_of_the_facts_does_not_matter(rule: Rule, given_facts: Facts, random: Any) -> None:
    shuffled = {name: list(getattr(given_facts, name)) for name in ("held", "packages", "extra_seats")}
    for values in shuffled.values():
        random.shuffle(values)
    again = Facts(**{**given_facts.__dict__, **{name: tuple(v) for name, v in shuffled.items()}})
    key = lambda line: line.key  # noqa: E731
    before = sorted(all_lines(rule, given_facts, DANISH_VAT), key=key)
    assert sorted(all_lines(rule, again, DANISH_VAT), key=key) == before
    assert money.totals(all_lines(rule, again, DANISH_VAT)) == money.totals(before)


@given(tiers(), st.lists(DAYS, min_size=2, max_size=2), some_facts())
def test_joining_later_is_never_dearer_than_the_table(rule: Rule, days: list[dt.date], other: Facts) -> None:
    """K37, K38: whoever waits pays one of the published prices, and never more than who came first."""
    early, late = sorted(days)
    published = [Decimal(price) for price in rule.terms["prices"]]
    paid: list[Decimal | None] = []
    for day in (early, late):
        try:
            paid.append(only(rule, facts(taken(day), held=other.held)).net)
        except Refusal:
            paid.append(None)
    assert all(net is None or net in published for net in paid)
    if paid[0] is None:
        assert paid[1] is None  # nothing comes back that was over
    elif paid[1] is not None:
        assert paid[1] <= paid[0] <= published[0]


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_the_larger_never_pays_less(one: int, other: int) -> None:
    small, large = sorted((one, other))
    for rule in (TestByPopulation.BANDS, TestPerInhabitant.EACH):
        of = [only(rule, facts(taken(MEETINGS[0]), inhabitants=people)).net for people in (small, large)]
        assert of[0] <= of[1]
