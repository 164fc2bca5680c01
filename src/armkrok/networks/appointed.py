"""Who is appointed, who appoints, and whether there is room: what all acts on appointments read (S9)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from . import rules
from .models import Appointment, Enrolment
from .models.enrolment import OPEN
from .rules import Refusal


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


def refuse_unless_open(enrolment: Enrolment) -> None:
    if enrolment.state not in OPEN:
        raise Refusal(_("The application isn't open any more, so there is nothing to appoint for."), "S9")


def around(appointment: Appointment) -> list:
    return [appointment.enrolment, appointment.network, appointment.organisation, appointment.person]


def places(
    enrolment: Enrolment, on: dt.date, besides: Appointment | None = None
) -> tuple[list[Appointment], bool]:
    """Who is appointed on that day, `besides` somebody who is put forward, and whether all places are taken."""
    running = enrolment.appointments.running(on).select_related("person").order_by("from_on", "pk")
    others = [a for a in running if a != besides]
    return others, not rules.vacancies(wanted=enrolment.network.appointments_per_member, running=len(others))


def followed(
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
