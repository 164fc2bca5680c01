"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    # A view may say that its page lies below another of the main menu than its address does.
    return {
        "DEMO": settings.DEMO,
        "here": getattr(request, "below", request.path),
        "languages": settings.LANGUAGES,
    }
