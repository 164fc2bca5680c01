"""The demo's days. They are written for one date and move by whole weeks, so that a Tuesday stays a Tuesday."""

import datetime as dt
import zlib

from django.utils import timezone

WRITTEN_FOR = dt.date(2027, 6, 1)


class Days:
    """Days and moments as they are written in this package, moved to the date that the demo is built for."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        # Rounded down, and nothing is written for the date itself: whatever happened lies in the past.
        self.shift = dt.timedelta(weeks=(today - WRITTEN_FOR).days // 7)

    def day(self, written: str) -> dt.date:
        return dt.date.fromisoformat(written) + self.shift

    def at(self, written: str, time: str = "10:00") -> dt.datetime:
        return moment(self.day(written), dt.time.fromisoformat(time))


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """A time of that day, in the site's time zone."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def office_hour(about: str) -> dt.time:
    """A time of day between eight and four that is always the same for the same thing."""
    minutes = zlib.crc32(about.encode()) % (8 * 60)
    return dt.time(8 + minutes // 60, minutes % 60)


def workdays_before(day: dt.date, days: int) -> dt.date:
    while days:
        day -= dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day
