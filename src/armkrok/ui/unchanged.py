"""What programs ask for day and night costs little while it is the same (RFC 9110, 13).

An answer carries two marks in its ETag: what it was made of, and what came out. While what it is made of is the same
it isn't made again; where something has changed that makes no difference, it is made and not sent.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags, parse_http_date_safe

_LENGTH = 20  # of a mark, in letters


def _mark(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:_LENGTH]


def _program() -> str:
    """Another version of the program may write the same differently."""
    ours = Path(__file__).parents[1]
    files = sorted(path for ends in ("*.py", "*.mo") for path in ours.rglob(ends))
    return _mark(*((str(path), path.stat().st_mtime_ns) for path in files))


_PROGRAM = _program()  # once, and before anybody waits for it


def answer(
    request: HttpRequest,
    facts: tuple[object, ...],
    changed_at: dt.datetime | None,
    write: Callable[[], bytes],
    content_type: str,
) -> HttpResponse:
    """What `write` makes, or 304 where whoever asks has it already. `facts` are all that it follows from, as plain
    values; `changed_at` is when one of them last changed."""
    made_of = _mark(_PROGRAM, content_type, *facts)
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    known = next((tag for tag in asked if tag.removeprefix("W/").startswith(f'"{made_of}-')), "")
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", "")) if not asked else None
    if known or (since is not None and changed_at and int(changed_at.timestamp()) <= since):
        return _stamped(HttpResponseNotModified(), known, changed_at)
    body = write()
    came_out = hashlib.sha256(body).hexdigest()[:_LENGTH]
    known = next((tag for tag in asked if tag == "*" or tag.endswith(f'-{came_out}"')), "")
    if known:
        return _stamped(HttpResponseNotModified(), known if known != "*" else "", changed_at)
    response = HttpResponse(body, content_type=content_type)
    return _stamped(response, f'"{made_of}-{came_out}"', changed_at)


def _stamped(response: HttpResponse, tag: str, changed_at: dt.datetime | None) -> HttpResponse:
    if tag:
        response["ETag"] = tag
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    response["Cache-Control"] = "no-cache"  # it may be kept, and is asked for each time
    return response
