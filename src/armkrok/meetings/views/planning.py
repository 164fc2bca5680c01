"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def meetings(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def planning(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def editing(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def publication(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def publication_ending(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def invitations(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def cancellation(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def rescheduling(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def holding(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def warning_reason(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
