"""What the link in a mail about an action opens: this one action, to tick off without signing in (K27, K35)."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from armkrok.accounts.links import task
from armkrok.accounts.models import PersonalLink
from armkrok.journal import clock

from ... import acting
from ...models import Action
from ...rules import Refusal


def _mail_again(link: PersonalLink, at: dt.datetime) -> None:
    acting.tell_again(link, at)


@task(acting.TASK, renew=_mail_again)
def action(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What I am to do, by when; one press says that it is done, and one that it isn't after all."""
    shown = get_object_or_404(Action.objects.shown().select_related(*acting.WITH), pk=link.target)
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "undo":
                acting.reopen(shown, by=link.person, at=clock.now())
                messages.success(request, _("It is open again."))
            else:
                acting.complete(shown, by=link.person, at=clock.now())
                messages.success(request, _("Thank you. It is ticked off."))
            return redirect(request.path)
        except Refusal as no:
            refusal = str(no)
    context = {
        "action": shown,
        "meeting": shown.meeting,
        "network": shown.meeting.network,
        "mine": acting.is_responsible(shown, link.person, clock.today()),
        "refusal": refusal,
    }
    return render(request, "meetings/personal/action.html", context, status=422 if refusal else 200)
