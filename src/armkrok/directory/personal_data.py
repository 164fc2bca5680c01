"""What the directory knows of one person, for the person to have (GDPR 15) and for erasing (GDPR 17)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from armkrok.journal.models import Entry, record

from .editing import PERSON_FIELDS
from .models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything in plain values, readable by people and machines."""
    rows = _rows(person)
    return {
        "person": _told(person),
        "earlier_entries_of_the_same_person": [_told(row) for row in rows if row.pk != person.pk],
        "history": [
            {"at": entry.at.isoformat(), "what": entry.what, "why": entry.why, "details": entry.details}
            for entry in _entries(rows)
        ],
    }


def erase(person: Person, *, at: dt.datetime) -> None:
    """Forget who it was. The row stays, so that what others did together with them still makes sense.

    The tombstones of people who were merged into this one hold the same name, and the journal holds what a change
    replaced: both are emptied as well. Done twice, the second time changes nothing.
    """
    with transaction.atomic():
        rows, nobody = _rows(person), _nobody()
        if all(row.name == nobody for row in rows):
            return
        for row in rows:
            row.name = nobody
            row.email = row.phone = row.title = row.policy_area = row.language = ""
            row.organisation = row.department = None
            row.write_search_text()
            row.save()
        _entries(rows).filter(what__startswith="person.").update(details={}, why="")
        record("person.erased", [person], by=None, at=at)
    person.refresh_from_db()


def _nobody() -> str:
    """The name of whoever has none any more, in the installation's language: names are shown as they are kept."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Erased person")


def _rows(person: Person) -> list[Person]:
    return list(
        Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
        .select_related("organisation", "department")
        .order_by("pk")
    )


def _told(person: Person) -> dict[str, Any]:
    return {name: str(getattr(person, name) or "") for name in PERSON_FIELDS}


def _entries(rows: list[Person]) -> Any:
    subjects = {"subjects__kind": Person._meta.label_lower, "subjects__number__in": [row.pk for row in rows]}
    numbers = Entry.objects.filter(**subjects).values("pk")
    return Entry.objects.filter(pk__in=numbers).order_by("at", "pk")
