"""Building a programme: the list, its meter and its warnings; every change by mouse, keyboard or button is the same post."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.journal.models import Entry
from armkrok.networks import sentences
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted, whole_number

from .. import programming
from ..forms.programme import QUICK, ItemForm
from ..models import AgendaItem, Meeting, Sort
from ..rules import Refusal
from ..templatetags.meetings import clock_time
from .building import FIXED, Building, Fault, back_to_programme

BREAK_MINUTES = 15


def run_by_me(request: HttpRequest, slug: str) -> Meeting:
    """The meeting, if the one who asks runs its network; to everybody else it isn't there."""
    mine = Meeting.objects.run_by(this_person(request), clock.today())
    return get_object_or_404(mine.select_related("network__team__organisation", "place__station"), slug=slug)


@dataclass
class Done:
    """What was done, in words; `item` is the one it was done to, `removed` how it can be undone."""

    words: str
    item: AgendaItem | None = None
    removed: Entry | None = None
    adds: bool = False  # whoever has added one perhaps adds another


@signed_in
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """S5, S13, S20, K11, K15, K16, K21, K26, K32"""
    meeting = run_by_me(request, slug)
    number = whole_number(request.GET.get("removed"))
    removed = programming.removal(meeting, number) if number else None
    return Building(meeting, removed=removed).answer(request)


def _answer(request: HttpRequest, meeting: Meeting, done: Done) -> HttpResponse:
    """Whoever has JavaScript gets the changed part of the page, everybody else the page anew."""
    building = Building(meeting, removed=done.removed)
    if done.item:
        building.goes_to = "id_title" if done.adds else f"handle-{done.item.pk}"
        line = building.line_of(done.item)
        done.words = done.words % {
            "title": line.item.title,
            "number": line.number,
            "of": len(building.lines),
            "time": clock_time(line.starts),
            "minutes": line.item.minutes,
        }
    building.said = done.words
    if cast("Any", request).htmx:
        return building.answer(request)
    if done.words and not done.removed:
        messages.success(request, done.words)
    return back_to_programme(meeting, removed=done.removed)


def _words(no: Refusal | ValidationError) -> str:
    return str(no) if isinstance(no, Refusal) else " ".join(no.messages)


def _act(request: HttpRequest, slug: str, pk: int, do: Callable[[AgendaItem], Done]) -> HttpResponse:
    """Load the item, act on it, and answer; a refusal stands beside the item, with what was sent."""
    meeting = run_by_me(request, slug)
    item = meeting.items.filter(pk=pk).first()
    if item is None:
        gone = _("Somebody else has removed this item meanwhile.")
        return _answer(request, meeting, Done(gone))
    item.meeting = meeting
    try:
        done = do(item)
    except (Refusal, ValidationError) as no:
        return Building(meeting, fault=Fault(pk, _words(no), request.POST)).answer(request)
    return _answer(request, meeting, done)


@signed_in
@require_POST
def items(request: HttpRequest, slug: str) -> HttpResponse:
    """One more item or break, or one that was removed comes back."""
    meeting, by, at = run_by_me(request, slug), this_person(request), clock.now()
    form = ItemForm(meeting.network, request.POST, only=QUICK)
    position = whole_number(request.POST.get("position"))
    back, is_break = whole_number(request.POST.get("put_back")), request.POST.get("sort") == Sort.BREAK
    try:
        if back:
            item = programming.put_back(meeting, back, by=by, at=at)
        elif is_break:
            item = programming.add(meeting, _a_break(request, meeting), by=by, at=at, position=position)
        elif form.is_valid():
            item = programming.add(meeting, form.values, by=by, at=at, position=position)
        else:
            return Building(meeting, add=form).answer(request)
    except (Refusal, ValidationError) as no:
        if back or is_break:
            return Building(meeting, refusal=_words(no)).answer(request)
        form.refuse(no)
        return Building(meeting, add=form).answer(request)
    words = _("%(title)s begins at %(time)s.") if item else ""
    return _answer(request, meeting, Done(words, item, adds=not back))


def _a_break(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    with translation.override(meeting.network.language):
        title = _("Break")
    minutes = whole_number(request.POST.get("minutes")) or BREAK_MINUTES
    return {"sort": Sort.BREAK.value, "title": title, "minutes": minutes}


@signed_in
def item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All that an item says."""
    meeting = run_by_me(request, slug)
    shown = get_object_or_404(meeting.items.all(), pk=pk)
    shown.meeting = meeting
    if meeting.state in FIXED:
        return redirect("meetings:programme", slug)
    form = ItemForm(meeting.network, posted(request), item=shown)
    if request.method == "POST" and form.is_valid():
        try:
            programming.change(
                shown,
                form.values,
                by=this_person(request),
                at=clock.now(),
                seen=form.cleaned_data["seen"],
            )
        except (Refusal, ValidationError) as no:
            form.refuse(no)
        else:
            messages.success(request, _("%(title)s has been saved.") % {"title": form.values["title"]})
            if form.values["closed"] and shown.materials.there().exists():
                messages.warning(
                    request,
                    _(
                        "It is confidential now, so nobody else sees the material that belongs to it any more. Remove it."
                    ),
                )
            return redirect("meetings:programme", slug)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "item": shown,
        "guests": shown.guests.standing().select_related("person"),
        "form": form,
        "closed_items": sentences.closed_items(),
    }
    return render(request, "meetings/programme_item.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def item_position(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Earlier or later: all that follows moves along."""

    def do(item: AgendaItem) -> Done:
        position = whole_number(request.POST.get("position"))
        if position is None:
            raise Refusal(_("Say where it is to stand, as a number."))
        moved = programming.move(item, position, by=this_person(request), at=clock.now())
        return Done(_("%(title)s is number %(number)s of %(of)s now and begins at %(time)s."), moved)

    return _act(request, slug, pk, do)


@signed_in
@require_POST
def item_length(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Shorter or longer: all that follows moves along."""

    def do(item: AgendaItem) -> Done:
        minutes = whole_number(request.POST.get("minutes", "").strip())
        if minutes is None:
            raise Refusal(_("Write the minutes as a whole number."))
        changed = programming.resize(item, minutes, by=this_person(request), at=clock.now())
        return Done(_("%(title)s takes %(minutes)s minutes now."), changed)

    return _act(request, slug, pk, do)


@signed_in
@require_POST
def item_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Out of the programme; it can be put back."""

    def do(item: AgendaItem) -> Done:
        removed = programming.remove(item, by=this_person(request), at=clock.now())
        return Done("", removed=removed)

    return _act(request, slug, pk, do)
