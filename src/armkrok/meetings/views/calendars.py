"""Calendars that programs read at a secret address: one's own meetings, and those that one runs."""

from django.http import Http404, HttpRequest, HttpResponse

from armkrok.ui.access import signed_in


@signed_in
def calendars(request: HttpRequest) -> HttpResponse:
    raise Http404


@signed_in
def calendar_address(request: HttpRequest, whose: str) -> HttpResponse:
    raise Http404


def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    raise Http404
