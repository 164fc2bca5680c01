"""Who does what by when."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def actions(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def action(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def action_completion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404
