"""One's own page: what waits, whom one speaks for, whom one appoints, where one works."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.accounts.who import this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from ..models import Appointment, Enrolment, Network, State, Team, Withdrawal
from ..models.enrolment import OPEN


@dataclass
class Task:
    words: str
    address: str


def _links(person: Person) -> dict[tuple[str, int], str]:
    """The newest open personal link to each task of this person: the same ones that were mailed."""
    links = PersonalLink.objects.filter(person=person, revoked_at=None, ends_at__gt=clock.now()).order_by(
        "pk"
    )
    return {(k.task, k.target): reverse("accounts:personal_link", args=[k.token]) for k in links}


def _of(model: Any, links: dict[tuple[str, int], str], task: str, *related: str) -> list[tuple[Any, str]]:
    numbers = [target for name, target in links if name == task]
    rows = model.objects.filter(pk__in=numbers).select_related(*related).order_by("pk") if numbers else []
    return [(row, links[task, row.pk]) for row in rows]


def _waiting(links: dict[tuple[str, int], str]) -> list[Task]:
    tasks = []
    for appointment, address in _of(
        Appointment, links, "networks.appointment", "person", "organisation", "network"
    ):
        if appointment.is_pending:
            words = _("Does %(name)s speak for %(organisation)s in %(network)s?")
            tasks.append(
                Task(
                    words
                    % {
                        "name": appointment.person.name,
                        "organisation": appointment.organisation.name,
                        "network": appointment.network.name,
                    },
                    address,
                )
            )
    for appointment, address in _of(Appointment, links, "networks.common_task", "network"):
        if (
            appointment.task_confirmed_at is None
            and appointment.to_on is None
            and appointment.network.common_task
        ):
            words = _("Confirm the common task in %(network)s")
            tasks.append(Task(words % {"network": appointment.network.name}, address))
    for withdrawal, address in _of(
        Withdrawal, links, "networks.withdrawal", "enrolment__organisation", "enrolment__network"
    ):
        if withdrawal.confirmed_at is None and withdrawal.dropped_at is None:
            words = _("Shall %(organisation)s leave %(network)s?")
            enrolment = withdrawal.enrolment
            names = {"organisation": enrolment.organisation.name, "network": enrolment.network.name}
            tasks.append(Task(words % names, address))
    return tasks


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    person, today = this_person(request), clock.today()
    links = _links(person)
    applications = [
        (enrolment, address)
        for enrolment, address in _of(Enrolment, links, "networks.application", "network", "organisation")
        if enrolment.state in (State.APPLIED, State.ASKED, State.APPROVED)
    ]
    waiting = _waiting(links) + [
        Task(_("A question about the application of %(name)s") % {"name": e.organisation.name}, address)
        for e, address in applications
        if e.state == State.ASKED
    ]
    appointments = list(
        Appointment.objects.filter(person=person, confirmed_at__isnull=False)
        .select_related("network__team__organisation", "organisation", "enrolment__network")
        .order_by("to_on", "-from_on")
    )
    running = [a for a in appointments if a.enrolment.state in OPEN and (a.to_on is None or a.to_on >= today)]
    context = {
        "person": person,
        "waiting": waiting,
        "applications": applications,
        "running": running,
        "earlier": [a for a in appointments if a not in running],
        "naming": _of(Enrolment, links, "networks.naming", "network", "organisation"),
        "teams": Team.objects.of(person, today).select_related("organisation"),
        "networks": Network.objects.run_by(person, today).order_by("name"),
    }
    return render(request, "networks/me.html", context)
