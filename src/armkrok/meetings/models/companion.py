"""Arm in arm: each coordinator is to bring somebody to such a meeting (S14–S16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person, PolicyArea
from armkrok.networks.models import Enrolment

from .meeting import Meeting


class AssignmentState(models.TextChoices):
    OPEN = "open", _("Nobody yet")
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Brings somebody")
    NONE = "none", _("Comes alone")


class Assignment(models.Model):
    """What one coordinator is asked to do for one meeting. Its state follows from the companions and the reason."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="assignments")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    given_at = models.DateTimeField()
    none_why = models.TextField(_("why nobody"), blank=True)
    none_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="assigned_once")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    @property
    def state(self) -> AssignmentState:
        """Counted from its companions; read them beforehand with prefetch_related("companions")."""
        states = {c.state for c in self.companions.all()}
        if CompanionState.CONFIRMED in states:
            return AssignmentState.CONFIRMED
        if CompanionState.INVITED in states:
            return AssignmentState.INVITED
        return AssignmentState.NONE if self.none_at else AssignmentState.OPEN


class CompanionState(models.TextChoices):
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Comes along")
    DECLINED = "declined", _("Can't come")
    CALLED_OFF = "called_off", _("Called off")


COMING_ALONG = [CompanionState.INVITED, CompanionState.CONFIRMED]  # who hasn't said no, and wasn't called off


class Companion(models.Model):
    """Brought by one coordinator to one meeting; no member, no seat, no sign-in (S16)."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="companions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="brought")
    role = models.CharField(_("role"), max_length=200)  # suggested by the network, or free
    workplace = models.CharField(_("where they work"), max_length=200, blank=True)
    trade = models.CharField(_("field of work"), max_length=20, choices=PolicyArea, blank=True)  # S7
    message = models.TextField(blank=True)  # the invitation, in the coordinator's own words
    state = models.CharField(
        _("state"), max_length=20, choices=CompanionState, default=CompanionState.INVITED
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person"],
                condition=models.Q(state__in=["invited", "confirmed"]),
                name="brought_once",
            )
        ]

    def __str__(self) -> str:
        return f"companion {self.pk}"

    @property
    def thread(self) -> str:
        return f"companion-{self.pk}"
