"""What an invoice's balance is, and what may be placed on it: values in, an answer or a Refusal out."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

from ..money import CENT, ZERO

A_YEAR = dt.timedelta(days=366)
MOST = Decimal("9999999999.99")  # what the database holds

NO_CREDIT_NOTES = _("Choose an invoice: a credit note isn't paid.")
STANDS_ALREADY = _("A part of this payment is placed on this invoice already. Take that off first.")
NOTHING_LEFT = _("All of this payment is placed on invoices.")
SAY_WHY = _("Say why, in a few words.")
SENT_OTHERWISE = _(
    "This form has been sent before, with something else in it. Open the page anew to record another payment."
)


@dataclass(frozen=True)
class Balance:
    """Where an invoice stands, in its currency. `paid` is what came in for it, less what was paid back.

    Always: gross - credited - paid == open - overpaid, and at least one of open and overpaid is nothing.
    """

    gross: Decimal
    credited: Decimal = ZERO
    paid: Decimal = ZERO
    due_on: dt.date | None = None

    @property
    def rest(self) -> Decimal:
        """Open when above nothing, overpaid when below."""
        return self.gross - self.credited - self.paid

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return max(self.rest, ZERO)

    @property
    def overpaid(self) -> Decimal:
        """What is to be paid back."""
        return max(-self.rest, ZERO)

    @property
    def is_settled(self) -> bool:
        """Nothing is open: paid, credited, or both."""
        return not self.open

    @property
    def is_credited(self) -> bool:
        """Wholly taken back."""
        return self.credited >= self.gross

    @property
    def is_part_paid(self) -> bool:
        return bool(self.open) and self.paid > 0

    def overdue(self, on: dt.date) -> bool:
        """On the due day itself it isn't late."""
        return bool(self.open) and self.due_on is not None and self.due_on < on


def amount_refusal(amount: Decimal) -> None:
    """An amount is something, in whole øre, that the database can hold."""
    if not amount.is_finite() or amount != amount.quantize(CENT) or abs(amount) > MOST:
        raise Refusal(_("Write an amount with two decimals at most."), "", "amount")
    if amount == 0:
        raise Refusal(_("The amount can't be nothing."), "", "amount")


def entering_refusal(
    amount: Decimal, balance: Balance, paid_on: dt.date, *, issued_on: dt.date, on: dt.date
) -> None:
    """What is entered by hand: money that came in may be more than is open (then it is to be paid back); what is paid
    back is at most what was paid too much. Some pay before they are asked, but nobody a year before."""
    amount_refusal(amount)
    if paid_on > on:
        raise Refusal(_("This day is still to come. Enter a payment when it has come in."), "", "paid_on")
    if paid_on < issued_on - A_YEAR:
        raise Refusal(
            _("This day is more than a year before the invoice was issued. Is it the right one?"),
            "",
            "paid_on",
        )
    if amount < 0 and -amount > balance.overpaid:
        raise Refusal(_("No more can be paid back than was paid too much."), "", "amount")


def placing_refusal(
    amount: Decimal, left: Decimal, balance: Balance, *, currencies: tuple[str, str], aside: bool
) -> None:
    """Placing a part of a payment on an invoice. `left` is what isn't placed yet; a negative payment is money that
    left again, and can only take back what was paid."""
    amount_refusal(amount)
    if aside:
        raise Refusal(_("This payment has been put aside. Take it up again first."))
    if currencies[0] != currencies[1]:
        raise Refusal(
            _("The payment is in %(paid)s and the invoice in %(invoiced)s.")
            % {"paid": currencies[0], "invoiced": currencies[1]},
            "",
            "invoice",
        )
    if (amount > 0) != (left > 0) or abs(amount) > abs(left):
        raise Refusal(_("That is more than is left of this payment."), "", "amount")
    if amount < 0 and -amount > balance.paid:
        raise Refusal(_("No more can be taken back than was paid."), "", "amount")


def undoing_refusal(amount: Decimal, balance: Balance) -> None:
    """What was paid back rests on what came in: it is taken off first."""
    if balance.paid - amount < 0:
        raise Refusal(_("Some of this has been paid back. Take that off first."))
