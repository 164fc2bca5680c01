"""When a session was last used, written down now and then: a write on every page would be the slowest part of it."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import sessions

EVERY_SECONDS = 15 * 60
REMEMBERED = 10_000


class LastSeen:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._written: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A page that didn't ask who is there shall not ask for this.
        if request.session.accessed and request.session.session_key and request.user.is_authenticated:
            self._write_down(request, request.session.session_key)
        return response

    def _write_down(self, request: HttpRequest, key: str) -> None:
        now = time.monotonic()
        if now - self._written.get(key, -EVERY_SECONDS) < EVERY_SECONDS:
            return
        if len(self._written) >= REMEMBERED:
            self._written.clear()
        self._written[key] = now
        sessions.note_use(request)
