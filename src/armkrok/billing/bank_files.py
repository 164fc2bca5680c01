"""What banks tell of an account, as plain values: camt.053 (statements) and camt.054 (notifications) of ISO 20022,
every version. Nothing here knows a database; `bank_xml` keeps out what is made to harm.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from lxml import etree

from .bank_xml import (
    MOST_BYTES,
    NoBankFile,
    all_of,
    day_in,
    first_at,
    money_in,
    name_of,
    parsed,
    says_yes,
    squeezed,
    text_at,
)
from .money import ZERO

MOST_ENTRIES = 5_000
__all__ = ["MOST_BYTES", "BankDocument", "Entry", "NoBankFile", "Statement", "plain_account", "read"]

KINDS = {
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}


@dataclass(frozen=True)
class Entry:
    """Money that came in; negative when an earlier payment was taken back. `key` is the same wherever the bank tells of
    it; `whole` is the key of the sum that it is a part of, or its own."""

    key: str
    whole: str
    amount: Decimal
    currency: str
    paid_on: dt.date
    payer: str = ""
    references: tuple[str, ...] = ()  # structured, such as OCR, FIK or RF
    message: str = ""
    reversal: bool = False

    @property
    def is_part(self) -> bool:
        return self.key != self.whole


@dataclass
class Statement:
    """One account of a file. What isn't money that came in is counted only."""

    account: str
    entries: list[Entry] = field(default_factory=list)
    debits: int = 0
    not_booked: int = 0
    bare_sums: int = 0  # several payments in one sum, without telling which


@dataclass(frozen=True)
class BankDocument:
    kind: str  # camt.053 | camt.054
    statements: tuple[Statement, ...]


def plain_account(text: str) -> str:
    """Letters and digits, as accounts are compared."""
    return "".join(re.findall(r"[0-9A-Z]", text.upper()))


def read(content: bytes) -> BankDocument:
    """Raises NoBankFile with a sentence for people."""
    root = parsed(content)
    for part in root.iter():
        if (name := name_of(part)) in KINDS:
            kind, account_tag = KINDS[name]
            reader = _Reader()
            found = tuple(reader.statement(one) for one in all_of(part, account_tag))
            return BankDocument(kind, found)
    raise NoBankFile(
        _(
            "This is an XML file, but it tells nothing of payments to an account. Ask your bank for a camt.054 or a "
            "camt.053 file."
        )
    )


# --- reading ----------------------------------------------------------------------------------------------


class _Reader:
    """One file. Entries without a reference of the bank's are known by what they say, and by which of several that say
    the same they are. Two that say the same in two files can't be told from one that is told twice, since banks send a
    day's entries again in other files; they count as one, and the file's page says how many were known."""

    def __init__(self) -> None:
        self.number = 0
        self._alike: Counter[str] = Counter()

    def statement(self, part: etree._Element) -> Statement:
        account = text_at(part, "Acct/Id/IBAN") or text_at(part, "Acct/Id/Othr/Id")
        statement = Statement(account)
        made_on = day_in(text_at(part, "CreDtTm"))
        for entry in all_of(part, "Ntry"):
            self._entry(entry, statement, made_on)
        return statement

    def _entry(self, entry: etree._Element, statement: Statement, made_on: dt.date | None) -> None:
        self.number += 1
        booked = (text_at(entry, "Sts/Cd") or text_at(entry, "Sts")).upper() == "BOOK"
        came_in = text_at(entry, "CdtDbtInd").upper() == "CRDT"
        reversal = says_yes(text_at(entry, "RvslInd"))
        if not booked:
            statement.not_booked += 1
            return
        if not came_in and not reversal:
            statement.debits += 1
            return
        money = money_in(first_at(entry, "Amt"))
        if money is None:
            raise NoBankFile(_("An entry in the file has no amount, so nothing of it was read."))
        day = day_in(
            text_at(entry, "BookgDt/Dt"),
            text_at(entry, "BookgDt/DtTm"),
            text_at(entry, "ValDt/Dt"),
            text_at(entry, "ValDt/DtTm"),
        )
        day = day or made_on
        if day is None:
            raise NoBankFile(_("An entry in the file has no date, so nothing of it was read."))
        sign = 1 if came_in else -1
        details = [tx for group in all_of(entry, "NtryDtls") for tx in all_of(group, "TxDtls")]
        if not details and self._hides_several(entry):
            statement.bare_sums += 1
            return
        for found in self._payments(entry, details, sign * money[0], money[1], day, reversal):
            self._count()
            statement.entries.append(found)

    def _hides_several(self, entry: etree._Element) -> bool:
        numbers = [text_at(group, "Btch/NbOfTxs") for group in all_of(entry, "NtryDtls")]
        return any(number.isdecimal() and len(number) < 10 and int(number) > 1 for number in numbers)

    def _count(self) -> None:
        self.number += 1
        if self.number > 2 * MOST_ENTRIES:
            raise NoBankFile(
                _("There are too many payments in the file to read at once. Ask for a shorter period.")
            )

    def _payments(
        self,
        entry: etree._Element,
        details: list[etree._Element],
        amount: Decimal,
        currency: str,
        day: dt.date,
        reversal: bool,
    ) -> Iterator[Entry]:
        own = squeezed(text_at(entry, "AcctSvcrRef"))
        parts = [(tx, self._part(tx, amount, currency)) for tx in details]
        told = [part for _tx, part in parts if part is not None]
        if len(parts) > 1 and len(told) == len(parts) and sum(told, ZERO) == amount:
            whole = f"bank:{own}:{amount}{currency}" if own else ""
            sayings = [_Said.of(entry, [tx]) for tx in details]
            names = [squeezed(said.own_reference) for said in sayings]
            tell_apart = all(names) and len(set(names)) == len(names)  # some banks repeat the sum's reference
            for said, name, part in zip(sayings, names, told, strict=True):
                mine = name if tell_apart else self._by_what_it_says(said, part, currency, day, whole)
                key = f"{whole} {mine}" if whole else f"part:{mine}:{part}{currency}"
                yield self._made(said, key, whole or key, part, currency, day, reversal or part < 0)
            return
        # One payment; or its parts don't add up to it, and then the sum is what is certain.
        said = _Said.of(entry, details)
        mine = own or squeezed(said.own_reference)
        key = (
            f"bank:{mine}:{amount}{currency}"
            if mine
            else f"said:{self._by_what_it_says(said, amount, currency, day, '')}"
        )
        yield self._made(said, key, key, amount, currency, day, reversal)

    def _part(self, tx: etree._Element, amount: Decimal, currency: str) -> Decimal | None:
        """What this part of the sum is, with its sign; None where it isn't told in the account's currency."""
        for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
            money = money_in(first_at(tx, path))
            if money and money[1] == currency:
                way = text_at(tx, "CdtDbtInd").upper()
                sign = {"CRDT": 1, "DBIT": -1}.get(way, 1 if amount > 0 else -1)
                return sign * abs(money[0])
        return None

    def _by_what_it_says(
        self, said: "_Said", amount: Decimal, currency: str, day: dt.date, within: str
    ) -> str:
        facts = [within, str(amount), currency, day.isoformat(), said.end_to_end]
        text = "|".join([*facts, *said.references, said.message, said.payer])
        self._alike[text] += 1
        return hashlib.sha256(f"{text}|{self._alike[text]}".encode()).hexdigest()[:40]

    @staticmethod
    def _made(
        said: "_Said", key: str, whole: str, amount: Decimal, currency: str, day: dt.date, reversal: bool
    ) -> Entry:
        return Entry(
            key[:200],
            whole[:200],
            amount,
            currency,
            day,
            said.payer[:200],
            said.references,
            said.message[:2000],
            reversal,
        )


@dataclass(frozen=True)
class _Said:
    """What is said of a payment, by the bank and by who paid."""

    own_reference: str
    end_to_end: str
    payer: str
    references: tuple[str, ...]
    message: str

    @classmethod
    def of(cls, entry: etree._Element, details: list[etree._Element]) -> "_Said":
        payers, references, texts, ends, own = [], [], [], [], []
        for tx in details:
            own.append(text_at(tx, "Refs/AcctSvcrRef") or text_at(tx, "Refs/TxId"))
            ends.append(text_at(tx, "Refs/EndToEndId"))
            parties = first_at(tx, "RltdPties")
            names = (
                text_at(parties, f"{who}/{name}")
                for who in ("UltmtDbtr", "Dbtr")
                for name in ("Pty/Nm", "Nm")
            )
            payers.append(next((name for name in names if name), ""))
            remittance = first_at(tx, "RmtInf")
            for structured in all_of(remittance, "Strd"):
                references.append(
                    text_at(structured, "CdtrRefInf/Ref") or text_at(structured, "CdtrRefInf/CdtrRef")
                )
                texts += [text_at(one, "Nb") for one in all_of(structured, "RfrdDocInf")]
                texts += [text_at(one) for one in all_of(structured, "AddtlRmtInf")]
            texts += [text_at(one) for one in all_of(remittance, "Ustrd")]
            texts.append(text_at(tx, "AddtlTxInf"))
        if len(details) < 2:
            texts.append(text_at(entry, "AddtlNtryInf"))
        return cls(
            next(iter(own), "") if len(details) == 1 else "",
            next(iter(ends), ""),
            ", ".join(dict.fromkeys(name for name in payers if name)),
            tuple(dict.fromkeys(one[:100] for one in references if one)),
            " · ".join(dict.fromkeys(text for text in [*texts, *ends] if text)),
        )
