from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def credit(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def suggestion(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
