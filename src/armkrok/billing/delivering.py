"""An issued invoice reaches its receiver: through an access point, by mail, or downloaded and sent by hand.

`prepare` writes down, in the issuing transaction, which way it goes. The worker hands over what waits. Carrying goes by
the machine's own clock, as with letters; what the journal says has the act's moment. A worker that is stopped between
handing over and writing it down comes again: the access point knows each number once, and a letter has a key.
"""

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from armkrok.directory.models import Person
from armkrok.journal.models import record
from armkrok.mail.models import PAUSES

from . import access_points
from .access_points import AccessPoint, AccessPointGone, NeverSent, NotSent
from .arriving import ASKED_AGAIN, ask_what_became, e_invoice, see_what_came_back
from .letters import invoices as letters
from .models import Channel, Delivery, DeliveryState, Invoice
from .models.delivery import UNSENT, DeliveryQuerySet
from .rules import Refusal
from .waking import the_carrier_begins, wake_the_carrier

SECONDS_PER_ROUND = 120

NO_ACCESS_POINT = _("No access point is set up, so it can't go as an e-invoice.")
NOBODY = _("We know nobody to send it to. Give the member a finance contact or a professional contact first.")
GOES_ALREADY = _("It is on its way already.")
NOT_ANEW = _(
    "The access point has had this number, so it can't go that way again. Credit it, or send it by mail."
)
STOPPED = gettext_noop("Each time it was to be sent, the program came to an end.")


# --- which way ------------------------------------------------------------------------------------------------


def address_for(invoice: Invoice) -> str:
    """Where it goes by mail: the finance contact, else the professional contact; "" when nobody is known."""
    _name, address = invoice.enrolment.invoices_to
    return address


def prepare(invoice: Invoice, *, by: Person | None, at: dt.datetime, channel: str | None = None) -> Delivery:
    """Write down which way it goes: as the issuer says, where that is possible. Call it in the issuing transaction; the
    worker is woken after it. Called twice, it is done once."""
    if known := invoice.deliveries.standing().first():
        return known
    return _make(invoice, channel or _way(invoice), by=by, at=at)


def _way(invoice: Invoice) -> str:
    wanted = invoice.issuer.channel
    if wanted == Channel.ACCESS_POINT and _goes_as_e_invoice(invoice):
        return Channel.ACCESS_POINT
    if wanted != Channel.DOWNLOAD and address_for(invoice):
        return Channel.MAIL
    return Channel.DOWNLOAD


def _goes_as_e_invoice(invoice: Invoice) -> bool:
    return access_points.of_the_settings() is not None and bool(invoice.document.buyer.e_address)


def _make(invoice: Invoice, channel: str, *, by: Person | None, at: dt.datetime) -> Delivery:
    by_the_worker = channel != Channel.DOWNLOAD
    made = Delivery.objects.create(
        invoice=invoice,
        channel=channel,
        to_address=address_for(invoice) if channel == Channel.MAIL else "",
        made_by=by,
        made_at=at,
        next_attempt_at=timezone.now() if by_the_worker else None,
    )
    if by_the_worker:
        wake_the_carrier()
    return made


# --- another way ----------------------------------------------------------------------------------------------


def ways(invoice: Invoice, standing: Delivery | None) -> list[Channel]:
    """Which ways are open for what was rejected or couldn't be sent, or waits to be sent by hand; none for the rest."""
    if standing and standing.state not in _OTHERWISE and standing.channel != Channel.DOWNLOAD:
        return []
    if standing and standing.channel == Channel.DOWNLOAD and standing.state != DeliveryState.WAITING:
        return []
    found = [Channel.MAIL] if address_for(invoice) else []
    if not _has_been_there(invoice) and _goes_as_e_invoice(invoice):
        found.insert(0, Channel.ACCESS_POINT)
    return [*found, Channel.DOWNLOAD]


_OTHERWISE = (DeliveryState.REJECTED, DeliveryState.FAILED)


def _has_been_there(invoice: Invoice) -> bool:
    """The access point has had this number, or says that it won't take it."""
    there = invoice.deliveries.filter(channel=Channel.ACCESS_POINT)
    return there.exclude(state__in=[DeliveryState.FAILED, DeliveryState.DROPPED]).exists()


@transaction.atomic
def send_otherwise(invoice: Invoice, channel: str, *, by: Person, at: dt.datetime) -> Delivery:
    """It goes by mail, or somebody has sent it by hand. Sent twice, it is done once. Raises Refusal."""
    invoice = (
        Invoice.objects.select_for_update(of=("self",))
        .select_related("issuer", "enrolment")
        .get(pk=invoice.pk)
    )
    standing = invoice.deliveries.standing().first()
    by_hand = channel == Channel.DOWNLOAD
    if standing and standing.channel == channel and standing.state not in _OTHERWISE:
        if not by_hand or standing.state != DeliveryState.WAITING:
            return standing  # the same button, pressed again
    elif standing and standing.channel != Channel.DOWNLOAD and standing.state not in _OTHERWISE:
        raise Refusal(GOES_ALREADY)
    if channel not in ways(invoice, standing):
        raise Refusal(_why_not(invoice, channel))
    waits = standing and standing.state == DeliveryState.WAITING
    if by_hand:
        sent = standing if waits and standing else _make(invoice, channel, by=by, at=at)
        sent.state, sent.sent_at = DeliveryState.SENT, at
        sent.save(update_fields=["state", "sent_at"])
        record("invoice.sent", [invoice], by=by, at=at, channel=str(channel))
        return sent
    if waits and standing:
        standing.state = DeliveryState.DROPPED
        standing.save(update_fields=["state"])
    try:
        with transaction.atomic():
            return _make(invoice, channel, by=by, at=at)
    except IntegrityError:  # delivered_once
        raise Refusal(NOT_ANEW) from None


def _why_not(invoice: Invoice, channel: str) -> str | Promise:
    if channel == Channel.MAIL:
        return NOBODY
    if channel == Channel.ACCESS_POINT:
        return NOT_ANEW if access_points.of_the_settings() else NO_ACCESS_POINT
    return GOES_ALREADY


@dataclass(frozen=True)
class Carried:
    """How an invoice went, for its page. `ways` are buttons: what is sent, what the button says, what follows."""

    rows: list[Delivery]
    standing: Delivery | None
    ways: list[tuple[str, Any, Any]]

    @property
    def trouble(self) -> bool:
        return self.standing is not None and self.standing.state in _OTHERWISE


def carried(invoice: Invoice) -> Carried:
    rows = list(invoice.deliveries.all())
    counted = [one for one in rows if one.state != DeliveryState.DROPPED]
    standing = counted[-1] if counted else None
    words = {
        Channel.ACCESS_POINT: (_("Try the access point again"), ""),
        Channel.MAIL: (
            _("Send it by mail"),
            _("The mail goes to %(address)s.") % {"address": address_for(invoice)},
        ),
        Channel.DOWNLOAD: (_("I have sent it myself"), ""),
    }
    return Carried(rows, standing, [(str(way), *words[way]) for way in ways(invoice, standing)])


# --- the worker -----------------------------------------------------------------------------------------------


def deliver(at: dt.datetime) -> int:
    """Hand over all that waits, and ask what has become of what was sent. Returns how many were handed over. Any number
    of workers may do it at once, and each can be stopped at any moment."""
    the_carrier_begins()
    began, sent, gone = time.monotonic(), 0, False
    point = access_points.of_the_settings()
    while delivery := _free(gone).claim(timezone.now()):
        try:
            sent += _hand_over(delivery, point, at)
        except AccessPointGone:
            gone = True  # the letters go on
        if time.monotonic() - began > SECONDS_PER_ROUND:
            wake_the_carrier()
            return sent
    if point and not gone:
        ask_what_became(point, at, until=began + SECONDS_PER_ROUND)
    see_what_came_back(at)
    return sent


def _free(gone: bool) -> DeliveryQuerySet:
    rows = Delivery.objects.all()
    return rows.exclude(channel=Channel.ACCESS_POINT) if gone else rows


def _hand_over(delivery: Delivery, point: AccessPoint | None, at: dt.datetime) -> bool:
    if delivery.attempts > len(PAUSES) + 1:
        _failed(delivery, STOPPED, for_good=True)
        return False
    if delivery.channel == Channel.MAIL:
        return _by_mail(delivery, at)
    try:
        if point is None:
            raise AccessPointGone(gettext_noop("No access point is set up, so it can't go as an e-invoice."))
        reference = point.send(e_invoice(delivery.invoice))
    except NotSent as no:
        _failed(delivery, str(no), for_good=isinstance(no, NeverSent))
        if isinstance(no, AccessPointGone):
            raise
        return False
    return _sent(delivery, at, reference)


@transaction.atomic
def _by_mail(delivery: Delivery, at: dt.datetime) -> bool:
    """The letter and the mark that it was written are there together, or neither is."""
    if not _sent(delivery, at):
        return False
    letters.send(delivery, at=at)
    return True


@transaction.atomic
def _sent(delivery: Delivery, at: dt.datetime, reference: str = "") -> bool:
    """Once, whoever holds it by now."""
    by_point = delivery.channel == Channel.ACCESS_POINT
    written = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT).update(
        state=DeliveryState.SENT,
        sent_at=at,
        claimed_at=None,
        reference=reference,
        why="",
        next_attempt_at=timezone.now() + ASKED_AGAIN[0][1] if by_point else None,
    )
    if written:
        record("invoice.sent", [delivery.invoice], by=delivery.made_by, at=at, channel=delivery.channel)
    return bool(written)


def _failed(delivery: Delivery, words: str, *, for_good: bool) -> None:
    """Later again, or given up: after the last pause, or when told that it never will be."""
    given_up = for_good or delivery.attempts > len(PAUSES)
    held_by_us = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claimed_at=delivery.claimed_at
    )
    held_by_us.update(
        state=DeliveryState.FAILED if given_up else DeliveryState.WAITING,
        why=words,
        claimed_at=None,
        next_attempt_at=None if given_up else timezone.now() + PAUSES[delivery.attempts - 1],
    )
