"""When a reminder goes out: on a day that follows from the meeting's, by day, and to nobody who has just been told."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from armkrok.networks.rules import asked_again_days

FROM_HOUR, TO_HOUR = 8, 17  # on clocks in the network's time zone
PAUSE = dt.timedelta(days=3)  # between two mails about the same


class Reminder(StrEnum):
    UNANSWERED = "unanswered"  # those who haven't said yes or no
    COMPANION = "companion"  # S15: those who bring nobody yet, and haven't said why
    HOST = "host"  # S12: the host's contact
    SPEAKERS = "speakers"  # S20: guests, with their own time
    COMING = "coming"  # those who come, with what they need to know


# What the keys of earlier letters about the same begin with. All are written about a move, whatever they come for.
_SAME: dict[Reminder, tuple[str, ...]] = {
    Reminder.UNANSWERED: ("invitation-",),
    Reminder.COMPANION: ("assignment-",),
    Reminder.HOST: ("hosting-",),
    Reminder.SPEAKERS: ("guest-",),
    Reminder.COMING: ("seat-", "companion-", "calendar-"),
}


@dataclass(frozen=True)
class Span:
    """The day on which a reminder is due, and the last on which it is still of use."""

    first: dt.date
    last: dt.date


def span(what: Reminder, day: dt.date, *, days: int, registration_days: int) -> Span | None:
    """For a meeting on that day; None where nobody is to be reminded."""
    last = day
    if what == Reminder.UNANSWERED:
        days = asked_again_days(days, registration_days)
        last = day - dt.timedelta(days=registration_days)
    elif what in (Reminder.COMPANION, Reminder.HOST):  # on the day itself there is nothing left to prepare
        days = max(days, 1) if days else 0
        last = day - dt.timedelta(days=1)
    return Span(day - dt.timedelta(days=days), last) if days else None


def may_leave(span: Span, here: dt.datetime) -> bool:
    """Whether it may be sent at that moment, in the network's time zone. What was missed is made up for while it is of
    use, and nobody is written to at night."""
    return span.first <= here.date() <= span.last and is_by_day(here)


def is_by_day(here: dt.datetime) -> bool:
    return FROM_HOUR <= here.hour < TO_HOUR


def is_too_late(span: Span, here: dt.datetime) -> bool:
    """Whether it will not be sent any more."""
    return here.date() > span.last or (here.date() == span.last and here.hour >= TO_HOUR)


def is_too_soon(told_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody was written to about the same a moment ago."""
    return told_at is not None and now - told_at < PAUSE


def key(meeting: int, what: Reminder, day: dt.date, person: int) -> str:
    """What names the letter once and for all: a meeting that moves reminds anew."""
    return f"meeting-{meeting}:remind-{what}:{day:%Y-%m-%d}:{person}"


def is_about_the_same(what: Reminder, letter_key: str) -> bool:
    """Whether an earlier letter, by its key, told of the same: the invitation, the seat, the new time."""
    thing, _colon, rest = letter_key.partition(":")
    if thing.startswith("meeting-"):
        return rest.startswith(("moved:", f"remind-{what}:"))
    if thing.startswith("companion-") and not rest.startswith("invited"):
        return False  # to the coordinator, about somebody else's answer
    if thing.startswith("guest-") and rest.startswith("answered"):
        return False
    return thing.startswith(_SAME[what])
