"""What banks tell of an account, as plain values: camt.053 (statements) and camt.054 (notifications) of ISO 20022, every
version, read by the names of their parts. Nothing here knows a database.

A file comes from outside: it may be no XML, or made to harm. Document types, entities and the network are refused, and
its size and number of entries are limited.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _
from lxml import etree

from .money import CENT, ZERO
from .rules import Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_ENTRIES = 5_000
MOST_AMOUNT = Decimal("9999999999.99")
NOTHING_SAID = ("", "NOTPROVIDED", "NOTAVAILABLE", "NONREF")

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


class NoBankFile(Refusal):
    """It can't be read, and why."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message), "", "file")


def plain_account(text: str) -> str:
    """Letters and digits, as accounts are compared."""
    return "".join(re.findall(r"[0-9A-Z]", text.upper()))


def read(content: bytes) -> BankDocument:
    """Raises NoBankFile with a sentence for people."""
    root = _parsed(content)
    for part in root.iter():
        if (name := _name(part)) in KINDS:
            kind, account_tag = KINDS[name]
            reader = _Reader()
            found = tuple(reader.statement(one) for one in _all(part, account_tag))
            return BankDocument(kind, found)
    raise NoBankFile(
        _(
            "This is an XML file, but it tells nothing of payments to an account. Ask your bank for a camt.054 or a "
            "camt.053 file."
        )
    )


def _parsed(content: bytes) -> etree._Element:
    if len(content) > MOST_BYTES:
        raise NoBankFile(_("The file is larger than 20 MB. Ask your bank for a shorter period."))
    if not content.strip():
        raise NoBankFile(_("The file is empty."))
    if b"<!" in content and re.search(rb"<!\s*(DOCTYPE|ENTITY)", content.replace(b"\0", b""), re.IGNORECASE):
        raise NoBankFile(
            _("The file has a document type in it. Files from banks have none, so it isn't read.")
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NoBankFile(
            _("This isn't a file that banks send. Choose a camt.054 or camt.053 file; it ends in .xml.")
        ) from None
    if root.getroottree().docinfo.doctype:
        raise NoBankFile(
            _("The file has a document type in it. Files from banks have none, so it isn't read.")
        )
    return root


# --- finding our way --------------------------------------------------------------------------------------


def _name(part: etree._Element) -> str:
    return etree.QName(part).localname if isinstance(part.tag, str) else ""


def _all(part: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if part is None else [child for child in part if _name(child) == tag]


def _at(part: etree._Element | None, path: str) -> etree._Element | None:
    for tag in path.split("/"):
        part = next(iter(_all(part, tag)), None)
    return part


def _text(part: etree._Element | None, path: str = "") -> str:
    """The text at the first of such a path, in one line; what the bank calls "not provided" is nothing."""
    found = _at(part, path) if path else part
    text = " ".join((found.text or "").split()) if found is not None else ""
    return "" if text.upper() in NOTHING_SAID else text


def _money(part: etree._Element | None) -> tuple[Decimal, str] | None:
    if part is None:
        return None
    try:
        amount = Decimal((part.text or "").strip())
    except InvalidOperation:
        raise NoBankFile(_("An amount in the file is no number, so nothing of it was read.")) from None
    currency = (part.get("Ccy") or "").strip().upper()
    if not amount.is_finite() or abs(amount) > MOST_AMOUNT or amount != amount.quantize(CENT):
        raise NoBankFile(_("An amount in the file can't be right, so nothing of it was read."))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise NoBankFile(_("An amount in the file has no currency, so nothing of it was read."))
    return amount.quantize(CENT), currency


def _day(*texts: str) -> dt.date | None:
    for text in texts:
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            continue
    return None


def _squeezed(text: str) -> str:
    """A reference without blanks: one stands between a sum and its parts in a key."""
    return "".join(text.split())


def _says_yes(text: str) -> bool:
    return text.lower() in ("true", "1")


# --- reading ----------------------------------------------------------------------------------------------


class _Reader:
    """One file. Entries without a reference of the bank's are known by what they say, and by which of several that say
    the same they are."""

    def __init__(self) -> None:
        self.number = 0
        self._alike: Counter[str] = Counter()

    def statement(self, part: etree._Element) -> Statement:
        account = _text(part, "Acct/Id/IBAN") or _text(part, "Acct/Id/Othr/Id")
        statement = Statement(account)
        made_on = _day(_text(part, "CreDtTm"))
        for entry in _all(part, "Ntry"):
            self._entry(entry, statement, made_on)
        return statement

    def _entry(self, entry: etree._Element, statement: Statement, made_on: dt.date | None) -> None:
        self.number += 1
        booked = (_text(entry, "Sts/Cd") or _text(entry, "Sts")).upper() == "BOOK"
        came_in = _text(entry, "CdtDbtInd").upper() == "CRDT"
        reversal = _says_yes(_text(entry, "RvslInd"))
        if not booked:
            statement.not_booked += 1
            return
        if not came_in and not reversal:
            statement.debits += 1
            return
        money = _money(_at(entry, "Amt"))
        if money is None:
            raise NoBankFile(_("An entry in the file has no amount, so nothing of it was read."))
        day = _day(
            _text(entry, "BookgDt/Dt"),
            _text(entry, "BookgDt/DtTm"),
            _text(entry, "ValDt/Dt"),
            _text(entry, "ValDt/DtTm"),
        )
        day = day or made_on
        if day is None:
            raise NoBankFile(_("An entry in the file has no date, so nothing of it was read."))
        sign = 1 if came_in else -1
        details = [tx for group in _all(entry, "NtryDtls") for tx in _all(group, "TxDtls")]
        if not details and self._hides_several(entry):
            statement.bare_sums += 1
            return
        for found in self._payments(entry, details, sign * money[0], money[1], day, reversal):
            self._count()
            statement.entries.append(found)

    def _hides_several(self, entry: etree._Element) -> bool:
        numbers = [_text(group, "Btch/NbOfTxs") for group in _all(entry, "NtryDtls")]
        return any(number.isdigit() and len(number) < 10 and int(number) > 1 for number in numbers)

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
        own = _squeezed(_text(entry, "AcctSvcrRef"))
        parts = [(tx, self._part(tx, amount, currency)) for tx in details]
        told = [part for _tx, part in parts if part is not None]
        if len(parts) > 1 and len(told) == len(parts) and sum(told, ZERO) == amount:
            whole = f"bank:{own}:{amount}{currency}" if own else ""
            sayings = [_Said.of(entry, [tx]) for tx in details]
            names = [_squeezed(said.own_reference) for said in sayings]
            tell_apart = all(names) and len(set(names)) == len(names)  # some banks repeat the sum's reference
            for said, name, part in zip(sayings, names, told, strict=True):
                mine = name if tell_apart else self._by_what_it_says(said, part, currency, day, whole)
                key = f"{whole} {mine}" if whole else f"part:{mine}:{part}{currency}"
                yield self._made(said, key, whole or key, part, currency, day, reversal or part < 0)
            return
        # One payment; or its parts don't add up to it, and then the sum is what is certain.
        said = _Said.of(entry, details)
        mine = own or _squeezed(said.own_reference)
        key = (
            f"bank:{mine}:{amount}{currency}"
            if mine
            else f"said:{self._by_what_it_says(said, amount, currency, day, '')}"
        )
        yield self._made(said, key, key, amount, currency, day, reversal)

    def _part(self, tx: etree._Element, amount: Decimal, currency: str) -> Decimal | None:
        """What this part of the sum is, with its sign; None where it isn't told in the account's currency."""
        for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
            money = _money(_at(tx, path))
            if money and money[1] == currency:
                way = _text(tx, "CdtDbtInd").upper()
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
            own.append(_text(tx, "Refs/AcctSvcrRef") or _text(tx, "Refs/TxId"))
            ends.append(_text(tx, "Refs/EndToEndId"))
            parties = _at(tx, "RltdPties")
            names = (
                _text(parties, f"{who}/{name}") for who in ("UltmtDbtr", "Dbtr") for name in ("Pty/Nm", "Nm")
            )
            payers.append(next((name for name in names if name), ""))
            remittance = _at(tx, "RmtInf")
            for structured in _all(remittance, "Strd"):
                references.append(
                    _text(structured, "CdtrRefInf/Ref") or _text(structured, "CdtrRefInf/CdtrRef")
                )
                texts += [_text(one, "Nb") for one in _all(structured, "RfrdDocInf")]
                texts += [_text(one) for one in _all(structured, "AddtlRmtInf")]
            texts += [_text(one) for one in _all(remittance, "Ustrd")]
            texts.append(_text(tx, "AddtlTxInf"))
        if len(details) < 2:
            texts.append(_text(entry, "AddtlNtryInf"))
        return cls(
            next(iter(own), "") if len(details) == 1 else "",
            next(iter(ends), ""),
            ", ".join(dict.fromkeys(name for name in payers if name)),
            tuple(dict.fromkeys(one[:100] for one in references if one)),
            " · ".join(dict.fromkeys(text for text in [*texts, *ends] if text)),
        )
