"""Stepping in as somebody, and the mailbox of a demo in which nothing leaves."""

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from armkrok.accounts.models import User
from armkrok.directory.models import Person
from armkrok.ui.ways_back import page_before

from .cast import CAST
from .letters import in_the_mailbox, leaves_at, matching, readers
from .told import told

PER_PAGE = 100


def _onwards(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(page_before(request, "/"))


@require_POST
def stepping_in(request: HttpRequest, name: str) -> HttpResponse:
    """From now on one is this member of the cast."""
    if name not in CAST:
        raise Http404
    person = Person.objects.with_email(CAST[name].email)
    if person is None:
        raise Http404
    login(request, User.objects.for_person(person), backend=settings.AUTHENTICATION_BACKENDS[0])
    return _onwards(request)


@require_POST
def stepping_out(request: HttpRequest) -> HttpResponse:
    """From now on one is a stranger."""
    logout(request)
    return _onwards(request)


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    reader, words = request.GET.get("to", "").strip(), request.GET.get("q", "").strip()
    letters = matching(in_the_mailbox(reader), words).defer("html", "text", "calendar")
    page = Paginator(letters, PER_PAGE).get_page(request.GET.get("page"))
    for letter in page:
        letter.leaves_at = leaves_at(letter)  # type: ignore[attr-defined]
    return render(
        request,
        "demo/mailbox.html",
        {"letters": page, "readers": readers(), "reader": reader, "words": words},
    )


@require_GET
@csp_update({"frame-src": ["'self'"]})
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter with its headers, its text, and its HTML in a frame of its own."""
    this = get_object_or_404(in_the_mailbox(), pk=pk)
    thread = in_the_mailbox(this.to_address).filter(thread=this.thread).defer("html", "text", "calendar")
    return render(
        request,
        "demo/letter.html",
        {
            "letter": this,
            "leaves_at": leaves_at(this),
            "told": told(this),
            "attachments": this.attachments.annotate(size=Length("content")).defer("content"),
            "sender": settings.DEFAULT_FROM_EMAIL,
            "thread": thread.order_by("created_at", "pk"),
        },
    )


@require_GET
@xframe_options_sameorigin
@csp_replace(
    {
        "script-src": ["'none'"],
        "connect-src": ["'none'"],
        "font-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],  # a mail carries its looks in its tags; nothing else may run here
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": [
            "allow-popups",
            "allow-popups-to-escape-sandbox",
            "allow-top-navigation-by-user-activation",
        ],
    }
)
def letter_body(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part as it was written. Its links open in the window around it."""
    this = get_object_or_404(in_the_mailbox(), pk=pk)
    return HttpResponse(this.html.replace("<head>", '<head><base target="_top">', 1))


@require_GET
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry as it goes with the letter, for a calendar program of one's own."""
    this = get_object_or_404(in_the_mailbox().exclude(calendar=""), pk=pk)
    return HttpResponse(
        this.calendar.encode(),
        content_type=f"text/calendar; charset=utf-8; method={this.calendar_method}",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


@require_GET
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file that goes with the letter; always saved, never opened in the page."""
    this = get_object_or_404(in_the_mailbox(), pk=pk)
    found = get_object_or_404(this.attachments, pk=file)
    disposition = content_disposition_header(True, found.name) or "attachment"
    return HttpResponse(
        bytes(found.content),
        content_type=found.content_type,
        headers={"Content-Disposition": disposition},
    )
