"""Finding, adding and changing organisations and their departments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..editing import DEPARTMENT_FIELDS
from ..models import Department, Kind, Organisation
from ..models.organisation import Country, OrganisationQuerySet
from .choosing import OrganisationField, WithChoosers
from .saving import SeenForm


def areas() -> list[tuple[str, list[tuple[str, str]]]]:
    """The counties and regions that organisations lie in, by country."""
    known = (
        Organisation.objects.standing()
        .exclude(area="")
        .values_list("country", "area", "area_name")
        .distinct()
        .order_by("country", "area_name", "area")
    )
    groups: dict[str, dict[str, str]] = {}
    for country, area, name in known:
        named = groups.setdefault(str(Country(country).label), {})
        named[area] = name or named.get(area, area)
    return [(country, list(named.items())) for country, named in groups.items()]


class OrganisationFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    area = forms.ChoiceField(label=_("County or region"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("All kinds")), *Kind.choices]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *Country.choices]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("All areas")), *areas()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.template_name = "ui/filter.html"  # type: ignore[attr-defined]

    def narrow(self, found: OrganisationQuerySet) -> OrganisationQuerySet:
        """Those that are asked for. A value that makes no sense asks for nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        for name in ("kind", "country", "area"):
            if value := wanted.get(name):
                found = found.filter(**{name: value})
        return found.matching(wanted["q"]) if wanted.get("q") else found.order_by("name", "pk")


class OrganisationForm(WithChoosers, SeenForm, forms.ModelForm):
    area = forms.ChoiceField(label=_("County or region"), required=False)
    parent = OrganisationField(
        label=_("Belongs to"),
        required=False,
        help_text=_("The municipality or region that runs it, say."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=200)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_(
            "Of the place where people would meet, in degrees: 55.60587. The nearest station follows from it."
        ),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    namesake = forms.BooleanField(
        label=_("This is another organisation with the same name"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "name",
            "official_name",
            "country",
            "area",
            "parent",
            "website",
            "profile",
            "code",
            "registration_number",
            "e_address_scheme",
            "e_address",
            "latitude",
            "longitude",
            "inhabitants",
            "inhabitants_on",
        ]
        labels = {
            "kind": _("Kind"),
            "name": _("Name"),
            "official_name": _("Official name"),
            "country": _("Country"),
            "code": _("Official code"),
            "registration_number": _("Registration number"),
            "e_address_scheme": _("Kind of e-invoice address"),
            "e_address": _("E-invoice address"),
            "inhabitants": _("Inhabitants"),
            "inhabitants_on": _("Counted on"),
            "profile": _("How culture and leisure are organised"),
        }
        help_texts = {
            "name": _("As people say it: Båstad."),
            "official_name": _("As it stands in contracts: Båstads kommun."),
            "code": _("The number that the country's statistics give a municipality or a region: 1278."),
            "registration_number": _("CVR number, organisation number or business id."),
            "inhabitants": _("Some networks' fees follow from how many people live there."),
            "profile": _(
                "Which departments and committees there are, what is run by the municipality itself, what by "
                "associations or institutions of their own, and how they work together."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["inhabitants_on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self._areas = areas()
        self.fields["area"].choices = [("", _("Not stated")), *self._areas]  # type: ignore[attr-defined]
        self.show_seen()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, for the act: an area is a code and its name."""
        names = {area: name for _country, named in self._areas for area, name in named}
        area = self.cleaned_data["area"]
        return self.cleaned_data | {"area_name": names.get(area, "")}

    def ask_whether_namesake(self) -> None:
        self.fields["namesake"].widget = forms.CheckboxInput()


class DepartmentForm(SeenForm, forms.ModelForm):
    class Meta:
        model = Department
        fields = DEPARTMENT_FIELDS
        labels = {
            "sort": _("Department or committee"),
            "name": _("Name"),
            "policy_area": _("Policy area"),
            "parent": _("Belongs to"),
        }

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        others = organisation.departments.exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("Nothing above it")  # type: ignore[attr-defined]
        self.fields["policy_area"].choices = [  # type: ignore[attr-defined]
            ("", _("Not stated")),
            *[c for c in self.fields["policy_area"].choices if c[0]],  # type: ignore[attr-defined]
        ]
        self.show_seen()
