"""A calendar program to test with, which does what RFC 5546 says and nothing more; and a look at the raw octets."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from icalendar import Calendar, Component

from armkrok.mail.models import Message

SEEN = ("SUMMARY", "LOCATION", "STATUS")


@dataclass
class Program:
    """One person's calendar. Mails reach it in any order, and some of them twice."""

    entries: dict[str, Component] = field(default_factory=dict)  # by UID, those that were cancelled too

    def take(self, mail: Message) -> None:
        whole = Calendar.from_ical(mail.calendar)
        assert str(whole["METHOD"]) == mail.calendar_method
        (event,) = whole.walk("VEVENT")
        known = self.entries.get(str(event["UID"]))
        if known is None or _number(known) < _number(event):
            self.entries[str(event["UID"])] = event

    def shows(self) -> list[tuple[str, ...]]:
        """What somebody sees there, in no order: when, what, where, how it stands, what they have answered."""
        return sorted(
            (
                utc(event["DTSTART"].dt),
                utc(event["DTEND"].dt),
                *(str(event.get(name, "")) for name in SEEN),
                str(event["ATTENDEE"].params["PARTSTAT"]),
            )
            for event in self.entries.values()
            if str(event["STATUS"]) != "CANCELLED"
        )


def _number(event: Component) -> tuple[int, dt.datetime]:
    return int(event["SEQUENCE"]), event["DTSTAMP"].dt


def utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def programs(letters: Iterable[Message]) -> dict[str, Program]:
    """What has come to each address, taken in that order."""
    found: dict[str, Program] = {}
    for letter in letters:
        if letter.calendar:
            found.setdefault(letter.to_address, Program()).take(letter)
    return found


def faults(raw: bytes) -> list[str]:
    """What a parser would forgive (RFC 5545, 3.1, 3.3.5, 3.6; RFC 5546, 3.2)."""
    found = []
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
        found.append("a line ends with something else than CRLF")
    if not raw.endswith(b"END:VCALENDAR\r\n"):
        found.append("it doesn't end")
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            found.append(f"a line of {len(line)} octets")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append("a line was folded within a character")
    whole = raw.replace(b"\r\n ", b"").decode()
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", whole):
        found.append("a control character")
    found += [
        f"{name} isn't there once" for name in ("PRODID", "VERSION", "METHOD") if _times(whole, name) != 1
    ]
    zones = set(re.findall(r"^TZID:(\S+)", whole, re.MULTILINE))
    found += [f"{zone} isn't explained" for zone in re.findall(r";TZID=([^:;]+)", whole) if zone not in zones]
    events = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", whole, re.DOTALL)
    if len(events) != 1:
        found.append(f"{len(events)} events")
    for event in events:
        itself = re.sub(r"BEGIN:VALARM.*?END:VALARM\r\n", "", event, flags=re.DOTALL)
        once = (
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "SEQUENCE",
            "ORGANIZER",
            "ATTENDEE",
            "STATUS",
        )
        found += [f"{name} isn't there once" for name in once if _times(itself, name) != 1]
    (parsed,) = Calendar.from_ical(raw).walk("VEVENT")
    if parsed["DTEND"].dt <= parsed["DTSTART"].dt:
        found.append("it ends before it begins")
    if ("METHOD:CANCEL" in whole) != (str(parsed["STATUS"]) == "CANCELLED"):
        found.append("method and status don't fit")
    return found


def _times(text: str, name: str) -> int:
    return len(re.findall(rf"^{name}[:;]", text, re.MULTILINE))
