"""Entitlement: an organisation's open-ended enrolment in a network (K17, K36)."""

import datetime as dt

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armkrok.directory import rules as directory_rules
from armkrok.directory.models import Organisation, Person
from armkrok.directory.models.organisation import EAddressScheme

from .network import Network


class State(models.TextChoices):
    APPLIED = "applied", _("Applied")
    ASKED = "asked", _("Asked a question")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Member")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    ENDED = "ended", _("Ended")


UNDECIDED = [State.APPLIED, State.ASKED]
OPEN = [*UNDECIDED, State.APPROVED, State.ACTIVE]


class Stage(models.TextChoices):
    """Both are welcome; which one is asked (K18)."""

    WORKING = "working", _("We work with it already")
    STARTING = "starting", _("We want to start")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> "EnrolmentQuerySet":
        return self.filter(state__in=OPEN)

    def members(self) -> "EnrolmentQuerySet":
        return self.filter(state=State.ACTIVE)

    def waiting(self) -> "EnrolmentQuerySet":
        """Those that wait for the secretariat's decision."""
        return self.filter(state=State.APPLIED)

    def visible_to(self, person: Person | None, on: dt.date) -> "EnrolmentQuerySet":
        """Those of the networks that this person runs, and the memberships that they speak for or are contact of."""
        from .appointment import Appointment

        if person is None:
            return self.none()
        mine = Appointment.objects.speaking(on).filter(person=person, enrolment=models.OuterRef("pk"))
        return self.filter(
            models.Q(network__in=Network.objects.run_by(person, on).values("pk"))
            | models.Exists(mine)
            | models.Q(professional_contact=person, state=State.ACTIVE)
        )

    def to_end(self, on: dt.date) -> "EnrolmentQuerySet":
        """Those whose confirmed withdrawal has run out."""
        return self.filter(state=State.ACTIVE, ends_on__lt=on)


class Enrolment(models.Model):
    network = models.ForeignKey(Network, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.APPLIED)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    applicant_title = models.CharField(_("title"), max_length=200)
    committee = models.CharField(_("committee"), max_length=200, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    message = models.TextField(_("message"), blank=True)
    professional_contact = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="contact_for", verbose_name=_("professional contact")
    )
    finance_name = models.CharField(_("finance contact"), max_length=200, blank=True)
    finance_email = models.EmailField(_("finance contact's e-mail"), blank=True)
    e_address_scheme = models.CharField(
        _("kind of e-invoice address"), max_length=4, blank=True, choices=EAddressScheme
    )
    e_address = models.CharField(_("e-invoice address"), max_length=50, blank=True)
    buyer_reference = models.CharField(_("your reference"), max_length=100, blank=True)
    applied_at = models.DateTimeField()
    begins_on = models.DateField(_("wanted from"), null=True)  # K38: with the next network year
    starts_on = models.DateField(_("member since"), null=True)
    ends_on = models.DateField(_("member until"), null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["organisation__name"]
        constraints = [
            # A second application for the same municipality is the same one.
            models.UniqueConstraint(
                fields=["network", "organisation"], condition=models.Q(state__in=OPEN), name="enrolled_once"
            )
        ]
        indexes = [models.Index(fields=["network", "state"])]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.network_id}"

    def get_absolute_url(self) -> str:
        return reverse("networks:member", args=[self.network.slug, self.pk])

    @property
    def thread(self) -> str:
        """All mail about this enrolment is one conversation."""
        return f"enrolment-{self.pk}"

    @property
    def invoices_to(self) -> tuple[str, str]:
        """Name and address of whoever takes care of invoices: the finance contact, else the professional contact; two
        empty texts when nobody is known."""
        if self.finance_email:
            return self.finance_name or self.finance_email, self.finance_email
        contact = self.professional_contact
        return (contact.name, contact.email) if contact and contact.email else ("", "")

    @property
    def e_address_fault(self) -> object:
        """What is wrong with the e-invoice address, in words; nothing is ever guessed."""
        return directory_rules.e_address_fault(self.e_address_scheme, self.e_address)


class StepQuerySet(models.QuerySet["Step"]):
    def standing(self) -> "StepQuerySet":
        return self.filter(undone_at=None)


class Step(models.Model):
    """A change of state: who, when, why."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=20, choices=State)
    before = models.CharField(max_length=20, choices=State, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    guided_to = models.ForeignKey(Network, models.PROTECT, null=True, related_name="+")  # K5
    follows = models.ForeignKey("self", models.CASCADE, null=True, related_name="consequences")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.state}"
