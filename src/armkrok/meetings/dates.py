"""A network's dates as the public reads them: on its page (K39), in its calendar, and when they last changed (K41)."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.journal.models import Entry, Subject
from armkrok.networks.calendar import Event
from armkrok.networks.history import CONTENT as NETWORK_CONTENT
from armkrok.networks.models import Network

from .history import CONTENT
from .letters.sending import where_in_words
from .models import Meeting, Move, State
from .models.meeting import COMING, MeetingQuerySet

COMING_SHOWN = 12
EARLIER_SHOWN = 12
OFF = (State.CANCELLED, State.POSTPONED)
KIND = Meeting._meta.label_lower


@dataclass(frozen=True)
class Dates:
    coming: list[Meeting]
    more: bool  # there are more to come than are shown
    earlier: list[Meeting]  # the newest first
    next: Meeting | None


def public(network: Network) -> MeetingQuerySet:
    return Meeting.objects.out().filter(network=network)


def dates(network: Network, now: dt.datetime) -> Dates:
    """Those to come, also one whose new date is to come; and the newest of those that were. One query."""
    shown = public(network)
    is_coming = (Q(ends_at__gte=now) | Q(state=State.POSTPONED)) & ~Q(state=State.HELD)
    first_to_come = shown.filter(is_coming)[: COMING_SHOWN + 1]
    newest_before = (
        shown.exclude(is_coming).exclude(state=State.CANCELLED).order_by("-starts_at")[:EARLIER_SHOWN]
    )
    wanted = Q(pk__in=first_to_come.values("pk")) | Q(pk__in=newest_before.values("pk"))
    coming: list[Meeting] = []
    earlier: list[Meeting] = []
    for meeting in Meeting.objects.filter(wanted).select_related("place__station"):
        meeting.network = network
        over = meeting.ends_at < now and meeting.state != State.POSTPONED
        (earlier if over or meeting.state == State.HELD else coming).append(meeting)
    return Dates(
        coming[:COMING_SHOWN],
        len(coming) > COMING_SHOWN,
        earlier[::-1],
        next((m for m in coming if m.state in COMING and m.ends_at >= now and not m.is_trip), None),
    )


READ = (  # of a meeting, for a calendar
    "pk",
    "slug",
    "state",
    "title",
    "focus",
    "starts_at",
    "ends_at",
    "venue",
    "room",
    "address",
    "place__name",
    "online_url",
)


def events(network: Network, absolute: Callable[[str], str]) -> list[Event]:
    """Every public date as the calendar wants it, in the network's language. Three queries.

    `absolute` makes an address of a path. The link to an online meeting is never in it. Rows are read as plain values:
    there may be a thousand, and programs ask for them day and night.
    """
    rows = [dict(zip(READ, row, strict=True)) for row in public(network).values_list(*READ)]
    numbers = public(network).order_by().values("pk")
    changed = changes(numbers)
    off = called_off(numbers)
    page = absolute(reverse("meetings:meeting", args=["slug"])).removesuffix("slug/")
    host = urlsplit(page).hostname
    with translation.override(network.language):
        return [
            Event(
                uid=f"meeting-{row['pk']}@{host}",
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
                summary=title_in_calendars(row["title"], row["state"]),
                changed_at=changed_at,
                location=where_in_words(
                    row["venue"],
                    row["room"],
                    row["address"],
                    row["place__name"] or "",
                    online=bool(row["online_url"]),
                ),
                description=row["focus"],
                address=f"{page}{row['slug']}/",
                cancelled=row["state"] in OFF,
                sequence=moved + off.get(row["pk"], 0),
            )
            for row in rows
            for changed_at, moved in [changed.get(row["pk"], (row["starts_at"], 0))]
        ]


def title_in_calendars(title: str, state: str) -> str:
    """Many calendar programs don't show that an event is cancelled or uncertain, so the words say it too."""
    if state == State.CANCELLED:
        return _("Cancelled: %(meeting)s") % {"meeting": title}
    if state == State.POSTPONED:
        return _("Cancelled, new date to come: %(meeting)s") % {"meeting": title}
    if state == State.DRAFT:
        return _("Draft: %(meeting)s") % {"meeting": title}
    return title


def called_off(numbers: Any) -> dict[int, int]:
    """How often each has been called off."""
    rows = Move.objects.filter(meeting__in=numbers, state__in=OFF).order_by().values_list("meeting")
    return dict(rows.annotate(times=Count("pk")))


def changes(numbers: Any) -> dict[int, tuple[dt.datetime, int]]:
    """When each last changed, and how often it has got another time, as the journal has it."""
    told = Subject.objects.filter(kind=KIND, number__in=numbers, entry__what__in=CONTENT)
    rows = told.values_list("number").annotate(
        at=Max("entry__at"), moved=Count("pk", filter=Q(entry__what="meeting.rescheduled"))
    )
    return {number: (at, moved) for number, at, moved in rows}


def made_of(network: Network) -> tuple[tuple[object, ...], dt.datetime | None]:
    """What the calendar of a network follows from, short enough to compare, and when that last changed. Two queries
    that read no meeting: entries of the journal, by number and newest; the places' names."""
    meetings = public(network).order_by()
    itself = Q(kind=network._meta.label_lower, number=network.pk)
    itself &= Q(entry__what__in=[*NETWORK_CONTENT, "meeting.moved"])
    about_dates = Q(kind=KIND, number__in=meetings.values("pk"), entry__what__in=CONTENT)
    told = Subject.objects.filter(itself | about_dates)
    counted = told.aggregate(at=Max("entry__at"), newest=Max("entry"), times=Count("pk"))
    places = meetings.exclude(place=None).values_list("place__name", flat=True).distinct()
    words = (network.slug, network.name, network.language, network.time_zone)
    team = (str(network.team), network.team.email)
    return (words, team, counted["newest"], counted["times"], sorted(places)), counted["at"]


def last_change(network: Network, also: Sequence[str] = ()) -> dt.datetime | None:
    """K41: when what the public reads on the network's page last changed, as the journal has it. One query.

    That is the network itself, dates that came or went, and whatever changed about those that are public; what goes
    on in drafts is nobody's news. `also` are words of the journal that packages above know of.
    """
    itself = Q(
        subjects__kind=network._meta.label_lower,
        subjects__number=network.pk,
        what__in=[*NETWORK_CONTENT, "meeting.moved", *also],
    )
    about_dates = Q(
        subjects__kind=KIND,
        subjects__number__in=public(network).order_by().values("pk"),
        what__in=CONTENT,
    )
    return Entry.objects.filter(itself | about_dates).aggregate(at=Max("at"))["at"]
