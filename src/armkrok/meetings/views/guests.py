"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def guests(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def guest_calling_off(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
