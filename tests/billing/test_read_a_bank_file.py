"""What banks send is read: each payment once, however often it is told, and nothing that was made to harm."""

import datetime as dt
from decimal import Decimal

import pytest

from armkrok.billing.bank_files import MOST_BYTES, NoBankFile, read
from tests.billing.money_in import bank_file, entry, tx

D = Decimal


@pytest.mark.parametrize("kind", ["053", "054"])
@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_what_came_in_is_read_in_every_version(kind: str, version: str) -> None:
    content = bank_file(
        entry("8750.00", tx(ref="000202700012", text="Tak  for\nsidst", payer="Svendborg & Omegn"), own="A1"),
        entry("99.00", way="DBIT"),
        entry("10.00", status="<Cd>PDNG</Cd>"),
        kind=kind,
        version=version,
    )

    document = read(content)

    (statement,) = document.statements
    (one,) = statement.entries
    assert document.kind == f"camt.{kind}"
    assert statement.account == "DK5000400440116243"
    assert (statement.debits, statement.not_booked) == (1, 1)
    assert (one.amount, one.currency, one.paid_on) == (D("8750.00"), "DKK", dt.date(2027, 5, 20))
    assert (one.payer, one.references, one.message) == (
        "Svendborg & Omegn",
        ("000202700012",),
        "Tak for sidst",
    )
    assert not one.reversal


def test_older_versions_say_some_things_elsewhere() -> None:
    """Version .02: the state as text, the payer's name right below, the amount among its details."""
    details = (
        "<TxDtls><AmtDtls><TxAmt><Amt Ccy='SEK'>{amount}</Amt></TxAmt></AmtDtls>"
        "<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"
    )
    content = bank_file(
        entry(
            "300.00",
            details.format(amount="100.00", name="Lund"),
            details.format(amount="200.00", name="Malmö"),
            status="BOOK",
            currency="SEK",
            own="B",
        ),
        version="02",
        account="5050-1055",
    )

    (statement,) = read(content).statements

    assert statement.account == "5050-1055"
    assert [(one.amount, one.payer) for one in statement.entries] == [
        (D("100.00"), "Lund"),
        (D("200.00"), "Malmö"),
    ]


def test_a_sum_is_read_by_its_parts() -> None:
    content = bank_file(
        entry("300.00", tx("100.00", ref="1111100"), tx("100.00", ref="1111100"), tx("100.00"), own="B7")
    )

    entries = read(content).statements[0].entries

    assert [one.amount for one in entries] == [D("100.00")] * 3
    assert len({one.key for one in entries}) == 3  # two that say the same are two
    assert len({one.whole for one in entries}) == 1


def test_the_sum_stands_when_its_parts_do_not_add_up() -> None:
    """A charge was taken off, say: what came into the account is certain, so no money is lost or made."""
    content = bank_file(entry("295.00", tx("100.00", text="2027-00001"), tx("200.00", text="2027-00002")))

    (one,) = read(content).statements[0].entries

    assert one.amount == D("295.00")
    assert "2027-00001" in one.message
    assert "2027-00002" in one.message


def test_parts_in_another_currency_do_not_count() -> None:
    content = bank_file(entry("750.00", tx("50.00", currency="EUR"), tx("50.00", currency="EUR")))

    (one,) = read(content).statements[0].entries

    assert (one.amount, one.currency) == (D("750.00"), "DKK")


def test_a_bare_sum_of_several_payments_is_left_to_the_file_with_its_parts() -> None:
    (statement,) = read(bank_file(entry("300.00", several=3), kind="053")).statements

    assert statement.entries == []
    assert statement.bare_sums == 1


def test_a_number_of_payments_that_is_none_hides_nothing() -> None:
    (statement,) = read(
        bank_file(entry("7.00", several=2)).replace(b">2</NbOfTxs", ">²</NbOfTxs".encode())
    ).statements
    assert (len(statement.entries), statement.bare_sums) == (1, 0)


def test_the_same_entry_has_the_same_key_in_both_files() -> None:
    said = tx(ref="000202700012", payer="Svendborg", text="x")
    for own in ("", "REF 1"):
        first = read(bank_file(entry("8750.00", said, own=own), kind="053"))
        second = read(bank_file(entry("8750.00", said, own=own), kind="054", version="02"))
        assert first.statements[0].entries[0].key == second.statements[0].entries[0].key


def test_two_payments_that_say_the_same_are_two() -> None:
    same = entry("8750.00", tx(text="kontingent"))

    entries = read(bank_file(same, same)).statements[0].entries

    assert len({one.key for one in entries}) == 2


def test_what_is_taken_back_is_negative_and_what_comes_back_is_marked() -> None:
    content = bank_file(
        entry("8750.00", tx(ref="000202700012"), way="DBIT", reversal=True),
        entry("50.00", reversal=True),
    )

    taken_back, came_back = read(content).statements[0].entries

    assert (taken_back.amount, taken_back.reversal) == (D("-8750.00"), True)
    assert (came_back.amount, came_back.reversal) == (D("50.00"), True)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "'
    + b"&a;" * 50
    + b'">]><Document>&b;</Document>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"%PDF-1.7 ...", "camt.054"),
        (b"Dato;Tekst;Bel\xf8b\n1;2;3\n", "camt.054"),
        (b"\x00\x01\x02", "camt.054"),
        (b"<Document><unclosed>", "camt.054"),
        (b"<Invoice xmlns='x'/>", "camt.054"),
        (LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        (LAUGHS.decode().encode("utf-16"), "document type"),
        (b"<a>" * 5000 + b"</a>" * 5000, "camt.054"),
        (b" " * (MOST_BYTES + 1), "20 MB"),
        (bank_file(entry("")), "no number"),
        (bank_file(entry("NaN")), "can't be right"),
        (bank_file(entry("1e9")).replace(b"1e9", b"1e99"), "can't be right"),
        (bank_file(entry("1.234")), "can't be right"),
        (bank_file(entry("1.00", currency="")), "no currency"),
    ],
)
def test_what_is_no_bank_file_is_said_in_words(content: bytes, said: str) -> None:
    with pytest.raises(NoBankFile, match=said) as refused:
        read(content)
    assert refused.value.field == "file"
