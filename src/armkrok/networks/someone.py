"""A person as somebody typed them into a form."""

import datetime as dt
from dataclasses import dataclass

from armkrok.directory.models import Organisation, Person
from armkrok.journal.models import record


@dataclass(frozen=True)
class Someone:
    """A person as somebody typed them into a form."""

    name: str
    email: str
    title: str = ""

    def known_or_new(
        self, organisation: Organisation | None, *, at: dt.datetime, language: str = ""
    ) -> Person:
        """Those we don't know become people of the organisation, or of none; those we know stay as they are."""
        person, new = Person.objects.known_or_new(
            email=self.email, name=self.name, title=self.title, organisation=organisation, language=language
        )
        if new:
            record("person.added", [person, organisation] if organisation else [person], by=None, at=at)
        return person
