"""One entry in one person's calendar, as it travels by mail (RFC 5545, 5546, 6047): values in, bytes out. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from armkrok.networks import time_zone as time_zones
from armkrok.networks.calendar import line, local, quoted, text

REQUEST, CANCEL = "REQUEST", "CANCEL"
REMINDERS = ("-P1D", "-PT1H")  # before it begins


@dataclass(frozen=True)
class Entry:
    """What a calendar is told. Moments are in UTC; they are shown in the meeting's time zone."""

    method: str
    uid: str
    sequence: int
    stamped_at: dt.datetime  # of two with the same number the later one counts
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_zone: str
    summary: str
    organiser: tuple[str, str]  # name and address: who calls, and where replies go
    attendee: tuple[str, str]
    language: str = ""
    location: str = ""
    description: str = ""
    address: str = ""  # of a page; never a personal link, since people share their calendars
    partstat: str = "NEEDS-ACTION"
    asks: bool = True  # an answer is waited for
    tentative: bool = False  # it isn't certain yet that there is a place


def write(entry: Entry) -> bytes:
    """The whole object: what it asks for, its time zone, its one event."""
    years = (entry.starts_at.year, entry.ends_at.year)
    return b"".join(
        [
            b"BEGIN:VCALENDAR\r\nPRODID:-//Armkrok//Meetings//EN\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n",
            line("METHOD", entry.method),
            time_zones.written(entry.time_zone, min(years), max(years) + 1),
            _event(entry),
            b"END:VCALENDAR\r\n",
        ]
    )


def _event(entry: Entry) -> bytes:
    cancelled = entry.method == CANCEL
    zone, stamp = ZoneInfo(entry.time_zone), f"{entry.stamped_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    status = "CANCELLED" if cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    spoken = f";LANGUAGE={entry.language}" if entry.language else ""
    lines = [
        b"BEGIN:VEVENT\r\n",
        line("UID", entry.uid),
        line("SEQUENCE", str(entry.sequence)),
        line("DTSTAMP", stamp),
        line("LAST-MODIFIED", stamp),
        line(f"DTSTART;TZID={entry.time_zone}", local(entry.starts_at, zone)),
        line(f"DTEND;TZID={entry.time_zone}", local(entry.ends_at, zone)),
        line(f"SUMMARY{spoken}", text(entry.summary)),
        line("STATUS", status),
        line(f'ORGANIZER;CN="{quoted(entry.organiser[0])}"', f"mailto:{entry.organiser[1]}"),
        line(
            f'ATTENDEE;CN="{quoted(entry.attendee[0])}";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT'
            f";PARTSTAT={entry.partstat}{';RSVP=TRUE' if entry.asks and not cancelled else ''}",
            f"mailto:{entry.attendee[1]}",
        ),
        line("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE"),
        line("CLASS", "PUBLIC"),
    ]
    lines += [
        line(name, value)
        for name, value in (
            (f"LOCATION{spoken}", text(entry.location)),
            (f"DESCRIPTION{spoken}", text(entry.description)),
            ("URL", entry.address),
        )
        if value
    ]
    if not cancelled:
        lines += [_reminder(entry.summary, before) for before in REMINDERS]
    lines.append(b"END:VEVENT\r\n")
    return b"".join(lines)


def _reminder(words: str, before: str) -> bytes:
    return b"".join(
        [
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n",
            line("TRIGGER", before),
            line("DESCRIPTION", text(words)),
            b"END:VALARM\r\n",
        ]
    )
