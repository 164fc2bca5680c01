"""The demo world is what the demo's description says, and every bit of it came about by an act."""

import datetime as dt

import pytest
from django.db.models import Max

from armkrok.demo.cast import CAST
from armkrok.directory import rules as directory_rules
from armkrok.directory.models import Kind, Organisation, Person
from armkrok.journal.models import Entry, Subject
from armkrok.mail.models import Message
from armkrok.networks.models import Appointment, Enrolment, Network, Publication, State, Step, Withdrawal
from armkrok.networks.rules import WrongKind

from .conftest import TODAY

CULTURE = "København Aarhus Odense Aalborg Roskilde Silkeborg Vejle Horsens Randers Viborg Kolding Helsingør"
ART = "Køge Holbæk Aalborg Vejle Odense Herning Esbjerg Slagelse Gladsaxe"
FACILITIES = "Aarhus Esbjerg Svendborg Hjørring Vejle Køge Randers"
NAMED_IN_SKANE = "Höör Eslöv Osby Lund Tomelilla Sjöbo Hörby Hässleholm Ystad Svedala"


def members(slug):
    return set(
        Enrolment.objects.members().filter(network__slug=slug).values_list("organisation__name", flat=True)
    )


def enrolment(slug, place):
    return Enrolment.objects.get(network__slug=slug, organisation__name=place)


def states(slug):
    return {
        state: set(
            Enrolment.objects.filter(network__slug=slug, state=state).values_list(
                "organisation__name", flat=True
            )
        )
        for state in (State.APPLIED, State.ASKED, State.APPROVED, State.REFUSED)
    }


# --- Region Skåne -------------------------------------------------------------------------------------------


def test_33_municipalities_may_join_and_23_have_a_coordinator(demo):
    """S8"""
    network = Network.objects.get(slug="barn-och-unga")
    assert network.candidates().count() == 33
    speaking = Appointment.objects.running(TODAY).filter(network=network)
    assert speaking.count() == speaking.values("organisation").distinct().count() == 23
    assert members("barn-och-unga") == set(speaking.values_list("organisation__name", flat=True))
    assert set(NAMED_IN_SKANE.split()) < members("barn-och-unga")
    assert not network.asks_invoicing  # A11
    assert network.winter_rule  # S17
    assert len(network.purposes) == 5  # S5


def test_bjuv_waits_for_its_appointer(demo):
    """S9"""
    pending = Appointment.objects.pending().get()
    assert pending.organisation.name == "Bjuv"
    assert enrolment("barn-och-unga", "Bjuv").state == State.APPLIED
    assert pending.appointer.email == CAST["manager-bjuv"].email


def test_svedalas_coordinator_was_followed_by_another(demo):
    """S9: a successor ends the predecessor's appointment and keeps history."""
    after, before = Appointment.objects.filter(organisation__name="Svedala").order_by("-pk")
    assert after.succeeds == before
    assert before.to_on == after.from_on - dt.timedelta(days=1)
    assert after.to_on is None


# --- KL -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "places"),
    [("kulturchefer", CULTURE), ("kunst-i-det-offentlige-rum", ART), ("fritidsfaciliteter", FACILITIES)],
)
def test_the_members_are_those_of_the_description(demo, slug, places):
    assert members(slug) == set(places.split())


def test_one_was_asked_a_question_and_one_was_guided_to_another_network(demo):
    """K5"""
    assert states("kulturchefer")[State.ASKED] == {"Fredensborg"}
    assert states("kulturchefer")[State.REFUSED] == {"Hvidovre"}
    step = enrolment("kulturchefer", "Hvidovre").steps.get(state=State.REFUSED)
    assert step.why
    assert step.guided_to.slug == "kunst-i-det-offentlige-rum"


def test_art_is_run_by_two_with_equal_rights_and_gladsaxe_wants_to_start(demo):
    """K18, K24"""
    network = Network.objects.get(slug="kunst-i-det-offentlige-rum")
    facilitator = Person.objects.get(email=CAST["bkf-facilitator"].email)
    assert [team.organisation.name for team in network.facilitating_teams] == ["KL", "BKF"]
    assert network in Network.objects.run_by(facilitator, TODAY)
    assert Enrolment.objects.members().filter(steps__by=facilitator).exists()
    assert network.invoicer.name == "KL"
    assert network.joint_controllers
    assert network.house_rule  # K21
    assert network.year(TODAY)[0] == dt.date(2027, 3, 1)  # A8
    assert enrolment(network.slug, "Gladsaxe").stage == "starting"


@pytest.mark.parametrize(
    ("place", "since"),
    [
        ("Esbjerg", (2027, 1, 15)),
        ("Svendborg", (2027, 4, 13)),
        ("Hjørring", (2026, 10, 5)),
        ("Aarhus", (2021, 2, 2)),
    ],
)
def test_memberships_of_the_facilities_begin_on_their_days(demo, place, since):
    assert enrolment("fritidsfaciliteter", place).starts_on == dt.date(*since)


def test_svendborg_was_applied_for_by_its_coordinator_and_confirmed_by_its_manager(demo):
    """S9: never self-approved."""
    it = enrolment("fritidsfaciliteter", "Svendborg")
    appointment = Appointment.objects.get(network=it.network, organisation=it.organisation)
    assert it.applicant.email == appointment.person.email == CAST["coordinator-svendborg"].email
    assert appointment.appointer.email == CAST["manager-svendborg"].email
    assert it.steps.get(state=State.APPROVED).by.email == CAST["kl-secretariat"].email


def test_koge_keeps_its_seats_until_the_end_of_the_year(demo):
    """K36, A4"""
    it = enrolment("fritidsfaciliteter", "Køge")
    withdrawal = Withdrawal.objects.get(enrolment=it)
    assert it.state == State.ACTIVE
    assert it.ends_on == withdrawal.effect_on == dt.date(2027, 12, 31)
    assert withdrawal.confirmed_at.date() == dt.date(2027, 5, 3)
    assert withdrawal.receipt


def test_only_randers_has_an_e_address_that_is_wrong(demo):
    facilities = Enrolment.objects.members().filter(network__slug="fritidsfaciliteter")
    assert [e.organisation.name for e in facilities if e.e_address_fault] == ["Randers"]
    assert all(e.e_address and e.buyer_reference and e.finance_email for e in facilities)


def test_those_who_cant_be_members_are_told_so_and_shown_the_open_way(demo):
    """K29, K30, A9: nothing is kept of them but the answer."""
    answers = {turned.organisation.name: turned.refusal for turned in demo.turned_away}
    assert {name: answer.requirement for name, answer in answers.items()} == {
        "Eksempelhallen": "A9",
        "Eksempel Arkitekter": "K29",
    }
    assert all(isinstance(answer, WrongKind) and str(answer.open_way) for answer in answers.values())
    assert not Enrolment.objects.filter(organisation__name__startswith="Eksempel").exists()
    assert not Person.objects.filter(organisation__name__startswith="Eksempel").exists()
    assert not Message.objects.filter(to_address__contains="eksempel").exists()


def test_each_secretariat_has_something_to_decide(demo):
    waiting = Enrolment.objects.waiting().order_by("applied_at")
    by_team = {
        name: list(
            waiting.filter(network__team__organisation__name=name).values_list(
                "organisation__name", flat=True
            )
        )
        for name in ("Region Skåne", "KL")
    }
    assert by_team == {
        "Region Skåne": ["Bjuv"],
        "KL": ["Fredericia", "Ishøj", "Region Syddanmark"],
    }


# --- the world as a whole -----------------------------------------------------------------------------------


def test_the_numbers_are_invented_and_right(demo):
    for organisation in Organisation.objects.exclude(kind=Kind.MUNICIPALITY):
        assert not directory_rules.registration_number_fault(
            organisation.country, organisation.registration_number
        )


def test_nobody_has_an_address_that_somebody_could_own(demo):
    assert not Person.objects.exclude(email__endswith="@example.org").exists()
    assert not Message.objects.exclude(to_address__endswith="@example.org").exists()


def test_every_state_was_reached_by_an_act_that_is_in_the_journal(demo):
    said = {
        State.APPLIED: "enrolment.applied",
        State.ASKED: "enrolment.asked",
        State.APPROVED: "enrolment.approved",
        State.ACTIVE: "enrolment.activated",
        State.REFUSED: "enrolment.refused",
    }
    for step in Step.objects.select_related("enrolment"):
        assert Entry.objects.about(step.enrolment).filter(what=said[step.state], at=step.at).exists()
    for it in Enrolment.objects.all():
        assert it.steps.last().state == it.state
    for appointment in Appointment.objects.filter(confirmed_at__isnull=False):
        assert Entry.objects.about(appointment).filter(what="appointment.confirmed").exists()
    for model in (Network, Organisation, Appointment):
        label = model._meta.label_lower
        assert set(model.objects.values_list("pk", flat=True)) == set(
            Subject.objects.filter(kind=label).values_list("number", flat=True)
        )
    assert Entry.objects.filter(what="network.published").count() == Publication.objects.count() == 4


def test_nothing_lies_in_the_future_and_no_letter_is_still_to_leave(demo):
    midnight = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
    acts = Entry.objects.exclude(what="demo.built")
    assert acts.aggregate(last=Max("at"))["last"] < midnight
    assert not Message.objects.waiting().exists()
    assert not Message.objects.filter(delivered_at__gte=midnight).exists()


def test_a_letter_of_long_ago_cant_be_called_back(demo):
    step = Step.objects.filter(state=State.REFUSED).get()
    assert not Message.objects.recall(f"step-{step.pk}:", demo.at("2027-06-01"))


def test_everybody_of_the_cast_is_there(demo):
    assert all(Person.objects.with_email(member.email) for member in CAST.values())
    outsider = Person.objects.get(email=CAST["outsider"].email)
    assert not outsider.appointments.exists()
    assert not outsider.applications.exists()
