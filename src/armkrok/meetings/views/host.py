"""One meeting's host: who it is, who could be, and what is to be done until then (S12, S13, S17, S18)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation, Person
from armkrok.journal import clock
from armkrok.networks.models import Appointment, Enrolment
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.typed import plain, posted, whole_number

from .. import hosting, preparing, suggesting
from ..forms.hosts import HostForm, TaskForm
from ..models import Hosting, HostTask, Meeting
from ..rules import HOST_KINDS, Refusal
from ..suggesting import Suggestion

PER_PAGE = 100
MOST_OTHERS = 30  # organisations outside the network that a search shows,
MOST_RANKED = 500  # the first of so many
MOST_PEOPLE = 12


def run_by_me(request: HttpRequest, slug: str) -> Meeting:
    """The meeting, if the one who asks runs its network; to everybody else it isn't there."""
    mine = Meeting.objects.run_by(this_person(request), clock.today())
    return get_object_or_404(mine.select_related("network__team__organisation", "place__station"), slug=slug)


def _running(meeting: Meeting) -> Hosting | None:
    named = meeting.hostings.running().select_related("organisation__station", "contact", "named_by", "offer")
    found = named.first()
    if found:
        found.meeting = meeting
    return found


@signed_in
def host(request: HttpRequest, slug: str) -> HttpResponse:
    """Who hosts; who could, in the order of S17; and the form that names one of them."""
    meeting = run_by_me(request, slug)
    running = _running(meeting)
    chosen = _chosen(request, meeting)
    form = None
    if chosen:
        form = _form(request, meeting, chosen, running)
        if request.method == "POST" and form.is_valid():
            try:
                named = hosting.name_host(
                    meeting,
                    chosen.organisation,
                    contact=form.contact,
                    brief=form.cleaned_data["brief"],
                    offer=chosen.offer,
                    by=this_person(request),
                    at=clock.now(),
                )
            except Refusal as no:
                form.add_error(no.field if no.field in form.fields else None, str(no))
            else:
                messages.success(request, _said(named))
                return redirect("meetings:host", meeting.slug)
    context = _page(request, meeting, running) | {"chosen": chosen, "form": form}
    status = 422 if form and form.errors else 200
    response = render_part(request, "meetings/host.html", "list", context)
    response.status_code = status
    return response


def _said(named: Hosting) -> str:
    if named.contact:
        return _(
            "%(organisation)s hosts the meeting. %(name)s has got a link to the host's page by mail."
        ) % {
            "organisation": named.organisation.name,
            "name": named.contact.name,
        }
    return _("%(organisation)s hosts the meeting. Say who looks after it there, and they get a link.") % {
        "organisation": named.organisation.name
    }


def _page(request: HttpRequest, meeting: Meeting, running: Hosting | None) -> dict[str, Any]:
    words = request.GET.get("q", "")[:200]
    suggested = hosting.suggestions(meeting)
    others: list[Suggestion] = []
    if words.strip():
        members = {found.organisation.pk for found in suggested}
        matching = set(
            Organisation.objects.filter(pk__in=members).matching(words).values_list("pk", flat=True)
        )
        suggested = [found for found in suggested if found.organisation.pk in matching]
        countries = {area[:2] for area in meeting.network.areas}
        elsewhere = Organisation.objects.public().filter(kind__in=HOST_KINDS, country__in=countries)
        found = elsewhere.exclude(pk__in=members).matching(words).select_related("station")[:MOST_RANKED]
        others = suggesting.ranked(meeting, found)[:MOST_OTHERS]
    return {
        "meeting": meeting,
        "network": meeting.network,
        "hosting": running,
        "tasks": list(running.tasks.select_related("done_by").order_by("-doer", "pk")) if running else [],
        "task_form": TaskForm(auto_id="id_task_%s"),
        "over": preparing.is_over(meeting, clock.now()),
        "near_first": suggesting.near_first(meeting),
        "elsewhere": bool(running and meeting.place_id and meeting.place_id != running.organisation_id),
        "words": words.strip(),
        "page": Paginator(suggested, PER_PAGE).get_page(request.GET.get("page")),
        "others": others,
    }


def _chosen(request: HttpRequest, meeting: Meeting) -> Suggestion | None:
    """The organisation that was picked from the list; whoever can't host is refused by the act."""
    number = whole_number(request.POST.get("organisation") or request.GET.get("organisation"))
    if number is None:
        return None
    organisation = get_object_or_404(
        Organisation.objects.standing().select_related("station", "merged_into"), pk=number
    )
    return suggesting.ranked(meeting, [organisation])[0]


def _form(request: HttpRequest, meeting: Meeting, chosen: Suggestion, running: Hosting | None) -> HostForm:
    same = running if running and running.organisation_id == chosen.organisation.pk else None
    first = (same and same.contact) or (chosen.offer and chosen.offer.made_by) or None
    initial = {"brief": same.brief} if same else {}
    known = _known_at(chosen.organisation, meeting, first)
    return HostForm(known, posted(request), initial, may_be_nobody=not (same and same.contact))


def _known_at(organisation: Organisation, meeting: Meeting, first: Person | None) -> Sequence[Person]:
    """Whom we know there, the likeliest first: who offered, who speaks for it, its contact, others who work there."""
    people = [first] if first else []
    speaking = Appointment.objects.speaking(clock.today()).filter(
        network=meeting.network_id, organisation=organisation
    )
    people += [
        appointment.person for appointment in speaking.select_related("person").order_by("person__name")
    ]
    members = Enrolment.objects.members().filter(network=meeting.network_id, organisation=organisation)
    people += [
        member.professional_contact
        for member in members.select_related("professional_contact")
        if member.professional_contact
    ]
    people += list(organisation.people_here.exclude(email="")[:MOST_PEOPLE])
    return list(dict.fromkeys(people))[:MOST_PEOPLE]


@signed_in
@require_POST
def host_removal(request: HttpRequest, slug: str) -> HttpResponse:
    meeting = run_by_me(request, slug)
    why = plain(request.POST.get("why", ""))[:2000]
    try:
        hosting.remove_host(meeting, by=this_person(request), at=clock.now(), why=why)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Nobody hosts the meeting now. Its slot has left the programme."))
    return redirect("meetings:host", meeting.slug)


@signed_in
@require_POST
def host_link(request: HttpRequest, slug: str) -> HttpResponse:
    """The link to the host's page, once more."""
    meeting = run_by_me(request, slug)
    running = _running(meeting)
    if running and running.contact and not preparing.is_over(meeting, clock.now()):
        hosting.send(running, at=clock.now())
        messages.success(request, _("%(name)s has got the link once more.") % {"name": running.contact.name})
    return redirect("meetings:host", meeting.slug)


# --- the check list -------------------------------------------------------------------------------------


def _after(request: HttpRequest, meeting: Meeting, form: TaskForm | None = None) -> HttpResponse:
    """The list anew for htmx, else the whole page."""
    if not getattr(request, "htmx", False) and form is None:
        return redirect("meetings:host", meeting.slug)
    context = _page(request, meeting, _running(meeting)) | {
        "task_form": form or TaskForm(auto_id="id_task_%s")
    }
    template = "meetings/host.html#tasks" if getattr(request, "htmx", False) else "meetings/host.html"
    return render(request, template, context, status=422 if form and form.errors else 200)


@signed_in
@require_POST
def host_tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """One line more on the check list."""
    meeting = run_by_me(request, slug)
    running = _running(meeting)
    form = TaskForm(request.POST, auto_id="id_task_%s")
    if running is None or not form.is_valid():
        return _after(request, meeting, form if running else None)
    try:
        hosting.add_task(running, **form.cleaned_data, by=this_person(request), at=clock.now())
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _after(request, meeting, form)
    return _after(request, meeting)


def _task(meeting: Meeting, pk: int) -> HostTask:
    return get_object_or_404(HostTask.objects.select_related("hosting"), hosting__meeting=meeting, pk=pk)


@signed_in
@require_POST
def host_task(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ticked off, or not yet after all."""
    meeting = run_by_me(request, slug)
    try:
        hosting.tick(
            _task(meeting, pk), request.POST.get("done") == "yes", by=this_person(request), at=clock.now()
        )
    except Refusal as no:
        messages.error(request, str(no))
    return _after(request, meeting)


@signed_in
@require_POST
def host_task_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    meeting = run_by_me(request, slug)
    gone = HostTask.objects.select_related("hosting").filter(hosting__meeting=meeting, pk=pk).first()
    try:
        if gone:
            hosting.remove_task(gone, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    return _after(request, meeting)
