"""How single settings are asked: lists line by line, areas country by country, time zones by name."""

from typing import Any

from babel.core import Locale, get_global
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.directory.models.organisation import Country
from armkrok.ui.templatetags.ui import locale

MOST_LINES = 40


class LinesField(forms.CharField):
    """A list, written with one thing on each line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = dict.fromkeys(" ".join(line.split()) for line in (value or "").splitlines())
        return [line for line in lines if line]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_LINES:
            raise ValidationError(_("%(count)s lines at most, please.") % {"count": MOST_LINES})
        if any(len(line) > 200 for line in value):
            raise ValidationError(_("A line is too long; 200 characters at most."))


class AreaChoices(forms.CheckboxSelectMultiple):
    """Countries with their counties, each country a group that can be folded out."""

    template_name = "networks/area_choices.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["countries"] = [
            {"name": country, "options": options, "chosen": sum(option["selected"] for option in options)}
            for country, options, _index in context["widget"]["optgroups"]
        ]
        return context


def area_choices(chosen: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(country, [(code, name), ...]), ...], each country as a whole first."""
    counties = (
        Organisation.objects.municipalities()
        .exclude(area="")
        .order_by("country", "area_name", "area")
        .values_list("country", "area", "area_name")
        .distinct()
    )
    groups = {
        country: [(country, _("The whole of %(country)s") % {"country": name})]
        for country, name in Country.choices
    }
    for country, code, name in counties:
        groups[country].append((code, name or code))
    known = {code for choices in groups.values() for code, _name in choices}
    for code in chosen:
        if code not in known:
            groups[code.split("-")[0]].append((code, code))
    return [(str(dict(Country.choices)[country]), choices) for country, choices in groups.items()]


# Where the municipalities are that the program comes with.
_NEAR = (
    "Europe/Copenhagen",
    "Europe/Stockholm",
    "Europe/Oslo",
    "Europe/Helsinki",
    "Atlantic/Faroe",
    "Atlantic/Reykjavik",
    "America/Nuuk",
)


def time_zones(now: str) -> list[tuple[str, str]]:
    """Those of the Nordic countries by the country's name in the reader's language, and the one that is set."""
    names, lies_in = Locale.parse(locale()).territories, get_global("zone_territories")
    return [(zone, names.get(lies_in.get(zone, ""), zone)) for zone in dict.fromkeys([*_NEAR, now])]
