"""A network's calendar as a feed (RFC 5545, RFC 7986): values in, bytes out. Pure."""

import datetime as dt
from functools import lru_cache

from icalendar import Calendar, Timezone

REFRESH_EVERY = dt.timedelta(hours=12)


@lru_cache(maxsize=64)
def _time_zone(name: str, year: int) -> Timezone:
    """Working out the changes to and from summer time takes a while, and they are the same for everybody."""
    return Timezone.from_tzid(name, first_date=dt.date(year - 1, 1, 1), last_date=dt.date(year + 6, 1, 1))


def feed(*, name: str, description: str, address: str, time_zone: str, language: str, year: int) -> bytes:
    """What a calendar program subscribes to. Without any events it holds its time zone: RFC 5545 wants one part."""
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
    calendar.add_component(_time_zone(time_zone, year))
    return calendar.to_ical()
