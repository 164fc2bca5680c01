"""What is written to a selection of those who come."""

from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..letters.mailing import unknown_fields
from ..models import Mailing

LONGEST = 10_000


class MailingForm(forms.Form):
    """`form_key` goes along unseen: one form is one mailing, however often it is sent."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=Mailing._meta.get_field("subject").max_length
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. Name and address of those who write stand below."
        ),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"form_key": get_random_string(32)})

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def clean_form_key(self) -> str:
        """Whoever sends none gets one: then it is this form only, and not one of all that have none."""
        return self.cleaned_data["form_key"] or get_random_string(32)

    def _known(self, name: str) -> str:
        words: str = self.cleaned_data[name].replace("\r\n", "\n")
        if unknown := unknown_fields(words):
            raise forms.ValidationError(
                _("Nothing is known to fill in for %(fields)s.") % {"fields": ", ".join(unknown)}
            )
        return words
