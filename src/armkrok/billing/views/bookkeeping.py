from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def bookkeeping(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
