"""A municipality appoints the people who speak for it (S8–S10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import rules
from .deciding import activate_if_ready
from .letters import appointments as letters
from .letters.sending import send
from .models import Appointment, Enrolment, State
from .models.enrolment import OPEN
from .models.network import AppointmentProcedure
from .rules import Refusal
from .withdrawing import change_contact


def open_enrolment(appointment: Appointment) -> Enrolment | None:
    """The enrolment that the appointment belongs to, while it is open."""
    return (
        Enrolment.objects.open()
        .filter(pk=appointment.enrolment_id)
        .select_related("network__team__organisation", "organisation", "applicant")
        .first()
    )


def known_appointer(enrolment: Enrolment) -> Person | None:
    """Who appoints there: the one who last did so, or who was asked first."""
    appointments = enrolment.appointments.filter(appointer__isnull=False).select_related("appointer")
    last = appointments.filter(confirmed_at__isnull=False).order_by("-confirmed_at").first()
    last = last or appointments.order_by("pk").first()
    return last.appointer if last else None


@transaction.atomic
def nominate(
    enrolment: Enrolment,
    person: Person,
    *,
    appointer: Person | None,
    by: Person,
    at: dt.datetime,
    title: str = "",
    appointer_title: str = "",
    responsibilities: str = "",
    succeeds: Appointment | None = None,
) -> Appointment:
    """Put somebody forward. It is pending until the appointer has answered by a personal link (S9).

    Where the applicant's word is enough the person confirms with their own address. Put forward twice is once; put
    forward again with another appointer, who had been mistyped or has left, asks that one instead.
    """
    _refuse_unless_open(enrolment)
    own_word = enrolment.network.appointment_procedure == AppointmentProcedure.STATED
    asked = None if own_word else appointer
    if not own_word:
        if appointer is None:
            raise Refusal(_("Say who appoints in your municipality."), "S9", "appointer_email")
        rules.appointment_refusal(person_email=person.email, appointer_email=appointer.email)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                enrolment=enrolment,
                network=enrolment.network,
                organisation=enrolment.organisation,
                person=person,
                title=title or person.title,
                responsibilities=responsibilities,
                appointer=asked,
                appointer_title=appointer_title,
                nominated_by=by,
                succeeds=succeeds,
                asked_at=at,
            )
    except IntegrityError:
        appointment = enrolment.appointments.get(person=person, declined_at=None, to_on=None)
        if appointment.is_pending and asked and asked != appointment.appointer:
            correct_appointer(appointment, asked, title=appointer_title, by=by, at=at)
        return appointment
    record("appointment.asked", [appointment, *_around(appointment)], by=by, at=at)
    ask_again(appointment, at)
    return appointment


def _refuse_unless_open(enrolment: Enrolment) -> None:
    if enrolment.state not in OPEN:
        raise Refusal(_("The application isn't open any more, so there is nothing to appoint for."), "S9")


@transaction.atomic
def correct_appointer(
    appointment: Appointment, appointer: Person, *, title: str, by: Person, at: dt.datetime
) -> None:
    """Somebody else answers than the one who was asked first; that one's link ends."""
    if not appointment.is_pending:
        raise Refusal(_("This has been answered already."), "S9")
    rules.appointment_refusal(person_email=appointment.person.email, appointer_email=appointer.email)
    revoke("networks.appointment", appointment, by=by, at=at)
    appointment.appointer, appointment.appointer_title = appointer, title
    appointment.save(update_fields=["appointer", "appointer_title"])
    record("appointment.asked", [appointment, *_around(appointment)], by=by, at=at)
    ask_again(appointment, at)


@dataclass(frozen=True)
class Someone:
    """A person as somebody typed them into a form."""

    name: str
    email: str
    title: str = ""

    def known_or_new(
        self, organisation: Organisation | None, *, at: dt.datetime, language: str = ""
    ) -> Person:
        """Those we don't know become people of the organisation, or of none; those we know stay as they are."""
        person, new = Person.objects.known_or_new(
            email=self.email, name=self.name, title=self.title, organisation=organisation, language=language
        )
        if new:
            record("person.added", [person, organisation] if organisation else [person], by=None, at=at)
        return person


@transaction.atomic
def put_forward(
    enrolment: Enrolment,
    someone: Someone,
    *,
    appointer: Someone | Person | None,
    by: Person,
    at: dt.datetime,
    succeeds: Appointment | None = None,
) -> Appointment:
    """Nominate a person as they were typed into a form."""
    organisation = enrolment.organisation
    title = appointer.title if appointer else ""
    return nominate(
        enrolment,
        someone.known_or_new(organisation, at=at),
        title=someone.title,
        appointer=appointer.known_or_new(organisation, at=at)
        if isinstance(appointer, Someone)
        else appointer,
        appointer_title=title,
        succeeds=succeeds,
        by=by,
        at=at,
    )


@transaction.atomic
def correct_to(appointment: Appointment, someone: Someone, *, by: Person, at: dt.datetime) -> None:
    """Correct the appointer to somebody as they were typed into a form."""
    appointer = someone.known_or_new(appointment.organisation, at=at)
    correct_appointer(appointment, appointer, title=someone.title, by=by, at=at)


def ask_again(appointment: Appointment, at: dt.datetime) -> None:
    """Mail the question to the one who answers it."""
    asked = appointment.appointer or appointment.person
    link = PersonalLink.objects.make("networks.appointment", asked, appointment, at=at, days=60)
    predecessor = _predecessor(appointment, appointment.succeeds, day_of(at), must_choose=False)
    send(
        asked,
        lambda: (
            letters.confirm_appointment(appointment, link.address(), predecessor)
            if appointment.appointer
            else letters.confirm_own_address(appointment, link.address())
        ),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:confirm:{link.pk}",
        thread=appointment.thread,
        at=at,
    )


def _around(appointment: Appointment) -> list:
    return [appointment.enrolment, appointment.network, appointment.organisation, appointment.person]


def places(
    enrolment: Enrolment, on: dt.date, besides: Appointment | None = None
) -> tuple[list[Appointment], bool]:
    """Who is appointed on that day, `besides` somebody who is put forward, and whether all places are taken."""
    running = enrolment.appointments.running(on).select_related("person").order_by("from_on", "pk")
    others = [a for a in running if a != besides]
    return others, not rules.vacancies(wanted=enrolment.network.appointments_per_member, running=len(others))


def _predecessor(
    appointment: Appointment, chosen: Appointment | None, on: dt.date, *, must_choose: bool
) -> Appointment | None:
    """Whose appointment ends when this one begins: nobody's while there is room."""
    running, full = places(appointment.enrolment, on, besides=appointment)
    if chosen and chosen in running:
        return chosen
    if not full:
        return None
    if len(running) == 1:
        return running[0]
    if must_choose:
        raise Refusal(_("All places are taken. Choose whom this person follows."), "S9", "succeeds")
    return None


@transaction.atomic
def confirm(
    appointment: Appointment, *, by: Person, at: dt.datetime, succeeds: Appointment | None = None
) -> Appointment:
    """The appointer says yes: it runs from today, and the predecessor's ends (S9). Sent twice, it is done once."""
    # The enrolment first: two confirmations for the same place wait for each other here.
    Enrolment.objects.select_for_update().get(pk=appointment.enrolment_id)
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related(
            "network__team__organisation", "organisation", "person", "appointer", "enrolment__network"
        )
        .get(pk=appointment.pk)
    )
    if appointment.confirmed_at:
        return appointment
    if appointment.declined_at:
        raise Refusal(_("This has been answered with no already."), "S9")
    enrolment = open_enrolment(appointment)
    if enrolment is None:
        raise Refusal(_("The application isn't open any more, so there is nothing to appoint for."), "S9")
    on = day_of(at)
    predecessor = _predecessor(appointment, succeeds or appointment.succeeds, on, must_choose=True)
    appointment.confirmed_at, appointment.from_on, appointment.succeeds = at, on, predecessor
    appointment.save()
    record("appointment.confirmed", [appointment, *_around(appointment)], by=by, at=at)
    if predecessor:
        last_day = on - dt.timedelta(days=1)
        _end(predecessor, by=by, at=at, last_day=last_day, why="", successor=appointment.person)
    if appointment.appointer:
        _leave_the_naming_to(appointment.appointer, enrolment, by=by, at=at)
        _tell_the_appointer(appointment, enrolment, at)
    if enrolment.state == State.ACTIVE:
        tell_the_appointed(appointment, at)
    elif not activate_if_ready(enrolment, at=at):
        _tell_the_applicant(appointment, enrolment, at)
    return appointment


def _leave_the_naming_to(appointer: Person, enrolment: Enrolment, *, by: Person, at: dt.datetime) -> None:
    """Whoever appointed there before doesn't any more: their links to name people end."""
    links = PersonalLink.objects.filter(task="networks.naming", target=enrolment.pk, revoked_at=None)
    for person in {link.person for link in links.exclude(person=appointer).select_related("person")}:
        revoke("networks.naming", enrolment, by=by, at=at, person=person)


def _tell_the_applicant(appointment: Appointment, enrolment: Enrolment, at: dt.datetime) -> None:
    """One of two has said yes; nobody speaks for anybody before the secretariat has decided."""
    if appointment.appointer_id == enrolment.applicant_id:
        return
    send(
        enrolment.applicant,
        lambda: letters.waits_for_the_secretariat(appointment),
        network=enrolment.network,
        key=f"appointment-{appointment.pk}:waits",
        thread=enrolment.thread,
        at=at,
    )


def tell_the_appointed(appointment: Appointment, at: dt.datetime) -> None:
    """Mail the appointed person a link to the common task (S10)."""
    link = PersonalLink.objects.make("networks.common_task", appointment.person, appointment, at=at, days=90)
    send(
        appointment.person,
        lambda: letters.appointed(appointment, link.address()),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:appointed:{link.pk}",
        thread=appointment.thread,
        at=at,
    )


def _tell_the_appointer(appointment: Appointment, enrolment: Enrolment, at: dt.datetime) -> None:
    assert appointment.appointer  # noqa: S101 (asked by the caller)
    link = PersonalLink.objects.make("networks.naming", appointment.appointer, enrolment, at=at, days=365)
    send(
        appointment.appointer,
        lambda: letters.appointment_confirmed(appointment, link.address()),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:receipt",
        thread=appointment.thread,
        at=at,
    )


@transaction.atomic
def decline(appointment: Appointment, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """The appointer says no; the one put forward is told."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.declined_at:
        return
    if appointment.confirmed_at:
        raise Refusal(_("This has been confirmed already. End the appointment instead."), "S9")
    appointment.declined_at, appointment.why = at, why
    appointment.save(update_fields=["declined_at", "why"])
    record("appointment.declined", [appointment, *_around(appointment)], by=by, at=at, why=why)
    send(
        appointment.person,
        lambda: letters.appointment_declined(appointment),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:declined",
        thread=appointment.thread,
        at=at,
    )


@transaction.atomic
def appoint(
    enrolment: Enrolment,
    person: Person,
    *,
    by: Person,
    at: dt.datetime,
    title: str = "",
    responsibilities: str = "",
    succeeds: Appointment | None = None,
) -> Appointment:
    """The appointer, come by a personal link of their own, names somebody: asked and confirmed in one."""
    rules.appointment_refusal(person_email=person.email, appointer_email=by.email)
    _refuse_unless_open(enrolment)
    appointment, new = Appointment.objects.get_or_create(
        enrolment=enrolment,
        person=person,
        declined_at=None,
        to_on=None,
        defaults={
            "network": enrolment.network,
            "organisation": enrolment.organisation,
            "title": title or person.title,
            "responsibilities": responsibilities,
            "appointer": by,
            "nominated_by": by,
            "asked_at": at,
        },
    )
    if new:
        record("appointment.asked", [appointment, *_around(appointment)], by=by, at=at)
    return confirm(appointment, by=by, at=at, succeeds=succeeds)


@transaction.atomic
def appoint_someone(
    enrolment: Enrolment,
    someone: Someone,
    *,
    by: Person,
    at: dt.datetime,
    succeeds: Appointment | None = None,
) -> Appointment:
    """The same for somebody as they were typed into a form."""
    person = someone.known_or_new(enrolment.organisation, at=at)
    return appoint(enrolment, person, by=by, at=at, title=someone.title, succeeds=succeeds)


@transaction.atomic
def end(appointment: Appointment, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """Somebody stops without a successor: the vacancy shows, and the one who appoints is asked (S9)."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.to_on:
        return
    if not appointment.confirmed_at:
        raise Refusal(_("This appointment has not begun."), "S9")
    _end(appointment, by=by, at=at, last_day=day_of(at) - dt.timedelta(days=1), why=why)
    enrolment = open_enrolment(appointment)
    if enrolment and (appointer := known_appointer(enrolment)):
        ask_for_names(enrolment, appointer, at, vacant=True)


def ask_for_names(enrolment: Enrolment, appointer: Person, at: dt.datetime, *, vacant: bool = False) -> None:
    """Mail the one who appoints a link to name somebody."""
    link = PersonalLink.objects.make("networks.naming", appointer, enrolment, at=at, days=365)
    send(
        appointer,
        lambda: letters.naming(enrolment, link.address(), vacant=vacant),
        network=enrolment.network,
        key=f"enrolment-{enrolment.pk}:naming:{link.pk}",
        thread=enrolment.thread,
        at=at,
    )


def _end(
    appointment: Appointment,
    *,
    by: Person | None,
    at: dt.datetime,
    last_day: dt.date,
    why: str,
    successor: Person | None = None,
) -> None:
    appointment.to_on = last_day
    appointment.save(update_fields=["to_on"])
    _pass_on_the_contact(appointment, successor, by=by, at=at)
    record("appointment.ended", [appointment, *_around(appointment)], by=by, at=at, why=why)
    send(
        appointment.person,
        lambda: letters.succeeded(appointment),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:ended",
        thread=appointment.thread,
        at=at,
    )


def _pass_on_the_contact(
    appointment: Appointment, successor: Person | None, *, by: Person | None, at: dt.datetime
) -> None:
    """Who has stopped is nobody's contact any more: the successor is, or else the one who appoints."""
    enrolment = Enrolment.objects.select_related("network", "organisation").get(pk=appointment.enrolment_id)
    following = successor or known_appointer(enrolment)
    if enrolment.professional_contact_id != appointment.person_id or following is None:
        return
    enrolment.professional_contact = following
    enrolment.save(update_fields=["professional_contact"])
    record(
        "enrolment.contacts_changed", _around(appointment), by=by, at=at, fields=["professional_contact_id"]
    )
    if withdrawal := enrolment.withdrawals.standing().first():
        change_contact(withdrawal, following, by=by, at=at)


@transaction.atomic
def confirm_task(
    appointment: Appointment, *, by: Person, at: dt.datetime, responsibilities: str | None = None
) -> None:
    """The appointed person confirms the common task, and says what they are responsible for (S10)."""
    if responsibilities is not None:
        Appointment.objects.filter(pk=appointment.pk).update(responsibilities=responsibilities)
    if Appointment.objects.filter(pk=appointment.pk, task_confirmed_at=None).update(task_confirmed_at=at):
        record("appointment.task_confirmed", [appointment, *_around(appointment)], by=by, at=at)
