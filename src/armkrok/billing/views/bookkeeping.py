"""The journal of a period: its sums, its vouchers, and files for the bookkeeping system."""

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.spreadsheet import download

from .. import bookkeeping as books
from ..bookkeeping import Journal, name_of, number_of
from ..forms.payments import PeriodForm, written_amount
from ..models import Issuer
from ..rules import Refusal
from .payments import kept_by_me

PER_PAGE = 100


def _last_month(on: dt.date) -> tuple[dt.date, dt.date]:
    last = on.replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=1), last


def _period(request: HttpRequest) -> tuple[PeriodForm, dt.date, dt.date]:
    """What was asked for; last month where nothing was, or nothing that can be."""
    first, last = _last_month(clock.today())
    asked = "start" in request.GET or "end" in request.GET
    form = PeriodForm(request.GET if asked else None, initial={"start": first, "end": last})
    if asked and form.is_valid():
        first, last = form.cleaned_data["start"], form.cleaned_data["end"]
    return form, first, last


@signed_in
@require_safe
def bookkeeping(request: HttpRequest, organisation: int) -> HttpResponse:
    """Sums by account beside the sums of the invoices, and every voucher."""
    issuer = kept_by_me(request, organisation)
    form, first, last = _period(request)
    failed = bool(form.errors)
    journals = [] if failed else books.journals(issuer, first, last)
    vouchers = [voucher for journal in journals for voucher in journal.vouchers]
    page = Paginator(vouchers, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "issuer": issuer,
        "form": form,
        "first": first,
        "last": last,
        "journals": [_shown(journal, organisation, first, last) for journal in journals],
        "page": page,
        "vouchers": [_voucher(issuer, voucher) for voucher in page.object_list],
        "failed": failed,
    }
    return render(request, "billing/bookkeeping.html", context, status=422 if failed else 200)


def _shown(journal: Journal, organisation: int, first: dt.date, last: dt.date) -> dict[str, Any]:
    query = urlencode({"start": first, "end": last, "currency": journal.currency})
    files = {
        kind: f"{reverse('billing:bookkeeping_export', args=[organisation, kind])}?{query}"
        for kind in books.KINDS
    }
    return {
        "journal": journal,
        "totals": [(name_of(total.account), total) for total in journal.totals],
        "missing": [name_of(account) for account in journal.missing],
        "files": files,
        "is_sek": journal.currency == "SEK",
    }


def _voucher(issuer: Issuer, voucher: books.Voucher) -> dict[str, Any]:
    rows = [(number_of(issuer, row.account), name_of(row.account), row) for row in voucher.rows]
    return {"voucher": voucher, "rows": rows}


@signed_in
@require_safe
def export(request: HttpRequest, organisation: int, kind: str) -> HttpResponse:
    """One currency of a period as a file. What can't be is said on the page."""
    issuer = kept_by_me(request, organisation)
    if kind not in books.KINDS:
        raise Http404
    form, first, last = _period(request)
    journals = [] if form.errors else books.journals(issuer, first, last)
    wanted = request.GET.get("currency", "").upper()
    journal = next((one for one in journals if one.currency == wanted), None)
    try:
        if journal is None:
            raise Refusal(_("There is nothing to book in this period."))
        if kind == "sie":
            body = books.as_sie(issuer, journal, first, last, at=clock.now())
            response = HttpResponse(body, content_type="application/octet-stream")
            response["Content-Disposition"] = f'attachment; filename="armkrok-{first}-{last}.si"'
            return response
        heads, rows = books.table(issuer, journal)
    except Refusal as no:
        messages.error(request, str(no))
        query = "" if form.errors else "?" + urlencode({"start": first, "end": last})
        return redirect(reverse("billing:bookkeeping", args=[organisation]) + query)
    written = [[_cell(value, kind) for value in row] for row in rows]
    return download(" ".join([_("Journal"), str(first), str(last), journal.currency]), heads, written, kind)


def _cell(value: object, kind: str) -> object:
    """Excel gets numbers; a CSV file amounts as they are written in the reader's language, and nothing for nothing."""
    if not isinstance(value, Decimal):
        return value
    if not value:
        return ""
    return float(value) if kind == "xlsx" else written_amount(value)
