"""Amounts, days and counts as people say them, in the language that is being spoken."""

import datetime as dt
from decimal import Decimal

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import get_language, pgettext

from armkrok.ui.templatetags.ui import locale, number

# A crown is a crown at home; elsewhere its code says whose it is. English sentences write it as the Nordic pages do.
_SIGNS = {
    ("da", "DKK"): "kr.",
    ("sv", "SEK"): "kr",
    ("nb", "NOK"): "kr",
    ("en", "DKK"): "kr.",
    ("en", "SEK"): "kr",
    ("en", "NOK"): "kr",
}
SPACE = "\N{NO-BREAK SPACE}"


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _digits(amount: Decimal, pattern: str) -> str:
    """With a minus sign where something is less than nothing, and never a hyphen."""
    return format_decimal(amount, pattern, locale=locale()).replace("-", "\N{MINUS SIGN}")


def written(amount: Decimal, currency: str) -> str:
    """With two decimals: "7.000,00 kr." in Danish, "7 000,00 kr" in Swedish, "DKK 7,000.00" in English."""
    digits = _digits(amount, "#,##0.00")
    if _language() == "en":
        return f"{currency}{SPACE}{digits}".strip(SPACE)
    return f"{digits}{SPACE}{_SIGNS.get((_language(), currency), currency)}".strip(SPACE)


def spoken(amount: Decimal, currency: str) -> str:
    """In a sentence: a whole amount without decimals ("5,200 kr."). A price for a small part keeps all that it has."""
    whole = amount == amount.to_integral_value()
    exponent = amount.normalize().as_tuple().exponent
    decimals = 0 if whole or not isinstance(exponent, int) else max(2, -exponent)
    digits = _digits(amount, "#,##0" + ("." + "0" * decimals if decimals else ""))
    return f"{digits}{SPACE}{_SIGNS.get((_language(), currency), currency)}".strip(SPACE)


def rate(percent: Decimal) -> str:
    """Of VAT: "25 %", "12,5 %"."""
    return pgettext("a rate of VAT", "%(percent)s %%") % {"percent": number(percent.normalize() + 0)}


def day_and_month(day: dt.date) -> str:
    """13 April: where the year goes without saying."""
    return format_skeleton("MMMMd", day, locale=locale())


def count(value: int) -> str:
    """A small count in words, a larger one in figures: of meetings."""
    words = {
        1: pgettext("of meetings", "one"),
        2: pgettext("of meetings", "two"),
        3: pgettext("of meetings", "three"),
        4: pgettext("of meetings", "four"),
        5: pgettext("of meetings", "five"),
        6: pgettext("of meetings", "six"),
    }
    return words.get(value) or number(value)


def year_name(first: dt.date, last: dt.date) -> str:
    """2027, or 2027/2028 where the network year runs over New Year."""
    return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
