"""Behind the link: whoever takes care of a member's invoices says where they go."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.networks.models import Enrolment

from ... import asking
from ...letters.questions import reason
from ..invoicing import take


def _enrolment(link: PersonalLink) -> Enrolment:
    rows = Enrolment.objects.select_related(
        "network__team__organisation", "organisation", "professional_contact"
    )
    return get_object_or_404(rows, pk=link.target)


def _mail_again(link: PersonalLink, at: dt.datetime) -> None:
    if _enrolment(link).state in asking.INVOICED:
        asking.ask_again(link, at=at)


@task(asking.TASK, renew=_mail_again)
def invoicing(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """A short form, checked at once; then what is stored is shown, and can still be changed."""
    enrolment = _enrolment(link)
    open_before = asking.open_questions([enrolment.pk])
    sent = take(request, enrolment, by=link.person, asked=True)
    if sent.done:
        if open_before and not asking.open_questions([enrolment.pk]):
            messages.success(request, _("Thank you. It is saved, and whoever asked has been told."))
        else:  # it was known before, and is said differently now
            messages.success(request, _("Saved. Invoices from now on use it."))
        return redirect(request.path)
    faults = asking.faults(enrolment)
    context = {
        "enrolment": enrolment,
        "network": enrolment.network,
        "organisation": enrolment.organisation,
        "invoiced": enrolment.state in asking.INVOICED,
        "faults": [reason(fault, enrolment) for fault in faults],
        "sent": sent,
        "form": sent.form,
        "link": link,
    }
    return render(request, "billing/personal/invoicing.html", context, status=sent.status)
