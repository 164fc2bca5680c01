"""The facts that prices depend on, gathered for many members at once."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from armkrok.meetings.models import Kind, Meeting, Seat, SeatState, State
from armkrok.networks.models import Enrolment, Network, Package, Step
from armkrok.networks.models import State as Membership

from .rules.facts import ExtraSeat, Facts, Held
from .rules.facts import Package as Taken

Year = tuple[dt.date, dt.date]
Pair = tuple[Network, Year]
NOT_CHARGED = (State.CANCELLED, State.POSTPONED)
CHARGED = Q(state=SeatState.TAKEN) | Q(state=SeatState.LEFT, left_late=True)  # A13


@dataclass(frozen=True)
class Gathered:
    """A member in a network year. `due_from` says from which day an extra seat (by its number) is due: until
    registration has closed it can be given up without a cost (A13). `stays` is False for one whose membership ended
    within the year before a meeting of it was held (A4)."""

    enrolment: Enrolment
    year: Year
    facts: Facts
    due_from: dict[int, dt.date]
    stays: bool


def gather(pairs: Sequence[Pair], only: Sequence[Enrolment] | None = None) -> list[Gathered]:
    """Everybody who was a member of these networks in these years, in the order of networks, years and names. Six
    queries, however many there are. Each network comes with its `team.organisation`."""
    if not pairs:
        return []
    networks = {network.pk: network for network, _year in pairs}
    enrolments = _enrolments(networks, only)
    moments = _moments(enrolments)
    packages = _packages(enrolments)
    meetings = _held(pairs, networks)
    seats = _extra_seats(pairs, networks, only)
    made = []
    for network, year in pairs:
        held = [one for day, one in meetings.get(network.pk, []) if year[0] <= day <= year[1]]
        for enrolment in enrolments.get(network.pk, []):
            if not was_member(enrolment, year):
                continue
            mine = [
                (seat, from_on)
                for seat, from_on in seats.get(enrolment.pk, [])
                if year[0] <= seat.meeting_on <= year[1]
            ]
            enrolment.network = network
            joined_on = enrolment.starts_on
            assert joined_on  # noqa: S101 (was_member asks for it)
            facts = Facts(
                member=enrolment.organisation.name,
                network=network.name,
                enrolment=enrolment.pk,
                first=year[0],
                last=year[1],
                joined_on=joined_on,
                packages=_taken(enrolment, year, moments, packages.get(enrolment.pk, [])),
                held=tuple(held),
                extra_seats=tuple(seat for seat, _from_on in mine),
                inhabitants=enrolment.organisation.inhabitants,
                inhabitants_on=enrolment.organisation.inhabitants_on,
            )
            due_from = {seat.number: from_on for seat, from_on in mine}
            made.append(Gathered(enrolment, year, facts, due_from, _stays(enrolment, year, held)))
    return made


def _enrolments(networks: Iterable[int], only: Sequence[Enrolment] | None) -> dict[int, list[Enrolment]]:
    rows = Enrolment.objects.filter(
        network__in=list(networks), state__in=[Membership.ACTIVE, Membership.ENDED]
    ).exclude(starts_on=None)
    if only is not None:
        rows = rows.filter(pk__in=[one.pk for one in only])
    found: dict[int, list[Enrolment]] = {}
    for row in rows.select_related("organisation", "professional_contact").order_by(
        "organisation__name", "pk"
    ):
        found.setdefault(row.network_id, []).append(row)
    return found


def was_member(enrolment: Enrolment, year: Year) -> bool:
    starts_on, ends_on = enrolment.starts_on, enrolment.ends_on
    return (
        starts_on is not None
        and starts_on <= year[1]
        and (ends_on is None or ends_on >= max(year[0], starts_on))
    )


def _stays(enrolment: Enrolment, year: Year, held: Sequence[Held]) -> bool:
    """A4: whoever left at once, before the year's first meeting, isn't charged for it."""
    starts_on, ends_on = enrolment.starts_on, enrolment.ends_on
    if ends_on is None or ends_on >= year[1]:
        return True
    return any((starts_on or ends_on) <= one.on <= ends_on for one in held)


def _moments(enrolments: dict[int, list[Enrolment]]) -> dict[int, dt.datetime]:
    """When each became a member."""
    numbers = [one.pk for many in enrolments.values() for one in many]
    steps = Step.objects.standing().filter(enrolment__in=numbers, state=Membership.ACTIVE).order_by()
    return dict(steps.values("enrolment").annotate(last=Max("at")).values_list("enrolment", "last"))


def _packages(enrolments: dict[int, list[Enrolment]]) -> dict[int, list[Package]]:
    """Also where the network lets nobody take a further one any more: those that run are charged."""
    numbers = [one.pk for many in enrolments.values() for one in many]
    found: dict[int, list[Package]] = {}
    for row in Package.objects.filter(enrolment__in=numbers).order_by("pk"):
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def numbered(further: Iterable[Package]) -> Iterator[tuple[int, Package]]:
    """Of all that a member has ever taken, in their order: the first package is the membership itself. Lines and
    invoices are called by these numbers, so one that was given up keeps its own."""
    return enumerate(further, 2)


def _taken(
    enrolment: Enrolment, year: Year, moments: dict[int, dt.datetime], further: Sequence[Package]
) -> tuple[Taken, ...]:
    """The enrolment itself, and each further package that runs to the year's end: what is given up lasts until then
    (A7, A4)."""
    zone = ZoneInfo(enrolment.network.time_zone)

    def taken(number: int, at: dt.datetime | None, on: dt.date) -> Taken:
        if at is None or at.astimezone(zone).date() != on:
            at = dt.datetime.combine(on, dt.time(), zone)
        return Taken(number, at, on)

    assert enrolment.starts_on  # noqa: S101 (was_member asks for it)
    made = [taken(1, moments.get(enrolment.pk), enrolment.starts_on)]
    for number, package in numbered(further):
        if package.from_on <= year[1] and (package.until_on is None or package.until_on >= year[1]):
            made.append(taken(number, package.taken_at, package.from_on))
    return tuple(made)


def _span(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Wide enough for every time zone; the days are looked at afterwards."""
    first, last = min(year[0] for _n, year in pairs), max(year[1] for _n, year in pairs)
    day = dt.timedelta(days=1)
    return {
        "starts_at__gte": dt.datetime.combine(first - day, dt.time(), dt.UTC),
        "starts_at__lt": dt.datetime.combine(last + 2 * day, dt.time(), dt.UTC),
    }


def _held(pairs: Sequence[Pair], networks: dict[int, Network]) -> dict[int, list[tuple[dt.date, Held]]]:
    """A3: a meeting counts from the moment at which it was marked held."""
    rows = (
        Meeting.objects.meetings()
        .filter(network__in=list(networks), state=State.HELD, **_span(pairs))
        .annotate(marked_at=Max("moves__at", filter=Q(moves__state=State.HELD)))
        .order_by("starts_at", "pk")
    )
    found: dict[int, list[tuple[dt.date, Held]]] = {}
    for network, starts_at, ends_at, marked_at in rows.values_list(
        "network", "starts_at", "ends_at", "marked_at"
    ):
        day = starts_at.astimezone(ZoneInfo(networks[network].time_zone)).date()
        found.setdefault(network, []).append((day, Held(day, marked_at or ends_at)))
    return found


def _extra_seats(
    pairs: Sequence[Pair], networks: dict[int, Network], only: Sequence[Enrolment] | None
) -> dict[int, list[tuple[ExtraSeat, dt.date]]]:
    """A1, A2, A13: those that somebody sits on, and those that were given up too late. Waiting costs nothing; nor does
    what was cancelled or has no date."""
    rows = (
        Seat.objects.filter(
            CHARGED,
            extra=True,
            meeting__network__in=list(networks),
            meeting__kind=Kind.MEETING,
            **{f"meeting__{name}": value for name, value in _span(pairs).items()},
        )
        .exclude(meeting__state__in=NOT_CHARGED)
        .select_related("meeting")
        .order_by("meeting__starts_at", "pk")
    )
    if only is not None:
        rows = rows.filter(enrolment__in=[one.pk for one in only])
    found: dict[int, list[tuple[ExtraSeat, dt.date]]] = {}
    for row in rows:
        row.meeting.network = networks[row.meeting.network_id]
        meeting, late = row.meeting, row.state == SeatState.LEFT
        seat = ExtraSeat(row.pk, meeting.pk, meeting.title, meeting.day, late)
        closed_on = meeting.deadlines.registration_on + dt.timedelta(days=1)
        left_on = row.left_at.astimezone(meeting.zone).date() if late and row.left_at else closed_on
        found.setdefault(row.enrolment_id, []).append((seat, left_on if late else closed_on))
    return found
