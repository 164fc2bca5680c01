"""Pages that any package may end on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same answer for what isn't there and for what this person may not see."""
    return render(request, "ui/not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/not_found.html", status=404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Rendered by itself: what was sent may be so wrong that nobody has looked yet who sent it."""
    return render(request, "ui/not_understood.html", status=400)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    """For an address that takes other methods only."""
    response = render(request, "ui/not_allowed.html", status=405)
    response["Allow"] = methods
    return response


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without the mark that shows that it is ours: cookies are off, or it lay open too long."""
    return render(request, "ui/form_expired.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without any query: the database may be what is broken."""
    return render(request, "ui/broken.html", status=500)
