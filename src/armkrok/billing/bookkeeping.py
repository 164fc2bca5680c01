"""The journal of a period, worked out from invoices, credit notes and payments; and files for bookkeeping systems.

Nothing is booked here and nothing is stored: the same period gives the same vouchers, unless a payment became known
later (`Voucher.entered_on`). A payment that is placed on no invoice isn't ours to book.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from armkrok.journal.clock import day_of

from . import sie
from .models import Allocation, Invoice, InvoiceLine, Issuer
from .models.invoice import Kind
from .money import ZERO, rounded
from .rules import Refusal
from .rules import bookkeeping as rules
from .rules.bookkeeping import Account, Voucher

KINDS = ("sie", "csv", "xlsx")


@dataclass(frozen=True)
class Total:
    """What stands on one account in a period."""

    account: Account
    number: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class Journal:
    """The vouchers of one currency in a period. `invoiced` and `paid` are the sums of the invoices (less credit notes)
    and of what was placed of payments, added up by the database; the vouchers say the same, or there is a fault."""

    currency: str
    vouchers: tuple[Voucher, ...]
    totals: tuple[Total, ...]
    invoiced: Decimal
    paid: Decimal
    invoiced_by_vouchers: Decimal
    paid_by_vouchers: Decimal
    late: int  # how many became known after the period was over

    @property
    def difference(self) -> Decimal:
        return abs(self.invoiced - self.invoiced_by_vouchers) + abs(self.paid - self.paid_by_vouchers)

    @property
    def missing(self) -> list[Account]:
        """The accounts that are used and have no number."""
        return [total.account for total in self.totals if not total.number]

    @property
    def debit(self) -> Decimal:
        return sum((total.debit for total in self.totals), ZERO)

    @property
    def credit(self) -> Decimal:
        return sum((total.credit for total in self.totals), ZERO)


def name_of(account: Account) -> str:
    """As the settings of the issuer call it, without the word before it."""
    return {
        Account.RECEIVABLE: _("Receivables"),
        Account.FEE: _("Fees"),
        Account.EXTRA_SEAT: _("Extra seats"),
        Account.VAT: _("Outgoing VAT"),
        Account.BANK: _("Bank"),
    }[account]


def number_of(issuer: Issuer, account: Account) -> str:
    return str(getattr(issuer, f"account_{account}"))


def journals(issuer: Issuer, first: dt.date, last: dt.date) -> list[Journal]:
    """One for each currency, in the order of their letters. Five queries, however many vouchers there are."""
    by_currency: dict[str, list[Voucher]] = defaultdict(list)
    of_invoices, of_payments = _of_invoices(issuer, first, last), _of_payments(issuer, first, last)
    for voucher in [*of_invoices, *of_payments]:
        by_currency[voucher.currency].append(voucher)
    invoiced, paid = _invoiced(issuer, first, last), _paid(issuer, first, last)
    found = []
    for currency in sorted(by_currency):
        vouchers = tuple(sorted(by_currency[currency], key=lambda one: (one.on, one.number)))
        totals = tuple(
            Total(account, number_of(issuer, account), debit, credit)
            for account, (debit, credit) in rules.sums(vouchers).items()
        )
        found.append(
            Journal(
                currency,
                vouchers,
                totals,
                invoiced.get(currency, ZERO),
                paid.get(currency, ZERO),
                _on(of_invoices, currency, Account.RECEIVABLE),
                _on(of_payments, currency, Account.BANK),
                sum(1 for one in vouchers if one.entered_on > last),
            )
        )
    return found


def _on(vouchers: list[Voucher], currency: str, account: Account) -> Decimal:
    return sum(
        (
            row.amount
            for voucher in vouchers
            if voucher.currency == currency
            for row in voucher.rows
            if row.account == account
        ),
        ZERO,
    )


# --- from the rows ------------------------------------------------------------------------------------------


def _of_invoices(issuer: Issuer, first: dt.date, last: dt.date) -> list[Voucher]:
    issued = Invoice.objects.filter(issuer=issuer, issued_on__range=(first, last))
    nets: dict[int, dict[str, Decimal]] = defaultdict(dict)
    lines = InvoiceLine.objects.filter(invoice__in=issued).order_by()
    for invoice, charges, net in lines.values_list("invoice", "charges").annotate(total=Sum("net")):
        nets[invoice][charges] = rounded(net)
    return [
        rules.of_invoice(
            rules.Issued(
                invoice.pk,
                invoice.number,
                invoice.issued_on,
                _invoice_text(invoice),
                invoice.currency,
                nets[invoice.pk],
                invoice.vat,
                invoice.is_credit,
            )
        )
        for invoice in issued.select_related("organisation").defer("said").order_by("issued_on", "pk")
    ]


def _invoice_text(invoice: Invoice) -> str:
    words = {"number": invoice.number, "name": invoice.organisation.name}
    if invoice.is_credit:
        return _("Credit note %(number)s, %(name)s") % words
    return _("Invoice %(number)s, %(name)s") % words


def _of_payments(issuer: Issuer, first: dt.date, last: dt.date) -> list[Voucher]:
    rows = Allocation.objects.filter(invoice__issuer=issuer).filter(
        Q(payment__paid_on__range=(first, last))
        | Q(undone_at__date__range=(first - dt.timedelta(1), last + dt.timedelta(1)))
    )
    found = []
    for row in rows.select_related("payment", "invoice__organisation").defer("invoice__said"):
        words = {"number": row.invoice.number, "name": row.invoice.organisation.name}
        text = (
            _("Payment of %(number)s, %(name)s") if row.amount > 0 else _("Paid back: %(number)s, %(name)s")
        )
        undone = _("Taken off %(number)s, %(name)s")
        found += rules.of_payment(
            rules.Placed(
                row.pk,
                row.invoice_id,
                row.amount,
                row.payment.currency,
                row.payment.paid_on,
                day_of(row.at),
                text % words,
                day_of(row.undone_at) if row.undone_at else None,
                undone % words,
            )
        )
    return [voucher for voucher in found if first <= voucher.on <= last]


# --- as the database adds it up -------------------------------------------------------------------------------


def _invoiced(issuer: Issuer, first: dt.date, last: dt.date) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    issued = Invoice.objects.filter(issuer=issuer, issued_on__range=(first, last)).order_by()
    for currency, kind, gross in issued.values_list("currency", "kind").annotate(total=Sum("gross")):
        found[currency] += rounded(gross) * (-1 if kind == Kind.CREDIT_NOTE else 1)
    return found


def _paid(issuer: Issuer, first: dt.date, last: dt.date) -> dict[str, Decimal]:
    """What came in, less what was taken off, each by its day."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    rows = Allocation.objects.filter(invoice__issuer=issuer)
    came_in = rows.filter(payment__paid_on__range=(first, last)).order_by()
    for currency, amount in came_in.values_list("payment__currency").annotate(total=Sum("amount")):
        found[currency] += rounded(amount)
    undone = rows.exclude(undone_at=None).filter(
        Q(undone_at__date__range=(first - dt.timedelta(1), last + dt.timedelta(1)))
        | Q(payment__paid_on__range=(first, last))
    )
    for currency, amount, at, paid_on in undone.values_list(
        "payment__currency", "amount", "undone_at", "payment__paid_on"
    ):
        if at and first <= max(day_of(at), paid_on) <= last:
            found[currency] -= amount
    return found


# --- files ----------------------------------------------------------------------------------------------------


def refuse_missing(issuer: Issuer, journal: Journal) -> None:
    """A file with vouchers on no account helps nobody."""
    if journal.missing:
        raise Refusal(
            _("Say first on which accounts it is booked: %(accounts)s.")
            % {"accounts": ", ".join(name_of(account) for account in journal.missing)}
        )


def as_sie(issuer: Issuer, journal: Journal, first: dt.date, last: dt.date, *, at: dt.datetime) -> bytes:
    """Raises Refusal where it can't be: SIE is in Swedish kronor, and knows accounts by their numbers."""
    if journal.currency != sie.CURRENCY:
        raise Refusal(
            _("SIE files are in Swedish kronor, and these vouchers are in %(currency)s. Choose CSV or Excel.")
            % {"currency": journal.currency}
        )
    refuse_missing(issuer, journal)
    return sie.write(
        sie.Company(issuer.legal_name, issuer.registration_number),
        {total.account: (total.number, name_of(total.account)) for total in journal.totals},
        journal.vouchers,
        first=first,
        last=last,
        made_on=day_of(at),
        version=_version(),
    )


def _version() -> str:
    try:
        return version("armkrok")
    except PackageNotFoundError:
        return "0"


def table(issuer: Issuer, journal: Journal) -> tuple[list[str], list[list[object]]]:
    """One row for each side of a voucher, as Danish systems read them."""
    refuse_missing(issuer, journal)
    heads = [_("Voucher"), _("Date"), _("Account"), _("Debit"), _("Credit"), _("Text"), _("Currency")]
    rows: list[list[object]] = [
        [
            voucher.number,
            voucher.on,
            number_of(issuer, row.account),
            row.debit,
            row.credit,
            voucher.text,
            voucher.currency,
        ]
        for voucher in journal.vouchers
        for row in voucher.rows
    ]
    return heads, rows
