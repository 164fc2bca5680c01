"""The one who appoints answers by a personal link; people come and go, and the history stays (S8–S10)."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.directory.models import Person
from armkrok.networks import appointed, appointing, deciding
from armkrok.networks.models import Appointment
from armkrok.networks.rules import Refusal
from tests.world import World


@pytest.fixture
def pending(world: World) -> Appointment:
    return Appointment.objects.get(person=world.people["applicant"])


def link(world: World) -> str:
    return world.link("networks.appointment", world.people["chef-applicant"])


def test_looking_changes_nothing(world: World, client: Client, pending: Appointment) -> None:
    """Mail scanners open every link."""
    for _ in range(3):
        assert client.get(link(world)).status_code == 200
        client.head(link(world))
    pending.refresh_from_db()
    assert pending.is_pending


def test_the_appointer_says_yes_without_signing_in(
    world: World, client: Client, pending: Appointment
) -> None:
    """S9"""
    assert "Ansøger, Aarhus" in client.get(link(world)).text
    assert client.post(link(world), {"yes": "yes"}).status_code == 302
    pending.refresh_from_db()
    assert pending.confirmed_at
    assert pending.from_on == dt.date(2027, 6, 1)
    world.application.refresh_from_db()
    assert world.application.state == "applied", "the secretariat hasn't decided"
    told = world.letters("applicant@example.org")[-1]
    assert "The secretariat now decides" in told.text, "nobody speaks for anybody yet"
    assert world.network.common_task not in told.text


def test_sent_twice_it_is_done_once(world: World, client: Client, pending: Appointment) -> None:
    client.post(link(world), {"yes": "yes"})
    letters = len(world.letters("applicant@example.org"))
    client.post(link(world), {"yes": "yes"})
    assert len(world.letters("applicant@example.org")) == letters


def test_the_appointer_says_no(world: World, client: Client, pending: Appointment) -> None:
    """S9: the one put forward is told, and a later yes is refused."""
    client.post(link(world), {"no": "no", "why": "En anden skal med"})
    pending.refresh_from_db()
    assert pending.declined_at
    assert "En anden skal med" in world.letters("applicant@example.org")[-1].text
    client.post(link(world), {"yes": "yes"})
    pending.refresh_from_db()
    assert not pending.confirmed_at


def test_approved_first_and_confirmed_afterwards(world: World, pending: Appointment) -> None:
    """S9, K36: the membership begins when both have said yes, in whichever order."""
    deciding.approve(world.application, by=world.people["secretary"], at=world.now)
    world.application.refresh_from_db()
    assert world.application.state == "approved"
    appointing.confirm(pending, by=world.people["chef-applicant"], at=world.now)
    world.application.refresh_from_db()
    assert world.application.state == "active"
    assert world.application.starts_on == dt.date(2027, 6, 1)


def successor(world: World) -> Person:
    return world.person("ny", "Ny, Svendborg", world.organisations["Svendborg"])


def test_a_successor_ends_the_predecessor_and_history_stays(world: World) -> None:
    """S9"""
    old = Appointment.objects.get(person=world.people["coordinator"])
    later = world.now + dt.timedelta(days=10)
    new = appointing.appoint(world.enrolment, successor(world), by=world.people["chef-coordinator"], at=later)
    old.refresh_from_db()
    assert new.succeeds == old
    assert old.to_on == dt.date(2027, 6, 10)
    assert new.from_on == dt.date(2027, 6, 11)
    assert world.people["coordinator"].appointments.get() == old
    assert world.letters("coordinator@example.org")[-1].key == f"appointment-{old.pk}:ended"
    world.enrolment.refresh_from_db()
    assert world.enrolment.state == "active"


def test_several_where_the_network_says_so(world: World) -> None:
    """S9: with room for two, the second ends nobody; a third must say whom it follows."""
    world.network.appointments_per_member = 2
    world.network.save()
    chef = world.people["chef-coordinator"]
    appointing.appoint(world.enrolment, successor(world), by=chef, at=world.now)
    running, full = appointed.places(world.enrolment, dt.date(2027, 6, 1))
    assert len(running) == 2
    assert full
    third = world.person("tredje", "Tredje, Svendborg", world.organisations["Svendborg"])
    with pytest.raises(Refusal) as no:
        appointing.appoint(world.enrolment, third, by=chef, at=world.now)
    assert no.value.field == "succeeds"
    assert not third.appointments.exists(), "nothing half done"
    appointing.appoint(world.enrolment, third, by=chef, at=world.now, succeeds=running[0])
    assert len(appointed.places(world.enrolment, dt.date(2027, 6, 1))[0]) == 2


def test_a_vacancy_is_seen_and_the_appointer_is_asked(world: World, client: Client) -> None:
    """S9"""
    appointing.end(
        Appointment.objects.get(person=world.people["coordinator"]),
        by=world.people["secretary"],
        at=world.now + dt.timedelta(days=1),
    )
    assert "/l/" in world.letters("chef-coordinator@example.org")[-1].text
    page = world.sign_in(client, "secretary").get(f"/networks/{world.network.slug}/members/?state=vacant")
    assert "Svendborg" in page.text


def test_the_manager_names_somebody_by_the_kept_link(world: World, client: Client) -> None:
    """One personal link: name, replace, see (requirements, the manager who appoints)."""
    naming = world.link("networks.naming", world.people["chef-coordinator"])
    assert "Koordinator, Svendborg" in client.get(naming).text
    bad = client.post(
        naming, {"name": "Ny", "email": "chef-coordinator@example.org", "succeeds": _running(world)}
    )
    assert bad.status_code == 422
    client.post(
        naming,
        {"name": "Ny, Svendborg", "title": "Leder", "email": "ny@example.org", "succeeds": _running(world)},
    )
    assert Appointment.objects.get(person__email="ny@example.org").confirmed_at


def _running(world: World) -> int:
    return Appointment.objects.get(person=world.people["coordinator"]).pk


def test_the_common_task_is_confirmed_with_ones_own_words(world: World, client: Client) -> None:
    """S10: responsibilities are free text."""
    mine = world.link("networks.common_task", world.people["coordinator"])
    assert world.network.common_task in client.get(mine).text
    client.post(mine, {"responsibilities": "Haller & baner"})
    appointment = Appointment.objects.get(person=world.people["coordinator"])
    assert appointment.task_confirmed_at
    assert appointment.responsibilities == "Haller & baner"


def test_a_member_puts_somebody_forward(world: World, client: Client) -> None:
    """S9: pending until the one who appoints has answered, in good time or too late."""
    signed_in = world.sign_in(client, "coordinator")
    typed = {
        "name": "Ny, Svendborg",
        "email": "ny@example.org",
        "succeeds": _running(world),
        "appointer_name": "En anden",
        "appointer_email": "my-other-address@example.org",
    }
    page = signed_in.get(f"{world.enrolment.get_absolute_url()}nomination/")
    assert "appointer_email" not in page.text, "a member can't choose who confirms"
    signed_in.post(f"{world.enrolment.get_absolute_url()}nomination/", typed)
    new = Appointment.objects.get(person__email="ny@example.org")
    assert new.is_pending
    assert new.appointer == world.people["chef-coordinator"]
    appointing.confirm(new, by=world.people["chef-coordinator"], at=world.now + dt.timedelta(days=3))
    assert Appointment.objects.get(person=world.people["coordinator"]).to_on


def test_the_secretariat_says_who_appoints_now(world: World, client: Client) -> None:
    """S9: when the manager has left, the secretariat names the new one."""
    typed = {
        "name": "Ny, Svendborg",
        "email": "ny@example.org",
        "succeeds": _running(world),
        "appointer_name": "Ny chef",
        "appointer_email": "ny-chef@example.org",
    }
    world.sign_in(client, "secretary").post(f"{world.enrolment.get_absolute_url()}nomination/", typed)
    assert "Ny, Svendborg" in world.letters("ny-chef@example.org")[0].text
