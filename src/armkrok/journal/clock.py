"""What time it is. Only a demo has a clock of its own: it runs from the day that it is given.

Pages and tasks ask here and hand the answer on; acts, models and rules take `at` as an argument.
"""

import datetime as dt

from django.conf import settings
from django.utils import timezone

_SET_FORWARD = settings.DEMO_TODAY - timezone.localdate() if settings.DEMO_TODAY else dt.timedelta()


def now() -> dt.datetime:
    """This moment, in UTC."""
    return timezone.now() + _SET_FORWARD


def today() -> dt.date:
    """This day, in the site's time zone."""
    return timezone.localtime(now()).date()


def day_of(at: dt.datetime) -> dt.date:
    """The day that a moment falls on, in the site's time zone."""
    return timezone.localtime(at).date()
