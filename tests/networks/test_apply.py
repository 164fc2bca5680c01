"""A municipality applies to a network."""

import threading

import pytest
from django.db import connection
from django.test import Client

from armkrok.directory.models import Kind, Organisation, Person
from armkrok.journal.models import Entry
from armkrok.networks import applying
from armkrok.networks.applying import Application, NewOrganisation, Someone
from armkrok.networks.models import Appointment, Enrolment
from tests.world import World

FORM = {
    "applicant_name": "Åse Ærø",
    "applicant_title": "Idrætskonsulent",
    "applicant_email": "aase@example.org",
    "who": "me",
    "appointer_name": "Chef, Køge",
    "appointer_title": "Kultur- og fritidschef",
    "appointer_email": "chef@example.org",
}


def address(world: World, organisation: Organisation) -> str:
    return f"/networks/{world.network.slug}/enrolment/?organisation={organisation.pk}"


def application(world: World, name: str = "Køge", key: str = "ny") -> Application:
    me = Someone("Ny, Køge", f"{key}@example.org", "Konsulent")
    return Application(
        organisation=world.organisations[name],
        applicant=me,
        participant=me,
        appointer=Someone("Chef, Køge", "chef@example.org", "Chef"),
    )


def test_the_name_is_known_as_it_is_typed(world: World, client: Client) -> None:
    page = client.get(
        f"/networks/{world.network.slug}/enrolment/?q=kog",
        headers={"HX-Request": "true", "HX-Target": "results"},
    )
    assert "Køge" in page.text
    assert "<html" not in page.text


def test_from_the_form_to_the_mails(world: World, client: Client) -> None:
    """K17, K36, S9: applied, the appointer asked, the applicant told where to see how it goes."""
    sent = client.post(address(world, world.organisations["Køge"]), FORM)
    assert sent.status_code == 302
    assert "aase@example.org" in client.get(sent.url).text
    enrolment = Enrolment.objects.get(organisation=world.organisations["Køge"])
    assert enrolment.state == "applied"
    assert Appointment.objects.get(organisation=enrolment.organisation).is_pending
    (to_applicant,) = world.letters("aase@example.org")
    assert "/l/" in to_applicant.text
    (to_appointer,) = world.letters("chef@example.org")
    assert "Åse Ærø" in to_appointer.text
    assert Entry.objects.about(enrolment).filter(what="enrolment.applied").count() == 1


def test_the_form_asks_what_the_network_needs_and_nothing_else(world: World, client: Client) -> None:
    """K5, K18 and invoices are asked where the network asks for them."""
    page = client.get(address(world, world.organisations["Køge"])).text
    assert 'name="committee"' not in page
    assert 'name="stage"' not in page
    assert 'name="e_address"' not in page
    world.network.asks_committee = world.network.asks_stage = world.network.asks_invoicing = True
    world.network.save()
    page = client.get(address(world, world.organisations["Køge"])).text
    for field in ("committee", "stage", "e_address", "buyer_reference"):
        assert f'name="{field}"' in page


@pytest.mark.parametrize(
    ("missing", "beside"), [("applicant_email", "applicant_email"), ("appointer_email", "appointer_email")]
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(
    world: World, client: Client, missing: str, beside: str
) -> None:
    page = client.post(address(world, world.organisations["Køge"]), FORM | {missing: ""})
    assert page.status_code == 422
    assert f'id="id_{beside}_error"' in page.text
    assert "Åse Ærø" in page.text
    assert not Enrolment.objects.filter(organisation=world.organisations["Køge"]).exists()


def test_nobody_appoints_themselves(world: World, client: Client) -> None:
    """S9"""
    page = client.post(
        address(world, world.organisations["Køge"]), FORM | {"appointer_email": "AASE@example.org"}
    )
    assert page.status_code == 422
    assert 'id="id_appointer_email_error"' in page.text
    assert not Person.objects.filter(email="aase@example.org").exists()


def test_too_long_is_said_and_not_cut(world: World, client: Client) -> None:
    page = client.post(address(world, world.organisations["Køge"]), FORM | {"applicant_name": "x" * 201})
    assert page.status_code == 422


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Eksempelhallen", Kind.INSTITUTION),
        ("Eksempel Arkitekter", Kind.COMPANY),
        ("En styrelse", Kind.STATE_AGENCY),
    ],
)
def test_the_wrong_kind_is_told_at_once_with_the_way_that_is_open(
    world: World, client: Client, name: str, kind: str
) -> None:
    """K29, A9, K30: no form is shown, and none that is sent does anything."""
    organisation = world.organisation(name, kind)
    page = client.get(address(world, organisation))
    assert "speaker or an expert" in page.text
    assert 'name="applicant_email"' not in page.text
    client.post(address(world, organisation), FORM)
    assert not Enrolment.objects.filter(organisation=organisation).exists()


def test_an_unlisted_organisation_is_judged_by_its_kind(world: World, client: Client) -> None:
    """K29, K4: a company is refused at once, a region may apply and becomes known by that."""
    start = f"/networks/{world.network.slug}/enrolment/?name=Ny&country=DK&kind="
    assert "speaker or an expert" in client.get(f"{start}company").text
    assert client.post(f"{start}region", FORM).status_code == 302
    assert Enrolment.objects.get(organisation__name="Ny").organisation.kind == Kind.REGION


def test_a_municipal_institution_is_shown_its_municipality(world: World, client: Client) -> None:
    """A9: the hall can't join, but its municipality can."""
    hall = world.organisation("Køge Hallen", Kind.INSTITUTION, parent=world.organisations["Køge"])
    assert f"?organisation={world.organisations['Køge'].pk}" in client.get(address(world, hall)).text


def test_a_municipality_of_another_country_cannot_join(world: World, client: Client) -> None:
    """S8"""
    malmo = world.municipality("Malmö", "1280", country="SE", area="SE-12")
    assert "members from another area" in client.get(address(world, malmo)).text


def test_a_second_application_is_the_same_one(world: World) -> None:
    first, new = applying.apply(application(world), world.network, at=world.now)
    second, again = applying.apply(application(world), world.network, at=world.now)
    assert (new, again) == (True, False)
    assert first == second
    assert Appointment.objects.filter(organisation=world.organisations["Køge"]).count() == 1
    assert len(world.letters("ny@example.org")) == 1
    assert len(world.letters("chef@example.org")) == 1


def test_a_second_applicant_is_forwarded_to_the_appointer_we_know(world: World) -> None:
    """S9: never to somebody whom a stranger names, and never approved by it."""
    stranger = Someone("Fremmed", "stranger@example.org")
    enrolment, new = applying.apply(
        Application(
            organisation=world.organisations["Svendborg"],
            applicant=stranger,
            participant=stranger,
            appointer=Someone("En ven", "friend@example.org"),
        ),
        world.network,
        at=world.now,
    )
    assert not new
    assert enrolment == world.enrolment
    assert not world.letters("friend@example.org")
    assert "Fremmed" in world.letters("chef-coordinator@example.org")[-1].text
    assert Appointment.objects.get(person__email="stranger@example.org").is_pending


def test_a_known_person_is_not_changed_by_a_public_form(world: World, client: Client) -> None:
    client.post(
        address(world, world.organisations["Køge"]),
        FORM | {"applicant_email": "outsider@example.org", "applicant_name": "X"},
    )
    assert Person.objects.get(email="outsider@example.org").name == "Fremmed, Køge"


def test_a_wrong_check_digit_is_said_and_can_be_kept(world: World, client: Client) -> None:
    """The secretariat asks later; nothing is guessed."""
    world.network.asks_invoicing = True
    world.network.save()
    typed = FORM | {"e_address_scheme": "0088", "e_address": "5790000000001"}
    page = client.post(address(world, world.organisations["Køge"]), typed)
    assert page.status_code == 422
    assert 'id="id_e_address_error"' in page.text
    assert (
        client.post(address(world, world.organisations["Køge"]), typed | {"keep_e_address": "on"}).status_code
        == 302
    )
    assert Enrolment.objects.get(organisation=world.organisations["Køge"]).e_address_fault


def test_a_manager_appoints_somebody_else(world: World, client: Client) -> None:
    """S9: the manager who fills in the form confirms with their own address."""
    typed = FORM | {
        "who": "other",
        "participant_name": "Deltager, Køge",
        "participant_email": "deltager@example.org",
        "appointer_email": "",
        "appointer_name": "",
    }
    assert client.post(address(world, world.organisations["Køge"]), typed).status_code == 302
    appointment = Appointment.objects.get(organisation=world.organisations["Køge"])
    assert appointment.appointer is not None
    assert appointment.appointer.email == "aase@example.org"
    assert appointment.person.email == "deltager@example.org"


def test_the_applicant_takes_it_back(world: World, client: Client) -> None:
    link = world.link("networks.application", world.people["applicant"])
    assert "Take the application back" in client.get(link).text
    client.post(link, {"taking_back": "yes", "why": "Vi venter et år"})
    client.post(link, {"taking_back": "yes"})
    world.application.refresh_from_db()
    assert world.application.state == "withdrawn"
    assert world.application.steps.filter(state="withdrawn").count() == 1
    appointment = world.link("networks.appointment", world.people["chef-applicant"])
    assert client.get(appointment).status_code == 410


def test_an_application_can_come_again_after_it_was_taken_back(world: World) -> None:
    applying.take_back(world.application, by=world.people["applicant"], at=world.now)
    again = world.apply(world.network, world.organisations["Aarhus"], "applicant", "Ansøger, Aarhus")
    assert again != world.application
    assert again.state == "applied"


def test_a_draft_takes_no_applications_from_strangers(world: World, client: Client) -> None:
    assert client.get(f"/networks/{world.draft.slug}/enrolment/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one(transactional_db: None) -> None:
    """K36: one enrolment, and both have the same."""
    world = World().build()
    found: list[int] = []

    def go(key: str) -> None:
        try:
            found.append(applying.apply(application(world, key=key), world.network, at=world.now)[0].pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(f"ny{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_new_organisation_is_added_once(world: World) -> None:
    me = Someone("Region", "region@example.org", "Konsulent")
    new = Application(
        organisation=NewOrganisation("Region Eksempel", "region", "DK"),
        applicant=me,
        participant=me,
        appointer=Someone("Chef", "regionschef@example.org"),
    )
    first, _new = applying.apply(new, world.network, at=world.now)
    second, _again = applying.apply(new, world.network, at=world.now)
    assert first == second
    assert Organisation.objects.filter(name="Region Eksempel").count() == 1
