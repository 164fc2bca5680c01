"""Who may open a page. What somebody may do is asked of the user, and answered from facts by networks.standing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]


def _page_before(request: HttpRequest) -> str:
    """The page of ours that a form or a button stood on."""
    before = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    ours = before.netloc == request.get_host() and before.path.startswith("/")
    ours = ours and not before.path.startswith("//")  # which would be another host
    return before._replace(scheme="", netloc="", fragment="").geturl() if ours else "/"


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """An address that is only sent to, or only answers with a part, is no place to come back to."""
    htmx = bool(cast("Any", request).htmx)
    looked_at = request.method in ("GET", "HEAD") and not htmx
    answer = redirect_to_login(request.get_full_path() if looked_at else _page_before(request))
    response = HttpResponseClientRedirect(answer.url) if htmx else answer
    patch_vary_headers(response, ["HX-Request"])
    return response


def signed_in(view: View) -> View:
    """Strangers are asked to sign in, and come back to the page that they were on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def only(permission: str) -> Callable[[View], View]:
    """Strangers are asked to sign in; who lacks the permission is told that there is nothing here."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate
