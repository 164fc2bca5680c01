"""What the demo bar knows. It asks the database only when a page shows the bar, and then once."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from armkrok.accounts.who import person_of
from armkrok.directory.models import Person
from armkrok.journal import clock

from .cast import CAST
from .letters import in_the_mailbox


class Bar:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.today = clock.today()
        self.cast = CAST.values()

    @cached_property
    def person(self) -> Person | None:
        """Whom one has stepped in as."""
        return person_of(self.request)

    @cached_property
    def letters(self) -> int:
        """How many letters this person has got."""
        return in_the_mailbox(self.person.email).count() if self.person and self.person.email else 0


def bar(request: HttpRequest) -> dict[str, Any]:
    return {"demo_bar": Bar(request)}
