"""A meeting is planned, and what it is is changed; when it is, is moved on a page of its own."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import beginning, calendars, following, making
from ..forms.meeting import EditForm, PlanForm
from ..letters import calendars as calendar_letters
from ..letters.calendars import by_part
from ..models import Kind, Meeting
from ..rules import Refusal
from .host import run_by_me

MOST_TO_BEGIN_WITH = 50


def network_run_by_me(request: HttpRequest, slug: str) -> Network:
    """The network, if the one who asks runs it; to everybody else it isn't there."""
    mine = Network.objects.run_by(this_person(request), clock.today())
    return get_object_or_404(mine.select_related("team__organisation"), slug=slug)


@signed_in
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    """A new meeting, perhaps with what an earlier one has (K23)."""
    network = network_run_by_me(request, slug)
    earlier = (
        Meeting.objects.filter(network=network).select_related("network", "place").order_by("-starts_at")
    )
    wanted = request.POST.get("like") or request.GET.get("like", "")
    like = earlier.filter(slug=wanted).first() if wanted else None
    form = PlanForm(network, posted(request), like=like)
    if _asks_what_follows(request):
        found = what_follows(network, PlanForm(network, request.GET))
        return render(request, "meetings/meeting_form.html#follows", {"network": network, "follows": found})
    if form.is_valid():
        try:
            meeting = _plan(form, network, request)
        except (Refusal, ValidationError) as no:
            form.refuse(no)
        else:
            messages.success(
                request,
                _("The meeting is planned. Only you who run the network see it until you announce it."),
            )
            return redirect(meeting)
    context = {
        "network": network,
        "form": form,
        "like": like,
        "earlier": earlier[:MOST_TO_BEGIN_WITH],
        "follows": what_follows(network, form) if form.is_bound else None,
    }
    return render(request, "meetings/meeting_form.html", context, status=_status(form))


def _plan(form: PlanForm, network: Network, request: HttpRequest) -> Meeting:
    by, at = this_person(request), clock.now()
    if form.like and form.cleaned_data.get("copy_programme"):
        return beginning.plan_like(network, form.plan, form.like, by=by, at=at)
    return making.plan(network, form.plan, by=by, at=at)


def _status(form: Any) -> int:
    """Looking for a place is no mistake."""
    return 422 if form.is_bound and form.errors else 200


def _asks_what_follows(request: HttpRequest) -> bool:
    return request.method == "GET" and bool(cast("Any", request).htmx) and "follows" in request.GET


def what_follows(
    network: Network, form: forms.Form, meeting: Meeting | None = None
) -> following.Following | None:
    """What is typed so far, if there is a day in it; what makes no sense yet is passed over. Two queries."""
    _faults = form.errors  # to ask for them cleans the form; what was refused before stays
    chosen = form.cleaned_data
    starts_at = getattr(form, "starts_at", meeting.starts_at if meeting else None)
    ends_at = getattr(form, "ends_at", meeting.ends_at if meeting else None)
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        return None
    planned = Meeting(
        network=network,
        pk=meeting.pk if meeting else None,
        kind=meeting.kind if meeting else chosen.get("kind", Kind.MEETING),
        title=chosen.get("title", ""),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    for name in ("place", "venue", "address", "own_station_km", "online_url"):
        before = getattr(meeting, name) if meeting and name not in form.fields else None
        setattr(planned, name, chosen.get(name) if name in form.fields else before)
    return following.of(planned)


@signed_in
def editing(request: HttpRequest, slug: str) -> HttpResponse:
    """What a meeting is. Nobody's work is written over: who was second sees both."""
    meeting = run_by_me(request, slug)
    if _asks_what_follows(request):
        typed = EditForm(meeting, _filled_up(meeting, request.GET))
        found = what_follows(meeting.network, typed, meeting)
        return render(
            request, "meetings/meeting_form.html#follows", {"network": meeting.network, "follows": found}
        )
    form = EditForm(meeting, posted(request))
    asks = _asks_whether_to_tell(request, meeting, form) if form.is_valid() else None
    if form.is_valid() and asks is None:
        try:
            making.change(
                meeting,
                form.facts,
                by=this_person(request),
                at=clock.now(),
                why=form.cleaned_data["why"],
                seen=form.cleaned_data["seen"],
            )
        except (Refusal, ValidationError) as no:
            form.refuse(no)
        else:
            messages.success(request, _("The meeting has been saved."))
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "form": form,
        "in_calendars": calendars.shown_now(meeting),
        "asks": asks,
        "follows": what_follows(meeting.network, form, meeting) if form.is_bound else following.of(meeting),
    }
    return render(request, "meetings/meeting_form.html", context, status=_status(form))


def _asks_whether_to_tell(request: HttpRequest, meeting: Meeting, form: EditForm) -> dict[str, Any] | None:
    """Who is written to when this is saved, and what with: looked at before. None where it needn't be asked, or has
    been: a mark says which place it was that somebody has said yes to."""
    values = {name: form.facts[name] for name in making.IN_CALENDARS if name in form.facts}
    mark = salted_hmac("meetings.editing", repr(sorted((n, str(v)) for n, v in values.items()))).hexdigest()
    if all(getattr(meeting, name) == value for name, value in values.items()):
        return None
    if request.POST.get("tell") == mark:
        return None
    told = calendars.would_tell(meeting, values, at=clock.now())
    if not told:
        return None
    planned = calendars.planned(meeting, values)
    return {
        "mark": mark,
        "told": by_part(told),
        "told_in_all": len({one.person.pk for one in told}),
        "letter": calendar_letters.letter(planned, min(told, key=lambda one: one.entry.guest_id or 0)),
    }


def _filled_up(meeting: Meeting, sent: QueryDict) -> QueryDict:
    """Only what bears on what follows is sent; the rest is as it is."""
    data = sent.copy()
    data.setdefault("title", meeting.title)
    return data
