"""Who is asking."""

import time
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from armkrok.directory.models import Person

from .models import User

# How long after signing in one may change what opens the account.
FRESH_SECONDS = 15 * 60


def person_of(request: HttpRequest) -> Person | None:
    """Who signed in, as a person."""
    return request.user.person if request.user.is_authenticated else None


def this_person(request: HttpRequest) -> Person:
    """The same on a page that only people who signed in can open."""
    return cast("User", request.user).person


def signed_in_freshly(request: HttpRequest) -> bool:
    """Within the last quarter of an hour, so it is hardly somebody who found the computer unlocked."""
    signed = get_authentication_records(request, request.user)
    return bool(signed) and time.time() - signed[-1]["at"] < FRESH_SECONDS
