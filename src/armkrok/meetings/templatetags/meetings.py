"""Hours and places of meetings, in the reader's form and the network's time zone."""

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_time
from babel.units import format_unit
from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.templatetags.ui import locale

from .. import rules
from ..letters import sending
from ..models import Meeting, State, Timed

register = template.Library()


@register.filter
def when(meeting: Meeting) -> str:
    """Day and hours: "Thursday, 9 September 2027, 09:30–15:30"."""
    return sending.when(meeting)


@register.filter
def slot_hours(timed: Timed) -> str:
    """The same of one item of the programme."""
    return sending.hours(timed.starts, timed.ends)


@register.filter
def clock_hours(timed: Timed) -> str:
    """The hours of one item, without the day: "10:30–11:15"."""
    return sending.clock_hours(timed)


@register.filter
def zone_words(meeting: Meeting) -> str:
    """Whose hours these are, for a reader who may be in another country."""
    return sending.zone_words(meeting)


@register.filter
def zone_of(network: Network) -> str:
    """Whose hours are typed: "The hours are those of clocks in Denmark"."""
    names, lies_in = Locale.parse(locale()).territories, get_global("zone_territories")
    place = names.get(lies_in.get(network.time_zone, ""), network.time_zone)
    return _("The hours are those of clocks in %(place)s.") % {"place": place}


@register.filter
def where(meeting: Meeting) -> str:
    return sending.where(meeting)


@register.filter
def moment_in(at: dt.datetime, zone: ZoneInfo) -> str:
    """A moment as day and time in that zone."""
    return sending.moment_in(at, zone)


@register.filter
def clock_time(at: dt.datetime) -> str:
    """The time of day of a moment that is in its own zone already."""
    return format_time(at.timetz(), "short", locale=locale())


@register.filter
def length_of(minutes: int, form: Literal["short", "long"] = "short") -> str:
    """So many minutes as the reader writes them: 45 min, 1 hr 30 min; `long` is in whole words."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "duration-hour")] if hours else []
    parts += [(rest, "duration-minute")] if rest or not hours else []
    return " ".join(format_unit(number, unit, form, locale=locale()) for number, unit in parts)


@register.filter
def can_be(meeting: Meeting, what: str) -> bool:
    """Whether a meeting can be "moved", "cancelled" or "held" as it is now: what is offered to those who run it."""
    if what == "moved":
        return meeting.state not in (State.HELD, State.CANCELLED)
    if what == "cancelled":
        return rules.can_move(meeting.state, State.CANCELLED)
    return rules.can_move(meeting.state, State.HELD) and meeting.has_begun(clock.now())


@register.inclusion_tag("meetings/desk_nav.html")
def desk_nav(meeting: Meeting, here: str) -> dict[str, object]:
    """What there is to do with a meeting, for those who run it: the phases, and the pages of the one that `here`, the
    word for this page, is in."""
    changes = [
        (name, words)
        for name, words, can in (
            ("rescheduling", _("Move"), can_be(meeting, "moved")),
            ("cancellation", _("Cancel the meeting"), can_be(meeting, "cancelled")),
        )
        if can or here == name
    ]
    people = [
        ("publication", _("Publish")),
        ("invitations", _("Invite")),
        ("participants", _("Participants")),
        ("reminders", _("Reminders")),
        *([("companions", _("Companions"))] if meeting.armkrok else []),
    ]
    phases = [
        (_("Overview"), [("meeting", _("Overview"))]),
        (
            _("Plan"),
            [
                ("editing", _("Facts")),
                ("programme", _("Programme")),
                ("host", _("Host")),
                ("guests", _("Guests")),
                ("questions", _("Questions")),
                *changes,
            ],
        ),
        (_("Invite"), people),
        (
            _("The day"),
            [
                ("attendance", _("Attendance")),
                ("papers", _("Badges and lists")),
                ("now", _("Now and next")),
                *([("holding", _("Mark as held"))] if can_be(meeting, "held") or here == "holding" else []),
            ],
        ),
        (
            _("Afterwards"),
            [
                ("notes", pgettext("of a meeting", "Notes")),
                ("actions", _("Actions")),
                ("materials", _("Material")),
            ],
        ),
    ]
    return {
        "phases": [
            {
                "words": words,
                "address": reverse(f"meetings:{pages[0][0]}", args=[meeting.slug]),
                "is_here": any(name == here for name, _words in pages),
                "pages": [
                    {
                        "words": said,
                        "address": reverse(f"meetings:{name}", args=[meeting.slug]),
                        "is_here": name == here,
                    }
                    for name, said in pages
                ],
            }
            for words, pages in phases
        ]
    }
