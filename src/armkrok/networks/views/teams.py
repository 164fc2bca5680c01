from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def teams(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def team(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def role_ending(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
