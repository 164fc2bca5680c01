"""What a file is, by what is in it (quality, "It keeps out": uploads checked by content; S20)."""

import tracemalloc
import zipfile
import zlib

import pytest

from armkrok.meetings.rules import Refusal
from armkrok.meetings.rules.files import checked
from tests.meetings import samples as a

MOST = 25 * 1024 * 1024


def look(name: str, content: bytes) -> tuple[str, str]:
    found = checked(name, content, most=MOST)
    return found.name, found.kind.media_type


@pytest.mark.parametrize(
    ("name", "content", "called", "media_type"),
    [
        ("Slides.pdf", a.pdf(), "Slides.pdf", "application/pdf"),
        (
            "Referat.docx",
            a.office("docx"),
            "Referat.docx",
            f"application/{'vnd.openxmlformats-officedocument'}.wordprocessingml.document",
        ),
        (
            "Tal.xlsx",
            a.office("xlsx"),
            "Tal.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "Oplæg.pptx",
            a.office("pptx"),
            "Oplæg.pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            "Oplæg.ppsx",
            a.office("ppsx"),
            "Oplæg.ppsx",
            "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        ),
        ("a.odt", a.libre("odt"), "a.odt", "application/vnd.oasis.opendocument.text"),
        ("a.ods", a.libre("ods"), "a.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.odp", a.libre("odp"), "a.odp", "application/vnd.oasis.opendocument.presentation"),
        ("hal.png", a.png(), "hal.png", "image/png"),
        ("hal.jpeg", a.jpeg(), "hal.jpeg", "image/jpeg"),
        ("hal.webp", a.webp(), "hal.webp", "image/webp"),
        ("ord.txt", "Blåbærgrød".encode(), "ord.txt", "text/plain"),
        ("ord.txt", "Blåbærgrød".encode("latin-1"), "ord.txt", "text/plain"),
        ("tal.csv", "Kommune;Haller\nKøge;-3\n".encode("utf-8-sig"), "tal.csv", "text/csv"),
        ("dato.ics", a.CALENDAR, "dato.ics", "text/calendar"),
    ],
)
def test_what_can_be_kept(name: str, content: bytes, called: str, media_type: str) -> None:
    assert look(name, content) == (called, media_type)


@pytest.mark.parametrize(
    ("name", "content", "called"),
    [
        ("billede.exe", a.png(), "billede.png"),
        ("rapport.pdf.exe", a.pdf(), "rapport.pdf"),
        ("rapport", a.pdf(), "rapport.pdf"),
        ("", a.pdf(), "file.pdf"),
        ("../../etc/passwd", a.pdf(), "passwd.pdf"),
        ("C:\\Users\\Åse\\Bilag 1.PDF", a.pdf(), "Bilag 1.pdf"),
        ('Åse "Ærø", kultur;\r\nSet-Cookie: a=b.pdf', a.pdf(), "Åse -Ærø-, kultur- Set-Cookie- a=b.pdf"),
        ("gpj.\u202efdp.docx", a.office(), "gpj. fdp.docx"),
        ("Bilag v2.1.docx", a.office(), "Bilag v2.1.docx"),
        (".htaccess", b"Deny from all", "htaccess.txt"),
        ("x" * 300 + ".pdf", a.pdf(), "x" * 120 + ".pdf"),
        ("note.md", b"# Hej", "note.md"),
        ("...", b"Hej", "file.txt"),
    ],
)
def test_a_name_is_one_line_with_the_ending_of_what_it_is(name: str, content: bytes, called: str) -> None:
    assert look(name, content)[0] == called


def relation(kind: str) -> str:
    return (
        '<Relationships><Relationship Id="1" TargetMode="External" Target="https://example.org/x" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("tom.pdf", b"", "empty"),
        ("makro.docm", a.office("docm"), "macros"),
        ("makro.docx", a.office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
        ("makro.docx", a.office("docx", {"word/activeX/activeX1.bin": b"x"}), "macros"),
        ("makro.odt", a.libre("odt", {"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
        ("skript.odt", a.libre("odt", {"Scripts/python/a.py": "x"}), "macros"),
        ("bombe.docx", a.bomb(), "far larger"),
        ("mange.docx", a.packed({f"{n}.xml": "" for n in range(5001)}), "far larger"),
        ("last.docx", a.LOCKED_OFFICE, "password"),
        ("last.odt", a.libre("odt", {"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password"),
        ("gammel.doc", a.OLD_OFFICE, "old format"),
        ("program.docx", a.office("docx", {"word/embeddings/a.exe": b"MZ"}), "carries a program"),
        (
            "pakke.docx",
            a.office("docx", {"word/embeddings/oleObject1.bin": "Ole10Native".encode("utf-16-le")}),
            "carries a program",
        ),
        (
            "henter.docx",
            a.office("docx", {"word/_rels/settings.xml.rels": relation("attachedTemplate")}),
            "fetches",
        ),
        ("mappe.zip", a.packed({"a.txt": "hej"}), "one by one"),
        ("jar.docx", a.packed({"META-INF/MANIFEST.MF": "x"}), "one by one"),
        ("knust.docx", a.office()[:-30], "damaged"),
        (
            "rod.docx",
            a.office().replace(b"<w/>", b"<v/>") if b"<w/>" in a.office() else a.office()[:-1],
            "damaged",
        ),
        ("tegning.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
        ("side.html", b"<!doctype html><p>hej", "SVG"),
        ("side.txt", b"hej <script>alert(1)</script>", "SVG"),
        ("data.xml", b"<?xml version='1.0'?><a/>", "SVG"),
        ("kald.txt", b"#!/bin/sh\nrm -rf /\n", "SVG"),
        ("kald.bat", b"@echo off", "SVG"),
        ("kald.js", b"alert(1)", "SVG"),
        ("tal.csv", b"navn;tal\n=cmd|' /C calc'!B1;1\n", "begin with ="),
        ("ord.rtf", b"{\\rtf1 hej}", "RTF"),
        ("vinduer.txt", "hej".encode("utf-16"), "This kind of file"),
        ("ord.txt", b"hej\0", "This kind of file"),
        ("ord.txt", b"hej\n%PDF-1.7\n", "This kind of file"),
        ("program.pdf", a.EICAR_LIKE, "This kind of file"),
        ("film.mp4", b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2", "add the link"),
        ("lyd.mp3", b"ID3\x04\0\0\0\0\0\0" + b"\0" * 50, "add the link"),
        ("billede.gif", b"GIF89a\x01\0\x01\0\0\0\0;", "JPEG or PNG"),
        ("billede.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "JPEG or PNG"),
        ("billede.png", a.png()[:-8], "damaged"),
        ("billede.png", a.png(size=(60000, 60000)), "pixels"),
        ("billede.jpg", a.jpeg(size=(65000, 65000)), "pixels"),
        ("billede.jpg", a.jpeg()[:40], "damaged"),
        ("billede.webp", a.webp()[:-4], "damaged"),
        ("halv.pdf", a.pdf()[:-30], "damaged"),
        ("bag.pdf", a.pdf() + a.packed({"a": "b" * 5000}, zipfile.ZIP_STORED), "damaged"),
    ],
)
def test_what_can_do_harm_is_refused_with_what_to_do_instead(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Refusal) as no:
        look(name, content)
    assert says in str(no.value)
    assert no.value.field == "file"


@pytest.mark.parametrize(
    "content",
    [
        a.pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> "),
        a.pdf(b"/OpenAction << /S /J#61vaScript >> "),
        a.pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >> "),
        a.pdf(b"/Names << /EmbeddedFiles 5 0 R >> "),
        a.pdf(b"/AcroForm << /XFA 5 0 R >> "),
        a.pdf_with_packed_objects(b"5 0 << /S /JavaScript /JS (app.alert(1)) >>"),
        a.pdf_with_packed_objects(b"5 0 << /S /L#61unch >>"),
    ],
)
def test_a_pdf_that_runs_something_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="carries a program"):
        look("a.pdf", content)


def test_a_pdf_that_is_locked_or_a_bomb_is_refused() -> None:
    with pytest.raises(Refusal, match="password"):
        look("a.pdf", a.pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"))
    with pytest.raises(Refusal, match="far larger"):
        look("a.pdf", a.pdf_with_packed_objects(b" " * 80 * 1024 * 1024))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_no_office_program_packs_so_is_not_unpacked(method: int) -> None:
    """Whatever size it claims, it would be in memory as a whole."""
    content = a.office(more={"word/media/a.bin": b"\0" * 50_000_000}, method=method)
    content = content.replace((50_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert len(content) < 20_000
    tracemalloc.start()
    try:
        with pytest.raises(Refusal, match="damaged"):
            look("a.docx", content)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_program_behind_the_first_piece_is_found() -> None:
    name = "word/embeddings/oleObject1.bin"
    packager = "Ole10Native".encode("utf-16-le")
    for place in (1024 * 1024 - 5, 1024 * 1024 + 5, 3 * 1024 * 1024):
        with pytest.raises(Refusal, match="carries a program"):
            look("a.docx", a.office(more={name: b"\0" * place + packager + b"\0" * 999}))


def test_a_pdf_hides_no_packed_objects() -> None:
    """What readers open all the same: an "obj" in the middle of an object, a stream that begins with CR alone, and an
    "endstream" in the middle of what is packed."""
    content = a.pdf_with_packed_objects(b"1 0 << /S /JavaScript /JS (app.alert) >>")
    ends_early = zlib.compressobj(0)
    first = ends_early.compress(b"1 0 endstream ") + ends_early.flush(zlib.Z_FULL_FLUSH)
    hidden = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = hidden.compress(b"<< /S /JavaScript /JS (app.alert) >>" * 3) + hidden.flush()
    start, end = content.index(b"stream\n") + 7, content.index(b"\nendstream")
    for hiding in (
        content.replace(b"/ObjStm", b"/ObjStm /X (obj)"),
        content.replace(b"stream\n", b"stream\r", 1),
        content[:start] + first + rest + content[end:],
    ):
        assert hiding != content
        with pytest.raises(Refusal):
            look("a.pdf", hiding)


def test_what_only_looks_like_it_is_no_reason() -> None:
    """Three bytes of a picture inside a PDF are no program, and words about programs aren't either."""
    picture = b"5 0 obj\n<< /Length 24 >>\nstream\n\x01/JS \x02/Launch /EmbeddedFile\nendstream\nendobj\n"
    assert look("a.pdf", a.pdf().replace(b"trailer", picture + b"trailer"))[0] == "a.pdf"
    assert look("a.pdf", a.pdf(b"/JSomething 1 "))[0] == "a.pdf"
    assert look("a.pdf", a.pdf_with_packed_objects(b"5 0 << /Type /Page >>"))[0] == "a.pdf"
    assert (
        look("a.docx", a.office("docx", {"word/_rels/document.xml.rels": relation("hyperlink")}))[0]
        == "a.docx"
    )
    assert look("a.txt", b"a < b and <3")[0] == "a.txt"


def test_too_large_says_how_large_it_may_be() -> None:
    with pytest.raises(Refusal, match="larger than 25 MB"):
        look("stor.txt", b"a" * (MOST + 1))
    assert look("lige.txt", b"a" * MOST)[0] == "lige.txt"


def test_entries_that_lie_about_their_size_are_damaged() -> None:
    """A document that claims less than it unpacks to."""
    content = a.office("docx", {"word/big.xml": b"\0" * 3_000_000})
    size = (3_000_000).to_bytes(4, "little")
    with pytest.raises(Refusal, match=r"damaged|far larger"):
        look("a.docx", content.replace(size, (1000).to_bytes(4, "little")))


def test_two_entries_of_one_name_are_damaged() -> None:
    content = a.office("docx", {"word/documentX.xml": "<other/>"}).replace(
        b"word/documentX.xml", b"word/document.xml\0"
    )
    with pytest.raises(Refusal):
        look("a.docx", content)


def test_a_photograph_loses_where_it_was_taken_and_stays_upright() -> None:
    taken = a.jpeg(a.exif(6) + a._segment(0xFE, b"taken by Aase") + a._segment(0xE2, b"MPF\0xx"))
    kept = checked("foto.jpg", taken, most=MOST).content
    assert b"56.1572N" not in kept
    assert b"Aase" not in kept
    assert b"MPF" not in kept
    assert kept.count(b"Exif\0\0") == 1  # how to turn it
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept
    assert checked("foto.jpg", kept, most=MOST).content == kept
    assert checked("foto.jpg", a.jpeg(a.exif(1)), most=MOST).content == a.jpeg()


def test_colours_stay_and_what_hangs_behind_goes() -> None:
    profile = a._segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")
    assert checked("foto.jpg", a.jpeg(profile, behind=a.packed({"a": "b"})), most=MOST).content == a.jpeg(
        profile
    )
    assert checked("a.png", a.png(a.png_text(b"by Aase"), behind=b"<script>"), most=MOST).content == a.png()
    kept = checked("a.webp", a.webp(b"56.1572N", behind=b"PK\x03\x04"), most=MOST).content
    assert kept == a.webp()
