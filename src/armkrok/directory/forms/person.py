"""Finding, adding and changing people."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from armkrok.ui.typed import whole_number

from ..models import Department, Person, PolicyArea
from ..models.person import PersonQuerySet
from .choosing import OrganisationField, WithChoosers
from .saving import SeenForm


class PersonFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    policy_area = forms.ChoiceField(
        label=_("Policy area"), required=False, choices=[("", _("All policy areas")), *PolicyArea.choices]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.template_name = "ui/filter.html"  # type: ignore[attr-defined]

    def narrow(self, found: PersonQuerySet) -> PersonQuerySet:
        self.is_valid()
        if area := self.cleaned_data.get("policy_area"):
            found = found.filter(policy_area=area)
        words = self.cleaned_data.get("q")
        return found.matching(words) if words else found.order_by("name", "pk")


class PersonForm(WithChoosers, SeenForm, forms.ModelForm):
    organisation = OrganisationField(
        label=_("Organisation"),
        required=False,
        on_choice={
            "hx-get": reverse_lazy("directory:department_choices"),
            "hx-target": "#id_department",
            "hx-swap": "innerHTML",
        },
    )

    class Meta:
        model = Person
        fields = [
            "name",
            "title",
            "organisation",
            "department",
            "policy_area",
            "email",
            "phone",
            "language",
        ]
        labels = {
            "name": _("Name"),
            "title": _("Title"),
            "department": _("Department"),
            "policy_area": _("Policy area"),
            "email": _("E-mail"),
            "phone": _("Telephone"),
            "language": _("Language of letters"),
        }
        help_texts = {
            "department": _("The departments and committees are kept on the organisation's page."),
        }
        error_messages = {
            "department": {
                "invalid_choice": _("This department belongs to another organisation. Choose again.")
            }
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        department: Any = self.fields["department"]
        department.queryset = Department.objects.filter(organisation=self._organisation())
        department.empty_label = _("Not stated")
        for name in ("policy_area", "language"):
            field: Any = self.fields[name]
            field.choices = [("", _("Not stated")), *[choice for choice in field.choices if choice[0]]]
        self.fields["phone"].widget.input_type = "tel"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.show_seen()

    def _organisation(self) -> int | None:
        """The one chosen so far, whose departments can be chosen."""
        if self.is_bound:
            return whole_number(self.data.get(self.add_prefix("organisation")))
        initial: Any = self.get_initial_for_field(self.fields["organisation"], "organisation")
        return getattr(initial, "pk", initial)

    def values(self) -> dict[str, Any]:
        return self.cleaned_data
