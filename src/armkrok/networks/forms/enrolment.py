"""What is asked of a municipality that applies: what this network needs, and nothing else."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from armkrok.directory import rules as directory_rules
from armkrok.directory.models import Kind, Organisation
from armkrok.directory.models.organisation import Country, EAddressScheme
from armkrok.ui.templatetags.ui import day as written_day

from ..applying import Application, NewOrganisation, Someone
from ..models import Network
from ..models.enrolment import Stage
from ..models.network import AppointmentProcedure
from .names import a_name


class UnlistedForm(forms.Form):
    """An organisation that isn't in the directory: its kind alone may answer whether it can join (K29)."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200, validators=[a_name])
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=[("", _("Choose …")), *((k.value, k.label) for k in Kind if k != Kind.MUNICIPALITY)],
    )
    country = forms.ChoiceField(label=_("Country"), choices=Country)

    def __init__(self, network: Network, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("country", network.areas[0][:2])


class EnrolmentForm(forms.Form):
    """`member` is true when the municipality has joined already: then only who wants to take part is asked. `next_year` is
    the day to begin with where nothing is left of this network year (K38)."""

    applicant_name = forms.CharField(
        validators=[a_name],
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    applicant_title = forms.CharField(
        validators=[a_name],
        label=_("Your title"),
        max_length=200,
        help_text=_("In your own words. No title is a reason to say no."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "list": "suggested-roles"}),
    )
    applicant_email = forms.EmailField(
        label=_("Your e-mail at work"),
        help_text=_("Everything about the application is sent here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    committee = forms.CharField(
        label=_("Which political committee do you serve?"),
        max_length=200,
        help_text=_(
            "The network is for those who work close to politics. The secretariat reads your answer."
        ),
    )  # K5
    stage = forms.ChoiceField(
        label=_("How far have you come?"),
        choices=Stage,
        widget=forms.RadioSelect,
        help_text=_("Both are welcome."),
    )  # K18
    who = forms.ChoiceField(
        label=_("Who will take part?"),
        choices=[("me", _("I will")), ("other", _("Somebody else, whom I appoint"))],
        initial="me",
        widget=forms.RadioSelect,
    )
    appointer_name = forms.CharField(
        validators=[a_name], label=_("Name of the one who appoints"), max_length=200, required=False
    )
    appointer_title = forms.CharField(
        validators=[a_name], label=_("Title of the one who appoints"), max_length=200, required=False
    )
    appointer_email = forms.EmailField(
        label=_("E-mail of the one who appoints"),
        required=False,
        help_text=_("They get a mail with a link and confirm without signing in."),
    )
    participant_name = forms.CharField(
        validators=[a_name], label=_("Name of the one who takes part"), max_length=200, required=False
    )
    participant_title = forms.CharField(
        validators=[a_name], label=_("Title of the one who takes part"), max_length=200, required=False
    )
    participant_email = forms.EmailField(label=_("E-mail of the one who takes part"), required=False)
    finance_name = forms.CharField(label=_("Finance contact"), max_length=200, required=False)
    finance_email = forms.EmailField(label=_("The finance contact's e-mail"), required=False)
    e_address_scheme = forms.ChoiceField(
        label=_("Kind of e-invoice address"),
        choices=[("", _("Choose …")), *EAddressScheme.choices],
        required=False,
    )
    e_address = forms.CharField(
        label=_("E-invoice address (EAN number)"),
        max_length=50,
        required=False,
        help_text=_("Leave it empty if you don't know; we ask before the first invoice."),
    )
    keep_e_address = forms.BooleanField(
        label=_("I can't check this now. Keep it and ask the finance contact later."), required=False
    )
    buyer_reference = forms.CharField(
        label=_("Your reference on the invoice"),
        max_length=100,
        required=False,
        help_text=_("What your finance department wants to see: a person's code, an order number."),
    )
    begins_next_year = forms.BooleanField(required=False)  # K38
    message = forms.CharField(
        label=_("Anything else that the secretariat should know?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        network: Network,
        *args: Any,
        member: bool = False,
        next_year: dt.date | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        unasked = []
        if not network.asks_committee or member:
            unasked.append("committee")
        if not network.asks_stage or member:
            unasked.append("stage")
        if not network.asks_invoicing or member:
            unasked += [
                "finance_name",
                "finance_email",
                "e_address_scheme",
                "e_address",
                "keep_e_address",
                "buyer_reference",
            ]
        own_word = network.appointment_procedure == AppointmentProcedure.STATED
        if own_word or member:
            unasked += ["who", *(f for f in self.fields if f.startswith(("appointer_", "participant_")))]
        if member:
            unasked.append("message")
        if next_year is None or member:
            unasked.append("begins_next_year")
        else:
            self.fields["begins_next_year"].label = gettext(
                "Begin with the next network year, on %(day)s"
            ) % {"day": written_day(next_year)}
        for name in unasked:
            del self.fields[name]
        for name in ("appointer_name", "appointer_email", "participant_name", "participant_email"):
            if name in self.fields:  # asked for by clean(), depending on who will take part
                self.fields[name].needed = True  # type: ignore[attr-defined]
        if "keep_e_address" in self.fields and not self._fault_in_data():
            del self.fields["keep_e_address"]

    def _fault_in_data(self) -> Any:
        return self.is_bound and directory_rules.e_address_fault(
            self.data.get("e_address_scheme", ""), self.data.get("e_address", "")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if who := data.get("who"):
            needed = (
                ["appointer_name", "appointer_email"]
                if who == "me"
                else ["participant_name", "participant_email"]
            )
            for name in needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is needed."))
        fault = directory_rules.e_address_fault(data.get("e_address_scheme", ""), data.get("e_address", ""))
        if fault and not data.get("keep_e_address"):
            self.add_error("e_address", fault)
        return data

    def application(self, organisation: Organisation | NewOrganisation) -> Application:
        """What was typed, as the act wants it."""
        data = self.cleaned_data
        applicant = Someone(data["applicant_name"], data["applicant_email"], data["applicant_title"])
        participant, appointer = applicant, None
        if data.get("who") == "me":
            appointer = Someone(data["appointer_name"], data["appointer_email"], data["appointer_title"])
        elif data.get("who") == "other":
            participant = Someone(
                data["participant_name"], data["participant_email"], data["participant_title"]
            )
            appointer = applicant
        return Application(
            organisation=organisation,
            applicant=applicant,
            participant=participant,
            appointer=appointer,
            language=get_language() or "",
            begins_next_year=bool(data.get("begins_next_year")),
            **{
                name: data.get(name, "")
                for name in (
                    "committee",
                    "stage",
                    "message",
                    "finance_name",
                    "finance_email",
                    "e_address_scheme",
                    "e_address",
                    "buyer_reference",
                )
            },
        )
