"""What it costs, as data: price rules of a network and VAT rates of a country, each from a day on (A6, K33)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.directory.models.organisation import Country
from armkrok.networks.models import Network


class Charges(models.TextChoices):
    """What a rule puts a price on."""

    FEE = "fee", _("The membership, for a network year")
    EXTRA_SEAT = "extra_seat", _("An extra seat at a meeting")


class VatCategory(models.TextChoices):
    """UNCL5305, as far as we need it."""

    STANDARD = "S", _("VAT is added")
    ZERO = "Z", _("Zero-rated")
    EXEMPT = "E", _("Exempt from VAT")
    OUTSIDE = "O", _("Outside the scope of VAT")


class VatBand(models.TextChoices):
    STANDARD = "standard", _("Standard rate")
    REDUCED = "reduced", _("Reduced rate")
    LOW = "low", _("Low rate")


class PriceRuleQuerySet(models.QuerySet["PriceRule"]):
    def standing(self) -> "PriceRuleQuerySet":
        return self.filter(dropped_at=None)


class PriceRule(models.Model):
    """One rule: from a day on, for a network, for the fee or for extra seats. `terms` belong to the kind
    (`rules.prices.KINDS`): amounts in the rule's currency are strings with two decimals, without VAT."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="price_rules")
    charges = models.CharField(_("what it is for"), max_length=20, choices=Charges)
    kind = models.CharField(_("kind of price"), max_length=40)
    from_on = models.DateField(_("valid from"))
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    vat_category = models.CharField(_("VAT"), max_length=1, choices=VatCategory, default=VatCategory.STANDARD)
    vat_band = models.CharField(_("rate"), max_length=10, choices=VatBand, default=VatBand.STANDARD)
    vat_reason = models.CharField(_("why no VAT is added"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = PriceRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("price rule")
        verbose_name_plural = _("price rules")
        ordering = ["network", "charges", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "charges", "from_on"],
                condition=models.Q(dropped_at=None),
                name="one_price_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.charges} of {self.network_id} from {self.from_on}"


class VatRate(models.Model):
    """What a country's VAT is from a day on (A6)."""

    country = models.CharField(_("country"), max_length=2, choices=Country)
    band = models.CharField(_("rate"), max_length=10, choices=VatBand, default=VatBand.STANDARD)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)
    from_on = models.DateField(_("valid from"))
    source = models.CharField(_("where it is said"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "band", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["country", "band", "from_on"], name="one_vat_rate_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.band} {self.percent} % from {self.from_on}"
