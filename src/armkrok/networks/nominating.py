"""Somebody is put forward, and the one who appoints is asked (S9)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import rules
from .appointed import around, followed, refuse_unless_open
from .letters import appointments as letters
from .letters.sending import send
from .models import Appointment, Enrolment
from .models.network import AppointmentProcedure
from .rules import Refusal
from .someone import Someone


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
    refuse_unless_open(enrolment)
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
    record("appointment.asked", [appointment, *around(appointment)], by=by, at=at)
    ask_again(appointment, at)
    return appointment


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
    record("appointment.asked", [appointment, *around(appointment)], by=by, at=at)
    ask_again(appointment, at)


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
    predecessor = followed(appointment, appointment.succeeds, day_of(at), must_choose=False)
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
