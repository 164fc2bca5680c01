"""The decisions that wait for somebody, and those that can still be undone: what Today shows of the networks."""

import datetime as dt
from dataclasses import dataclass

from armkrok.directory.models import Kind, Person
from armkrok.journal.clock import day_of
from armkrok.mail.models import Message

from . import rules
from .models import Appointment, Enrolment, Network, State, Step
from .models.enrolment import EnrolmentQuerySet

LATE_AFTER_DAYS = 14


@dataclass
class Decision:
    """An application and what one wants to know to answer it."""

    enrolment: Enrolment
    appointments: list[Appointment]
    steps: list[Step]
    since: dt.datetime
    late: bool
    another_employer: bool  # K4
    another_role: bool  # K25


def waiting(person: Person, on: dt.date) -> EnrolmentQuerySet:
    """Applications to the networks that this person runs, oldest first."""
    return (
        Enrolment.objects.waiting()
        .filter(network__in=Network.objects.run_by(person, on).values("pk"))
        .select_related("network__team__organisation", "organisation", "applicant")
        .order_by("applied_at", "pk")
    )


def decisions(enrolments: list[Enrolment], now: dt.datetime) -> list[Decision]:
    """What is known of these applications, in two queries however many they are."""
    appointments: dict[int, list[Appointment]] = {}
    found = Appointment.objects.filter(enrolment__in=enrolments).select_related("person", "appointer")
    for appointment in found.order_by("pk"):
        appointments.setdefault(appointment.enrolment_id, []).append(appointment)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.standing().filter(enrolment__in=enrolments).select_related("by"):
        steps.setdefault(step.enrolment_id, []).append(step)
    return [_decision(e, appointments.get(e.pk, []), steps.get(e.pk, []), now) for e in enrolments]


def _decision(
    enrolment: Enrolment, appointments: list[Appointment], steps: list[Step], now: dt.datetime
) -> Decision:
    network = enrolment.network
    since = steps[-1].at if steps else enrolment.applied_at
    return Decision(
        enrolment=enrolment,
        appointments=[a for a in appointments if not a.to_on],
        steps=steps,
        since=since,
        late=(day_of(now) - day_of(since)).days > LATE_AFTER_DAYS,
        another_employer=Kind(enrolment.organisation.kind) not in network.eligible_kinds,
        another_role=not rules.is_suggested_role(enrolment.applicant_title, network.suggested_roles),
    )


def undoable(person: Person, now: dt.datetime) -> list[Step]:
    """Decisions in the networks that this person runs whose mail has not left, newest first."""
    held = Message.objects.waiting().filter(attempts=0, key__startswith="step-").values_list("key", flat=True)
    numbers = {int(key.split(":")[0].removeprefix("step-")) for key in held}
    if not numbers:
        return []
    return list(
        Step.objects.standing()
        .filter(
            pk__in=numbers,
            follows=None,
            by__isnull=False,
            state__in=[State.APPROVED, State.REFUSED, State.ASKED],
            enrolment__network__in=Network.objects.run_by(person, day_of(now)).values("pk"),
        )
        .select_related("enrolment__network", "enrolment__organisation", "by")
        .order_by("-at", "-pk")
    )
