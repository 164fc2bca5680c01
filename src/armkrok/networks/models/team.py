"""Organiser → team → networks, and the people of a team (K3)."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, person: Person, on: dt.date) -> "TeamQuerySet":
        """The teams that this person works in on that day."""
        return self.filter(pk__in=Role.objects.running(on).filter(person=person).values("team"))


class Team(models.Model):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="teams", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail that members write to"))

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["organisation__name", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.name}"


class RoleQuerySet(models.QuerySet["Role"]):
    def running(self, on: dt.date) -> "RoleQuerySet":
        return self.filter(from_on__lte=on).filter(models.Q(to_on=None) | models.Q(to_on__gte=on))


class Role(models.Model):
    """Somebody works in a team, dated. Every right of the staff follows from it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    team = models.ForeignKey(Team, models.PROTECT, related_name="roles")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team"], condition=models.Q(to_on=None), name="role_runs_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"
