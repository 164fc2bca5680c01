"""Small real files, made here: what people leave, and what somebody might try."""

import io
import struct
import zipfile
import zlib

PROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIN = {
    "docx": PROCESSING,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def packed(entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def office(
    sort: str = "docx", more: dict[str, bytes | str] | None = None, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN[sort]}"/></Types>'
    )
    return packed(
        {"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", "word/document.xml": "<w/>"}
        | (more or {}),
        method,
    )


def libre(sort: str = "odt", more: dict[str, bytes | str] | None = None) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{ODF[sort]}"
    return packed(
        {"mimetype": mimetype, "content.xml": "<office/>", "META-INF/manifest.xml": "<m/>"} | (more or {})
    )


def pdf(more: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + more + b">>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def pdf_with_packed_objects(objects: bytes) -> bytes:
    stream = zlib.compress(objects)
    head = b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % len(stream)
    return pdf().replace(b"trailer", head + b"stream\n" + stream + b"\nendstream\nendobj\ntrailer")


def _chunk(sort: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + sort + data + struct.pack(">I", zlib.crc32(sort + data))


def png(more: bytes = b"", behind: bytes = b"", size: tuple[int, int] = (1, 1)) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(b"\0\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + more + body + _chunk(b"IEND", b"") + behind


def png_text(words: bytes) -> bytes:
    return _chunk(b"tEXt", b"Comment\0" + words)


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def exif(turned: int, words: bytes = b"56.1572N 10.2107E") -> bytes:
    """As a camera writes it: how to turn the picture, and then where it was taken."""
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + struct.pack("<HHII", 0x010E, 2, len(words), 50)
    tiff += struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0) + struct.pack("<I", 0)
    return _segment(0xE1, b"Exif\0\0" + tiff.ljust(50, b"\0") + words)


def jpeg(more: bytes = b"", behind: bytes = b"", size: tuple[int, int] = (8, 8)) -> bytes:
    """The smallest grey picture that decoders accept."""
    quantisation = _segment(0xDB, b"\0" + b"\x01" * 64)
    frame = _segment(0xC0, b"\x08" + struct.pack(">HH", *size) + b"\x01\x01\x11\0")
    codes = b"\0\x01" + b"\0" * 15 + b"\0"
    tables = _segment(0xC4, b"\0" + codes[1:] + b"") + _segment(0xC4, b"\x10" + codes[1:])
    scan = _segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x3f"
    jfif = _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + more + quantisation + frame + tables + scan + b"\xff\xd9" + behind


def _riff(sort: bytes, data: bytes) -> bytes:
    return sort + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def webp(place: bytes = b"", behind: bytes = b"") -> bytes:
    flags = 0x08 if place else 0
    parts = _riff(b"VP8X", bytes((flags, 0, 0, 0)) + b"\0\0\0" * 2)
    parts += _riff(b"VP8L", b"\x2f\0\0\0\0\x88\x88\x08")
    parts += _riff(b"EXIF", place) if place else b""
    body = b"WEBP" + parts
    return b"RIFF" + struct.pack("<I", len(body)) + body + behind


def bomb(megabytes: int = 60) -> bytes:
    """A document that is small until it is unpacked."""
    return office("docx", {"word/media/image1.bmp": b"\0" * megabytes * 1024 * 1024})


CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
EICAR_LIKE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_OFFICE = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
