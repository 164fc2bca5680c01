"""Who is a member: the directory for members and staff, and one member's page."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.limits import limited
from armkrok.accounts.models import PersonalLink
from armkrok.accounts.revoking import revoke_link
from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation
from armkrok.directory.rules import search_words
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted

from .. import appointed, appointing, contacting, costs, nominating, rules, withdrawing
from ..forms.member import ContactsForm, NominationForm
from ..forms.personal import ReasonForm
from ..links import TASKS, personal_links
from ..models import Appointment, Enrolment, Network, State, Step
from ..someone import Someone

PER_PAGE = 100


def _network(request: HttpRequest, slug: str) -> tuple[Network, bool]:
    """The network if this person may see its members, and whether they run it."""
    person, today = this_person(request), clock.today()
    networks = Network.objects.select_related("team__organisation")
    run = networks.run_by(person, today).filter(slug=slug).first()
    if run:
        return run, True
    return get_object_or_404(networks.for_member(person, today), slug=slug), False


def _running(on: dt.date) -> QuerySet[Appointment]:
    return Appointment.objects.running(on).filter(enrolment=OuterRef("pk"))


def _filtered(request: HttpRequest, network: Network, staff: bool, on: dt.date) -> QuerySet[Enrolment]:
    enrolments = network.enrolments.select_related("organisation", "professional_contact").order_by(
        "organisation__name"
    )
    state = request.GET.get("state", "") if staff else ""
    if state == "vacant":
        enrolments = enrolments.members().filter(~Exists(_running(on)))
    elif state in State.values:
        enrolments = enrolments.filter(state=state)
    else:
        enrolments = enrolments.members()
    for word in search_words(request.GET.get("q", "")):
        somebody = _running(on).filter(Q(person__search_text__contains=word))
        enrolments = enrolments.filter(Q(organisation__search_text__contains=word) | Exists(somebody))
    return enrolments


def _with_people(enrolments: list[Enrolment], on: dt.date) -> list[Enrolment]:
    """Hang the running appointments on their members, in one query."""
    people: dict[int, list[Appointment]] = {}
    running = Appointment.objects.running(on).filter(enrolment__in=enrolments).select_related("person")
    for appointment in running.order_by("person__name"):
        people.setdefault(appointment.enrolment_id, []).append(appointment)
    for enrolment in enrolments:
        enrolment.speakers = people.get(enrolment.pk, [])  # type: ignore[attr-defined]
    return enrolments


@signed_in
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """K13: members see one another; the secretariat also sees applications and vacancies, and takes the list away."""
    network, staff = _network(request, slug)
    on = clock.today()
    enrolments = _filtered(request, network, staff, on)
    if staff and (kind := request.GET.get("export")):
        return _export(network, _with_people(list(enrolments), on), kind)
    page = Paginator(enrolments, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _with_people(list(page.object_list), on)
    context = {
        "network": network,
        "staff": staff,
        "page": page,
        "states": State.choices if staff else [],
        "filtered": any(request.GET.get(name) for name in ("q", "state")),
    }
    return render_part(request, "networks/members.html", "list", context)


def _export(network: Network, enrolments: list[Enrolment], kind: str) -> HttpResponse:
    columns = [
        _("Member"),
        _("Official code"),
        _("State"),
        _("Member since"),
        _("Member until"),
        _("Name"),
        _("Title"),
        _("E-mail"),
        _("Professional contact"),
        _("Finance contact"),
        _("Finance contact's e-mail"),
        _("E-invoice address"),
        _("Your reference"),
    ]
    rows = [
        [
            e.organisation.name,
            e.organisation.code,
            e.get_state_display(),
            e.starts_on,
            e.ends_on,
            speaker.person.name if speaker else "",
            speaker.title if speaker else "",
            speaker.person.email if speaker else "",
            e.professional_contact.email if e.professional_contact else "",
            e.finance_name,
            e.finance_email,
            e.e_address,
            e.buyer_reference,
        ]
        for e in enrolments
        for speaker in e.speakers or [None]  # type: ignore[attr-defined]
    ]
    return download(" ".join([network.slug, _("members")]), columns, rows, kind)


def _enrolment(request: HttpRequest, slug: str, pk: int) -> Enrolment:
    visible = Enrolment.objects.visible_to(this_person(request), clock.today())
    return get_object_or_404(
        visible.select_related(
            "network__team__organisation", "organisation", "professional_contact", "applicant"
        ),
        network__slug=slug,
        pk=pk,
    )


def _steps(request: HttpRequest, enrolment: Enrolment) -> QuerySet[Step]:
    """What was undone before its mail had left is the staff's own business."""
    steps = enrolment.steps.select_related("by", "guided_to", "undone_by")
    return steps if _is_run_by(request, enrolment) else steps.standing()


def _open_links(request: HttpRequest, enrolment: Enrolment) -> list[tuple[PersonalLink, Any]]:
    if not _is_run_by(request, enrolment):
        return []
    return [(link, TASKS[link.task]) for link in personal_links(enrolment)]


@signed_in
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One member: its people now and before, its contacts, its history, its withdrawal."""
    enrolment = _enrolment(request, slug, pk)
    today = clock.today()
    appointments = list(
        enrolment.appointments.select_related("person", "appointer", "succeeds__person").order_by("-asked_at")
    )
    running = [a for a in appointments if a.confirmed_at and (a.to_on is None or a.to_on >= today)]
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "organisation": enrolment.organisation,
        "staff": _is_run_by(request, enrolment),
        "begins_later": bool(enrolment.starts_on and enrolment.starts_on > today),
        "running": running,
        "pending": [a for a in appointments if a.is_pending],
        "earlier": [a for a in appointments if a not in running and not a.is_pending],
        "vacancies": rules.vacancies(wanted=enrolment.network.appointments_per_member, running=len(running)),
        "steps": _steps(request, enrolment),
        "withdrawal": enrolment.withdrawals.standing().select_related("asked_by", "contact").first(),
        "links": _open_links(request, enrolment),
        "earlier_enrolments": Enrolment.objects.filter(
            network=enrolment.network, organisation=enrolment.organisation
        )
        .exclude(pk=enrolment.pk)
        .order_by("-applied_at"),
    }
    return render(request, "networks/member.html", context)


@signed_in
def revocation(request: HttpRequest, slug: str, pk: int, link: int) -> HttpResponse:
    """The staff end a personal link that went astray."""
    enrolment = _enrolment(request, slug, pk)
    chosen = personal_links(enrolment).filter(pk=link).first()
    if request.method != "POST" or not _is_run_by(request, enrolment):
        raise Http404
    if chosen:
        revoke_link(chosen, about=enrolment, by=this_person(request), at=clock.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect(enrolment)


@signed_in
def contacts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    enrolment = _enrolment(request, slug, pk)
    form = ContactsForm(enrolment, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            contacting.change_contacts(
                enrolment,
                contact_name=form.cleaned_data["contact_name"],
                contact_email=form.cleaned_data["contact_email"],
                invoicing=form.invoicing,
                by=this_person(request),
                at=clock.now(),
            )
        except rules.Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("The contacts have been saved."))
            return redirect(enrolment)
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "form": form,
        "title": _("Contacts"),
        "button": _("Save"),
    }
    return render(request, "networks/member_form.html", context, status=422 if form.errors else 200)


def _is_run_by(request: HttpRequest, enrolment: Enrolment) -> bool:
    run = Network.objects.run_by(this_person(request), clock.today())
    return run.filter(pk=enrolment.network_id).exists()


def _appointer(data: dict) -> Someone | None:
    if "appointer_email" not in data:
        return None
    return Someone(data["appointer_name"], data["appointer_email"], data["appointer_title"])


@signed_in
def nomination(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody is put forward; the one who appoints is asked (S9)."""
    enrolment = _enrolment(request, slug, pk)
    running, full = appointed.places(enrolment, clock.today())
    known = appointed.known_appointer(enrolment)
    form = NominationForm(
        enrolment, running, full, posted(request), known=known, staff=_is_run_by(request, enrolment)
    )
    if request.method == "POST" and form.is_valid():
        limited(request, "networks.nomination", "30/h/ip")
        data = form.cleaned_data
        try:
            nominating.put_forward(
                enrolment,
                Someone(data["name"], data["email"], data["title"]),
                succeeds=data.get("succeeds"),
                appointer=_appointer(data) or known,
                by=this_person(request),
                at=clock.now(),
            )
        except rules.Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("The one who appoints has been asked by mail."))
            return redirect(enrolment)
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "form": form,
        "title": _("Put somebody forward"),
        "lead": _(
            "The municipality appoints. Whoever you put forward is appointed when the one who appoints has confirmed."
        ),
        "button": _("Ask for confirmation"),
    }
    return render(request, "networks/member_form.html", context, status=422 if form.errors else 200)


@signed_in
def ending(request: HttpRequest, slug: str, pk: int, appointment: int) -> HttpResponse:
    enrolment = _enrolment(request, slug, pk)
    chosen = get_object_or_404(enrolment.appointments.select_related("person"), pk=appointment)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            appointing.end(chosen, by=this_person(request), at=clock.now(), why=form.cleaned_data["why"])
        except rules.Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request, _("The appointment of %(name)s has ended.") % {"name": chosen.person.name}
            )
        return redirect(
            "networks:me" if chosen.person == this_person(request) else enrolment.get_absolute_url()
        )
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "form": form,
        "title": _("End the appointment of %(name)s") % {"name": chosen.person.name},
        "lead": _("The history stays. The one who appoints is asked to name somebody else."),
        "button": _("End the appointment"),
        "danger": True,
    }
    return render(request, "networks/member_form.html", context)


@signed_in
def withdrawal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask to leave: what happens is said before it is asked for (K36, A4)."""
    enrolment = _enrolment(request, slug, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            asked = withdrawing.ask_to_withdraw(
                enrolment, by=this_person(request), at=clock.now(), why=form.cleaned_data["why"]
            )
        except rules.Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request,
                _("%(name)s has got a mail. The withdrawal counts when it is confirmed there.")
                % {"name": asked.contact.name},
            )
        return redirect(enrolment)
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "form": form,
        "last_day": withdrawing.last_day(enrolment, clock.today()),
        "contact": enrolment.professional_contact,
        "costs": costs.of_leaving(enrolment, clock.today()),
    }
    return render(request, "networks/withdrawal.html", context)


@signed_in
def organisation_networks(request: HttpRequest, pk: int) -> HttpResponse:
    """Which networks an organisation is in: a fragment for its page in the directory, and a page of its own."""
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    if not request.user.has_perm("directory.see", organisation):
        return render(request, "ui/not_found.html", status=404)
    enrolments = (
        Enrolment.objects.visible_to(this_person(request), clock.today())
        .filter(organisation=organisation)
        .select_related("network")
        .order_by("-applied_at")
    )
    context = {"organisation": organisation, "enrolments": enrolments}
    return render_part(request, "networks/organisation_networks.html", "list", context)
