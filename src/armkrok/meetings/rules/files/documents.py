"""Documents of office programs are ZIP files with XML: which kind they are, and what they carry besides the text."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from .kinds import DOCUMENTS, Kind, refused
from .pdf import locked_refusal

BEGINS = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the formats of before 2007, and today's when they are locked
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

MOST_ENTRIES = 5000
MOST_UNPACKED = 400 * 1024 * 1024
MOST_TIMES = 100  # so many times its size on disk, from
MANY = 10 * 1024 * 1024  # so many bytes on
MOST_READ = 4 * 1024 * 1024

_MAIN = re.compile(
    rb'ContentType="(application/vnd\.openxmlformats-officedocument\.[\w.]+?)\.main\+xml"', re.IGNORECASE
)
_MACROS = re.compile(
    r"(vbaproject[^/]*\.bin|vbadata\.xml|activex/.*|macrosheets/.*|basic/.*|scripts/.*)\Z", re.IGNORECASE
)
_PROGRAMS = re.compile(
    r"\.(exe|com|dll|scr|msi|jar|class|jse?|mjs|vb[se]|wsf|hta|bat|cmd|ps1|sh|lnk|py|html?|svgz)\Z",
    re.IGNORECASE,
)
_FETCHES = re.compile(
    rb"<Relationship\b(?=[^>]*relationships/(?:attachedTemplate|oleObject|frame|subDocument)\b)"
    rb"(?=[^>]*TargetMode\s*=\s*[\"']External)[^>]*>",
    re.IGNORECASE,
)
_PACKAGER = "Ole10Native".encode("utf-16-le")
# As office programs pack (ISO/IEC 29500-2, ODF 1.3 part 2). Of the other ways zipfile unpacks a whole piece at once,
# however large it becomes.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE = 1024 * 1024


def looked_into(content: bytes) -> tuple[Kind, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _bomb_refusal(packed, len(content))
            kind = _kind(packed)
            _program_refusal(packed)
            if packed.testzip() is not None:
                raise _damaged()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError):
        raise _damaged() from None
    if b"%PDF-" in content[:1024]:
        raise _damaged()
    return kind, content


def _damaged() -> Refusal:
    return refused(_("The document is damaged. Save it anew, and choose it once more."))


def _bomb_refusal(packed: zipfile.ZipFile, size: int) -> None:
    """Before anything is unpacked. The sizes are those that it claims; what claims wrongly is damaged."""
    entries = packed.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or (unpacked > MANY and unpacked > MOST_TIMES * size)
        or sum(entry.compress_size for entry in entries) > size  # entries that lie on top of one another
    ):
        raise refused(_("Unpacked, the file would be far larger than it is. It can't be kept."))
    if any(entry.compress_type not in _PACKED for entry in entries):
        raise _damaged()
    if any(entry.flag_bits & 1 for entry in entries):
        raise locked_refusal()
    if len({entry.filename for entry in entries}) != len(entries):
        raise _damaged()  # two of the same name: one is looked at, and the other is opened


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > MOST_READ:
        raise _damaged()
    return packed.read(name)


def _holds(packed: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    """Piece by piece, since it may be large."""
    end = b""
    with packed.open(name) as part:
        while piece := part.read(_PIECE):
            if wanted in end + piece:
                return True
            end = piece[-len(wanted) :]
    return False


def _kind(packed: zipfile.ZipFile) -> Kind:
    names = set(packed.namelist())
    if "[Content_Types].xml" in names:
        types = _read(packed, "[Content_Types].xml")
        if b"macroenabled" in types.lower():
            raise _macros()
        main = _MAIN.search(types)
        found = DOCUMENTS.get(main[1].decode().lower()) if main else None
    elif "mimetype" in names:
        found = DOCUMENTS.get(_read(packed, "mimetype").decode("ascii", "replace").strip())
        if "META-INF/manifest.xml" in names and b"encryption-data" in _read(packed, "META-INF/manifest.xml"):
            raise locked_refusal()
    else:
        found = None
    if found is None:
        raise refused(
            _(
                "Packed files and templates can't be kept. Choose the files one by one: PDF, docx, xlsx, pptx, odt, ods, odp."
            )
        )
    return found


def _program_refusal(packed: zipfile.ZipFile) -> None:
    for entry in packed.infolist():
        name = entry.filename
        if _MACROS.search(name):
            raise _macros()
        embedded = "embeddings/" in name.lower() or name.lower().endswith(".bin")
        if _PROGRAMS.search(name) or (embedded and _holds(packed, name, _PACKAGER)):
            raise refused(
                _(
                    "The document carries a program or other files inside. Save it as PDF, and choose that one."
                )
            )
        if name.lower().endswith(".rels") and _FETCHES.search(_read(packed, name)):
            raise refused(
                _("The document fetches parts of itself from elsewhere. Save it as PDF, and choose that one.")
            )


def _macros() -> Refusal:
    return refused(
        _("The document has macros. Save it without them (docx, xlsx, pptx) or as PDF, and choose that one.")
    )


def old_refusal(content: bytes) -> Refusal:
    if _ENCRYPTED in content:
        return locked_refusal()
    return refused(
        _(
            "This is an old format that can carry macros. Save it as docx, xlsx, pptx or PDF, and choose that one."
        )
    )
