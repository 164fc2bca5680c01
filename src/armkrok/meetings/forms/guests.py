"""Whom to invite from outside, to which item, for what."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armkrok.networks.forms.names import a_name
from armkrok.networks.someone import Someone

from ..letters.sending import clock_hours
from ..models import AgendaItem, GuestRole, Meeting, Timed


class GuestForm(forms.Form):
    """Anybody may be a guest: also those who can't be members (K29, K30)."""

    item = forms.ChoiceField(
        label=_("For which part of the programme"),
        error_messages={"required": _("Choose the part of the programme that the guest comes for.")},
        help_text=_("What is confidential isn't offered: guests come before or after it."),
    )
    name = forms.CharField(label=_("Name"), max_length=200, validators=[a_name])
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    workplace = forms.CharField(
        label=_("Where they work"),
        max_length=200,
        required=False,
        validators=[a_name],
        help_text=_(
            "A state agency, a company, an association: everybody is welcome as a guest, without a seat and free of "
            "charge."
        ),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=GuestRole.choices, widget=forms.RadioSelect, initial=GuestRole.SPEAKER
    )
    focus = forms.CharField(
        label=_("The focus that this serves"),
        max_length=2000,
        required=False,  # the act refuses it, with the reason (S19)
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the invitation."),
    )
    brief = forms.CharField(
        label=_("What we would like to hear"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, meeting: Meeting, programme: list[Timed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["focus"].needed = True  # type: ignore[attr-defined]
        self.items: dict[str, AgendaItem] = {str(t.item.pk): t.item for t in programme if not t.item.closed}
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)  # noqa: S101 (declared above)
        item.choices = [
            ("", _("Choose …")),
            *((str(t.item.pk), f"{clock_hours(t)} {t.item.title}") for t in programme if not t.item.closed),
        ]
        if meeting.network.language != get_language():
            for name in ("focus", "brief"):
                self.fields[name].widget.attrs["lang"] = meeting.network.language

    @property
    def someone(self) -> Someone:
        return Someone(self.cleaned_data["name"], self.cleaned_data["email"])

    @property
    def chosen(self) -> AgendaItem:
        return self.items[self.cleaned_data["item"]]

    def rest(self) -> dict[str, str]:
        """What is said besides who comes for what."""
        return {name: self.cleaned_data[name] for name in ("focus", "role", "workplace", "brief")}


class CallingOffForm(forms.Form):
    why = forms.CharField(
        label=_("Reason, which the guest reads"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MaterialForm(forms.Form):
    material = forms.CharField(
        label=_("Text and links"),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For example a link to your slides. Those who run the network see it."),
    )
