"""Who is here: one touch for each, on a phone, with or without a network (S20, A13)."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def attendance(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def attendance_marks(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def attendance_worker(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@signed_in
def check_in(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    raise Http404


@signed_in
def attendance_export(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
