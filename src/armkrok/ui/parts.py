"""A page, or a named part of it for htmx to put in place."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_part(request: HttpRequest, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The whole template, or `{% partialdef part %}` of it when htmx asks for the same address."""
    htmx = cast("Any", request).htmx
    whole = not htmx or htmx.history_restore_request
    response = render(request, template if whole else f"{template}#{part}", context)
    patch_vary_headers(response, ["HX-Request"])  # else the browser may show the part as the page
    return response
