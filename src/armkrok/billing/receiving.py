"""A file from the bank is read: what came in is kept as payments, each once, and placed where it says for what it
is."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import bank_files
from .balances import with_rest
from .bank_files import Entry, Statement, plain_account
from .models import BankFile, Invoice, Issuer, Payment, PaymentKind
from .money import HALF_AN_ORE, ZERO, rounded
from .placing import locked, placed
from .rules import Refusal
from .rules.matching import Book, Invoiced, Paid

LOOKED_BACK = dt.timedelta(days=800)  # how old an invoice that is paid may be to be known by its number
NEAR = dt.timedelta(days=14)  # between the days that two files name for one entry
NUMBERS_SAY_NOTHING = (PaymentKind.FIK, PaymentKind.BANKGIRO, PaymentKind.PLUSGIRO)


class NotOurAccount(Refusal):
    """The file is about another account. Where the invoices name no account but a creditor's number, somebody can say
    that it is ours (`may_confirm`); it is then known."""

    def __init__(self, accounts: Iterable[str], *, may_confirm: bool) -> None:
        words = {"accounts": ", ".join(accounts) or "–"}
        if may_confirm:
            message = _(
                "The file is about the account %(accounts)s, which hasn't been read before. If it is yours, choose the "
                "file again and say so."
            )
        else:
            message = _(
                "The file is about the account %(accounts)s. Your invoices name another one, so nothing was read."
            )
        super().__init__(message % words, "", "is_ours" if may_confirm else "file")
        self.may_confirm = may_confirm


@dataclass
class Reading:
    """What became of a file. `again` when it had been read before: then nothing was done."""

    bank_file: BankFile
    again: bool = False
    new: int = 0
    placed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def read_file(
    issuer: Issuer, name: str, content: bytes, *, by: Person, at: dt.datetime, is_ours: bool = False
) -> Reading:
    """The same file twice is once; so is an entry that stands in several files. Either all of it is kept or nothing."""
    digest = hashlib.sha256(content).hexdigest()
    before = BankFile.objects.filter(issuer=issuer, digest=digest).first()
    if before:
        return Reading(before, again=True)
    document = bank_files.read(content)
    ours = _ours(issuer, document.statements, is_ours=is_ours)
    with transaction.atomic():
        locked(issuer.pk)
        before = BankFile.objects.filter(issuer=issuer, digest=digest).first()
        if before:
            return Reading(before, again=True)
        left_out = Counter(other_accounts=len(document.statements) - len(ours))
        for statement in ours:
            left_out.update(
                debits=statement.debits, not_booked=statement.not_booked, bare_sums=statement.bare_sums
            )
        new, known = _unknown(issuer, [entry for statement in ours for entry in statement.entries])
        left_out["known"] = known
        bank_file = BankFile.objects.create(
            issuer=issuer,
            name=name[:200],
            digest=digest,
            format=document.kind,
            account=ours[0].account[:40],
            left_out={what: number for what, number in left_out.items() if number},
            read_by=by,
            read_at=at,
        )
        payments = Payment.objects.bulk_create([_payment(bank_file, entry, by=by, at=at) for entry in new])
        matched = _match(issuer, list(zip(payments, new, strict=True)), at=at)
        record("payment.file", [issuer], by=by, at=at, file=bank_file.pk, payments=len(new), placed=matched)
    return Reading(bank_file, False, len(new), matched, left_out)


# --- whose account ------------------------------------------------------------------------------------------


def _ours(issuer: Issuer, statements: Iterable[Statement], *, is_ours: bool) -> list[Statement]:
    statements = list(statements)
    if not statements:
        raise bank_files.NoBankFile(_("The file tells of no account."))
    known = _known_accounts(issuer)
    ours = [one for one in statements if is_own_account(issuer, one.account, known)]
    if ours:
        return ours
    accounts = list(dict.fromkeys(one.account for one in statements if one.account))
    may_confirm = issuer.payment_kind in NUMBERS_SAY_NOTHING and len(accounts) == 1
    if may_confirm and is_ours:
        return [one for one in statements if one.account == accounts[0]]
    raise NotOurAccount(accounts, may_confirm=may_confirm)


def _known_accounts(issuer: Issuer) -> set[str]:
    """Those that somebody has said are ours."""
    if issuer.payment_kind not in NUMBERS_SAY_NOTHING:
        return set()
    return {plain_account(account) for account in issuer.bank_files.values_list("account", flat=True)}


def is_own_account(issuer: Issuer, account: str, known: Iterable[str] = ()) -> bool:
    """Whether the bank means the account that stands on the invoices; as IBAN or by the bank's own number."""
    told, mine = plain_account(account), plain_account(issuer.account)
    if not told:
        return False
    if issuer.payment_kind == PaymentKind.DK_ACCOUNT:
        mine = plain_account(issuer.bank).zfill(4) + mine.zfill(10)
        return mine in (told, told[4:] if told.startswith("DK") else told.zfill(14))
    if issuer.payment_kind == PaymentKind.IBAN:
        return told in (mine, mine[4:])
    return told == mine or told in set(known)


# --- each once ----------------------------------------------------------------------------------------------


def _unknown(issuer: Issuer, entries: list[Entry]) -> tuple[list[Entry], int]:
    """Those that haven't been read, and how many have. A sum and its parts are the same money: whichever was read first
    stands."""
    if not entries:
        return [], 0
    days = [entry.paid_on for entry in entries]
    around = Payment.objects.filter(
        issuer=issuer, paid_on__range=(min(days) - NEAR, max(days) + NEAR), bank_file__isnull=False
    )
    keys = set(around.values_list("entry", flat=True))
    keys |= set(
        Payment.objects.filter(issuer=issuer, entry__in={entry.key for entry in entries}).values_list(
            "entry", flat=True
        )
    )
    wholes = {key.split(" ", 1)[0] for key in keys if " " in key}
    new, known, seen = [], 0, set()
    for entry in entries:
        as_sum = entry.whole in keys if entry.is_part else entry.key in wholes
        if entry.key in keys or entry.key in seen or as_sum:
            known += 1
            continue
        seen.add(entry.key)
        new.append(entry)
    return new, known


def _payment(bank_file: BankFile, entry: Entry, *, by: Person, at: dt.datetime) -> Payment:
    return Payment(
        issuer_id=bank_file.issuer_id,
        bank_file=bank_file,
        entry=entry.key,
        amount=entry.amount,
        currency=entry.currency,
        paid_on=entry.paid_on,
        payer=entry.payer,
        reference=" ".join(entry.references)[:200],
        message=entry.message,
        by=by,
        at=at,
    )


# --- what they are for --------------------------------------------------------------------------------------


def book_of(issuer: Issuer, *, at: dt.datetime) -> Book:
    """What payments can be for: what is open, and what was invoiced lately and is paid. One query."""
    rows = with_rest(Invoice.objects.filter(issuer=issuer)).select_related("organisation").defer("said")
    rows = rows.filter(Q(rest__gt=HALF_AN_ORE) | Q(issued_on__gte=day_of(at) - LOOKED_BACK))
    return Book(_invoiced(one, one.rest) for one in rows.order_by("due_on", "pk"))  # type: ignore[attr-defined]


def _invoiced(invoice: Invoice, rest: Decimal) -> Invoiced:
    names = (invoice.organisation.name, invoice.organisation.official_name)
    return Invoiced(
        invoice.pk,
        invoice.number,
        invoice.payment_reference,
        tuple(name for name in names if name),
        invoice.currency,
        max(rounded(rest), ZERO),
    )


def paid_of(payment: Payment, left: Decimal) -> Paid:
    """What is left of a payment, as it was read."""
    return Paid(
        left, payment.currency, tuple(payment.reference.split()), payment.message, payment.payer, left < 0
    )


def _match(issuer: Issuer, read: list[tuple[Payment, Entry]], *, at: dt.datetime) -> int:
    """How many were placed by what they say."""
    if not read:
        return 0
    book, number = book_of(issuer, at=at), 0
    invoices = Invoice.objects.defer("said").in_bulk(list(book.invoices))
    for payment, entry in sorted(read, key=lambda pair: (pair[1].paid_on, pair[0].pk)):
        paid = Paid(
            entry.amount, entry.currency, entry.references, entry.message, entry.payer, entry.reversal
        )
        answer = book.match(paid)
        for pk, amount in answer.parts:
            placed(payment, invoices[pk], amount, by=None, at=at)
        book.take(answer)
        number += bool(answer.parts)
    return number
