from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def due(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def runs(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def run(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
