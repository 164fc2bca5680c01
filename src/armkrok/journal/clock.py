"""What time it is. Only a demo has a clock of its own: it runs from the day that it is given.

Pages and tasks ask here and hand the answer on; acts, models and rules take `at` as an argument.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone

_SET_FORWARD = settings.DEMO_TODAY - timezone.localdate() if settings.DEMO_TODAY else dt.timedelta()


def now() -> dt.datetime:
    """This moment, in UTC. A demo's clock shows the hour that the clocks show here, in summer as in winter."""
    if not _SET_FORWARD:
        return timezone.now()
    return (timezone.localtime() + _SET_FORWARD).astimezone(dt.UTC)


def today() -> dt.date:
    """This day, in the site's time zone."""
    return timezone.localtime(now()).date()


def day_of(at: dt.datetime) -> dt.date:
    """The day that a moment falls on, in the site's time zone."""
    return timezone.localtime(at).date()
