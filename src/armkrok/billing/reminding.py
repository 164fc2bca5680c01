"""Reminders of what is overdue go out by themselves, step by step; somebody can hold them back. Nothing else ever
follows from not paying: a membership goes on (K36)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from .balances import balance, with_rest
from .delivering import address_for
from .letters import reminders as letters
from .letters.invoices import receiver_of
from .links import link_to
from .models import Delivery, DeliveryState, Invoice, PaymentPause, PaymentReminder
from .models.invoice import InvoiceQuerySet
from .money import HALF_AN_ORE
from .placing import locked
from .rules import Refusal
from .rules import paid as paid_rules
from .rules import reminding as rules

CONTACT = "enrolment__professional_contact"
ARRIVED = (DeliveryState.SENT, DeliveryState.RECEIVED)


@dataclass(frozen=True)
class Standing:
    """How the reminders of an invoice stand. `next_on` is None when none will go out."""

    sent: list[PaymentReminder]
    pause: PaymentPause | None
    next_step: int
    next_on: dt.date | None
    to_address: str

    @property
    def has_no_address(self) -> bool:
        return not self.to_address


# --- what waits -----------------------------------------------------------------------------------------------


def reminded_of(invoices: InvoiceQuerySet, on: dt.date) -> InvoiceQuerySet:
    """Those that are overdue, not held back, and that have reached their receiver: what was rejected, or hasn't left
    yet, is reminded of by nobody."""
    deliveries = Delivery.objects.filter(invoice=OuterRef("pk"))
    counted = deliveries.exclude(state=DeliveryState.DROPPED)
    paused = PaymentPause.objects.filter(invoice=OuterRef("pk"), ended_at=None)
    overdue: Any = with_rest(invoices)  # the type checker doesn't see what it annotates
    overdue = overdue.filter(rest__gt=HALF_AN_ORE, due_on__lt=on).exclude(Exists(paused))
    arrived = ~Exists(counted) | Exists(deliveries.filter(state__in=ARRIVED))
    return cast("InvoiceQuerySet", overdue.filter(arrived))


def standing(invoices: Iterable[Invoice], on: dt.date) -> dict[int, Standing]:
    """Of each invoice, by its number. `issuer`, `enrolment` and its professional contact come with them; four queries
    for any number."""
    rows = [one for one in invoices if not one.is_credit]
    numbers = [one.pk for one in rows]
    sent: dict[int, list[PaymentReminder]] = defaultdict(list)
    for reminder in PaymentReminder.objects.filter(invoice__in=numbers).order_by("step"):
        sent[reminder.invoice_id].append(reminder)
    pauses = {
        pause.invoice_id: pause
        for pause in PaymentPause.objects.filter(invoice__in=numbers, ended_at=None).select_related("by")
    }
    going = set(reminded_of(Invoice.objects.filter(pk__in=numbers), dt.date.max).values_list("pk", flat=True))
    return {one.pk: _standing(one, sent[one.pk], pauses.get(one.pk), on, one.pk in going) for one in rows}


def _standing(
    invoice: Invoice, sent: list[PaymentReminder], pause: PaymentPause | None, on: dt.date, going: bool
) -> Standing:
    step, next_on = _next(invoice, sent)
    to = address_for(invoice)
    if next_on and going and to:
        next_on = rules.on_a_working_day(max(next_on, on))
    else:
        next_on = None
    return Standing(sent, pause, step, next_on, to)


def _next(invoice: Invoice, sent: list[PaymentReminder]) -> tuple[int, dt.date | None]:
    """The step that comes next, and the first day on which it may go."""
    step = max((one.step for one in sent), default=0) + 1
    if invoice.due_on is None:
        return step, None
    last_on = max((day_of(one.at) for one in sent), default=None)
    return step, rules.day_of_step(step, rules.steps(invoice.issuer.reminder_days), invoice.due_on, last_on)


# --- sending --------------------------------------------------------------------------------------------------


def remind(*, at: dt.datetime) -> int:
    """All that are due on this day, each in a transaction of its own; none on a Saturday or Sunday. Can be stopped and
    started at any moment. Returns how many letters were new."""
    on = day_of(at)
    if rules.on_a_working_day(on) != on:
        return 0
    found = reminded_of(Invoice.objects.all(), on).select_related("issuer", CONTACT)
    rows = list(found.order_by("due_on", "pk").defer("said"))
    stand = standing(rows, on)
    return sum(_remind(one, at=at) for one in rows if (next_on := stand[one.pk].next_on) and next_on <= on)


@transaction.atomic
def _remind(invoice: Invoice, *, at: dt.datetime) -> int:
    """Looked at anew while the issuer is held: somebody may have paid, paused or credited meanwhile."""
    on = day_of(at)
    locked(invoice.issuer_id)
    rows = reminded_of(Invoice.objects.filter(pk=invoice.pk), on)
    found = rows.select_related("issuer", CONTACT, "organisation", "network").first()
    if found is None:
        return 0
    step, next_on = _next(found, list(found.reminders.all()))
    address = address_for(found)
    if next_on is None or next_on > on or not address:
        return 0
    PaymentReminder.objects.create(invoice=found, step=step, at=at, by=None, to_address=address)
    person, stands = receiver_of(found, address), balance([found])[found.pk]
    letters.remind(
        found,
        address,
        link_to(found, person, at=at),
        step,
        open_=stands.open,
        paid=stands.paid,
        last=step == len(rules.steps(found.issuer.reminder_days)),
        at=at,
    )
    record("invoice.reminded", [found], by=None, at=at, step=step)
    return 1


# --- holding them back ----------------------------------------------------------------------------------------


@transaction.atomic
def pause(invoice: Invoice, why: str, *, by: Person, at: dt.datetime) -> None:
    """From now on nobody is reminded of it, until it is resumed. Sent twice, it is done once."""
    locked(invoice.issuer_id)
    if invoice.is_credit:
        raise Refusal(paid_rules.NO_CREDIT_NOTES)
    if not why.strip():
        raise Refusal(paid_rules.SAY_WHY, "", "why")
    _pause, new = PaymentPause.objects.get_or_create(
        invoice=invoice, ended_at=None, defaults={"by": by, "at": at, "why": why.strip()}
    )
    if new:
        record("reminder.paused", [invoice], by=by, at=at, why=why.strip())


@transaction.atomic
def resume(invoice: Invoice, *, by: Person, at: dt.datetime) -> None:
    """The steps go on where they stopped. Sent twice, it is done once."""
    locked(invoice.issuer_id)
    if PaymentPause.objects.filter(invoice=invoice, ended_at=None).update(ended_by=by, ended_at=at):
        record("reminder.resumed", [invoice], by=by, at=at)
