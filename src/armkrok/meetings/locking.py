"""One act at a time for each meeting: everything that counts seats, or moves them, waits here for its turn."""

from .models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("network__team__organisation", "place__station")
        .get(pk=meeting.pk)
    )
