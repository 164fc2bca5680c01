"""An answer that came by mail and that a person decides on: whose it is, nobody else can know."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from armkrok.accounts.who import this_person
from armkrok.journal import clock
from armkrok.ui.access import signed_in

from .. import doubting
from ..models import CalendarReply, Outcome
from ..registering import ExtraSeat
from ..rules import Refusal
from .host import run_by_me
from .participants import back_to

Decide = Callable[..., CalendarReply]


@signed_in
@require_POST
def reply_acceptance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """It is their answer: the same is done as if they had given it on the page."""
    return _decide(request, slug, pk, doubting.take_as_answer)


@signed_in
@require_POST
def reply_dismissal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """It isn't, or nothing follows from it."""
    return _decide(request, slug, pk, doubting.put_aside)


def _decide(request: HttpRequest, slug: str, pk: int, decide: Decide) -> HttpResponse:
    meeting = run_by_me(request, slug)
    replies = CalendarReply.objects.filter(entry__meeting=meeting).select_related(
        "entry__person", "entry__meeting"
    )
    reply = get_object_or_404(replies, pk=pk)
    name = {"name": reply.entry.person.name}
    try:
        decided = decide(reply, by=this_person(request), at=clock.now())
    except ExtraSeat as extra:
        # Whoever registers somebody sees the price there, and confirms it.
        messages.error(request, f"{extra} {extra.price}")
    except Refusal as no:
        messages.error(request, str(no))
    else:
        said = (
            _("It is taken as the answer of %(name)s.")
            if decided.outcome == Outcome.FOLLOWED
            else _("The answer in the name of %(name)s is put aside.")
        )
        messages.success(request, said % name)
    return redirect(back_to(request, meeting))
