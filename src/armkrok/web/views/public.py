"""What everybody can see: the catalogue, a network's page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from armkrok.accounts.who import person_of
from armkrok.billing.history import CONTENT as PRICES
from armkrok.directory.models import Kind
from armkrok.journal import clock
from armkrok.meetings import dates as meeting_dates
from armkrok.networks import costs, sentences
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.settings_words import names_of
from armkrok.ui.parts import render_part

from ..forms import FindForm

CARDS_ON_A_PAGE = 24
NAMES_BEFORE_FOLDING = 12


def home(request: HttpRequest) -> HttpResponse:
    """Everybody begins where their work is."""
    if not request.user.is_authenticated:
        return redirect("web:networks")
    return redirect("web:today" if request.user.has_perm("networks.staff") else "networks:me")


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    seen = Network.objects.visible_to(person_of(request), clock.today())
    offers = seen.order_by().values_list(
        "policy_area", "team__organisation", "team__organisation__name", "areas"
    )
    form = FindForm(request.GET, offers)
    found = form.found_in(seen).for_cards().order_by("name", "pk")
    page = Paginator(found, CARDS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render_part(request, "web/networks.html", "found", {"form": form, "page": page})


@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """K1–K5, K17–K20, K24, K25, K29, K30, K33, K36, K40, K39, K41, S4, S5, S8–S11, S17, S24: all of it from the facts."""
    person, today = person_of(request), clock.today()
    seen = Network.objects.visible_to(person, today).for_cards().as_seen_by(person, today)
    shown = get_object_or_404(seen.select_related("team__organisation", "invoicer"), slug=slug)
    members = Enrolment.objects.members().filter(network=shown).order_by("organisation__name")
    names = list(members.values_list("organisation__name", flat=True))
    context = {
        "network": shown,
        "names": names,
        "fold": len(names) > NAMES_BEFORE_FOLDING,
        "candidates": shown.candidates().count() if shown.eligible_kinds == [Kind.MUNICIPALITY] else None,
        "area": sentences.joined(sentences.area(shown.areas, names_of(shown.areas))),
        "teams": shown.facilitating_teams,
        "together": sentences.joined(team.organisation.name for team in shown.facilitating_teams),
        "updated": meeting_dates.last_change(shown, PRICES),
        "dates": meeting_dates.dates(shown, clock.now()),
        "say": _sentences(shown),
        "costs": costs.of_joining(shown, today),
    }
    return render(request, "web/network.html", context)


def _sentences(network: Network) -> dict[str, object]:
    return {
        "kinds": capfirst(sentences.kinds(network.eligible_kinds)),
        "seats_short": sentences.seats_in_short(network),
        "meant_for": sentences.meant_for(network),
        "considered": sentences.considered(network),
        "who_decides": sentences.who_decides(network),
        "not_members": sentences.not_members(network),
        "guests_way": sentences.guests_way(),
        "appointing": sentences.appointing(network),
        "confirming": sentences.confirming(network),
        "seats": sentences.seats(network),
        "swaps": sentences.swaps(network),
        "meetings": sentences.meetings_a_year(network),
        "year": sentences.year(network),
        "full_days": sentences.full_days(network),
        "winter": sentences.winter(network),
        "member_led": sentences.member_led(network),
        "closed_items": sentences.closed_items(),
        "staying": sentences.staying(),
        "leaving": sentences.leaving(network),
    }
