"""XML that comes from outside, and the parts of ISO 20022 that we look for in it, by their names in any namespace.

It may be no XML, or made to harm: document types, entities and the network are refused, and the size is limited.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _
from lxml import etree

from .money import CENT
from .rules import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_AMOUNT = Decimal("9999999999.99")
NOTHING_SAID = ("", "NOTPROVIDED", "NOTAVAILABLE", "NONREF")


class NoBankFile(Refusal):
    """It can't be read, and why."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message), "", "file")


def parsed(content: bytes) -> etree._Element:
    if len(content) > MOST_BYTES:
        raise NoBankFile(_("The file is larger than 20 MB. Ask your bank for a shorter period."))
    if not content.strip():
        raise NoBankFile(_("The file is empty."))
    if b"<!" in content and re.search(rb"<!\s*(DOCTYPE|ENTITY)", content.replace(b"\0", b""), re.IGNORECASE):
        raise NoBankFile(
            _("The file has a document type in it. Files from banks have none, so it isn't read.")
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NoBankFile(
            _("This isn't a file that banks send. Choose a camt.054 or camt.053 file; it ends in .xml.")
        ) from None
    if root.getroottree().docinfo.doctype:
        raise NoBankFile(
            _("The file has a document type in it. Files from banks have none, so it isn't read.")
        )
    return root


# --- finding our way --------------------------------------------------------------------------------------


def name_of(part: etree._Element) -> str:
    return etree.QName(part).localname if isinstance(part.tag, str) else ""


def all_of(part: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if part is None else [child for child in part if name_of(child) == tag]


def first_at(part: etree._Element | None, path: str) -> etree._Element | None:
    for tag in path.split("/"):
        part = next(iter(all_of(part, tag)), None)
    return part


def text_at(part: etree._Element | None, path: str = "") -> str:
    """The text at the first of such a path, in one line; what the bank calls "not provided" is nothing."""
    found = first_at(part, path) if path else part
    text = " ".join((found.text or "").split()) if found is not None else ""
    return "" if text.upper() in NOTHING_SAID else text


def money_in(part: etree._Element | None) -> tuple[Decimal, str] | None:
    if part is None:
        return None
    try:
        amount = Decimal((part.text or "").strip())
    except InvalidOperation:
        raise NoBankFile(_("An amount in the file is no number, so nothing of it was read.")) from None
    currency = (part.get("Ccy") or "").strip().upper()
    if not amount.is_finite() or abs(amount) > MOST_AMOUNT or amount != amount.quantize(CENT):
        raise NoBankFile(_("An amount in the file can't be right, so nothing of it was read."))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise NoBankFile(_("An amount in the file has no currency, so nothing of it was read."))
    return amount.quantize(CENT), currency


def day_in(*texts: str) -> dt.date | None:
    for text in texts:
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            continue
    return None


def squeezed(text: str) -> str:
    """A reference without blanks: one stands between a sum and its parts in a key."""
    return "".join(text.split())


def says_yes(text: str) -> bool:
    return text.lower() in ("true", "1")
