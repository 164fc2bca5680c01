"""What a letter tells its reader's calendar, in words that a person can read (RFC 5546)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Component

from armkrok.mail.models import Message
from armkrok.meetings.letters.words import hours

PARTSTAT = {
    "NEEDS-ACTION": _("No answer yet"),
    "ACCEPTED": _("Yes"),
    "DECLINED": _("No"),
    "TENTATIVE": _("Perhaps"),
}
STATUS = {
    "CONFIRMED": _("It takes place"),
    "TENTATIVE": _("It isn't certain yet"),
    "CANCELLED": _("Taken out"),
}


@dataclass(frozen=True)
class Told:
    """One entry, as the calendar program understands it."""

    method: str
    sequence: int
    title: str
    starts: dt.datetime
    ends: dt.datetime
    place: str
    status: Any
    answer: Any
    description: str

    @property
    def what(self) -> Any:
        """What the program does with it."""
        if self.method == "CANCEL":
            return _("Take this out of the calendar")
        return _("Change this in the calendar") if self.sequence else _("Put this in the calendar")

    @property
    def when(self) -> str:
        """In the time zone that the entry names, which is the meeting's."""
        return hours(self.starts, self.ends)


def told(letter: Message) -> Told | None:
    """None for a letter with no entry."""
    if not letter.calendar:
        return None
    whole = Calendar.from_ical(letter.calendar)
    event: Component = whole.walk("VEVENT")[0]
    status, answer = str(event.get("STATUS", "")), str(event["ATTENDEE"].params.get("PARTSTAT", ""))
    return Told(
        method=str(whole.get("METHOD", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        title=str(event.get("SUMMARY", "")),
        starts=event["DTSTART"].dt,
        ends=event["DTEND"].dt,
        place=str(event.get("LOCATION", "")),
        status=STATUS.get(status, status),
        answer=PARTSTAT.get(answer, answer),
        description=str(event.get("DESCRIPTION", "")),
    )
