"""What remains of a meeting, for each who may read it: who was there, notes, material, what is to be done (S20, K21, K27)."""

import datetime as dt

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person

from .models import Meeting

TASK = "meetings.afterwards"
LINK_DAYS = 180


def link_for(person: Person, meeting: Meeting, *, at: dt.datetime) -> PersonalLink:
    """The link to what this person may read of the meeting without signing in. One for each person and meeting: whoever
    is written to again gets the same, and it lasts from now on. Within the transaction that writes the letter."""
    running = PersonalLink.objects.filter(
        task=TASK, person=person, target=meeting.pk, revoked_at=None, ends_at__gt=at
    )
    link = running.order_by("-pk").first()
    if link is None:
        return PersonalLink.objects.make(TASK, person, meeting, at=at, days=LINK_DAYS)
    ends_at = at + dt.timedelta(days=LINK_DAYS)
    if link.ends_at < ends_at:
        link.ends_at = ends_at
        link.save(update_fields=["ends_at"])
    return link
