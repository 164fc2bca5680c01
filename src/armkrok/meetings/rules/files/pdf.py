"""A PDF is a document here, and not a program: none that runs something, starts something or carries other files.

It is looked at without being drawn: all that isn't a stream, and the streams that hold objects. Names are read with
their #xx written out. That isn't a proof that a PDF is harmless; it is served as a file to fetch and never shown by us.
"""

import re
import zlib

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from .kinds import PDF, Kind, refused

BEGINS = b"%PDF-"
_STREAM = re.compile(rb"stream(?:\r\n?|\n)(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_OF_NAME = rb"(?=[\s/<>\[\](){}%]|\Z)"
_RUNS = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)" + _END_OF_NAME
)
_LOCKED = re.compile(rb"/Encrypt" + _END_OF_NAME)
_OBJECTS = re.compile(rb"/ObjStm" + _END_OF_NAME)
_TAIL = 1024  # readers look for the end in the last kilobyte
MOST_UNPACKED = 64 * 1024 * 1024


def looked_into(content: bytes) -> tuple[Kind, bytes]:
    ends = content.rfind(b"%%EOF")
    if ends < 0 or len(content) - ends > _TAIL:
        raise refused(_("The PDF is damaged or cut off. Save it anew, and choose it once more."))
    outside, at, room = [], 0, MOST_UNPACKED
    for stream in _STREAM.finditer(content):
        head = _written_out(content[at : stream.start()])
        outside.append(head)
        at = stream.end()
        # Wherever it says so: an "obj" can stand in the middle of an object as well.
        if _OBJECTS.search(head):
            unpacked = _unpacked(stream[1], room)
            room -= len(unpacked)
            outside.append(_written_out(unpacked))
    outside.append(_written_out(content[at:]))
    seen = b"\n".join(outside)
    if _LOCKED.search(seen):
        raise locked_refusal()
    if _RUNS.search(seen):
        raise refused(
            _("The PDF carries a program or other files inside. Print it to a new PDF, and choose that one.")
        )
    return PDF, content


def _written_out(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), part)


def _unpacked(stream: bytes, room: int) -> bytes:
    """Objects are packed with deflate. What is packed otherwise, or doesn't end, isn't taken."""
    packed = zlib.decompressobj()
    try:
        unpacked = packed.decompress(stream, max(1, room))
    except zlib.error:
        raise refused(_("The PDF is damaged or cut off. Save it anew, and choose it once more.")) from None
    if packed.unconsumed_tail:
        raise refused(_("Unpacked, the file would be far larger than it is. It can't be kept."))
    if not packed.eof:  # an "endstream" in the middle would hide the rest
        raise refused(_("The PDF is damaged or cut off. Save it anew, and choose it once more."))
    return unpacked


def locked_refusal() -> Refusal:
    return refused(_("The file is locked with a password. Save it without one, and choose it anew."))
