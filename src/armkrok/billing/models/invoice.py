"""Invoices and credit notes: what was issued never changes. What is due and what is paid is worked out, never stored.

One thing is decided later: what a credit note took back may be invoiced anew after all (`Invoice.anew`).
"""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.directory.rules import search_words
from armkrok.meetings.models import Meeting
from armkrok.networks.models import Appointment, Enrolment, Network, State

from .. import document
from .issuer import Issuer
from .price import Charges


class Kind(models.TextChoices):
    """UNCL1001."""

    INVOICE = "380", _("Invoice")
    CREDIT_NOTE = "381", _("Credit note")


class Format(models.TextChoices):
    PEPPOL = "peppol", _("Peppol BIS Billing 3.0")
    OIOUBL = "oioubl", _("OIOUBL 2.1")


class Run(models.Model):
    """A person approved what a preview showed; the worker makes it into invoices, or into credit notes (A5)."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=3, choices=Kind, default=Kind.INVOICE)
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    seen = models.CharField(
        max_length=64, help_text="A mark of what the preview showed: sent twice, it is one run."
    )
    why = models.TextField(blank=True)  # on credit notes
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invoice run")
        verbose_name_plural = _("invoice runs")
        ordering = ["-approved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["issuer", "seen"], name="approved_once")]

    def __str__(self) -> str:
        return f"run {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("billing:run", args=[self.issuer.organisation_id, self.pk])


class RunItem(models.Model):
    """One member of a run, and what became of it. `charges` is what was approved: the key of each charge and its net
    amount (for credit notes: the invoice's line and the net amount to take back)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="items")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    network_year_from = models.DateField(null=True)  # None on credit notes
    charges = models.JSONField(default=dict)
    invoice = models.OneToOneField("Invoice", models.PROTECT, null=True, related_name="run_item")
    done_at = models.DateTimeField(null=True)
    # When no invoice was issued: a sentence of ours on each line, in English.
    why_not = models.TextField(blank=True)

    class Meta:
        verbose_name = _("item of a run")
        verbose_name_plural = _("items of a run")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "enrolment", "network_year_from"], name="once_in_a_run")
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of run {self.run_id}"

    @property
    def is_put_aside(self) -> bool:
        """A person decided that this share isn't given back after all (A5)."""
        return self.done_at is not None and self.invoice_id is None and not self.why_not

    @property
    def why(self) -> str:
        """Why no invoice was issued, in the reader's language."""
        return " ".join(gettext(sentence) for sentence in self.why_not.splitlines() if sentence)


READ_AFTERWARDS = dt.timedelta(days=365)


def left_lately(person: Person, on: dt.date) -> models.QuerySet[Enrolment]:
    """Memberships that have ended within a year, for which this person spoke until then or whose contact they were."""
    spoke = Appointment.objects.filter(
        enrolment=OuterRef("pk"), person=person, confirmed_at__isnull=False, to_on__gte=OuterRef("ends_on")
    )
    ended = Enrolment.objects.filter(state=State.ENDED, ends_on__gte=on - READ_AFTERWARDS)
    return ended.filter(Q(professional_contact=person) | Exists(spoke))


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def invoices(self) -> "InvoiceQuerySet":
        return self.filter(kind=Kind.INVOICE)

    def credit_notes(self) -> "InvoiceQuerySet":
        return self.filter(kind=Kind.CREDIT_NOTE)

    def visible_to(self, person: Person | None, on: dt.date) -> "InvoiceQuerySet":
        """Those of the issuers that one works for, of the networks that one runs (K24), and of the member that one
        speaks for, or spoke for when it left (decision 30)."""
        if person is None:
            return self.none()
        return self.filter(
            Q(issuer__in=Issuer.objects.kept_by(person, on).values("pk"))
            | Q(enrolment__in=Enrolment.objects.visible_to(person, on).values("pk"))
            | Q(enrolment__in=left_lately(person, on).values("pk"))
        )

    def matching(self, words: str) -> "InvoiceQuerySet":
        """By number, receiver, network or reference; every word that was typed."""
        found = self
        for word, folded in zip(words.split(), search_words(words), strict=False):
            found = found.filter(
                Q(number__icontains=word)
                | Q(buyer_reference__icontains=word)
                | Q(payment_reference__startswith=word)
                | Q(organisation__search_text__contains=folded)
                | Q(network__search_text__contains=folded)
            )
        return found


class Invoice(models.Model):
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="invoices")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=3, choices=Kind, default=Kind.INVOICE)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    network = models.ForeignKey(Network, models.PROTECT, related_name="invoices")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="invoices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices")
    network_year_from = models.DateField()  # the first day of the network year that it is for
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("to be paid by"), null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    currency = models.CharField(_("currency"), max_length=3)
    net = models.DecimalField(_("net"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    gross = models.DecimalField(_("to pay"), max_digits=12, decimal_places=2)
    buyer_reference = models.CharField(_("your reference"), max_length=100, blank=True)
    payment_reference = models.CharField(_("payment reference"), max_length=40, blank=True, db_index=True)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="credit_notes", verbose_name=_("takes back")
    )
    why = models.TextField(_("why"), blank=True)  # of a credit note
    anew = models.BooleanField(default=False, help_text="What it takes back is to be invoiced anew.")
    said = models.JSONField(default=dict, help_text="The document: see document.py.")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "serial"], name="number_once"),
            models.CheckConstraint(
                condition=Q(kind="380", credits=None) | Q(kind="381", credits__isnull=False),
                name="credit_notes_credit",
            ),
        ]
        indexes = [models.Index(fields=["network", "network_year_from"])]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("billing:invoice", args=[self.pk])

    @property
    def is_credit(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE

    @property
    def document(self) -> document.Document:
        return document.from_json(self.said)

    @property
    def thread(self) -> str:
        """All mail about this invoice is one conversation."""
        return f"invoice-{self.pk}"


class InvoiceLine(models.Model):
    """`charge` names what is charged once and for all ("fee:17:2027-01-01:1", "seat:4711"); `generation` counts how
    often it has been taken back to be invoiced anew. Together they are there once."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    charge = models.CharField(max_length=80, db_index=True)
    generation = models.PositiveSmallIntegerField(default=0)
    charges = models.CharField(max_length=20, choices=Charges)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")  # of an extra seat
    name = models.CharField(max_length=200)
    explanation = models.TextField()
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    vat_category = models.CharField(max_length=1)
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    vat_reason = models.CharField(max_length=200, blank=True)
    credits_line = models.ForeignKey("self", models.PROTECT, null=True, related_name="credited_by")

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "generation"], condition=Q(credits_line=None), name="charged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.position}"


class Paper(models.Model):
    """The invoice as it was issued: its XML and its PDF, in which the XML lies too (PDF/A-3)."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="paper")
    xml = models.BinaryField()
    pdf = models.BinaryField()

    class Meta:
        verbose_name = _("invoice paper")
        verbose_name_plural = _("invoice papers")

    def __str__(self) -> str:
        return f"paper of {self.invoice_id}"


class CreditDecision(models.Model):
    """A5: a meeting was cancelled, and a person has decided whether a share is given back."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="credit_decision")
    credited = models.BooleanField()
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision about a credit")
        verbose_name_plural = _("decisions about credits")

    def __str__(self) -> str:
        return f"credit for meeting {self.meeting_id}"
