"""The guests of a meeting, for those who run the network: invited to one item each, for its time only (S19, S20)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.limits import limited
from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import guesting
from ..forms.guests import CallingOffForm, GuestForm
from ..models import Guest, Meeting, State, timetable
from ..models.guest import STANDING
from ..rules import Refusal

PER_PAGE = 100
INVITATIONS = "60/h/ip"  # in one's own words, to any address


def _run(request: HttpRequest, slug: str) -> Meeting:
    run = Meeting.objects.run_by(this_person(request), clock.today())
    return get_object_or_404(run.select_related("network__team__organisation", "place__station"), slug=slug)


@signed_in
def guests(request: HttpRequest, slug: str) -> HttpResponse:
    """Who comes for which hour, and one more (S19, S20, K29, K30)."""
    meeting, by = _run(request, slug), this_person(request)
    programme = timetable(meeting)
    form = GuestForm(meeting, programme, posted(request), initial={"focus": meeting.focus})
    if request.method == "POST" and form.is_valid():
        limited(request, "meetings.guest", INVITATIONS)
        item = form.chosen
        item.meeting = meeting
        try:
            guest = guesting.invite_guest(item, form.someone, by=by, at=clock.now(), **form.rest())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(
                request, _("The invitation to %(name)s is on its way.") % {"name": guest.person.name}
            )
            return redirect("meetings:guests", slug)
    invited = meeting.guests.select_related("person", "invited_by", "item")
    page = Paginator(invited.order_by("item__position", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    hours = {timed.item.pk: timed for timed in programme}
    now, untold = clock.now(), guesting.not_told(list(page.object_list), hours)
    for guest in page.object_list:
        timed = hours[guest.item_id]
        standing = guest.state in STANDING and now < timed.ends
        moved = guest.pk in untold
        guest.timed, guest.may_be_called_off = timed, standing  # type: ignore[attr-defined]
        guest.untold = standing and moved and meeting.state not in guesting.NOT_HELD  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "meeting": meeting,
        "network": meeting.network,
        "page": page,
        "form": form,
        "programme": programme,
        "open": meeting.state not in (State.HELD, *guesting.NOT_HELD) and now < meeting.ends_at,
    }
    return render(request, "meetings/guests.html", context, status=422 if form.errors else 200)


def _guest(request: HttpRequest, slug: str, pk: int) -> Guest:
    meeting = _run(request, slug)
    guest = get_object_or_404(meeting.guests.select_related("person", "item", "invited_by"), pk=pk)
    guest.meeting = meeting
    return guest


@signed_in
def guest_calling_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asked once more, with the reason that the guest reads."""
    guest = _guest(request, slug, pk)
    form = CallingOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            guesting.call_off_guest(guest, by=this_person(request), at=clock.now(), why=why)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("%(name)s has been told not to come.") % {"name": guest.person.name})
            return redirect("meetings:guests", slug)
    context = {
        "meeting": guest.meeting,
        "network": guest.meeting.network,
        "guest": guest,
        "timed": guesting.slot(guest),
        "standing": guest.state in STANDING,
        "form": form,
    }
    return render(request, "meetings/guest_calling_off.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def guest_time(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The programme has moved: the guest is told the new time."""
    guest = _guest(request, slug, pk)
    try:
        told = guesting.tell_time(guest, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        words = _("%(name)s has been told the new time.") if told else _("%(name)s knows the time already.")
        messages.success(request, words % {"name": guest.person.name})
    return redirect("meetings:guests", slug)
