"""A member's own page: its fees this year with what they follow from, its invoices, and where they are sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import due, readers, stands
from ..models import Invoice

MOST = 200  # of one member: decades


@signed_in
@require_safe
def invoices(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For whoever speaks for the member, or did when it left; its contact; those who run the network or send its
    invoices."""
    person, on = this_person(request), clock.today()
    mine = readers.reads_of(person, on)
    related = ("network__team__organisation", "network__invoicer", "organisation", "professional_contact")
    enrolment = get_object_or_404(mine.select_related(*related), network__slug=slug, pk=pk)
    network = enrolment.network
    year = network.year(on)
    # Where another organisation sends the network's invoices now, each reads its own.
    visible = Invoice.objects.visible_to(person, on).filter(enrolment=enrolment)
    found = visible.select_related("organisation", "network", "issuer").defer("said")
    rows = stands.rows(found.order_by("-issued_on", "-year", "-serial")[:MOST], on)
    context = {
        "enrolment": enrolment,
        "network": network,
        "organisation": enrolment.organisation,
        "year": year,
        "fees": next(iter(due.fees(network, year, on=on, only=[enrolment])), None),
        "rows": rows,
        "issuer": rows[0].invoice.issuer if rows else None,
    }
    return render(request, "billing/member_invoices.html", context)
