from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def invoice(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def pdf(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def xml(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
