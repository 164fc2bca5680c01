"""Withdrawal is an act of its own: asked, confirmed by the member's contact, with a receipt (K36, A4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .enrolment import Enrolment


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def standing(self) -> "WithdrawalQuerySet":
        return self.filter(dropped_at=None)


class Withdrawal(models.Model):
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="withdrawals")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    why = models.TextField(blank=True)
    contact = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    effect_on = models.DateField(_("member until"), null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=models.Q(dropped_at=None), name="withdrawn_once"
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"

    @property
    def receipt(self) -> str:
        """The number on the receipt: the year of confirmation and a running number."""
        return f"{self.confirmed_at:%Y}-{self.pk:05d}" if self.confirmed_at else ""
