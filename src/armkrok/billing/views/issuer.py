"""What stands on an organisation's invoices: said once, by whoever works for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.who import this_person
from armkrok.directory.models import Organisation
from armkrok.journal import clock
from armkrok.networks.models import Team
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import issuers
from ..forms.issuer import ACCOUNTS, IssuerForm
from ..models import Issuer
from .payments import below_invoices


@signed_in
def issuer(request: HttpRequest, organisation: int) -> HttpResponse:
    person, today = this_person(request), clock.today()
    works_for = Team.objects.of(person, today).values("organisation")
    of = get_object_or_404(Organisation.objects.standing().filter(pk__in=works_for), pk=organisation)
    below_invoices(request, of.pk)
    known = Issuer.objects.filter(organisation=of).first()
    start = {
        "legal_name": of.official_name or of.name,
        "registration_number": of.registration_number,
        "e_address_scheme": of.e_address_scheme,
        "e_address": of.e_address,
    }
    form = IssuerForm(
        posted(request),
        instance=known or Issuer(organisation=of),
        initial={} if known else start,
        country=of.country,
    )
    if form.is_valid():
        issuers.change(of, form.cleaned_data, by=person, at=clock.now())
        messages.success(request, _("Saved. Invoices that have been issued stay as they are."))
        return redirect("billing:issuer", of.pk)
    context = {"issuer": known, "organisation": of, "form": form, "groups": _groups(form)}
    return render(request, "billing/issuer.html", context, status=422 if form.errors else 200)


def _groups(form: IssuerForm) -> list[tuple[str, list]]:
    """The fields in their groups, each with its heading."""
    groups = [
        (_("Who sends the invoices"), ["legal_name", "street", "street_more", "postal_code", "city"]),
        (
            _("Numbers"),
            ["registration_number", "vat_number", "f_tax", "e_address_scheme", "e_address", "number_prefix"],
        ),
        (_("Whom to ask"), ["contact_name", "contact_email", "contact_phone"]),
        (_("How to pay"), ["payment_kind", "account", "bank", "terms_days"]),
        (_("Delivery and reminders"), ["channel", "reminder_days"]),
        (_("Bookkeeping"), ACCOUNTS),
    ]
    return [(title, [form[name] for name in names if name in form.fields]) for title, names in groups]
