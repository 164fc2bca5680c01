"""What the background worker does for sign-in."""

from . import sessions


def forget() -> None:
    """Once a day: nothing is kept of sessions that have run out."""
    sessions.forget_ended()
