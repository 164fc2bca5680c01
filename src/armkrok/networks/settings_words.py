"""A setting's value in words, for the history and for two who changed the same: choices by their names, months by
theirs, counties by theirs."""

from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.ui.templatetags.ui import number

from . import sentences
from .models import Network

_MONTHS = ("year_starts_in", "winter_from", "winter_to")
_KINDS = ("eligible_kinds", "reviewed_kinds")


def label(name: str) -> str:
    field: Any = Network._meta.get_field(name)
    return capfirst(str(field.verbose_name))


def told(name: str, value: Any, area_names: dict[str, str] | None = None) -> str:
    """The value of the setting `name`, as it is or as the journal kept it, in the reader's language."""
    if value in (None, "", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _MONTHS:
        return sentences.month(int(value))
    if name in _KINDS:
        return sentences.kinds(value)
    if name == "areas":
        names = names_of(value) if area_names is None else area_names
        return sentences.joined(sentences.area(value, names))
    if isinstance(value, list):
        return sentences.joined(value)
    if name == "station_km":
        return number(Decimal(value))
    field: Any = Network._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))


def names_of(areas: list[str]) -> dict[str, str]:
    """The names of counties by their codes."""
    counties = [code for code in areas if "-" in code]
    if not counties:
        return {}
    return dict(Organisation.objects.filter(area__in=counties).values_list("area", "area_name").distinct())
