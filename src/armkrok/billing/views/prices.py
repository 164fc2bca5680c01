"""What a network costs: what holds, what held, what will; set and dropped by those who run it (A6, K33)."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import quoting, setting_prices
from ..forms.prices import FORMS
from ..models import PriceRule
from ..models.price import Charges
from ..pricing import Prices
from ..quoting import Quote, quote
from ..rules import Refusal
from ..rules.prices import KINDS


def run_by_me(request: HttpRequest, slug: str) -> Network:
    """To everybody who doesn't run it, it isn't there (K24)."""
    mine = Network.objects.run_by(this_person(request), clock.today())
    return get_object_or_404(mine.select_related("team__organisation", "invoicer"), slug=slug)


def _issuer(network: Network) -> Organisation:
    return network.invoicer or network.team.organisation


@dataclass(frozen=True)
class Part:
    """One thing that has a price: what holds now, what comes, what was; and the kinds that can be chosen for it."""

    charges: str
    title: str
    now: Quote
    since: dt.date | None
    later: list[Quote]
    earlier: list[Quote]
    kinds: list[tuple[str, object]]


def _part(charges: Charges, prices: Prices, on: dt.date) -> Part:
    rules = [rule for rule in prices.rules if rule.charges == charges]
    current = prices.rule(charges, on)
    return Part(
        charges.value,
        str(charges.label),
        quote(current, prices, on),
        current.from_on if current.pk else None,
        [quote(rule, prices, rule.from_on) for rule in reversed(rules) if rule.from_on > on],
        [quote(rule, prices, rule.from_on) for rule in rules if rule.from_on <= on and rule != current],
        [(name, KINDS[name].title) for name in FORMS if charges in KINDS[name].charges],
    )


@signed_in
def prices(request: HttpRequest, slug: str) -> HttpResponse:
    network = run_by_me(request, slug)
    today, all_prices = clock.today(), Prices(network)
    context = {
        "network": network,
        "issuer": _issuer(network),
        "parts": [_part(charges, all_prices, today) for charges in Charges],
        "example": quoting.joining(network, today),
        "dropped": network.price_rules.exclude(dropped_at=None).select_related("dropped_by")[:20],
    }
    return render(request, "billing/prices.html", context)


@signed_in
def price(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A new price of this kind: from a day on it is the one that holds."""
    network = run_by_me(request, slug)
    if kind not in FORMS:
        raise Http404
    today, all_prices = clock.today(), Prices(network)
    charges = request.GET.get("for", "")
    if charges not in KINDS[kind].charges:
        charges = KINDS[kind].charges[0]
    now = all_prices.rule(charges, today)
    form = FORMS[kind](
        network,
        posted(request),
        on=today,
        invoiced_until=setting_prices.invoiced_until(network, charges),
        country=_issuer(network).country,
        before=now if now.pk else PriceRule(charges=charges, kind=""),
    )
    if request.method == "POST" and form.is_valid():
        try:
            setting_prices.set_price(network, form.price(), by=this_person(request), at=clock.now())
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("The price has been set."))
            return redirect("billing:prices", slug)
    context = {"network": network, "form": form, "kind": KINDS[kind]}
    return render(request, "billing/price.html", context, status=422 if form.errors else 200)


@signed_in
def dropping(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One that doesn't hold yet; asked once more, since it can't be taken back."""
    network = run_by_me(request, slug)
    rule = get_object_or_404(PriceRule.objects.filter(network=network).select_related("network"), pk=pk)
    if request.method == "POST":
        try:
            setting_prices.drop_price(rule, by=this_person(request), at=clock.now())
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("The price has been dropped. What held before goes on."))
        return redirect("billing:prices", slug)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if rule.dropped_at:
        return redirect("billing:prices", slug)
    said = quote(rule, Prices(network), rule.from_on)
    return render(request, "billing/price_dropping.html", {"network": network, "rule": rule, "quote": said})
