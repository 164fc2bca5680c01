"""What is done on every page of somebody who has signed in."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from . import sessions

EVERY_SECONDS = 15 * 60
REMEMBERED = 10_000


def _is_known(request: HttpRequest) -> bool:
    """Whether the page asked who is there, and somebody is. A page that didn't shall not ask for this."""
    session = request.session
    return bool(session.accessed and session.session_key and request.user.is_authenticated)


class NotKept:
    """A page for somebody isn't kept by the browser: the next at the same computer would read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_known(request):
            patch_cache_control(response, private=True, no_store=True)
        return response


class LastSeen:
    """When a session was last used is written down now and then: on every page it would be the slowest part of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._written: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_known(request) and (key := request.session.session_key):
            self._write_down(request, key)
        return response

    def _write_down(self, request: HttpRequest, key: str) -> None:
        now = time.monotonic()
        if now - self._written.get(key, -EVERY_SECONDS) < EVERY_SECONDS:
            return
        if len(self._written) >= REMEMBERED:
            self._written.clear()
        self._written[key] = now
        sessions.note_use(request)
