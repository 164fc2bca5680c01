from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def pause(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def resumption(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
