"""What it costs is said before one enrols, takes a seat or leaves (A1, A4, A11, K33, K37, K38, K40)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from armkrok.billing.models import PriceRule
from armkrok.meetings import inviting, registering
from armkrok.meetings.models import Meeting
from armkrok.meetings.registering import ExtraSeat
from armkrok.networks import applying, appointing, deciding, withdrawing, years
from armkrok.networks.applying import Application, Someone
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.rules import YearIsOver
from tests.meetings.conftest import a_meeting
from tests.world import World

from .money_in import an_invoice, an_issuer
from .priced import a_fee, a_seat_price


def read(client: Client, path: str) -> str:
    return " ".join(client.get(path).text.replace("\N{NO-BREAK SPACE}", " ").split())


def page(world: World) -> str:
    return f"/networks/{world.network.slug}/"


def application(world: World, name: str = "Køge", **more: Any) -> Application:
    me = Someone("Koordinator, Køge", "koege@example.org", "Idrætskonsulent")
    boss = Someone("Chef, Køge", "chef-koege@example.org", "Kultur- og fritidschef")
    return Application(world.organisations[name], me, me, boss, language="en", **more)


@pytest.fixture
def held(world: World) -> list[Meeting]:
    """All three of the year."""
    days = (dt.date(2027, 3, 18), dt.date(2027, 5, 9), dt.date(2027, 5, 20))
    return [world.meeting_held(day) for day in days]


class TestOnTheNetworksPage:
    def test_a_price_that_nobody_has_stated_is_not_free(self, world: World, client: Client) -> None:
        """A1."""
        text = read(client, page(world))
        assert "The price hasn't been stated yet." in text
        assert "free of charge. Nothing" not in text

    def test_free_is_said(self, world: World, client: Client) -> None:
        """A11."""
        a_fee(world, kind="none", terms={}, currency="")
        assert "Membership is free of charge. Nothing is ever invoiced." in read(client, page(world))

    def test_free_until_a_price_begins(self, world: World, client: Client) -> None:
        """What has been set from a later day is said beforehand, and nobody reads that it stays free."""
        a_fee(world, kind="none", terms={}, currency="")
        a_fee(
            world,
            from_on=dt.date(2028, 1, 1),
            kind="by_quarter",
            terms={"prices": ["400", "300", "200", "100"]},
        )
        text = read(client, page(world))
        assert "Membership is free of charge." in text
        assert "Nothing is ever invoiced" not in text
        assert "From 1 January 2028: 400 kr" in text

    def test_the_tiers_and_what_it_would_be_today(self, world: World, client: Client) -> None:
        """K33, K37, K38, K40, with a worked example."""
        a_fee(world)
        a_seat_price(world)
        text = read(client, page(world))
        assert "whoever enrols today pays 7,000 kr., plus 1,750 kr. VAT: 8,750 kr. in all" in text
        world.meeting_held()
        text = read(client, page(world))
        assert "whoever enrols today pays 5,200 kr., plus 1,300 kr. VAT: 6,500 kr. in all" in text
        assert "Each network year that follows costs 7,000 kr., plus 1,750 kr. VAT: 8,750 kr. in all." in text
        assert "costs 1,500 kr. for each person and meeting, plus 375 kr. VAT: 1,875 kr. in all" in text

    def test_by_population_the_steps_are_shown(self, world: World, client: Client) -> None:
        bands = [{"to": 20000, "price": "4000.00"}, {"to": None, "price": "9000.00"}]
        a_fee(world, kind="population_band", terms={"bands": bands})
        text = read(client, page(world))
        assert "Up to 20,000 inhabitants" in text
        assert "DKK 5,000.00" in text

    def test_a_new_price_is_news(self, world: World, client: Client) -> None:
        """K41: and a page that is kept doesn't outlive it."""
        with time_machine.travel(dt.datetime(2027, 7, 5, 9, tzinfo=dt.UTC)):
            a_fee(world, at=dt.datetime(2027, 7, 5, 9, tzinfo=dt.UTC))
            assert "Last updated 5 July 2027" in read(client, page(world))

    def test_history_makes_no_difference(
        self, world: World, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        a_fee(world)
        a_seat_price(world)
        with django_assert_max_num_queries(12) as one:
            client.get(page(world))
        for year in range(1990, 2026):
            a_fee(world, from_on=dt.date(year, 1, 1))
        with django_assert_max_num_queries(len(one.captured_queries)):
            client.get(page(world))


class TestBeforeOneEnrols:
    def form(self, world: World, name: str = "Køge") -> str:
        return f"{page(world)}enrolment/?organisation={world.organisations[name].pk}"

    def test_the_form_says_it_for_the_one_who_asks(self, world: World, client: Client) -> None:
        koege = world.organisations["Køge"]
        koege.inhabitants = 62300
        koege.save()
        a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
        text = read(client, self.form(world))
        assert "whoever enrols today pays 6,230 kr., plus 1,557.50 kr. VAT: 7,787.50 kr. in all" in text

    def test_a_member_who_wants_to_take_part_is_told_no_price(self, world: World, client: Client) -> None:
        a_fee(world)
        assert "What it costs" not in read(client, self.form(world, "Svendborg"))

    def test_when_all_meetings_have_been_held_it_is_refused_and_the_next_year_offered(
        self, world: World, client: Client, held: list[Meeting]
    ) -> None:
        """K38."""
        a_fee(world)
        text = read(client, self.form(world))
        assert "All of this year's meetings have been held" in text
        assert "Begin with the next network year, on 1 January 2028" in text
        typed = {
            "applicant_name": "Koordinator, Køge",
            "applicant_title": "Idrætskonsulent",
            "applicant_email": "koege@example.org",
            "who": "me",
            "appointer_name": "Chef, Køge",
            "appointer_email": "chef-koege@example.org",
        }
        answer = client.post(self.form(world), typed)
        assert answer.status_code == 422
        assert "on 1 January 2028" in str(answer.context["form"].errors["begins_next_year"])
        assert "Koordinator, Køge" in answer.text
        assert not Enrolment.objects.filter(organisation=world.organisations["Køge"]).exists()
        assert client.post(self.form(world), {**typed, "begins_next_year": "on"}).status_code == 302
        enrolment = Enrolment.objects.get(organisation=world.organisations["Køge"])
        assert enrolment.begins_on == dt.date(2028, 1, 1)


class TestTheNextYear:
    """K38."""

    def test_nothing_is_written_before_the_next_year_is_chosen(
        self, world: World, held: list[Meeting]
    ) -> None:
        a_fee(world)
        with pytest.raises(YearIsOver) as refused:
            applying.apply(application(world), world.network, at=world.now)
        assert (refused.value.requirement, refused.value.next_year) == ("K38", dt.date(2028, 1, 1))

    def test_where_no_price_follows_the_meetings_a_year_is_never_over(
        self, world: World, held: list[Meeting]
    ) -> None:
        enrolment, _new = applying.apply(application(world), world.network, at=world.now)
        assert enrolment.begins_on is None

    def test_what_is_marked_later_does_not_count_yet(self, world: World, held: list[Meeting]) -> None:
        """A3: the third is marked on 21 May."""
        a_fee(world)
        assert years.year_is_over(world.network, dt.date(2027, 5, 21))
        assert not years.year_is_over(world.network, dt.date(2027, 5, 20))

    def test_two_held_are_not_all(self, world: World) -> None:
        a_fee(world)
        for day in (dt.date(2027, 3, 18), dt.date(2027, 5, 9)):
            world.meeting_held(day)
        enrolment, _new = applying.apply(
            application(world, begins_next_year=True), world.network, at=world.now
        )
        assert enrolment.begins_on is None  # there is something left, so it begins now

    def test_the_membership_begins_with_it_and_not_before(self, world: World, held: list[Meeting]) -> None:
        a_fee(world)
        applied, _new = applying.apply(application(world, begins_next_year=True), world.network, at=world.now)
        letter = world.letters("koege@example.org")[0]
        assert "The membership begins with the next network year, on 1 January 2028." in letter.text
        self.become_a_member(world, applied)
        assert applied.starts_on == dt.date(2028, 1, 1)

    def test_whoever_applied_in_time_and_was_answered_too_late_begins_with_it_too(
        self, world: World, held: list[Meeting]
    ) -> None:
        applied, _new = applying.apply(application(world), world.network, at=world.now)
        a_fee(world)
        self.become_a_member(world, applied)
        assert applied.starts_on == dt.date(2028, 1, 1)

    def test_no_seat_and_no_invitation_at_this_years_meetings(
        self, world: World, held: list[Meeting]
    ) -> None:
        a_fee(world)
        applied, _new = applying.apply(application(world, begins_next_year=True), world.network, at=world.now)
        self.become_a_member(world, applied)
        this_year = a_meeting(world)
        next_year = a_meeting(world, starts_at=dt.datetime(2028, 3, 9, 8, tzinfo=dt.UTC))
        for meeting in (this_year, next_year):
            inviting.write_invitations(meeting, at=world.now)
        assert not this_year.invitations.filter(enrolment=applied).exists()
        assert next_year.invitations.filter(enrolment=applied).exists()
        person = applied.professional_contact
        assert person
        with pytest.raises(registering.Refusal):
            registering.register(this_year, applied, person, by=person, at=world.now)
        assert registering.register(next_year, applied, person, by=person, at=world.now)

    def become_a_member(self, world: World, enrolment: Enrolment) -> None:
        appointment = Appointment.objects.get(enrolment=enrolment)
        assert appointment.appointer
        appointing.confirm(appointment, by=appointment.appointer, at=world.now)
        deciding.approve(enrolment, by=world.people["secretary"], at=world.now)
        enrolment.refresh_from_db()


class TestBeforeASeat:
    def price(self, world: World) -> str:
        said = registering.extra_seat_price(a_meeting(world), world.enrolment)
        return said.replace("\N{NO-BREAK SPACE}", " ")

    def test_its_price_with_vat(self, world: World) -> None:
        """A1, K40."""
        a_seat_price(world)
        assert self.price(world) == (
            "An extra seat at this meeting costs 1,500 kr., plus 375 kr. VAT: 1,875 kr. in all."
        )

    def test_none_is_stated(self, world: World) -> None:
        a_fee(world)
        assert self.price(world) == "No price has been stated for an extra seat in this network."

    def test_it_is_free_where_all_is(self, world: World) -> None:
        a_fee(world, kind="none", terms={}, currency="")
        assert self.price(world) == "An extra seat at this meeting is free of charge."

    def test_without_vat_that_is_said(self, world: World) -> None:
        a_seat_price(world, vat_category="E", vat_reason="Momsloven § 13")
        assert self.price(world) == "An extra seat at this meeting costs 1,500 kr.; no VAT is added."

    def test_by_the_meetings_day(self, world: World) -> None:
        """A6."""
        a_seat_price(world)
        a_seat_price(world, from_on=dt.date(2027, 9, 9), terms={"price": "1600.00"})
        assert "costs 1,600 kr." in self.price(world)

    def test_the_third_person_hears_it_before_the_seat_is_theirs(self, world: World) -> None:
        """A2."""
        a_seat_price(world)
        meeting = a_meeting(world)
        by = world.people["coordinator"]
        for number in (1, 2):
            guest = Someone(f"Kollega {number}", f"kollega-{number}@example.org")
            registering.register(meeting, world.enrolment, guest, by=by, at=world.now)
        third = Someone("Kollega 3", "kollega-3@example.org")
        with pytest.raises(ExtraSeat) as refused:
            registering.register(meeting, world.enrolment, third, by=by, at=world.now)
        assert "1,875" in refused.value.price


class TestBeforeOneLeaves:
    """A4."""

    def test_what_has_been_invoiced_stays_and_nothing_more_comes(self, world: World, client: Client) -> None:
        a_fee(world)
        address = f"{page(world)}members/{world.enrolment.pk}/withdrawal/"
        member = world.sign_in(client, "coordinator")
        assert "Nothing has been invoiced yet for the network year" in read(member, address)
        assert "is invoiced all the same" not in read(member, address)  # nothing binds yet
        world.meeting_held()
        assert "on 31 December 2027; its fee is invoiced all the same." in read(member, address)
        invoice = an_invoice(world, an_issuer(world))
        text = read(member, address)
        assert f"Invoice {invoice.number} of 8,750 kr. for this network year stands." in text
        assert "No invoice is sent for a network year that begins after the last day of membership." in text

    def test_whoever_confirms_reads_it_too(self, world: World, client: Client) -> None:
        a_fee(world)
        invoice = an_invoice(world, an_issuer(world))
        by = world.people["coordinator"]
        withdrawal = withdrawing.ask_to_withdraw(world.enrolment, by=by, at=world.now)
        link = world.link("networks.withdrawal", withdrawal.contact)
        assert f"Invoice {invoice.number}" in read(client, link)

    def test_free_says_nothing_of_invoices(self, world: World, client: Client) -> None:
        a_fee(world, kind="none", terms={}, currency="")
        member = world.sign_in(client, "coordinator")
        text = read(member, f"{page(world)}members/{world.enrolment.pk}/withdrawal/")
        assert "nvoice" not in text.split("What happens")[1].split("</section>")[0]

    def test_an_invoice_binds_until_all_of_it_is_taken_back(self, world: World) -> None:
        day = dt.date(2027, 6, 1)
        assert withdrawing.last_day(world.enrolment, day) == day
        issuer = an_issuer(world)
        invoice = an_invoice(world, issuer)
        assert withdrawing.last_day(world.enrolment, day) == dt.date(2027, 12, 31)
        an_invoice(world, issuer, "3000.00", credits=invoice)
        assert withdrawing.last_day(world.enrolment, day) == dt.date(2027, 12, 31)
        an_invoice(world, issuer, "4000.00", credits=invoice)
        assert withdrawing.last_day(world.enrolment, day) == day

    def test_an_invoice_for_another_year_does_not_bind(self, world: World) -> None:
        an_invoice(world, an_issuer(world), network_year_from=dt.date(2026, 1, 1))
        day = dt.date(2027, 6, 1)
        assert withdrawing.last_day(world.enrolment, day) == day


def test_nobody_knows_a_price_by_itself(world: World) -> None:
    """Prices are data: none is written into the program."""
    assert not PriceRule.objects.exists()
