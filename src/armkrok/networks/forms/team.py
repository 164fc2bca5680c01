"""Somebody begins to work in a team."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewColleagueForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with a code that is sent to it."))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
