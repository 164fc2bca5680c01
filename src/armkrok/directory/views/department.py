"""The departments and committees of an organisation (K9, S7)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from armkrok.journal.clock import now
from armkrok.ui.access import only
from armkrok.ui.parts import render_part
from armkrok.ui.typed import posted, whole_number

from ..editing import EditRefusal, add_department, change_department, remove_department
from ..forms.organisation import DepartmentForm
from ..models import Department, Organisation
from .acting import acting


@only("networks.staff")
def department_creation(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    form = DepartmentForm(posted(request), organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            add_department(organisation, form.cleaned_data, by=acting(request), at=now())
        except EditRefusal as refusal:
            form.refuse(refusal)
        else:
            return _back(organisation)
    return render_part(
        request, "directory/department_form.html", "form", {"organisation": organisation, "form": form}
    )


@only("networks.staff")
def department_editing(request: HttpRequest, pk: int, department: int) -> HttpResponse:
    shown = _department(pk, department)
    context: dict[str, Any] = {"organisation": shown.organisation, "department": shown, "name": shown.name}
    context["form"] = form = DepartmentForm(posted(request), instance=shown, organisation=shown.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            change_department(shown, form.cleaned_data, seen=form.seen, by=acting(request), at=now())
        except EditRefusal as refusal:
            form.refuse(refusal)
        else:
            return _back(shown.organisation)
    return render_part(request, "directory/department_form.html", "form", context)


@only("networks.staff")
def department_removal(request: HttpRequest, pk: int, department: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    shown = organisation.departments.filter(pk=department).first()
    if shown is None:
        if request.method == "POST":  # sent twice
            return _back(organisation)
        raise Http404
    if request.method == "POST":
        try:
            remove_department(shown, by=acting(request), at=now())
        except EditRefusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("“%(name)s” has been removed.") % {"name": shown.name})
        return _back(organisation)
    return render(
        request,
        "directory/department_removal.html",
        {
            "organisation": organisation,
            "department": shown,
            "people": shown.people.filter(merged_into=None).count(),
        },
    )


@only("networks.staff")
@require_GET
def department_choices(request: HttpRequest) -> HttpResponse:
    """The options of the field for a department, once an organisation has been chosen."""
    number = whole_number(request.GET.get("organisation"))
    departments = Department.objects.filter(organisation=number) if number else Department.objects.none()
    return render(request, "directory/department_choices.html", {"departments": departments})


def _department(pk: int, department: int) -> Department:
    return get_object_or_404(
        Department.objects.select_related("organisation"),
        pk=department,
        organisation=pk,
        organisation__merged_into=None,
    )


def _back(organisation: Organisation) -> HttpResponse:
    return redirect(f"{organisation.get_absolute_url()}#departments")
