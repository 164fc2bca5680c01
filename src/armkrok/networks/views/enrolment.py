from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def enrolment(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404


def receipt(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    raise Http404
