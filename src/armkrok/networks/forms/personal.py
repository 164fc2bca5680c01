"""What personal links ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Appointment
from .names import a_name


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("Why?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PredecessorField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.person.name


class ConfirmationForm(forms.Form):
    """Whom the newcomer follows is asked only when all places are taken and there is more than one to choose from."""

    succeeds = PredecessorField(
        label=_("Whose place does this person take?"),
        queryset=Appointment.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    why = forms.CharField(
        label=_("If you answer no: why?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, running: list[Appointment], full: bool, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if full and len(running) > 1:
            self.fields["succeeds"].queryset = Appointment.objects.filter(  # type: ignore[attr-defined]
                pk__in=[a.pk for a in running]
            ).select_related("person")
        else:
            del self.fields["succeeds"]


class NamingForm(forms.Form):
    """The one who appoints names somebody."""

    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail at work"))
    succeeds = PredecessorField(
        label=_("Takes the place of"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("Nobody; one more"),
    )

    def __init__(self, running: list[Appointment], full: bool, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["succeeds"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        if not running:
            del self.fields["succeeds"]
            return
        field.queryset = Appointment.objects.filter(pk__in=[a.pk for a in running]).select_related("person")
        if full:
            field.required, field.empty_label = True, None if len(running) == 1 else _("Choose …")


class TaskForm(forms.Form):
    """Responsibilities are free text and never a reason to say no (S10)."""

    responsibilities = forms.CharField(
        label=_("What are you responsible for?"),
        help_text=_("In your own words. The other members read it in the directory of members."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CorrectionForm(forms.Form):
    """The one who appoints had been mistyped."""

    appointer_name = forms.CharField(
        label=_("Name of the one who appoints"), max_length=200, validators=[a_name]
    )
    appointer_title = forms.CharField(
        label=_("Title of the one who appoints"), max_length=200, required=False, validators=[a_name]
    )
    appointer_email = forms.EmailField(label=_("E-mail of the one who appoints"))
