"""A network's meetings, year by year: which there are, and what a year's plan comes to (S5, S11, K26, K31, K32)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Prefetch, Q

from armkrok.directory.rules import search_text, search_words
from armkrok.networks.models import Network
from armkrok.networks.rules import network_year

from . import rules, warnings
from .models import Hosting, Kind, Meeting, SeatState, State
from .models.meeting import MeetingQuerySet
from .rules import MeetingWarning


def first_day(network: Network, year: int) -> dt.date:
    """On which the network year that begins in that calendar year begins (A8)."""
    return dt.date(year, network.year_starts_in, 1)


def label(network: Network, year: int) -> str:
    """2027, or 2027/28 where it runs over New Year."""
    return str(year) if network.year_starts_in == 1 else f"{year}/{(year + 1) % 100:02}"


def years(network: Network, seen: MeetingQuerySet, today: dt.date) -> list[int]:
    """The network years in which there are meetings, and this one; the newest first. One query."""
    ends = seen.filter(network=network).aggregate(first=Min("starts_at"), last=Max("starts_at"))
    now = network.year(today)[0].year
    if not ends["first"]:
        return [now]
    zone = ZoneInfo(network.time_zone)
    first, last = (network.year(ends[end].astimezone(zone).date())[0].year for end in ("first", "last"))
    return list(range(max(last, now), min(first, now) - 1, -1))


def in_year(seen: MeetingQuerySet, network: Network, year: int) -> MeetingQuerySet:
    return seen.between(*span(network, year), network.time_zone)


def span(network: Network, year: int) -> tuple[dt.date, dt.date]:
    return network_year(network.year_starts_in, first_day(network, year))


def year_of(meeting: Meeting) -> int:
    return meeting.network.year(meeting.day)[0].year


def matching(seen: MeetingQuerySet, network: Network, words: str) -> MeetingQuerySet:
    """Those that hold every word that was typed in title, focus, place or host; folded as everywhere. One query.

    A network has few meetings, so they are read and looked through here.
    """
    wanted = search_words(words)
    if not wanted:
        return seen
    running = Q(hostings__ended_at=None)
    rows = (
        seen.filter(network=network)
        .order_by()
        .values_list("pk", "title", "focus", "venue", "address", "place__search_text")
        .annotate(host=Max("hostings__organisation__search_text", filter=running))
    )
    found = [pk for pk, *said in rows if _holds(" ".join(search_text(part) for part in said if part), wanted)]
    return seen.filter(pk__in=found)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def with_numbers(seen: MeetingQuerySet) -> MeetingQuerySet:
    """With place, host, and how many have a seat or wait, as `registered` and `waiting`."""
    running = Hosting.objects.running().select_related("organisation")
    return (
        seen.select_related("place__station")
        .prefetch_related(Prefetch("hostings", running))
        .annotate(
            registered=Count("seats", filter=Q(seats__state=SeatState.TAKEN)),
            waiting=Count("seats", filter=Q(seats__state__in=[SeatState.WAITING, SeatState.OFFERED])),
        )
    )


def open_warnings(network: Network, meetings: Sequence[Meeting], year: int) -> dict[int, int]:
    """How many warnings nobody has given a reason for, by meeting; of those that are held or to come."""
    standing = [m for m in meetings if m.state not in (State.CANCELLED, State.POSTPONED)]
    found = warnings.of_a_year(network, standing, span(network, year))
    return {number: sum(one.reason is None for one in each) for number, each in found.items()}


@dataclass(frozen=True)
class Share:
    """A purpose, a subject or a form of work, and how much of the year's time it has."""

    words: str
    minutes: int
    percent: int


@dataclass(frozen=True)
class Overview:
    """What a year's plan comes to."""

    planned: int  # without trips and what was cancelled
    trips: int
    warning: MeetingWarning | None
    minutes: int  # in all programmes together, without breaks
    purposes: list[Share]  # S5
    subjects: list[Share]  # K26
    forms: list[Share]  # K32
    member_led: int  # K15, per cent
    without_purpose: int  # minutes


def overview(network: Network, meetings: Iterable[Meeting], *, is_now: bool) -> Overview:
    """Of all meetings of one network year, with their items read beforehand. No query."""
    standing = [m for m in meetings if m.state != State.CANCELLED]
    counted = [m for m in standing if m.kind == Kind.MEETING]
    items = [item.facts() for m in counted for item in m.items.all()]
    spent = rules.meter(items)
    tagged = [item for item in items if item.purposes]
    return Overview(
        planned=len(counted),
        trips=len(standing) - len(counted),
        warning=rules.year_warning(
            planned=len(counted), least=network.meetings_min, most=network.meetings_max, is_now=is_now
        ),
        minutes=spent.total,
        purposes=shares(network.purposes, spent.purposes, spent.total),
        subjects=shares(network.subjects, spent.tags, spent.total),
        forms=shares(network.forms_of_work, spent.forms, spent.total),
        member_led=spent.member_led_percent,
        without_purpose=spent.total - rules.meter(tagged).total,
    )


def shares(wanted: Sequence[str], spent: dict[str, int], total: int) -> list[Share]:
    """What the network wants in its own order, also what hasn't had any time; then what else there is."""
    names = list(dict.fromkeys([*wanted, *spent]))
    return [Share(name, spent.get(name, 0), _percent(spent.get(name, 0), total)) for name in names]


def _percent(minutes: int, total: int) -> int:
    return round(100 * minutes / total) if total else 0
