"""What the networks' personal links open: one task each, shown on GET, done on POST (quality, "It keeps out")."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.ui.typed import plain, posted

from .. import applying, appointed, appointing, costs, nominating, rules, withdrawing
from ..forms.personal import AnswerForm, ConfirmationForm, CorrectionForm, NamingForm, TaskForm
from ..models import Appointment, Enrolment, State, Withdrawal
from ..sentences import meetings_a_year
from ..someone import Someone


def _again(request: HttpRequest) -> HttpResponse:
    """Back to the same link, so that loading the page anew doesn't send the form twice."""
    return redirect(request.path)


def _status(form: object) -> int:
    return 422 if getattr(form, "errors", None) else 200


def _enrolments() -> Any:
    return Enrolment.objects.select_related("network__team__organisation", "organisation", "applicant")


def _mail_application_link(link: PersonalLink, at: dt.datetime) -> None:
    enrolment = _enrolments().get(pk=link.target)
    applying.send_status(enrolment, at=at)


@task("networks.application", renew=_mail_application_link)
def application(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The applicant sees where it stands, answers a question, takes it back."""
    enrolment = get_object_or_404(_enrolments(), pk=link.target)
    form = AnswerForm(request.POST if "answer" in request.POST else None)
    waiting = enrolment.appointments.pending().filter(appointer__isnull=False, nominated_by=link.person)
    asked = waiting.select_related("appointer", "person", "enrolment__network").first()
    correction = None
    if asked and asked.appointer_id != link.person_id:
        correction = CorrectionForm(request.POST if "appointer_email" in request.POST else None)
    if request.method == "POST":
        try:
            if "taking_back" in request.POST:
                applying.take_back(
                    enrolment, by=link.person, at=clock.now(), why=plain(request.POST.get("why", ""))[:2000]
                )
                messages.success(request, _("The application has been taken back."))
                return _again(request)
            if correction and correction.is_bound and correction.is_valid():
                _correct(correction, asked, link.person)
                messages.success(request, _("The one who appoints has been asked by mail."))
                return _again(request)
            if form.is_valid():
                applying.answer(enrolment, form.cleaned_data["answer"], by=link.person, at=clock.now())
                messages.success(request, _("Thank you. Your answer has been sent to the secretariat."))
                return _again(request)
        except rules.Refusal as no:
            if not (correction and no.field in correction.fields):
                messages.error(request, str(no))
                return _again(request)
            correction.add_error(no.field, str(no))
    steps = list(enrolment.steps.standing().select_related("by", "guided_to"))
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "steps": steps,
        "last": steps[-1] if steps else None,
        "question": steps[-1].why if enrolment.state == State.ASKED and steps else "",
        "appointments": enrolment.appointments.select_related("person", "appointer"),
        "can_take_back": enrolment.state in (State.APPLIED, State.ASKED, State.APPROVED),
        "form": form,
        "asked": asked,
        "own_turn": asked is not None and asked.appointer_id == link.person_id,
        "correction": correction,
        "applicant": link.person,
    }
    status = max(_status(form), _status(correction))
    return render(request, "networks/personal/application.html", context, status=status)


def _correct(form: CorrectionForm, asked: Appointment, by: Person) -> None:
    data = form.cleaned_data
    someone = Someone(data["appointer_name"], data["appointer_email"], data["appointer_title"])
    nominating.correct_to(asked, someone, by=by, at=clock.now())


def _appointments() -> Any:
    return Appointment.objects.select_related(
        "network__team__organisation",
        "organisation",
        "person",
        "appointer",
        "nominated_by",
        "enrolment__network",
    )


def _mail_appointment_link(link: PersonalLink, at: dt.datetime) -> None:
    appointment = _appointments().get(pk=link.target)
    if appointment.is_pending:
        nominating.ask_again(appointment, at)


@task("networks.appointment", renew=_mail_appointment_link)
def appointment(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The one who appoints answers yes or no (S9)."""
    asked = get_object_or_404(_appointments(), pk=link.target)
    enrolment = appointed.open_enrolment(asked)
    running, full = appointed.places(asked.enrolment, clock.today(), besides=asked)
    form = ConfirmationForm(running, full, posted(request))
    if request.method == "POST":
        try:
            if "no" in request.POST:
                appointing.decline(
                    asked, by=link.person, at=clock.now(), why=plain(request.POST.get("why", ""))[:2000]
                )
                return _again(request)
            if "yes" in request.POST and form.is_valid():
                succeeds = form.cleaned_data.get("succeeds")
                appointing.confirm(asked, by=link.person, at=clock.now(), succeeds=succeeds)
                return _again(request)
        except rules.Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
    context = {
        "appointment": asked,
        "network": asked.network,
        "enrolment": enrolment,
        "predecessor": running[0] if full and len(running) == 1 else None,
        "form": form,
        "own_word": asked.appointer_id is None,
        "meetings": capfirst(meetings_a_year(asked.network)),
    }
    return render(request, "networks/personal/appointment.html", context, status=_status(form))


def _mail_task_link(link: PersonalLink, at: dt.datetime) -> None:
    appointing.tell_the_appointed(_appointments().get(pk=link.target), at)


@task("networks.common_task", renew=_mail_task_link)
def common_task(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The appointed person reads the common task and says yes to it (S10)."""
    mine = get_object_or_404(_appointments(), pk=link.target, person=link.person)
    form = TaskForm(posted(request), initial={"responsibilities": mine.responsibilities})
    if request.method == "POST" and form.is_valid():
        appointing.confirm_task(
            mine, by=link.person, at=clock.now(), responsibilities=form.cleaned_data["responsibilities"]
        )
        messages.success(request, _("Thank you. You are ready."))
        return _again(request)
    context = {"appointment": mine, "network": mine.network, "form": form}
    return render(request, "networks/personal/common_task.html", context, status=_status(form))


def _mail_naming_link(link: PersonalLink, at: dt.datetime) -> None:
    nominating.ask_for_names(_enrolments().get(pk=link.target), link.person, at)


@task("networks.naming", renew=_mail_naming_link)
def naming(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The one who appoints sees who speaks for the municipality, names somebody, ends an appointment (S9)."""
    enrolment = get_object_or_404(_enrolments(), pk=link.target)
    running, full = appointed.places(enrolment, clock.today())
    form = NamingForm(running, full, request.POST if "name" in request.POST else None)
    open_ = enrolment.state in (State.APPLIED, State.ASKED, State.APPROVED, State.ACTIVE)
    if request.method == "POST" and open_:
        try:
            if ending := request.POST.get("ending"):
                chosen = next((a for a in running if str(a.pk) == ending), None)
                if chosen:
                    appointing.end(chosen, by=link.person, at=clock.now())
                    messages.success(
                        request, _("The appointment of %(name)s has ended.") % {"name": chosen.person.name}
                    )
                return _again(request)
            if form.is_valid():
                named = _name(form, enrolment, link.person)
                messages.success(
                    request, _("%(name)s is appointed and has got a mail.") % {"name": named.person.name}
                )
                return _again(request)
        except rules.Refusal as no:
            field = {"appointer_email": "email"}.get(no.field, no.field)
            form.add_error(field if field in form.fields else None, str(no))
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "running": running,
        "earlier": enrolment.appointments.filter(
            to_on__isnull=False, confirmed_at__isnull=False
        ).select_related("person"),
        "open": open_,
        "form": form,
    }
    return render(request, "networks/personal/naming.html", context, status=_status(form))


def _name(form: NamingForm, enrolment: Enrolment, by: Person) -> Appointment:
    data = form.cleaned_data
    someone = Someone(data["name"], data["email"], data["title"])
    return appointing.appoint_someone(
        enrolment, someone, by=by, at=clock.now(), succeeds=data.get("succeeds")
    )


def _mail_withdrawal_link(link: PersonalLink, at: dt.datetime) -> None:
    withdrawal = _withdrawals().get(pk=link.target)
    if withdrawal.dropped_at is None and withdrawal.confirmed_at is None:
        withdrawing.ask_again(withdrawal, at)


def _withdrawals() -> Any:
    return Withdrawal.objects.select_related(
        "enrolment__network__team__organisation", "enrolment__organisation", "asked_by", "contact"
    )


@task("networks.withdrawal", renew=_mail_withdrawal_link)
def withdrawal(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The member's contact confirms, or keeps the membership (K36)."""
    asked = get_object_or_404(_withdrawals(), pk=link.target)
    if request.method == "POST":
        try:
            if "keep" in request.POST:
                withdrawing.drop_withdrawal(asked, by=link.person, at=clock.now())
            elif "confirm" in request.POST:
                withdrawing.confirm_withdrawal(asked, by=link.person, at=clock.now())
        except rules.Refusal as no:
            messages.error(request, str(no))
        return _again(request)
    context = {
        "withdrawal": asked,
        "enrolment": asked.enrolment,
        "network": asked.enrolment.network,
        "last_day": withdrawing.last_day(asked.enrolment, clock.today()),
        "costs": costs.of_leaving(asked.enrolment, clock.today()),
    }
    return render(request, "networks/personal/withdrawal.html", context)
