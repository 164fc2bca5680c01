"""A further package of seats (A7). The first is the enrolment itself."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .enrolment import Enrolment


class PackageQuerySet(models.QuerySet["Package"]):
    def running(self, on: dt.date) -> "PackageQuerySet":
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)


class Package(models.Model):
    """Open-ended like the enrolment (K36); given up, it lasts until the network year's end (A4)."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="packages")
    from_on = models.DateField(_("runs from"))
    until_on = models.DateField(_("runs until"), null=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    given_up_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_up_at = models.DateTimeField(null=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("package of seats")
        verbose_name_plural = _("packages of seats")
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        return f"package {self.pk} of {self.enrolment_id}"
