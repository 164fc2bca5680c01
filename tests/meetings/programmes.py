"""Items of a programme, put down as the tests need them."""

from typing import Any

from armkrok.meetings.models import AgendaItem, Meeting


def put(meeting: Meeting, title: str, minutes: int, **more: Any) -> AgendaItem:
    """The next item of the meeting's programme."""
    return AgendaItem.objects.create(
        meeting=meeting, position=meeting.items.count() + 1, title=title, minutes=minutes, **more
    )
