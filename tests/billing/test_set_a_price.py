"""Who runs a network says what it costs, from which day (A1, A6, A11, K24, K33)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from armkrok.billing import pricing, setting_prices
from armkrok.billing.models import PriceRule, VatRate
from armkrok.billing.models.price import Charges
from armkrok.billing.pricing import Prices
from armkrok.billing.rules import Refusal
from armkrok.billing.rules.facts import ExtraSeat, Facts, Line, Package
from armkrok.billing.rules.prices import KINDS, NotStated
from armkrok.billing.setting_prices import Price
from armkrok.journal.models import Entry
from armkrok.networks import opening
from tests.world import World

from .money_in import an_invoice, an_issuer
from .priced import TIERS, YEAR, a_fee, a_seat_price

DAY = dt.date(2027, 6, 1)


def lines(facts: Facts, prices: Prices) -> list[Line]:
    """What a member is charged in a network year: fees, then extra seats."""
    return [*pricing.fee_lines(facts, prices), *pricing.seat_lines(facts, prices)]


def kind_on(world: World, day: dt.date, charges: str = "fee") -> str:
    return Prices(world.network).rule(charges, day).kind


def address(world: World, *rest: object) -> str:
    return "/".join([f"/networks/{world.network.slug}/prices", *map(str, rest), ""])


class TestTheAct:
    def test_it_holds_from_its_day_and_what_was_before_holds_before(self, world: World) -> None:
        """A6."""
        a_fee(world)
        a_fee(world, from_on=dt.date(2028, 1, 1), terms={"prices": ["7500.00"]})
        prices = Prices(world.network)
        assert prices.rule("fee", dt.date(2026, 12, 31)).kind == "not_stated"
        assert prices.rule("fee", DAY).terms == TIERS
        assert prices.rule("fee", dt.date(2029, 5, 1)).terms == {"prices": ["7500.00"]}

    def test_sent_twice_it_is_set_once(self, world: World) -> None:
        assert a_fee(world) == a_fee(world)
        assert PriceRule.objects.count() == 1
        assert Entry.objects.about(world.network).filter(what="price.set").count() == 1

    def test_another_one_for_the_same_day_takes_its_place(self, world: World) -> None:
        first = a_fee(world)
        second = a_fee(world, terms={"prices": ["7000.00", "5000.00", "3000.00"]})
        first.refresh_from_db()
        assert first.dropped_at == world.now
        assert Prices(world.network).rule("fee", DAY) == second

    def test_a_year_that_has_been_invoiced_is_never_rewritten(self, world: World) -> None:
        """A6: a past year is reckoned by its own."""
        rule = a_fee(world)
        an_invoice(world, an_issuer(world))
        for day in (YEAR, dt.date(2026, 1, 1), dt.date(2027, 12, 31)):
            with pytest.raises(Refusal, match="can hold from 1 January 2028") as refused:
                a_fee(world, from_on=day, terms={"prices": ["1.00"]})
            assert (refused.value.requirement, refused.value.field) == ("A6", "from_on")
        assert list(PriceRule.objects.standing()) == [rule]
        a_fee(world, from_on=dt.date(2028, 1, 1), terms={"prices": ["7500.00"]})
        a_seat_price(world)  # of which nothing has been invoiced

    def test_one_that_was_wholly_taken_back_can_be_rewritten(self, world: World) -> None:
        a_fee(world)
        invoice = an_invoice(world, an_issuer(world))
        an_invoice(world, an_issuer(world), credits=invoice)
        assert a_fee(world, terms={"prices": ["6000.00"]}).terms == {"prices": ["6000.00"]}

    def test_a_price_for_seats_is_no_fee(self, world: World) -> None:
        with pytest.raises(Refusal):
            a_fee(world, charges="extra_seat")

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"terms": {"prices": ["7000.00", "7000.01"]}}, "price_2"),
            ({"kind": "by_quarter", "terms": {"prices": ["8.00", "6.00", "6.00", "7.00"]}}, "price_4"),
            ({"kind": "per_inhabitant", "terms": {"price": "1", "floor": "9.00", "cap": "8.99"}}, "cap"),
            (
                {
                    "kind": "population_band",
                    "terms": {"bands": [{"to": to, "price": "1.00"} for to in (9, 9, None)]},
                },
                "to_2",
            ),
            ({"vat_category": "O"}, "vat_reason"),
        ],
    )
    def test_what_makes_no_sense_is_set_by_nobody(self, world: World, more: dict, field: str) -> None:
        with pytest.raises(Refusal) as refused:
            a_fee(world, **more)
        assert refused.value.field == field
        assert not PriceRule.objects.exists()

    def test_one_to_come_is_dropped_and_one_that_holds_is_not(self, world: World) -> None:
        holds, later = a_fee(world), a_fee(world, from_on=dt.date(2028, 1, 1), kind="none", terms={})
        by = world.people["secretary"]
        for _twice in range(2):
            setting_prices.drop_price(later, by=by, at=world.now)
        assert kind_on(world, dt.date(2028, 5, 1)) == "by_meetings_left"
        assert Entry.objects.about(world.network).filter(what="price.dropped").count() == 1
        with pytest.raises(Refusal, match="holds already"):
            setting_prices.drop_price(holds, by=by, at=world.now)


class TestWhichHolds:
    def facts(self, *packages: Package, **more: Any) -> Facts:
        values: dict[str, Any] = {
            "member": "Svendborg",
            "network": "Fritidsfaciliteter",
            "enrolment": 1,
            "first": YEAR,
            "last": dt.date(2027, 12, 31),
            "joined_on": dt.date(2021, 1, 1),
            "packages": packages,
        }
        return Facts(**(values | more))

    def member(self) -> Package:
        return Package(1, dt.datetime(2021, 1, 1, tzinfo=dt.UTC), dt.date(2021, 1, 1))

    def test_a_past_year_is_reckoned_by_its_own_price_and_vat(self, world: World) -> None:
        """A6."""
        a_fee(world, from_on=dt.date(2026, 1, 1))
        a_fee(world, terms={"prices": ["8000.00"]})
        VatRate.objects.create(country="DK", band="standard", percent=Decimal(26), from_on=YEAR)
        prices = Prices(world.network)
        then = self.facts(self.member(), first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31))
        (line,) = lines(then, prices)
        assert (line.net, line.vat_percent, line.gross) == (Decimal(7000), Decimal(25), Decimal(8750))
        (line,) = lines(self.facts(self.member()), prices)
        assert (line.net, line.vat_percent, line.gross) == (Decimal(8000), Decimal(26), Decimal(10080))

    def test_one_set_within_the_year_is_for_those_who_join_after(self, world: World) -> None:
        a_fee(world)
        a_fee(world, from_on=dt.date(2027, 7, 1), terms={"prices": ["4000.00", "2000.00"]})
        newcomer = Package(2, dt.datetime(2027, 8, 1, tzinfo=dt.UTC), dt.date(2027, 8, 1))
        charged = lines(self.facts(self.member(), newcomer), Prices(world.network))
        assert [line.net for line in charged] == [Decimal(7000), Decimal(4000)]

    def test_extra_seats_by_the_meetings_day_and_only_where_somebody_sat(self, world: World) -> None:
        """A1, K40: without a price the fee is still known; the seats are not."""
        a_fee(world)
        seat = ExtraSeat(7, 1, "Haller", dt.date(2027, 3, 18))
        assert len(lines(self.facts(self.member()), Prices(world.network))) == 1
        with pytest.raises(NotStated):
            pricing.seat_lines(self.facts(self.member(), extra_seats=(seat,)), Prices(world.network))
        a_seat_price(world)
        fee, extra = lines(self.facts(self.member(), extra_seats=(seat,)), Prices(world.network))
        assert fee.gross + extra.gross == Decimal(10625)

    def test_where_membership_is_free_seats_are_too(self, world: World) -> None:
        """A11."""
        a_fee(world, kind="none", terms={}, currency="")
        assert kind_on(world, DAY, "extra_seat") == "none"

    def test_who_invoices_decides_whose_vat(self, world: World) -> None:
        """K24, A6: and where no rate is known, none is guessed."""
        rule = a_fee(world)
        assert Prices(world.network).vat(rule, DAY).percent == Decimal(25)
        world.network.invoicer = world.organisation("Kulturradet", "association", country="IS")
        world.network.save()
        with pytest.raises(Refusal, match="No VAT rate is known"):
            Prices(world.network).vat(rule, DAY)

    def test_without_vat_the_reason_goes_along(self, world: World) -> None:
        rule = a_fee(world, vat_category="E", vat_reason="Momsloven § 13")
        vat = Prices(world.network).vat(rule, DAY)
        assert (vat.category, vat.percent, vat.reason) == ("E", Decimal(0), "Momsloven § 13")

    def test_two_queries_and_many_networks_in_four(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        a_fee(world)
        with django_assert_num_queries(2):
            prices = Prices(world.network)
            for day in (DAY, YEAR):
                prices.vat(prices.rule("fee", day), day)
        networks = [world.network, world.draft]
        with django_assert_num_queries(3):
            of = pricing.prices_of(networks)
        rule = of[world.network.pk].rule("fee", DAY)
        assert of[world.network.pk].vat(rule, DAY).percent == Decimal(25)
        assert of[world.draft.pk].rule("fee", DAY).kind == "not_stated"


class TestThePage:
    def test_what_holds_is_said_with_a_worked_example(self, world: World, client: Client) -> None:
        a_fee(world)
        a_seat_price(world)
        page = world.sign_in(client, "secretary").get(address(world)).text.replace("\N{NO-BREAK SPACE}", " ")
        assert "7,000 kr. a network year" in page
        for amount in ("DKK 7,000.00", "DKK 8,750.00", "DKK 6,500.00", "DKK 4,125.00", "DKK 1,875.00"):
            assert amount in page
        assert "Valid from 1 January 2027" in page

    def test_where_nothing_is_stated_it_says_what_follows(self, world: World, client: Client) -> None:
        """A1."""
        page = world.sign_in(client, "secretary").get(address(world)).text
        assert "no fee can be invoiced" in page

    @pytest.mark.parametrize(
        ("kind", "typed", "terms"),
        [
            ("by_meetings_left", {"price_1": "7.000,00", "price_2": "5200", "price_3": "3,300.00"}, TIERS),
            (
                "by_quarter",
                {"price_1": "8000", "price_2": "6000", "price_3": "4000", "price_4": "2000"},
                {"prices": ["8000.00", "6000.00", "4000.00", "2000.00"]},
            ),
            (
                "population_band",
                {"to_1": "20000", "price_1": "4000", "price_above": "9000"},
                {"bands": [{"to": 20000, "price": "4000.00"}, {"to": None, "price": "9000.00"}]},
            ),
            (
                "per_inhabitant",
                {"price_each": "0.255", "floor": "2000", "cap": ""},
                {"price": "0.255", "floor": "2000.00", "cap": ""},
            ),
            ("per_person_and_meeting", {"price_each": "1500"}, {"price": "1500.00"}),
            ("none", {"charges": "fee"}, {}),
        ],
    )
    def test_each_kind_has_a_form_of_its_own(
        self, world: World, client: Client, kind: str, typed: dict, terms: dict
    ) -> None:
        desk = world.sign_in(client, "secretary")
        assert desk.get(address(world, kind)).status_code == 200
        vat = {"currency": "DKK", "vat_category": "S", "vat_band": "standard"}
        answer = desk.post(address(world, kind), {**vat, "from_on": "2027-01-01", **typed})
        assert answer.status_code == 302, answer.context["form"].errors
        rule = PriceRule.objects.get()
        assert (rule.kind, rule.terms, rule.from_on) == (kind, terms, YEAR)
        assert rule.charges in KINDS[kind].charges
        assert desk.get(address(world)).status_code == 200
        assert desk.get(address(world, kind)).status_code == 200

    @pytest.mark.parametrize(
        ("kind", "typed", "field"),
        [
            ("by_meetings_left", {"price_1": "7000", "price_2": "7001", "price_3": "1"}, "price_2"),
            ("by_meetings_left", {"price_1": "seven", "price_2": "2", "price_3": "1"}, "price_1"),
            ("by_meetings_left", {"price_1": "-7", "price_2": "-8", "price_3": "-9"}, "price_1"),
            ("per_person_and_meeting", {"price_each": "1500.005"}, "price_each"),
            ("per_person_and_meeting", {"price_each": "1500", "vat_category": "E"}, "vat_reason"),
            ("per_person_and_meeting", {"price_each": "1500", "from_on": "3027-01-01"}, "from_on"),
            ("population_band", {"to_1": "9", "price_above": "9"}, "price_1"),
            (
                "population_band",
                {"to_1": "9", "price_1": "9", "to_2": "8", "price_2": "1", "price_above": "9"},
                "to_2",
            ),
            (  # a step was left out
                "population_band",
                {"to_1": "9", "price_1": "9", "to_4": "9", "price_4": "1", "price_above": "9"},
                "to_4",
            ),
            ("per_inhabitant", {"price_each": "1", "floor": "9", "cap": "8"}, "cap"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_the_field(
        self, world: World, client: Client, kind: str, typed: dict, field: str
    ) -> None:
        desk = world.sign_in(client, "secretary")
        vat = {"currency": "DKK", "vat_category": "S", "vat_band": "standard", "from_on": "2027-01-01"}
        answer = desk.post(address(world, kind), {**vat, **typed})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not PriceRule.objects.exists()

    def test_what_has_been_invoiced_is_refused_beside_the_day(self, world: World, client: Client) -> None:
        a_fee(world)
        an_invoice(world, an_issuer(world))
        desk = world.sign_in(client, "secretary")
        assert 'value="2028-01-01"' in desk.get(address(world, "by_quarter")).text
        typed = {"price_1": "8", "price_2": "6", "price_3": "4", "price_4": "2", "from_on": "2027-01-01"}
        vat = {"currency": "DKK", "vat_category": "S", "vat_band": "standard"}
        answer = desk.post(address(world, "by_quarter"), {**vat, **typed})
        assert answer.status_code == 422
        assert "can hold from 1 January 2028" in str(answer.context["form"].errors["from_on"])

    def test_one_to_come_is_dropped_after_a_question(self, world: World, client: Client) -> None:
        a_fee(world)
        later = a_fee(world, from_on=dt.date(2028, 1, 1), terms={"prices": ["7500.00"]})
        desk = world.sign_in(client, "secretary")
        assert "From 1 January 2028" in desk.get(address(world)).text
        assert "7,500" in desk.get(address(world, later.pk, "dropping")).text
        desk.post(address(world, later.pk, "dropping"))
        assert kind_on(world, dt.date(2028, 5, 1)) == "by_meetings_left"
        assert later not in PriceRule.objects.standing()

    def test_both_who_run_it_have_the_same_rights(self, world: World, client: Client) -> None:
        """K24."""
        desk = world.sign_in(client, "facilitator")
        assert desk.get(address(world)).status_code == 404
        opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
        assert desk.get(address(world)).status_code == 200
        desk.post(address(world, "none"), {"charges": "fee", "from_on": "2027-01-01"})
        assert kind_on(world, DAY) == "none"

    @pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant"])
    def test_to_others_it_is_not_there(self, world: World, client: Client, who: str) -> None:
        reader = world.sign_in(client, who)
        assert reader.get(address(world)).status_code == 404
        assert reader.post(address(world, "none"), {"from_on": "2027-01-01"}).status_code == 404

    def test_an_unknown_kind_is_not_there(self, world: World, client: Client) -> None:
        assert world.sign_in(client, "secretary").get(address(world, "by_moonlight")).status_code == 404

    def test_a_long_history_takes_no_more_queries(
        self, world: World, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        a_fee(world)
        desk = world.sign_in(client, "secretary")
        with django_assert_max_num_queries(20) as one:
            desk.get(address(world))
        for year in range(1990, 2026):
            a_fee(world, from_on=dt.date(year, 1, 1))
        with django_assert_max_num_queries(len(one.captured_queries)):
            desk.get(address(world))


def test_charges_are_both_of_the_model() -> None:
    assert {charges for kind in KINDS.values() for charges in kind.charges} == set(Charges.values)
    assert Price("fee", "none", YEAR).terms == {}
