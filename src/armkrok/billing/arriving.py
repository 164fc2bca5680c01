"""What has become of an invoice that was sent: an access point is asked, and mail that comes back is seen."""

import datetime as dt
import time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from armkrok.journal.models import record
from armkrok.mail.models import Message

from .access_points import AccessPoint, AccessPointGone, EInvoice, Status
from .models import Channel, Delivery, DeliveryState, Invoice

# When an access point is asked what has become of an invoice: this long after it was sent, and after each answer.
ASKED_AGAIN = (
    (dt.timedelta(hours=1), dt.timedelta(minutes=5)),
    (dt.timedelta(days=2), dt.timedelta(hours=1)),
)
SELDOM = dt.timedelta(days=1)
ASKED_FOR = dt.timedelta(days=45)


def e_invoice(invoice: Invoice) -> EInvoice:
    seller = invoice.document.seller
    return EInvoice(seller.registration_number or seller.e_address, invoice.number, bytes(invoice.paper.xml))


def ask_what_became(point: AccessPoint, at: dt.datetime, *, until: float) -> None:
    asked = Delivery.objects.filter(
        channel=Channel.ACCESS_POINT,
        state__in=[DeliveryState.SENT, DeliveryState.RECEIVED],
        next_attempt_at__lte=timezone.now(),
    )
    for delivery in asked.select_related("invoice__paper").order_by("next_attempt_at", "pk")[:500]:
        try:
            status, reason = point.status(e_invoice(delivery.invoice), delivery.reference)
        except (
            AccessPointGone
        ):  # the others are asked before this one is again, in case it is only about this one
            again = _asked_next(at - (delivery.sent_at or at), timezone.now())
            asked.filter(pk=delivery.pk).update(next_attempt_at=again)
            return
        _became(delivery, status, reason, at)
        if time.monotonic() > until:
            return


@transaction.atomic
def _became(delivery: Delivery, status: Status, reason: str, at: dt.datetime) -> None:
    """What was received may still be rejected; what was rejected stays so."""
    now = timezone.now()
    news = {Status.RECEIVED: DeliveryState.RECEIVED, Status.REJECTED: DeliveryState.REJECTED}.get(status)
    standing = Delivery.objects.filter(pk=delivery.pk, state=delivery.state)
    again = _asked_next(at - (delivery.sent_at or at), now)
    if news is None or news == delivery.state:
        standing.update(next_attempt_at=again)
        return
    rejected = news == DeliveryState.REJECTED
    changed = standing.update(
        state=news,
        answered_at=at,
        why=(reason or NO_REASON) if rejected else "",
        next_attempt_at=None if rejected else again,
    )
    if changed:
        what = "invoice.rejected" if rejected else "invoice.received"
        record(what, [delivery.invoice], by=None, at=at, why=reason if rejected else "")


NO_REASON = gettext_noop("No reason was given.")
FORGOTTEN = gettext_noop(
    "We know nobody to send it to. Give the member a finance contact or a professional contact first."
)


def _asked_next(age: dt.timedelta, now: dt.datetime) -> dt.datetime | None:
    if age > ASKED_FOR:
        return None
    return now + next((pause for until, pause in ASKED_AGAIN if age < until), SELDOM)


def see_what_came_back(at: dt.datetime) -> None:
    """A letter that was given up, came back or never left, since its receiver was forgotten, is seen on its invoice;
    one that then left after all is so too."""
    ours = Message.objects.filter(key__contains=":delivery:", key__startswith="invoice:")
    not_there = ours.filter(Q(dead_at__isnull=False) | Q(recalled_at__isnull=False, delivered_at=None))
    dead = {
        _number(key): FORGOTTEN if recalled else why or NO_REASON
        for key, why, recalled in not_there.values_list("key", "last_error", "recalled_at")
    }
    by_mail = Delivery.objects.filter(channel=Channel.MAIL)
    for delivery in by_mail.filter(pk__in=dead, state=DeliveryState.SENT).select_related("invoice"):
        _came_back(delivery, dead[delivery.pk], at)
    failed = {one.letter_key: one.pk for one in by_mail.filter(state=DeliveryState.FAILED)}
    left = Message.objects.filter(key__in=failed, dead_at=None, recalled_at=None).values_list(
        "key", flat=True
    )
    by_mail.filter(pk__in=[failed[key] for key in left]).update(state=DeliveryState.SENT, why="")


def _number(key: str) -> int:
    return int(key.rsplit(":", 1)[1])


@transaction.atomic
def _came_back(delivery: Delivery, why: str, at: dt.datetime) -> None:
    standing = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    if standing.update(state=DeliveryState.FAILED, why=why, answered_at=at):
        # Why stands with the delivery alone: a mail server names the address, and a journal forgets nothing.
        record("invoice.came_back", [delivery.invoice], by=None, at=at)
