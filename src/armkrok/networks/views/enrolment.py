"""A municipality enrols: who are you, can you join, what we need to know."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.limits import limited
from armkrok.accounts.who import person_of
from armkrok.directory.models import Organisation
from armkrok.journal import clock
from armkrok.ui.parts import render_part
from armkrok.ui.typed import plain, whole_number

from .. import costs, rules
from ..applying import NewOrganisation, apply
from ..forms.enrolment import EnrolmentForm, UnlistedForm
from ..models import Enrolment, Network
from ..years import year_is_over

MOST_FOUND = 12


def _found(network: Network, words: str) -> list[Organisation]:
    """What fits what has been typed, the municipalities of the network's own area first."""
    if not words.strip():
        return []
    found = Organisation.objects.public().matching(words)[: MOST_FOUND * 5]
    return sorted(found, key=lambda o: not rules.lies_in(network.areas, country=o.country, area=o.area))[
        :MOST_FOUND
    ]


def _chosen(
    request: HttpRequest, network: Network
) -> tuple[Organisation | NewOrganisation | None, UnlistedForm]:
    unlisted = UnlistedForm(
        network, request.GET if "kind" in request.GET else None, initial={"name": request.GET.get("name", "")}
    )
    if number := whole_number(request.GET.get("organisation")):
        return get_object_or_404(Organisation.objects.public(), pk=number), unlisted
    if unlisted.is_bound and unlisted.is_valid():
        return NewOrganisation(**unlisted.cleaned_data), unlisted
    return None, unlisted


def enrolment(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    networks = Network.objects.visible_to(person, clock.today()).select_related("team__organisation")
    network = get_object_or_404(networks, slug=slug)
    words = plain(request.GET.get("q", ""))[:200]
    chosen, unlisted = _chosen(request, network)
    refusal: rules.Refusal | None = None
    member = False
    if chosen:
        try:
            network.admission(chosen.kind, chosen.country, chosen.area)
        except rules.Refusal as no:
            refusal = no
        member = isinstance(chosen, Organisation) and (
            Enrolment.objects.members().filter(network=network, organisation=chosen).exists()
        )
    form = None
    if chosen and refusal is None:
        known = _known(chosen)
        data = request.POST if request.method == "POST" else None
        form = EnrolmentForm(
            network,
            data,
            member=member,
            next_year=_next_year(network),
            initial=_what_we_know(request, known),
        )
        if request.method == "POST" and form.is_valid():
            limited(request, "networks.application", "20/h/ip")
            try:
                apply(form.application(chosen), network, at=clock.now())
            except rules.Refusal as no:
                field = "participant_email" if form.cleaned_data.get("who") == "other" else no.field
                form.add_error(field if field in form.fields else None, str(no))
            else:
                request.session[f"receipt {slug}"] = {
                    "organisation": chosen.name,
                    "email": form.cleaned_data["applicant_email"],
                    "member": member,
                }
                return redirect("networks:enrolment_receipt", slug=slug)
    context = {
        "network": network,
        "words": words,
        "found": _found(network, words),
        "unlisted": unlisted,
        "not_listed": "unlisted" in request.GET or unlisted.is_bound,
        "chosen": chosen,
        "refusal": refusal,
        "municipality": _municipality_of(chosen) if refusal else None,
        "member": member,
        "form": form,
        "costs": costs.of_joining(network, clock.today(), _known(chosen)) if form and not member else "",
    }
    response = render_part(request, "networks/enrolment.html", "results", context)
    response.status_code = 422 if form and form.errors else 200
    return response


def _known(chosen: Organisation | NewOrganisation | None) -> Organisation | None:
    return chosen if isinstance(chosen, Organisation) else None


def _next_year(network: Network) -> dt.date | None:
    """K38: the day to begin with where nothing is left of this network year."""
    today = clock.today()
    return network.year(today)[1] + dt.timedelta(days=1) if year_is_over(network, today) else None


def _municipality_of(chosen: Organisation | NewOrganisation | None) -> Organisation | None:
    """A municipality's own institution can't join, but its municipality can."""
    return chosen.parent if isinstance(chosen, Organisation) and chosen.parent_id else None


def _what_we_know(request: HttpRequest, organisation: Organisation | None) -> dict:
    """Somebody who is signed in needn't type their name again; an organisation's e-address is known."""
    person = person_of(request)
    known = (
        {"applicant_name": person.name, "applicant_email": person.email, "applicant_title": person.title}
        if person
        else {}
    )
    if organisation and organisation.e_address:
        known |= {"e_address_scheme": organisation.e_address_scheme, "e_address": organisation.e_address}
    elif organisation and organisation.country == "DK":
        known["e_address_scheme"] = "0088"
    return known


def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.visible_to(person_of(request), clock.today()), slug=slug)
    sent = request.session.get(f"receipt {slug}")
    if not sent:
        return redirect("networks:enrolment", slug=slug)
    title = _("Thank you, the application has been sent")
    return render(
        request, "networks/enrolment_receipt.html", {"network": network, "sent": sent, "title": title}
    )
