"""A network's meetings stand year by year: for members, and for those who run it with what the year's plan comes to."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from armkrok.meetings import hosting, making, programming, registering, warnings, year
from armkrok.meetings.models import Meeting
from armkrok.meetings.rules import year_warning
from armkrok.networks import opening
from tests.world import World

from .conftest import a_meeting

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def the_list(world: World) -> str:
    return f"/networks/{world.network.slug}/meetings/"


def on(month: int, day: int, year: int = 2027) -> dt.datetime:
    return dt.datetime(year, month, day, 7, 30, tzinfo=dt.UTC)


def change(world: World, **settings: Any) -> None:
    opening.change_settings(world.network, settings, by=world.people["secretary"], at=world.now)
    world.network.refresh_from_db()


def item(world: World, meeting: Meeting, minutes: int, **values: Any) -> None:
    values = {"title": f"{minutes} minutter", "minutes": minutes} | values
    programming.add(meeting, values, by=world.people["secretary"], at=world.now)


# --- the plan -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("planned", "is_now", "said"),
    [
        (1, True, "Meetings planned in this network year: 1. The network meets 2 times at least."),
        (1, False, None),
        (2, True, None),
        (3, True, None),
        (4, True, "Meetings planned in this network year: 4. The network meets 3 times at most."),
        (4, False, "Meetings planned in this network year: 4. The network meets 3 times at most."),
    ],
)
def test_a_year_outside_the_networks_range_is_warned_about(
    planned: int, is_now: bool, said: str | None
) -> None:
    """S11, K31: too few only in the year that is on."""
    found = year_warning(planned=planned, least=2, most=3, is_now=is_now)
    assert (str(found) if found else None) == said


def test_how_many_are_planned_and_too_few_is_said_of_this_year(world: World, desk: Client) -> None:
    """S11, K31, K23: trips and what was cancelled aren't counted."""
    meeting = a_meeting(world)
    a_meeting(world, state="planned", kind="study_trip", beside=meeting)
    off = a_meeting(world, state="planned", starts_at=on(10, 7))
    making.cancel(off, by=world.people["secretary"], at=world.now, why="Sygdom")
    a_meeting(world, state="draft", starts_at=on(2, 3, 2028), title="Næste år")
    page = desk.get(the_list(world)).text
    assert "1 meeting is planned or held." in page
    assert "there is 1 voluntary study trip" in page
    assert "The network meets 3 times at least." in page
    later = desk.get(the_list(world), {"year": "2028"}).text
    assert "Næste år" in later
    assert "at least" not in later


def test_a_network_year_may_run_over_new_year(world: World, desk: Client) -> None:
    """A8"""
    change(world, year_starts_in=3)
    a_meeting(world, title="I februar", starts_at=on(2, 10, 2028))
    page = desk.get(the_list(world)).text
    assert "2027/28" in page
    assert "I februar" in page


def test_the_years_balance_of_purposes_subjects_and_forms(world: World, desk: Client) -> None:
    """S5, K26, K32: also what has had no time; breaks and cancelled meetings aren't counted."""
    change(
        world,
        purposes=["læring", "dialog"],
        subjects=["økonomisk", "social"],
        forms_of_work=["oplæg", "workshop"],
    )
    one, two = a_meeting(world, state="draft"), a_meeting(world, state="draft", starts_at=on(11, 11))
    item(world, one, 60, purposes=["læring"], tags=["social"], form_of_work="oplæg", led_by="member")
    item(world, one, 60, sort="break")
    item(world, two, 60, form_of_work="workshop")
    item(world, two, 80)
    off = a_meeting(world, state="draft", starts_at=on(12, 1))
    item(world, off, 300, purposes=["dialog"])
    making.cancel(off, by=world.people["secretary"], at=world.now, why="x")
    found = year.overview(
        world.network, Meeting.objects.filter(network=world.network).prefetch_related("items"), is_now=True
    )
    assert (found.planned, found.minutes, found.member_led, found.without_purpose) == (2, 200, 30, 140)
    assert [(s.words, s.minutes, s.percent) for s in found.purposes] == [("læring", 60, 30), ("dialog", 0, 0)]
    assert [(s.words, s.percent) for s in found.subjects] == [("økonomisk", 0), ("social", 30)]
    assert [(s.words, s.percent) for s in found.forms] == [("oplæg", 30), ("workshop", 30)]
    page = desk.get(the_list(world)).text
    assert '<rect width="30" height="10"/>' in page
    assert "Members lead 30 % of the time." in page
    assert "140 minutes serve no purpose" in page


def test_what_is_searched_for_leaves_the_years_plan_as_it_is(world: World, desk: Client) -> None:
    item(world, a_meeting(world, state="draft"), 60)
    a_meeting(world, state="draft", title="Noget andet", starts_at=on(11, 11))
    page = desk.get(the_list(world), {"q": "andet"}).text
    assert "2 meetings are planned or held." in page
    assert "Noget andet" in page
    assert "Haller for alle" not in page


# --- the list -------------------------------------------------------------------------------------------


def test_members_see_all_but_drafts_and_no_numbers(world: World, client: Client) -> None:
    """K13"""
    meeting = a_meeting(world)
    registering.register(
        meeting, world.enrolment, world.people["coordinator"], by=world.people["coordinator"], at=world.now
    )
    a_meeting(world, state="draft", title="Hemmeligt udkast", starts_at=on(11, 11))
    page = world.sign_in(client, "coordinator").get(the_list(world)).text
    assert "Haller for alle" in page
    for secret in ("Hemmeligt udkast", "Registered", "Plan a meeting", "export=", "The year 2027"):
        assert secret not in page
    export = client.get(the_list(world), {"export": "csv"})
    assert export.headers["Content-Type"].startswith("text/html")


def test_the_members_contact_sees_them_too(world: World, client: Client) -> None:
    a_meeting(world)
    contact = world.enrolment.professional_contact
    assert contact
    world.people["contact"] = contact
    assert "Haller for alle" in world.sign_in(client, "contact").get(the_list(world)).text


def test_those_who_run_it_see_state_host_seats_and_warnings(world: World, desk: Client) -> None:
    """S12"""
    meeting = a_meeting(world, capacity=60)
    registering.register(
        meeting, world.enrolment, world.people["coordinator"], by=world.people["coordinator"], at=world.now
    )
    page = desk.get(the_list(world)).text
    for there in ("Registration open", "1 of 60", "1 warning", "Choose a host", "Plan a meeting"):
        assert there in page
    making.explain(meeting, "S12", "Hos KL", by=world.people["secretary"], at=world.now)
    assert "1 warning" not in desk.get(the_list(world)).text
    hosting.name_host(
        meeting, world.organisations["Køge"], contact=None, by=world.people["secretary"], at=world.now
    )
    assert "Køge" in desk.get(the_list(world)).text


def test_found_by_subject_place_and_host_however_it_is_spelt(world: World, desk: Client) -> None:
    world.municipality("Aabenraa", "0580")
    a_meeting(world, title="Fællesskaber", focus="Åbne haller")
    other = a_meeting(
        world, title="Andet", focus="", venue="", starts_at=on(11, 11), place=world.organisations["Køge"]
    )
    hosting.name_host(
        other, world.organisations["Aabenraa"], contact=None, by=world.people["secretary"], at=world.now
    )

    def found(words: str) -> set[str]:
        part = desk.get(the_list(world), {"q": words}, headers=HTMX).text
        return {title for title in ("Fællesskaber", "Andet") if f">{title}</a>" in part}

    assert found("fællesskab") == {"Fællesskaber"}
    assert found("abne HALLER") == {"Fællesskaber"}
    assert found("koge") == {"Andet"}
    assert found("abenra") == {"Andet"}
    assert found("Svendborg") == {"Fællesskaber"}
    assert found("findes ikke") == set()


def test_a_year_that_there_is_not_is_this_year(world: World, desk: Client) -> None:
    a_meeting(world)
    for nonsense in ("1066", "²", "-1", "x" * 400):
        page = desk.get(the_list(world), {"year": nonsense})
        assert page.status_code == 200
        assert "Haller for alle" in page.text
    everything = desk.get(the_list(world), {"year": "all"}).text
    assert "Haller for alle" in everything
    assert "The year" not in everything


def test_empty_it_says_what_to_do(world: World, client: Client) -> None:
    assert "Subscribe to the calendar" in world.sign_in(client, "coordinator").get(the_list(world)).text
    page = world.sign_in(client, "secretary").get(the_list(world)).text
    assert "No meeting is planned here yet." in page
    assert "/meetings/new/" in page


def test_the_table_leaves_the_house_without_formulas(world: World, desk: Client) -> None:
    a_meeting(world, title="=1+1", capacity=60)
    rows = desk.get(the_list(world), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Title;Kind;State;Date")
    assert rows[1].startswith("'=1+1;Meeting;Invited;2027-09-09;09:30;15:30;Svendborg;Svendborg Idrætshal")
    book = zipfile.ZipFile(io.BytesIO(desk.get(the_list(world), {"export": "xlsx"}).content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"=1+1" in book.read("xl/sharedStrings.xml")


# --- warnings read together -----------------------------------------------------------------------------


def test_read_together_the_warnings_are_those_of_each(world: World) -> None:
    """S11, S12, S13, S17, K11, K15, K16, K28, K31, K32"""
    change(
        world,
        forms_of_work=["oplæg", "workshop"],
        purposes=["læring"],
        winter_rule=True,
        external_talk=True,
        meetings_min=2,
        meetings_max=2,
    )
    other = opening.open_network(
        world.team,
        {"name": "Naboer", "summary": "x", "policy_area": "culture", "language": "da", "slug": "naboer"},
        by=world.people["secretary"],
        at=world.now,
    )
    a_meeting(world, state="draft", network=other, starts_at=on(11, 11))
    for month, form in ((8, "oplæg"), (9, "oplæg"), (11, "workshop"), (12, "workshop")):
        meeting = a_meeting(world, starts_at=on(month, 11), title=f"Møde {month}")
        item(world, meeting, 60, form_of_work=form, led_by="member" if month == 8 else "facilitator")
    change(world, standing_items=["Siden sidst"])
    making.explain(meeting, "S12", "Hos KL", by=world.people["secretary"], at=world.now)
    a_meeting(world, state="draft", starts_at=on(12, 11), title="Samme dag")
    found = year.in_year(Meeting.objects.filter(network=world.network), world.network, 2027)
    rows = list(
        found.select_related("network", "place").prefetch_related(*warnings.READ_FIRST).order_by("starts_at")
    )
    together = warnings.of_a_year(world.network, rows, year.span(world.network, 2027))
    assert len(rows) == 5
    for meeting in rows:
        alone = warnings.warnings(Meeting.objects.get(pk=meeting.pk))
        assert [(str(e.warning), e.reason) for e in together[meeting.pk]] == [
            (str(e.warning), e.reason) for e in alone
        ]
    codes = {explained.warning.code for each in together.values() for explained in each}
    assert codes >= {"S11", "S12", "S17", "K11", "K15", "K16", "K28", "K32"}


# --- who may, and how fast ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "applicant", "facilitator"])
def test_it_isnt_there_for_outsiders(world: World, who: str) -> None:
    a_meeting(world)
    assert world.sign_in(Client(), who).get(the_list(world)).status_code == 404


def test_strangers_are_asked_to_sign_in(world: World, client: Client) -> None:
    assert client.get(the_list(world)).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("who", ["secretary", "coordinator"])
@pytest.mark.parametrize("query", [{}, {"year": "all"}, {"q": "haller"}])
def test_thirty_meetings_take_no_more_queries_than_one(
    world: World, client: Client, who: str, query: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": at most 20."""
    change(world, forms_of_work=["oplæg", "workshop"], purposes=["læring"])
    for month in (8, 9):  # the second one looks back at the first
        item(world, a_meeting(world, starts_at=on(month, 9)), 60, form_of_work="oplæg")
    world.sign_in(client, who).get(the_list(world))
    with django_assert_max_num_queries(20) as one:
        client.get(the_list(world), query)
    most = len(one.captured_queries)
    for number in range(35):
        meeting = a_meeting(world, starts_at=on(7 + number % 6, 1 + number % 28), title=f"Haller {number}")
        item(world, meeting, 60, form_of_work="oplæg")
    with django_assert_max_num_queries(most):
        page = client.get(the_list(world), query)
    assert "37 meetings" in page.text


def test_a_hundred_on_a_page(world: World, desk: Client) -> None:
    Meeting.objects.bulk_create(
        Meeting(
            network=world.network,
            slug=f"m-{number}",
            title=f"Møde {number}",
            state="planned",
            starts_at=on(6, 1) + dt.timedelta(hours=number),
            ends_at=on(6, 1) + dt.timedelta(hours=number + 1),
        )
        for number in range(150)
    )
    page = desk.get(the_list(world)).text
    assert page.count('class="date"') == 100
    assert "Page 1 of 2" in page
    assert "150 meetings are planned or held." in page
