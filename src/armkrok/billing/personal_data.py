"""What billing knows of one person, for the person to have (GDPR 15) and for erasing (GDPR 17).

Invoices and payments are bookkeeping: the law has them kept for years, with who issued and recorded them (the right to
be forgotten doesn't reach there, GDPR 17(3)(b)). Who that was is a number here; the directory's erasure empties name
and address behind it. What isn't bookkeeping is forgotten: the addresses that mail went to.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from armkrok.directory.models import Person

from .arriving import FORGOTTEN
from .models import (
    Allocation,
    BankFile,
    CreditDecision,
    Delivery,
    DeliveryState,
    Invoice,
    InvoicingQuestion,
    Payment,
    PaymentPause,
    PaymentReminder,
    PriceRule,
    Run,
)
from .models.delivery import UNSENT


def export(person: Person) -> dict[str, Any]:
    return {
        "invoices issued": [
            {"number": one.number, "kind": one.get_kind_display(), "at": one.issued_at, "why": one.why}
            for one in Invoice.objects.filter(issued_by=person).defer("said").order_by("issued_at", "pk")
        ],
        "invoice runs approved": [
            {"issuer": run.issuer.legal_name, "at": run.approved_at, "why": run.why}
            for run in Run.objects.filter(approved_by=person).select_related("issuer").order_by("approved_at")
        ],
        "prices": [
            {"network": rule.network.name, "set": rule.at, "dropped": rule.dropped_at}
            for rule in PriceRule.objects.filter(Q(by=person) | Q(dropped_by=person)).select_related(
                "network"
            )
        ],
        "credits decided": [
            {"meeting": one.meeting.title, "at": one.at, "credited": one.credited, "why": one.why}
            for one in CreditDecision.objects.filter(by=person).select_related("meeting").order_by("at")
        ],
        "payments recorded": [
            {"amount": one.amount, "currency": one.currency, "paid": one.paid_on, "at": one.at}
            for one in Payment.objects.filter(by=person).order_by("at", "pk")
        ],
        "payments put aside": [
            {"amount": one.amount, "currency": one.currency, "at": one.settled_at, "why": one.settled_why}
            for one in Payment.objects.filter(settled_by=person).order_by("settled_at", "pk")
        ],
        "payments placed": [
            {"invoice": one.invoice.number, "amount": one.amount, "at": one.at, "undone": one.undone_at}
            for one in Allocation.objects.filter(Q(by=person) | Q(undone_by=person))
            .select_related("invoice")
            .defer("invoice__said")
        ],
        "bank files read": [
            {"name": one.name, "at": one.read_at} for one in BankFile.objects.filter(read_by=person)
        ],
        "reminders held back": [
            {"invoice": one.invoice.number, "at": one.at, "why": one.why, "ended": one.ended_at}
            for one in PaymentPause.objects.filter(Q(by=person) | Q(ended_by=person)).select_related(
                "invoice"
            )
        ],
        "invoices sent": [
            {"invoice": one.invoice.number, "way": one.get_channel_display(), "at": one.made_at}
            for one in Delivery.objects.filter(made_by=person)
            .select_related("invoice")
            .defer("invoice__said")
        ],
        "mail about invoices": _mail(person),
        "asked about invoices": [
            {
                "organisation": one.enrolment.organisation.name,
                "network": one.enrolment.network.name,
                "asked": one.asked_at,
                "answered": one.answered_at,
            }
            for one in InvoicingQuestion.objects.filter(Q(person=person) | Q(asked_by=person))
            .select_related("enrolment__organisation", "enrolment__network")
            .order_by("asked_at")
        ],
    }


def _mail(person: Person) -> list[dict[str, Any]]:
    """Invoices and reminders that went to the person's address."""
    if not person.email:
        return []
    sent = Delivery.objects.filter(to_address__iexact=person.email).select_related("invoice")
    reminded = PaymentReminder.objects.filter(to_address__iexact=person.email).select_related("invoice")
    return [
        {"invoice": one.invoice.number, "at": one.sent_at or one.made_at}
        for one in sent.defer("invoice__said")
    ] + [
        {"reminder of": one.invoice.number, "step": one.step, "at": one.at}
        for one in reminded.defer("invoice__said")
    ]


@transaction.atomic
def erase(person: Person, *, at: dt.datetime) -> None:
    """Forget where mail to the person went, and what a mail server said of the address. What waits to be sent doesn't
    go to them any more: a person has to say where else. It comes before the directory's erasure."""
    if not person.email:
        return
    mine = Delivery.objects.filter(to_address__iexact=person.email)
    sent, unsent = mine.exclude(state__in=UNSENT), mine.filter(state__in=UNSENT)
    sent.update(to_address="", why="")
    unsent.update(
        state=DeliveryState.FAILED, why=FORGOTTEN, to_address="", claimed_at=None, next_attempt_at=None
    )
    PaymentReminder.objects.filter(to_address__iexact=person.email).update(to_address="")
