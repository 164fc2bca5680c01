"""Which invoices a payment is for: values in, an answer out. Money is placed by itself only where the payment says for
what it is; a likeness (the same amount and payer) is a suggestion for a person. Another currency never fits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from armkrok.directory.rules import name_words

from ..money import ZERO

SHORTEST = 5  # a number of fewer letters and digits stands in too many texts by chance
MOST_PIECES = 8  # an OCR that was typed in groups has no more of them
MOST_SUGGESTIONS = 5


class How(StrEnum):
    REFERENCE = "reference"  # the payment's structured reference
    NUMBER = "number"  # the invoice's number stands in the text
    OCR = "ocr"  # the reference stands in the text, with spaces or zeros
    NOTHING = ""


@dataclass(frozen=True)
class Invoiced:
    """An invoice as it stands. `payers` are the names under which its receiver may pay."""

    pk: int
    number: str
    reference: str
    payers: tuple[str, ...]
    currency: str
    open: Decimal


@dataclass(frozen=True)
class Paid:
    """A payment as it was read; a negative amount, or a `reversal`, is looked at by a person."""

    amount: Decimal
    currency: str
    references: tuple[str, ...] = ()
    text: str = ""
    payer: str = ""
    reversal: bool = False


@dataclass(frozen=True)
class Answer:
    """What is placed where; and what a person might place. Parts never exceed the payment."""

    parts: tuple[tuple[int, Decimal], ...] = ()
    how: How = How.NOTHING
    suggestions: tuple[int, ...] = ()


def plain_reference(text: str) -> str:
    """Letters and digits; without the zeros that banks put before a number."""
    squeezed = "".join(re.findall(r"[0-9A-Z]", text.upper()))
    return squeezed.lstrip("0") if squeezed.isdigit() else squeezed


class Book:
    """The invoices of an issuer, by what payments call them. What is placed is taken off what is open, so that of two
    payments for the same invoice the second sees it paid."""

    def __init__(self, invoices: Iterable[Invoiced]) -> None:
        self.invoices = {one.pk: one for one in invoices}
        self.open = {one.pk: one.open for one in self.invoices.values()}
        self._references: dict[str, list[int]] = {}
        self._numbers: list[tuple[str, int]] = []
        for one in self.invoices.values():
            if len(reference := plain_reference(one.reference)) >= SHORTEST:
                self._references.setdefault(reference, []).append(one.pk)
            if len(plain_reference(one.number)) >= SHORTEST:
                self._numbers.append((one.number.upper(), one.pk))
        self._names = {one.pk: [_words(name) for name in one.payers] for one in self.invoices.values()}

    def match(self, paid: Paid) -> Answer:
        """Where the payment belongs. Nothing is taken off yet."""
        referred = self._in_currency(paid, self._by_reference(paid.references))
        if not referred:
            # some banks put what the payer wrote as reference into it without looking
            referred_text = " ".join(paid.references)
            paid_text = f"{referred_text} {paid.text}"
        else:
            paid_text = paid.text
        named = self._in_currency(paid, self._by_number(paid_text))
        how = How.NUMBER
        if not named:
            named, how = self._in_currency(paid, self._by_ocr(paid_text)), How.OCR
        if paid.amount <= 0 or paid.reversal:
            return Answer(suggestions=_first([*referred, *named] or self._alike(paid)))
        if referred:
            return self._referred(paid, referred, named)
        if named:
            return self._named(paid, named, how)
        return Answer(suggestions=_first(self._alike(paid)))

    def take(self, answer: Answer) -> None:
        """What was placed is no longer open."""
        for pk, amount in answer.parts:
            self.open[pk] = max(self.open[pk] - amount, ZERO)

    # --- deciding -----------------------------------------------------------------------------------------

    def _referred(self, paid: Paid, referred: list[int], named: list[int]) -> Answer:
        if len(referred) > 1:
            return self._named(paid, referred, How.REFERENCE)
        (one,) = referred
        others = [pk for pk in named if pk != one]
        if paid.amount > self.open[one] and others:
            together = self._named(paid, [one, *others], How.REFERENCE)
            exact = sum((amount for _pk, amount in together.parts), ZERO) == paid.amount
            return together if exact else Answer(suggestions=_first([one, *others]))
        if not self.open[one]:
            return Answer(suggestions=(one,))  # paid already: twice, or meant for another
        # More than is open is for it all the same: then it is to be paid back.
        return Answer(((one, paid.amount),), How.REFERENCE)

    def _named(self, paid: Paid, named: list[int], how: How) -> Answer:
        """Each gets what is open of it. When it isn't enough for several, a person says which."""
        wanted = [(pk, self.open[pk]) for pk in named if self.open[pk]]
        total = sum((amount for _pk, amount in wanted), ZERO)
        if not wanted or (len(wanted) > 1 and paid.amount < total):
            return Answer(suggestions=_first(named))
        if len(wanted) == 1:
            wanted = [(wanted[0][0], min(paid.amount, total))]
        return Answer(tuple(wanted), how)

    def _alike(self, paid: Paid) -> list[int]:
        """The same amount, and the name of who pays."""
        payer = _words(paid.payer)
        return [
            pk
            for pk, invoice in self.invoices.items()
            if payer
            and invoice.currency == paid.currency
            and self.open[pk] == abs(paid.amount)
            and any(_same_name(payer, name) for name in self._names[pk])
        ]

    # --- finding ------------------------------------------------------------------------------------------

    def _in_currency(self, paid: Paid, found: Iterable[int]) -> list[int]:
        return [pk for pk in found if self.invoices[pk].currency == paid.currency]

    def _by_reference(self, references: Sequence[str]) -> list[int]:
        found: list[int] = []
        for reference in map(plain_reference, references):
            for form in (reference, _without_card_code(reference)):
                if same := self._references.get(form):
                    found += same
                    break
        return list(dict.fromkeys(found))

    def _by_number(self, text: str) -> list[int]:
        text = text.upper()
        found = [(at, pk) for number, pk in self._numbers if (at := _whole_word(number, text)) >= 0]
        return [pk for _at, pk in sorted(found)]

    def _by_ocr(self, text: str) -> list[int]:
        pieces = re.findall(r"[0-9A-Z]+(?:-[0-9A-Z]+)*", text.upper())  # hyphens hold a number together
        found: list[int] = []
        for first in range(len(pieces)):
            for last in range(first + 1, min(first + MOST_PIECES, len(pieces)) + 1):
                found += self._references.get(plain_reference("".join(pieces[first:last])), [])
        return list(dict.fromkeys(found))


def _without_card_code(reference: str) -> str:
    """A Danish payment slip is 71 and fifteen digits; some banks write both together."""
    if len(reference) == 17 and reference.isdigit() and reference.startswith("71"):
        return reference[2:].lstrip("0")
    return reference


def _whole_word(number: str, text: str) -> int:
    """Where the number stands by itself in the text; -1 where it is only a part of another one."""
    at = text.find(number)
    while at >= 0:
        before, after = text[:at][-1:], text[at + len(number) :]
        longer = after[:1].isalnum() or (after[:1] == "-" and after[1:2].isalnum())
        if not longer and not before.isalnum() and before != "-":
            return at
        at = text.find(number, at + 1)
    return -1


def _words(name: str) -> frozenset[str]:
    return frozenset(re.sub(r"[^\w]", "", word) for word in name_words(name)) - {""}


def _same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Svendborg Kommune is Svendborg."""
    return bool(one and other) and (one <= other or other <= one)


def _first(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found))[:MOST_SUGGESTIONS]
