"""A public page that hasn't changed is answered from memory, at the price of one query (quality, "Speed").

Only for strangers: whoever brings a cookie other than the language or the token of a form is never answered from here.
A page is kept under all that it can depend on, and under a mark: the newest entry of the journal, since every act
writes one, and the minute, since hours pass without any act. The mark is read before the page is made, so a page is
never kept under a mark that is newer than itself. What sets a cookie or may not be kept isn't kept.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError

from armkrok.journal.models import newest

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SHARED = re.compile(r"/(networks|meetings)/[\w-]+/\Z")
HARMLESS_COOKIES = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
MOST_PAGES, LONGEST = 500, 200_000
DEPENDS_ON = ("PATH_INFO", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme", "HTTP_ACCEPT_LANGUAGE")
SECONDS = 60


@dataclass(frozen=True)
class Page:
    mark: tuple[int, int]
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Kept:
    """Stands between the web server and Django."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._pages: OrderedDict[tuple, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        mark = _mark() if key else None
        if key is None or mark is None:
            return self._application(environ, start_response)
        page = self._pages.get(key)
        if page is None or page.mark != mark:
            page = self._made(environ, mark)
            if _may_be_shared(page):
                self._keep(key, page)
        else:
            request_finished.send(
                sender=Kept
            )  # as after each request: the connection goes back to where it belongs
        start_response(page.status, list(page.headers))
        return [page.body]

    def _made(self, environ: Environ, mark: tuple[int, int]) -> Page:
        said: list[Any] = []
        answer = self._application(environ, lambda *words: said.extend(words))
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        return Page(mark, said[0], said[1], body)

    def _keep(self, key: tuple, page: Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def _key(environ: Environ) -> tuple | None:
    """All that the page can depend on; None for what isn't shared."""
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ.get("QUERY_STRING")
        or "HTTP_HX_REQUEST" in environ
        or not SHARED.match(environ["PATH_INFO"])
    ):
        return None
    cookies = [
        part.strip().partition("=") for part in environ.get("HTTP_COOKIE", "").split(";") if part.strip()
    ]
    if any(name not in HARMLESS_COOKIES for name, _equals, _value in cookies):
        return None
    language = [value for name, _equals, value in cookies if name == settings.LANGUAGE_COOKIE_NAME]
    return (*(environ.get(name) for name in DEPENDS_ON), *language)


def _mark() -> tuple[int, int] | None:
    """The one query. None when the database doesn't answer: then Django says so."""
    try:
        return newest(), int(time.time()) // SECONDS
    except DatabaseError:
        return None


def _may_be_shared(page: Page) -> bool:
    headers = {name.lower(): value for name, value in page.headers}
    kept_private = re.search("private|no-store", headers.get("cache-control", ""))
    return (
        page.status.startswith("200")
        and "set-cookie" not in headers
        and not kept_private
        and len(page.body) <= LONGEST
    )
