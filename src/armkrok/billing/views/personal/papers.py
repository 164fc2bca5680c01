"""What the links in the mails about invoices open: one invoice, with its paper and its e-invoice, without signing
in."""

import datetime as dt

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock

from ...letters import links as letters
from ...links import TASK, link_to
from ...models import Invoice
from ..invoice import SHOWN, TYPES, file_of, what_it_says


def _mail_link_again(link: PersonalLink, at: dt.datetime) -> None:
    if one := Invoice.objects.filter(pk=link.target).select_related(*SHOWN).first():
        letters.link_again(one, link_to(one, link.person, at=at), at=at)


@task(TASK, renew=_mail_link_again)
def invoice(request: HttpRequest, link: PersonalLink) -> HttpResponseBase:
    """This invoice and no other: what it says and how it stands. There is nothing to send."""
    one = get_object_or_404(Invoice.objects.select_related(*SHOWN), pk=link.target)
    if request.method == "POST":
        return redirect(request.path)
    if (kind := request.GET.get("file", "")) in TYPES:
        return file_of(one, kind)
    return render(request, "billing/personal/invoice.html", what_it_says(one, clock.today()))
