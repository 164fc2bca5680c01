"""The VAT of a document as UBL wants it: one part for each category and rate, whatever the reasons are."""

from collections.abc import Callable
from dataclasses import replace

from ..document import Document
from ..money import VatPart


def parts(document: Document, key: Callable[[VatPart], tuple] | None = None) -> list[VatPart]:
    """BR-E-01 and BR-O-01 allow one part of each; two reasons stand in it one after the other."""
    found: dict[tuple, VatPart] = {}
    for part in document.vat:
        mine = key(part) if key else (part.category, part.percent.normalize() + 0)
        if mine not in found:
            found[mine] = part
            continue
        first = found[mine]
        reasons = dict.fromkeys(one for one in (first.reason, part.reason) if one)
        found[mine] = replace(
            first, net=first.net + part.net, vat=first.vat + part.vat, reason="; ".join(reasons)
        )
    return list(found.values())
