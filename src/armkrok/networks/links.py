"""The personal links that are open about a member: who can do what without signing in."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock

from .models import Enrolment

TASKS: dict[str, Any] = {
    "networks.application": _("see where the application stands"),
    "networks.appointment": _("confirm an appointment"),
    "networks.common_task": _("confirm the common task"),
    "networks.naming": _("appoint people"),
    "networks.withdrawal": _("confirm a withdrawal"),
}


def personal_links(enrolment: Enrolment) -> QuerySet[PersonalLink]:
    """Those that open something today, newest first. What a link is about follows from its task."""
    appointments = enrolment.appointments.values("pk")
    about = Q(task__in=["networks.application", "networks.naming"], target=enrolment.pk)
    about |= Q(task__in=["networks.appointment", "networks.common_task"], target__in=appointments)
    about |= Q(task="networks.withdrawal", target__in=enrolment.withdrawals.values("pk"))
    links = PersonalLink.objects.filter(about, revoked_at=None, ends_at__gt=clock.now())
    return links.select_related("person").order_by("-made_at", "-pk")
