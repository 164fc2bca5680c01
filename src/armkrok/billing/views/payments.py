"""What came in: files from the bank, what they are for, and what was entered by hand."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from armkrok.accounts.limits import limited
from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.parts import render_part
from armkrok.ui.spreadsheet import download
from armkrok.ui.typed import posted, whole_number

from .. import paying, reminding
from ..forms.payments import AsideForm, BankFileForm, PaymentForm, PlacingForm
from ..models import Allocation, BankFile, Invoice, Issuer, Payment
from ..models.invoice import InvoiceQuerySet
from ..receiving import NotOurAccount, book_of, paid_of
from ..rules import Refusal

PER_PAGE = 100
MOST_FOUND = 20
MOST_FILES = 12
UPLOADS = "60/h/ip"


def kept_by_me(request: HttpRequest, organisation: int) -> Issuer:
    """The issuer, for those who work for it; to everybody else it isn't there."""
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


def _back(request: HttpRequest, otherwise: str) -> str:
    """The page that the button stood on, if it is ours."""
    back = request.POST.get("next") or ""
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return back
    return otherwise


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
        amount = word.replace(".", "").replace(",", ".")
        wanted = Q(payer__icontains=word) | Q(message__icontains=word) | Q(reference__icontains=word)
        wanted |= Q(allocations__invoice__number__icontains=word, allocations__undone_at=None)
        if amount.replace(".", "", 1).isdigit() and len(amount) < 12:
            wanted |= Q(amount=Decimal(amount))
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
    aside = mine.exclude(settled_at=None).count()
    return {"all": mine.count(), "waiting": waiting, "aside": aside} | {
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
            float(line["payment"].amount),
            line["payment"].currency,
            float(line["left"]),
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


# --- one of them ----------------------------------------------------------------------------------------------


def _payment(request: HttpRequest, organisation: int, pk: int) -> Payment:
    issuer = kept_by_me(request, organisation)
    found = get_object_or_404(issuer.payments.select_related("bank_file", "by", "settled_by"), pk=pk)
    found.issuer = issuer
    return found


@signed_in
def payment(request: HttpRequest, organisation: int, pk: int) -> HttpResponse:
    """What it says, where it is placed, and what it may be for; a part of it is placed here."""
    one = _payment(request, organisation, pk)
    form = PlacingForm(posted(request))
    if form.is_valid():
        number = form.cleaned_data["invoice"]
        invoice = get_object_or_404(
            Invoice.objects.invoices().filter(issuer=one.issuer), pk=number if number < 2**62 else 0
        )
        try:
            paying.place(one, invoice, form.cleaned_data["amount"], by=this_person(request), at=clock.now())
        except Refusal as no:
            form.add_error("amount", str(no))
        else:
            messages.success(request, _("Placed on invoice %(number)s.") % {"number": invoice.number})
            return redirect("billing:payment", organisation, pk)
    return _page(request, one, form=form)


def _page(
    request: HttpRequest, one: Payment, *, form: PlacingForm, aside: AsideForm | None = None
) -> HttpResponse:
    left = paying.left([one])[one.pk]
    words = request.GET.get("q", "").strip()[:200]
    found, how = _candidates(one, left, words, also=form.data.get("invoice"))
    balances = paying.balance(found)
    allocations = one.allocations.select_related("invoice__organisation", "by", "undone_by").order_by("pk")
    context = {
        "issuer": one.issuer,
        "payment": one,
        "left": left,
        "allocations": list(allocations),
        "words": words,
        "how": how,
        "found": [_candidate(invoice, balances[invoice.pk], left, form) for invoice in found],
        "form": form,
        "aside": aside or AsideForm(),
    }
    failed = form.errors or (aside and aside.errors)
    return render(request, "billing/payment.html", context, status=422 if failed else 200)


def _candidate(invoice: Invoice, balance: paying.Balance, left: Decimal, form: PlacingForm) -> dict[str, Any]:
    """An invoice that the payment may be for, with a form of its own; what was typed in it is still there."""
    fits = min(left, balance.open) if left > 0 else max(left, -balance.paid)
    mine = form.is_bound and form.data.get("invoice") == str(invoice.pk)
    own = form if mine else PlacingForm(initial={"invoice": invoice.pk, "amount": fits or left})
    own.auto_id = f"id_%s_{invoice.pk}"
    return {"invoice": invoice, "balance": balance, "form": own}


def _candidates(one: Payment, left: Decimal, words: str, also: str | None) -> tuple[list[Invoice], str]:
    """What was searched for; else what the payment reminds of. Of its currency only."""
    if not left or one.settled_at:
        return [], ""
    rows: InvoiceQuerySet = paying.with_rest(
        Invoice.objects.filter(issuer=one.issuer, currency=one.currency)
    ).select_related("organisation", "network")
    number = whole_number(also)
    if words:
        found = list(rows.matching(words).order_by("-rest", "-issued_on", "-pk")[:MOST_FOUND])
        how = "search"
    else:
        suggested = book_of(one.issuer, at=clock.now()).match(paid_of(one, left))
        numbers = [*suggested.suggestions, *(pk for pk, _amount in suggested.parts)]
        by_number = {invoice.pk: invoice for invoice in rows.filter(pk__in=numbers)}
        found = [by_number[pk] for pk in numbers if pk in by_number]
        how = "suggestion"
    if number and number not in [invoice.pk for invoice in found]:
        found += list(rows.filter(pk=number))
    return found, how


@signed_in
@require_POST
def settlement(request: HttpRequest, organisation: int, pk: int) -> HttpResponse:
    """Put aside, with a reason; or taken up again."""
    one = _payment(request, organisation, pk)
    by, at = this_person(request), clock.now()
    if request.POST.get("undo"):
        paying.take_up(one, by=by, at=at)
        messages.success(request, _("It is to be looked at again."))
        return redirect("billing:payment", organisation, pk)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=PlacingForm(), aside=form)
    paying.put_aside(one, form.cleaned_data["why"], by=by, at=at)
    messages.success(request, _("It has been put aside. You find it among those that were put aside."))
    return redirect("billing:payments", organisation)


# --- on an invoice --------------------------------------------------------------------------------------------


@signed_in
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """What was paid of an invoice, and one more, entered by hand."""
    invoice = invoice_kept_by_me(request, pk)
    balance = paying.balance([invoice])[invoice.pk]
    form = PaymentForm(posted(request), balance, clock.today())
    if form.is_valid():
        try:
            paying.enter(
                invoice,
                form.entered,
                form.cleaned_data["paid_on"],
                note=form.cleaned_data["note"],
                token=form.cleaned_data["token"],
                by=this_person(request),
                at=clock.now(),
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("The payment has been recorded."))
            return redirect("billing:payment_by_hand", pk)
    context = {
        "invoice": invoice,
        "issuer": invoice.issuer,
        "balance": balance,
        "overdue": balance.overdue(clock.today()),
        "allocations": paying.of(invoice),
        "credit_notes": list(invoice.credit_notes.defer("said").order_by("pk")),
        "reminders": reminding.standing([invoice], clock.today())[invoice.pk],
        "form": form,
    }
    return render(request, "billing/payment_by_hand.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def undoing(request: HttpRequest, pk: int, allocation: int) -> HttpResponse:
    """A payment is taken off the invoice; what was open before is open again."""
    invoice = invoice_kept_by_me(request, pk)
    one = get_object_or_404(invoice.allocations.select_related("payment", "invoice"), pk=allocation)
    try:
        paying.undo(one, by=this_person(request), at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, _("The payment has been taken off invoice %(number)s.") % {"number": invoice.number}
        )
    return redirect(_back(request, reverse("billing:payment_by_hand", args=[pk])))
