"""What the members of a network are charged for a year: each line with its why, its state, and what is missing."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.rules import search_words
from armkrok.journal import clock
from armkrok.networks.models import Network
from armkrok.ui.access import signed_in
from armkrok.ui.spreadsheet import download
from armkrok.ui.templatetags.ui import day

from .. import amounts, asking
from .. import due as dues
from ..due import MemberFees, Status, Year
from ..models import Issuer
from ..money import Totals, totals
from .prices import run_by_me

STATES = {
    Status.LATER: gettext_lazy("Isn't due yet"),
    Status.DUE: gettext_lazy("Due"),
    Status.INVOICED: gettext_lazy("Invoiced"),
    Status.DIFFERS: gettext_lazy("Invoiced differently"),
}


def _year(network: Network, year: int) -> Year:
    """The network year that begins in that calendar year (A8)."""
    if not 1990 <= year <= 2200:
        raise Http404
    return network.year(dt.date(year, network.year_starts_in, 1))


@signed_in
@require_safe
def this_year(request: HttpRequest, slug: str) -> HttpResponse:
    network = run_by_me(request, slug)
    return redirect("billing:fees", network.slug, network.year(clock.today())[0].year)


@signed_in
@require_safe
def fees(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Everybody, what is missing first. Ten queries, however many there are."""
    network, on = run_by_me(request, slug), clock.today()
    of = _year(network, year)
    members = dues.fees(network, of, on=on)
    words = search_words(request.GET.get("q", ""))
    shown = [one for one in members if all(w in one.enrolment.organisation.search_text for w in words)]
    shown.sort(key=lambda one: not one.is_blocked)
    asked = asking.open_questions(one.enrolment.pk for one in members if one.is_blocked)
    context: dict[str, Any] = {
        "network": network,
        "year": of,
        "name": amounts.year_name(*of),
        "number": year,
        "members": [(one, asked.get(one.enrolment.pk)) for one in shown],
        "sums": _sums(members),
        "is_free": bool(members) and all(one.is_free for one in members),
        "blocked": sum(1 for one in members if one.is_blocked),
        "issuer": Issuer.objects.of(network),
        "keeps": Issuer.objects.kept_by(this_person(request), on)
        .filter(organisation=network.invoicer_id or network.team.organisation_id)
        .exists(),
        "filtered": bool(words),
        "there": len(members),
    }
    return render(request, "billing/fees.html", context)


def _sums(members: list[MemberFees]) -> list[tuple[str, Totals, Totals]]:
    """By currency: all of the year, and what is due of it."""
    lines = [line for one in members for line in one.lines]
    due = [line for one in members for line in one.due_lines]
    return [
        (
            currency,
            totals(line for line in lines if line.currency == currency),
            totals(line for line in due if line.currency == currency),
        )
        for currency in dict.fromkeys(line.currency for line in lines)
    ]


@signed_in
@require_safe
def export(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One row for each line; amounts with a point and two decimals, as machines read them."""
    network, on = run_by_me(request, slug), clock.today()
    of = _year(network, year)
    columns = [
        _("Member"),
        _("Official code"),
        _("What"),
        _("Why"),
        _("Net"),
        _("VAT rate"),
        _("VAT"),
        _("Gross"),
        _("Currency"),
        _("State"),
        _("Invoices"),
        _("What is missing"),
    ]
    kind = "xlsx" if request.GET.get("export") == "xlsx" else "csv"
    name = f"{network.slug} {year}"
    rows = [row for one in dues.fees(network, of, on=on) for row in _rows(one)]
    return download(name, columns, rows, kind)


def _rows(one: MemberFees) -> list[list[Any]]:
    organisation = one.enrolment.organisation
    missing = " ".join(str(gap.words) for gap in one.gaps)
    numbers = ", ".join(invoice.number for invoice in one.invoices)
    head = [organisation.name, organisation.code]
    rows: list[list[Any]] = [
        [
            *head,
            position.line.name,
            position.line.why,
            position.line.net,
            position.line.vat_percent,
            position.line.vat,
            position.line.gross,
            position.line.currency,
            STATES[position.status],
            numbers,
            missing,
        ]
        for position in one.positions
        if position.line
    ]
    if rows:
        return rows
    return [[*head, _free(one), "", "", "", "", "", "", "", numbers, missing]]


def _free(one: MemberFees) -> str:
    if one.is_free:
        return _("Free of charge")
    ended = one.enrolment.ends_on
    return _("Left on %(date)s") % {"date": day(ended)} if ended and not one.gaps else ""
