"""A network's calendar as a feed (RFC 5545, RFC 7986): values in, bytes out. Pure.

Events are written here line by line: a calendar library takes a second for a thousand of them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar

from . import time_zone as time_zones

REFRESH_EVERY = dt.timedelta(hours=12)
LONGEST = 75  # octets of a line, without its end
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Event:
    """A date in the calendar. Moments are in UTC; they are shown in its own time zone, or else in the calendar's."""

    uid: str  # the same for ever, whatever else changes
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    changed_at: dt.datetime
    location: str = ""
    description: str = ""
    address: str = ""
    cancelled: bool = False
    sequence: int = 0  # one more for each change of time and each cancellation
    tentative: bool = False
    time_zone: str = ""
    organiser: tuple[str, str] = ("", "")  # who calls, where it isn't the calendar's


def feed(
    *,
    name: str,
    description: str,
    address: str,
    time_zone: str,
    language: str,
    year: int,
    organiser: tuple[str, str] = ("", ""),
    events: Sequence[Event] = (),
) -> bytes:
    """What a calendar program subscribes to. Without any events it holds its time zone: RFC 5545 wants one part.

    `organiser` is the name and the e-mail address of those who call; RFC 5546 wants them where there are events.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Armkrok//Networks//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, {"LANGUAGE": language})
    calendar.add("x-wr-calname", name)
    calendar.add("description", description, {"LANGUAGE": language})
    calendar.add("x-wr-caldesc", description)
    calendar.add("x-wr-timezone", time_zone)
    calendar.add("url", address)
    calendar.add("refresh-interval", REFRESH_EVERY, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH_EVERY.seconds // 3600}H")
    years = [year, *(event.starts_at.year for event in events)]
    head: bytes = calendar.to_ical().removesuffix(_END)
    zones = sorted({time_zone, *(event.time_zone for event in events if event.time_zone)})
    body = head + b"".join(time_zones.written(zone, min(years), max(years) + 5) for zone in zones)
    known = {zone: ZoneInfo(zone) for zone in zones}
    whose = {
        who: line(f'ORGANIZER;CN="{quoted(who[0])}"', f"mailto:{who[1]}")
        for who in {organiser, *(event.organiser for event in events)}
    }
    return body + b"".join(_event(e, known, time_zone, organiser, whose) for e in events) + _END


def _event(
    event: Event,
    zones: dict[str, ZoneInfo],
    time_zone: str,
    organiser: tuple[str, str],
    whose: dict[tuple[str, str], bytes],
) -> bytes:
    changed = f"{event.changed_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    tzid = event.time_zone or time_zone
    zone = zones[tzid]
    status = "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED"
    lines = [
        b"BEGIN:VEVENT\r\n",
        line("UID", event.uid),
        line("DTSTAMP", changed),
        line(f"DTSTART;TZID={tzid}", local(event.starts_at, zone)),
        line(f"DTEND;TZID={tzid}", local(event.ends_at, zone)),
        line("SUMMARY", text(event.summary)),
        line("STATUS", status),
        line("SEQUENCE", str(event.sequence)),
        line("LAST-MODIFIED", changed),
        whose[event.organiser if event.organiser[1] else organiser],
    ]
    lines += [
        line(name, value)
        for name, value in (
            ("LOCATION", text(event.location)),
            ("DESCRIPTION", text(event.description)),
            ("URL", event.address),
        )
        if value
    ]
    lines.append(b"END:VEVENT\r\n")
    return b"".join(lines)


def local(moment: dt.datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y%m%dT%H%M%S}"


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def text(value: str) -> str:
    """RFC 5545, 3.3.11"""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for mark, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\t", " ")):
        plain = plain.replace(mark, escaped)
    return plain


def quoted(value: str) -> str:
    """A parameter's value can hold neither quotes nor line ends."""
    return _CONTROL.sub("", value.replace('"', "'").replace("\n", " ").replace("\t", " "))


def line(name: str, value: str) -> bytes:
    """One line of content, folded where it is too long and never inside a character (RFC 5545, 3.1)."""
    whole = f"{name}:{value}".encode()
    if len(whole) <= LONGEST:
        return whole + b"\r\n"
    return b"\r\n ".join(_folded(whole)) + b"\r\n"


def _folded(whole: bytes) -> Iterable[bytes]:
    begins, room = 0, LONGEST
    while begins < len(whole):
        ends = min(begins + room, len(whole))
        while ends < len(whole) and whole[ends] & 0xC0 == 0x80:  # in the middle of a character
            ends -= 1
        yield whole[begins:ends]
        begins, room = ends, LONGEST - 1  # the space at the beginning counts
