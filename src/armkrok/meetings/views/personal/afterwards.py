"""What remains of a meeting, behind the link in a mail: read without signing in, by the one whom it was mailed to."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock
from armkrok.ui.typed import whole_number

from ... import acting, materials, noted, taking_home
from ... import afterwards as acts
from ...models import Action, Meeting, NotesState
from ...models.meeting import PUBLIC
from ...rules import Refusal
from ..files import handed_out
from ..notes import notes_file
from ..papers import certificate_of
from ..take_home import take_home_file


def _meeting(link: PersonalLink) -> Meeting:
    """404 if it has become a draft again: then there is nothing of it to read."""
    out = Meeting.objects.filter(state__in=PUBLIC).select_related(
        "network__team__organisation", "place__station"
    )
    return get_object_or_404(out, pk=link.target)


def _mail_link_again(link: PersonalLink, at: dt.datetime) -> None:
    if meeting := Meeting.objects.filter(pk=link.target, state__in=PUBLIC).first():
        acts.send_link_again(link.person, meeting, at=at)


@task(acts.TASK, renew=_mail_link_again)
def afterwards(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """Notes, material, what I have promised, who was there, my certificate: what I may see of it, and no more. Somebody
    who was there as a guest finds what everybody sees, and what they left (S20)."""
    meeting, at, me = _meeting(link), clock.now(), link.person
    if request.method == "GET" and "file" in request.GET:
        seen = materials.visible_to(me, meeting, on=clock.today(), runs=False)
        return handed_out(get_object_or_404(seen, pk=whole_number(request.GET["file"]) or 0))
    if request.method == "GET" and "certificate" in request.GET:
        return certificate_of(meeting, me)
    if request.method == "GET" and ("notes" in request.GET or "take-home" in request.GET):
        return _notes_paper(request, meeting, link)
    remains = acts.remains(meeting, me, at=at, runs=False)
    if done := whole_number(request.POST.get("done")):
        promised = next((action for action in remains.actions if action.pk == done), None)
        if promised:
            _tick(request, promised, link)
        return redirect(request.path)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "remains": remains,
        "noted": noted.for_reader(meeting, me, at=at) if remains.notes else None,
        "ours": taking_home.own(meeting, me, clock.today()) if remains.notes else [],
    }
    return render(request, "meetings/personal/afterwards.html", context)


def _tick(request: HttpRequest, promised: Action, link: PersonalLink) -> None:
    try:
        acting.complete(promised, by=link.person, at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Thank you. It is done."))


def _notes_paper(request: HttpRequest, meeting: Meeting, link: PersonalLink) -> HttpResponse:
    """The notes, or what one's own municipality takes home, as PDF."""
    found = noted.for_reader(meeting, link.person, at=clock.now())
    if found is None or found.notes.state != NotesState.SHARED:
        raise Http404
    if "notes" in request.GET:
        return notes_file(found)
    wanted = whole_number(request.GET["take-home"])
    ours = taking_home.own(meeting, link.person, clock.today())
    chosen = next((one for one in ours if one.pk == wanted), None)
    if chosen is None:
        raise Http404
    return take_home_file(taking_home.of(meeting, chosen, found))
