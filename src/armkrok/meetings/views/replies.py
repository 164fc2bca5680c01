"""An answer that came by mail and that a person decides on."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def reply_acceptance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def reply_dismissal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404
