"""Who is to come."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.networks.forms.names import a_name
from armkrok.networks.someone import Someone


class SomeoneForm(forms.Form):
    """A colleague. Who isn't known yet becomes a person of the municipality, and nothing more."""

    name = forms.CharField(label=_("Name"), max_length=200, validators=[a_name])
    email = forms.EmailField(label=_("E-mail at work"), max_length=254)
    title = forms.CharField(label=_("Title"), max_length=200, required=False, validators=[a_name])

    @property
    def someone(self) -> Someone:
        data = self.cleaned_data
        return Someone(data["name"], data["email"], data["title"])
