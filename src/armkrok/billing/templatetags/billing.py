"""Money in the reader's form: {% load billing %} … {{ invoice.gross|money:invoice.currency }}"""

from decimal import Decimal

from django import template

from armkrok.ui.templatetags.ui import number

from ..amounts import rate, spoken, written

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """With two decimals, as in a table or on an invoice."""
    return "" if amount is None else written(amount, currency)


@register.filter
def in_words(amount: Decimal | None, currency: str) -> str:
    """In a sentence: whole amounts without decimals."""
    return "" if amount is None else spoken(amount, currency)


@register.filter
def per_cent(percent: Decimal) -> str:
    """A rate: 25 %, 12.5 %."""
    return rate(percent)


@register.filter
def quantity(value: Decimal) -> str:
    """How many: without decimals where there are none."""
    return number(value.normalize() + 0)
