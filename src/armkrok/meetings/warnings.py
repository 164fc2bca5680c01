"""What the rules warn about, worked out for real meetings: the facts are gathered here, and decided in rules."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from armkrok.networks.models import Network

from . import rules
from .models import AgendaItem, Hosting, Meeting, State, WarningReason
from .models.meeting import MeetingQuerySet
from .rules import MeetingWarning

EARLIER = 20  # how far back the same form of work is looked for; the setting's own limit
READ_FIRST = ("items", "hostings", "warning_reasons")  # what `of_a_year` finds read already


@dataclass(frozen=True)
class Explained:
    """A warning, and the reason that somebody has given."""

    warning: MeetingWarning
    reason: WarningReason | None


def facts(meeting: Meeting, items: list[AgendaItem] | None = None) -> rules.MeetingFacts:
    """What the rules want to know about a meeting. Five queries at most."""
    network = meeting.network
    year = network.year(meeting.day)
    rows = (
        Meeting.objects.standing()
        .filter(network=network)
        .between(*year, network.time_zone)
        .order_by("starts_at", "pk")
        .values_list("pk", Exists(Hosting.objects.running().filter(meeting=OuterRef("pk"))))
    )
    hosted = dict(rows)
    return _facts(
        meeting,
        list(meeting.items.all()) if items is None else items,
        hosted=hosted[meeting.pk] if meeting.pk in hosted else meeting.hostings.running().exists(),
        in_year=list(hosted),
        clashes=clashes_of(meeting),
        earlier=_earlier_dominating(meeting),
    )


def _facts(
    meeting: Meeting,
    items: list[AgendaItem],
    *,
    hosted: bool,
    in_year: list[int],
    clashes: tuple[str, ...],
    earlier: tuple[str, ...],
) -> rules.MeetingFacts:
    network = meeting.network
    return rules.MeetingFacts(
        is_trip=meeting.is_trip,
        day=meeting.day,
        minutes=meeting.minutes,
        has_place=bool(meeting.place_id or meeting.venue or meeting.address),
        online=bool(meeting.online_url),
        place_name=meeting.town,
        station_km=meeting.station_km,
        host_named=hosted,
        host_slot_needed=hosted,
        number_in_year=in_year.index(meeting.pk) + 1 if meeting.pk in in_year else 1,
        clashes=clashes,
        items=tuple(item.facts() for item in items),
        earlier_dominating=earlier,
        meetings_max=network.meetings_max,
        winter_rule=network.winter_rule,
        winter_from=network.winter_from,
        winter_to=network.winter_to,
        station_km_at_most=network.station_km,
        full_days=network.full_days,
        full_day_minutes=network.full_day_minutes,
        purposes=tuple(network.purposes),
        member_led_percent=network.member_led_percent,
        external_talk=network.external_talk,
        forms_of_work=tuple(network.forms_of_work),
        same_form_at_most=network.same_form_at_most,
        standing_items=tuple(network.standing_items),
    )


def clashes_of(meeting: Meeting) -> tuple[str, ...]:
    """K28: other meetings of the same team's networks on the same day."""
    same_day = (
        _beside(meeting.network)
        .between(meeting.day, meeting.day, meeting.network.time_zone)
        .exclude(pk=meeting.pk)
        .select_related("network")
    )
    return tuple(_called(other) for other in same_day)


def _beside(network: Network) -> MeetingQuerySet:
    """What a network's meetings may clash with. Another network's draft is its own people's business."""
    mine_or_out = Q(network=network) | ~Q(state=State.DRAFT)
    return Meeting.objects.standing().filter(mine_or_out, network__team=network.team_id)


def _called(other: Meeting) -> str:
    return f"{other.title} ({other.network.name})"


def _earlier_dominating(meeting: Meeting) -> tuple[str, ...]:
    """The form of work that took most of the time at each meeting before this one, the newest first (K32)."""
    if not meeting.network.forms_of_work:
        return ()
    before = (
        Meeting.objects.standing()
        .filter(network=meeting.network, starts_at__lt=meeting.starts_at)
        .exclude(state=State.DRAFT)
        .order_by("-starts_at")
        .prefetch_related("items")[:EARLIER]
    )
    return tuple(rules.meter([item.facts() for item in m.items.all()]).dominating_form for m in before)


def _all_before(network: Network, meetings: list[Meeting]) -> list[Meeting]:
    """Every meeting that one of these may come after, the newest first (K32)."""
    if not network.forms_of_work or not meetings:
        return []
    last = max(meeting.starts_at for meeting in meetings)
    before = (
        Meeting.objects.standing()
        .filter(network=network, starts_at__lt=last)
        .exclude(state=State.DRAFT)
        .order_by("-starts_at")
        .prefetch_related("items")
    )
    return list(before[: EARLIER + len(meetings)])


def warnings(meeting: Meeting, items: list[AgendaItem] | None = None) -> list[Explained]:
    """What is warned about, each with the reason that was given for it, if one was."""
    reasons = {reason.code: reason for reason in meeting.warning_reasons.select_related("by")}
    return [Explained(found, reasons.get(found.code)) for found in rules.warnings(facts(meeting, items))]


def of_a_year(
    network: Network, meetings: list[Meeting], year: tuple[dt.date, dt.date]
) -> dict[int, list[Explained]]:
    """The same for meetings of one network year, by number. Three queries, however many they are.

    They are to have their items, hostings and reasons read beforehand: see READ_FIRST.
    """
    zone = ZoneInfo(network.time_zone)
    beside = list(
        _beside(network)
        .between(*year, network.time_zone)
        .select_related("network")
        .order_by("starts_at", "pk")
    )
    on_day: dict[dt.date, list[Meeting]] = {}
    for other in beside:
        on_day.setdefault(other.starts_at.astimezone(zone).date(), []).append(other)
    in_year = [other.pk for other in beside if other.network_id == network.pk]
    earlier = _all_before(network, meetings)
    forms = [(m, rules.meter([item.facts() for item in m.items.all()]).dominating_form) for m in earlier]
    found = {}
    for meeting in meetings:
        before = [form for m, form in forms if m.starts_at < meeting.starts_at]
        known = _facts(
            meeting,
            list(meeting.items.all()),
            hosted=any(hosting.ended_at is None for hosting in meeting.hostings.all()),
            in_year=in_year,
            clashes=tuple(_called(other) for other in on_day.get(meeting.day, []) if other.pk != meeting.pk),
            earlier=tuple(before[:EARLIER]),
        )
        reasons = {reason.code: reason for reason in meeting.warning_reasons.all()}
        found[meeting.pk] = [Explained(w, reasons.get(w.code)) for w in rules.warnings(known)]
    return found


def of_a_plan(meeting: Meeting) -> list[MeetingWarning]:
    """Of a meeting that needn't be saved yet: what its time and place are warned about. Two queries."""
    network = meeting.network
    year = network.year(meeting.day)
    in_year = (
        Meeting.objects.standing()
        .filter(network=network)
        .between(*year, network.time_zone)
        .exclude(pk=meeting.pk)
    )
    before = in_year.filter(starts_at__lte=meeting.starts_at).values_list("pk", flat=True)
    known = _facts(
        meeting,
        [],
        hosted=True,  # that comes later
        in_year=[*before, meeting.pk],
        clashes=clashes_of(meeting),
        earlier=(),
    )
    return rules.warnings(known)
