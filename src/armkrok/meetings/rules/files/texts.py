"""Plain text: a table, a calendar entry, or just words; nothing that a program runs or a browser draws."""

import re

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from .kinds import CALENDAR, TABLE, TEXT, Kind, refused, unknown

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PAGE = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|%)", re.IGNORECASE)
_PROGRAM = re.compile(
    r"\.(jse?|mjs|vb[se]?|wsf?|hta|bat|cmd|ps1|psm1|sh|bash|py|php|pl|rb|lnk|url|reg|scf|inf|desktop|x?html?|svg|xml)\Z",
    re.IGNORECASE,
)
_FORMULA = re.compile(r'(?m)(?:^|[,;\t])[ "]*[=@]')
_HEAD = 65536


def looked_into(name: str, content: bytes) -> tuple[Kind, bytes]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if _CONTROL.search(text):
        raise unknown()
    if text.lstrip()[:5].lower() == "{\\rtf":
        raise rich_refusal()
    if _PAGE.search(text[:_HEAD]) or text.lstrip()[:2] in ("#!", "%!") or _PROGRAM.search(name.strip()):
        raise refused(
            _("Web pages, drawings in SVG and programs can't be kept. Save it as PDF, and choose it anew.")
        )
    if "%PDF-" in text[:1024]:
        raise unknown()
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        return CALENDAR, content
    if name.lower().rstrip().endswith((".csv", ".tsv")):
        if _FORMULA.search(text):
            raise refused(
                _(
                    "The table has cells that begin with = or @, which a spreadsheet runs. Save their values, and choose it anew."
                )
            )
        return TABLE, content
    return TEXT, content


def rich_refusal() -> Refusal:
    return refused(_("RTF can carry other files inside. Save it as docx or PDF, and choose it anew."))
