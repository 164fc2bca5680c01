"""Where invoices go: asked of the finance contact behind a link, of the member, and of the staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models.organisation import EAddressScheme
from armkrok.networks.contacting import Invoicing
from armkrok.networks.models import Enrolment

from ..rules import invoicing as rules

NAMES = tuple(Invoicing.__dataclass_fields__)


class InvoicingForm(forms.Form):
    """`asked` is true for whoever was asked: then nothing that an invoice needs may stay empty. A wrong number can't be
    kept here (decision 8)."""

    e_address_scheme = forms.ChoiceField(
        label=_("Kind of e-invoice address"), choices=[("", _("Choose …")), *EAddressScheme.choices]
    )
    e_address = forms.CharField(label=_("E-invoice address"), max_length=50)
    buyer_reference = forms.CharField(
        label=_("Your reference on the invoice"),
        max_length=100,
        help_text=_(
            "What your invoice system needs to find the right person: a name, a code, a cost centre."
        ),
    )
    finance_name = forms.CharField(
        label=_("Finance contact"), max_length=200, help_text=_("Who takes care of the invoices.")
    )
    finance_email = forms.EmailField(
        label=_("The finance contact's e-mail"),
        help_text=_("Questions and reminders go here, and invoices too where they are sent by mail."),
    )

    def __init__(self, enrolment: Enrolment, data: Any = None, *, asked: bool, typed: Any = None) -> None:
        """`typed` is what stands in the fields of a form that hasn't been sent for good."""
        before = typed if typed is not None else {name: getattr(enrolment, name) for name in NAMES}
        super().__init__(data, initial={name: before.get(name, "") for name in NAMES})
        self.fields["e_address"].help_text = _help(enrolment.organisation.country)
        for field in self.fields.values():
            field.required = asked

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fault = rules.address_fault(data.get("e_address_scheme", ""), data.get("e_address", ""))
        if fault and not any(name in self.errors for name in ("e_address_scheme", "e_address")):
            self.add_error(fault.field, str(fault.words))
        return data

    @property
    def invoicing(self) -> Invoicing:
        return Invoicing(**{name: self.cleaned_data.get(name, "") for name in NAMES})


def _help(country: str) -> Any:
    """Where to find the number."""
    if country == "DK":
        return _(
            "The EAN number of the department that pays: thirteen digits, which begin with 5798 in a Danish municipality. "
            "It stands on the municipality's website under “EAN numbers” and in NemHandel's register; your finance "
            "department knows which one it is."
        )
    if country == "SE":
        return _(
            "Most Swedish municipalities receive e-invoices at their organisation number, some at a GLN number. It stands "
            "on the municipality's website, on the page for suppliers."
        )
    return _("It stands on your organisation's website, on the page for suppliers.")
