"""What strangers, and people of yesterday, don't get to do or see."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import Entry
from armkrok.networks import (
    applying,
    appointed,
    appointing,
    contacting,
    deciding,
    nominating,
    opening,
    withdrawing,
)
from armkrok.networks.applying import Application, NewOrganisation, Someone
from armkrok.networks.models import Appointment, Enrolment, Network
from armkrok.networks.rules import Refusal
from tests.world import World


def stranger_applies(world: World, name: str = "Køge", appointer: str = "friend@example.org") -> Enrolment:
    me = Someone("Fremmed", "stranger@example.org", "Konsulent")
    application = Application(
        organisation=world.organisations[name],
        applicant=me,
        participant=me,
        appointer=Someone("En ven", appointer, "Chef"),
    )
    enrolment, _new = applying.apply(application, world.network, at=world.now)
    world.people["stranger"] = Person.objects.get(email="stranger@example.org")
    return enrolment


def confirm(enrolment: Enrolment, at: dt.datetime) -> Appointment:
    appointment = enrolment.appointments.get()
    assert appointment.appointer
    return appointing.confirm(appointment, by=appointment.appointer, at=at)


def test_an_applicant_sees_nothing_of_the_municipality_before_the_decision(
    world: World, client: Client
) -> None:
    """Anybody can apply for any municipality; that alone opens no page."""
    enrolment = stranger_applies(world)
    confirm(enrolment, world.now)
    desk = world.sign_in(client, "stranger")
    own = f"/networks/{world.network.slug}/members/{enrolment.pk}/"
    for path in (f"/organisations/{enrolment.organisation_id}/", own, f"{own}contacts/", f"{own}nomination/"):
        assert desk.get(path).status_code == 404, path
    assert desk.get(f"/networks/{world.network.slug}/members/").status_code == 404


@pytest.mark.parametrize("how", ["refused", "taken back"])
def test_what_was_refused_or_taken_back_leaves_nobody_behind(world: World, client: Client, how: str) -> None:
    """S9: whoever applies anew appoints anew; an old yes doesn't count for a new application."""
    enrolment = stranger_applies(world)
    confirm(enrolment, world.now)
    if how == "refused":
        deciding.refuse(enrolment, "Nej", by=world.people["secretary"], at=world.now)
    else:
        applying.take_back(enrolment, by=world.people["stranger"], at=world.now)
    assert not Appointment.objects.running(world.now.date()).filter(person=world.people["stranger"]).exists()
    again = world.apply(world.network, world.organisations["Køge"], "rigtig", "Rigtig, Køge")
    deciding.approve(again, by=world.people["secretary"], at=world.now)
    again.refresh_from_db()
    assert again.state == "approved", "nobody of the new application has been confirmed"


def test_everybody_concerned_hears_of_a_refusal(world: World) -> None:
    enrolment = stranger_applies(world)
    confirm(enrolment, world.now)
    deciding.refuse(enrolment, "Ikke denne gang", by=world.people["secretary"], at=world.now)
    assert "Ikke denne gang" in world.letters("stranger@example.org")[-1].text
    assert "Ikke denne gang" in world.letters("friend@example.org")[-1].text


def test_a_mistyped_appointer_is_corrected(world: World) -> None:
    """S9: the one who was asked by mistake can't answer any more, the right one is asked."""
    enrolment = stranger_applies(world, appointer="tyop@example.org")
    wrong = PersonalLink.objects.get(task="networks.appointment", person__email="tyop@example.org")
    nominating.put_forward(
        enrolment,
        Someone("Fremmed", "stranger@example.org"),
        appointer=Someone("Rigtig chef", "right@example.org", "Chef"),
        by=world.people["secretary"],
        at=world.now,
    )
    wrong.refresh_from_db()
    assert wrong.revoked_at
    assert "Fremmed" in world.letters("right@example.org")[0].text
    assert enrolment.appointments.count() == 1


def test_whoever_appointed_before_does_not_any_more(world: World, client: Client) -> None:
    """S9: with a new manager's yes the earlier one's link ends."""
    before = world.link("networks.naming", world.people["chef-coordinator"])
    nominating.put_forward(
        world.enrolment,
        Someone("Ny, Svendborg", "ny@example.org"),
        appointer=Someone("Ny chef", "ny-chef@example.org"),
        by=world.people["secretary"],
        at=world.now,
    )
    new = Appointment.objects.get(person__email="ny@example.org")
    assert new.appointer
    appointing.confirm(new, by=new.appointer, at=world.now + dt.timedelta(days=1))
    assert client.get(before).status_code == 410


def test_typing_a_known_name_as_unlisted_is_no_way_round(world: World) -> None:
    """S8: a place elsewhere stays elsewhere."""
    world.organisation("Region Stockholm", "region", country="SE", area="SE-01")
    Network.objects.filter(pk=world.network.pk).update(areas=["SE-12"])
    world.network.refresh_from_db()
    me = Someone("Någon", "nagon@example.org")
    with pytest.raises(Refusal) as no:
        applying.apply(
            Application(
                organisation=NewOrganisation("region stockholm", "region", "SE"),
                applicant=me,
                participant=me,
                appointer=Someone("Chef", "chef@example.org"),
            ),
            world.network,
            at=world.now,
        )
    assert no.value.requirement == "S8"


def test_what_a_stranger_typed_is_not_in_the_search_before_a_yes(world: World, client: Client) -> None:
    start = f"/networks/{world.network.slug}/enrolment/"
    form = {
        "applicant_name": "Ny",
        "applicant_title": "Chef",
        "applicant_email": "ny@example.org",
        "who": "me",
        "appointer_name": "Chef",
        "appointer_email": "chef@example.org",
    }
    assert client.post(f"{start}?name=Region+Opdigtet&country=DK&kind=region", form).status_code == 302
    assert "Region Opdigtet" not in client.get(f"{start}?q=opdigtet").text
    enrolment = Enrolment.objects.get(organisation__name="Region Opdigtet")
    deciding.approve(enrolment, by=world.people["secretary"], at=world.now)
    assert Organisation.objects.public().filter(name="Region Opdigtet").exists()


def test_names_that_carry_addresses_are_not_mailed_around(world: World, client: Client) -> None:
    page = client.post(
        f"/networks/{world.network.slug}/enrolment/?organisation={world.organisations['Køge'].pk}",
        {
            "applicant_name": "Vind nu på https://evil.test",
            "applicant_title": "x",
            "applicant_email": "a@example.org",
        },
    )
    assert page.status_code == 422
    assert "without any address" in page.text


def test_published_it_keeps_its_word_on_personal_data(world: World) -> None:
    """S24"""
    with pytest.raises(Refusal) as no:
        opening.change_settings(
            world.network, {"privacy_url": ""}, by=world.people["secretary"], at=world.now
        )
    assert no.value.requirement == "S24"


def test_nobody_is_asked_about_what_is_over(world: World) -> None:
    deciding.refuse(world.application, "Nej", by=world.people["secretary"], at=world.now)
    world.application.refresh_from_db()
    with pytest.raises(Refusal):
        nominating.put_forward(
            world.application,
            Someone("Ny", "ny@example.org"),
            appointer=Someone("Chef", "chef@example.org"),
            by=world.people["secretary"],
            at=world.now,
        )
    assert not world.letters("chef@example.org")


def test_a_decision_with_a_withdrawal_on_top_is_not_undone(world: World) -> None:
    step = world.enrolment.steps.get(state="approved")
    withdrawing.ask_to_withdraw(world.enrolment, by=world.people["coordinator"], at=world.now)
    with pytest.raises(Refusal):
        deciding.undo(step, by=world.people["secretary"], at=world.now)


def test_a_new_contact_is_asked_about_a_pending_withdrawal(world: World, client: Client) -> None:
    """K36: and the one before can't confirm it any more."""
    withdrawing.ask_to_withdraw(world.enrolment, by=world.people["coordinator"], at=world.now)
    before = world.link("networks.withdrawal", world.people["coordinator"])
    contacting.change_contacts(
        world.enrolment,
        contact_name="Ny kontakt",
        contact_email="kontakt@example.org",
        invoicing=None,
        by=world.people["secretary"],
        at=world.now,
    )
    assert client.get(before).status_code == 410
    assert "/l/" in world.letters("kontakt@example.org")[0].text


def test_where_invoices_go_stays_when_it_is_not_asked(world: World) -> None:
    Enrolment.objects.filter(pk=world.enrolment.pk).update(
        e_address="5798000420526", finance_email="f@example.org"
    )
    typed: Any = {"contact_name": "Koordinator, Svendborg", "contact_email": "coordinator@example.org"}
    client = world.sign_in(Client(), "coordinator")
    assert client.post(f"{world.enrolment.get_absolute_url()}contacts/", typed).status_code == 302
    world.enrolment.refresh_from_db()
    assert world.enrolment.e_address == "5798000420526"
    wrong = client.post(
        f"{world.enrolment.get_absolute_url()}contacts/", typed | {"contact_name": "En anden"}
    )
    assert wrong.status_code == 422
    assert "Koordinator, Svendborg" in wrong.text


def test_dropping_a_confirmed_withdrawal_is_told(world: World) -> None:
    """K36: whoever holds a receipt hears that it doesn't count any more."""
    withdrawal = withdrawing.ask_to_withdraw(world.enrolment, by=world.people["coordinator"], at=world.now)
    withdrawing.confirm_withdrawal(withdrawal, by=world.people["coordinator"], at=world.now)
    withdrawing.drop_withdrawal(withdrawal, by=world.people["coordinator"], at=world.now)
    assert "stays in" in world.letters("coordinator@example.org")[-1].subject
    assert ":dropped:" in world.letters("kultur@kl.example.org")[-1].key


def test_people_made_by_a_form_are_in_the_journal(world: World) -> None:
    stranger_applies(world)
    assert Entry.objects.about(world.people["stranger"]).filter(what="person.added", by=None).exists()


def together(*acts: Any) -> list[BaseException]:
    """Run these at the same moment, each on a connection of its own."""
    wrong: list[BaseException] = []

    def go(act: Any) -> None:
        try:
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_two_windows_is_one_application(transactional_db: None) -> None:
    """Nobody of it is known yet: the same new people are written down once."""
    world = World().build()
    assert not together(*[lambda: stranger_applies(world)] * 3)
    assert Person.objects.filter(email="stranger@example.org").count() == 1
    assert Enrolment.objects.filter(organisation=world.organisations["Køge"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirmed_for_one_place_leave_one(transactional_db: None) -> None:
    """S9: whoever comes second follows the first."""
    world = World().build()
    chef = world.people["chef-coordinator"]
    people = [world.person(f"ny{n}", f"Ny {n}", world.organisations["Svendborg"]) for n in range(2)]
    asked = [
        nominating.nominate(world.enrolment, p, appointer=chef, by=world.people["secretary"], at=world.now)
        for p in people
    ]
    later = world.now + dt.timedelta(days=1)
    assert not together(*[lambda a=a: appointing.confirm(a, by=chef, at=later) for a in asked])
    assert len(appointed.places(world.enrolment, later.date())[0]) == 1


def test_the_applicant_corrects_who_is_asked(world: World, client: Client) -> None:
    """S9: by the link of one's own; oneself is still refused beside the field."""
    link = world.link("networks.application", world.people["applicant"])
    assert "The wrong person has been asked" in client.get(link).text
    typed = {"appointer_name": "Rigtig chef", "appointer_email": "applicant@example.org"}
    refused = client.post(link, typed)
    assert refused.status_code == 422
    assert 'id="id_appointer_email_error"' in refused.text
    assert client.post(link, typed | {"appointer_email": "right@example.org"}).status_code == 302
    assert "Ansøger, Aarhus" in world.letters("right@example.org")[0].text
    assert client.get(world.link("networks.appointment", world.people["chef-applicant"])).status_code == 410


def test_the_staff_revoke_a_link_that_went_astray(world: World, client: Client) -> None:
    """Quality, "It keeps out": personal links can be revoked, and the journal tells it."""
    astray = world.link("networks.naming", world.people["chef-coordinator"])
    link = PersonalLink.objects.filter(task="networks.naming").latest("pk")
    own = world.enrolment.get_absolute_url()
    address = f"{own}links/{link.pk}/revocation/"
    assert address not in world.sign_in(client, "coordinator").get(own).text
    assert client.post(address).status_code == 404
    desk = world.sign_in(client, "secretary")
    assert address in desk.get(own).text
    assert desk.post(address).status_code == 302
    assert Client().get(astray).status_code == 410
    assert Entry.objects.about(world.enrolment).filter(what="link.revoked").count() == 1


def test_who_was_followed_is_nobodys_contact_any_more(world: World, client: Client) -> None:
    """K36: the successor confirms a withdrawal; whoever left has no page and no say."""
    new = world.person("ny", "Ny, Svendborg", world.organisations["Svendborg"])
    appointing.appoint(world.enrolment, new, by=world.people["chef-coordinator"], at=world.now)
    world.enrolment.refresh_from_db()
    assert world.enrolment.professional_contact == new
    Appointment.objects.filter(person=world.people["coordinator"]).update(to_on="2027-05-31")
    members = f"/networks/{world.network.slug}/members/"
    assert world.sign_in(client, "coordinator").get(members).status_code == 404
    assert withdrawing.ask_to_withdraw(world.enrolment, by=new, at=world.now).contact == new


def test_members_do_not_read_what_was_undone(world: World, client: Client) -> None:
    step = deciding.refuse(world.application, "Prøve", by=world.people["secretary"], at=world.now)
    deciding.undo(step, by=world.people["secretary"], at=world.now)
    confirm(world.application, world.now)
    deciding.approve(world.application, by=world.people["secretary"], at=world.now)
    own = world.application.get_absolute_url()
    assert "Prøve" not in world.sign_in(client, "applicant").get(own).text
    assert "Prøve" in world.sign_in(client, "secretary").get(own).text


def test_sent_again_because_no_mail_came(world: World) -> None:
    """One application still, and the mails come once more, but not for an impatient finger."""
    for minutes, letters in ((0, 1), (5, 1), (20, 2)):
        me = Someone("Ansøger, Aarhus", "applicant@example.org", "Idrætskonsulent")
        application = Application(organisation=world.organisations["Aarhus"], applicant=me, participant=me)
        applying.apply(application, world.network, at=world.now + dt.timedelta(minutes=minutes))
        assert len(world.letters("applicant@example.org")) == letters
        assert len(world.letters("chef-applicant@example.org")) == letters
