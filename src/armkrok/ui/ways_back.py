"""Where a form goes on to when it has been sent."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest, otherwise: str) -> str:
    """The place that the form names as `next`, if it is on a page of ours; else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not wanted.startswith("/"):
        return otherwise
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else otherwise
