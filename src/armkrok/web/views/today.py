from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def today(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def approval(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def refusal(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def question(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def undoing(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def letter_resending(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def letter_settlement(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
