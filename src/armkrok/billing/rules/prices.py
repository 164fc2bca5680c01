"""What it costs: facts in, lines out, each with the sentence that explains it (K33–K38, K40, A1, A3, A7, A11, A13).

A kind of price is a function here, a form in `forms.prices` and its tests. It is registered under the name that
`models.PriceRule.kind` keeps. `lines` are what a member is charged; `public` says to anybody what it costs, with a
worked example. All amounts are without VAT, in the rule's currency.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from armkrok.networks.rules import Refusal

from .facts import Facts, Line, Rule, Vat

NOT_STATED, NONE = "not_stated", "none"


class NotStated(Refusal):
    """A1: no price has been stated. That is never nothing, and nothing is invoiced."""


Reckon = Callable[[Rule, Facts, Vat], Sequence[Line]]


@dataclass(frozen=True)
class Kind:
    """`charges` says what it puts a price on (models.Charges)."""

    name: str
    charges: str
    title: Any
    reckon: Reckon


KINDS: dict[str, Kind] = {}


def kind(name: str, charges: str, title: Any) -> Callable[[Reckon], Reckon]:
    def register(reckon: Reckon) -> Reckon:
        KINDS[name] = Kind(name, charges, title, reckon)
        return reckon

    return register


def reckon(rule: Rule, facts: Facts, vat: Vat) -> list[Line]:
    """The lines that the rule makes of the facts. Raises NotStated (A1), and Refusal where a fact is missing."""
    return list(KINDS[rule.kind].reckon(rule, facts, vat))
