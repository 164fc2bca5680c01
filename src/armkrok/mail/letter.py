"""What a mail says, before it is text or HTML."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


@dataclass(frozen=True)
class Receiver:
    """Somebody to write to, and the language they read."""

    address: str
    language: str = ""
    name: str = ""


@dataclass(frozen=True)
class Attached:
    """A file that goes along: its name as the receiver sees it, what it is, and its bytes."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Letter:
    """A mail as its writer thinks of it: a subject, paragraphs, facts, one thing to do, or several to choose from."""

    subject: str
    paragraphs: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    code: str = ""  # to be typed somewhere, so it stands out
    action: tuple[str, str] | None = None  # what the button says, where it leads
    more_actions: list[tuple[str, str]] = field(default_factory=list)  # what can be chosen instead
    after: list[str] = field(default_factory=list)  # small print below the button
    sender: str = ""  # who signs
    attachments: list[Attached] = field(default_factory=list)

    def as_text(self) -> str:
        return render_to_string("mail/letter.txt", {"letter": self}).strip() + "\n"

    def as_html(self, language: str) -> str:
        return render_to_string("mail/letter.html", {"letter": self, "language": language})


@contextlib.contextmanager
def in_language_of(receiver: Receiver) -> Iterator[str]:
    """Write in the receiver's language, or the installation's where that is unknown."""
    known = receiver.language if receiver.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        yield known
