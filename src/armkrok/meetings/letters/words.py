"""What all letters about meetings say alike: when, where, whose hours, who signs. In the language that is written in."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone_gmt
from django.conf import settings
from django.utils.translation import gettext as _

from armkrok.networks.letters.sending import signed as signed
from armkrok.ui.templatetags.ui import day_and_time, locale

from ..models import Meeting, Timed


def page(meeting: Meeting) -> str:
    return settings.BASE_URL + meeting.get_absolute_url()


def hours(starts: dt.datetime, ends: dt.datetime) -> str:
    """From when to when, as the reader writes it; both days where there are two."""
    begins, ended = (format_time(at.timetz(), "short", locale=locale()) for at in (starts, ends))
    if starts.date() == ends.date():
        return f"{format_date(starts, 'full', locale())}, {begins}–{ended}"
    return (
        f"{format_date(starts, 'full', locale())}, {begins} – {format_date(ends, 'full', locale())}, {ended}"
    )


def clock_hours(timed: Timed) -> str:
    """From when to when on the day: "10:30–11:15"."""
    return from_to(timed.starts, timed.ends)


def from_to(starts: dt.datetime, ends: dt.datetime) -> str:
    """The same of two moments."""
    return "–".join(format_time(at.timetz(), "short", locale=locale()) for at in (starts, ends))


def when(meeting: Meeting) -> str:
    """Day and hours in the network's time zone."""
    return hours(meeting.starts, meeting.ends)


def where(meeting: Meeting) -> str:
    """The place in a line. The link to an online meeting is never in a letter: the application hands it out."""
    town = meeting.place.name if meeting.place else ""
    return where_in_words(meeting.venue, meeting.room, meeting.address, town, online=bool(meeting.online_url))


def where_in_words(venue: str, room: str, address: str, town: str, *, online: bool) -> str:
    parts = [venue, room, address]
    if town not in parts:
        parts.append(town)
    place = ", ".join(part for part in parts if part)
    if online:
        return "; ".join([place, _("also online")]) if place else _("Online")
    return place or _("Not decided yet")


def zone_words(meeting: Meeting) -> str:
    """Whose hours these are, for a reader who may be elsewhere: "Time in Denmark (GMT+02:00)"."""
    names, lies_in = Locale.parse(locale()).territories, get_global("zone_territories")
    zone = meeting.network.time_zone
    words = {
        "place": names.get(lies_in.get(zone, ""), zone),
        "offset": get_timezone_gmt(meeting.starts, locale=locale()),
    }
    return _("Time in %(place)s (%(offset)s)") % words


def facts(meeting: Meeting) -> list[tuple[str, str]]:
    return [(_("When"), when(meeting)), (_("Where"), where(meeting))]


def moment_in(at: dt.datetime, zone: ZoneInfo) -> str:
    return day_and_time(at.astimezone(zone), "long")
