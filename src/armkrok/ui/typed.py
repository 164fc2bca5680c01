"""What people and programs send that no form has looked at."""

from django.http import HttpRequest, QueryDict


def whole_number(text: str | None) -> int | None:
    """The number that was sent, or None: "²" and a hundred digits are none that we could have written."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def plain(text: str) -> str:
    """Text as it is kept: line ends as one character, nothing before or after, no null character."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
