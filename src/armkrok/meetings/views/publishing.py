"""What the public sees of a meeting, and who is invited to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.typed import posted
from armkrok.ui.ways_back import page_before

from .. import inviting, making, rules
from ..forms.meeting import ReasonForm, WayForm, show
from ..letters import seats as letters
from ..models import Answer, Meeting, State, timetable
from ..rules import Refusal
from ..warnings import warnings
from .host import run_by_me

BUTTONS = {State.PLANNED.value: making.announce, State.PUBLISHED.value: making.publish}


@signed_in
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is warned about, with its reason; what will be public; and the button. No warning is in the
    way."""
    meeting = run_by_me(request, slug)
    refusal: Refusal | None = None
    act = BUTTONS.get(request.POST.get("to", ""))
    if request.method == "POST" and act:
        try:
            act(meeting, by=this_person(request), at=clock.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _said(request.POST["to"]))
            return redirect(meeting)
    items = list(meeting.items.all())
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "warnings": warnings(meeting, items),
        "timed": [timed for timed in timetable(meeting, items) if not timed.item.closed],
        "hidden": sum(item.closed for item in items),
        "network_is_public": meeting.network.publications.running().exists(),
        "no_place": not (meeting.place_id or meeting.venue or meeting.address or meeting.online_url),
        "can_announce": rules.can_move(meeting.state, State.PLANNED) and meeting.state == State.DRAFT,
        "can_publish": rules.can_move(meeting.state, State.PUBLISHED) and meeting.state != State.POSTPONED,
        "backwards": ways_back(meeting),
        "refusal": refusal,
        "moves": meeting.moves.select_related("by"),
    }
    return render(request, "meetings/publication.html", context, status=422 if refusal else 200)


def _said(to: str) -> str:
    if to == State.PLANNED:
        return _("The date is public, and in the calendar of everybody who subscribes.")
    return _("The programme is public.")


def ways_back(meeting: Meeting) -> list[tuple[str, Any]]:
    """The steps back that there are from here, in words."""
    words = {
        (State.PUBLISHED, State.PLANNED): _("Date and place stay public, the programme doesn't"),
        (State.PUBLISHED, State.DRAFT): _("A draft that only you who run the network see"),
        (State.PLANNED, State.DRAFT): _("A draft that only you who run the network see"),
        (State.HELD, State.INVITED): _("Not held after all: it doesn't count in the network year"),
    }
    return [(to.value, said) for (before, to), said in words.items() if before == meeting.state]


@signed_in
def publication_ending(request: HttpRequest, slug: str) -> HttpResponse:
    """A step back, with its reason."""
    meeting = run_by_me(request, slug)
    ways = ways_back(meeting)
    form = WayForm(
        posted(request),
        ways,
        already=meeting.state,
        label=_("What is it to be?"),
        help_text=_("For your colleagues; it stands in the history."),
    )
    if form.is_done:
        return redirect(meeting)
    if form.is_valid():
        to, why = State(form.cleaned_data["way"]), form.cleaned_data["why"]
        try:
            making.step_back(meeting, to, by=this_person(request), at=clock.now(), why=why)
        except Refusal as no:
            show(form, no)
        else:
            messages.success(request, _("Done. The reason stands in the history."))
            return redirect(meeting)
    context = {"meeting": meeting, "network": meeting.network, "form": form, "ways": ways}
    failed = form.is_bound and (form.errors or not ways)
    return render(request, "meetings/publication_ending.html", context, status=422 if failed else 200)


@signed_in
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Who gets which mail, and until when they answer; the button; and how far the worker has come (K17)."""
    meeting = run_by_me(request, slug)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            making.open_registration(meeting, by=this_person(request), at=clock.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _opened(meeting))
            return redirect("meetings:invitations", slug)
    context = _progress(meeting) | {"refusal": refusal}
    response = render_part(request, "meetings/invitations.html", "progress", context)
    response.status_code = 422 if refusal else 200
    return response


def _opened(meeting: Meeting) -> str:
    if meeting.is_trip:
        return _("Registration is open. Members see the trip beside the meeting.")
    return _("Registration is open, and the invitations are being written.")


def _progress(meeting: Meeting) -> dict[str, Any]:
    now = clock.now()
    waiting = [] if meeting.is_trip else inviting.to_be_invited(meeting, now.astimezone(meeting.zone).date())
    answers = list(meeting.invitations.values_list("answer", flat=True))
    return {
        "meeting": meeting,
        "network": meeting.network,
        "waiting": waiting,
        "written": len(answers),
        "all": len(answers) + len(waiting),
        "answered": sum(answer not in ("", Answer.MAYBE) for answer in answers),
        "deadlines": meeting.deadlines,
        "due": now.astimezone(meeting.zone).date() >= meeting.deadlines.invitation_on,
        "late": now.astimezone(meeting.zone).date() > meeting.deadlines.registration_on,
        "begun": meeting.has_begun(now),
        "can_open": rules.can_move(meeting.state, State.INVITED)
        and meeting.state == State.PUBLISHED
        and not meeting.has_begun(now),
        "busy": meeting.state == State.INVITED and bool(waiting) and not meeting.has_begun(now),
        "preview": letters.invitation_preview(meeting, waiting[0]) if waiting else None,
        "example": waiting[0] if waiting else None,
    }


@signed_in
@require_POST
def warning_reason(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Why a rule that warns isn't followed here; empty takes the reason away."""
    meeting = run_by_me(request, slug)
    form = ReasonForm(request.POST)
    found = next((one for one in warnings(meeting) if one.warning.code == code), None)
    if found is None and not meeting.warning_reasons.filter(code=code).exists():
        messages.info(request, _("Nothing is warned about here any more."))
        return redirect(_next(request, meeting))
    if form.is_valid():
        try:
            making.explain(meeting, code, form.cleaned_data["why"], by=this_person(request), at=clock.now())
        except Refusal as no:
            show(form, no)
        else:
            messages.success(request, _("The reason has been saved."))
            return redirect(_next(request, meeting))
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "form": form,
        "code": code,
        "warning": found.warning if found else None,
        "next": _next(request, meeting),
    }
    return render(request, "meetings/warning_reason.html", context, status=422)


def _next(request: HttpRequest, meeting: Meeting) -> str:
    return page_before(request, reverse("meetings:publication", args=[meeting.slug]))
