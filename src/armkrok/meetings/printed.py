"""What all papers of a meeting say of it."""

from collections.abc import Sequence

from .letters import words
from .models import Meeting, Timed


def head(meeting: Meeting) -> dict[str, str]:
    """In the language that is spoken now."""
    return {
        "network": meeting.network.name,
        "meeting": meeting.title,
        "when": words.when(meeting),
        "where": words.where(meeting),
        "running": f"{meeting.network.name} · {meeting.title}",
    }


def hours_said(hours: Sequence[Timed]) -> str:
    return ", ".join(words.clock_hours(timed) for timed in hours)
