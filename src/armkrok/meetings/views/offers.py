"""A member offers to host or to present something, and is answered (K28)."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted, whole_number

from .. import hosting, suggesting, warnings
from ..forms.hosts import OfferAnswerForm, OfferForm
from ..models import HostOffer
from ..models.hosting import ANSWER_WITHIN_DAYS, What
from ..rules import Refusal
from .hosts import PER_PAGE, network_of, spoken_for, to_come


@signed_in
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """K28: a member offers to host or to present something."""
    network, _staff = network_of(request, slug)
    person = this_person(request)
    members = spoken_for(person, network)
    if not members:
        raise Http404
    meetings = list(to_come(network, clock.now())[:PER_PAGE])
    initial = {"when": f"meeting-{number}"} if (number := whole_number(request.GET.get("meeting"))) else {}
    form = OfferForm(members, meetings, clock.today(), posted(request), initial)
    if request.method == "POST" and form.is_valid():
        try:
            hosting.offer(
                form.member,
                what=form.cleaned_data["what"],
                message=form.cleaned_data["message"],
                by=person,
                at=clock.now(),
                **form.time,
            )
        except Refusal as no:
            form.refuse(no)
        else:
            messages.success(
                request,
                _("Thank you! The offer has been sent. You get an answer within %(days)s days.")
                % {"days": ANSWER_WITHIN_DAYS},
            )
            return redirect("meetings:hosts", network.slug)
    context = {"network": network, "form": form, "members": members, "within": ANSWER_WITHIN_DAYS}
    return render(request, "meetings/host_offer.html", context, status=422 if form.errors else 200)


def _may_be_named(offer: HostOffer, now: dt.datetime) -> bool:
    return (
        offer.what == What.HOST
        and offer.meeting_id is not None
        and offer.answered_at is None
        and offer.withdrawn_at is None
        and to_come(offer.network, now, staff=True).filter(pk=offer.meeting_id).exists()
    )


@signed_in
def offer_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Yes or no, with words; a clash of dates and a winter's way from the station are said beside it (K28, S17)."""
    network, staff = network_of(request, slug)
    if not staff:
        raise Http404
    shown = get_object_or_404(
        network.host_offers.select_related(
            "network__team__organisation",
            "organisation__station",
            "meeting__network",
            "made_by",
            "answered_by",
        ),
        pk=pk,
    )
    may_name = _may_be_named(shown, clock.now())
    form = OfferAnswerForm(posted(request), may_name=may_name)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            hosting.answer_offer(
                shown,
                accepted=data["accepted"] == "yes",
                answer=data["answer"],
                by=this_person(request),
                at=clock.now(),
                name=bool(data.get("name")),
                brief=data.get("brief", ""),
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(
                request, _("%(name)s has got your answer by mail.") % {"name": shown.made_by.name}
            )
            return redirect("meetings:hosts", network.slug)
    meeting = shown.meeting
    context = {
        "network": network,
        "offer": shown,
        "meeting": meeting,
        "form": form,
        "may_name": may_name,
        "clashes": warnings.clashes_of(meeting) if meeting else (),
        "suggestion": suggesting.ranked(meeting, [shown.organisation])[0] if meeting else None,
        "now_hosting": meeting.hostings.running().select_related("organisation").first() if meeting else None,
        "late": HostOffer.objects.overdue(clock.now()).filter(pk=shown.pk).exists(),
    }
    return render(request, "meetings/host_offer_answer.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def offer_withdrawal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The member takes its offer back while nobody has answered it."""
    network, _staff = network_of(request, slug)
    person = this_person(request)
    mine = [member.organisation_id for member in spoken_for(person, network)]
    shown = get_object_or_404(network.host_offers.filter(organisation__in=mine), pk=pk)
    try:
        hosting.withdraw_offer(shown, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The offer has been taken back."))
    return redirect("meetings:hosts", network.slug)
