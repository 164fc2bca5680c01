"""What the rules say, so that a secretary understands it, and where it is mended."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .fault import Fault, Mend

_REFERENCE = _("The receiver's reference is missing.")
_ADDRESSES = _(
    "The check digit of a number isn't right: of an e-invoice address, or of a registration number."
)
_VAT_NUMBER = _("The VAT number of who sends the invoice is missing.")
_REASON = _("It isn't said why no VAT is added. Say so where the price is set.")
_OUTSIDE = _("What is outside the scope of VAT must not show a VAT number.")
_SUMS = _("The sums don't agree with each other.")
_SLIP = _(
    "A payment slip (FIK 71) needs a creditor number of eight digits and a reference of fifteen, "
    "the last of which is a check digit."
)

OURS: dict[str, tuple[Any, Mend]] = {
    "PEPPOL-EN16931-R003": (_REFERENCE, Mend.MEMBER),
    "PEPPOL-EN16931-R008": (_("A part of the e-invoice is empty."), Mend.PROGRAM),
    "PEPPOL-EN16931-R004": (_("The e-invoice doesn't say that it is Peppol BIS Billing 3.0."), Mend.PROGRAM),
    "PEPPOL-EN16931-R010": (_("The receiver's e-invoice address is missing."), Mend.MEMBER),
    "PEPPOL-EN16931-R020": (_("The e-invoice address of who sends the invoice is missing."), Mend.ISSUER),
    "PEPPOL-COMMON-R040": (
        _("An EAN/GLN number is thirteen digits, and its check digit must be right."),
        Mend.MEMBER,
    ),
    "PEPPOL-COMMON-R041": (_ADDRESSES, Mend.MEMBER),
    "PEPPOL-COMMON-R042": (
        _("The CVR number is eight digits, and its check digit must be right."),
        Mend.MEMBER,
    ),
    "PEPPOL-COMMON-R049": (
        _("A Swedish organisation number is ten digits, and its check digit must be right."),
        Mend.MEMBER,
    ),
    "BR-06": (_("The name of who sends the invoice is missing."), Mend.ISSUER),
    "BR-07": (_("The receiver's name is missing."), Mend.MEMBER),
    "BR-11": (_("The receiver's country is missing."), Mend.MEMBER),
    "BR-S-02": (_VAT_NUMBER, Mend.ISSUER),
    "BR-Z-02": (_VAT_NUMBER, Mend.ISSUER),
    "BR-E-02": (_VAT_NUMBER, Mend.ISSUER),
    "BR-O-02": (_OUTSIDE, Mend.PROGRAM),
    "BR-E-10": (_REASON, Mend.PRICE),
    "BR-O-10": (_REASON, Mend.PRICE),
    "BR-CO-10": (_("The sum isn't that of the lines."), Mend.PROGRAM),
    "BR-CO-13": (_SUMS, Mend.PROGRAM),
    "BR-CO-14": (_("The VAT isn't the sum of its parts."), Mend.PROGRAM),
    "BR-CO-15": (_("The sum with VAT isn't the sum and the VAT."), Mend.PROGRAM),
    "BR-CO-17": (_("The VAT isn't its per cent of what is taxed."), Mend.PROGRAM),
    "BR-CO-25": (_("It isn't said when it is to be paid."), Mend.ISSUER),
    "BR-CO-26": (_("The registration number of who sends the invoice is missing."), Mend.ISSUER),
    "BR-55": (_("It isn't said which invoice the credit note takes back."), Mend.PROGRAM),
    "DK-R-002": (_("The CVR number of who sends the invoice is missing."), Mend.ISSUER),
    "DK-R-005": (_("This way of paying isn't used in Denmark."), Mend.ISSUER),
    "DK-R-006": (
        _("A Danish account has a registration number of four digits, and a number."),
        Mend.ISSUER,
    ),
    "DK-R-009": (_SLIP, Mend.ISSUER),
    "DK-R-010": (_SLIP, Mend.ISSUER),
    "SE-R-001": (_("A Swedish VAT number is SE and twelve digits."), Mend.ISSUER),
    "SE-R-002": (_("A Swedish VAT number is SE and twelve digits."), Mend.ISSUER),
    "SE-R-006": (_("In Sweden VAT is 6, 12 or 25 per cent."), Mend.PRICE),
    "SE-R-008": (_("A plusgiro number has two to eight digits."), Mend.ISSUER),
    "SE-R-010": (_("A bankgiro number has seven or eight digits."), Mend.ISSUER),
    # OIOUBL: an invoice's rule, then a credit note's.
    "F-INV031": (_("The e-invoice address of who sends the invoice is missing."), Mend.ISSUER),
    "F-INV044": (_("The receiver's e-invoice address is missing."), Mend.MEMBER),
    "F-INV046": (_("The receiver's contact is missing: whom the invoice is for."), Mend.MEMBER),
    "F-INV051": (_REFERENCE, Mend.MEMBER),
    "F-INV127": (
        _("In OIOUBL “tax exclusive amount” is the sum of the tax, and here it is something else."),
        Mend.PROGRAM,
    ),
    "F-LIB100": (_("This way of paying isn't used in Denmark."), Mend.ISSUER),
    "F-LIB187": (_("The CVR number of who sends the invoice is missing."), Mend.ISSUER),
    "F-LIB305": (_SLIP, Mend.ISSUER),
}
_ALSO = {
    "F-CRN028": "F-INV031",
    "F-CRN040": "F-INV044",
    "F-CRN042": "F-INV046",
    "F-CRN051": "F-INV051",
}


def fault(rule: str, official: str = "") -> Fault:
    """With our sentence where we have one; else the official one."""
    if known := OURS.get(_ALSO.get(rule, rule)):
        return Fault(rule, *known)
    words = format_lazy(
        _("The rules for e-invoices say ({rule}): {words}"), rule=rule, words=official or rule
    )
    return Fault(rule, words)
