"""The host's kit: what the link in the mail to a host opens (S12, S13, S18)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock
from armkrok.ui.typed import whole_number

from ... import asking, hosting, preparing
from ...forms.hosts import PlaceForm, SlotForm
from ...models import AgendaItem, Hosting, Sort, Timed, timetable
from ...models.hosting import Doer
from ...models.question import Topic
from ...rules import Refusal


def _hostings() -> Any:
    return Hosting.objects.running().select_related(
        "meeting__network__team__organisation", "meeting__place__station", "organisation", "contact"
    )


def _mail_again(link: PersonalLink, at: dt.datetime) -> None:
    mine = _hostings().filter(pk=link.target, contact=link.person).first()
    if mine and not preparing.is_over(mine.meeting, at):
        hosting.send(mine, at=at)


@task("meetings.host", renew=_mail_again)
def host(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Numbers, what to bring, who does what; the place and the own slot can be changed, and nothing else."""
    mine = get_object_or_404(_hostings(), pk=link.target, contact=link.person)
    items = list(mine.meeting.items.all())
    slot = next(
        (timed for timed in timetable(mine.meeting, items) if timed.item.sort == Sort.HOST_SLOT), None
    )
    sent = request.POST if request.method == "POST" else None
    doing = sent.get("do") if sent else ""
    place_form = PlaceForm(mine.meeting, sent if doing == "place" else None)
    slot_form = SlotForm(slot.item, sent if doing == "slot" else None) if slot else None
    refusal = ""
    if sent is not None:
        try:
            if said := _act(request, mine, link, place_form, slot_form):
                messages.success(request, said)
                return redirect(request.path)
        except Refusal as no:
            refusal = str(no)
    failed = bool(refusal or place_form.errors or (slot_form and slot_form.errors))
    context = _page(mine, items) | {
        "slot": slot,
        "place_form": place_form,
        "slot_form": slot_form,
        "refusal": refusal,
    }
    return render(request, "meetings/personal/host.html", context, status=422 if failed else 200)


def _act(
    request: HttpRequest, mine: Hosting, link: PersonalLink, place: PlaceForm, slot: SlotForm | None
) -> str:
    """What is to be said of it; empty when something is to be mended first."""
    by, at, sent = link.person, clock.now(), request.POST
    if sent.get("do") == "tick":
        number = whole_number(sent.get("task") or sent.get("undo"))
        line = get_object_or_404(mine.tasks.select_related("hosting"), pk=number)
        hosting.tick(line, "undo" not in sent, by=by, at=at)
        return _("Your list has been saved.")
    if sent.get("do") == "place":
        if not place.is_valid():
            return ""
        hosting.change_place(mine, place.values, by=by, at=at)
        return _("The place has been saved.")
    if sent.get("do") == "slot":
        if slot is None:
            raise Refusal(_("The host has no slot of its own in the programme."), "S13")
        if not slot.is_valid():
            return ""
        hosting.change_slot(mine, slot.values, by=by, at=at)
        return _("Your slot has been saved.")
    raise Http404


def _page(mine: Hosting, items: list[AgendaItem]) -> dict[str, Any]:
    meeting = mine.meeting
    over = preparing.is_over(meeting, clock.now())
    tasks = list(mine.tasks.all())
    return {
        "hosting": mine,
        "meeting": meeting,
        "network": meeting.network,
        "over": over,
        "numbers": preparing.numbers(meeting),
        "counts": [c for c in asking.counts(meeting) if c.question.topic in (Topic.DIET, Topic.ACCESS)],
        "own": [line for line in tasks if line.doer == Doer.HOST],
        "theirs": [line for line in tasks if line.doer != Doer.HOST],
        "timed": [_for_a_host(timed) for timed in timetable(meeting, items)],
    }


def _for_a_host(timed: Timed) -> Timed:
    """K21: who hosts needn't be a member, so of what is confidential only the hours are told."""
    if not timed.item.closed:
        return timed
    hidden = AgendaItem(title=_("For members only"), sort=timed.item.sort, minutes=timed.item.minutes)
    return Timed(hidden, timed.starts, timed.ends)
