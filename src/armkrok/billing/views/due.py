"""What is due, before it is invoiced; the runs that were approved, and how far they are."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part

from .. import asking, running
from ..amounts import year_name
from ..due import MemberFees
from ..models import Issuer
from ..rules import Refusal
from .payments import kept_by_me

PER_PAGE = 100


@signed_in
def due(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who, what, why, and what is missing; approved, it becomes a run."""
    issuer = kept_by_me(request, organisation)
    refusal, chosen = "", None
    if request.method == "POST":
        chosen = set(request.POST.getlist("members"))
        try:
            run = running.approve(
                issuer, request.POST.get("seen", ""), chosen, by=this_person(request), at=clock.now()
            )
        except Refusal as no:
            refusal = str(no)
        else:
            return redirect(run)
    return _due(request, issuer, refusal, chosen)


def _due(request: HttpRequest, issuer: Issuer, refusal: str, chosen: set[str] | None) -> HttpResponse:
    """With those ticked that had been `chosen`; all at first."""
    preview = running.preview(issuer, on=clock.today())
    asked = asking.open_questions(one.enrolment.pk for one in preview.missing)
    mine = Network.objects.run_by(this_person(request), clock.today())
    context = {
        "issuer": issuer,
        "preview": preview,
        "ready": [
            (name, one, chosen is None or name in chosen, year_name(*one.year))
            for one in preview.ready
            for name in [running.name_of(one)]
        ],
        "missing": [
            (one, asked.get(one.enrolment.pk), year_name(*one.year))
            for one in preview.missing
            if not _lacks_only_a_price(one)
        ],
        "unpriced": _unpriced(preview.missing),
        "run_by_me": set(mine.values_list("pk", flat=True)) if preview.missing else (),
        "several": len({one.enrolment.network_id for one in [*preview.ready, *preview.missing]}) > 1,
        "refusal": refusal,
    }
    return render(request, "billing/due.html", context, status=422 if refusal else 200)


def _lacks_only_a_price(one: MemberFees) -> bool:
    return not one.due and all(gap.ask == "network" for gap in one.gaps)


def _unpriced(missing: list[MemberFees]) -> list[tuple[Network, str, list[str]]]:
    """Members of whom nothing can be said before their network states a price, told together (A1)."""
    found: dict[tuple[int, str], tuple[Network, str, list[str]]] = {}
    for one in filter(_lacks_only_a_price, missing):
        for gap in one.gaps:
            network, words = one.enrolment.network, str(gap.words)
            told = found.setdefault((network.pk, words), (network, words, []))
            if one.enrolment.organisation.name not in told[2]:
                told[2].append(one.enrolment.organisation.name)
    return list(found.values())


@signed_in
@require_safe
def runs(request: HttpRequest, organisation: int) -> HttpResponse:
    issuer = kept_by_me(request, organisation)
    found = running.runs_of(issuer)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "billing/runs.html", {"issuer": issuer, "page": page})


@signed_in
@require_safe
def run(request: HttpRequest, organisation: int, run: int) -> HttpResponse:
    """How far the worker is, and what came of it. The part with the bar asks for itself until it is done."""
    issuer = kept_by_me(request, organisation)
    found = get_object_or_404(running.runs_of(issuer), pk=run)
    items = found.items.select_related("enrolment__organisation", "enrolment__network", "invoice")
    page = Paginator(items.defer("invoice__said").order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"issuer": issuer, "run": found, "page": page}
    return render_part(request, "billing/run.html", "progress", context)
