"""A time zone as a calendar wants it (RFC 5545, 3.6.5): when its clocks change, and from what to what. Pure.

Written here, since calendar programs differ in what they understand: a rule where there is one, which all of them do, and
each change by itself only where there is none.
"""

import calendar
import datetime as dt
from bisect import bisect_left
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

BEFORE = dt.timedelta(minutes=1)
WEEK = dt.timedelta(days=7)


@lru_cache(maxsize=64)
def written(name: str, first: int, last: int) -> bytes:
    """From the beginning of the year before `first` until the end of `last`, or for ever where a rule says so."""
    zone = ZoneInfo(name)
    changes = [change for year in range(first - 1, last + 1) for change in _changes(zone, year)]
    begins = dt.datetime(first - 1, 1, 1, tzinfo=dt.UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    if not changes or not all(_follows_a_rule(zone, of) for of in _by_kind(zone, changes)):
        lines += _part(zone, begins, begins, [])
    for moments in _by_kind(zone, changes):
        lines += _part(zone, moments[0] - BEFORE, moments[0], moments)
    lines.append("END:VTIMEZONE")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _changes(zone: ZoneInfo, year: int) -> list[dt.datetime]:
    """The moments of that year, in UTC, at which clocks there are set; at most one in a week."""
    day, ends, found = dt.datetime(year, 1, 1, tzinfo=dt.UTC), dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC), []
    before = _offset(zone, day)
    while day < ends:
        week_later = min(day + WEEK, ends)
        after = _offset(zone, week_later)
        if after != before:
            minutes = range(int((week_later - day) / BEFORE) + 1)
            found.append(day + BEFORE * bisect_left(minutes, True, key=partial(_is_other, zone, before, day)))
        day, before = week_later, after
    return found


def _is_other(zone: ZoneInfo, before: dt.timedelta, since: dt.datetime, minutes: int) -> bool:
    return _offset(zone, since + BEFORE * minutes) != before


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _by_kind(zone: ZoneInfo, changes: list[dt.datetime]) -> list[list[dt.datetime]]:
    """Those from the same hours to the same hours stand together."""
    kinds: dict[tuple[dt.timedelta, dt.timedelta], list[dt.datetime]] = {}
    for moment in changes:
        kinds.setdefault((_offset(zone, moment - BEFORE), _offset(zone, moment)), []).append(moment)
    return list(kinds.values())


def _follows_a_rule(zone: ZoneInfo, changes: list[dt.datetime]) -> bool:
    """Each year on the last Sunday of the same month, as in all of Europe; in Greenland it is still Saturday."""
    moments = [change.astimezone(dt.timezone(_offset(zone, change - BEFORE))) for change in changes]
    years = [moment.year for moment in moments]
    return (
        len(years) > 1
        and years == list(range(years[0], years[0] + len(years)))
        and all(
            m.weekday() == calendar.SUNDAY
            and m.day > calendar.monthrange(m.year, m.month)[1] - 7
            and (m.month, m.time()) == (moments[0].month, moments[0].time())
            for m in moments
        )
    )


def _part(zone: ZoneInfo, before: dt.datetime, after: dt.datetime, moments: list[dt.datetime]) -> list[str]:
    """What the clocks show from then on. Its beginning is said in the hours that held until then."""
    there = after.astimezone(zone)
    kind = "DAYLIGHT" if there.dst() else "STANDARD"

    def local(moment: dt.datetime) -> str:
        return f"{(moment + _offset(zone, before)).replace(tzinfo=None):%Y%m%dT%H%M%S}"

    lines = [f"BEGIN:{kind}", f"DTSTART:{local(after)}"]
    if moments and _follows_a_rule(zone, moments):
        lines.append(f"RRULE:FREQ=YEARLY;BYMONTH={after.month};BYDAY=-1SU")
    else:
        lines += [f"RDATE:{local(moment)}" for moment in moments[1:]]
    return [
        *lines,
        f"TZOFFSETFROM:{_signed(_offset(zone, before))}",
        f"TZOFFSETTO:{_signed(_offset(zone, after))}",
        f"TZNAME:{there.tzname()}",
        f"END:{kind}",
    ]


def _signed(offset: dt.timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
