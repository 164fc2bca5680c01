"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    return {"DEMO": settings.DEMO, "here": request.path, "languages": settings.LANGUAGES}
