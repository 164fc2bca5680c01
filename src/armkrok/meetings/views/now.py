"""What runs now and what comes next: on a phone and on the room's screen; and the hours shifted as the day goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from armkrok.accounts.who import person_of, this_person
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.typed import whole_number

from .. import delaying, rules
from ..acting import open_from_before
from ..letters import words
from ..models import Delay, Meeting
from ..rules import Refusal
from ..running import Day
from .host import run_by_me
from .seats import spoken_for

STEPS = (5, 10, 15, -5, -10)
PLAN = "plan"


@require_safe
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who sees the programme sees how it goes; what is confidential only those inside do (K21)."""
    person = person_of(request)
    seen = Meeting.objects.visible_to(person, clock.today())
    meeting = get_object_or_404(
        seen.select_related("network__team__organisation", "place__station"), slug=slug
    )
    runs = person is not None and (
        Network.objects.run_by(person, clock.today()).filter(pk=meeting.network_id).exists()
    )
    response = render_part(
        request, "meetings/now.html", "running", _page(request, meeting, person, runs=runs)
    )
    if person is None:  # whoever has signed in is told no-store anyway
        response["Cache-Control"] = "no-cache"
    return response


def _page(request: HttpRequest, meeting: Meeting, person: Person | None, *, runs: bool) -> dict[str, Any]:
    inside = runs or _takes_part(meeting, person)
    items = list(meeting.items.all()) if runs or meeting.programme_is_public else []
    day = Day(meeting, items, clock.now(), hides_closed=not inside)
    screen, still = bool(request.GET.get("screen")), bool(request.GET.get("still"))
    return {
        "meeting": meeting,
        "network": meeting.network,
        "day": day,
        "runs": runs,
        "inside": inside,
        "screen": screen,
        "still": still,
        "refreshes": day.refreshes and not still,
        "shifts": runs and not screen and day.may_shift,
        "steps": [(step, _step_said(step)) for step in STEPS],
        "chosen": day.likely,
        # Only with the whole page: it isn't what changes from minute to minute, and names aren't for the room's screen.
        "from_before": open_from_before(meeting, unshared=runs)
        if inside and not screen and not request.htmx and not day.is_over  # type: ignore[attr-defined]
        else [],
    }


def _takes_part(meeting: Meeting, person: Person | None) -> bool:
    if person is None:
        return False
    return meeting.seats.live().filter(person=person).exists() or bool(spoken_for(person, meeting))


def _step_said(minutes: int) -> str:
    if minutes > 0:
        return ngettext("%(n)s minute later", "%(n)s minutes later", minutes) % {"n": minutes}
    return ngettext("%(n)s minute earlier", "%(n)s minutes earlier", -minutes) % {"n": -minutes}


@signed_in
@require_POST
def delay(request: HttpRequest, slug: str) -> HttpResponse:
    """From an item on, later or earlier, or as planned; or the last shift undone."""
    meeting, person = run_by_me(request, slug), this_person(request)
    try:
        shifted = _shift(request, meeting, person)
    except Refusal as no:
        context = _page(request, meeting, person, runs=True)
        context |= {"refusal": str(no), "chosen": whole_number(request.POST.get("item")) or context["chosen"]}
        return render(request, "meetings/now.html", context, status=422)
    if shifted:
        _say(request, meeting, shifted)
    return redirect("meetings:now", meeting.slug)


def _shift(request: HttpRequest, meeting: Meeting, person: Person) -> Delay | None:
    at = clock.now()
    if (number := whole_number(request.POST.get("undo"))) is not None:
        last = get_object_or_404(meeting.delays.select_related("item__meeting"), pk=number)
        return delaying.undo(last, by=person, at=at)
    item = meeting.items.filter(pk=whole_number(request.POST.get("item")) or 0).first()
    rules.item_gone_refusal(there=item is not None)
    assert item is not None  # noqa: S101 (refused above)
    item.meeting = meeting
    seen = whole_number(request.POST.get("seen"))
    how = request.POST.get("minutes", "")
    if how == PLAN:
        return delaying.back_to_plan(item, by=person, at=at, seen=seen)
    steps = {str(step): step for step in STEPS}
    if how not in steps:
        raise Refusal(_("Choose by how many minutes."), field="minutes")
    return delaying.delay(item, steps[how], by=person, at=at, seen=seen)


def _say(request: HttpRequest, meeting: Meeting, shifted: Delay) -> None:
    said = _("From “%(item)s” on: %(step)s.") % {
        "item": shifted.item.title,
        "step": _step_said(shifted.minutes),
    }
    messages.success(request, said)
    if moved := delaying.guests_moved(shifted, clock.now()):
        guests = ", ".join(f"{guest.person.name} ({words.clock_hours(timed)})" for guest, timed in moved)
        messages.warning(
            request,
            _("The time of these guests has moved. Their page shows it, but please tell them: %(guests)s.")
            % {"guests": guests},
        )
