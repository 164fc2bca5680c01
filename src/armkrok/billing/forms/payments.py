"""Files from the bank, payments by hand, parts of a payment, periods, reasons."""

import datetime as dt
import re
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armkrok.ui.templatetags.ui import locale
from armkrok.ui.typed import plain, posted
from armkrok.ui.uploads import was_too_large

from ..bank_files import MOST_BYTES
from ..rules.paid import MOST, Balance


def typed_amount(text: str, language: str = "") -> Decimal | None:
    """What somebody means by "7.000,00", "7 000", "7,000.00" or "7000.5"; None where it is no amount. Only where a
    point or comma could mean either does the language decide."""
    squeezed = re.sub(r"[\s\u00a0\u202f']|kr\.?", "", text.strip().lower())
    if not re.fullmatch(r"[-\u2212]?\d[\d.,]*", squeezed):
        return None
    squeezed = squeezed.replace("\u2212", "-")
    marks = [char for char in squeezed if char in ".,"]
    decimal = ""
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return None
    elif len(marks) == 1:
        thousands = re.search(r"[.,]\d{3}$", squeezed)
        here = "." if (language or get_language() or "en").startswith("en") else ","
        decimal = "" if thousands and marks[0] != here else marks[0]
    whole, _mark, rest = squeezed.rpartition(decimal) if decimal else (squeezed, "", "")
    try:
        amount = Decimal(f"{re.sub('[.,]', '', whole)}.{rest or '0'}")
    except InvalidOperation:
        return None
    return amount if abs(amount) <= MOST else None


def written_amount(amount: Decimal) -> str:
    """As it stands in a field: "8750,00" or "8750.00"."""
    text = f"{amount:.2f}"
    return text if locale().startswith("en") else text.replace(".", ",")


class AmountField(forms.CharField):
    """An amount as the reader writes it; its value is a Decimal."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        amount = typed_amount(text)
        if amount is None:
            raise forms.ValidationError(_("This is no amount. Write it like this: 8750,00."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        return written_amount(value) if isinstance(value, Decimal) else value


def _day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _reason_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, in a few words.")},
    )


class BankFileForm(forms.Form):
    file = forms.FileField(
        label=_("File from the bank"),
        allow_empty_file=True,  # refused in words of ours
        help_text=_(
            "camt.054 or camt.053, as your bank offers it for download. The same file twice does no harm."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={"required": _("Choose the file.")},
    )
    is_ours = forms.BooleanField(label=_("The account is ours"), required=False)

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(posted(request) if request else None, request.FILES if request else None)
        self._request = request
        self.asks_whose = False  # the question is put only where it is needed

    def clean(self) -> dict[str, Any]:
        if self._request and was_too_large(self._request, "file"):
            del self.errors["file"]
            self.add_error("file", _("The file is too large. Ask your bank for a shorter period."))
        return self.cleaned_data

    @property
    def content(self) -> bytes:
        """One more than may be, at most: what is larger is refused."""
        return bytes(self.cleaned_data["file"].read(MOST_BYTES + 1))


class PaymentForm(forms.Form):
    """By hand. What is open stands in it already."""

    way = forms.ChoiceField(
        label=_("What happened"),
        choices=[("in", _("It was paid to us")), ("back", _("We paid it back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )
    amount = AmountField(label=_("Amount"), error_messages={"required": _("How much was it?")})
    paid_on = _day_field(
        _("Day"),
        error_messages={
            "required": _("On which day?"),
            "invalid": _("This is no day. Write it like this: 2027-06-01."),
        },
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, balance: Balance, on: dt.date) -> None:
        super().__init__(
            data,
            initial={
                "way": "back" if balance.overpaid else "in",
                "amount": balance.overpaid or balance.open or None,
                "paid_on": on,
                "token": uuid.uuid4().hex,
            },
        )
        if not balance.overpaid:
            del self.fields["way"]

    def clean_note(self) -> str:
        return plain(self.cleaned_data["note"])

    @property
    def entered(self) -> Decimal:
        """Below nothing when it was paid back."""
        amount: Decimal = self.cleaned_data["amount"]
        return -amount if self.cleaned_data.get("way") == "back" else amount


class PlacingForm(forms.Form):
    """A part of a payment for one invoice."""

    invoice = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField(label=_("Amount"), error_messages={"required": _("How much is for this invoice?")})


class AsideForm(forms.Form):
    why = _reason_field(
        _("Why it is put aside"),
        _("Such as: paid back on 3 June; not about the networks. It can be taken up again."),
    )


class PauseForm(forms.Form):
    why = _reason_field(_("Why nobody is to be reminded"), _("Only you who keep the invoices read it."))


class PeriodForm(forms.Form):
    start = _day_field(_("From"), error_messages={"required": _("From which day?")})
    end = _day_field(_("To"), error_messages={"required": _("To which day?")})

    def clean(self) -> dict[str, Any]:
        for name, day in list(self.cleaned_data.items()):
            if not 1990 <= day.year <= 2200:
                self.add_error(name, _("Choose a day between 1990 and 2200."))
        first, last = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if first and last and last < first:
            self.add_error("end", _("The period ends before it begins."))
        elif first and last and (last - first).days > 1100:
            self.add_error("end", _("Choose three years at most."))
        return self.cleaned_data
