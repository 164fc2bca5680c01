"""Another organisation's team that runs the network with equal rights (K24)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Network, Team


class FacilitatorForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("Team"),
        empty_label=_("Choose a team"),
        help_text=_(
            "Its people can do all that you can do in this network, except to publish it. If the team isn't in the list, whoever keeps this installation opens it."
        ),
    )

    def __init__(self, network: Network, data: Any = None) -> None:
        super().__init__(data)
        there = [team.pk for team in network.facilitating_teams]
        field: Any = self.fields["team"]
        field.queryset = Team.objects.exclude(pk__in=there).select_related("organisation")
