"""Passenger railway stations, and how far it is to the nearest one."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import rules


class StationQuerySet(models.QuerySet["Station"]):
    def nearest(
        self, latitude: float, longitude: float, country: str = ""
    ) -> "tuple[Station | None, Decimal | None]":
        """The nearest station and the distance to it in kilometres, as the crow flies.

        Within one country when that is given: a station on the other shore of a sound helps nobody.
        """
        for degrees in (0.3, 2, 180):  # look near by first: there are thousands
            around = self.filter(
                **({"country": country} if country else {}),
                latitude__range=(latitude - degrees, latitude + degrees),
                longitude__range=(longitude - 3 * degrees, longitude + 3 * degrees),
            )
            best = min(
                ((rules.kilometres(latitude, longitude, s.latitude, s.longitude), s.pk, s) for s in around),
                default=None,
            )
            if best and (best[0] < degrees * 80 or degrees == 180):
                return best[2], Decimal(f"{best[0]:.1f}")
        return None, None


class Station(models.Model):
    country = models.CharField(_("country"), max_length=2)
    # Most Norwegian stations have no code in the list, and a few Danish ones share theirs.
    code = models.CharField(_("code"), max_length=30, blank=True)
    name = models.CharField(_("name"), max_length=100)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [models.UniqueConstraint(fields=["country", "code", "name"], name="station_once")]

    def __str__(self) -> str:
        return self.name
