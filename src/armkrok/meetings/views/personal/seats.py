"""What the links in the mails about invitations and seats open: answer, change the answer, give the seat to somebody
else, take a place that came free."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock
from armkrok.networks.models import Appointment

from ... import bringing, inviting, seating
from ...models import Invitation, Seat
from ..answers import questions_form, save_answers
from ..coming import Coming, act


def _invitations() -> Any:
    return Invitation.objects.select_related(
        "meeting__network__team__organisation",
        "meeting__place__station",
        "enrolment__organisation",
        "person",
    )


def _invitations_in_short() -> Any:
    return Invitation.objects.select_related("meeting__network", "enrolment__organisation", "person")


def _mail_invitation_again(link: PersonalLink, at: dt.datetime) -> None:
    inviting.renew(_invitations().get(pk=link.target), at=at)


@task("meetings.invitation", renew=_mail_invitation_again)
def invitation(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Yes with me, yes with somebody else, no; without signing in (K17, K35)."""
    speaking = Appointment.objects.speaking(clock.today()).filter(
        person=link.person, enrolment=OuterRef("enrolment")
    )
    # Whoever sends an answer is sent on without the page and what it shows of the place.
    read = _invitations() if request.method != "POST" else _invitations_in_short()
    asked = get_object_or_404(read.annotate(speaks=Exists(speaking)), pk=link.target)
    page = Coming(request, asked.meeting, asked.enrolment, link.person, asked, speaks=asked.speaks)
    if request.method == "POST" and (said := act(request, page)):
        messages.success(request, said)
        return redirect(request.path)
    form = None
    if request.method == "GET" or "questions" in request.POST:
        form = questions_form(request, asked.meeting, link.person) if page.mine else None
    if save_answers(form, asked.meeting, link.person):
        messages.success(request, _("Thank you. Your answers have been saved."))
        return redirect(request.path)
    context = {
        "invitation": asked,
        "meeting": asked.meeting,
        "network": asked.meeting.network,
        "page": page,
        "form": form,
        "bring_link": bringing.running_link(page.assignment, clock.now()) if page.assignment else None,
    }
    failed = page.failed or bool(form and form.errors)
    return render(request, "meetings/personal/invitation.html", context, status=422 if failed else 200)


def _seats() -> Any:
    return Seat.objects.select_related(
        "meeting__network__team__organisation",
        "meeting__place__station",
        "enrolment__organisation",
        "organisation",
        "person",
    )


def _mail_seat_again(link: PersonalLink, at: dt.datetime) -> None:
    seat = _seats().get(pk=link.target)
    if seat.is_live and not seat.meeting.has_begun(at):
        seating.tell_again(seat, at=at)


@task("meetings.seat", renew=_mail_seat_again)
def seat(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """One's own seat: take it if it is offered, pass it on, give it up."""
    mine = get_object_or_404(_seats(), pk=link.target)
    page = Coming(request, mine.meeting, mine.enrolment, link.person, None)
    page.seats = [line for line in page.seats if line.seat.pk == mine.pk]  # a colleague changes no other's
    about_mine = any(request.POST.get(what) == str(mine.pk) for what in ("swap", "leave", "accept"))
    if request.method == "POST" and about_mine and (said := act(request, page)):
        messages.success(request, said)
        return redirect(request.path)
    form = questions_form(request, mine.meeting, link.person) if page.seats else None
    if save_answers(form, mine.meeting, link.person):
        messages.success(request, _("Thank you. Your answers have been saved."))
        return redirect(request.path)
    context = {
        "seat": mine,
        "meeting": mine.meeting,
        "network": mine.meeting.network,
        "page": page,
        "form": form,
    }
    failed = page.failed or bool(form and form.errors)
    return render(request, "meetings/personal/seat.html", context, status=422 if failed else 200)
