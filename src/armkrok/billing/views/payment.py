"""One payment: what it is for; and what was paid of one invoice, entered by hand."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted, whole_number
from armkrok.ui.ways_back import page_before

from .. import paying, reminding
from ..forms.payments import AsideForm, PaymentForm, PlacingForm
from ..models import Invoice, Payment
from ..receiving import book_of, paid_of
from ..rules import Refusal
from .payments import invoice_kept_by_me, kept_by_me

MOST_FOUND = 20


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
    mine = Invoice.objects.filter(issuer=one.issuer, currency=one.currency)
    rows: Any = paying.with_rest(mine)  # the type checker doesn't see what it annotates
    rows = rows.select_related("organisation", "network").defer("said")
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
    try:
        paying.put_aside(one, form.cleaned_data["why"], by=by, at=at)
    except Refusal as no:
        messages.error(request, str(no))
        return redirect("billing:payment", organisation, pk)
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
    return redirect(page_before(request, reverse("billing:payment_by_hand", args=[pk])))
