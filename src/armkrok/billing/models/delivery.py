"""How an invoice reaches its receiver, and how they are reminded."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.networks.models import Enrolment

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
    next_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, blank=True)  # what the access point calls it
    why = models.TextField(blank=True)  # rejected or failed: in the access point's words

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
                condition=Q(state__in=["waiting", "sending"]),
                name="deliveries_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} by {self.channel}: {self.state}"


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
