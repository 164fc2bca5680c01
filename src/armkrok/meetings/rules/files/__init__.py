"""What a file is, by what is in it: never by its name or a browser's word. Bytes in; a `Checked` or a Refusal out.

What can carry a program is refused with a sentence that says what to do instead. Pictures lose what they say of
where and with what they were taken. Nothing is unpacked to a disk, and nothing is opened by a library that draws.
"""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

import filetype
from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from . import documents, pdf, pictures, texts
from .kinds import ALLOWED, MEGABYTE, Kind, refused, unknown
from .names import file_name

__all__ = [
    "ALLOWED",
    "KEPT_AFTER_REMOVAL",
    "MEGABYTE",
    "MOST_FROM_A_GUEST",
    "MOST_PER_MEETING",
    "Checked",
    "Kind",
    "checked",
    "closed_has_no_files_refusal",
    "consent_refusal",
    "file_name",
    "gone_refusal",
    "link_refusal",
    "nothing_refusal",
    "removed_refusal",
    "room_refusal",
    "shared_already_refusal",
    "too_large_refusal",
    "too_many_refusal",
    "why_unshared_refusal",
]

MOST_PER_MEETING = 40  # so many times the largest file
MOST_FROM_A_GUEST = 20  # files and links
LINK_LONGEST = 500
KEPT_AFTER_REMOVAL = dt.timedelta(days=30)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its content as it is kept, and the name that suits it."""

    name: str
    kind: Kind
    content: bytes


def checked(name: str, content: bytes, *, most: int) -> Checked:
    """The file, if it may be kept. `most` is how many bytes at the most.

    Raises Refusal, with the field "file".
    """
    if not content:
        raise refused(_("The file is empty. Choose another one."))
    too_large_refusal(len(content), most=most)
    kind, content = _looked_into(name, content)
    return Checked(file_name(name, kind), kind, content)


def _looked_into(name: str, content: bytes) -> tuple[Kind, bytes]:
    if content.startswith(pdf.BEGINS):
        return pdf.looked_into(content)
    if content.startswith(documents.BEGINS):
        return documents.looked_into(content)
    if content.startswith(documents.OLD):
        raise documents.old_refusal(content)
    found = filetype.guess(content)
    if found is not None and found.mime in pictures.CLEANED:
        return pictures.looked_into(found.mime, content)
    if found is not None:
        raise _not_taken(found.mime)
    return texts.looked_into(name, content)


def _not_taken(media_type: str) -> Refusal:
    sort = media_type.partition("/")[0]
    if sort == "image":
        return refused(
            _("Pictures in this format can't be kept. Save the picture as JPEG or PNG, and choose it anew.")
        )
    if sort in ("video", "audio"):
        return refused(
            _(
                "Films and recordings can't be kept here. Put them where they are shown, and add the link instead."
            )
        )
    if media_type == "application/rtf":
        return texts.rich_refusal()
    return unknown()


def too_large_refusal(size: int, *, most: int) -> None:
    if size > most:
        raise refused(
            _("The file is larger than %(most)s MB. Make it smaller, or add a link to where it lies.")
            % {"most": most // MEGABYTE}
        )


def room_refusal(*, there: int, more: int, most: int) -> None:
    """A meeting's files have a size together, so that nobody fills the disk."""
    if there + more > most * MOST_PER_MEETING:
        raise refused(
            _(
                "The meeting's files take up %(most)s MB together, and that is all the room there is. Add a link instead."
            )
            % {"most": most * MOST_PER_MEETING // MEGABYTE}
        )


def too_many_refusal(there: int) -> None:
    if there >= MOST_FROM_A_GUEST:
        raise refused(
            _("You have left %(most)s already, which is the most. Take one back first.")
            % {"most": MOST_FROM_A_GUEST}
        )


def nothing_refusal(*, file: bool, link: bool) -> None:
    if not file and not link:
        raise refused(_("Choose a file, or write a link."))
    if file and link:
        raise Refusal(_("Leave the file and the link one at a time."), "S20", "link")


def closed_has_no_files_refusal(*, closed: bool) -> None:
    """K21"""
    if closed:
        raise Refusal(
            _("This part of the programme is confidential: nothing is kept of it, no files either."),
            "K21",
            "item",
        )


def consent_refusal(*, is_photograph: bool | None, consent: str) -> None:
    """A photograph of people is shared when they have agreed, and it is written down how. Of a picture somebody says
    whether it is one (None: nobody has)."""
    if is_photograph is None:
        raise Refusal(_("Say whether people can be recognised in the picture."), field="is_photograph")
    if is_photograph and not consent.strip():
        raise Refusal(
            _("Write how those in the picture have agreed to it. Until then it can't be shared."),
            field="consent",
        )


def why_unshared_refusal(why: str) -> None:
    if not why.strip():
        raise Refusal(
            _("Write why it is no longer shared. It is kept in the meeting's history."), field="why"
        )


def link_refusal(link: str) -> None:
    """Only to a page or a file on the web, and without anybody's password in it."""
    try:
        parts = urlsplit(link)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.password
    except ValueError:
        is_one = False
    if not is_one or len(link) > LINK_LONGEST or any(letter.isspace() for letter in link):
        raise Refusal(
            _("This is no link that can be opened. One looks like https://www.example.org/slides."),
            "S20",
            "link",
        )


def shared_already_refusal(*, shared: bool) -> None:
    if shared:
        raise Refusal(_("This has been shared meanwhile. Write to those who run the network."), "S20")


def gone_refusal(*, there: bool) -> None:
    if not there:
        raise Refusal(_("It was removed too long ago: the file is gone."))


def removed_refusal(*, there: bool) -> None:
    if not there:
        raise Refusal(_("Somebody has removed this meanwhile."))
