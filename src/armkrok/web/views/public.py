from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def networks(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def network(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def dates(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
