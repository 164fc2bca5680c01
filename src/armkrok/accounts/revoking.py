"""Somebody makes personal links worthless, because they went astray or their task is to be done otherwise."""

import datetime as dt

from django.db import models, transaction

from armkrok.directory.models import Person
from armkrok.journal.models import record

from .models import PersonalLink


@transaction.atomic
def revoke(
    task: str,
    target: models.Model,
    *,
    by: Person | None,
    at: dt.datetime,
    person: Person | None = None,
    why: str = "",
) -> int:
    """End every link to a task about this, or one person's. Returns how many ended."""
    ended = PersonalLink.objects.revoke(task, target, at, person)
    if ended:
        about = [target, person] if person else [target]
        record("link.revoked", about, by=by, at=at, why=why, task=task, links=ended)
    return ended
