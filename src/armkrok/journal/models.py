"""Who did what, when and why. An entry is written by the act itself, in the act's transaction, and never changed.

The journal stands on the lowest floor: it knows an actor by the person's number, and a subject by its kind and
number. Packages above read names into it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

_words: dict[str, Any] = {}


def declare(sentences: dict[str, Any]) -> None:
    """Teach the journal what a package's acts are called: {"enrolment.approved": _("approved the enrolment")}."""
    _words.update(sentences)


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, *subjects: Model) -> "EntryQuerySet":
        """Entries that concern any of these, newest first."""
        wanted = models.Q(pk__in=[])
        for subject in subjects:
            wanted |= models.Q(subjects__kind=subject._meta.label_lower, subjects__number=subject.pk)
        return self.filter(wanted).distinct().order_by("-at", "-pk")


class Entry(models.Model):
    at = models.DateTimeField(db_index=True)
    by = models.BigIntegerField(
        null=True, help_text="The person's number; empty when the program acted by itself."
    )
    what = models.CharField(max_length=60)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"

    @property
    def words(self) -> str:
        """What was done, in the reader's language."""
        return str(_words[self.what])


class Subject(models.Model):
    """What an entry is about: an enrolment, its network and its organisation, say."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=60)
    number = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "number"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "number"], name="subject_once_per_entry")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


def record(
    what: str, about: Iterable[Model], *, by: Model | None, at: dt.datetime, why: str = "", **details: Any
) -> Entry:
    """Write down an act. `what` must have been declared; `details` are plain values (numbers, texts, lists)."""
    if what not in _words:
        raise KeyError(f"{what} has no words in the journal; declare them in the package's apps.py")
    entry = Entry.objects.create(at=at, by=by.pk if by else None, what=what, why=why, details=details)
    Subject.objects.bulk_create(
        {
            (s._meta.label_lower, s.pk): Subject(entry=entry, kind=s._meta.label_lower, number=s.pk)
            for s in about
        }.values()
    )
    return entry


def newest() -> int:
    """The number of the newest entry: while it is the same, nothing has been done. As quick as a query can be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM journal_entry")
        return int(cursor.fetchone()[0] or 0)
