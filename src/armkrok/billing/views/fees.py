from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def this_year(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def fees(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
