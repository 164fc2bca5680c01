"""The links in the mails about a meeting last as long as there is something to do with them (K35)."""

import datetime as dt
from typing import Any

from armkrok.accounts.models import PersonalLink

from .models import Companion, Meeting

AFTERWARDS = dt.timedelta(days=2)


def last_until_the_end(meeting: Meeting, *, at: dt.datetime) -> None:
    """The meeting has moved: whoever has a link that still runs answers with it until the new end. A guest gets a new
    one with their new time. Within a transaction that holds the meeting."""
    ends_at = meeting.ends_at + AFTERWARDS
    targets: dict[str, Any] = {
        "meetings.invitation": meeting.invitations,
        "meetings.seat": meeting.seats,
        "meetings.assignment": meeting.assignments,
        "meetings.companion": Companion.objects.filter(assignment__meeting=meeting),
        "meetings.host": meeting.hostings,
    }
    for task, rows in targets.items():
        running = PersonalLink.objects.filter(task=task, target__in=rows.values("pk"), revoked_at=None)
        running.filter(ends_at__gt=at, ends_at__lt=ends_at).update(ends_at=ends_at)
