"""What the networks know of one person, for the person to have (GDPR 15) and for erasing (GDPR 17)."""

import datetime as dt
from typing import Any

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from .models import Appointment, Enrolment, Role, Step, Withdrawal


def export(person: Person) -> dict[str, Any]:
    return {
        "appointments": [
            {
                "network": a.network.name,
                "organisation": a.organisation.name,
                "title": a.title,
                "responsibilities": a.responsibilities,
                "from": a.from_on,
                "to": a.to_on,
            }
            for a in Appointment.objects.filter(person=person).select_related("network", "organisation")
        ],
        "appointed": [
            {
                "network": a.network.name,
                "organisation": a.organisation.name,
                "title": a.appointer_title,
                "at": a.confirmed_at,
            }
            for a in Appointment.objects.filter(appointer=person).select_related("network", "organisation")
        ],
        "applications": [
            {
                "network": e.network.name,
                "organisation": e.organisation.name,
                "title": e.applicant_title,
                "committee": e.committee,
                "message": e.message,
                "at": e.applied_at,
                "state": e.state,
            }
            for e in Enrolment.objects.filter(applicant=person).select_related("network", "organisation")
        ],
        "contact for": [
            {"network": e.network.name, "organisation": e.organisation.name}
            for e in Enrolment.objects.filter(professional_contact=person).select_related(
                "network", "organisation"
            )
        ],
        "invoices sent to": [
            {"network": e.network.name, "organisation": e.organisation.name, "name": e.finance_name}
            for e in Enrolment.objects.filter(finance_email__iexact=person.email).select_related(
                "network", "organisation"
            )
            if person.email
        ],
        "decisions": [
            {"state": s.state, "at": s.at, "why": s.why}
            for s in Step.objects.filter(by=person).order_by("at")
        ],
        "withdrawals": [
            {"at": w.asked_at, "why": w.why}
            for w in Withdrawal.objects.filter(asked_by=person).order_by("asked_at")
        ],
        "roles": [
            {"team": str(r.team), "from": r.from_on, "to": r.to_on}
            for r in Role.objects.filter(person=person).select_related("team__organisation")
        ],
    }


@transaction.atomic
def erase(person: Person, *, at: dt.datetime) -> None:
    """Forget what describes the person. That a municipality was represented stays; who it was does not.

    It comes before the directory's erasure, which empties name and address.
    """
    on = day_of(at)
    running = Appointment.objects.filter(person=person, confirmed_at__isnull=False, to_on=None)
    for appointment in running:
        record(
            "appointment.ended", [appointment, appointment.network, appointment.organisation], by=None, at=at
        )
    running.update(to_on=on - dt.timedelta(days=1))
    Appointment.objects.filter(person=person).update(title="", responsibilities="", why="")
    Appointment.objects.filter(person=person, confirmed_at=None, declined_at=None).update(declined_at=at)
    Appointment.objects.filter(appointer=person).update(appointer_title="")
    Enrolment.objects.filter(applicant=person).update(applicant_title="", committee="", message="")
    Step.objects.filter(by=person).update(why="")
    Withdrawal.objects.filter(asked_by=person).update(why="")
    Enrolment.objects.filter(professional_contact=person).update(professional_contact=None)
    if person.email:
        Enrolment.objects.filter(finance_email__iexact=person.email).update(finance_name="", finance_email="")
    Role.objects.filter(person=person, to_on=None).update(to_on=on - dt.timedelta(days=1))
