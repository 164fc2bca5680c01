"""What stands on an organisation's invoices: every number with its check digit."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.directory.rules import registration_number_fault

from ..models import Issuer, PaymentKind
from ..rules.invoicing import address_fault, as_kept
from ..rules.issuing_numbers import account_faults, tight, vat_number_fault

ACCOUNTS = ["account_receivable", "account_fee", "account_extra_seat", "account_vat", "account_bank"]


class IssuerForm(forms.ModelForm):
    reminder_days = forms.CharField(
        label=_("Reminders (days after the due day)"),
        required=False,
        max_length=200,
        help_text=_("Numbers with commas between them, such as 10, 30. Empty: nobody is reminded."),
    )

    class Meta:
        model = Issuer
        fields = [
            "legal_name",
            "street",
            "street_more",
            "postal_code",
            "city",
            "registration_number",
            "vat_number",
            "f_tax",
            "e_address_scheme",
            "e_address",
            "contact_name",
            "contact_email",
            "contact_phone",
            "payment_kind",
            "account",
            "bank",
            "terms_days",
            "number_prefix",
            "channel",
            "reminder_days",
            *ACCOUNTS,
        ]
        help_texts = {
            "number_prefix": _(
                "Letters and digits before the year, if your invoices have them. Numbers already issued stay."
            ),
            "bank": _("Needed for an IBAN abroad, and for a Danish account."),
            "account_receivable": _(
                "The accounts of your bookkeeping system; the journal is written with them."
            ),
        }

    def __init__(self, *args: Any, country: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.country = country
        if country != "SE":
            del self.fields["f_tax"]
        ways = {
            "SE": [PaymentKind.BANKGIRO, PaymentKind.PLUSGIRO, PaymentKind.IBAN],
            "DK": [PaymentKind.FIK, PaymentKind.DK_ACCOUNT, PaymentKind.IBAN],
        }.get(country, [PaymentKind.IBAN])
        self.fields["payment_kind"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        self.initial["reminder_days"] = ", ".join(str(day) for day in self.instance.reminder_days)

    def clean_reminder_days(self) -> list[int]:
        said = [one for one in re.split(r"[\s,;]+", self.cleaned_data["reminder_days"]) if one]
        if not all(one.isascii() and one.isdigit() and 0 < int(one) <= 365 for one in said):
            raise forms.ValidationError(
                _("Write numbers of days between 1 and 365, with commas between them.")
            )
        return sorted({int(one) for one in said})

    def clean_registration_number(self) -> str:
        number = self.cleaned_data["registration_number"].strip()
        if fault := registration_number_fault(self.country, number):
            raise forms.ValidationError(fault)
        return number

    def clean_vat_number(self) -> str:
        number = tight(self.cleaned_data["vat_number"])
        if fault := vat_number_fault(self.country, number):
            raise forms.ValidationError(fault)
        return number

    def clean_number_prefix(self) -> str:
        prefix = self.cleaned_data["number_prefix"].strip()
        if prefix and not re.fullmatch(r"[0-9A-Za-z-]+", prefix):
            raise forms.ValidationError(_("Use the letters a to z, digits and hyphens."))
        return prefix

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        scheme, address = values.get("e_address_scheme", ""), values.get("e_address", "")
        if address and scheme:
            values["e_address"] = as_kept(scheme, address)
            if wrong := address_fault(scheme, address):
                self.add_error("e_address", wrong.words)
        if values.get("account"):
            values["account"], values["bank"] = tight(values["account"]), tight(values.get("bank", ""))
            for fault in account_faults(values.get("payment_kind", ""), values["account"], values["bank"]):
                self.add_error(fault.field, str(fault))
        return values
