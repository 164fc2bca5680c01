"""One act at a time for each meeting: everything that counts seats, or moves them, waits here for its turn."""

from .models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "place__station")
        .get(pk=meeting.pk)
    )
    found.is_locked = True
    return found


def locked_once(meeting: Meeting) -> Meeting:
    """The same where the caller may hold it already."""
    return meeting if meeting.is_locked else locked(meeting)
