"""The one address of all personal links."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.ui.views import not_found

from ..limits import limited
from ..links import Renew, only_reading, task_of
from ..models import LinkRefusal, PersonalLink
from ..renewing import renew

# Guessing a token is hopeless; this spares the database those who try.
UNKNOWN_TOKENS = "30/10m/ip"
RENEWALS = "10/h/ip"


@require_http_methods(["GET", "HEAD", "POST"])
def personal_link(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        link = PersonalLink.objects.open(token, clock.now())
        task = task_of(link)
        if task is None:
            raise LinkRefusal("ended", link)
    except LinkRefusal as refusal:
        return _private(_refused(request, token, refusal))
    with translation.override(_language_for(request, link.person)):
        if request.method == "POST":
            return _private(task.view(request, link))
        with only_reading():
            return _private(task.view(request, link))


@require_POST
def renewal(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page after it is the same whether a letter left now, left a minute ago, or had nowhere to go."""
    limited(request, "accounts.link.renewal", RENEWALS)
    at = clock.now()
    try:
        PersonalLink.objects.open(token, at)
    except LinkRefusal as refusal:
        mail_anew = _renews(refusal)
        if refusal.link is None or mail_anew is None:
            return _private(_refused(request, token, refusal))
        renew(refusal.link, mail_anew, at=at)
        with translation.override(_language_for(request, refusal.link.person)):
            return _private(render(request, "accounts/link_renewed.html"))
    return _private(redirect("accounts:personal_link", token))


def _refused(request: HttpRequest, token: str, refusal: LinkRefusal) -> HttpResponse:
    if refusal.link is None:
        limited(request, "accounts.link.unknown", UNKNOWN_TOKENS)
        return not_found(request)
    page = {"reason": refusal.reason, "renews": _renews(refusal) is not None, "token": token}
    with translation.override(_language_for(request, refusal.link.person)):
        return render(request, "accounts/link_refused.html", page, status=410)


def _renews(refusal: LinkRefusal) -> Renew | None:
    if refusal.reason != "ended" or refusal.link is None:
        return None
    task = task_of(refusal.link)
    return task.renew if task else None


def _language_for(request: HttpRequest, person: Person) -> str:
    """The one chosen in this browser, else the one that the person's mails come in."""
    chosen = translation.get_language() or settings.LANGUAGE_CODE
    return chosen if settings.LANGUAGE_COOKIE_NAME in request.COOKIES else person.language or chosen


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The address is a secret: other sites don't hear it, nobody keeps the page, no search engine lists it."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response
