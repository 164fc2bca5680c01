from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def network_opening(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def publication(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
