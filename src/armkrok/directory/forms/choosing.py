"""Choosing an organisation among a thousand: type a part of the name, pick one of those found.

In a form (any package above may use it):

    class EnrolmentForm(WithChoosers, forms.Form):
        municipality = OrganisationField(
            label=_("Municipality"),
            kinds=[Kind.MUNICIPALITY],          # only these kinds; any when left out
            areas=["SE-12", "DK"],              # only these counties or countries; anywhere when left out
            on_choice={"hx-get": "/somewhere/", "hx-target": "#beside"},
        )

`cleaned_data["municipality"]` is an Organisation, or None where the field isn't required and nothing was typed.

The field can also be narrowed when the form is made: `self.fields["municipality"].narrow(kinds=…, areas=…)`.

`on_choice` are attributes of the element around the radio buttons. A change of a radio button bubbles up to it, so
`hx-get` or `hx-post` there (with `hx-trigger` "change" unless said otherwise) or `data-send-on-change` act as if each
button had them; the buttons come and go with the search, the element stays. `hx-include="this"` is implied.

While one types, htmx fetches `directory:organisation_choices`, which takes `name` (the field's name in the form),
`<name>_search` (what was typed), `<name>` (the one chosen so far) and `kind` and `area`, each any number of times.

Without JavaScript a button sends the form: it comes back with what was found and everything that was typed, and
without complaints about what isn't filled in yet. That is what `WithChoosers` is for: it makes `is_valid()` False and
keeps the errors empty when that button was pressed, so that the view needs to know nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armkrok.ui.typed import whole_number

from ..models import Organisation
from ..models.organisation import OrganisationQuerySet

MOST = 12
FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


def choosable(kinds: Iterable[str] = (), areas: Iterable[str] = ()) -> OrganisationQuerySet:
    found = Organisation.objects.public()
    if kinds := list(kinds):
        found = found.filter(kind__in=kinds)
    if areas := list(areas):
        found = found.in_areas(areas)
    return found


@dataclass(frozen=True)
class Found:
    """What a search shows: the one chosen before, then the first that match."""

    rows: list[Organisation] = field(default_factory=list)
    total: int = 0
    words: str = ""
    chosen: int | None = None

    @property
    def more(self) -> bool:
        return self.total > MOST


def find(choices: OrganisationQuerySet, words: str, chosen: str) -> Found:
    number = whole_number(chosen)
    before = choices.filter(pk=number).first() if number is not None else None
    if not words.strip():
        return Found([before] if before else [], 0, "", before.pk if before else None)
    matching = choices.matching(words)
    rows = list(matching[: MOST + 1])
    total = len(rows) if len(rows) <= MOST else matching.count()
    rows = [row for row in rows if row != before][: MOST - bool(before)]
    return Found([before, *rows] if before else rows, total, words.strip(), before.pk if before else None)


@dataclass(frozen=True)
class Typed:
    """What came with the form: the radio button and the text in the search box."""

    chosen: str
    words: str


class OrganisationChooser(forms.Widget):
    template_name = "directory/chooser.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None, on_choice: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.on_choice = dict(on_choice or {})
        self.kinds: list[str] = []
        self.areas: list[str] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        return Typed(str(data.get(name) or ""), str(data.get(f"{name}_search") or "")[:200])

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_search" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # the search box may well be empty

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, Typed) else Typed(str(value or ""), "")
        query = [("name", name), *(("kind", k) for k in self.kinds), *(("area", a) for a in self.areas)]
        on_choice = {str(key): str(value) for key, value in self.on_choice.items()}
        if not {"hx-get", "hx-post"}.isdisjoint(on_choice):
            on_choice = {"hx-trigger": "change", "hx-include": "this"} | on_choice
        return context | {
            "name": name,
            "id": context["widget"]["attrs"].get("id", f"id_{name}"),
            "found": find(choosable(self.kinds, self.areas), typed.words, typed.chosen),
            "address": f"{reverse('directory:organisation_choices')}?{urlencode(query)}",
            "on_choice": on_choice,
            "invalid": context["widget"]["attrs"].get("aria-invalid"),
        }


class OrganisationField(forms.ModelChoiceField):
    default_error_messages = {
        "required": _("Type a part of the name, and choose one of those that are found."),
        "unchosen": _("Choose one of those that were found, or empty the search."),
        "invalid_choice": _("This organisation can't be chosen here."),
    }

    def __init__(
        self,
        *,
        kinds: Iterable[str] = (),
        areas: Iterable[str] = (),
        on_choice: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            queryset=Organisation.objects.none(), widget=OrganisationChooser(on_choice=on_choice), **options
        )
        self.narrow(kinds=kinds, areas=areas)

    def narrow(self, *, kinds: Iterable[str] = (), areas: Iterable[str] = ()) -> None:
        """Let only organisations of these kinds and areas be chosen."""
        self.widget.kinds, self.widget.areas = [str(kind) for kind in kinds], list(areas)
        self.queryset = choosable(self.widget.kinds, self.widget.areas)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, Typed) else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        typed = value if isinstance(value, Typed) else Typed(str(self.prepare_value(value) or ""), "")
        if not typed.chosen and typed.words.strip():
            raise ValidationError(self.error_messages["unchosen"], code="unchosen")
        return super().clean(typed.chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != (
            data.chosen if isinstance(data, Typed) else str(data or "")
        )


class WithChoosers(forms.BaseForm):
    """Mixed into a form that has an OrganisationField; see the top of this file."""

    @property
    def searching(self) -> bool:
        """Whether the form was sent to look for an organisation, not to be taken."""
        return self.is_bound and any(
            f"{self.add_prefix(name)}_find" in self.data
            for name, field in self.fields.items()
            if isinstance(field, OrganisationField)
        )

    def full_clean(self) -> None:
        if self.searching:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return not self.searching and super().is_valid()
