"""What of an invoice is taken back, and why; and what is decided about a cancelled meeting (A5)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from armkrok.ui.typed import plain

from ..amounts import written
from ..models import InvoiceLine
from ..money import ZERO
from ..rules import credits as rules
from .payments import AmountField

WHOLE, PART = "whole", "part"


class CreditForm(forms.Form):
    """The whole rest, or so much of each line. Each line has a field of its own; an empty one is nothing."""

    how = forms.ChoiceField(
        label=_("How much is credited?"),
        choices=[
            (WHOLE, _("All that is left of the invoice")),
            (PART, _("A part, which I write at the lines below")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much is credited.")},
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("It stands on the credit note. Write it in the language of the one who gets it."),
        max_length=rules.LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": rules.SAY_WHY},
    )
    anew = forms.BooleanField(
        label=_("Invoice it anew"),
        help_text=_(
            "For an invoice that was wrong: what is wholly credited is due again, and comes in the next run as it is "
            "reckoned then."
        ),
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        data: QueryDict | None,
        lines: Sequence[InvoiceLine],
        rest: Mapping[int, Decimal],
        currency: str,
        *,
        seen: int,
        line: int | None = None,
    ) -> None:
        """`line` is the one that somebody came for."""
        start: dict[str, Any] = {"seen": seen, "how": WHOLE}
        if line is not None and line in rest:
            start |= {"how": PART, f"line-{line}": rest[line]}
        super().__init__(data, initial=start)
        self.rest = rest
        self.lines = [one for one in lines if one.pk in rest]
        for one in self.lines:
            left = _("Without VAT. %(amount)s can be credited.") % {"amount": written(rest[one.pk], currency)}
            self.fields[f"line-{one.pk}"] = AmountField(label=one.name, help_text=left, required=False)

    def amount_fields(self) -> list[forms.BoundField]:
        return [self[f"line-{one.pk}"] for one in self.lines]

    def clean_why(self) -> str:
        why = plain(self.cleaned_data["why"])
        if not why:
            raise forms.ValidationError(rules.SAY_WHY)
        return why

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("how") != PART:
            return self.cleaned_data
        typed = False
        for one in self.lines:
            name = f"line-{one.pk}"
            typed = typed or bool(self.cleaned_data.get(name)) or name in self.errors
            amount = self.cleaned_data.get(name)
            if amount is not None and (fault := rules.amount_fault(amount, self.rest[one.pk])):
                self.add_error(name, str(fault))
        if not typed and "how" not in self.errors:
            self.add_error("how", str(rules.NOTHING))
        return self.cleaned_data

    @property
    def amounts(self) -> dict[int, Decimal] | None:
        """Net, by the line's number; None for all that is left."""
        if self.cleaned_data["how"] == WHOLE:
            return None
        found = {one.pk: self.cleaned_data.get(f"line-{one.pk}") or ZERO for one in self.lines}
        return {line: amount for line, amount in found.items() if amount}


CREDIT_ALL, CREDIT_NOBODY = "credit", "nothing"


class SuggestionForm(forms.Form):
    """Credit a share to everybody, or to nobody; a person decides (A5)."""

    way = forms.ChoiceField(
        label=_("Is a share given back?"),
        choices=[
            (CREDIT_ALL, _("Yes, to each of these members")),
            (CREDIT_NOBODY, _("No, to nobody")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether a share is given back.")},
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("On the credit notes, or, when nothing is given back, in the history."),
        max_length=rules.LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in a few words.")},
    )

    def clean_why(self) -> str:
        why = plain(self.cleaned_data["why"])
        if not why:
            raise forms.ValidationError(_("Say why, in a few words."))
        return why
