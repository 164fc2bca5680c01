"""Confirming that two are one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MergeForm(forms.Form):
    why = forms.CharField(
        label=_("Why are they the same?"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        help_text=_("This is kept in the history of both."),
    )
