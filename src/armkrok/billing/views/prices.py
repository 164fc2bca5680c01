from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def prices(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def price(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def dropping(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
