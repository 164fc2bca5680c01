"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from armkrok.directory.models import Person

from .models import User


def person_of(request: HttpRequest) -> Person | None:
    """Who signed in, as a person."""
    return cast("User", request.user).person if request.user.is_authenticated else None


def this_person(request: HttpRequest) -> Person:
    """The same on a page that only people who signed in can open."""
    return cast("User", request.user).person
