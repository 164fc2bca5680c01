"""What runs now and what comes next, on the day itself."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def now(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def delay(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
