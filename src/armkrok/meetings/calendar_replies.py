"""What a calendar program has answered (RFC 5545, 5546): bytes in, values out. Pure.

Programs differ in everything that doesn't matter here: names of time zones, properties of their own, where lines end.
So only what is asked for is looked at, and whatever else stands there is passed over.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

ACCEPTED, DECLINED, TENTATIVE, DELEGATED = "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"
KNOWN = (ACCEPTED, DECLINED, TENTATIVE, DELEGATED)
MOST_LINES = 5000
MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Reply:
    """One answer. Addresses are in small letters; empty where the program says none."""

    method: str  # REPLY, or COUNTER: another time is proposed
    uid: str
    sequence: int
    stamped_at: dt.datetime | None
    attendee: str
    name: str
    partstat: str
    sent_by: str = ""  # who wrote in the attendee's name
    delegated_to: str = ""
    delegated_from: str = ""
    comment: str = ""
    proposed: str = ""  # the time that a COUNTER asks for, as their program writes it


@dataclass(frozen=True)
class _Line:
    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)


def read_reply(raw: bytes) -> Reply | None:
    """The answer, or None where there is none that can be understood."""
    method, event = "", list[_Line]()
    inside: list[str] = []
    for line in _lines(raw):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
        elif line.name == "END":
            if inside[-1:] == ["VEVENT"]:
                break  # the first is the meeting; it has no repetitions
            inside = inside[:-1]
        elif inside[-1:] == ["VCALENDAR"] and line.name == "METHOD":
            method = line.value.strip().upper()
        elif inside[-1:] == ["VEVENT"]:
            event.append(line)
    said = {line.name: line for line in reversed(event)}
    attendees = [line for line in event if line.name == "ATTENDEE"]
    uid = said["UID"].value.strip() if "UID" in said else ""
    if method not in ("REPLY", "COUNTER") or not uid or len(uid) > 200:
        return None
    said_something = [one for one in attendees if _partstat(one) in KNOWN]
    attendee = next(iter([*said_something, *attendees]), None)
    if attendee is None or (method == "REPLY" and _partstat(attendee) not in KNOWN):
        return None
    return Reply(
        method=method,
        uid=uid,
        sequence=_number(said["SEQUENCE"].value) if "SEQUENCE" in said else 0,
        stamped_at=_moment(said["DTSTAMP"].value) if "DTSTAMP" in said else None,
        attendee=_address(attendee.value) or _address(attendee.parameters.get("EMAIL", "")),
        name=_short(attendee.parameters.get("CN", ""), 200),
        partstat=_partstat(attendee),
        sent_by=_address(attendee.parameters.get("SENT-BY", "")),
        delegated_to=_address(attendee.parameters.get("DELEGATED-TO", "")),
        delegated_from=_address(attendee.parameters.get("DELEGATED-FROM", "")),
        comment=_short(_comment(said, attendee), 500),
        proposed=_proposed(said) if method == "COUNTER" else "",
    )


def _comment(said: dict[str, _Line], attendee: _Line) -> str:
    """Some programs write it beside the attendee."""
    if "COMMENT" in said:
        return _plain(said["COMMENT"].value)
    return attendee.parameters.get("X-RESPONSE-COMMENT", "")


def _partstat(attendee: _Line) -> str:
    return attendee.parameters.get("PARTSTAT", "").strip().upper()


def _lines(raw: bytes) -> Iterator[_Line]:
    """Unfolded, whatever ends them. Bytes that are no UTF-8 are taken for what Windows writes in Western Europe."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = re.sub(r"\n[ \t]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    for written in text.split("\n", MOST_LINES)[:MOST_LINES]:
        if line := _line(written):
            yield line


_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:,"]*)(?:,(?:"[^"]*"|[^;:,"]*))*')


def _line(written: str) -> _Line | None:
    begin = re.match(r"[A-Za-z0-9-]+", written)
    if not begin:
        return None
    parameters, at = {}, begin.end()
    while found := _PARAMETER.match(written, at):
        parameters[found[1].upper()] = found[2].strip('"')
        at = found.end()
    if written[at : at + 1] != ":":
        return None
    return _Line(begin[0].upper(), written[at + 1 :], parameters)


def _address(value: str) -> str:
    """Of "mailto:Asa@example.org": the address. Anything else (a directory's path, nothing) is none."""
    bare = re.sub(r"^mailto:", "", value[:500].strip().strip('"'), flags=re.IGNORECASE).split("?")[0]
    found = parseaddr(bare)[1].strip().lower()
    try:
        validate_email(found)  # whoever comes instead of somebody has to be reached there
    except ValidationError:
        return ""
    return found if len(found) <= 254 else ""


def _number(value: str) -> int:
    digits = value.strip()
    return min(int(digits), MOST_NUMBER) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0


def _moment(value: str) -> dt.datetime | None:
    """DTSTAMP is in UTC, also where the Z is forgotten."""
    try:
        return dt.datetime.strptime(value.strip().rstrip("Zz"), "%Y%m%dT%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _plain(value: str) -> str:
    return re.sub(r"\\([nN\\;,])", lambda found: " " if found[1] in "nN" else found[1], value)


def _short(text: str, most: int) -> str:
    kept = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(kept.split())[:most]


def _proposed(said: dict[str, _Line]) -> str:
    """The time that is asked for, as it would stand on their clock."""
    shown = []
    for name in ("DTSTART", "DTEND"):
        found = (
            re.match(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)", said[name].value.strip()) if name in said else None
        )
        if found:
            year, month, day, hour, minute = found.groups()
            utc = " UTC" if said[name].value.strip().upper().endswith("Z") else ""
            shown.append(f"{year}-{month}-{day} {hour}:{minute}{utc}")
    return " – ".join(shown)
