"""What was said, decided and promised, on the programme's own skeleton (S5, K21, K27)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person

from .agenda import AgendaItem
from .meeting import Meeting


class NotesState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    SHARED = "shared", _("Shared")


class Notes(models.Model):
    """A meeting's notes as a whole."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="notes")
    state = models.CharField(_("state"), max_length=20, choices=NotesState, default=NotesState.DRAFT)
    in_short = models.TextField(_("in short"), blank=True)  # K27: what one takes home
    version = models.PositiveIntegerField(default=1)  # of what stands in short
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notes")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"notes of {self.meeting_id}"


class Note(models.Model):
    """What was said and decided during one item. A closed item has none (K21)."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="items")
    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="note")
    said = models.TextField(_("what was said"), blank=True)
    decided = models.TextField(_("what was decided"), blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["item__position", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Correction(models.Model):
    """What stood there before, once notes had been shared."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="corrections")
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="corrections")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, related_name="corrections"
    )  # of an action
    field = models.CharField(max_length=20)  # said, decided, in_short, action
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField(_("why"), blank=True)  # of an action none is asked for
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        return self.filter(done_at=None, dropped_at=None)

    def shown(self) -> "ActionQuerySet":
        """What others than those who run the network may read: nothing about an item that has become confidential (K21)."""
        return self.exclude(item__closed=True)


class Action(models.Model):
    """Who does what by when. It is followed up at the network's next meeting, and ticked off by a personal link."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="actions")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="actions")
    what = models.CharField(_("what is to be done"), max_length=500)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("who")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("for whom"),
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None
