"""Who is doing it."""

from typing import Any, cast

from django.http import HttpRequest

from ..models import Person


def acting(request: HttpRequest) -> Person:
    """The person who signed in; ask only on pages that nobody else can open."""
    return cast("Person", cast("Any", request.user).person)
