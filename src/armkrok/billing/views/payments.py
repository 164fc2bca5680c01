"""What came in: files from the bank, what they are for, and what was entered by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from armkrok.accounts.limits import limited
from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import whole_number

from .. import paying
from ..forms.payments import BankFileForm, typed_amount
from ..models import Allocation, BankFile, Invoice, Issuer, Payment
from ..receiving import NotOurAccount
from ..rules import Refusal

PER_PAGE = 100
MOST_FILES = 12
UPLOADS = "60/h/ip"


def below_invoices(request: HttpRequest, organisation: int) -> None:
    """In the menu the page is below the invoices of that issuer."""
    request.below = f"{reverse('billing:issuers')}{organisation}/"  # type: ignore[attr-defined]


def kept_by_me(request: HttpRequest, organisation: int) -> Issuer:
    """The issuer, for those who work for it; to everybody else it isn't there."""
    below_invoices(request, organisation)
    mine = Issuer.objects.kept_by(this_person(request), clock.today()).select_related("organisation")
    return get_object_or_404(mine, organisation=organisation)


def invoice_kept_by_me(request: HttpRequest, pk: int) -> Invoice:
    """An invoice (no credit note) of an issuer that one works for."""
    mine = Issuer.objects.kept_by(this_person(request), clock.today())
    rows = Invoice.objects.invoices().filter(issuer__in=mine.values("pk"))
    return get_object_or_404(
        rows.select_related(
            "issuer__organisation", "organisation", "network", "enrolment__professional_contact"
        ),
        pk=pk,
    )


# --- the list -------------------------------------------------------------------------------------------------


@signed_in
@require_safe
def payments(request: HttpRequest, organisation: int) -> HttpResponse:
    """What is to be looked at first; all of it, and what one file brought, on demand."""
    issuer = kept_by_me(request, organisation)
    if kind := request.GET.get("export"):
        return _export(issuer, _chosen(request, issuer)[0], kind)
    return _list(request, issuer, BankFileForm())


def _chosen(request: HttpRequest, issuer: Issuer) -> tuple["QuerySet[Payment]", BankFile | None]:
    show, words = request.GET.get("show", ""), request.GET.get("q", "").strip()[:200]
    number = whole_number(request.GET.get("file"))
    bank_file = issuer.bank_files.filter(pk=number).first() if number else None
    rows = issuer.payments.all()
    if bank_file:
        rows = rows.filter(bank_file=bank_file)
    elif show == "aside":
        rows = rows.exclude(settled_at=None)
    elif show != "all":
        rows = paying.to_look_at(issuer)
    for word in words.split():
        wanted = Q(payer__icontains=word) | Q(message__icontains=word) | Q(reference__icontains=word)
        wanted |= Q(allocations__invoice__number__icontains=word, allocations__undone_at=None)
        if (amount := typed_amount(word)) is not None:
            wanted |= Q(amount=amount)
        rows = rows.filter(pk__in=Payment.objects.filter(wanted, issuer=issuer).values("pk"))
    return rows.order_by("-paid_on", "-pk"), bank_file


def _list(request: HttpRequest, issuer: Issuer, form: BankFileForm) -> HttpResponse:
    rows, bank_file = _chosen(request, issuer)
    page = Paginator(rows.select_related("bank_file"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "issuer": issuer,
        "page": page,
        "lines": _lines(list(page.object_list)),
        "bank_file": bank_file,
        "show": request.GET.get("show", ""),
        "filtered": bool(request.GET.get("q")),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        overpaid = list(paying.overpaid_ones(issuer).select_related("organisation").defer("said")[:PER_PAGE])
        balances = paying.balance(overpaid)
        context |= {
            "form": form,
            "overpaid": [(one, balances[one.pk]) for one in overpaid],
            "files": list(issuer.bank_files.select_related("read_by")[:MOST_FILES]),
            "groups": _groups(bank_file) if bank_file else None,
        }
    response = render_part(request, "billing/payments.html", "list", context)
    if form.errors:
        response.status_code = 422
    return response


def _lines(rows: list[Payment]) -> list[dict[str, Any]]:
    """Each payment with where it is placed and what is left of it. Two queries."""
    left = paying.left(rows)
    placed: dict[int, list[Allocation]] = {}
    for one in Allocation.objects.filter(payment__in=[row.pk for row in rows], undone_at=None).select_related(
        "invoice"
    ):
        placed.setdefault(one.payment_id, []).append(one)
    return [{"payment": row, "left": left[row.pk], "placed": placed.get(row.pk, [])} for row in rows]


def _groups(bank_file: BankFile) -> dict[str, int]:
    """What became of what one file brought. Three queries."""
    mine = bank_file.payments.all()
    waiting = paying.to_look_at(bank_file.issuer).filter(bank_file=bank_file).count()
    aside, number = mine.exclude(settled_at=None).count(), mine.count()
    placed = number - waiting - aside
    return {"all": number, "placed": placed, "waiting": waiting, "aside": aside} | {
        name: bank_file.left_out.get(name, 0)
        for name in ("known", "debits", "not_booked", "bare_sums", "other_accounts")
    }


def _export(issuer: Issuer, rows: "QuerySet[Payment]", kind: str) -> HttpResponse:
    found = list(rows)
    heads = [
        _("Day"),
        _("Payer"),
        _("Message"),
        _("Reference"),
        _("Amount"),
        _("Currency"),
        _("Left"),
        _("Invoices"),
    ]
    table = [
        [
            line["payment"].paid_on,
            line["payment"].payer,
            line["payment"].message,
            line["payment"].reference,
            line["payment"].amount,
            line["payment"].currency,
            line["left"],
            ", ".join(one.invoice.number for one in line["placed"]),
        ]
        for line in _lines(found)
    ]
    return download(_("Payments"), heads, table, "csv" if kind == "csv" else "xlsx")


@signed_in
def bank_file(request: HttpRequest, organisation: int) -> HttpResponse:
    """A file is sent here; what it brought is shown among the payments."""
    issuer = kept_by_me(request, organisation)
    if request.method != "POST":
        return redirect("billing:payments", organisation)
    limited(request, "billing.bank_file", UPLOADS)
    form = BankFileForm(request)
    if form.is_valid():
        try:
            reading = paying.read_file(
                issuer,
                form.cleaned_data["file"].name or "",
                form.content,
                by=this_person(request),
                at=clock.now(),
                is_ours=form.cleaned_data["is_ours"],
            )
        except Refusal as no:
            form.asks_whose = isinstance(no, NotOurAccount) and no.may_confirm
            form.add_error("file", str(no))
        else:
            _tell(request, reading)
            address = reverse("billing:payments", args=[organisation])
            return redirect(f"{address}?file={reading.bank_file.pk}")
    return _list(request, issuer, form)


def _tell(request: HttpRequest, reading: paying.Reading) -> None:
    if reading.again:
        messages.info(
            request, _("This file has been read before. Here is what it brought; nothing was changed.")
        )
        return
    words = ngettext("%(n)s payment was read.", "%(n)s payments were read.", reading.new) % {"n": reading.new}
    placed = ngettext("%(n)s was placed by itself.", "%(n)s were placed by themselves.", reading.placed) % {
        "n": reading.placed
    }
    messages.success(request, f"{words} {placed}" if reading.new else words)
