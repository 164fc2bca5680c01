"""A meeting's page: the public reads the open programme, a member whether they come, with whom, when and where."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from armkrok.accounts.who import person_of, this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.journal.models import Entry
from armkrok.networks import sentences
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in

from .. import delaying, rules
from ..acting import open_from_before
from ..afterwards import remains as what_remains
from ..chronicle import chronicle
from ..history import CONTENT
from ..models import AgendaItem, Meeting, Question, Seat, State, timetable
from ..models.meeting import COMING, MeetingQuerySet
from .seats import page_for, visible

EARLY = dt.timedelta(minutes=15)  # the door to an online meeting opens a little before it begins


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """S13–S20, K13, K17, K21, K23, K35, K39, K41: each sees what is theirs."""
    person, now = person_of(request), clock.now()
    seen = Meeting.objects.visible_to(person, clock.today())
    asks = Exists(Question.objects.filter(meeting=OuterRef("pk")))
    runs_it = Exists(Network.objects.run_by(person, clock.today()).filter(pk=OuterRef("network")))
    shown = get_object_or_404(
        seen.select_related("network__team__organisation", "place__station", "beside").annotate(
            asks=asks, runs=runs_it
        ),
        slug=slug,
    )
    runs = bool(shown.runs)  # type: ignore[attr-defined]
    page = page_for(request, shown, person) if person else None
    seat = page.mine if page else _own_seat(shown, person)
    inside = runs or page is not None or seat is not None
    items = list(shown.items.all()) if runs or shown.programme_is_public else []
    timed = [t for t in timetable(shown, items) if inside or not t.item.closed]
    is_on = _is_on(shown, now, items)
    remains = what_remains(shown, person, at=now, runs=runs, member=page is not None)
    shows_who = inside and shown.state != State.CANCELLED and not remains.there
    context: dict[str, Any] = {
        "meeting": shown,
        "network": shown.network,
        "phase": shown.phase(now),
        "runs": runs,
        "inside": inside,
        "page": page,
        "seat": seat,
        "timed": timed,
        "hidden": any(item.closed for item in items) and not inside,
        "closed_items": sentences.closed_items() if any(t.item.closed for t in timed) else "",
        "hosting": shown.hostings.running().select_related("organisation").first(),
        "beside": _visible(shown.beside, seen),
        "trips": shown.trips.filter(pk__in=seen.values("pk")) if not shown.is_trip else [],
        "coming": shown.state in COMING and shown.ends_at > now,
        "is_today": now.astimezone(shown.zone).date() == shown.starts_at.astimezone(shown.zone).date(),
        "registration_is_over": shown.state == State.INVITED and not shown.registration_is_open(now),
        "far": rules.is_far_from_a_station(shown.station_km, shown.network.station_km),
        "who": _who_comes(shown) if shows_who else [],
        "online_is_on": is_on and bool(shown.online_url) and inside,
        "is_on": is_on,
        "remains": remains,
        "before": open_from_before(shown, unshared=runs) if inside and shown.state in COMING else [],
        "history": chronicle(shown) if runs else [],
        "updated": Entry.objects.about(shown).filter(what__in=CONTENT).first(),
    }
    return render(request, "meetings/meeting.html", context)


def _visible(other: Meeting | None, seen: MeetingQuerySet) -> Meeting | None:
    """A trip can be public before the meeting is that it is beside (K23)."""
    return other if other and seen.filter(pk=other.pk).exists() else None


def _own_seat(shown: Meeting, person: Person | None) -> Seat | None:
    """Of somebody whom a member has registered, and who doesn't speak for it."""
    if person is None:
        return None
    return shown.seats.live().filter(person=person).select_related("organisation").first()


def _who_comes(shown: Meeting) -> list[Seat]:
    """K13: members see one another. By municipality, in one query."""
    taken = shown.seats.taken().select_related("person", "organisation")
    return list(taken.order_by("organisation__name", "person__name"))


def _is_on(shown: Meeting, now: dt.datetime, items: list[AgendaItem] | None = None) -> bool:
    """From a little before it begins until it is over: a day that runs late keeps its door open (decision 22)."""
    begun = shown.state in COMING and now >= shown.starts_at - EARLY
    return begun and now < delaying.ends(shown, now, items)


@signed_in
@require_safe
def online(request: HttpRequest, slug: str) -> HttpResponse:
    """The link to the online meeting, handed out while it is on, to those who take part or run it."""
    shown, person = visible(request, slug), this_person(request)
    runs = Network.objects.run_by(person, clock.today()).filter(pk=shown.network_id).exists()
    takes_part = runs or shown.seats.taken().filter(person=person).exists()
    if not takes_part or not shown.online_url or not _is_on(shown, clock.now()):
        raise Http404
    return redirect(shown.online_url)
