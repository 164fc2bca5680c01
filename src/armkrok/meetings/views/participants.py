"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def participants(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def mailing_writing(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def mailing(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
