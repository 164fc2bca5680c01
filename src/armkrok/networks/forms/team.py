"""Somebody begins to work in a team."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Organisation


class TeamForm(forms.Form):
    """One more team of an organisation that one works for (K3)."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Such as “Culture and leisure”."))
    email = forms.EmailField(
        label=_("E-mail that members write to"), help_text=_("Answers to the networks' mails come here.")
    )

    def __init__(self, organisations: QuerySet[Organisation], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset, field.initial = organisations, organisations.first()


class NewColleagueForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They sign in with a code that is sent to it."))
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
