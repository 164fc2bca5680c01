from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def members(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def member(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def contacts(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def nomination(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def withdrawal(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def ending(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def organisation_networks(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
