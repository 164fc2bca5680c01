"""A member's packages of seats: how many, what a further one costs, taken and given up (A7)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.networks import packaging
from armkrok.networks.models import Enrolment
from armkrok.ui.access import signed_in
from armkrok.ui.templatetags.ui import day as written_day
from armkrok.ui.typed import whole_number

from .. import quoting
from ..facts import numbered
from ..rules import Refusal


@signed_in
def packages(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For whoever runs the network or speaks for the member. The form says how many were seen: sent twice, one is
    taken."""
    person, today = this_person(request), clock.today()
    visible = Enrolment.objects.visible_to(person, today).select_related(
        "network__team__organisation", "organisation"
    )
    enrolment = get_object_or_404(visible, network__slug=slug, pk=pk)
    standing = packaging.standing(enrolment, today)
    refusal = None
    if request.method == "POST":
        try:
            _act(request, enrolment)
            return redirect("billing:packages", slug, pk)
        except Refusal as no:
            refusal = no
    network = enrolment.network
    try:
        why_not = ""
        packaging.refuse_a_further(enrolment, standing, today)
    except Refusal as no:
        why_not = str(no)
    context = {
        "enrolment": enrolment,
        "network": network,
        "packages": [(n, one) for n, one in numbered(enrolment.packages.order_by("pk")) if one in standing],
        "seen": sum(1 for package in standing if package.until_on is None),
        "why_not": why_not,
        "costs": quoting.further_package(enrolment, today),
        "year_ends_on": network.year(today)[1],
        "refusal": refusal,
    }
    return render(request, "billing/packages.html", context, status=422 if refusal else 200)


def _act(request: HttpRequest, enrolment: Enrolment) -> None:
    by, at = this_person(request), clock.now()
    number = whole_number(request.POST.get("package"))
    chosen = enrolment.packages.filter(pk=number).first() if number else None
    what = request.POST.get("what", "")
    if what == "take":
        packaging.take_package(enrolment, by=by, at=at, having=whole_number(request.POST.get("seen")) or 0)
        messages.success(request, _("The further package of seats is yours from today."))
    elif what == "give_up" and chosen:
        given_up = packaging.give_up_package(chosen, by=by, at=at)
        messages.success(
            request,
            _("The package is given up. Its seats are kept until %(day)s.")
            % {"day": written_day(given_up.until_on)},
        )
    elif what == "keep" and chosen:
        packaging.keep_package(chosen, by=by, at=at)
        messages.success(request, _("The package is kept."))
