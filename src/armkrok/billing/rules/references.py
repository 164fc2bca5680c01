"""What a payer writes so that the payment finds its invoice (BT-83): by the way in which it is paid."""

from stdnum import luhn
from stdnum.iso7064 import mod_97_10


def payment_reference(kind: str, issuer: int, year: int, serial: int) -> str:
    """Digits with a check digit: 15 of them on a Danish slip (FIK 71), an OCR number in Sweden; elsewhere a creditor
    reference (ISO 11649). `kind` is a PaymentKind."""
    digits = f"{issuer % 10000:04}{year % 100:02}{serial:06}"
    if kind == "fik":
        digits = digits.rjust(14, "0")
        return digits + luhn.calc_check_digit(digits)
    if kind in ("bankgiro", "plusgiro"):
        digits = digits.lstrip("0")
        return digits + luhn.calc_check_digit(digits)
    return f"RF{_check('RF', digits)}{digits}"


def _check(letters: str, digits: str) -> str:
    return mod_97_10.calc_check_digits(digits + letters)
