"""A price is set: each kind asks for its own terms, and all of them from which day, in which currency, with which
VAT."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from armkrok.networks.models import Network
from armkrok.ui.templatetags.ui import day as written_day

from .. import setting_prices
from ..models import PriceRule
from ..models.price import Charges, VatBand, VatCategory
from ..rules import sentences as say
from ..rules.prices import KINDS
from ..setting_prices import Price
from .payments import AmountField, written_amount

CURRENCIES = ["DKK", "SEK", "NOK", "EUR", "ISK"]
AT_HOME = {"DK": "DKK", "SE": "SEK", "NO": "NOK", "IS": "ISK"}
MOST_MEETINGS = 12
BANDS = 6


class PriceField(AmountField):
    """Nothing or more, without VAT. `decimals` are as many as the price may have."""

    def __init__(self, *, decimals: int = 2, **more: Any) -> None:
        super().__init__(**more)
        self.decimals = decimals

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("A price isn't less than nothing."))
        if amount is not None and amount != round(amount, self.decimals):
            raise forms.ValidationError(
                gettext("An amount has at most %(decimals)s decimals here.") % {"decimals": self.decimals}
            )
        return amount


class PriceForm(forms.Form):
    """What every kind asks. `terms()` is what a kind's own fields come to."""

    kind: str
    asks_money = True
    in_pairs = False  # two and two of its own fields belong together

    charges = forms.ChoiceField(label=_("What is it for?"), choices=Charges, widget=forms.RadioSelect)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    vat_category = forms.ChoiceField(
        label=_("VAT"),
        choices=VatCategory,
        help_text=_("Prices are stated without VAT. It is added on the invoice."),
    )
    vat_band = forms.ChoiceField(label=_("VAT rate, where VAT is added"), choices=VatBand)
    vat_reason = forms.CharField(
        label=_("Why no VAT is added"),
        max_length=200,
        required=False,
        help_text=_("It stands on the invoice: the paragraph of the law, for example."),
    )
    from_on = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        network: Network,
        data: Any = None,
        *,
        on: dt.date,
        invoiced_until: dt.date | None,
        country: str,
        before: PriceRule | None = None,
    ) -> None:
        self.network, self.on = network, on
        super().__init__(data)
        same = before if before is not None and before.kind == self.kind else None
        self.add_terms(same.terms if same else {})
        whose = KINDS[self.kind].charges
        if len(whose) == 1:
            del self.fields["charges"]
        if not self.asks_money:
            for name in ("currency", "vat_category", "vat_band", "vat_reason"):
                del self.fields[name]
        year = network.year(on)
        next_year = year[1] + dt.timedelta(days=1)
        self.initial = {
            "charges": before.charges if before else Charges.FEE,
            "currency": (before.currency if before else "") or AT_HOME.get(country, "EUR"),
            "vat_category": before.vat_category if before else VatCategory.STANDARD,
            "vat_band": before.vat_band if before else VatBand.STANDARD,
            "vat_reason": before.vat_reason if before else "",
            "from_on": next_year if invoiced_until and invoiced_until >= year[0] else year[0],
            **self.initial,
        }
        self.fields["from_on"].help_text = gettext(
            "Usually the first day of a network year: %(this)s, or %(next)s."
        ) % {"this": written_day(year[0]), "next": written_day(next_year)}
        self.order_fields([n for n in self.fields if n not in _LAST] + [n for n in _LAST if n in self.fields])

    def add_terms(self, before: dict) -> None:
        """The kind's own fields, filled with what holds now."""

    def terms(self) -> dict:
        return {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("from_on")
        if day and not 2000 <= day.year <= self.on.year + 10:
            self.add_error("from_on", _("Choose a day within the next ten years, or one of late."))
        if not self.errors:
            for fault in setting_prices.faults(self.price()):
                self.add_error(self.beside(fault.field), str(fault))
        return data

    def beside(self, field: str) -> str:
        """The field in which what a rule speaks of was typed."""
        return field

    def price(self) -> Price:
        data = self.cleaned_data
        return Price(
            charges=data.get("charges") or KINDS[self.kind].charges[0],
            kind=self.kind,
            from_on=data["from_on"],
            currency=data.get("currency", ""),
            terms=self.terms(),
            vat_category=data.get("vat_category", VatCategory.STANDARD),
            vat_band=data.get("vat_band", VatBand.STANDARD),
            vat_reason=data.get("vat_reason", "").strip(),
        )

    def own_fields(self) -> list[BoundField]:
        """Those of the kind."""
        return [field for field in self.visible_fields() if field.name not in _ALWAYS]

    def other_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name in _ALWAYS]


_LAST = ["currency", "vat_category", "vat_band", "vat_reason", "from_on"]
_ALWAYS = ["charges", *_LAST]


class NoFeeForm(PriceForm):
    kind, asks_money = "none", False


class NotStatedForm(PriceForm):
    kind, asks_money = "not_stated", False


class ByMeetingsLeftForm(PriceForm):
    """As many prices as the network has meetings a year at most (K33, K37, K38)."""

    kind = "by_meetings_left"

    def add_terms(self, before: dict) -> None:
        self.names = [f"price_{n}" for n in range(1, min(self.network.meetings_max, MOST_MEETINGS) + 1)]
        for held, name in enumerate(self.names):
            self.fields[name] = PriceField(label=capfirst(say.when_held(held, len(self.names))))
        for name, price in zip(self.names, before.get("prices", []), strict=False):
            self.initial[name] = Decimal(price)

    def terms(self) -> dict:
        return {"prices": [f"{self.cleaned_data[name]:.2f}" for name in self.names]}


class ByQuarterForm(PriceForm):
    kind = "by_quarter"
    names = ("price_1", "price_2", "price_3", "price_4")

    def add_terms(self, before: dict) -> None:
        for number, name in enumerate(self.names, start=1):
            self.fields[name] = PriceField(label=say.in_quarter(number))
        for name, price in zip(self.names, before.get("prices", []), strict=False):
            self.initial[name] = Decimal(price)

    def terms(self) -> dict:
        return {"prices": [f"{self.cleaned_data[name]:.2f}" for name in self.names]}


class PerPersonForm(PriceForm):
    kind = "per_person_and_meeting"

    price_each = PriceField(label=_("Price for one extra seat at one meeting"))

    def add_terms(self, before: dict) -> None:
        if before:
            self.initial["price_each"] = Decimal(before["price"])

    def terms(self) -> dict:
        return {"price": f"{self.cleaned_data['price_each']:.2f}"}


class PerInhabitantForm(PriceForm):
    kind = "per_inhabitant"

    price_each = PriceField(label=_("Price for each inhabitant"), decimals=4)
    floor = PriceField(label=_("The lowest fee"), required=False)
    cap = PriceField(label=_("The highest fee"), required=False)

    def add_terms(self, before: dict) -> None:
        if before:
            self.initial["price_each"] = _as_typed(Decimal(before["price"]))
            for name in ("floor", "cap"):
                if before.get(name):
                    self.initial[name] = Decimal(before[name])

    def terms(self) -> dict:
        data = self.cleaned_data
        limits = {
            name: f"{data[name]:.2f}" if data.get(name) is not None else "" for name in ("floor", "cap")
        }
        return {"price": str(data["price_each"].normalize() + 0), **limits}


def _as_typed(amount: Decimal) -> str:
    """With all of its decimals."""
    text = f"{amount.normalize() + 0:f}"
    return text if written_amount(Decimal("0.5")) == "0.50" else text.replace(".", ",")


class ByPopulationForm(PriceForm):
    """Up to six steps, and what those pay who are larger than the last."""

    kind = "population_band"
    in_pairs = True

    def add_terms(self, before: dict) -> None:
        bands = before.get("bands", [])
        for number in range(1, BANDS + 1):
            self.fields[f"to_{number}"] = forms.IntegerField(
                label=gettext("Step %(number)s: up to so many inhabitants") % {"number": number},
                required=False,
                validators=[MinValueValidator(1), MaxValueValidator(50_000_000)],
            )
            self.fields[f"price_{number}"] = PriceField(
                label=gettext("Step %(number)s: price") % {"number": number}, required=False
            )
        self.fields["price_above"] = PriceField(label=_("Price for those with more inhabitants"))
        for number, band in enumerate(bands[:-1], start=1):
            self.initial[f"to_{number}"] = band["to"]
            self.initial[f"price_{number}"] = Decimal(band["price"])
        if bands:
            self.initial["price_above"] = Decimal(bands[-1]["price"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for number in range(1, BANDS + 1):
            to, price = data.get(f"to_{number}"), data.get(f"price_{number}")
            if to is None and price is not None:
                self.add_error(f"to_{number}", _("Say up to how many inhabitants this price is for."))
            if to is not None and price is None and f"price_{number}" not in self.errors:
                self.add_error(f"price_{number}", _("Say what this step costs."))
        return super().clean()

    def _steps(self) -> list[int]:
        return [n for n in range(1, BANDS + 1) if self.cleaned_data.get(f"to_{n}") is not None]

    def beside(self, field: str) -> str:
        what, _mark, number = field.partition("_")
        return f"to_{self._steps()[int(number) - 1]}" if what == "to" else field

    def terms(self) -> dict:
        data = self.cleaned_data
        bands: list[dict] = [
            {"to": data[f"to_{n}"], "price": f"{data[f'price_{n}']:.2f}"} for n in self._steps()
        ]
        return {"bands": [*bands, {"to": None, "price": f"{data['price_above']:.2f}"}]}


FORMS: dict[str, type[PriceForm]] = {
    form.kind: form
    for form in (
        ByMeetingsLeftForm,
        ByQuarterForm,
        ByPopulationForm,
        PerInhabitantForm,
        PerPersonForm,
        NoFeeForm,
        NotStatedForm,
    )
}
