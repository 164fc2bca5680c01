"""Money in the reader's form: {% load billing %} … {{ invoice.gross|money:invoice.currency }}"""

from decimal import Decimal

from django import template

from ..amounts import spoken, written

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """With two decimals, as in a table or on an invoice."""
    return "" if amount is None else written(amount, currency)


@register.filter
def in_words(amount: Decimal | None, currency: str) -> str:
    """In a sentence: whole amounts without decimals."""
    return "" if amount is None else spoken(amount, currency)
