"""A stub, to be written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def questions(request: HttpRequest, **parts: Any) -> HttpResponse:
    raise Http404
