"""What one can look for in the catalogue. A choice that wouldn't narrow anything isn't offered."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import PolicyArea
from armkrok.directory.models.organisation import Country
from armkrok.networks.models.network import NetworkQuerySet

Offer = tuple[str, int, str, list[str]]  # policy area, the convener's number and name, areas


class FindForm(forms.Form):
    template_name = "web/find_form.html"

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    policy_area = forms.ChoiceField(label=_("Policy area"), required=False)
    convener = forms.ChoiceField(label=_("Organiser"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, data: Any, offers: Iterable[Offer]) -> None:
        super().__init__(data)
        offers = list(offers)
        there = {
            "policy_area": {offer[0] for offer in offers},
            "country": {area.split("-")[0] for offer in offers for area in offer[3]},
        }
        choices: dict[str, list[tuple[str, Any]]] = {
            "policy_area": [c for c in PolicyArea.choices if c[0] in there["policy_area"]],
            "convener": sorted({(str(o[1]), o[2]) for o in offers}, key=lambda choice: choice[1].casefold()),
            "country": [c for c in Country.choices if c[0] in there["country"]],
        }
        for name, offered in choices.items():
            if len(offered) < 2 and not data.get(name):
                del self.fields[name]
                continue
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *offered]

    def found_in(self, networks: NetworkQuerySet) -> NetworkQuerySet:
        """Those that fit; what makes no sense (an old address, say) narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            networks = networks.matching(chosen["q"])
        if chosen.get("policy_area"):
            networks = networks.filter(policy_area=chosen["policy_area"])
        if chosen.get("convener"):
            networks = networks.filter(team__organisation=chosen["convener"])
        if chosen.get("country"):
            networks = networks.in_country(chosen["country"])
        return networks

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.values())
