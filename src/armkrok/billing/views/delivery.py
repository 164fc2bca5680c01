"""An invoice goes another way than it was to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import delivering
from ..models import Channel, Invoice, Issuer
from ..rules import Refusal


@signed_in
@require_POST
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """The issuer's staff send it by mail, try again, or say that they have sent it themselves."""
    person = this_person(request)
    kept = Issuer.objects.kept_by(person, clock.today())
    invoice = get_object_or_404(Invoice, pk=pk, issuer__in=kept.values("pk"))
    channel = request.POST.get("channel", "")
    if channel not in Channel.values:
        messages.error(request, _("Please say which way it shall go."))
        return redirect(invoice)
    try:
        made = delivering.send_otherwise(invoice, channel, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        said = {
            Channel.ACCESS_POINT: _("It is tried again within minutes."),
            Channel.MAIL: _("It goes by mail to %(address)s.") % {"address": made.to_address},
            Channel.DOWNLOAD: _("Noted: you have sent it yourself."),
        }
        messages.success(request, said[Channel(made.channel)])
    return redirect(invoice)
