"""A credit note for an invoice, and what is given back for a meeting that was cancelled (A5)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.meetings.models import Meeting
from armkrok.ui.access import signed_in
from armkrok.ui.templatetags.ui import day
from armkrok.ui.typed import posted, whole_number

from .. import balances, crediting
from ..forms.credits import CREDIT_ALL, CreditForm, SuggestionForm
from ..models import CreditDecision, Invoice, Issuer
from ..rules import Refusal
from ..rules import credits as rules
from .payments import below_invoices, kept_by_me

PER_PAGE = 100


def _invoice(request: HttpRequest, pk: int) -> Invoice:
    mine = Issuer.objects.kept_by(this_person(request), clock.today())
    rows = Invoice.objects.filter(issuer__in=mine.values("pk"))
    related = ("issuer__organisation", "organisation", "network", "enrolment", "credits")
    invoice = get_object_or_404(rows.select_related(*related), pk=pk)
    below_invoices(request, invoice.issuer.organisation_id)
    return invoice


@signed_in
def credit(request: HttpRequest, pk: int) -> HttpResponse:
    """First what, how much and why; then the credit note as it will be, and only then is it issued."""
    invoice = _invoice(request, pk)
    notes, lines = crediting.notes_of(invoice), crediting.lines_of(invoice)
    rest = {one.line: one.rest for one in lines if one.rest > 0}
    context: dict[str, Any] = {"invoice": invoice, "issuer": invoice.issuer, "notes": notes}
    rows = list(invoice.lines.order_by("position"))
    form = CreditForm(
        posted(request),
        rows,
        rest,
        invoice.currency,
        seen=len(notes),
        line=whole_number(request.GET.get("line")),
    )
    context["form"] = form
    if invoice.is_credit:
        return _page(request, context | {"why_not": rules.NO_CREDIT_NOTES})
    if not rest and not form.is_bound:
        return _page(request, context | {"why_not": rules.ALL_TAKEN_BACK})
    balance = balances.balance([invoice])[invoice.pk]
    context |= {"balance": balance, "overdue": balance.overdue(clock.today())}
    if not form.is_valid():
        return _page(request, context, failed=form.is_bound)
    try:
        if "issue" in request.POST:
            return _issued(request, invoice, form)
        chosen, totals = crediting.preview(invoice, form.amounts, anew=form.cleaned_data["anew"])
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return _page(request, context, failed=True)
    if "change" not in request.POST:
        left = balance.rest - totals.gross
        context |= {
            "preview": [(row, chosen[row.pk]) for row in rows if row.pk in chosen],
            "totals": totals,
            "open": max(left, 0),
            "overpaid": max(-left, 0),
            "language": invoice.document.language,
        }
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], *, failed: bool = False) -> HttpResponse:
    return render(request, "billing/credit.html", context, status=422 if failed else 200)


def _issued(request: HttpRequest, invoice: Invoice, form: CreditForm) -> HttpResponse:
    note = crediting.credit(
        invoice,
        form.amounts,
        form.cleaned_data["why"],
        by=this_person(request),
        at=clock.now(),
        anew=form.cleaned_data["anew"],
        seen=form.cleaned_data["seen"],
    )
    words = {"note": note.number, "number": invoice.number}
    messages.success(request, _("Credit note %(note)s for invoice %(number)s has been issued.") % words)
    return redirect(note)


@signed_in
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """What a credit note took back is invoiced anew after all; asked once more, since it becomes an invoice."""
    note = _invoice(request, pk)
    if not note.is_credit:
        raise Http404
    if request.method == "POST":
        try:
            crediting.invoice_anew(note, by=this_person(request), at=clock.now())
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request,
                _("What is credited here is due again, and comes in the next run as it is reckoned then."),
            )
        return redirect(note)
    try:
        lines = crediting.becomes_due(note, on=clock.today())
    except Refusal as no:
        messages.error(request, str(no))
        return redirect(note)
    taken = note.lines.exclude(net=F("credits_line__net"))  # the rest of it stands on other credit notes
    context = {"invoice": note, "issuer": note.issuer, "lines": lines, "in_parts": taken.exists()}
    return render(request, "billing/anew.html", context)


def can_be_anew(note: Invoice) -> bool:
    """Whether its page has the button. What is due of it today is asked for when it is pressed."""
    if note.anew:
        return False
    try:
        crediting.refuse_anew(note)
    except Refusal:
        return False
    return True


@signed_in
def suggestion(request: HttpRequest, organisation: int, meeting: int) -> HttpResponse:
    """A5: who would get what back; a person decides."""
    person, on = this_person(request), clock.today()
    issuer = kept_by_me(request, organisation)
    off = get_object_or_404(
        Meeting.objects.filter(network__in=issuer.networks().values("pk")).select_related("network"),
        pk=meeting,
    )
    decision = CreditDecision.objects.filter(meeting=off).select_related("run", "by").first()
    found = next(iter(crediting.suggestions(issuer, on=on, meeting=off.pk)), None)
    start = {"why": _the_reason(off)}
    if decision and decision.credited:
        start |= {"way": CREDIT_ALL, "why": decision.why}
    form = SuggestionForm(posted(request), initial=start)
    if form.is_valid():
        try:
            decided = crediting.decide(
                off,
                form.cleaned_data["way"] == CREDIT_ALL,
                form.cleaned_data["why"],
                by=person,
                at=clock.now(),
            )
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return _decided(request, decided, organisation, form.cleaned_data["way"])
    page = Paginator(found.shares if found else [], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "issuer": issuer,
        "meeting": off,
        "decision": decision,
        "suggestion": found,
        "page": page,
        "form": form,
    }
    return render(request, "billing/credit_suggestion.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, decision: CreditDecision, organisation: int, way: str) -> HttpResponse:
    if way == CREDIT_ALL and decision.run:
        messages.success(request, _("The credit notes are being made. This page shows how far it has come."))
        return redirect(decision.run)
    if decision.run:
        words = _("Nothing is given back to those who hadn't got their share. It stands in the history.")
        messages.success(request, words)
        return redirect(decision.run)
    messages.success(request, _("Nothing is given back for this meeting. It stands in the history."))
    return redirect("billing:due", organisation)


def _the_reason(meeting: Meeting) -> str:
    """In the network's language: so it stands on the credit notes, unless a person writes it otherwise."""
    with override(meeting.network.language):
        words = {"title": meeting.title, "date": day(meeting.day)}
        return _("The meeting “%(title)s” on %(date)s was cancelled.") % words
