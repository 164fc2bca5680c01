"""The kinds of files that can be kept."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Kind:
    media_type: str
    endings: tuple[str, ...]  # the first is the one that a file gets that has none of them

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = Kind("application/pdf", ("pdf",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"))
PNG = Kind("image/png", ("png",))
WEBP = Kind("image/webp", ("webp",))
TEXT = Kind("text/plain", ("txt", "md"))
TABLE = Kind("text/csv", ("csv",))
CALENDAR = Kind("text/calendar", ("ics",))
DOCUMENTS = {
    kind.media_type: kind
    for kind in (
        Kind(f"{_OFFICE}wordprocessingml.document", ("docx",)),
        Kind(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
        Kind(f"{_OFFICE}presentationml.presentation", ("pptx",)),
        Kind(f"{_OFFICE}presentationml.slideshow", ("ppsx",)),
        Kind(f"{_ODF}text", ("odt",)),
        Kind(f"{_ODF}spreadsheet", ("ods",)),
        Kind(f"{_ODF}presentation", ("odp",)),
    )
}
ALLOWED = [PDF, JPEG, PNG, WEBP, *DOCUMENTS.values(), TEXT, TABLE, CALENDAR]


def refused(words: str | Promise) -> Refusal:
    return Refusal(words, "S20", "file")


def unknown() -> Refusal:
    return refused(
        _(
            "This kind of file can't be kept. What can be kept: PDF, pictures (JPEG, PNG, WebP), documents of Word, "
            "Excel, PowerPoint and LibreOffice without macros, and plain text."
        )
    )
