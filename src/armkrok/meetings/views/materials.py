"""Files and links of a meeting, and who may see them (S20, K10, K21)."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def materials(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def material_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def material_sharing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404


@signed_in
def material_removal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    raise Http404
