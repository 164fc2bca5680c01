"""What is printed for the day, and the certificate that somebody was there."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def paper(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    raise Http404


@signed_in
def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
