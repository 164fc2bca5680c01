"""Making one of two: choose the other, see what would happen, confirm with a reason."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from armkrok.journal.clock import now
from armkrok.ui.access import only
from armkrok.ui.parts import render_part
from armkrok.ui.typed import whole_number

from ..editing import ORGANISATION_FIELDS, PERSON_FIELDS
from ..forms.merging import MergeForm
from ..merging import MergeRefusal, Plan, belongings, merge_organisations, merge_people, plan
from ..models import Organisation, Person
from .acting import acting

CANDIDATES = 12


@dataclass(frozen=True)
class _Subject:
    model: Any
    fields: tuple[str, ...]
    merge: Callable[..., Any]
    page: str
    here: str
    list: str


_ORGANISATION = _Subject(
    Organisation,
    ORGANISATION_FIELDS,
    merge_organisations,
    "directory:organisation",
    "directory:organisation_merging",
    "directory:organisations",
)
_PERSON = _Subject(
    Person, PERSON_FIELDS, merge_people, "directory:person", "directory:person_merging", "directory:people"
)


@only("networks.staff")
def organisation_merging(request: HttpRequest, pk: int) -> HttpResponse:
    return _merging(request, pk, _ORGANISATION)


@only("networks.staff")
def person_merging(request: HttpRequest, pk: int) -> HttpResponse:
    return _merging(request, pk, _PERSON)


def _merging(request: HttpRequest, pk: int, subject: _Subject) -> HttpResponse:
    loser = get_object_or_404(subject.model, pk=pk)
    number = whole_number(request.POST.get("other") or request.GET.get("other"))
    into = get_object_or_404(subject.model, pk=number) if number is not None else None
    if not all(request.user.has_perm("directory.change", row) for row in (loser, into) if row):
        raise Http404
    if request.method == "POST" and into:
        return _confirm(request, loser, into, subject, at=now())
    if loser.merged_into_id:
        return redirect(subject.page, loser.merged_into_id)
    return _show(request, loser, into, subject, MergeForm(), [])


def _confirm(
    request: HttpRequest, loser: Any, into: Any, subject: _Subject, *, at: dt.datetime
) -> HttpResponse:
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _show(request, loser, into, subject, form, [])
    try:
        survivor = subject.merge(loser, into, by=acting(request), at=at, why=form.cleaned_data["why"])
    except MergeRefusal as refusal:
        return _show(request, loser, into, subject, form, list(refusal.sentences))
    messages.success(
        request,
        _("“%(loser)s” has become a part of this: everything that belonged there is here now.")
        % {"loser": loser.name},
    )
    return redirect(survivor)


def _show(
    request: HttpRequest, loser: Any, into: Any, subject: _Subject, form: MergeForm, refused: list[str]
) -> HttpResponse:
    words = request.GET.get("q", loser.name)[:200]
    context: dict[str, Any] = {
        "loser": loser,
        "into": into,
        "form": form,
        "refused": refused,
        "words": words,
        "page_name": subject.page,
        "list_name": subject.list,
        "here_address": subject.here,
        "is_person": subject.model is Person,
    }
    if into is None:
        found = subject.model.objects.standing().exclude(pk=loser.pk).matching(words)
        if subject.model is Person:
            found = found.select_related("organisation")
        rows = found[:CANDIDATES] if words.strip() else []
        context["candidates"] = [row for row in rows if request.user.has_perm("directory.change", row)]
    elif into.pk != loser.pk and into.merged_into_id is None and loser.merged_into_id is None:
        todo = plan(loser, into)
        context |= {
            "plan": todo,
            "collisions": [] if refused else todo.collisions,
            "rows": _side_by_side(loser, into, subject.fields, todo),
            "belongings": _counted(loser, into),
        }
    return render_part(request, "directory/merging.html", "candidates", context)


def _side_by_side(
    loser: models.Model, into: models.Model, fields: tuple[str, ...], todo: Plan
) -> list[dict[str, Any]]:
    """Each field of both, and which of the two values stays."""
    rows = []
    for name in fields:
        if name == "area":  # its name is on the next line
            continue
        mine, theirs = _told(into, name), _told(loser, name)
        if mine or theirs:
            label = str(into._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            taken = name in todo.fills
            rows.append(
                {
                    "label": label[:1].upper() + label[1:],
                    "theirs": theirs,
                    "mine": mine,
                    "taken": taken,
                    "lost": bool(theirs) and not taken and theirs != mine,
                }
            )
    return rows


def _told(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    field: Any = row._meta.get_field(name)
    return "" if value in (None, "") else str(dict(field.flatchoices).get(value, value))


def _counted(loser: Any, into: Any) -> list[tuple[str, int, int]]:
    theirs, mine = belongings(loser), belongings(into)
    return [(kind, theirs.get(kind, 0), mine.get(kind, 0)) for kind in sorted({*theirs, *mine})]
