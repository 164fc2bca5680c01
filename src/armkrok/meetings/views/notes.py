"""What was said, item by item, from draft to shared (S5, K21, K27)."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def notes_summary(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def notes_approval(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def notes_sharing(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def notes_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def take_home(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
