from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def payments(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def bank_file(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def payment(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def settlement(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def by_hand(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def undoing(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
