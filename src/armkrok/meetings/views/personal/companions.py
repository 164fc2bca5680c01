"""What the links about coming along open: a coordinator invites somebody, and whoever was invited answers (S15, S16)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock

from ... import bringing, rules
from ...forms.companions import WhyNotForm
from ...letters.companions import draft, who_for_whom
from ...models import AgendaItem, Assignment, Companion, CompanionState, Meeting, State, as_it_runs, timetable
from ...models.companion import COMING_ALONG
from ...models.meeting import COMING
from ...rules import Refusal
from ..answers import questions_form, save_answers
from ..bringing import Bringing, act
from ..meeting import EARLY

WITH_PROGRAMME = (State.PUBLISHED, State.INVITED, State.HELD)


def _assignments() -> Any:
    return Assignment.objects.select_related(
        "meeting__network__team__organisation", "meeting__place__station", "enrolment__organisation", "person"
    )


def _mail_assignment_again(link: PersonalLink, at: dt.datetime) -> None:
    asked = _assignments().get(pk=link.target)
    if not asked.meeting.has_begun(at):
        bringing.tell_again(asked, at=at)


@task(bringing.TASK, renew=_mail_assignment_again)
def assignment(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Whom I take along, without signing in."""
    asked = get_object_or_404(_assignments(), pk=link.target)
    page = Bringing(request, asked, link.person)
    if request.method == "POST" and (said := act(page)):
        messages.success(request, said)
        return redirect(request.path)
    context = {"meeting": asked.meeting, "network": asked.meeting.network, "bringing": page}
    return render(request, "meetings/personal/assignment.html", context, status=422 if page.failed else 200)


def _companions() -> Any:
    return Companion.objects.select_related(
        "assignment__meeting__network__team__organisation",
        "assignment__meeting__place__station",
        "assignment__enrolment__organisation",
        "assignment__person",
        "person",
    )


def _mail_companion_again(link: PersonalLink, at: dt.datetime) -> None:
    invited = _companions().get(pk=link.target)
    if invited.state != CompanionState.CALLED_OFF and not invited.assignment.meeting.has_begun(at):
        bringing.invite_again(invited, at=at)


@task(bringing.COMPANION, renew=_mail_companion_again)
def companion(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Why me, with whom, when, where; yes or no, until it begins. Of the programme only what is open (S16, K21)."""
    invited = get_object_or_404(_companions(), pk=link.target)
    meeting, now = invited.assignment.meeting, clock.now()
    items = list(meeting.items.all()) if meeting.state in WITH_PROGRAMME else []
    programme = timetable(meeting, items)
    door = _door_is_open(invited, meeting, items, now)
    if "room" in request.GET and request.method == "GET" and door:
        return redirect(meeting.online_url)
    form, refusal = WhyNotForm(request.POST if request.POST.get("answer") == "no" else None), ""
    if (answer := request.POST.get("answer")) in ("yes", "no") and (answer == "yes" or form.is_valid()):
        why = form.cleaned_data["why"] if answer == "no" else ""
        try:
            bringing.answer_companion(invited, comes=answer == "yes", by=link.person, at=now, why=why)
        except Refusal as no:
            refusal = str(no)
        else:
            messages.success(request, _("Thank you. Your answer has been passed on."))
            return redirect(request.path)
    begun, going_on = meeting.has_begun(now), meeting.state in COMING
    comes = invited.state == CompanionState.CONFIRMED and going_on and not begun
    questions = questions_form(request, meeting, link.person) if comes else None
    if save_answers(questions, meeting, link.person):
        messages.success(request, _("Thank you. Your answers have been saved."))
        return redirect(request.path)
    context = {
        "companion": invited,
        "host": invited.assignment.person,
        "organisation": invited.assignment.enrolment.organisation,
        "who": who_for_whom(invited.assignment),
        "meeting": meeting,
        "network": meeting.network,
        "words": invited.message or draft(invited.assignment, invited.role),
        "timed": [timed for timed in programme if not timed.item.closed],
        "hidden": any(timed.item.closed for timed in programme),
        "going_on": going_on or meeting.state == State.HELD,
        "begun": begun,
        "may_answer": going_on and not begun,
        "door": door,
        "form": form,
        "questions": questions,
        "refusal": refusal,
    }
    failed = refusal or form.errors or (questions and questions.errors)
    return render(request, "meetings/personal/companion.html", context, status=422 if failed else 200)


def _door_is_open(invited: Companion, meeting: Meeting, items: list[AgendaItem], now: dt.datetime) -> bool:
    """Whether the application hands the link to the online meeting out now."""
    if not meeting.online_url or invited.state not in COMING_ALONG or meeting.state not in COMING:
        return False
    programme = as_it_runs(meeting, items)  # what is confidential may run late (decision 22)
    closed = [(timed.starts, timed.ends) for timed in programme if timed.item.closed]
    opens = meeting.starts_at - EARLY
    ends = max([meeting.ends_at, *(timed.ends.astimezone(dt.UTC) for timed in programme)])
    return rules.companion_is_let_in(now, opens=opens, ends=ends, closed=closed)
