"""What somebody chooses for themself."""

import datetime as dt

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.journal.models import record


@transaction.atomic
def choose_language(person: Person, language: str, *, at: dt.datetime) -> None:
    """The language that letters to the person are written in; empty for the writing network's."""
    if person.language == language:
        return
    person.language = language
    person.save(update_fields=["language"])
    record("account.language", [person], by=person, at=at, language=language)
