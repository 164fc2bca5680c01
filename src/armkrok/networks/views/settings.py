from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def settings(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def settings_group(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def facilitators(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
