"""The objects travel through a mail server and are read by a calendar program, on the days too on which clocks change
(RFC 5545, 5546, 6047)."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from armkrok.mail.tasks import deliver
from armkrok.meetings import inviting, making
from armkrok.meetings.models import Meeting
from armkrok.networks import time_zone
from armkrok.networks.models import Appointment, Network
from tests.khal import Khal
from tests.mail.conftest import PostOffice, post_office  # noqa: F401 (a fixture)
from tests.world import World

from .calendars import faults
from .conftest import a_meeting

NAME = "Åse Ærø, kultur & fritid; samordnare"
ZONES = ("Europe/Copenhagen", "Europe/Helsinki")
HOUR = dt.timedelta(hours=1)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


WHEN = {
    "the day on which summer time ends": (utc(2027, 10, 30, 23), utc(2027, 10, 31, 14)),
    "across its end": (utc(2027, 10, 30, 10), utc(2027, 11, 1, 12)),
    "the day on which summer time begins": (utc(2028, 3, 25, 23), utc(2028, 3, 26, 13)),
    "across its beginning": (utc(2028, 3, 25, 11), utc(2028, 3, 27, 10)),
    "an ordinary day": (utc(2027, 9, 9, 7, 30), utc(2027, 9, 9, 13)),
}


def invited(world: World, zone: str, when: tuple[dt.datetime, dt.datetime]) -> Meeting:
    """A meeting in that zone, to which Åse Ærø is invited."""
    Network.objects.filter(pk=world.network.pk).update(time_zone=zone)
    person = world.people["coordinator"]
    person.name = NAME
    person.save()
    meeting = a_meeting(world, starts_at=when[0], ends_at=when[1], title=NAME, venue=NAME, room="")
    inviting.write_invitations(Meeting.objects.get(pk=meeting.pk), at=world.now)
    assert Appointment.objects.filter(person=person).exists()
    return meeting


def arrived(office: PostOffice) -> tuple[EmailMessage, bytes]:
    """The newest mail with a calendar, and what its calendar says."""
    deliver()
    mail = [mail for mail in office.arrived if mail.is_multipart() and parts(mail, "text/calendar")][-1]
    return mail, office_bytes(mail)


def parts(mail: EmailMessage, kind: str) -> list[EmailMessage]:
    return [part for part in mail.walk() if part.get_content_type() == kind]  # type: ignore[misc]


def office_bytes(mail: EmailMessage) -> bytes:
    (attached,) = parts(mail, "application/ics")
    raw = attached.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw


def lines(begins: dt.datetime, ends: dt.datetime, zone: str, place: str, status: str) -> list[str]:
    def shown(moment: dt.datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"

    return [f"{shown(begins)}|{shown(ends)}|{NAME}|{place}|{status}"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("when", WHEN.values(), ids=list(WHEN))
def test_a_calendar_program_shows_it_moves_it_and_takes_it_out(
    world: World,
    post_office: PostOffice,  # noqa: F811
    tmp_path: Path,
    zone: str,
    when: tuple[dt.datetime, dt.datetime],
) -> None:
    """Through a real SMTP server into khal, on a machine with the network's hours."""
    meeting = invited(world, zone, when)
    khal = Khal(tmp_path / "khal", zone)
    begins, ends = when
    by, at, place = world.people["secretary"], world.now, f"{NAME}, Svendborg"
    mail, raw = arrived(post_office)
    assert faults(raw) == []
    khal.take(raw)
    assert khal.shows(f"{begins.astimezone(ZoneInfo(zone)):%Y-%m-%d}") == lines(
        begins, ends, zone, place, "CONFIRMED"
    )
    making.reschedule(meeting, begins + HOUR, ends + 2 * HOUR, by=by, at=at, why="Hallen")
    _mail, raw = arrived(post_office)
    assert faults(raw) == []
    khal.take(raw)
    assert khal.shows(f"{begins.astimezone(ZoneInfo(zone)):%Y-%m-%d}") == lines(
        begins + HOUR, ends + 2 * HOUR, zone, place, "CONFIRMED"
    )
    making.cancel(meeting, by=by, at=at, why="Storm")
    mail, raw = arrived(post_office)
    assert faults(raw) == []
    (part,) = parts(mail, "text/calendar")
    assert part.get_param("method") == "CANCEL"
    khal.take(raw)
    assert khal.shows(f"{begins.astimezone(ZoneInfo(zone)):%Y-%m-%d}") == lines(
        begins + HOUR, ends + 2 * HOUR, zone, place, "CANCELLED"
    )


def test_the_mail_is_as_calendar_programs_want_it(
    world: World,
    post_office: PostOffice,  # noqa: F811
) -> None:
    """RFC 6047: the last of the alternatives, with its method; and a file for programs that know nothing of it."""
    invited(world, "Europe/Copenhagen", WHEN["an ordinary day"])
    mail, raw = arrived(post_office)
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, file = mail.iter_parts()  # type: ignore[misc]
    assert alternatives.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]  # type: ignore[attr-defined]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    (part,) = parts(mail, "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert part.get_content_disposition() is None
    inside = part.get_payload(decode=True)
    assert isinstance(inside, bytes)
    assert inside.replace(b"\r\n", b"\n").strip() == raw.replace(b"\r\n", b"\n").strip()
    assert file.get_filename() == "invite.ics"
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["ATTENDEE"].params["CN"] == NAME
    assert event["SUMMARY"] == NAME
    assert event["LOCATION"] == f"{NAME}, Svendborg"


def test_a_letter_without_a_calendar_is_as_before(
    world: World,
    post_office: PostOffice,  # noqa: F811
) -> None:
    deliver()
    assert post_office.arrived
    assert all(not parts(mail, "text/calendar") for mail in post_office.arrived)


@pytest.mark.parametrize(
    "name", [*ZONES, "Atlantic/Reykjavik", "America/Nuuk", "America/New_York", "Asia/Tehran"]
)
def test_a_time_zone_says_when_its_clocks_change(name: str) -> None:
    """What another library makes of it agrees with the database of time zones, every hour of two years."""
    raw = b"BEGIN:VCALENDAR\r\n" + time_zone.written(name, 2027, 2028) + b"END:VCALENDAR\r\n"
    (written,) = Calendar.from_ical(raw).walk("VTIMEZONE")
    zone, itself = written.to_tz(), ZoneInfo(name)
    moment = dt.datetime(2027, 1, 1)  # noqa: DTZ001 (what a clock shows)
    while moment.year < 2029:
        there = moment.replace(tzinfo=itself)
        twice_or_never = there.utcoffset() != there.replace(fold=1).utcoffset()
        assert twice_or_never or moment.replace(tzinfo=zone).utcoffset() == there.utcoffset(), moment
        moment += HOUR
