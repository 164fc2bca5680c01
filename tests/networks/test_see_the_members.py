"""Members see one another (K13); staff see more; outsiders see nothing."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from armkrok.journal.models import Entry
from armkrok.networks import personal_data
from armkrok.networks.models import Appointment, Network
from tests.world import World


def members(world: World) -> str:
    return f"/networks/{world.network.slug}/members/"


def test_members_see_one_another_and_no_applicants(world: World, client: Client) -> None:
    """K13"""
    page = world.sign_in(client, "coordinator").get(members(world)).text
    assert "Koordinator, Svendborg" in page
    assert "Ansøger, Aarhus" not in page
    assert "export" not in page


@pytest.mark.parametrize("who", ["outsider", "applicant", "chef-coordinator", "facilitator"])
def test_who_is_no_member_finds_nothing(world: World, client: Client, who: str) -> None:
    assert world.sign_in(client, who).get(members(world)).status_code == 404


def test_strangers_are_asked_to_sign_in(world: World, client: Client) -> None:
    assert client.get(members(world)).status_code == 302


def test_found_by_municipality_and_by_person(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    assert "Svendborg" in desk.get(members(world) + "?q=svend").text
    assert "Svendborg" in desk.get(members(world) + "?q=koordinator").text
    assert "Nobody fits" in desk.get(members(world) + "?q=zzz").text


def test_the_list_is_taken_away_without_formulas(world: World, client: Client) -> None:
    Appointment.objects.filter(person=world.people["coordinator"]).update(title='=HYPERLINK("x")')
    desk = world.sign_in(client, "secretary")
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(members(world) + "?export=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Svendborg"
    assert rows[1][6] == '=HYPERLINK("x")'
    assert "'=HYPERLINK" in desk.get(members(world) + "?export=csv").content.decode("utf-8-sig")


def test_the_list_grows_without_more_queries(
    world: World, client: Client, django_assert_max_num_queries
) -> None:
    """One member or three hundred; a hundred on a page."""
    desk = world.sign_in(client, "secretary")
    desk.get(members(world))
    with django_assert_max_num_queries(20) as few:
        desk.get(members(world))
    for number in range(299):
        world.member(
            world.network, world.municipality(f"K{number:03}", f"9{number:03}"), f"p{number}", f"P {number}"
        )
    with django_assert_max_num_queries(20) as many:
        page = desk.get(members(world)).text
    assert len(few) == len(many)
    assert page.count('scope="row"') == 100


def test_a_members_page_is_its_own_peoples_and_the_staffs(world: World, client: Client) -> None:
    """Its people, contacts and history; the other municipalities have no business there."""
    own = world.enrolment.get_absolute_url()
    for who, status in {"secretary": 200, "coordinator": 200, "applicant": 404, "outsider": 404}.items():
        assert world.sign_in(client, who).get(own).status_code == status, who


def test_contacts_are_changed_and_the_old_ones_are_not_told_to_the_journal(
    world: World, client: Client
) -> None:
    Network.objects.filter(pk=world.network.pk).update(asks_invoicing=True)
    desk = world.sign_in(client, "coordinator")
    typed = {
        "contact_name": "Leder, Svendborg",
        "contact_email": "leder@example.org",
        "finance_name": "Økonomi",
        "finance_email": "okonomi@example.org",
        "e_address_scheme": "0088",
        "e_address": "5790000000001",
        "buyer_reference": "REF-1",
    }
    page = desk.post(world.enrolment.get_absolute_url() + "contacts/", typed)
    assert page.status_code == 422
    assert "thirteen digits" in page.text
    desk.post(world.enrolment.get_absolute_url() + "contacts/", typed | {"e_address": "5798000420526"})
    world.enrolment.refresh_from_db()
    assert world.enrolment.professional_contact
    assert world.enrolment.professional_contact.email == "leder@example.org"
    assert world.enrolment.buyer_reference == "REF-1"
    entry = Entry.objects.about(world.enrolment).get(what="enrolment.contacts_changed")
    assert "okonomi" not in str(entry.details)


def test_ones_own_page_says_what_waits(world: World, client: Client) -> None:
    page = world.sign_in(client, "chef-applicant").get("/me/").text
    assert world.link("networks.appointment", world.people["chef-applicant"]) in page
    page = world.sign_in(client, "coordinator").get("/me/").text
    assert world.link("networks.common_task", world.people["coordinator"]) in page
    assert "Member since" in page
    assert "Find a network" in world.sign_in(client, "outsider").get("/me/").text


def test_what_is_known_of_a_person_is_handed_out_and_forgotten(world: World) -> None:
    person = world.people["coordinator"]
    known = personal_data.export(person)
    assert known["appointments"][0]["organisation"] == "Svendborg"
    assert known["applications"]
    personal_data.erase(person, at=world.now)
    appointment = Appointment.objects.get(person=person)
    assert appointment.to_on
    assert appointment.title == ""
    world.enrolment.refresh_from_db()
    assert world.enrolment.applicant_title == ""
    assert world.enrolment.state == "active", "the municipality is still a member"
