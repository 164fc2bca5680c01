"""What a credit note takes back: values in, amounts out, or a Refusal. It never takes more than is left, and what is
taken back in all parts together is what was invoiced, to the øre.

VAT follows what has been taken back of its category and rate so far (EN 16931, BR-CO-17): a part's VAT is that of all
parts together less what the parts before took. So no order of parts drifts, none is below nothing, and the last part
leaves nothing over; a part by itself is at most one øre from its own per cent, which the standard's rule allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from ..money import CENT, ZERO, Totals, VatPart, of_parts, rounded, vat_of

ALL_TAKEN_BACK = _("Everything on this invoice has been credited already.")
NO_CREDIT_NOTES = _(
    "A credit note can't be credited. What was wholly credited by mistake can be invoiced anew: the credit note's page "
    "has a button for it."
)
NOTHING = _("Say how much is to be credited, on one line at least.")
SAY_WHY = _("Say why, in a few words. It stands on the credit note.")
CHANGED = _("Something of this invoice has been credited since you opened the page. Look at what is left.")
WHOLE_LINES_ANEW = _("Only what is wholly credited can be invoiced anew.")
ANEW_ALREADY = _("What it takes back is invoiced anew already.")
NOTHING_ANEW = _(
    "Nothing of this would be due today: the member has left, or it isn't charged any more. So there is nothing to "
    "invoice anew."
)
LONGEST_WHY = 500


@dataclass(frozen=True)
class Credited:
    """A line of an invoice: its net amount, how it is taxed, and what has been taken back of it so far."""

    line: int
    net: Decimal
    vat_category: str
    vat_percent: Decimal
    vat_reason: str = ""
    back: Decimal = ZERO

    @property
    def rest(self) -> Decimal:
        return self.net - self.back

    @property
    def sort(self) -> tuple[str, Decimal, str]:
        """What VAT is reckoned on together."""
        return self.vat_category, self.vat_percent.normalize() + 0, self.vat_reason


def rest_of(lines: Sequence[Credited]) -> dict[int, Decimal]:
    """What is left to take back, line by line. Raises Refusal when nothing is."""
    rest = {one.line: one.rest for one in lines if one.rest > 0}
    if not rest:
        raise Refusal(ALL_TAKEN_BACK)
    return rest


def amount_fault(amount: Decimal, rest: Decimal) -> object:
    """What is wrong with a net amount for a line of which `rest` is left, in words; nothing when it is right."""
    if not amount.is_finite() or amount != amount.quantize(CENT):
        return _("Write an amount with two decimals at most.")
    if amount < 0:
        return _("Write the amount without a minus. A credit note says itself that it is given back.")
    if amount > rest:
        return _("That is more than is left to credit on this line.")
    return ""


def chosen(lines: Sequence[Credited], amounts: Mapping[int, Decimal] | None) -> dict[int, Decimal]:
    """Net, line by line: the whole rest where `amounts` is None. Raises Refusal, with the field `line-<number>`."""
    rest = rest_of(lines)
    if amounts is None:
        return rest
    for line, amount in amounts.items():
        if fault := amount_fault(amount, rest.get(line, ZERO)):
            raise Refusal(str(fault), "", f"line-{line}")
    found = {line: rounded(amounts[line]) for line in rest if amounts.get(line)}
    if not found:
        raise Refusal(NOTHING)
    return found


def refuse_half_anew(lines: Sequence[Credited], amounts: Mapping[int, Decimal]) -> None:
    """A charge becomes due again as a whole, so only what is wholly taken back does."""
    if any(one.rest != amounts[one.line] for one in lines if one.line in amounts):
        raise Refusal(WHOLE_LINES_ANEW, "", "anew")


def totals(lines: Sequence[Credited], amounts: Mapping[int, Decimal]) -> Totals:
    """The sums of a credit note that takes these net amounts back."""
    before: dict[tuple[str, Decimal, str], Decimal] = {}
    now: dict[tuple[str, Decimal, str], Decimal] = {}
    for one in lines:
        before[one.sort] = before.get(one.sort, ZERO) + one.back
        if amount := amounts.get(one.line, ZERO):
            now[one.sort] = now.get(one.sort, ZERO) + amount
    return of_parts(
        [
            VatPart(
                category,
                percent,
                net,
                vat_of(before[category, percent, reason] + net, percent)
                - vat_of(before[category, percent, reason], percent),
                reason,
            )
            for (category, percent, reason), net in sorted(now.items())
        ]
    )


# --- a cancelled meeting (A5) ---------------------------------------------------------------------------------


def covered(prices: Sequence[Decimal], net: Decimal, held: int) -> int:
    """How many meetings a fee by meetings left was for. `held` says how many had been held by the member's first day,
    where the amount alone doesn't."""
    fits = [place for place, price in enumerate(prices) if rounded(price) == net]
    place = min(fits, key=lambda one: abs(one - held)) if fits else min(held, len(prices) - 1)
    return len(prices) - place


def shares_missing(meetings: int, standing: int, credited: int) -> int:
    """How many meetings of the year are neither held nor to come nor credited, of those that the whole year's price is
    for. One that was cancelled and has another in its place isn't missed."""
    return max(meetings - standing - credited, 0)


def share(net: Decimal, meetings: int, before: int = 0) -> Decimal:
    """One meeting's share of a fee, rounded so that the shares of all its meetings are the fee. `before` is how many
    have been given back."""
    if before >= meetings:
        return ZERO
    return rounded(net * (before + 1) / meetings) - rounded(net * before / meetings)
