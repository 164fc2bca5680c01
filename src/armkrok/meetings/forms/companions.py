"""Whom a coordinator takes along, and what a companion answers."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import PolicyArea
from armkrok.networks.forms.names import a_name
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from armkrok.ui.forms import name_the_blank


class CompanionForm(forms.Form):
    """A suggested role or any other. Where they work is written freely: a child health centre isn't municipal (S16)."""

    role = forms.CharField(
        label=_("In which role"),
        max_length=200,
        validators=[a_name],
        error_messages={"required": _("Say in which role this person comes along.")},
    )
    name = forms.CharField(label=_("Name"), max_length=200, validators=[a_name])
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    workplace = forms.CharField(
        label=_("Where they work"),
        max_length=200,
        required=False,
        validators=[a_name],
        help_text=_("Their own workplace. It needn't belong to the municipality."),
    )
    trade = forms.ChoiceField(
        label=_("Field of work"),
        required=False,
        choices=[("", "---------"), *PolicyArea.choices],
    )
    message = forms.CharField(
        label=_("Your invitation"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "A draft: change what you like, and say why just this person matters. The answer link and the facts are "
            "added below it."
        ),
    )

    def __init__(self, network: Network, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_the_blank(self)
        self.fields["message"].needed = True  # type: ignore[attr-defined]  # the draft is sent if it is emptied
        self.suggested: list[str] = network.companion_roles
        if self.suggested:
            self.fields["role"].widget.attrs["list"] = "companion-roles"
            self.fields["role"].help_text = _("One of those that the network suggests, or another one.")
        for name in ("role", "message"):
            if network.language != get_language():
                self.fields[name].widget.attrs["lang"] = network.language

    @property
    def someone(self) -> Someone:
        return Someone(self.cleaned_data["name"], self.cleaned_data["email"])

    def rest(self) -> dict[str, str]:
        """What is said besides who it is."""
        return {name: self.cleaned_data[name] for name in ("role", "workplace", "trade", "message")}


class AloneForm(forms.Form):
    why = forms.CharField(
        label=_("None, because …"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why nobody comes along; those who run the network read it.")},
    )


class WhyNotForm(forms.Form):
    """No, and why, if one wants to say it."""

    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
