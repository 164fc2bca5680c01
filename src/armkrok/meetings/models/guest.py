"""Somebody from outside comes for one item of the programme, and for its time only (S19, S20, K29, K30)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .agenda import AgendaItem
from .meeting import Meeting


class GuestRole(models.TextChoices):
    SPEAKER = "speaker", _("Speaker")
    EXPERT = "expert", _("Expert")


class GuestState(models.TextChoices):
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Comes")
    DECLINED = "declined", _("Can't come")
    CALLED_OFF = "called_off", _("Called off")


STANDING = [GuestState.INVITED, GuestState.CONFIRMED]


class GuestQuerySet(models.QuerySet["Guest"]):
    def standing(self) -> "GuestQuerySet":
        """Those who have been invited and haven't said no."""
        return self.filter(state__in=STANDING)


class Guest(models.Model):
    """K30: no seat, no fee, nothing carried over."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="guests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="guest_at")
    role = models.CharField(_("role"), max_length=20, choices=GuestRole, default=GuestRole.SPEAKER)
    workplace = models.CharField(_("where they work"), max_length=200, blank=True)
    focus = models.TextField(_("the focus that this serves"))  # S19
    brief = models.TextField(_("what we would like to hear"), blank=True)
    material = models.TextField(_("material"), blank=True)  # what the guest leaves: links and words
    state = models.CharField(_("state"), max_length=20, choices=GuestState, default=GuestState.INVITED)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], condition=models.Q(state__in=STANDING), name="guest_once_per_item"
            ),
            models.CheckConstraint(condition=~models.Q(focus=""), name="guest_serves_a_focus"),
        ]

    def __str__(self) -> str:
        return f"guest {self.pk}"

    @property
    def thread(self) -> str:
        return f"guest-{self.pk}"
