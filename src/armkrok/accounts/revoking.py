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


@transaction.atomic
def revoke_link(link: PersonalLink, *, about: models.Model, by: Person, at: dt.datetime) -> None:
    """End this one link; `about` is where the journal tells it. Sent twice, it is done once."""
    if PersonalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        record("link.revoked", [about, link.person], by=by, at=at, task=link.task, links=1)
