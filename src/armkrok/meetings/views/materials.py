"""Files and links of a meeting: for those who run it, and each file for whoever may see it (S20, K10, K21)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from armkrok.accounts.limits import limited
from armkrok.accounts.who import person_of, this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import materials as acts
from .. import rules
from ..forms.materials import MaterialAddingForm, MaterialChangingForm, SharingForm, UnsharingForm
from ..models import Material, Meeting, timetable
from ..rules import Refusal
from .files import handed_out
from .host import run_by_me

PER_PAGE = 100
MOST_WAITING = 100
UPLOADS = "120/h/ip"


@signed_in
def materials(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits to be shared, what there is of each item, what was removed; and one more."""
    meeting, by = run_by_me(request, slug), this_person(request)
    programme = timetable(meeting)
    form = MaterialAddingForm(request if request.method == "POST" else None, programme)
    if form.is_bound and form.is_valid():
        limited(request, "meetings.upload", UPLOADS)
        try:
            added = acts.add(meeting, by=by, at=clock.now(), **form.rest())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("“%(title)s” has been added.") % {"title": added.title})
            return redirect("meetings:materials", slug)
    context = _list(request, meeting) | {"form": form}
    return render(request, "meetings/materials.html", context, status=422 if form.errors else 200)


def _list(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:200]
    all_of_it = meeting.materials.select_related("item", "left_by", "guest")
    there = all_of_it.there().in_order()
    listed = there.exclude(pk__in=Material.objects.waiting().filter(meeting=meeting).values("pk"))
    if words:
        listed = listed.filter(Q(title__icontains=words) | Q(file_name__icontains=words))
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    gone_before = clock.now() - rules.KEPT_AFTER_REMOVAL
    removed = all_of_it.filter(removed_at__gt=gone_before).exclude(file="", link="").order_by("-removed_at")
    return {
        "meeting": meeting,
        "network": meeting.network,
        "waiting": list(there.waiting()[:MOST_WAITING]),
        "page": page,
        "words": words,
        "searches": bool(words) or page.paginator.num_pages > 1,
        "removed": list(removed[:PER_PAGE]),
        "closed": [one for one in page.object_list if one.item and one.item.closed],
    }


def _material(request: HttpRequest, slug: str, pk: int, *, removed: bool = False) -> Material:
    meeting = run_by_me(request, slug)
    rows = meeting.materials.select_related("item", "guest", "left_by", "shared_by")
    found = get_object_or_404(rows if removed else rows.there(), pk=pk)
    found.meeting = meeting
    return found


def _page(
    request: HttpRequest,
    material: Material,
    *,
    sharing: SharingForm | None = None,
    unsharing: UnsharingForm | None = None,
    changing: MaterialChangingForm | None = None,
) -> HttpResponse:
    meeting = material.meeting
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "material": material,
        "closed": material.item is not None and material.item.closed,
        "sharing": sharing or SharingForm(None, material),
        "unsharing": unsharing or UnsharingForm(),
        "changing": changing or MaterialChangingForm(None, material, timetable(meeting)),
    }
    failed = any(form is not None and form.errors for form in (sharing, unsharing, changing))
    return render(request, "meetings/material.html", context, status=422 if failed else 200)


@signed_in
def material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One file or link: look at it, say what it is called and where it belongs, share it, remove it."""
    one = _material(request, slug, pk)
    if request.method != "POST":
        return _page(request, one)
    form = MaterialChangingForm(request.POST, one, timetable(one.meeting))
    if not form.is_valid():
        return _page(request, one, changing=form)
    try:
        acts.change(
            one, title=form.cleaned_data["title"], item=form.chosen, by=this_person(request), at=clock.now()
        )
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _page(request, one, changing=form)
    messages.success(request, _("Saved."))
    return redirect("meetings:materials", slug)


@signed_in
@require_POST
def material_sharing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Shared with somebody, with others than before, or with nobody any more."""
    one, by, at = _material(request, slug, pk), this_person(request), clock.now()
    if "ending" in request.POST:
        unsharing = UnsharingForm(request.POST)
        if unsharing.is_valid():
            try:
                acts.unshare(one, unsharing.cleaned_data["why"], by=by, at=at)
            except Refusal as no:
                unsharing.add_error(no.field if no.field in unsharing.fields else None, str(no))
            else:
                messages.success(
                    request, _("“%(title)s” is no longer shared with anybody.") % {"title": one.title}
                )
                return redirect("meetings:materials", slug)
        return _page(request, one, unsharing=unsharing)
    sharing = SharingForm(posted(request), one)
    if sharing.is_valid():
        try:
            shared = acts.share(one, by=by, at=at, **sharing.cleaned_data)
        except Refusal as no:
            sharing.add_error(no.field if no.field in sharing.fields else None, str(no))
        else:
            words = {"title": shared.title, "audience": shared.get_audience_display()}
            messages.success(request, _("“%(title)s” is shared: %(audience)s.") % words)
            return redirect("meetings:materials", slug)
    return _page(request, one, sharing=sharing)


@signed_in
@require_POST
def material_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Removed, or taken back within thirty days."""
    one, by, at = _material(request, slug, pk, removed=True), this_person(request), clock.now()
    try:
        if request.POST.get("undo"):
            acts.restore(one, by=by, at=at)
            messages.success(request, _("“%(title)s” is back.") % {"title": one.title})
        else:
            acts.remove(one, by=by, at=at)
            messages.success(
                request,
                _("“%(title)s” has been removed. You find it below for thirty days.") % {"title": one.title},
            )
    except Refusal as no:
        messages.error(request, str(no))
    return redirect("meetings:materials", slug)


@require_safe
def material_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The file itself, for whoever may see it; to everybody else it isn't there."""
    person, on = person_of(request), clock.today()
    meeting = get_object_or_404(Meeting.objects.visible_to(person, on).select_related("network"), slug=slug)
    return handed_out(get_object_or_404(acts.visible_to(person, meeting, on=on), pk=pk))
