"""How UBL is written: elements in their order, none of them empty, text without what XML can't hold."""

import unicodedata
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

from ..document import Document

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
NAMES = {"cac": CAC, "cbc": CBC}

Child: TypeAlias = etree._Element | None


def clean(text: str) -> str:
    """One line, single spaces, nothing that can't be seen: control and format characters break XML or hide in it."""
    seen = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in text)
    return " ".join(seen.split())


def text(name: str, value: str, **attributes: str) -> Child:
    """A basic component; None where there is nothing to say."""
    value = clean(value)
    if not value:
        return None
    element = etree.Element(f"{{{CBC}}}{name}", attributes)
    element.text = value
    return element


def group(name: str, *children: Child) -> Child:
    """An aggregate of those that are there; None where there are none."""
    there = [child for child in children if child is not None]
    if not there:
        return None
    element = etree.Element(f"{{{CAC}}}{name}")
    element.extend(there)
    return element


def money(name: str, amount: Decimal, currency: str) -> Child:
    return text(name, f"{amount:.2f}", currencyID=currency)


def price(amount: Decimal, currency: str) -> Child:
    """With two decimals or all that it has."""
    exponent = amount.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return group("Price", text("PriceAmount", f"{amount:.{decimals}f}", currencyID=currency))


def figure(number: Decimal) -> str:
    """Without needless noughts, never with an exponent: 25, 12.5, 100."""
    return f"{number.normalize():f}"


def whole(document: Document, *children: Child) -> bytes:
    """The document, in UTF-8."""
    name, space = ("CreditNote", CREDIT_NOTE) if document.is_credit else ("Invoice", INVOICE)
    spaces: dict[str | None, str] = {None: space, "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{space}}}{name}", nsmap=spaces)
    root.extend([child for child in children if child is not None])
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
