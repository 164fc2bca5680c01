"""Who sends invoices: what stands on them, where they go, how they are paid, which accounts they are booked on."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation, Person
from armkrok.directory.models.organisation import EAddressScheme
from armkrok.networks.models import Network, Team


class PaymentKind(models.TextChoices):
    IBAN = "iban", _("IBAN")
    DK_ACCOUNT = "dk_account", _("Danish account")
    FIK = "fik", _("Danish payment slip (FIK 71)")
    BANKGIRO = "bankgiro", _("Bankgiro")
    PLUSGIRO = "plusgiro", _("Plusgiro")


class Channel(models.TextChoices):
    ACCESS_POINT = "access_point", _("As an e-invoice, through an access point")
    MAIL = "mail", _("By mail, with PDF and XML")
    DOWNLOAD = "download", _("Downloaded and sent by hand")


class IssuerQuerySet(models.QuerySet["Issuer"]):
    def kept_by(self, person: Person | None, on: dt.date) -> "IssuerQuerySet":
        """Those of the organisations that this person works for: who approves runs and sees all of its invoices."""
        if person is None:
            return self.none()
        return self.filter(organisation__in=Team.objects.of(person, on).values("organisation"))

    def networks(self) -> "models.QuerySet[Network]":
        """Those whose invoices they send (K24)."""
        mine = self.values("organisation")
        own = Q(invoicer__in=mine) | Q(invoicer=None, team__organisation__in=mine)
        return Network.objects.filter(own)

    def of(self, network: Network) -> "Issuer | None":
        """K24: one of those who run a network sends its invoices."""
        return self.filter(organisation=network.invoicer_id or network.team.organisation_id).first()


class Issuer(models.Model):
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="issuer")
    legal_name = models.CharField(_("name on the invoice"), max_length=200)
    street = models.CharField(_("street and number"), max_length=200)
    street_more = models.CharField(_("more of the address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20)
    city = models.CharField(_("town"), max_length=100)
    registration_number = models.CharField(_("registration number"), max_length=20)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    f_tax = models.BooleanField(_("approved for F-tax (Sweden)"), default=False)
    e_address_scheme = models.CharField(_("kind of e-invoice address"), max_length=4, choices=EAddressScheme)
    e_address = models.CharField(_("e-invoice address"), max_length=50)
    contact_name = models.CharField(_("contact for invoices"), max_length=100)
    contact_email = models.EmailField(_("contact's e-mail"))
    contact_phone = models.CharField(_("contact's telephone"), max_length=30, blank=True)

    payment_kind = models.CharField(_("how to pay"), max_length=20, choices=PaymentKind)
    account = models.CharField(_("account"), max_length=40)
    bank = models.CharField(_("BIC or registration number of the bank"), max_length=20, blank=True)
    terms_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    number_prefix = models.CharField(_("what invoice numbers begin with"), max_length=10, blank=True)
    channel = models.CharField(
        _("how invoices are delivered"), max_length=20, choices=Channel, default=Channel.MAIL
    )
    reminder_days = models.JSONField(_("reminders (days after the due day)"), default=list, blank=True)

    account_receivable = models.CharField(_("account: receivables"), max_length=20, blank=True)
    account_fee = models.CharField(_("account: fees"), max_length=20, blank=True)
    account_extra_seat = models.CharField(_("account: extra seats"), max_length=20, blank=True)
    account_vat = models.CharField(_("account: outgoing VAT"), max_length=20, blank=True)
    account_bank = models.CharField(_("account: bank"), max_length=20, blank=True)

    objects = IssuerQuerySet.as_manager()

    class Meta:
        verbose_name = _("issuer of invoices")
        verbose_name_plural = _("issuers of invoices")
        ordering = ["legal_name"]

    def __str__(self) -> str:
        return self.legal_name

    def get_absolute_url(self) -> str:
        return reverse("billing:invoices", args=[self.organisation_id])

    def networks(self) -> models.QuerySet[Network]:
        """Those whose invoices it sends (K24)."""
        return Issuer.objects.filter(pk=self.pk).networks()


class Series(models.Model):
    """The last number of an issuer's year: held while one is taken, so that there is no gap and no double."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.year}: {self.last}"
