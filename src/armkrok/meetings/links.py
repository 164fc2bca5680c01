"""The links in the mails about a meeting last as long as there is something to do with them (K35)."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from armkrok.accounts.models import PersonalLink

from .models import Companion, Meeting

AFTERWARDS = dt.timedelta(days=2)


def _links(meeting: Meeting, *, at: dt.datetime) -> dict[str, QuerySet[PersonalLink]]:
    """Those that run and are about this meeting, by the task that they open."""
    targets: dict[str, Any] = {
        "meetings.invitation": meeting.invitations.standing(),
        "meetings.seat": meeting.seats,
        "meetings.assignment": meeting.assignments,
        "meetings.companion": Companion.objects.filter(assignment__meeting=meeting),
        "meetings.host": meeting.hostings,
    }
    running = PersonalLink.objects.filter(revoked_at=None, ends_at__gt=at)
    return {task: running.filter(task=task, target__in=rows.values("pk")) for task, rows in targets.items()}


def own_ways(meeting: Meeting, *, at: dt.datetime) -> dict[int, PersonalLink]:
    """By the person's number, the link with which each of them changes their own answer; the newest of its kind. One
    who has several gets the one that can do most: the invitation before the seat."""
    found: dict[int, PersonalLink] = {}
    links = _links(meeting, at=at)
    for task in ("meetings.host", "meetings.companion", "meetings.seat", "meetings.invitation"):
        found |= {link.person_id: link for link in links[task].order_by("pk")}
    return found


def last_until_the_end(meeting: Meeting, *, at: dt.datetime) -> None:
    """The meeting has moved: whoever has a link that still runs answers with it until the new end. A guest gets a new
    one with their new time. Within a transaction that holds the meeting."""
    ends_at = meeting.ends_at + AFTERWARDS
    for links in _links(meeting, at=at).values():
        links.filter(ends_at__lt=ends_at).update(ends_at=ends_at)
