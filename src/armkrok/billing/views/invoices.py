from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def issuers(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404


def invoices(request: HttpRequest, **more: Any) -> HttpResponse:
    raise Http404
