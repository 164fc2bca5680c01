"""What holds for every page, whichever package it is in."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from .views import not_allowed

Answer = Callable[[HttpRequest], HttpResponse]


class NoNullCharacters:
    """No page asks for a null character, and PostgreSQL keeps none: an address with one is answered with 400."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a null character in the address")
        return self.get_response(request)


class NotAllowedInWords:
    """Whoever opens an address that is only sent to reads that, where Django would show an empty page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return not_allowed(request, response.headers.get("Allow", ""))
        return response
