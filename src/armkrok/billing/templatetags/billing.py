"""Money in the reader's form: {% load billing %} … {{ invoice.gross|money:invoice.currency }}"""

from collections.abc import Iterable
from decimal import Decimal

from django import template

from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Appointment
from armkrok.ui.templatetags.ui import number

from .. import readers
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


@register.simple_tag
def invoices_read(person: Person, appointments: Iterable[Appointment]) -> set[int]:
    """Of the members of these appointments, the numbers of those whose invoices the person reads still (decision
    30)."""
    asked = readers.reads_of(person, clock.today()).filter(pk__in=[one.enrolment_id for one in appointments])
    return set(asked.values_list("pk", flat=True))
