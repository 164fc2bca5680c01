"""A municipality applies to a network (K4, K5, K17, K18, K29, A9)."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.editing import add_organisation
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import rules
from .appointed import known_appointer
from .letters import applications as letters
from .letters.sending import send
from .models import Enrolment, Network, State, Step
from .models.network import AppointmentProcedure
from .nominating import ask_again, nominate
from .rules import Refusal
from .someone import Someone
from .years import year_is_over


@dataclass(frozen=True)
class NewOrganisation:
    """One that the directory doesn't know yet."""

    name: str
    kind: str
    country: str
    area: str = ""


@dataclass(frozen=True)
class Application:
    """What was typed. `participant` is whom the municipality would appoint, `appointer` who does so."""

    organisation: Organisation | NewOrganisation
    applicant: Someone
    participant: Someone
    appointer: Someone | None = None
    responsibilities: str = ""
    committee: str = ""
    stage: str = ""
    message: str = ""
    finance_name: str = ""
    finance_email: str = ""
    e_address_scheme: str = ""
    e_address: str = ""
    buyer_reference: str = ""
    language: str = ""
    begins_next_year: bool = False  # K38


@transaction.atomic
def apply(application: Application, network: Network, *, at: dt.datetime) -> tuple[Enrolment, bool]:
    """Returns the enrolment, and whether it is a new one: a second application for a municipality is the same one.

    Raises rules.Refusal (K29, A9, S8, S9, K38) before anything is written.
    """
    there = _known(application.organisation)
    network.admission(there.kind, there.country, there.area)
    enrolled = _enrolled(there, network)
    begins_on = None if enrolled else _begins_on(application, network, day_of(at))
    if network.appointment_procedure == AppointmentProcedure.CONFIRMED and not enrolled:
        if application.appointer is None:
            raise Refusal(_("Say who appoints in your municipality."), "S9", "appointer_email")
        rules.appointment_refusal(
            person_email=application.participant.email, appointer_email=application.appointer.email
        )
    organisation = there if isinstance(there, Organisation) else _added(there, at=at)
    applicant = application.applicant.known_or_new(organisation, at=at, language=application.language)
    participant = application.participant.known_or_new(organisation, at=at, language=application.language)
    enrolment, new = _enrol(application, network, organisation, applicant, participant, begins_on, at)
    if new:
        appointer = None
        if application.appointer:
            appointer = application.appointer.known_or_new(organisation, at=at, language=application.language)
        _receive(enrolment, application, applicant, participant, appointer, at)
    else:
        _join_the_first(enrolment, application, applicant, participant, at)
    return enrolment, new


def _begins_on(application: Application, network: Network, on: dt.date) -> dt.date | None:
    """K38: while nothing is left of this network year, only the next one can be begun with."""
    if not year_is_over(network, on):
        return None
    next_year = network.year(on)[1] + dt.timedelta(days=1)
    if not application.begins_next_year:
        raise rules.YearIsOver(next_year)
    return next_year


def _enrolled(there: Organisation | NewOrganisation, network: Network) -> bool:
    return (
        isinstance(there, Organisation)
        and Enrolment.objects.open().filter(network=network, organisation=there).exists()
    )


def _known(there: Organisation | NewOrganisation) -> Organisation | NewOrganisation:
    """Who types the name of one that we know is asked as that one, area and all (S8)."""
    if isinstance(there, Organisation):
        return there
    same = Organisation.objects.standing().filter(name__iexact=there.name, country=there.country)
    return same.filter(kind=there.kind).first() or there


def _added(new: NewOrganisation, *, at: dt.datetime) -> Organisation:
    """Into the directory with it. Strangers don't find it in a search before the secretariat has said yes."""
    values = {"name": new.name, "kind": new.kind, "country": new.country}
    organisation = add_organisation(values, by=None, at=at, namesake=True)
    organisation.listed = False
    organisation.save(update_fields=["listed"])
    return organisation


def _enrol(
    application: Application,
    network: Network,
    organisation: Organisation,
    applicant: Person,
    participant: Person,
    begins_on: dt.date | None,
    at: dt.datetime,
) -> tuple[Enrolment, bool]:
    invoiced_at = application if application.e_address else organisation
    try:
        with transaction.atomic():
            return (
                Enrolment.objects.create(
                    network=network,
                    organisation=organisation,
                    applicant=applicant,
                    applicant_title=application.applicant.title,
                    committee=application.committee,
                    stage=application.stage,
                    message=application.message,
                    professional_contact=participant,
                    finance_name=application.finance_name,
                    finance_email=application.finance_email,
                    e_address_scheme=invoiced_at.e_address_scheme,
                    e_address=invoiced_at.e_address,
                    buyer_reference=application.buyer_reference,
                    applied_at=at,
                    begins_on=begins_on,
                ),
                True,
            )
    except IntegrityError:
        return Enrolment.objects.open().get(network=network, organisation=organisation), False


def _receive(
    enrolment: Enrolment,
    application: Application,
    applicant: Person,
    participant: Person,
    appointer: Person | None,
    at: dt.datetime,
) -> None:
    Step.objects.create(
        enrolment=enrolment, state=State.APPLIED, by=applicant, at=at, why=application.message
    )
    record("enrolment.applied", _subjects(enrolment), by=applicant, at=at)
    nominate(
        enrolment,
        participant,
        title=application.participant.title,
        responsibilities=application.responsibilities,
        appointer=appointer,
        appointer_title=application.appointer.title if application.appointer else "",
        by=applicant,
        at=at,
    )
    send_status(enrolment, at=at, asked=appointer if appointer != applicant else None)


def send_status(enrolment: Enrolment, *, at: dt.datetime, asked: Person | None = None) -> None:
    """Mail the applicant a link to where it stands; `asked` is who has been asked to confirm."""
    link = PersonalLink.objects.make("networks.application", enrolment.applicant, enrolment, at=at, days=365)
    new = enrolment.steps.count() == 1
    send(
        enrolment.applicant,
        lambda: (
            letters.received(enrolment, link.address(), asked)
            if new
            else letters.application_link(enrolment, link.address())
        ),
        network=enrolment.network,
        key=f"enrolment-{enrolment.pk}:received:{link.pk}",
        thread=enrolment.thread,
        at=at,
    )


def _join_the_first(
    enrolment: Enrolment, application: Application, applicant: Person, participant: Person, at: dt.datetime
) -> None:
    """A wish to take part goes to the appointer we know, never to one that a stranger types (S9)."""
    already = enrolment.appointments.filter(person=participant, declined_at=None, to_on=None).exists()
    appointer = known_appointer(enrolment)
    own_word = enrolment.network.appointment_procedure == AppointmentProcedure.STATED
    forwarded = not already and (own_word or bool(appointer and appointer != participant))
    if forwarded:
        nominate(
            enrolment,
            participant,
            title=application.participant.title,
            responsibilities=application.responsibilities,
            appointer=appointer,
            by=applicant,
            at=at,
        )
    if applicant == enrolment.applicant and already:
        _send_once_more(enrolment, at)
        return
    send(
        applicant,
        lambda: letters.received_again(enrolment, forwarded=forwarded, already=already, own_word=own_word),
        network=enrolment.network,
        key=f"enrolment-{enrolment.pk}:again:{applicant.pk}:{at:%Y-%m-%d}",
        thread=enrolment.thread,
        at=at,
    )


def _send_once_more(enrolment: Enrolment, at: dt.datetime) -> None:
    """The same form sent twice is one application. Who sends it later, because no mail came, gets the mails anew."""
    just_now = at - dt.timedelta(minutes=10)
    if PersonalLink.objects.filter(
        task="networks.application", target=enrolment.pk, made_at__gt=just_now
    ).exists():
        return
    send_status(enrolment, at=at)
    for appointment in enrolment.appointments.pending().select_related(
        "appointer", "person", "enrolment__network"
    ):
        ask_again(appointment, at)


def _subjects(enrolment: Enrolment) -> list:
    return [enrolment, enrolment.network, enrolment.organisation]


@transaction.atomic
def answer(enrolment: Enrolment, text: str, *, by: Person, at: dt.datetime) -> None:
    """The applicant answers the secretariat's question; the application waits for a decision again."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.state != State.ASKED:
        raise Refusal(_("This question has been answered, or the application has been decided."))
    if not text.strip():
        raise Refusal(_("Write an answer first."), field="answer")
    enrolment.state = State.APPLIED
    enrolment.save(update_fields=["state"])
    Step.objects.create(
        enrolment=enrolment, state=State.APPLIED, before=State.ASKED, by=by, at=at, why=text.strip()
    )
    record("enrolment.answered", _subjects(enrolment), by=by, at=at)


@transaction.atomic
def take_back(enrolment: Enrolment, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """The applicant changes their mind before the membership has begun. Sent twice, it is done once."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.state == State.WITHDRAWN:
        return
    if enrolment.state not in (State.APPLIED, State.ASKED, State.APPROVED):
        raise Refusal(_("The application has been decided. A member withdraws from its own page."), "K36")
    before, enrolment.state = enrolment.state, State.WITHDRAWN
    enrolment.save(update_fields=["state"])
    Step.objects.create(enrolment=enrolment, state=State.WITHDRAWN, before=before, by=by, at=at, why=why)
    for appointment in enrolment.appointments.pending():
        revoke("networks.appointment", appointment, by=by, at=at)
    enrolment.appointments.pending().update(declined_at=at)
    record("enrolment.taken_back", _subjects(enrolment), by=by, at=at, why=why)
