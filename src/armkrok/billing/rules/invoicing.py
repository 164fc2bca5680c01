"""What an invoice needs to know of its receiver. Nothing is ever guessed: what is wrong is said, and asked for."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.directory.rules import e_address_fault

# Digits only, but for what people write between and before them: "5798 0090-0000", "DK12345678".
_DIGITS = {"0088": "", "0007": "SE", "0184": "DK", "0192": "NO", "0216": "FI", "0096": "DK", "0198": "DK"}


@dataclass(frozen=True)
class Fault:
    """Something that is missing or wrong. `missing` tells the two apart."""

    field: str
    words: Any
    missing: bool = False


def as_kept(scheme: str, address: str) -> str:
    """An e-invoice address without the spaces, hyphens and country letters that people write: the same number. What
    isn't written so is left as it is, and then found to be wrong."""
    if scheme not in _DIGITS:
        return address.strip()
    tight = re.sub(r"[\s.\-\u2010-\u2015]", "", address).upper()
    tight = tight.removeprefix(_DIGITS[scheme])
    return tight if tight.isascii() and tight.isdigit() else address.strip()


def address_fault(scheme: str, address: str) -> Fault | None:
    if not address:
        return None if not scheme else Fault("e_address", _("The number itself is missing."), missing=True)
    if not scheme:
        return Fault("e_address_scheme", _("Say what kind of address this is."), missing=True)
    kept = as_kept(scheme, address)
    if words := e_address_fault(scheme, kept):
        return Fault("e_address", words)
    if scheme in _DIGITS and not (kept.isascii() and kept.isdigit()):
        return Fault("e_address", _("This number holds something that isn't a digit."))
    return None


def faults(scheme: str, address: str, reference: str) -> list[Fault]:
    """All that stands in the way of an invoice, in the order in which it is asked."""
    found = []
    if not scheme and not address:
        found.append(Fault("e_address", _("The e-invoice address is missing."), missing=True))
    elif fault := address_fault(scheme, address):
        found.append(fault)
    if not reference.strip():
        found.append(Fault("buyer_reference", _("Your reference is missing."), missing=True))
    return found
