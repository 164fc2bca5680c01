"""A network's calendar as a feed (RFC 5545, RFC 7986): values in, bytes out. Pure.

Events are written here line by line: a calendar library takes a second for a thousand of them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone

REFRESH_EVERY = dt.timedelta(hours=12)
LONGEST = 75  # octets of a line, without its end
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Event:
    """A date in the calendar. Moments are in UTC; they are shown in the calendar's time zone."""

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


@lru_cache(maxsize=64)
def _time_zone(name: str, first: int, last: int) -> Timezone:
    """Working out the changes to and from summer time takes a while, and they are the same for everybody."""
    return Timezone.from_tzid(name, first_date=dt.date(first, 1, 1), last_date=dt.date(last, 1, 1))


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
    calendar.add_component(_time_zone(time_zone, min(years) - 1, max(years) + 6))
    body: bytes = calendar.to_ical()
    if not events:
        return body
    whose = _line(f'ORGANIZER;CN="{_quoted(organiser[0])}"', f"mailto:{organiser[1]}")
    zone = ZoneInfo(time_zone)
    written = b"".join(_event(event, zone, time_zone, whose) for event in events)
    return body.removesuffix(_END) + written + _END


def _event(event: Event, zone: ZoneInfo, tzid: str, whose: bytes) -> bytes:
    changed = f"{event.changed_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        b"BEGIN:VEVENT\r\n",
        _line("UID", event.uid),
        _line("DTSTAMP", changed),
        _line(f"DTSTART;TZID={tzid}", _local(event.starts_at, zone)),
        _line(f"DTEND;TZID={tzid}", _local(event.ends_at, zone)),
        _line("SUMMARY", _text(event.summary)),
        _line("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED"),
        _line("SEQUENCE", str(event.sequence)),
        _line("LAST-MODIFIED", changed),
        whose,
    ]
    lines += [
        _line(name, value)
        for name, value in (
            ("LOCATION", _text(event.location)),
            ("DESCRIPTION", _text(event.description)),
            ("URL", event.address),
        )
        if value
    ]
    lines.append(b"END:VEVENT\r\n")
    return b"".join(lines)


def _local(moment: dt.datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y%m%dT%H%M%S}"


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _text(value: str) -> str:
    """RFC 5545, 3.3.11"""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    for mark, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\t", " ")):
        plain = plain.replace(mark, escaped)
    return plain


def _quoted(value: str) -> str:
    """A parameter's value can hold neither quotes nor line ends."""
    return _CONTROL.sub("", value.replace('"', "'").replace("\n", " ").replace("\t", " "))


def _line(name: str, value: str) -> bytes:
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
