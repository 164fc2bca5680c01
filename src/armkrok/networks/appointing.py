"""A municipality appoints the people who speak for it (S8–S10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import letters, rules
from .deciding import activate_if_ready
from .models import Appointment, Enrolment
from .models.appointment import AppointmentQuerySet
from .models.network import AppointmentProcedure
from .rules import Refusal


def enrolment_of(appointment: Appointment) -> Enrolment | None:
    """The open enrolment that the appointment belongs to, if there is one."""
    return (
        Enrolment.objects.open()
        .filter(network=appointment.network_id, organisation=appointment.organisation_id)
        .select_related("network__team__organisation", "organisation")
        .first()
    )


def appointments_of(enrolment: Enrolment) -> AppointmentQuerySet:
    return Appointment.objects.filter(network=enrolment.network_id, organisation=enrolment.organisation_id)


def known_appointer(enrolment: Enrolment) -> Person | None:
    """Who appoints there: the one who last did so, or who was asked first."""
    appointments = appointments_of(enrolment).filter(appointer__isnull=False).select_related("appointer")
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

    Where the applicant's word is enough the person confirms with their own address. Put forward twice is once.
    """
    network = enrolment.network
    own_word = network.appointment_procedure == AppointmentProcedure.STATED
    if not own_word:
        if appointer is None:
            raise Refusal(_("Say who appoints in your municipality."), "S9", "appointer_email")
        rules.appointment_refusal(person_email=person.email, appointer_email=appointer.email)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                network=network,
                organisation=enrolment.organisation,
                person=person,
                title=title or person.title,
                responsibilities=responsibilities,
                appointer=None if own_word else appointer,
                appointer_title=appointer_title,
                nominated_by=by,
                succeeds=succeeds,
                asked_at=at,
            )
    except IntegrityError:
        return appointments_of(enrolment).get(person=person, declined_at=None, to_on=None)
    record("appointment.asked", [appointment, *_around(appointment), enrolment], by=by, at=at)
    ask_again(appointment, at)
    return appointment


@dataclass(frozen=True)
class Someone:
    """A person as somebody typed them into a form."""

    name: str
    email: str
    title: str = ""

    def known_or_new(self, organisation: Organisation, language: str = "") -> Person:
        """Those we don't know become people of the organisation; those we know stay as they are."""
        person, _new = Person.objects.known_or_new(
            email=self.email, name=self.name, title=self.title, organisation=organisation, language=language
        )
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
        someone.known_or_new(organisation),
        title=someone.title,
        appointer=appointer.known_or_new(organisation) if isinstance(appointer, Someone) else appointer,
        appointer_title=title,
        succeeds=succeeds,
        by=by,
        at=at,
    )


def ask_again(appointment: Appointment, at: dt.datetime) -> None:
    """Mail the question to the one who answers it."""
    asked = appointment.appointer or appointment.person
    link = PersonalLink.objects.make("networks.appointment", asked, appointment, at=at, days=60)
    predecessor = _predecessor(appointment, appointment.succeeds, day_of(at), must_choose=False)
    letters.send(
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
    return [appointment.network, appointment.organisation, appointment.person]


def places_of(enrolment: Enrolment, on: dt.date) -> tuple[list[Appointment], bool]:
    """Who speaks for the member on that day, and whether all places are taken."""
    running = list(appointments_of(enrolment).running(on).select_related("person").order_by("from_on", "pk"))
    wanted = enrolment.network.appointments_per_member
    return running, not rules.vacancies(wanted=wanted, running=len(running))


def places(appointment: Appointment, on: dt.date) -> tuple[list[Appointment], bool]:
    """The same, seen from somebody who is put forward."""
    running = list(
        Appointment.objects.running(on)
        .filter(network=appointment.network_id, organisation=appointment.organisation_id)
        .exclude(pk=appointment.pk)
        .select_related("person")
        .order_by("from_on", "pk")
    )
    wanted = appointment.network.appointments_per_member
    return running, not rules.vacancies(wanted=wanted, running=len(running))


def _predecessor(
    appointment: Appointment, chosen: Appointment | None, on: dt.date, *, must_choose: bool
) -> Appointment | None:
    """Whose appointment ends when this one begins: nobody's while there is room."""
    running, full = places(appointment, on)
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
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "organisation", "person", "appointer")
        .get(pk=appointment.pk)
    )
    if appointment.confirmed_at:
        return appointment
    if appointment.declined_at:
        raise Refusal(_("This has been answered with no already."), "S9")
    enrolment = enrolment_of(appointment)
    if enrolment is None:
        raise Refusal(_("The application isn't open any more, so there is nothing to appoint for."), "S9")
    on = day_of(at)
    predecessor = _predecessor(appointment, succeeds or appointment.succeeds, on, must_choose=True)
    appointment.confirmed_at, appointment.from_on, appointment.succeeds = at, on, predecessor
    appointment.save()
    record("appointment.confirmed", [appointment, *_around(appointment), enrolment], by=by, at=at)
    if predecessor:
        _end(predecessor, by=by, at=at, last_day=on - dt.timedelta(days=1), why="")
    tell_the_appointed(appointment, at)
    if appointment.appointer:
        _tell_the_appointer(appointment, enrolment, at)
    activate_if_ready(enrolment, at=at)
    return appointment


def tell_the_appointed(appointment: Appointment, at: dt.datetime) -> None:
    """Mail the appointed person a link to the common task (S10)."""
    link = PersonalLink.objects.make("networks.common_task", appointment.person, appointment, at=at, days=90)
    letters.send(
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
    letters.send(
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
    letters.send(
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
    appointment, new = Appointment.objects.get_or_create(
        network=enrolment.network,
        organisation=enrolment.organisation,
        person=person,
        declined_at=None,
        to_on=None,
        defaults={
            "title": title or person.title,
            "responsibilities": responsibilities,
            "appointer": by,
            "nominated_by": by,
            "asked_at": at,
        },
    )
    if new:
        record("appointment.asked", [appointment, *_around(appointment), enrolment], by=by, at=at)
    return confirm(appointment, by=by, at=at, succeeds=succeeds)


@transaction.atomic
def end(appointment: Appointment, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """Somebody stops without a successor: the vacancy shows, and the one who appoints is asked (S9)."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.to_on:
        return
    if not appointment.confirmed_at:
        raise Refusal(_("This appointment has not begun."), "S9")
    _end(appointment, by=by, at=at, last_day=day_of(at) - dt.timedelta(days=1), why=why)
    enrolment = enrolment_of(appointment)
    if enrolment and (appointer := known_appointer(enrolment)):
        ask_for_names(enrolment, appointer, at, vacant=True)


def ask_for_names(enrolment: Enrolment, appointer: Person, at: dt.datetime, *, vacant: bool = False) -> None:
    """Mail the one who appoints a link to name somebody."""
    link = PersonalLink.objects.make("networks.naming", appointer, enrolment, at=at, days=365)
    letters.send(
        appointer,
        lambda: letters.naming(enrolment, link.address(), vacant=vacant),
        network=enrolment.network,
        key=f"enrolment-{enrolment.pk}:naming:{link.pk}",
        thread=enrolment.thread,
        at=at,
    )


def _end(
    appointment: Appointment, *, by: Person | None, at: dt.datetime, last_day: dt.date, why: str
) -> None:
    appointment.to_on = last_day
    appointment.save(update_fields=["to_on"])
    record("appointment.ended", [appointment, *_around(appointment)], by=by, at=at, why=why)
    letters.send(
        appointment.person,
        lambda: letters.succeeded(appointment),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:ended",
        thread=appointment.thread,
        at=at,
    )


@transaction.atomic
def confirm_task(
    appointment: Appointment, *, by: Person, at: dt.datetime, responsibilities: str | None = None
) -> None:
    """The appointed person confirms the common task, and says what they are responsible for (S10)."""
    if responsibilities is not None:
        Appointment.objects.filter(pk=appointment.pk).update(responsibilities=responsibilities)
    if Appointment.objects.filter(pk=appointment.pk, task_confirmed_at=None).update(task_confirmed_at=at):
        record("appointment.task_confirmed", [appointment, *_around(appointment)], by=by, at=at)
