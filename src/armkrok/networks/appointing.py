"""A municipality appoints the people who speak for it (S8–S10)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import rules, signals
from .appointed import around, followed, known_appointer, open_enrolment, refuse_unless_open
from .deciding import activate_if_ready
from .letters import appointments as letters
from .letters.sending import send
from .models import Appointment, Enrolment, State
from .nominating import ask_for_names
from .rules import Refusal
from .someone import Someone
from .withdrawing import change_contact


@transaction.atomic
def confirm(
    appointment: Appointment, *, by: Person, at: dt.datetime, succeeds: Appointment | None = None
) -> Appointment:
    """The appointer says yes: it runs from today, and the predecessor's ends (S9). Sent twice, it is done once."""
    # The enrolment first: two confirmations for the same place wait for each other here.
    # As no key: whoever answers for it meanwhile holds the meeting, writes a seat of it, and mustn't wait for us.
    Enrolment.objects.select_for_update(no_key=True).get(pk=appointment.enrolment_id)
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
    predecessor = followed(appointment, succeeds or appointment.succeeds, on, must_choose=True)
    appointment.confirmed_at, appointment.from_on, appointment.succeeds = at, on, predecessor
    appointment.save()
    record("appointment.confirmed", [appointment, *around(appointment)], by=by, at=at)
    if predecessor:
        last_day = on - dt.timedelta(days=1)
        _end(predecessor, by=by, at=at, last_day=last_day, why="", successor=appointment.person)
    signals.appointment_changed.send(Appointment, appointment=appointment, at=at)
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
    record("appointment.declined", [appointment, *around(appointment)], by=by, at=at, why=why)
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
    refuse_unless_open(enrolment)
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
        record("appointment.asked", [appointment, *around(appointment)], by=by, at=at)
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
    record("appointment.ended", [appointment, *around(appointment)], by=by, at=at, why=why)
    send(
        appointment.person,
        lambda: letters.succeeded(appointment),
        network=appointment.network,
        key=f"appointment-{appointment.pk}:ended",
        thread=appointment.thread,
        at=at,
    )
    signals.appointment_changed.send(Appointment, appointment=appointment, at=at)


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
        "enrolment.contacts_changed", around(appointment), by=by, at=at, fields=["professional_contact_id"]
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
        record("appointment.task_confirmed", [appointment, *around(appointment)], by=by, at=at)
