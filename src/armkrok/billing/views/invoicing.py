from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def invoicing(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def question(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def packages(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
