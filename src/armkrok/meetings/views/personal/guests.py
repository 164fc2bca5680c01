"""A guest's one page: my time, room, focus, who is there by role, my material. It opens and closes with the slot (S20)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.limits import limited
from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock
from armkrok.ui.typed import whole_number

from ... import guesting, materials, roll, rules
from ...forms.companions import WhyNotForm
from ...forms.guests import MaterialForm
from ...forms.materials import GuestFileForm
from ...models import Guest, GuestState, Timed
from ...models.guest import STANDING
from ...rules import Refusal
from ..answers import questions_form, save_answers
from ..files import handed_out
from ..materials import UPLOADS
from ..papers import certificate_of


def _guests() -> Any:
    return Guest.objects.select_related(
        "meeting__network__team__organisation", "meeting__place__station", "item", "person", "invited_by"
    )


def _mail_link_again(link: PersonalLink, at: dt.datetime) -> None:
    if invited := _guests().filter(pk=link.target).first():  # gone with its item, if they had said no
        guesting.send_link_again(invited, at=at)


@task(guesting.TASK, renew=_mail_link_again)
def guest(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """Before the slot the brief and the answer, during it also the way in, after it only what I leave."""
    invited = get_object_or_404(_guests(), pk=link.target)
    (timed, planned), now = guesting.slot_as_it_runs(invited), clock.now()
    page = _page(invited, timed, planned, now)
    if request.method == "GET" and "room" in request.GET:
        # The link to the online meeting stands nowhere: it is handed out here, while the time is on.
        return redirect(invited.meeting.online_url if page["door"] else request.path)
    answering = WhyNotForm(request.POST if request.POST.get("answer") == "no" else None, prefix="answer")
    if request.method == "GET" and "certificate" in request.GET:
        return certificate_of(invited.meeting, link.person)
    if request.method == "GET" and "file" in request.GET:
        return _own_file(invited, request.GET["file"], open_=page["may_leave"])
    material = MaterialForm(
        request.POST if "leave" in request.POST else None, initial={"material": invited.material}
    )
    leaving = GuestFileForm(request if "add" in request.POST else None, prefix="left")
    refusal = ""
    try:
        if said := _act(request, invited, link, answering, material, leaving):
            messages.success(request, said)
            return redirect(request.path)
    except Refusal as no:
        asked = next(
            (form for form in (material, leaving) if form.is_bound and no.field in form.fields), None
        )
        if asked:
            asked.add_error(no.field, str(no))
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
        "leaving": leaving,
        "certificate": page["over"] and roll.there(invited.meeting, link.person),
        "files": list(invited.files.there()) if page["may_leave"] else [],
        "questions": questions,
        "refusal": refusal,
    }
    forms = (answering, material, leaving, questions)
    failed = refusal or any(form and form.errors for form in forms)
    return render(request, "meetings/personal/guest.html", context, status=422 if failed else 200)


def _own_file(invited: Guest, number: str, *, open_: bool) -> HttpResponseBase:
    """What the guest has left, for them to look at, while they can leave more."""
    pk = whole_number(number)
    if not open_ or pk is None:
        raise Http404
    return handed_out(get_object_or_404(invited.files.there(), pk=pk))


def _act(
    request: HttpRequest,
    invited: Guest,
    link: PersonalLink,
    answering: WhyNotForm,
    material: MaterialForm,
    leaving: GuestFileForm,
) -> str:
    answer, at = request.POST.get("answer"), clock.now()
    if answer == "yes" or (answer == "no" and answering.is_valid()):
        why = answering.cleaned_data["why"] if answer == "no" else ""
        guesting.answer_guest(invited, comes=answer == "yes", by=link.person, at=at, why=why)
        return _("Thank you. Your answer has been passed on.")
    if material.is_bound and material.is_valid():
        guesting.leave_material(invited, material.cleaned_data["material"], by=link.person, at=at)
        return _("Thank you. Your material has been saved.")
    if leaving.is_bound and leaving.is_valid():
        limited(request, "meetings.upload", UPLOADS)
        left = materials.leave(invited, by=link.person, at=at, **leaving.left())
        return _("Thank you. “%(title)s” has been saved.") % {"title": left.title}
    taken_back = whole_number(request.POST.get("take_back"))
    if taken_back and (mine := invited.files.there().filter(pk=taken_back).first()):
        materials.take_back(mine, invited, by=link.person, at=at)
        return _("“%(title)s” has been taken back.") % {"title": mine.title}
    return ""


def _page(invited: Guest, timed: Timed, planned: Timed, now: dt.datetime) -> dict[str, Any]:
    """What is shown now. After the slot neither who is there nor any way in."""
    meeting = invited.meeting
    standing, going_on = invited.state in STANDING, meeting.state not in guesting.NOT_HELD
    on = going_on and rules.is_on((timed.starts, timed.ends), now)
    over = now >= timed.ends
    closes = planned.ends + dt.timedelta(days=rules.MATERIAL_DAYS)
    return {
        "guest": invited,
        "meeting": meeting,
        "network": meeting.network,
        "slot": timed,
        "planned": planned if (planned.starts, planned.ends) != (timed.starts, timed.ends) else None,
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
