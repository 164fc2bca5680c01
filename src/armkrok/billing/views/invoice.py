"""One invoice or credit note: what stands in it, where it stands, what has happened; its paper and its e-invoice."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import delivering, money, paper, paying, readers, reminding, stands
from ..chronicle import chronicle
from ..letters.reminders import payment_facts
from ..models import Invoice, Issuer, Paper
from .credits import can_be_anew

SHOWN = ["issuer__organisation", "organisation", "network", "enrolment__professional_contact", "credits"]


@signed_in
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who may see it reads what it says and how it stands; those who keep it act and read its history."""
    person, on = this_person(request), clock.today()
    one = get_object_or_404(Invoice.objects.visible_to(person, on).select_related(*SHOWN, "issued_by"), pk=pk)
    keeps = Issuer.objects.kept_by(person, on).filter(pk=one.issuer_id).exists()
    context = what_it_says(one, on) | {"keeps": keeps, "to_invoice": True}
    context["reads_all"] = readers.reads_of(person, on).filter(pk=one.enrolment_id).exists()
    if keeps:
        context |= {"chronicle": chronicle(one)}
        if one.is_credit:
            context["can_be_anew"] = can_be_anew(one)
        else:
            context["reminders"] = reminding.standing([one], on)[one.pk]
    return render(request, "billing/invoice.html", context)


def what_it_says(one: Invoice, on: dt.date) -> dict[str, Any]:
    """What an invoice's page shows to everybody who may open it: also behind a personal link."""
    lines = list(one.lines.order_by("position"))
    row = stands.rows([one], on)[0]
    document = one.document if one.said else None
    return {
        "invoice": one,
        "issuer": one.issuer,
        "network": one.network,
        "document": document,
        "lines": lines,
        "totals": money.totals(lines),
        "row": row,
        "balance": row.balance,
        "stand": row.stand,
        "overdue": row.balance.overdue(on),
        "allocations": [] if one.is_credit else paying.of(one),
        "credit_notes": list(one.credit_notes.defer("said").order_by("pk")),
        "carried": delivering.carried(one),
        "how_to_pay": payment_facts(document.payment) if document and not one.is_credit else [],
        "has_paper": Paper.objects.filter(invoice=one).exists(),
    }


# --- files ----------------------------------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Invoice:
    return get_object_or_404(Invoice.objects.visible_to(this_person(request), clock.today()), pk=pk)


@signed_in
@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return file_of(_visible(request, pk), "pdf")


@signed_in
@require_safe
def xml(request: HttpRequest, pk: int) -> HttpResponse:
    return file_of(_visible(request, pk), "xml")


TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


def file_of(one: Invoice, kind: str) -> HttpResponse:
    """As it was issued, called after its number. No browser keeps it: the next at the same computer would read it."""
    made = get_object_or_404(Paper.objects.only(kind), invoice=one)
    response = HttpResponse(bytes(getattr(made, kind)), content_type=TYPES[kind])
    name = paper.name_of(one.number, kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    patch_cache_control(response, private=True, no_store=True)
    return response
