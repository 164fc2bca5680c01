"""The link with which whoever got an invoice opens it without signing in: that one and no other, until it is long
paid."""

import datetime as dt

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of

from .models import Invoice

TASK = "billing.invoice"
DAYS_AFTER_DUE = 90


def last_day(invoice: Invoice, on: dt.date) -> dt.date:
    """90 days after the due day; of a credit note, and of what is due already, 90 days from now."""
    return max(invoice.due_on or on, on) + dt.timedelta(days=DAYS_AFTER_DUE)


def link_to(invoice: Invoice, person: Person, *, at: dt.datetime) -> PersonalLink:
    """The person's own: the one that runs long enough still, else a new one."""
    on = day_of(at)
    days = (last_day(invoice, on) - on).days
    running = PersonalLink.objects.filter(task=TASK, target=invoice.pk, person=person, revoked_at=None)
    enough = running.filter(ends_at__gt=at + dt.timedelta(days=min(days, DAYS_AFTER_DUE) // 2))
    return enough.order_by("pk").last() or PersonalLink.objects.make(TASK, person, invoice, at=at, days=days)
