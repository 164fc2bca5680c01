"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def registration(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def swap(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def leaving(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def acceptance(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def answers(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
