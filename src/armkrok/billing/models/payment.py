"""What has been paid: read from the bank's files or entered by hand, and which invoices it is for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person

from .invoice import Invoice
from .issuer import Issuer


class BankFile(models.Model):
    """A camt.053 or camt.054 file that was read. It isn't kept; what was read stands in the payments."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="bank_files")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256: the same file is read once
    format = models.CharField(max_length=20)
    account = models.CharField(max_length=40)  # as the bank calls it
    left_out = models.JSONField(default=dict)  # what of it is no payment, or was read before, counted
    read_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ["-read_at"]
        constraints = [models.UniqueConstraint(fields=["issuer", "digest"], name="file_read_once")]

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """Money that came in (or, when negative, was paid back), in the currency that the account has."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="payments")
    bank_file = models.ForeignKey(BankFile, models.PROTECT, null=True, related_name="payments")
    entry = models.CharField(
        max_length=200,
        help_text="The bank's own reference of the entry, or what makes it this one: it is read once.",
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    paid_on = models.DateField(_("paid"))
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    message = models.TextField(_("message"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # nothing to do with our invoices, or paid back: put aside
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["issuer", "entry"], name="paid_once")]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Allocation(models.Model):
    """So much of a payment is for that invoice."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    # None: matched by its reference.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "invoice"], condition=Q(undone_at=None), name="allocated_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} to {self.invoice_id}"
