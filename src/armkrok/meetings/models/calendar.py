"""What each person's calendar has been told of a meeting, and what it answered (RFC 5545, 5546)."""

import uuid

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .guest import Guest
from .meeting import Meeting


def a_uid() -> str:
    """The same for ever, and nobody's to guess: whoever answers with it has got the invitation."""
    return str(uuid.uuid4())


class CalendarEntry(models.Model):
    """One entry in one person's calendar: the meeting, or a guest's own time. `told` is what it was told last."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="calendar_entries")
    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_entries")
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, related_name="calendar_entries")
    uid = models.CharField(max_length=120, unique=True, default=a_uid)
    sequence = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict)  # empty: it was cancelled, or never there
    told_at = models.DateTimeField(null=True)
    reply_at = models.DateTimeField(null=True)  # the newest reply's own stamp: older ones come too late

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        ordering = ["pk"]
        constraints = [
            # None for a person: two persons who turn out to be one have each their own, and one of them is cancelled.
            models.UniqueConstraint(fields=["guest"], name="calendar_entry_once_per_guest"),
        ]
        indexes = [models.Index(fields=["meeting", "person"])]

    def __str__(self) -> str:
        return f"calendar entry {self.pk}"


class Outcome(models.TextChoices):
    FOLLOWED = "followed", _("Taken as their answer")
    REFUSED = "refused", _("Could not be done")
    DOUBTFUL = "doubtful", _("From another address: you decide")
    LATE = "late", _("Came after something newer had been answered")
    PUT_ASIDE = "put_aside", pgettext_lazy("a reply", "Put aside")


class CalendarReply(models.Model):
    """An answer that came by mail from a calendar program, and what was made of it."""

    entry = models.ForeignKey(CalendarEntry, models.CASCADE, related_name="replies")
    message_id = models.CharField(max_length=300, unique=True)
    from_address = models.EmailField(max_length=254)
    attendee = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    partstat = models.CharField(max_length=20)
    comment = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    stamped_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(_("what became of it"), max_length=20, choices=Outcome)
    why = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reply from a calendar")
        verbose_name_plural = _("replies from calendars")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"reply {self.pk}"

    @property
    def why_words(self) -> str:
        """Why a person decides is said in the reader's language; what was mailed back, as it was mailed."""
        return gettext(self.why) if self.why else ""


class FeedAddress(models.Model):
    """A secret address at which somebody's calendar program reads: their own meetings, or all those that they run."""

    class Whose(models.TextChoices):
        MINE = "mine", _("My own meetings")
        RUN = "run", _("All meetings that I run")

    once_is_enough = True  # where two persons become one, the survivor's goes on and the other's stops

    person = models.ForeignKey(Person, models.CASCADE, related_name="feed_addresses")
    whose = models.CharField(max_length=10, choices=Whose)
    secret = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
        constraints = [models.UniqueConstraint(fields=["person", "whose"], name="feed_address_once")]

    def __str__(self) -> str:
        return f"feed address {self.pk}"
