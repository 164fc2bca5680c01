"""A mail from the facilitator to a selection of those who come, and who got it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.mail.models import Message

from .meeting import Meeting


class Mailing(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="mailings")
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_key = models.CharField(max_length=40, unique=True)  # one form, one mailing, however often it is sent

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.TextChoices):
    """What has become of a receiver's letter, as the outbox knows it."""

    UNWRITTEN = "unwritten", _("Is being written")
    WAITING = "waiting", _("Waits to leave")
    LEFT = "left", _("Has left")
    REFUSED = "refused", _("Wasn't delivered")


class MailingReceiverQuerySet(models.QuerySet["MailingReceiver"]):
    def with_delivery(self) -> "MailingReceiverQuerySet":
        """Each with `delivery`. Whoever has lost the address before the worker came is never written to."""
        over = models.Q(message__dead_at__isnull=False) | models.Q(message__recalled_at__isnull=False)
        return self.annotate(
            delivery=models.Case(
                models.When(message=None, person__email="", then=models.Value(Delivery.REFUSED)),
                models.When(message=None, then=models.Value(Delivery.UNWRITTEN)),
                models.When(message__delivered_at__isnull=False, then=models.Value(Delivery.LEFT)),
                models.When(over, then=models.Value(Delivery.REFUSED)),
                default=models.Value(Delivery.WAITING),
                output_field=models.CharField(),
            )
        )


class MailingReceiver(models.Model):
    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="receivers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    objects = MailingReceiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("receiver of a mailing")
        verbose_name_plural = _("receivers of a mailing")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mailing", "person"], name="mailed_once")]

    def __str__(self) -> str:
        return f"receiver {self.pk}"
