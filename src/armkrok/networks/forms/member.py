"""What a member's own page asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.directory import rules as directory_rules
from armkrok.directory.models import Person
from armkrok.directory.models.organisation import EAddressScheme

from ..contacting import Invoicing
from ..models import Appointment, Enrolment
from .personal import PredecessorField


class ContactsForm(forms.Form):
    contact_name = forms.CharField(label=_("Professional contact"), max_length=200)
    contact_email = forms.EmailField(
        label=_("The professional contact's e-mail"), help_text=_("Confirms if the member wants to withdraw.")
    )
    finance_name = forms.CharField(label=_("Finance contact"), max_length=200, required=False)
    finance_email = forms.EmailField(label=_("The finance contact's e-mail"), required=False)
    e_address_scheme = forms.ChoiceField(
        label=_("Kind of e-invoice address"),
        choices=[("", _("No e-invoice address")), *EAddressScheme.choices],
        required=False,
    )
    e_address = forms.CharField(label=_("E-invoice address (EAN number)"), max_length=50, required=False)
    keep_e_address = forms.BooleanField(
        label=_("I can't check this now. Keep it and ask the finance contact later."), required=False
    )
    buyer_reference = forms.CharField(
        label=_("Your reference on the invoice"), max_length=100, required=False
    )

    def __init__(self, enrolment: Enrolment, data: Any = None) -> None:
        contact = enrolment.professional_contact
        super().__init__(
            data,
            initial={
                "contact_name": contact.name if contact else "",
                "contact_email": contact.email if contact else "",
                **{name: getattr(enrolment, name) for name in Invoicing.__dataclass_fields__},
            },
        )
        if not enrolment.network.asks_invoicing:
            for name in (*Invoicing.__dataclass_fields__, "keep_e_address"):
                del self.fields[name]
        elif not (data and self._fault(data)):
            del self.fields["keep_e_address"]

    @staticmethod
    def _fault(data: Any) -> Any:
        return directory_rules.e_address_fault(data.get("e_address_scheme", ""), data.get("e_address", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (fault := self._fault(data)) and not data.get("keep_e_address"):
            self.add_error("e_address", fault)
        return data

    @property
    def invoicing(self) -> Invoicing | None:
        """None where the network doesn't ask: what is known stays."""
        if "finance_name" not in self.fields:
            return None
        return Invoicing(**{name: self.cleaned_data.get(name, "") for name in Invoicing.__dataclass_fields__})


class NominationForm(forms.Form):
    """Somebody in the municipality, or the secretariat, puts a person forward; the one who appoints answers.

    Who appoints is asked of the secretariat, and while nobody is known. Otherwise a member could name an address of
    its own as the one that confirms (S9).
    """

    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail at work"))
    succeeds = PredecessorField(
        label=_("Takes the place of"),
        queryset=Appointment.objects.none(),
        required=False,
        empty_label=_("Nobody; one more"),
    )
    appointer_name = forms.CharField(label=_("Name of the one who appoints"), max_length=200)
    appointer_title = forms.CharField(
        label=_("Title of the one who appoints"), max_length=200, required=False
    )
    appointer_email = forms.EmailField(
        label=_("E-mail of the one who appoints"),
        help_text=_("They get a mail with a link and confirm without signing in."),
    )

    def __init__(
        self,
        enrolment: Enrolment,
        running: list[Appointment],
        full: bool,
        data: Any = None,
        *,
        known: Person | None,
        staff: bool,
    ) -> None:
        super().__init__(
            data, initial={"appointer_name": known.name, "appointer_email": known.email} if known else None
        )
        field = self.fields["succeeds"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = Appointment.objects.filter(pk__in=[a.pk for a in running]).select_related("person")
        if full and len(running) == 1:
            field.empty_label = None
        if not running:
            del self.fields["succeeds"]
        if enrolment.network.appointment_procedure == "stated" or (known and not staff):
            for name in ("appointer_name", "appointer_title", "appointer_email"):
                del self.fields[name]
