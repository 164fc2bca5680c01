"""Organisations: the list, one of them, adding and changing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.journal.clock import now
from armkrok.ui.access import only, signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number

from .. import rules
from ..chronicle import chronicle
from ..editing import AlreadyThere, EditRefusal, add_organisation, change_organisation
from ..forms.choosing import FIELD_NAME, choosable, find
from ..forms.organisation import OrganisationFilter, OrganisationForm
from ..models import Organisation
from ..models.organisation import Country, Kind
from .acting import acting

PER_PAGE = 100
SHOWN = 100  # parts and people on an organisation's own page


@only("networks.staff")
def organisations(request: HttpRequest) -> HttpResponse:
    filters = OrganisationFilter(request.GET)
    found = filters.narrow(Organisation.objects.standing()).select_related("parent", "station")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "narrowed": _narrowed(request)}
    return render_part(request, "directory/organisations.html", "found", context)


@only("networks.staff")
def organisation_export(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that the list's filters find, not only the page that is shown."""
    found = OrganisationFilter(request.GET).narrow(Organisation.objects.standing())
    columns = [
        _("Name"),
        _("Official name"),
        _("Kind"),
        _("Country"),
        _("Official code"),
        _("County or region"),
        _("Belongs to"),
        _("Registration number"),
        _("Kind of e-invoice address"),
        _("E-invoice address"),
        _("Website"),
        _("Nearest station"),
        _("Kilometres to the nearest station"),
        _("How culture and leisure are organised"),
    ]
    rows = (
        (
            o.name,
            o.official_name,
            o.get_kind_display(),
            o.get_country_display(),
            o.code,
            o.area_name,
            o.parent.name if o.parent else "",
            o.registration_number,
            o.get_e_address_scheme_display(),
            o.e_address,
            o.website,
            o.station.name if o.station else "",
            None if o.station_km is None else float(o.station_km),
            o.profile,
        )
        for o in found.select_related("parent", "station")
    )
    return download(_("Organisations"), columns, rows, form)


def organisation_choices(request: HttpRequest) -> HttpResponse:
    """What a chooser finds while somebody types (see forms/choosing.py). Names of organisations are no secret."""
    name = request.GET.get("name", "")
    if not FIELD_NAME.fullmatch(name):
        raise Http404
    kinds = [kind for kind in request.GET.getlist("kind") if kind in Kind.values]
    choices = choosable(kinds, request.GET.getlist("area"))
    found = find(choices, request.GET.get(f"{name}_search", "")[:200], request.GET.get(name, ""))
    return render(request, "directory/choices.html", {"name": name, "id": f"id_{name}", "found": found})


@signed_in
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Organisation.objects.select_related("parent", "station", "merged_into"), pk=pk)
    if not request.user.has_perm("directory.see", shown.merged_into or shown):
        raise Http404
    if shown.merged_into_id:
        return redirect("directory:organisation", shown.merged_into_id)
    return render(request, "directory/organisation.html", page_of(request, shown))


def page_of(request: HttpRequest, shown: Organisation) -> dict[str, Any]:
    staff = request.user.has_perm("networks.staff")
    return {
        "organisation": shown,
        "registration_fault": rules.registration_number_fault(shown.country, shown.registration_number),
        "e_address_fault": rules.e_address_fault(shown.e_address_scheme, shown.e_address),
        "departments": departments_of(shown),
        "parts": shown.parts.filter(merged_into=None).order_by("name")[:SHOWN],
        "people": shown.people_here[:SHOWN],
        "history": chronicle(shown) if staff else [],
        "staff": staff,
        "may_merge": request.user.has_perm("directory.change", shown),
    }


def departments_of(shown: Organisation) -> Any:
    return shown.departments.select_related("parent").annotate(
        people_count=Count("people", filter=Q(people__merged_into=None))
    )


@only("networks.staff")
def organisation_creation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(posted(request), initial=_given(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_organisation(
                form.values(), by=acting(request), at=now(), namesake=form.cleaned_data["namesake"]
            )
        except EditRefusal as refusal:
            form.refuse(refusal)
            if isinstance(refusal, AlreadyThere) and refusal.field == "name":
                form.ask_whether_namesake()
            return render(
                request,
                "directory/organisation_form.html",
                {"form": form, "there": getattr(refusal, "there", None)},
            )
        messages.success(request, _("%(name)s has been added.") % {"name": added.name})
        return redirect(added)
    return render(request, "directory/organisation_form.html", {"form": form})


@only("networks.staff")
def organisation_editing(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Organisation, pk=pk)
    if shown.merged_into_id:
        return redirect("directory:organisation_editing", shown.merged_into_id)
    context: dict[str, Any] = {"organisation": shown, "name": shown.name}
    context["form"] = form = OrganisationForm(posted(request), instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_organisation(shown, form.values(), seen=form.seen, by=acting(request), at=now())
        except EditRefusal as refusal:
            form.refuse(refusal)
            context["there"] = getattr(refusal, "there", None)
        else:
            messages.success(request, _("%(name)s has been saved.") % {"name": changed.name})
            return redirect(changed)
    return render(request, "directory/organisation_form.html", context)


def _narrowed(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name != "page")


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the link that led here says already: the kind, the country, what it belongs to."""
    given: dict[str, Any] = {}
    if request.GET.get("kind") in Kind.values:
        given["kind"] = request.GET["kind"]
    if request.GET.get("country") in Country.values:
        given["country"] = request.GET["country"]
    if parent := whole_number(request.GET.get("parent")):
        above = Organisation.objects.standing().filter(pk=parent).first()
        if above:
            given |= {"parent": above.pk, "country": above.country, "area": above.area}
    return given
