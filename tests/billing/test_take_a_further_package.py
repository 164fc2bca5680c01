"""A member takes a further package of seats, and gives it up (A4, A7)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.billing import due
from armkrok.journal.models import Entry
from armkrok.meetings import registering
from armkrok.networks import opening, packaging
from armkrok.networks.models import Package
from armkrok.networks.rules import Refusal
from tests.meetings.conftest import a_meeting
from tests.world import World

from .priced import YEAR, a_fee
from .ready import ready


@pytest.fixture
def world(world: World) -> World:
    """The network lets a member have three."""
    world.network.packages_at_most = 3
    world.network.save()
    world.enrolment.refresh_from_db()
    return world


def take(world: World, **more: Any) -> Package:
    return packaging.take_package(world.enrolment, by=world.people["coordinator"], at=world.now, **more)


class TestTheAct:
    def test_it_is_there_from_today_and_goes_on(self, world: World) -> None:
        package = take(world)
        assert (package.from_on, package.until_on) == (dt.date(2027, 6, 1), None)
        assert Entry.objects.about(world.network).filter(what="package.taken").exists()

    def test_it_holds_as_many_seats_again(self, world: World) -> None:
        """K34."""
        meeting = a_meeting(world)
        assert registering.entitled(meeting, world.enrolment) == 2
        take(world)
        assert registering.entitled(meeting, world.enrolment) == 4

    def test_no_setting_takes_away_what_a_member_has(self, world: World) -> None:
        """A7: seats and fee, until the member gives it up."""
        ready(world)
        package = take(world)
        by, at = world.people["secretary"], world.now
        with pytest.raises(Refusal, match="has 2 packages"):
            opening.change_settings(world.network, {"packages_at_most": 1}, by=by, at=at)
        (fees,) = due.fees(
            world.network, world.network.year(YEAR), on=dt.date(2027, 6, 1), only=[world.enrolment]
        )
        assert len(fees.due) == 2
        package.delete()
        opening.change_settings(world.network, {"packages_at_most": 1}, by=by, at=at)

    def test_where_one_is_all_nobody_asks_for_more(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        world.network.packages_at_most = 1
        world.network.save()
        world.enrolment.refresh_from_db()
        meeting = a_meeting(world)
        enrolment = type(world.enrolment).objects.select_related("network").get(pk=world.enrolment.pk)
        with django_assert_num_queries(0):
            assert registering.entitled(meeting, enrolment) == 2
        with pytest.raises(Refusal, match="have 1 package"):
            take(world)

    def test_asked_twice_it_is_one(self, world: World) -> None:
        first = take(world, having=0)
        assert take(world, having=0) == first
        assert take(world, having=1) != first
        assert Package.objects.count() == 2

    def test_no_more_than_the_network_lets(self, world: World) -> None:
        take(world)
        take(world)
        with pytest.raises(Refusal, match="have 3 packages") as refused:
            take(world)
        assert refused.value.requirement == "A7"

    def test_given_up_it_lasts_until_the_years_end(self, world: World) -> None:
        """A4."""
        package = take(world)
        by = world.people["coordinator"]
        for _twice in range(2):
            package = packaging.give_up_package(package, by=by, at=world.now)
        assert package.until_on == dt.date(2027, 12, 31)
        assert Entry.objects.about(world.network).filter(what="package.given_up").count() == 1
        assert registering.entitled(a_meeting(world), world.enrolment) == 4
        later = a_meeting(world, starts_at=dt.datetime(2028, 3, 9, 8, tzinfo=dt.UTC))
        assert registering.entitled(later, world.enrolment) == 2

    def test_it_can_be_kept_after_all(self, world: World) -> None:
        by = world.people["coordinator"]
        package = packaging.give_up_package(take(world), by=by, at=world.now)
        assert packaging.keep_package(package, by=by, at=world.now).until_on is None

    def test_none_when_nothing_is_left_of_the_year(self, world: World) -> None:
        """K38."""
        a_fee(world, terms={"prices": ["7000.00"]})
        world.meeting_held()
        with pytest.raises(Refusal) as refused:
            take(world)
        assert refused.value.requirement == "K38"

    def test_whoever_has_withdrawn_takes_none(self, world: World) -> None:
        world.enrolment.ends_on = dt.date(2027, 12, 31)
        world.enrolment.save()
        with pytest.raises(Refusal, match="that goes on"):
            take(world)


class TestThePage:
    def address(self, world: World) -> str:
        return f"/networks/{world.network.slug}/members/{world.enrolment.pk}/packages/"

    def test_the_price_stands_beside_the_button(self, world: World, client: Client) -> None:
        a_fee(world)
        member = world.sign_in(client, "coordinator")
        text = " ".join(member.get(self.address(world)).text.replace("\N{NO-BREAK SPACE}", " ").split())
        assert "Taken today, it costs 7,000 kr., plus 1,750 kr. VAT: 8,750 kr. in all" in text

    def test_taken_given_up_and_kept(self, world: World, client: Client) -> None:
        member = world.sign_in(client, "coordinator")
        for _twice in range(2):
            member.post(self.address(world), {"what": "take", "seen": "0"})
        package = Package.objects.get()
        member.post(self.address(world), {"what": "give_up", "package": package.pk})
        package.refresh_from_db()
        assert package.until_on == dt.date(2027, 12, 31)
        assert "until 31 December 2027" in member.get(self.address(world)).text
        member.post(self.address(world), {"what": "keep", "package": package.pk})
        package.refresh_from_db()
        assert package.until_on is None

    def test_it_has_one_number_on_the_page_and_on_the_invoice(self, world: World, client: Client) -> None:
        """Also after one before it was given up."""
        ready(world)
        first, last_year = take(world), dt.date(2026, 12, 31)
        take(world)
        Package.objects.filter(pk=first.pk).update(from_on=dt.date(2026, 3, 1), until_on=last_year)
        (fees,) = due.fees(world.network, world.network.year(YEAR), on=dt.date(2027, 6, 1))
        assert [line.name.partition(":")[0] for line in fees.lines] == [
            "Membership 2027",
            "Membership 2027, package 3",
        ]
        page = world.sign_in(client, "coordinator").get(self.address(world)).text
        assert "Package 3" in page
        assert "Package 2" not in page

    def test_where_the_price_isnt_known_it_is_said_why(self, world: World, client: Client) -> None:
        """A1."""
        ready(world)
        a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
        page = world.sign_in(client, "coordinator").get(self.address(world)).text
        assert "how many live in Svendborg isn&#x27;t known here" in page
        assert "the price isn't known yet" in page

    def test_what_cannot_be_is_said(self, world: World, client: Client) -> None:
        world.network.packages_at_most = 1
        world.network.save()
        answer = world.sign_in(client, "secretary").post(self.address(world), {"what": "take", "seen": "0"})
        assert answer.status_code == 422
        assert "have 1 package" in answer.text

    def test_it_says_why_none_can_be_taken_before_anybody_asks(self, world: World, client: Client) -> None:
        """K38."""
        a_fee(world, terms={"prices": ["7000.00"]})
        member = world.sign_in(client, "coordinator")
        assert "Take a further package" in member.get(self.address(world)).text
        world.meeting_held()
        page = member.get(self.address(world)).text
        assert "when the next network year has begun, after 31 December 2027" in page
        assert "Take a further package" not in page

    def test_the_members_page_leads_there(self, world: World, client: Client) -> None:
        desk = world.sign_in(client, "secretary")
        assert self.address(world) in desk.get(world.enrolment.get_absolute_url()).text

    @pytest.mark.parametrize("who", ["outsider", "applicant", "facilitator"])
    def test_to_others_it_is_not_there(self, world: World, client: Client, who: str) -> None:
        assert world.sign_in(client, who).get(self.address(world)).status_code == 404
