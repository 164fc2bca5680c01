"""Appointment: a person speaks for an organisation in a network, dated (S9)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person

from .enrolment import OPEN, Enrolment, State
from .network import Network


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def pending(self) -> "AppointmentQuerySet":
        """Those that wait for the appointer's word."""
        return self.filter(confirmed_at=None, declined_at=None)

    def running(self, on: dt.date) -> "AppointmentQuerySet":
        """Confirmed, not ended, and of an application or a membership that is open."""
        return self.filter(confirmed_at__isnull=False, from_on__lte=on, enrolment__state__in=OPEN).filter(
            models.Q(to_on=None) | models.Q(to_on__gte=on)
        )

    def speaking(self, on: dt.date) -> "AppointmentQuerySet":
        """Those who speak for a member. Before the secretariat has decided nobody speaks for anybody."""
        return self.running(on).filter(enrolment__state=State.ACTIVE)

    def unended(self) -> "AppointmentQuerySet":
        return self.filter(confirmed_at__isnull=False, to_on=None)


class Appointment(models.Model):
    """It belongs to one enrolment: whoever applies anew, appoints anew."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="appointments")
    network = models.ForeignKey(Network, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    title = models.CharField(_("title"), max_length=200, blank=True)  # S10: free text
    responsibilities = models.TextField(_("responsibilities"), blank=True)  # S10: free text
    appointer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="appointed")
    appointer_title = models.CharField(_("appointer's title"), max_length=200, blank=True)
    nominated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    succeeds = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    task_confirmed_at = models.DateTimeField(null=True)  # S10: the common task is confirmed

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "person"],
                condition=models.Q(declined_at=None, to_on=None),
                name="appointed_once",
            )
        ]
        indexes = [models.Index(fields=["network", "organisation"])]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.organisation_id} in {self.network_id}"

    @property
    def is_pending(self) -> bool:
        return not self.confirmed_at and not self.declined_at

    @property
    def last_on(self) -> dt.date | None:
        """The last day, for people to read: whoever is followed on their first day had that day."""
        return max(self.to_on, self.from_on) if self.to_on and self.from_on else self.to_on

    @property
    def thread(self) -> str:
        return f"appointment-{self.pk}"
