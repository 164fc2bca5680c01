"""The secretariat answers, and changes its mind before the mail has left."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from armkrok.directory.editing import change_person, fingerprint
from armkrok.mail.models import Message
from armkrok.networks import applying, appointing, deciding, opening
from armkrok.networks.models import Appointment, Network
from armkrok.networks.rules import Refusal
from tests.world import World, facilities


@pytest.fixture
def confirmed(world: World) -> World:
    appointment = Appointment.objects.get(person=world.people["applicant"])
    appointing.confirm(appointment, by=world.people["chef-applicant"], at=world.now)
    return world


def state(world: World) -> str:
    world.application.refresh_from_db()
    return world.application.state


def test_approved_on_today_and_everybody_is_told(confirmed: World, client: Client) -> None:
    """K5: a person decides; the welcome is held until it can't be undone."""
    desk = confirmed.sign_in(client, "secretary")
    assert "Aarhus" in desk.get("/today/").text
    done = desk.post(
        f"/today/applications/{confirmed.application.pk}/approval/", headers={"HX-Request": "true"}
    )
    assert "Undo" in done.text
    assert state(confirmed) == "active"
    welcome = confirmed.letters("applicant@example.org")[-1]
    assert welcome.next_attempt_at > timezone.now() + dt.timedelta(seconds=30)
    assert not welcome.automatic


def test_undone_before_the_mail_has_left(confirmed: World, client: Client) -> None:
    desk = confirmed.sign_in(client, "secretary")
    desk.post(f"/today/applications/{confirmed.application.pk}/approval/")
    step = confirmed.application.steps.get(state="approved")
    assert f"/today/steps/{step.pk}/undoing/" in desk.get("/today/").text
    desk.post(f"/today/steps/{step.pk}/undoing/")
    desk.post(f"/today/steps/{step.pk}/undoing/")
    assert state(confirmed) == "applied"
    assert confirmed.application.starts_on is None
    assert not Message.objects.waiting().filter(key__startswith=f"step-{step.pk}:").exists()
    assert "Aarhus" in desk.get("/today/").text
    deciding.approve(confirmed.application, by=confirmed.people["secretary"], at=confirmed.now)
    assert state(confirmed) == "active"


def test_not_undone_once_the_mail_has_left(confirmed: World) -> None:
    step = deciding.approve(confirmed.application, by=confirmed.people["secretary"], at=confirmed.now)
    Message.objects.filter(key__startswith=f"step-{step.pk}:").update(delivered_at=timezone.now(), attempts=1)
    with pytest.raises(Refusal):
        deciding.undo(step, by=confirmed.people["secretary"], at=confirmed.now)
    assert state(confirmed) == "active"


def test_refused_with_the_reason_and_another_network(world: World, client: Client) -> None:
    """K5: a no points to a network that fits."""
    other = opening.open_network(
        world.team,
        facilities() | {"name": "Kulturchefer", "slug": "kulturchefer"},
        by=world.people["secretary"],
        at=world.now,
    )
    opening.publish(other, by=world.people["secretary"], at=world.now)
    desk = world.sign_in(client, "secretary")
    empty = desk.post(
        f"/today/applications/{world.application.pk}/refusal/", {"why": " "}, headers={"HX-Request": "true"}
    )
    assert "needs its reason" in empty.text
    assert state(world) == "applied"
    desk.post(
        f"/today/applications/{world.application.pk}/refusal/",
        {"why": "Ikke din opgave", "guided_to": "Kulturchefer"},
    )
    assert state(world) == "refused"
    letter = world.letters("applicant@example.org")[-1]
    assert "Ikke din opgave" in letter.text
    assert "/networks/kulturchefer/" in letter.text


def test_asked_and_answered(world: World, client: Client) -> None:
    """K5: it leaves Today while the applicant thinks, and comes back with the answer."""
    desk = world.sign_in(Client(), "secretary")
    desk.post(f"/today/applications/{world.application.pk}/question/", {"why": "Hvilket udvalg?"})
    assert state(world) == "asked"
    link = world.link("networks.application", world.people["applicant"])
    assert "Hvilket udvalg?" in client.get(link).text
    assert client.post(link, {"answer": "  "}).status_code == 422
    client.post(link, {"answer": "Kulturudvalget"})
    client.post(link, {"answer": "Kulturudvalget"})
    assert state(world) == "applied"
    assert "Kulturudvalget" in desk.get("/today/").text
    assert world.application.steps.filter(why="Kulturudvalget").count() == 1


def test_two_colleagues_decide_at_the_same_time(world: World) -> None:
    """The second hears what the first decided; the same decision twice is one."""
    secretary = world.people["secretary"]
    first = deciding.approve(world.application, by=secretary, at=world.now)
    assert deciding.approve(world.application, by=secretary, at=world.now) == first
    with pytest.raises(Refusal):
        deciding.refuse(world.application, "Nej", by=secretary, at=world.now)
    assert state(world) == "approved"


def test_a_decision_that_others_have_built_on_is_not_undone(confirmed: World) -> None:
    step = deciding.ask(
        confirmed.application, "Hvilket udvalg?", by=confirmed.people["secretary"], at=confirmed.now
    )
    applying.answer(confirmed.application, "Kultur", by=confirmed.people["applicant"], at=confirmed.now)
    with pytest.raises(Refusal):
        deciding.undo(step, by=confirmed.people["secretary"], at=confirmed.now)


def test_the_facilitator_of_another_organisation_has_equal_rights(world: World, client: Client) -> None:
    """K24: nothing before they facilitate, everything afterwards."""
    desk = world.sign_in(client, "facilitator")
    assert "Aarhus" not in desk.get("/today/").text
    address = f"/today/applications/{world.application.pk}/approval/"
    assert desk.post(address).status_code == 404
    opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
    assert "Aarhus" in desk.get("/today/").text
    desk.post(address)
    assert state(world) == "approved"


def known_to_the_staff(world: World, key: str) -> None:
    """The secretariat has written this person down itself."""
    person = world.people[key]
    values = {"title": "Kulturdirektør"}
    change_person(person, values, seen=fingerprint(person), by=world.people["secretary"], at=world.now)


def test_where_the_network_is_open_those_it_is_meant_for_join_at_once(world: World) -> None:
    Network.objects.filter(pk=world.network.pk).update(eligibility_procedure="open")
    known_to_the_staff(world, "chef-applicant")
    appointment = Appointment.objects.get(person=world.people["applicant"])
    appointing.confirm(appointment, by=world.people["chef-applicant"], at=world.now)
    assert state(world) == "active"
    assert world.application.steps.get(state="approved").by is None


def test_an_open_network_is_not_open_to_two_mailboxes(world: World) -> None:
    """S9: an appointer whom nobody has seen before is looked at by a person."""
    Network.objects.filter(pk=world.network.pk).update(eligibility_procedure="open")
    appointment = Appointment.objects.get(person=world.people["applicant"])
    appointing.confirm(appointment, by=world.people["chef-applicant"], at=world.now)
    assert state(world) == "applied"


def test_closeness_to_politics_waits_for_a_person(world: World) -> None:
    """K5: never decided by the machine, whatever else the network says."""
    Network.objects.filter(pk=world.network.pk).update(eligibility_procedure="open", asks_committee=True)
    appointment = Appointment.objects.get(person=world.people["applicant"])
    appointing.confirm(appointment, by=world.people["chef-applicant"], at=world.now)
    assert state(world) == "applied"


def test_where_the_applicants_word_is_enough_they_confirm_their_own_address(
    world: World, client: Client
) -> None:
    Network.objects.filter(pk=world.network.pk).update(
        appointment_procedure="stated", eligibility_procedure="open"
    )
    page = client.post(
        f"/networks/{world.network.slug}/enrolment/?organisation={world.organisations['Køge'].pk}",
        {"applicant_name": "Ny", "applicant_title": "Chef", "applicant_email": "ny@example.org"},
    )
    assert page.status_code == 302
    appointment = Appointment.objects.get(person__email="ny@example.org")
    assert appointment.is_pending
    client.post(world.link("networks.appointment", appointment.person), {"yes": "yes"})
    enrolment = appointment.enrolment
    assert enrolment.state == "applied", "nobody has seen this address before"
    deciding.approve(enrolment, by=world.people["secretary"], at=world.now)
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_today_grows_without_more_queries(
    world: World, client: Client, django_assert_max_num_queries
) -> None:
    """One waiting application or three hundred: the same number of queries, a hundred on a page, oldest first."""
    desk = world.sign_in(client, "secretary")
    desk.get("/today/")
    with django_assert_max_num_queries(20) as few:
        desk.get("/today/")
    for number in range(299):
        world.apply(
            world.network, world.municipality(f"K{number:03}", f"9{number:03}"), f"p{number}", f"P {number}"
        )
    with django_assert_max_num_queries(20) as many:
        page = desk.get("/today/").text
    assert len(many) == len(few) + 1  # how many there are is asked where there is a second page
    assert page.count('id="application-') == 100
    assert page.index("Aarhus") < page.index("K000")
