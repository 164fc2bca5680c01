"""A guest's one page: my time, room, focus, who is there by role, my material. It opens and closes with the slot (S20)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock

from ... import guesting, rules
from ...forms.companions import WhyNotForm
from ...forms.guests import MaterialForm
from ...models import Guest, GuestState, Timed
from ...models.guest import STANDING
from ...rules import Refusal
from ..answers import questions_form, save_answers


def _guests() -> Any:
    return Guest.objects.select_related(
        "meeting__network__team__organisation", "meeting__place__station", "item", "person", "invited_by"
    )


def _mail_link_again(link: PersonalLink, at: dt.datetime) -> None:
    if invited := _guests().filter(pk=link.target).first():  # gone with its item, if they had said no
        guesting.send_link_again(invited, at=at)


@task(guesting.TASK, renew=_mail_link_again)
def guest(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Before the slot the brief and the answer, during it also the way in, after it only what I leave."""
    invited = get_object_or_404(_guests(), pk=link.target)
    timed, now = guesting.slot(invited), clock.now()
    page = _page(invited, timed, now)
    if request.method == "GET" and "room" in request.GET:
        # The link to the online meeting stands nowhere: it is handed out here, while the time is on.
        return redirect(invited.meeting.online_url if page["door"] else request.path)
    answering = WhyNotForm(request.POST if request.POST.get("answer") == "no" else None, prefix="answer")
    material = MaterialForm(
        request.POST if "leave" in request.POST else None, initial={"material": invited.material}
    )
    refusal = ""
    try:
        if said := _act(request, invited, link, answering, material):
            messages.success(request, said)
            return redirect(request.path)
    except Refusal as no:
        if material.is_bound and no.field in material.fields:
            material.add_error(no.field, str(no))
        else:
            refusal = str(no)
    comes = invited.state == GuestState.CONFIRMED and page["may_answer"]
    comes = comes and not invited.meeting.has_begun(now)
    questions = questions_form(request, invited.meeting, link.person) if comes else None
    if save_answers(questions, invited.meeting, link.person):
        messages.success(request, _("Thank you. Your answers have been saved."))
        return redirect(request.path)
    context = page | {
        "answering": answering,
        "form": material,
        "questions": questions,
        "refusal": refusal,
    }
    failed = refusal or answering.errors or material.errors or (questions and questions.errors)
    return render(request, "meetings/personal/guest.html", context, status=422 if failed else 200)


def _act(
    request: HttpRequest, invited: Guest, link: PersonalLink, answering: WhyNotForm, material: MaterialForm
) -> str:
    answer, at = request.POST.get("answer"), clock.now()
    if answer == "yes" or (answer == "no" and answering.is_valid()):
        why = answering.cleaned_data["why"] if answer == "no" else ""
        guesting.answer_guest(invited, comes=answer == "yes", by=link.person, at=at, why=why)
        return _("Thank you. Your answer has been passed on.")
    if material.is_bound and material.is_valid():
        guesting.leave_material(invited, material.cleaned_data["material"], by=link.person, at=at)
        return _("Thank you. Your material has been saved.")
    return ""


def _page(invited: Guest, timed: Timed, now: dt.datetime) -> dict[str, Any]:
    """What is shown now. After the slot neither who is there nor any way in."""
    meeting = invited.meeting
    standing, going_on = invited.state in STANDING, meeting.state not in guesting.NOT_HELD
    on = going_on and rules.is_on((timed.starts, timed.ends), now)
    over = now >= timed.ends
    closes = timed.ends + dt.timedelta(days=rules.MATERIAL_DAYS)
    return {
        "guest": invited,
        "meeting": meeting,
        "network": meeting.network,
        "slot": timed,
        "standing": standing,
        "going_on": going_on,
        "on": on,
        "over": over,
        "may_answer": going_on and now < timed.starts and invited.state != "called_off",
        "door": bool(on and standing and meeting.online_url),
        "audience": guesting.audience(meeting) if standing and going_on and not over else [],
        "may_leave": standing and now < closes,
        "closes": closes,
    }
