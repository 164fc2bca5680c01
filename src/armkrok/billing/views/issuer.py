from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def issuer(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
