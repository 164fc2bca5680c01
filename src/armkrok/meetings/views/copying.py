"""A programme is taken over from an earlier meeting or a template: chosen, looked at, taken; or kept to begin with."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.directory.rules import search_text, search_words
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.typed import posted, whole_number

from .. import programming
from ..forms.programme import TemplateForm
from ..models import AgendaItem, Meeting, ProgrammeTemplate, Sort, Timed, timetable
from ..rules import Refusal
from .building import FIXED
from .programme import run_by_me

PER_PAGE = 100


@dataclass
class Chosen:
    """A source that was chosen, what would come from it, and the hours that this would have here."""

    source: Meeting | ProgrammeTemplate
    address: str
    timed: list[Timed]
    why_not: str = ""


@signed_in
def copying(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing is taken over before it has been looked at; and it is said what goes."""
    meeting = run_by_me(request, slug)
    if meeting.state in FIXED:
        return redirect("meetings:programme", slug)
    words = search_words(request.GET.get("q", ""))
    wanted = (request.POST if request.method == "POST" else request.GET).get("source", "")
    chosen = _chosen(request, meeting, wanted) if wanted else None
    if request.method == "POST" and chosen and not chosen.why_not:
        try:
            programming.copy(meeting, chosen.source, by=this_person(request), at=clock.now())
        except Refusal as no:
            chosen.why_not = str(no)
        else:
            messages.success(request, _("The programme has been taken over. Nobody's name came along."))
            return redirect("meetings:programme", slug)
    stays = (Sort.HOST_SLOT, Sort.STANDING)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "chosen": chosen,
        "goes": meeting.items.exclude(sort__in=stays).count(),
        "templates": _templates(request, meeting, words),
        "page": _meetings(request, meeting, words),
        "words": request.GET.get("q", ""),
    }
    response = render_part(request, "meetings/programme_copying.html", "list", context)
    if request.method == "POST":
        response.status_code = 422
    return response


def _chosen(request: HttpRequest, meeting: Meeting, wanted: str) -> Chosen:
    """What "meeting-12" or "template-3" stands for, if this person may take it over."""
    kind, _dash, number = wanted.partition("-")
    run = Network.objects.run_by(this_person(request), clock.today()).values("pk")
    pk = whole_number(number) or 0
    source: Meeting | ProgrammeTemplate | None = None
    if kind == "meeting":
        source = Meeting.objects.filter(network__in=run, pk=pk).select_related("network").first()
    elif kind == "template":
        source = ProgrammeTemplate.objects.filter(network__in=run, pk=pk).select_related("network").first()
    if source is None:
        raise Http404
    try:
        values, _place = programming.taken_over(source, meeting, this_person(request), clock.now())
    except Refusal as no:
        return Chosen(source, wanted, [], str(no))
    items = [AgendaItem(meeting=meeting, **row) for row in values]
    return Chosen(source, wanted, timetable(meeting, items))


def _templates(request: HttpRequest, meeting: Meeting, words: list[str]) -> list[ProgrammeTemplate]:
    """This network's own first, then those of others that one runs."""
    run = Network.objects.run_by(this_person(request), clock.today()).values("pk")
    rows = ProgrammeTemplate.objects.filter(network__in=run).select_related("network").order_by("name")
    found = [row for row in rows if _says(f"{row.name} {row.network.name}", words)]
    return sorted(found, key=lambda row: row.network_id != meeting.network_id)[:PER_PAGE]


def _says(text: str, words: list[str]) -> bool:
    folded = search_text(text)
    return all(word in folded for word in words)


def _meetings(request: HttpRequest, meeting: Meeting, words: list[str]) -> Page[Any]:
    """Other meetings with a programme, this network's first, and then the latest. Small letters and accents don't matter in a search, so the
    titles are looked at here. Two queries."""
    with_more = AgendaItem.objects.filter(meeting=OuterRef("pk")).exclude(sort=Sort.HOST_SLOT)
    rows = (
        Meeting.objects.run_by(this_person(request), clock.today())
        .exclude(pk=meeting.pk)
        .filter(Exists(with_more))
        .annotate(own=Q(network=meeting.network_id))
        .order_by("-own", "-starts_at", "-pk")
    )
    titles = rows.values_list("pk", "title", "network__name")
    numbers = [pk for pk, title, network in titles if _says(f"{title} {network}", words)]
    page: Page[Any] = Paginator(numbers, PER_PAGE).get_page(request.GET.get("page"))
    found = Meeting.objects.select_related("network", "place").in_bulk(list(page.object_list))
    page.object_list = [found[pk] for pk in page.object_list if pk in found]
    return page


@signed_in
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme is kept to begin with another time; those that are kept already can go."""
    meeting = run_by_me(request, slug)
    form = TemplateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name, replaces = form.cleaned_data["name"], form.cleaned_data["replaces"]
        try:
            kept = programming.keep_as_template(
                meeting, name, by=this_person(request), at=clock.now(), replaces=replaces
            )
        except Refusal as no:
            form.refuse(no)
        else:
            messages.success(request, _("The programme is kept as “%(name)s”.") % {"name": kept.name})
            return redirect("meetings:programme", slug)
    context = {
        "meeting": meeting,
        "network": meeting.network,
        "form": form,
        "templates": meeting.network.programme_templates.all(),
    }
    return render(request, "meetings/programme_template.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def template_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    meeting = run_by_me(request, slug)
    kept = meeting.network.programme_templates.filter(pk=pk).first()
    if kept:  # sent twice, it is done once
        programming.drop_template(kept, by=this_person(request), at=clock.now())
    messages.success(request, _("The template has been removed."))
    return redirect("meetings:template", slug)
