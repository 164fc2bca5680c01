"""A secretariat opens a network, and decides when the public sees it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import only, signed_in

from .. import opening
from ..forms.network import EndingForm, OpeningForm
from ..models import Network, Team
from ..rules import Refusal
from .settings import run_by_me


@only("networks.staff")
def network_opening(request: HttpRequest) -> HttpResponse:
    person = this_person(request)
    form = OpeningForm(
        Team.objects.of(person, clock.today()).select_related("organisation"),
        Network.objects.run_by(person, clock.today()),
        request.POST if request.method == "POST" else None,
        initial={"language": person.language or get_language()},
    )
    if form.is_valid():
        copied = form.cleaned_data.get("copy_from")
        settings = (opening.settings_like(copied) if copied else {}) | form.settings
        try:
            network = opening.open_network(form.cleaned_data["team"], settings, by=person, at=clock.now())
        except (Refusal, ValidationError) as no:
            form.refuse(no)
        else:
            messages.success(
                request,
                _(
                    "The network is open. Only you who run it see it until you publish it. Look through its settings."
                ),
            )
            return redirect("networks:settings", network.slug)
    return render(request, "networks/network_opening.html", {"form": form})


@signed_in
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """The network is made public (S4, S24); the ending of that is a noun of its own."""
    network = run_by_me(request, slug)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            opening.publish(network, by=this_person(request), at=clock.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("The network is public, and one can apply to it."))
            return redirect("networks:settings", slug)
    context = {"network": network, "publication": network.publication, "refusal": refusal}
    return render(request, "networks/publication.html", context)


@signed_in
def publication_ending(request: HttpRequest, slug: str) -> HttpResponse:
    network = run_by_me(request, slug)
    form = EndingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opening.unpublish(network, by=this_person(request), at=clock.now(), why=form.cleaned_data["why"])
        except Refusal as no:
            form.add_error(no.field or None, str(no))
        else:
            messages.success(request, _("Only you who run the network see it now."))
            return redirect("networks:settings", slug)
    return render(request, "networks/publication_ending.html", {"network": network, "form": form})
