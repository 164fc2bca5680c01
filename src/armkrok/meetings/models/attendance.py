"""Who came, for whom. A fact of its own beside the seat (requirements, "Four facts"; A13), and the day's own hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person

from .. import rules
from .agenda import AgendaItem
from .meeting import Meeting


class CameAs(models.TextChoices):
    MEMBER = "member", _("For a member")
    COMPANION = "companion", _("Came along with somebody")  # S16
    GUEST = "guest", _("Guest")  # S20
    HOST = "host", _("From the host")
    STAFF = "staff", _("Runs the network")
    VISITOR = "visitor", _("Visitor")


# They read of it afterwards what everybody does: neither members, nor brought along by one (S20).
PASSING = [CameAs.GUEST, CameAs.VISITOR]


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def here(self) -> "AttendanceQuerySet":
        """Those who came; a mark that was taken back isn't one."""
        return self.filter(here=True)

    def took_part(self) -> "AttendanceQuerySet":
        """Those of them who may read what remains of it."""
        return self.here().exclude(came_as__in=PASSING)


class Attendance(models.Model):
    """The last that was marked about one person. Two who mark at once, or one whose network drops, make one row: the
    mark that was made last counts, in whatever order the marks arrive."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="attendances")
    came_as = models.CharField(_("came as"), max_length=20, choices=CameAs)
    walked_in = models.BooleanField(_("wasn't registered"), default=False)
    here = models.BooleanField(default=True)
    marked_at = models.DateTimeField()  # when the thumb touched, by the clock of that phone
    marked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40, blank=True)  # what the phone called somebody who wasn't on the list

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attended_once"),
            models.UniqueConstraint(
                fields=["meeting", "key"], condition=~models.Q(key=""), name="walked_in_once"
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"

    def is_late(self, meeting: Meeting) -> bool:
        """Came after it had begun; whoever was marked when it was over was only forgotten. A guest comes for their own time
        (S20)."""
        counts = self.here and self.came_as != CameAs.GUEST
        return counts and rules.came_late(
            self.marked_at, starts_at=meeting.starts_at, ends_at=meeting.ends_at
        )

    @property
    def once_is_enough(self) -> bool:
        """Where two persons become one, as when somebody was added in the door although they were on the list: here
        twice is here once, and what was taken back says nothing."""
        there = Attendance.objects.here().filter(meeting=self.meeting_id, person=self.person_id)
        return not self.here or there.exclude(pk=self.pk).exists()

    @property
    def mark(self) -> rules.Mark:
        return rules.Mark(self.marked_at, self.here, self.marked_by_id or 0)


class Delay(models.Model):
    """On the day itself, this item and all after it begin so many minutes later (or earlier) than planned."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delays")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="delays")
    minutes = models.SmallIntegerField(_("minutes"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("delay")
        verbose_name_plural = _("delays")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.minutes} min"
