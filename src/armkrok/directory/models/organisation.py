"""Organisations of every kind: who may be a member, who hosts, who sends a guest."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import rules

if TYPE_CHECKING:
    from .person import Person


class Kind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    REGION = "region", _("Region")
    MUNICIPAL_ASSOCIATION = "municipal_association", _("Association of municipalities")
    INSTITUTION = "institution", _("Institution")
    SCHOOL = "school", _("School")
    STATE_AGENCY = "state_agency", _("State agency")
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    OTHER = "other", _("Other organisation")


class PolicyArea(models.TextChoices):
    CULTURE = "culture", _("Culture")
    LEISURE = "leisure", _("Leisure and sport")
    CHILDREN = "children", _("Children and young people")
    EDUCATION = "education", _("Education")
    SOCIAL = "social", _("Social services")
    HEALTH = "health", _("Health")
    PLANNING = "planning", _("Urban planning")
    PROPERTY = "property", _("Property and facilities")
    ENVIRONMENT = "environment", _("Climate and environment")
    BUSINESS = "business", _("Business and tourism")
    LABOUR = "labour", _("Labour market")
    DEMOCRACY = "democracy", _("Democracy and administration")


class Country(models.TextChoices):
    DENMARK = "DK", _("Denmark")
    SWEDEN = "SE", _("Sweden")
    NORWAY = "NO", _("Norway")
    FINLAND = "FI", _("Finland")


class EAddressScheme(models.TextChoices):
    """Electronic address schemes of Peppol that are in force."""

    GLN = "0088", _("EAN/GLN number (0088)")
    SE_ORGNO = "0007", _("Swedish organisation number (0007)")
    DK_CVR = "0184", _("Danish CVR number (0184)")
    NO_ORGNO = "0192", _("Norwegian organisation number (0192)")
    FI_ORGNO = "0216", _("Finnish organisation number (0216)")
    DK_P = "0096", _("Danish P number (0096)")
    DK_SE = "0198", _("Danish SE number (0198)")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing(self) -> "OrganisationQuerySet":
        """All but those that were merged into another."""
        return self.filter(merged_into=None)

    def public(self) -> "OrganisationQuerySet":
        """Those that strangers find in a search."""
        return self.standing().filter(listed=True)

    def municipalities(self) -> "OrganisationQuerySet":
        return self.standing().filter(kind=Kind.MUNICIPALITY)

    def in_areas(self, areas: Iterable[str]) -> "OrganisationQuerySet":
        """Those in any of the areas: a country ("DK") or one of its counties ("SE-12")."""
        areas = list(areas)
        return self.filter(models.Q(country__in=areas) | models.Q(area__in=areas))

    def matching(self, words: str) -> "OrganisationQuerySet":
        """Those whose name holds every word that was typed; names that begin so come first."""
        found = self
        for word in rules.name_words(words):
            found = found.filter(search_text__contains=word)
        first = rules.search_text(words)
        return found.annotate(
            later=models.Case(
                models.When(search_text__startswith=first, then=0),
                default=1,
                output_field=models.IntegerField(),
            )
        ).order_by("later", "name", "pk")


class Organisation(models.Model):
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    official_name = models.CharField(_("official name"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    code = models.CharField(_("official code"), max_length=20, blank=True)
    area = models.CharField(_("county or region (code)"), max_length=20, blank=True, db_index=True)
    area_name = models.CharField(_("county or region"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("belongs to")
    )
    registration_number = models.CharField(_("registration number"), max_length=20, blank=True)
    e_address_scheme = models.CharField(
        _("kind of e-invoice address"), max_length=4, blank=True, choices=EAddressScheme
    )
    e_address = models.CharField(_("e-invoice address"), max_length=50, blank=True)
    profile = models.TextField(_("how culture and leisure are organised"), blank=True)  # K9
    website = models.URLField(_("website"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    inhabitants_on = models.DateField(_("counted on"), null=True, blank=True)
    station = models.ForeignKey(
        "Station", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("nearest station")
    )
    station_km = models.DecimalField(
        _("kilometres to the nearest station"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    search_text = models.CharField(max_length=450, blank=True, db_index=True)
    loaded = models.JSONField(
        default=dict, help_text="What the official list last said, so that only its news is taken over."
    )
    listed = models.BooleanField(
        default=True, help_text="Off for one that a stranger typed, until the staff said yes."
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "country", "code"],
                condition=~models.Q(code="") & models.Q(merged_into=None),
                name="official_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:organisation", args=[self.pk])

    def clean(self) -> None:
        """Check digits: CVR, Swedish and Norwegian organisation numbers, Finnish business ids, GLN."""
        faults = {}
        if fault := rules.registration_number_fault(self.country, self.registration_number):
            faults["registration_number"] = fault
        if fault := rules.e_address_fault(self.e_address_scheme, self.e_address):
            faults["e_address"] = fault
        if faults:
            from django.core.exceptions import ValidationError

            raise ValidationError(faults)

    def find_station(self) -> None:
        """Work out the nearest passenger station of the country from the coordinates (S17)."""
        from .station import Station

        self.station, self.station_km = (
            Station.objects.nearest(self.latitude, self.longitude, self.country)
            if self.latitude is not None and self.longitude is not None
            else (None, None)
        )

    def write_search_text(self) -> None:
        words = rules.name_words(f"{self.name} {self.official_name} {self.code}")
        self.search_text = " ".join(words)[:450]

    @property
    def people_here(self) -> "models.QuerySet[Person]":
        return self.people.filter(merged_into=None).select_related("department").order_by("name")


class Department(models.Model):
    """A part of an organisation: who works with what, and the committee that they serve (K5, K9, S7)."""

    class Sort(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        COMMITTEE = "committee", _("Political committee")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="departments")
    sort = models.CharField(_("sort"), max_length=20, choices=Sort, default=Sort.DEPARTMENT)
    name = models.CharField(_("name"), max_length=200)
    policy_area = models.CharField(_("policy area"), max_length=20, choices=PolicyArea, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("belongs to")
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["sort", "name"]

    def __str__(self) -> str:
        return self.name
