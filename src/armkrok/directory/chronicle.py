"""The journal read aloud: what happened to something, with names instead of numbers.

    chronicle(organisation)   in a view, and   {% include "directory/chronicle.html" %}   in its template

An entry whose details hold `changes` ({field: [before, after]}) and `of` (the kind of row, "directory.person") is
told field by field, in the reader's language.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from armkrok.journal.models import Entry

from .history import WORDS
from .models import Person


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    at: dt.datetime
    who: str  # empty when the program acted by itself
    words: str
    why: str
    about: str
    changes: list[Change]


def chronicle(*subjects: Model, most: int = 50) -> list[Line]:
    """The newest entries about any of these. Two queries, however many people acted.

    Only the directory's own acts: who applied where is told by each network, to those who run it.
    """
    entries = list(Entry.objects.about(*subjects).filter(what__in=WORDS)[:most])
    names = dict(Person.objects.filter(pk__in={e.by for e in entries if e.by}).values_list("pk", "name"))
    numbers = {str(subject.pk) for subject in subjects}
    return [
        Line(
            entry.at,
            names.get(entry.by, "") if entry.by else "",
            entry.words,
            entry.why,
            str(entry.details.get("department", "")),
            _changes(entry, numbers),
        )
        for entry in entries
    ]


def _changes(entry: Entry, numbers: set[str]) -> list[Change]:
    """What changed: of one thing, or, in an entry about many, of those that are asked about."""
    if "of" not in entry.details:  # other packages tell their changes in ways of their own
        return []
    changed: dict[str, list[Any]] = dict(entry.details.get("changes", {}))
    for number, changes in entry.details.get("changes_by_number", {}).items():
        if number in numbers:
            changed |= changes
    return [Change(*_told(entry.details["of"], name, *values)) for name, values in changed.items()]


def _told(of: str, name: str, before: Any, after: Any) -> tuple[str, str, str]:
    field: Any = apps.get_model(of)._meta.get_field(name)
    words = dict(field.flatchoices)
    label = str(field.verbose_name)
    was, became = ("" if value in (None, "") else str(words.get(value, value)) for value in (before, after))
    return label[:1].upper() + label[1:], was, became
