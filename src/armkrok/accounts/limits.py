"""How often somebody may try. Counted in the cache that all processes share; addresses are kept as hashes there.

    limited(request, "networks.application", "10/h/ip")
    limited(request, "accounts.code", "5/15m/key", key=address)
    limited(request, "accounts.code.here", "5/15m/key", key=with_computer(request, address))

Call it before anything is read or written, and outside a transaction: a count must not be undone with the rest.
"""

from http import HTTPStatus

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class TooMany(ImmediateHttpResponse):
    """Too many attempts. Uncaught, it becomes the page that says so (429)."""


def limited(request: HttpRequest, action: str, rate: str, *, key: str | None = None) -> None:
    """Count one attempt, and raise TooMany when there were too many.

    `rate` is how many per how long by what: "20/10m/ip", "5/d/key", or several with commas between them. "ip" is the
    computer that asks, "key" is what is tried at (an address, a network), whoever asks.
    """
    counted = ratelimit.consume(
        request, app="armkrok", action=action, config={action: rate}, key=key, limit_get=True
    )
    if not counted:
        raise TooMany(too_many(request))


def with_computer(request: HttpRequest, key: str) -> str:
    """A key for what this computer tries at, whatever others try at the same."""
    return f"{ratelimit.get_ip(request)} {key}"


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "accounts/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "600"
    return response
