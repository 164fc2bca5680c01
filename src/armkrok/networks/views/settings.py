"""What differs between networks, set in groups by those who run the network."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part

from .. import costs, opening, overview, settings_groups
from ..changes import changes_of
from ..forms.facilitator import FacilitatorForm
from ..forms.network import SettingsForm
from ..models import Facilitation, Network
from ..rules import Refusal
from ..settings_words import names_of


def run_by_me(request: HttpRequest, slug: str) -> Network:
    """The network, if the one who asks runs it; to everybody else it isn't there."""
    mine = Network.objects.run_by(this_person(request), clock.today())
    shown = mine.select_related("team__organisation", "invoicer").prefetch_related(
        "facilitations__team__organisation", "publications__by"
    )
    return get_object_or_404(shown, slug=slug)


@signed_in
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    network = run_by_me(request, slug)
    area_names, teams = names_of(network.areas), len(network.facilitating_teams)
    groups = [
        (group, overview.of(network, group.slug, area_names, teams)) for group in settings_groups.GROUPS
    ]
    return render(
        request,
        "networks/settings.html",
        {
            "network": network,
            "groups": groups,
            "publication": network.publication,
            "publishes": opening.works_for_convener(this_person(request), network, clock.now()),
            "changes": changes_of(network),
            "costs": costs.of_joining(network, clock.today()),
        },
    )


@signed_in
def settings_group(request: HttpRequest, slug: str, group: str) -> HttpResponse:
    network = run_by_me(request, slug)
    chosen = settings_groups.BY_SLUG.get(group)
    if chosen is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    typing = cast("Any", request).htmx  # a choice was made that changes which settings do something
    form = SettingsForm(network, chosen, None if typing else data, typed=data if typing else None)
    if form.is_valid():
        try:
            opening.change_settings(
                network,
                form.changes,
                by=this_person(request),
                at=clock.now(),
                why=form.cleaned_data["why"],
                seen=form.seen,
            )
        except (Refusal, ValidationError) as no:
            form.refuse(no)
        else:
            return _saved(request, slug, form)
    context = {"network": network, "group": chosen, "form": form}
    return render_part(request, "networks/settings_group.html", "form", context)


def _saved(request: HttpRequest, slug: str, form: SettingsForm) -> HttpResponse:
    messages.success(request, _("The settings have been saved."))
    if form.unseen:  # without JavaScript what has begun to do something is asked now
        return redirect("networks:settings_group", slug, form.group.slug)
    if not Network.objects.run_by(this_person(request), clock.today()).filter(slug=slug).exists():
        return redirect("web:networks")  # they handed it over to another team
    return redirect("networks:settings", slug)


@signed_in
def facilitators(request: HttpRequest, slug: str) -> HttpResponse:
    """K24: who runs it together with the convener."""
    network = run_by_me(request, slug)
    form = FacilitatorForm(network, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opening.add_facilitator(
                network, form.cleaned_data["team"], by=this_person(request), at=clock.now()
            )
        except Refusal as no:
            form.add_error("team", str(no))
        else:
            messages.success(
                request, _("%(team)s runs the network with you now.") % {"team": form.cleaned_data["team"]}
            )
            return redirect("networks:facilitators", slug)
    return render(request, "networks/facilitators.html", {"network": network, "form": form})


@signed_in
def facilitator_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    network = run_by_me(request, slug)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    facilitation = Facilitation.objects.filter(network=network, pk=pk).select_related("team").first()
    if facilitation:  # sent twice, it is done once
        opening.remove_facilitator(facilitation, by=this_person(request), at=clock.now())
        messages.success(request, _("%(team)s no longer runs the network.") % {"team": facilitation.team})
    if not Network.objects.run_by(this_person(request), clock.today()).filter(pk=network.pk).exists():
        return redirect("web:networks")  # it was their own team
    return redirect("networks:facilitators", slug)
