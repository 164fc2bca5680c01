"""A network's meetings, year by year: for its members, and with the year's plan for those who run it."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import whole_number

from .. import year as years
from ..models import Kind, Meeting, State
from ..models.meeting import MeetingQuerySet

PER_PAGE = 100
ALL = "all"


def network_of(request: HttpRequest, slug: str) -> tuple[Network, bool]:
    """The network if this person may see all of its meetings, and whether they run it."""
    person, today = this_person(request), clock.today()
    networks = Network.objects.select_related("team__organisation")
    run = networks.run_by(person, today).filter(slug=slug).first()
    if run:
        return run, True
    return get_object_or_404(networks.for_member(person, today), slug=slug), False


@signed_in
@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """A8: the meetings of a network year; for those who run it also what the year's plan comes to (S5, S11, K26)."""
    network, staff = network_of(request, slug)
    seen = Meeting.objects.filter(network=network)
    seen = seen if staff else seen.out()
    offered = years.years(network, seen, clock.today())
    chosen = _chosen(request, network, offered)
    words = request.GET.get("q", "")[:200].strip()
    found = years.matching(seen if chosen is None else years.in_year(seen, network, chosen), network, words)
    found = years.with_numbers(found).order_by("starts_at", "pk")
    if staff and (kind := request.GET.get("export")):
        return _export(network, list(found), kind)
    if staff and chosen is not None:
        found = found.prefetch_related("items", "warning_reasons")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows(page.object_list, network)
    if staff and chosen is not None:
        _count_warnings(rows, network, chosen)
    context = {
        "network": network,
        "staff": staff,
        "page": page,
        "rows": rows,
        "now": clock.now(),
        "years": [(year, years.label(network, year)) for year in offered],
        "chosen": chosen,
        "label": years.label(network, chosen) if chosen is not None else "",
        "words": words,
        "plan": _plan(seen, network, chosen, rows, words, page.paginator.num_pages) if staff else None,
    }
    return render_part(request, "meetings/meetings.html", "list", context)


def _chosen(request: HttpRequest, network: Network, offered: list[int]) -> int | None:
    """The network year that is shown; None for all of them."""
    wanted = request.GET.get("year", "")
    if wanted == ALL:
        return None
    number = whole_number(wanted)
    return number if number in offered else network.year(clock.today())[0].year


def _rows(found: Any, network: Network) -> list[Meeting]:
    rows = list(found)
    now = clock.now()
    for meeting in rows:
        meeting.network = network
        meeting.shown_phase = meeting.phase(now)
        hosting = next((h for h in meeting.hostings.all() if h.ended_at is None), None)
        meeting.host = hosting.organisation if hosting else None
        meeting.shown_year = years.label(network, years.year_of(meeting))
    return rows


def _count_warnings(rows: list[Meeting], network: Network, year: int) -> None:
    numbers = years.open_warnings(network, rows, year)
    for meeting in rows:
        meeting.open_warnings = numbers.get(meeting.pk, 0)  # type: ignore[attr-defined]


def _plan(
    seen: MeetingQuerySet, network: Network, year: int | None, rows: list[Meeting], words: str, pages: int
) -> years.Overview | None:
    """The whole year's, whatever was searched for."""
    if year is None:
        return None
    everything = rows
    if words or pages > 1:
        everything = list(years.in_year(seen, network, year).prefetch_related("items"))
    is_now = year == network.year(clock.today())[0].year
    return years.overview(network, everything, is_now=is_now)


def _export(network: Network, found: list[Meeting], kind: str) -> HttpResponse:
    rows = _rows(found, network)
    columns = [
        pgettext("of a meeting or an item", "Title"),
        _("Kind"),
        _("State"),
        _("Date"),
        _("From"),
        _("To"),
        _("Town"),
        _("House"),
        _("Address"),
        _("Room"),
        _("Kilometres to the nearest station"),
        _("Host"),
        _("Registered"),
        _("Waiting"),
        _("Seats in all"),
        _("Arm in arm"),
        _("Focus"),
    ]
    return download(
        " ".join([network.slug, _("meetings")]),
        columns,
        [_cells(meeting) for meeting in rows],
        kind,
    )


def _cells(meeting: Any) -> list[Any]:
    return [
        meeting.title,
        Kind(meeting.kind).label,
        State(meeting.state).label,
        meeting.day,
        _clock(meeting.starts),
        _clock(meeting.ends),
        meeting.town,
        meeting.venue,
        meeting.address,
        meeting.room,
        float(meeting.station_km) if meeting.station_km is not None else None,
        meeting.host.name if meeting.host else "",
        meeting.registered,
        meeting.waiting,
        meeting.capacity,
        _("Yes") if meeting.armkrok else "",
        meeting.focus,
    ]


def _clock(at: dt.datetime) -> str:
    return f"{at:%H:%M}"
