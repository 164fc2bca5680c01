"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def hosts(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def offer(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def offer_answer(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def offer_withdrawal(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def host(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404


def host_removal(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
