"""How an invoice reaches its receiver, and how they are reminded."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.networks.models import Enrolment

from ..money import HALF_AN_ORE
from .invoice import Invoice
from .issuer import Channel


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waits to be sent")
    SENDING = "sending", _("Is being sent")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    REJECTED = "rejected", _("Rejected")
    FAILED = "failed", _("Couldn't be sent")
    DROPPED = "dropped", _("Isn't sent this way")  # a person chose another


LIVE = [DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.RECEIVED]
UNSENT = [DeliveryState.WAITING, DeliveryState.SENDING]
# How long a worker may hold one that it hands over; longer than every time-out of it together.
LEASE = dt.timedelta(minutes=5)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def by_the_worker(self) -> "DeliveryQuerySet":
        return self.filter(channel__in=[Channel.ACCESS_POINT, Channel.MAIL])

    def due(self, now: dt.datetime) -> "DeliveryQuerySet":
        """Those that are to be handed over now and that no other worker holds."""
        waiting = self.by_the_worker().filter(state__in=UNSENT, next_attempt_at__lte=now)
        return waiting.exclude(claimed_at__gt=now - LEASE)

    def claim(self, now: dt.datetime) -> "Delivery | None":
        """The next one, held for the caller alone; None when there is none. The UPDATE repeats the conditions, so of
        two workers one has it. An attempt is counted here, so what kills its worker is given up in the end."""
        while one := self.due(now).order_by("next_attempt_at", "pk").first():
            taken = self.due(now).filter(pk=one.pk, attempts=one.attempts)
            if taken.update(state=DeliveryState.SENDING, claimed_at=now, attempts=one.attempts + 1):
                one.state, one.claimed_at, one.attempts = DeliveryState.SENDING, now, one.attempts + 1
                return one
        return None

    def standing(self) -> "DeliveryQuerySet":
        """The one of each invoice that counts: the last that nobody dropped."""
        later = Delivery.objects.filter(invoice=OuterRef("invoice"), pk__gt=OuterRef("pk"))
        counted = self.exclude(state=DeliveryState.DROPPED)
        return counted.filter(~Exists(later.exclude(state=DeliveryState.DROPPED)))

    def troubled(self) -> "DeliveryQuerySet":
        """What a person has to do something about: it was rejected or couldn't be sent, goes no other way yet, and its
        invoice hasn't been taken back."""
        credited = (
            Invoice.objects.filter(credits=OuterRef("invoice"))
            .order_by()
            .values("credits")
            .annotate(sum=Sum("gross"))
            .values("sum")
        )
        return (
            self.standing()
            .filter(state__in=[DeliveryState.REJECTED, DeliveryState.FAILED])
            .annotate(credited=Coalesce(Subquery(credited), Decimal(0), output_field=models.DecimalField()))
            .filter(invoice__gross__gt=F("credited") + HALF_AN_ORE)
        )

    def to_be_taken(self) -> "DeliveryQuerySet":
        """What somebody has to download and send by hand."""
        return self.filter(channel=Channel.DOWNLOAD, state=DeliveryState.WAITING)


class Delivery(models.Model):
    """One way that an invoice goes. Through an access point the same number goes once; what was rejected or failed is
    credited, or goes another way."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("way"), max_length=20, choices=Channel)
    state = models.CharField(_("state"), max_length=20, choices=DeliveryState, default=DeliveryState.WAITING)
    to_address = models.CharField(max_length=254, blank=True)  # by mail
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)  # or when its status is asked for next
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, blank=True)  # what the access point calls it
    why = models.TextField(blank=True)  # rejected or failed: in the access point's words

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(channel="access_point", state__in=LIVE),
                name="delivered_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="deliveries_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} by {self.channel}: {self.state}"

    @property
    def why_not(self) -> str:
        """Our own sentences in the reader's language, others' as they said them."""
        return gettext(self.why) if self.why else ""

    @property
    def letter_key(self) -> str:
        """The letter that it goes with by mail."""
        return f"invoice:{self.invoice_id}:delivery:{self.pk}"


class PaymentReminder(models.Model):
    """One step of the ladder, written once."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to_address = models.CharField(max_length=254)

    class Meta:
        verbose_name = _("payment reminder")
        verbose_name_plural = _("payment reminders")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["invoice", "step"], name="reminded_of_once")]

    def __str__(self) -> str:
        return f"{self.invoice_id} step {self.step}"


class PaymentPause(models.Model):
    """A person holds the reminders of an invoice back, until somebody resumes them."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="pauses")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pause in reminders")
        verbose_name_plural = _("pauses in reminders")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["invoice"], condition=Q(ended_at=None), name="paused_once")
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} paused"


class InvoicingQuestion(models.Model):
    """Something that an invoice needs is missing or wrong, and somebody was asked for it by a personal link."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="invoicing_questions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    missing = models.JSONField(default=list)  # the gaps that were asked about: see rules.gaps
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question about invoicing")
        verbose_name_plural = _("questions about invoicing")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"question {self.pk}"
