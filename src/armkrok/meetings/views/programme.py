"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def programme(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def items(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def item(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def item_position(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def item_length(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def item_removal(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def copying(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def template(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
