"""What stands on an organisation's invoices: every number with its check digit."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban, luhn
from stdnum.dk import cvr

from armkrok.directory.rules import registration_number_fault

from ..models import Issuer, PaymentKind
from ..rules.invoicing import address_fault, as_kept

ACCOUNTS = ["account_receivable", "account_fee", "account_extra_seat", "account_vat", "account_bank"]


def _tight(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)


class IssuerForm(forms.ModelForm):
    reminder_days = forms.CharField(
        label=_("Reminders (days after the due day)"),
        required=False,
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
        number = _tight(self.cleaned_data["vat_number"]).upper()
        if not number:
            return ""
        if self.country == "SE" and not re.fullmatch(r"SE\d{12}", number):
            raise forms.ValidationError(_("A Swedish VAT number is SE and twelve digits."))
        if self.country == "SE" and not luhn.is_valid(number[2:12]):  # the organisation number, and 01
            raise forms.ValidationError(_("This number isn't right: its check digit doesn't fit."))
        if self.country == "DK" and not (number.startswith("DK") and cvr.is_valid(number[2:])):
            raise forms.ValidationError(_("A Danish VAT number is DK and the CVR number."))
        if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2,13}", number):
            raise forms.ValidationError(_("A VAT number begins with the two letters of its country."))
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
            if fault := address_fault(scheme, address):
                self.add_error("e_address", fault.words)
        self._check_the_account(values)
        return values

    def _check_the_account(self, values: dict[str, Any]) -> None:
        kind, account = values.get("payment_kind"), _tight(values.get("account", "")).upper()
        bank = _tight(values.get("bank", "")).upper()
        if not account:
            return
        values["account"], values["bank"] = account, bank
        if kind == PaymentKind.IBAN and not iban.is_valid(account):
            self.add_error("account", _("This IBAN isn't right: one of its digits or letters is wrong."))
        if kind == PaymentKind.IBAN and bank and not bic.is_valid(bank):
            self.add_error("bank", _("A BIC has eight or eleven letters and digits."))
        if kind == PaymentKind.DK_ACCOUNT and not (account.isdigit() and 4 <= len(account) <= 10):
            self.add_error("account", _("A Danish account number has up to ten digits."))
        if kind == PaymentKind.DK_ACCOUNT and not re.fullmatch(r"\d{4}", bank):
            self.add_error("bank", _("The bank's registration number has four digits."))
        if kind == PaymentKind.FIK and not re.fullmatch(r"\d{8}", account):
            self.add_error("account", _("A creditor number for payment slips has eight digits."))
        lengths = {PaymentKind.BANKGIRO: (7, 8), PaymentKind.PLUSGIRO: (2, 8)}
        if kind in lengths:
            least, most = lengths[PaymentKind(kind)]
            if not (account.isdigit() and least <= len(account) <= most and luhn.is_valid(account)):
                self.add_error("account", _("This number isn't right: its check digit doesn't fit."))
