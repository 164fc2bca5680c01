"""Those who run a meeting hold its reminders back for a while."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .meeting import Meeting


class ReminderPauseQuerySet(models.QuerySet["ReminderPause"]):
    def running(self) -> "ReminderPauseQuerySet":
        return self.filter(ended_at=None)


class ReminderPause(models.Model):
    """From when to when the program reminds nobody of this meeting, and who decided so."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reminder_pauses")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ReminderPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause of reminders")
        verbose_name_plural = _("pauses of reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(ended_at=None), name="one_pause_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"
