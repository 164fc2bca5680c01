"""A network's hosts: what members offer, which meetings still need somebody, and who has hosted (S12, S17, K28)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation, Person
from armkrok.directory.rules import search_words
from armkrok.journal import clock
from armkrok.networks.models import Appointment, Enrolment, Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import whole_number

from .. import suggesting
from ..models import Hosting, HostOffer, Meeting, State
from ..models.hosting import ANSWER_WITHIN_DAYS
from ..models.meeting import COMING, Kind
from ..rules import offer_suits
from ..suggesting import Suggestion

PER_PAGE = 100
MOST_RANKED = 1000  # offers that are looked at to find those that suit a meeting


def network_of(request: HttpRequest, slug: str) -> tuple[Network, bool]:
    """The network if this person runs it or speaks for a member of it, and whether they run it."""
    person, today = this_person(request), clock.today()
    networks = Network.objects.select_related("team__organisation")
    run = networks.run_by(person, today).filter(slug=slug).first()
    if run:
        return run, True
    return get_object_or_404(networks.for_member(person, today), slug=slug), False


def spoken_for(person: Person, network: Network) -> list[Enrolment]:
    """The members that this person speaks for, or is the contact of."""
    speaking = Appointment.objects.speaking(clock.today()).filter(network=network, person=person)
    members = Enrolment.objects.members().filter(network=network).select_related("organisation")
    mine = Q(pk__in=speaking.values("enrolment")) | Q(professional_contact=person)
    return list(members.filter(mine).order_by("organisation__name"))


def to_come(network: Network, now: dt.datetime, *, staff: bool = False) -> QuerySet[Meeting]:
    """Meetings that can still get a host, those of which the date is open included."""
    states = [*COMING, State.POSTPONED, *([State.DRAFT] if staff else [])]
    upcoming = Q(starts_at__gt=now) | Q(state=State.POSTPONED)
    meetings = Meeting.objects.filter(upcoming, network=network, kind=Kind.MEETING, state__in=states)
    return meetings.select_related("network", "place")


@dataclass
class OfferLine:
    """An offer, and what this person may do about it."""

    offer: HostOffer
    late: bool
    mine: bool
    far: bool = False


@dataclass
class HostLine:
    """An organisation, and when it hosted."""

    organisation: Organisation
    hostings: list[Hosting] = field(default_factory=list)
    suggestion: Suggestion | None = None

    @property
    def last(self) -> Hosting | None:
        return self.hostings[0] if self.hostings else None


@signed_in
@require_safe
def hosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers, meetings without a host, and the history; put in order for one meeting if one is chosen (S17)."""
    network, staff = network_of(request, slug)
    person, now = this_person(request), clock.now()
    members = spoken_for(person, network)
    coming = _coming(network, now, staff)
    number = whole_number(request.GET.get("meeting"))
    chosen = next((meeting for meeting in coming if meeting.pk == number), None)
    words = search_words(request.GET.get("q", ""))
    organisations = _organisations(network, words)
    if kind := request.GET.get("export"):
        return _export(network, _lines(network, list(organisations)), kind)
    page = _page(request, network, organisations, chosen)
    context = {
        "network": network,
        "staff": staff,
        "mine": members,
        "meetings": coming,
        "chosen": chosen,
        "near_first": chosen is not None and suggesting.near_first(chosen),
        "offers": _offers(network, members, staff, words, chosen, now),
        "within": ANSWER_WITHIN_DAYS,
        "now": now,
        "page": page,
        "filtered": bool(words or chosen),
    }
    return render_part(request, "meetings/hosts.html", "list", context)


def _coming(network: Network, now: dt.datetime, staff: bool) -> list[Meeting]:
    """With the host, if one is named. Two queries."""
    meetings = list(to_come(network, now, staff=staff)[:PER_PAGE])
    named = Hosting.objects.running().filter(meeting__in=meetings).select_related("organisation")
    by_meeting = {hosting.meeting_id: hosting for hosting in named}
    for meeting in meetings:
        meeting.host = by_meeting.get(meeting.pk)  # type: ignore[attr-defined]
    return meetings


def _matching(words: Sequence[str], name: str) -> Q:
    found = Q()
    for word in words:
        found &= Q(**{f"{name}__contains": word})
    return found


def _offers(
    network: Network,
    members: list[Enrolment],
    staff: bool,
    words: Sequence[str],
    chosen: Meeting | None,
    now: dt.datetime,
) -> list[OfferLine]:
    """Those that wait first, the one that has waited longest before the others; members see their own."""
    mine = {member.organisation_id for member in members}
    waits = Q(answered_at=None, withdrawn_at=None)
    offers = (
        network.host_offers.select_related("organisation", "meeting__network", "made_by", "answered_by")
        .filter(_matching(words, "organisation__search_text"))
        .annotate(done=Case(When(waits, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("done", Case(When(waits, then=F("made_at"))), "-made_at", "-pk")
    )
    if not staff:
        offers = offers.filter(organisation__in=mine)
    shown: list[HostOffer] = list(offers[: MOST_RANKED if chosen else PER_PAGE])
    far: dict[int, bool] = {}
    if chosen:
        shown, far = _for_meeting(shown, chosen)
    late = set(HostOffer.objects.overdue(now).filter(network=network).values_list("pk", flat=True))
    return [
        OfferLine(
            offer, offer.pk in late, offer.organisation_id in mine, far.get(offer.organisation_id, False)
        )
        for offer in shown[:PER_PAGE]
    ]


def _for_meeting(offers: list[HostOffer], meeting: Meeting) -> tuple[list[HostOffer], dict[int, bool]]:
    """Those that suit the meeting, in the order in which hosts are suggested for it (S17)."""
    suiting = [
        offer
        for offer in offers
        if offer_suits(
            meeting=offer.meeting_id,
            season=offer.season,
            year=offer.year,
            this_meeting=meeting.pk,
            day=meeting.day,
        )
        is not None
    ]
    order = suggesting.ranked(meeting, {offer.organisation for offer in suiting})
    places = {found.organisation.pk: place for place, found in enumerate(order)}
    suiting.sort(key=lambda offer: (offer.done, places[offer.organisation_id]))  # type: ignore[attr-defined]
    return suiting, {found.organisation.pk: found.far for found in order}


def _organisations(network: Network, words: Sequence[str]) -> QuerySet[Organisation]:
    """The members, and whoever else has hosted."""
    members = Enrolment.objects.members().filter(network=network)
    hosted = Hosting.objects.history().filter(meeting__network=network).order_by()
    return (
        Organisation.objects.standing()
        .filter(Q(pk__in=members.values("organisation")) | Q(pk__in=hosted.values("organisation")))
        .filter(_matching(words, "search_text"))
        .select_related("station")
        .order_by("name", "pk")
    )


def _page(
    request: HttpRequest, network: Network, organisations: QuerySet[Organisation], chosen: Meeting | None
) -> Page:
    if chosen is None:
        page: Any = Paginator(organisations, PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = _lines(network, list(page.object_list))
        return page
    page = Paginator(suggesting.ranked(chosen, organisations), PER_PAGE).get_page(request.GET.get("page"))
    suggested = {found.organisation.pk: found for found in page.object_list}
    page.object_list = _lines(network, [found.organisation for found in page.object_list], suggested)
    return page


def _lines(
    network: Network, organisations: list[Organisation], suggested: dict[int, Suggestion] | None = None
) -> list[HostLine]:
    """With all that each of them has hosted in this network, the newest first. One query."""
    lines = {o.pk: HostLine(o, suggestion=(suggested or {}).get(o.pk)) for o in organisations}
    history = Hosting.objects.history().filter(meeting__network=network, organisation__in=list(lines))
    for found in history.select_related("meeting__network"):
        lines[found.organisation_id].hostings.append(found)
    return list(lines.values())


def _export(network: Network, lines: list[HostLine], kind: str) -> HttpResponse:
    columns = [
        _("Organisation"),
        _("Times hosted"),
        _("Date"),
        _("Meeting"),
        _("Nearest station"),
        _("Kilometres to the nearest station"),
    ]
    rows = [
        [
            line.organisation.name,
            len(line.hostings),
            found.meeting.day if found else None,
            found.meeting.title if found else "",
            line.organisation.station.name if line.organisation.station else "",
            None if line.organisation.station_km is None else float(line.organisation.station_km),
        ]
        for line in lines
        for found in (line.hostings or [None])  # type: ignore[list-item]
    ]
    return download(" ".join([network.slug, _("hosts")]), columns, rows, kind)


@signed_in
@require_safe
def organisation_hosting(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation has hosted and is to host: a fragment for its page in the directory, and a page."""
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    if not request.user.has_perm("directory.see", organisation):
        return render(request, "ui/not_found.html", status=404)
    seen = Meeting.objects.visible_to(this_person(request), clock.today())
    hostings = (
        organisation.hostings.running()
        .filter(meeting__in=seen.exclude(state=State.CANCELLED).values("pk"))
        .select_related("meeting__network")
        .order_by("-meeting__starts_at")[:PER_PAGE]
    )
    context = {"organisation": organisation, "hostings": hostings}
    return render_part(request, "meetings/organisation_hosting.html", "list", context)
