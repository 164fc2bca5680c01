"""People: the list, one of them, adding and changing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.journal.clock import now
from armkrok.ui.access import only
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number

from ..chronicle import chronicle
from ..editing import EditRefusal, add_person, change_person
from ..forms.person import PersonFilter, PersonForm
from ..models import Organisation, Person
from .acting import acting

PER_PAGE = 100


@only("networks.staff")
def people(request: HttpRequest) -> HttpResponse:
    filters = PersonFilter(request.GET)
    found = filters.narrow(Person.objects.standing()).select_related("organisation")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    narrowed = any(value for name, value in request.GET.items() if name != "page")
    context = {"filters": filters, "page": page, "narrowed": narrowed}
    return render_part(request, "directory/people.html", "found", context)


@only("networks.staff")
def person_export(request: HttpRequest, form: str) -> HttpResponse:
    found = PersonFilter(request.GET).narrow(Person.objects.standing())
    columns = [
        _("Name"),
        _("Title"),
        _("Organisation"),
        _("Department"),
        _("Policy area"),
        _("E-mail"),
        _("Telephone"),
        _("Language of letters"),
    ]
    rows = (
        (
            p.name,
            p.title,
            p.organisation.name if p.organisation else "",
            p.department.name if p.department else "",
            p.get_policy_area_display(),
            p.email,
            p.phone,
            p.get_language_display(),
        )
        for p in found.select_related("organisation", "department")
    )
    return download(_("People"), columns, rows, form)


@only("networks.staff")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.select_related("organisation", "department"), pk=pk)
    if shown.merged_into_id:
        return redirect("directory:person", shown.merged_into_id)
    context = {
        "person": shown,
        "history": chronicle(shown),
        "may_change": request.user.has_perm("directory.change", shown),
    }
    return render(request, "directory/person.html", context)


@only("networks.staff")
def person_creation(request: HttpRequest) -> HttpResponse:
    form = PersonForm(posted(request), initial=_given(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            added = add_person(form.values(), by=acting(request), at=now())
        except EditRefusal as refusal:
            form.refuse(refusal)
            context["there"] = getattr(refusal, "there", None)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": added.name})
            return redirect(added)
    return render(request, "directory/person_form.html", context)


@only("networks.staff")
def person_editing(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person, pk=pk)
    if shown.merged_into_id:
        return redirect("directory:person_editing", shown.merged_into_id)
    if not request.user.has_perm("directory.change", shown):
        raise Http404
    context: dict[str, Any] = {"person": shown, "name": shown.name}
    context["form"] = form = PersonForm(posted(request), instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_person(shown, form.values(), seen=form.seen, by=acting(request), at=now())
        except EditRefusal as refusal:
            form.refuse(refusal)
            context["there"] = getattr(refusal, "there", None)
        else:
            messages.success(request, _("%(name)s has been saved.") % {"name": changed.name})
            return redirect(changed)
    return render(request, "directory/person_form.html", context)


def _given(request: HttpRequest) -> dict[str, Any]:
    number = whole_number(request.GET.get("organisation"))
    there = Organisation.objects.standing().filter(pk=number).first() if number else None
    return {"organisation": there.pk} if there else {}
