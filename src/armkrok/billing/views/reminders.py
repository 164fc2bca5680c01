"""Reminders of an invoice, held back and let go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in
from armkrok.ui.typed import posted

from .. import paying, reminding
from ..forms.payments import PauseForm
from .payments import invoice_kept_by_me


@signed_in
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody is reminded of this invoice until it is resumed; the reason is kept."""
    invoice = invoice_kept_by_me(request, pk)
    form = PauseForm(posted(request))
    if form.is_valid():
        reminding.pause(invoice, form.cleaned_data["why"], by=this_person(request), at=clock.now())
        messages.success(request, _("Nobody is reminded of invoice %(number)s.") % {"number": invoice.number})
        return redirect("billing:payment_by_hand", pk)
    context = {
        "invoice": invoice,
        "issuer": invoice.issuer,
        "balance": paying.balance([invoice])[invoice.pk],
        "reminders": reminding.standing([invoice], clock.today())[invoice.pk],
        "form": form,
    }
    return render(request, "billing/reminder_pause.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps go on where they stopped."""
    invoice = invoice_kept_by_me(request, pk)
    reminding.resume(invoice, by=this_person(request), at=clock.now())
    messages.success(request, _("Reminders of invoice %(number)s go out again.") % {"number": invoice.number})
    return redirect("billing:payment_by_hand", pk)
