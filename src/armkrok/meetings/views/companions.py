"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def companion(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def companion_calling_off(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def companions(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
