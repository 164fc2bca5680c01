"""Pictures are kept without what they say besides the picture: where, when, by whom and with what it was taken, small
copies of an uncut picture, and whatever hangs on behind the end. How the picture is to be turned stays.

Their parts are stepped through as the formats say (ISO/IEC 10918-1, ISO/IEC 15948, RIFF); nothing is drawn.
"""

import struct
import zlib
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from .kinds import JPEG, PNG, WEBP, Kind, refused

MOST_PIXELS = 150_000_000  # a picture that is small on disk and fills a reader's memory


def looked_into(media_type: str, content: bytes) -> tuple[Kind, bytes]:
    kind, clean = CLEANED[media_type]
    try:
        return kind, clean(content)
    except (struct.error, IndexError, ValueError):
        raise _damaged() from None


def _damaged() -> Refusal:
    return refused(_("The picture is damaged. Save it anew, and choose it once more."))


def _size_refusal(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise refused(_("The picture has too many pixels. Make it smaller, and choose it anew."))


# --- JPEG -----------------------------------------------------------------------------------------------

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ICC = b"ICC_PROFILE\0"
_DROPPED = {*range(0xE1, 0xF0), 0xFE}  # Exif, XMP, IPTC, maker's notes, comments


def _jpeg(content: bytes) -> bytes:
    kept, at, turned, framed = [b"\xff\xd8"], 2, 1, False
    while True:
        if content[at] != 0xFF:
            raise _damaged()
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        at += 1
        if marker == _EOI:
            break
        if marker in _ALONE:
            kept.append(bytes((0xFF, marker)))
            continue
        (length,) = struct.unpack_from(">H", content, at)
        part = content[at + 2 : at + length]
        if length < 2 or len(part) != length - 2 or marker == _SOI:
            raise _damaged()
        whole = bytes((0xFF, marker)) + content[at : at + length]
        at += length
        if marker == 0xE1 and part.startswith(b"Exif\0\0"):
            turned = _turned(part[6:])
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", part, 1)
            _size_refusal(width, height)
            framed = True
        if marker not in _DROPPED or (marker == 0xE2 and part.startswith(_ICC)) or marker == 0xEE:
            kept.append(whole)
        if marker == _SOS:
            ends = _end_of_scan(content, at)
            kept.append(content[at:ends])
            at = ends
    if not framed:
        raise _damaged()
    if turned != 1:
        kept.insert(1, _says_how_to_turn(turned))
    return b"".join(kept) + b"\xff\xd9"


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that isn't part of the picture's data."""
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or following in _ALONE:
            at += 2
        else:
            return at


def _turned(tiff: bytes) -> int:
    """Exif's orientation, 1 to 8: without it photographs from a phone lie on their side."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (number,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(min(number, 200)):
            tag, sort, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == 0x0112 and sort == 3:
                return value if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _says_how_to_turn(turned: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    part = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part


# --- PNG ------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"dSIG"}


def _png(content: bytes) -> bytes:
    kept, at, first = [_PNG], len(_PNG), True
    while True:
        length, sort = struct.unpack_from(">I4s", content, at)
        whole = content[at : at + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise _damaged()
        if first:
            if sort != b"IHDR":
                raise _damaged()
            _size_refusal(*struct.unpack_from(">II", whole, 8))
            first = False
        if sort not in _PNG_DROPPED:
            kept.append(whole)
        at += 12 + length
        if sort == b"IEND":
            return b"".join(kept)


# --- WebP -----------------------------------------------------------------------------------------------

_EXIF_AND_XMP = 0x08 | 0x04  # the bits in the head that say that they follow


def _webp(content: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", content, 4)
    ends, at, kept, drawn = 8 + length, 12, [], False
    if ends > len(content):
        raise _damaged()
    while at < ends:
        sort, size = struct.unpack_from("<4sI", content, at)
        whole = content[at : at + 8 + size + size % 2]
        if len(whole) < 8 + size:
            raise _damaged()
        if sort == b"VP8X":
            wide, high = (int.from_bytes(whole[start : start + 3], "little") + 1 for start in (12, 15))
            _size_refusal(wide, high)
            whole = whole[:8] + bytes((whole[8] & ~_EXIF_AND_XMP,)) + whole[9:]
        if sort in (b"VP8 ", b"VP8L", b"ANMF"):
            drawn = True
        if sort not in (b"EXIF", b"XMP "):
            kept.append(whole)
        at += len(whole)
    if not drawn:
        raise _damaged()
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


CLEANED: dict[str, tuple[Kind, Callable[[bytes], bytes]]] = {
    "image/jpeg": (JPEG, _jpeg),
    "image/png": (PNG, _png),
    "image/apng": (PNG, _png),
    "image/webp": (WEBP, _webp),
}
