"""The invoices that somebody keeps: whose, which, and what they come to."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation
from armkrok.journal import clock
from armkrok.networks.models import Network, Team
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import whole_number

from .. import credit_suggestions, paying, stands
from ..models import Issuer, Run
from ..models.invoice import InvoiceQuerySet
from .payments import kept_by_me

PER_PAGE = 100
LONGEST = 200


@signed_in
@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    """Those that one works for; straight on to the only one."""
    person, today = this_person(request), clock.today()
    mine = list(Issuer.objects.kept_by(person, today).select_related("organisation"))
    works_for = Team.objects.of(person, today).values("organisation")
    yet_to_be = list(
        Organisation.objects.standing()
        .filter(pk__in=works_for)
        .exclude(pk__in=[one.organisation_id for one in mine])
        .order_by("name")
    )
    if not mine and not yet_to_be:
        raise Http404
    if len(mine) == 1 and not yet_to_be:
        return redirect(mine[0])
    # Who runs a network together with others may not send its invoices (K24): then there is somebody who does.
    others = Network.objects.run_by(person, today).exclude(invoicer=None).select_related("invoicer")
    context = {"issuers": mine, "yet_to_be": yet_to_be, "sent_by_others": list(others) if not mine else []}
    return render(request, "billing/issuers.html", context)


@signed_in
@require_safe
def invoices(request: HttpRequest, organisation: int) -> HttpResponse:
    """The issuer's invoices and credit notes, the newest first, with what they come to and what needs a person."""
    issuer, on = kept_by_me(request, organisation), clock.today()
    words, state = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("state", "")
    year = whole_number(request.GET.get("year"))
    found: InvoiceQuerySet = issuer.invoices.matching(words)
    if year:
        found = found.filter(year=year)
    listed = stands.chosen(found, state, on).select_related("organisation", "network").defer("said")
    listed = listed.order_by("-issued_on", "-year", "-serial")
    if kind := request.GET.get("export"):
        return _export(issuer, listed, on, kind)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "issuer": issuer,
        "page": page,
        "rows": stands.rows(page.object_list, on),
        "sums": stands.sums(found, on),
        "filtered": bool(words or state or year),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        context |= {
            "states": _states(),
            "years": list(issuer.invoices.order_by("-year").values_list("year", flat=True).distinct()),
            "mind": _to_mind(issuer, on),
        }
    return render_part(request, "billing/invoices.html", "list", context)


def _states() -> list[tuple[str, str]]:
    return [
        ("open", _("To be paid")),
        ("overdue", _("Overdue")),
        ("paid", _("Paid")),
        ("credited", _("Credited, wholly or in part")),
        ("overpaid", _("Too much was paid")),
        ("rejected", _("Rejected, or couldn't be sent")),
        ("by_hand", _("To be sent by hand")),
        ("credit_notes", _("Credit notes")),
    ]


def _to_mind(issuer: Issuer, on: dt.date) -> dict[str, Any]:
    """What needs a person: how many of each, for the page to name and to lead to."""
    found: dict[str, Any] = {name: n for name, n in stands.to_mind(issuer, on).items() if n}
    found["payments"] = paying.to_look_at(issuer).count()
    found["meetings"] = credit_suggestions.cancelled(issuer, on=on)
    found["runs"] = list(Run.objects.filter(issuer=issuer, finished_at=None))
    return {name: value for name, value in found.items() if value}


def _export(issuer: Issuer, found: InvoiceQuerySet, on: dt.date, kind: str) -> HttpResponse:
    columns = [
        _("Number"),
        _("Kind"),
        _("Receiver"),
        _("Official code"),
        _("Network"),
        _("Your reference"),
        _("Issued"),
        _("To be paid by"),
        _("Currency"),
        _("Without VAT"),
        _("VAT"),
        _("To pay"),
        _("Credited"),
        _("Paid"),
        pgettext("amount", "Open"),
        _("State"),
        _("Payment reference"),
    ]

    def cells(row: stands.Row) -> list[Any]:
        one, balance = row.invoice, row.balance
        own = [one.net, one.vat, one.gross]
        # A credit note takes from the invoice that it names, so it counts below nothing and asks for nothing.
        signed = [-value for value in own] if one.is_credit else own
        rest = [Decimal("0.00")] * 3 if one.is_credit else [balance.credited, balance.paid, balance.rest]
        return [
            one.number,
            one.get_kind_display(),
            one.organisation.name,
            one.organisation.code,
            one.network.name,
            one.buyer_reference,
            one.issued_on,
            one.due_on,
            one.currency,
            *signed,
            *rest,
            row.stand.words,
            one.payment_reference,
        ]

    return download(
        " ".join([issuer.legal_name, _("invoices")]), columns, map(cells, stands.rows(found, on)), kind
    )
