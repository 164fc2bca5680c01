"""A meeting gets another time, doesn't take place, or has taken place (A3, A5)."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.mail.letter import Letter
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import attending, calendars, making, rules
from ..forms.meeting import MoveForm, WayForm, show
from ..letters import meetings as letters
from ..models import Companion, Meeting, SeatState, State
from ..roll import Roll, missing
from ..rules import Refusal
from .host import run_by_me
from .planning import what_follows


def _happens(meeting: Meeting) -> dict[str, Any]:
    """Who is told, and what there is that moves along or goes. Eleven queries."""
    told = letters.parts(meeting)
    states = list(meeting.seats.live().values_list("state", flat=True))
    return {
        "told": told,
        "told_in_all": sum(len(people) for _words, people in told),
        "taken": states.count(SeatState.TAKEN),
        "waiting": len(states) - states.count(SeatState.TAKEN),
        "hosting": meeting.hostings.running().select_related("organisation").first(),
        "guests": meeting.guests.standing().count(),
        "in_calendars": calendars.shown_now(meeting),
        "companions": Companion.objects.coming_along().filter(assignment__meeting=meeting).count(),
        "trips": meeting.trips.exclude(state=State.CANCELLED),
    }


@signed_in
def rescheduling(request: HttpRequest, slug: str) -> HttpResponse:
    """Another time: first who is told and what moves along, then the question why (A5)."""
    meeting = run_by_me(request, slug)
    if request.method == "GET" and cast("Any", request).htmx and "follows" in request.GET:
        typed = MoveForm(meeting, request.GET)
        found = what_follows(meeting.network, typed, meeting)
        parts = {"network": meeting.network, "follows": found, "letter": _moving_letter(meeting, typed)}
        return render(request, "meetings/rescheduling.html#follows", parts)
    form = MoveForm(meeting, posted(request))
    if form.is_valid():
        try:
            making.reschedule(
                meeting,
                form.starts_at,
                form.ends_at,
                by=this_person(request),
                at=clock.now(),
                why=form.cleaned_data["why"],
            )
        except Refusal as no:
            show(form, no)
        else:
            messages.success(request, _("The meeting has its new time, and everybody concerned is told."))
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "form": form,
        "can_move": meeting.state not in (State.HELD, State.CANCELLED),
        "letter": _moving_letter(meeting, form),
        "follows": what_follows(meeting.network, form, meeting) if form.is_bound else None,
        **_happens(meeting),
    }
    failed = form.is_bound and form.errors
    return render(request, "meetings/rescheduling.html", context, status=422 if failed else 200)


def _moving_letter(meeting: Meeting, form: MoveForm) -> Letter:
    """The mail as it stands with what has been typed so far; what is missing is left open."""
    starts_at, ends_at = (getattr(form, name, None) for name in ("starts_at", "ends_at"))
    known = {"starts_at": starts_at, "ends_at": ends_at} if starts_at and ends_at else {}
    why = str(form.data.get("why", "")).strip() or "…"
    letter = letters.moving(
        calendars.planned(meeting, known),
        (meeting.starts_at, meeting.ends_at),
        why,
        waited=meeting.state == State.POSTPONED,
    )
    if not known:
        letter.facts = [(letter.facts[0][0], "…"), *letter.facts[1:]]
    return letter


@signed_in
def cancellation(request: HttpRequest, slug: str) -> HttpResponse:
    """A5: it is over, or another day is to come; what is told to whom is read before."""
    meeting = run_by_me(request, slug)
    ways = _ways(meeting)
    form = WayForm(
        posted(request),
        ways,
        already=meeting.state,
        label=_("What happens to the meeting?"),
        help_text=_("Those who are told read it, and it stands in the history."),
    )
    if form.is_done:
        return redirect(meeting)
    if form.is_valid():
        later = form.cleaned_data["way"] == State.POSTPONED
        try:
            making.cancel(
                meeting,
                by=this_person(request),
                at=clock.now(),
                why=form.cleaned_data["why"],
                new_date_to_come=later,
            )
        except Refusal as no:
            show(form, no)
        else:
            messages.success(request, _("The meeting is cancelled, and everybody concerned is told."))
            return redirect(meeting)
    why, happens = form.data.get("why", "").strip() or "…", _happens(meeting)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "form": form,
        "ways": ways,
        "letters": [letters.cancelling(meeting, why, later=to == State.POSTPONED) for to, _words in ways]
        if meeting.state != State.DRAFT or happens["told"]  # of a draft a host or a guest may know
        else [],
        **happens,
    }
    failed = form.is_bound and (form.errors or not ways)
    return render(request, "meetings/cancellation.html", context, status=422 if failed else 200)


def _ways(meeting: Meeting) -> list[tuple[str, Any]]:
    words = {
        State.POSTPONED: _("Cancelled, new date to come: seats, answers and the host's turn are kept"),
        State.CANCELLED: _("Cancelled: it doesn't take place, and there is no new date"),
    }
    return [(to.value, said) for to, said in words.items() if rules.can_move(meeting.state, to)]


@signed_in
def holding(request: HttpRequest, slug: str) -> HttpResponse:
    """A3: it has taken place, and counts from now on."""
    meeting = run_by_me(request, slug)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            making.hold(meeting, by=this_person(request), at=clock.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("The meeting is marked as held."))
            return redirect(meeting)
    roll = Roll(meeting)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "refusal": refusal,
        "taken": len(roll.seated),
        "here": [line for line in roll.lines if line.here],
        "missing": missing(roll),
        "takes_attendance": attending.refusal(meeting, clock.now()) is None,
        "begun": meeting.has_begun(clock.now()),
        "over": meeting.ends_at <= clock.now(),
        "can_hold": rules.can_move(meeting.state, State.HELD),
    }
    return render(request, "meetings/holding.html", context, status=422 if refusal else 200)
