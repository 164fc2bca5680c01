"""The journal agrees with the invoices to the øre, and is read back from the files that leave the house."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from armkrok.billing import bookkeeping, paying, sie
from armkrok.billing.models import Allocation, Issuer
from armkrok.billing.rules import Refusal
from armkrok.billing.rules import bookkeeping as rules
from armkrok.billing.rules.bookkeeping import Account, Voucher
from tests.billing.money_in import DAY, an_invoice, an_issuer, bank_file, entry, tx
from tests.world import World

D = Decimal
FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
amounts = st.integers(0, 10**8).map(lambda ore: D(ore) / 100)
days = st.dates(FIRST, LAST)


@pytest.fixture
def issuer(world: World) -> Issuer:
    return an_issuer(world)


def rows_of(voucher: Voucher) -> dict[str, Decimal]:
    return {str(row.account): row.amount for row in voucher.rows}


# --- vouchers -------------------------------------------------------------------------------------------------


def test_an_invoice_is_booked_by_what_it_charges(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer, "7000.00", seat="1500.00")
    an_invoice(world, issuer, "1000.00", credits=invoice)
    by = world.people["secretary"]
    payment = paying.enter(invoice, D("9375.00"), DAY, by=by, at=world.now)
    paying.undo(payment.allocations.get(), by=by, at=world.now)

    (journal,) = bookkeeping.journals(issuer, FIRST, LAST)
    booked, credited, paid, undone = journal.vouchers

    assert rows_of(booked) == {
        "receivable": D("10625.00"),
        "fee": D("-7000.00"),
        "extra_seat": D("-1500.00"),
        "vat": D("-2125.00"),
    }
    assert rows_of(credited) == {"receivable": D("-1250.00"), "fee": D("1000.00"), "vat": D("250.00")}
    assert rows_of(paid) == {"bank": D("9375.00"), "receivable": D("-9375.00")}
    assert rows_of(undone) == {"receivable": D("9375.00"), "bank": D("-9375.00")}
    assert (paid.on, undone.on) == (DAY, dt.date(2027, 6, 1))  # what has been booked stays booked
    assert all(voucher.balances for voucher in journal.vouchers)
    assert (journal.invoiced, journal.paid, journal.difference) == (D("9375.00"), D("0.00"), D("0.00"))
    assert journal.debit == journal.credit


def test_what_became_known_after_the_period_is_counted(world: World, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    paying.enter(invoice, D("100.00"), DAY, by=world.people["secretary"], at=world.now)

    (journal,) = bookkeeping.journals(issuer, dt.date(2027, 5, 1), dt.date(2027, 5, 31))

    assert journal.late == 1
    assert bookkeeping.journals(issuer, dt.date(2027, 6, 1), dt.date(2027, 6, 30)) == []


def test_a_fault_between_invoices_and_vouchers_is_seen(world: World, issuer: Issuer) -> None:
    an_invoice(world, issuer, gross=D("8750.01"))

    (journal,) = bookkeeping.journals(issuer, FIRST, LAST)

    assert journal.difference == D("0.01")


def test_each_currency_has_its_own_journal(world: World, issuer: Issuer) -> None:
    an_invoice(world, issuer)
    an_invoice(world, issuer, currency="SEK")

    assert [one.currency for one in bookkeeping.journals(issuer, FIRST, LAST)] == ["DKK", "SEK"]


def test_receivables_are_what_is_open(world: World, issuer: Issuer) -> None:
    by = world.people["secretary"]
    invoices = [an_invoice(world, issuer, net, seat="33.33") for net in ("7000.00", "5200.01", "0.03")]
    an_invoice(world, issuer, "5200.01", seat="33.33", credits=invoices[1])
    for invoice, paid in zip(invoices, ("9000.00", "12.34", "0.01"), strict=True):
        paying.enter(invoice, D(paid), DAY, by=by, at=world.now)

    (journal,) = bookkeeping.journals(issuer, FIRST, LAST)
    balances = paying.balance(invoices).values()
    (receivable,) = [one for one in journal.totals if one.account == Account.RECEIVABLE]

    assert receivable.debit - receivable.credit == sum(one.open - one.overpaid for one in balances)
    assert journal.difference == 0


@given(st.lists(st.tuples(amounts, amounts, amounts, st.booleans()), max_size=20))
def test_every_voucher_of_an_invoice_balances(invoices: list[tuple[Decimal, Decimal, Decimal, bool]]) -> None:
    vouchers = [
        rules.of_invoice(
            rules.Issued(number, str(number), FIRST, "", "SEK", {"fee": fee, "extra_seat": seat}, vat, credit)
        )
        for number, (fee, seat, vat, credit) in enumerate(invoices)
    ]
    sums = rules.sums(vouchers)

    assert all(voucher.balances for voucher in vouchers)
    assert sum(debit for debit, _credit in sums.values()) == sum(credit for _debit, credit in sums.values())
    assert sum(debit - credit for account, (debit, credit) in sums.items() if account == "receivable") == sum(
        (fee + seat + vat) * (-1 if credit else 1) for fee, seat, vat, credit in invoices
    )


@given(amounts.filter(bool), st.booleans(), days, days, st.none() | days)
def test_every_voucher_of_a_payment_balances(
    amount: Decimal, back: bool, paid_on: dt.date, entered_on: dt.date, undone_on: dt.date | None
) -> None:
    amount = -amount if back else amount
    vouchers = rules.of_payment(rules.Placed(1, 1, amount, "SEK", paid_on, entered_on, "", undone_on, ""))

    assert all(voucher.balances for voucher in vouchers)
    assert sum(row.amount for one in vouchers for row in one.rows if row.account == "bank") == (
        0 if undone_on else amount
    )
    assert all(voucher.on >= paid_on for voucher in vouchers)


# --- SIE ------------------------------------------------------------------------------------------------------


def fields(line: str) -> list[str]:
    """One line of a SIE file: words, texts in quotation marks, lists in braces."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\{[^}]*\})|(\S+)', line)
    return [re.sub(r"\\(.)", r"\1", text) or braces or word for text, braces, word in found]


def read_sie(content: bytes) -> tuple[dict[str, list[list[str]]], list[tuple[list[str], list[list[str]]]]]:
    """What stands above the vouchers by its label, and the vouchers with their rows."""
    assert content.endswith(b"\r\n")
    heads: dict[str, list[list[str]]] = {}
    vouchers: list[tuple[list[str], list[list[str]]]] = []
    inside = False
    for line in content.decode("cp437").removesuffix("\r\n").split("\r\n"):
        assert not re.search(r"[\x00-\x1f\x7f]", line)
        if line in ("{", "}"):
            inside = line == "{"
            continue
        label, *rest = fields(line)
        assert label.startswith("#")
        if inside:
            assert label == "#TRANS"
            vouchers[-1][1].append(rest)
        elif label == "#VER":
            vouchers.append((rest, []))
        else:
            assert not vouchers
            heads.setdefault(label, []).append(rest)
    return heads, vouchers


def test_a_swedish_convener_reads_the_journal_in_its_own_system(world: World) -> None:
    issuer = an_issuer(
        world, legal_name='Region Skåne, "Kultur"', registration_number="2321000255", account="SE0"
    )
    invoice = an_invoice(world, issuer, currency="SEK", seat="500.00")
    paying.enter(invoice, D("1.50"), DAY, by=world.people["secretary"], at=world.now)
    (journal,) = bookkeeping.journals(issuer, FIRST, LAST)

    heads, vouchers = read_sie(bookkeeping.as_sie(issuer, journal, dt.date(2026, 7, 1), LAST, at=world.now))

    assert heads["#FLAGGA"] == [["0"]]
    assert heads["#FORMAT"] == [["PC8"]]
    assert heads["#SIETYP"] == [["4"]]
    assert heads["#GEN"] == [["20270601"]]
    assert heads["#PROGRAM"][0][0] == "Armkrok"
    assert heads["#ORGNR"] == [["232100-0255"]]
    assert heads["#FNAMN"] == [['Region Skåne, "Kultur"']]
    assert heads["#RAR"] == [["0", "20270101", "20271231"], ["-1", "20260101", "20261231"]]
    assert [account[0] for account in heads["#KONTO"]] == ["1510", "1930", "2611", "3010", "3020"]
    (first, rows), (second, paid) = vouchers
    assert first[:3] == ["", "", "20270420"]
    assert first[3].endswith(f"{invoice.number}, Svendborg")
    assert rows == [
        ["1510", "{}", "9375.00"],
        ["3010", "{}", "-7000.00"],
        ["3020", "{}", "-500.00"],
        ["2611", "{}", "-1875.00"],
    ]
    assert second[2] == "20270520"
    assert paid == [["1930", "{}", "1.50"], ["1510", "{}", "-1.50"]]


@given(st.text(), st.text(), amounts.filter(bool))
def test_no_text_breaks_a_line(name: str, text: str, amount: Decimal) -> None:
    voucher = rules.of_payment(rules.Placed(1, 1, amount, "SEK", FIRST, FIRST, text))[0]
    accounts = {Account.BANK: ("1930", name), Account.RECEIVABLE: ("1510", text)}
    content = sie.write(
        sie.Company(name, text), accounts, [voucher], first=FIRST, last=LAST, made_on=LAST, version="1"
    )

    heads, ((head, rows),) = read_sie(content)

    assert len(heads["#FNAMN"]) == len(heads["#ORGNR"]) == 1
    assert len(head) == 5
    assert [row[2] for row in rows] == [f"{amount:.2f}", f"{-amount:.2f}"]


def test_danish_letters_are_written_as_swedish_ones() -> None:
    voucher = rules.of_payment(rules.Placed(1, 1, D(1), "SEK", FIRST, FIRST, "Køge – “Ærø”"))[0]
    accounts = {Account.BANK: ("1", "a"), Account.RECEIVABLE: ("2", "b")}
    content = sie.write(
        sie.Company("x", ""), accounts, [voucher], first=FIRST, last=LAST, made_on=LAST, version="1"
    )

    assert read_sie(content)[1][0][0][3] == 'Köge - "Ærö"'


def test_what_can_not_be_a_file_is_said_in_words(world: World, issuer: Issuer) -> None:
    an_invoice(world, issuer)
    issuer.account_vat = ""
    issuer.save()
    (journal,) = bookkeeping.journals(issuer, FIRST, LAST)

    with pytest.raises(Refusal, match="Swedish kronor"):
        bookkeeping.as_sie(issuer, journal, FIRST, LAST, at=world.now)
    with pytest.raises(Refusal, match="Outgoing VAT"):
        bookkeeping.table(issuer, journal)


# --- pages ----------------------------------------------------------------------------------------------------


def test_the_page_shows_that_all_agrees_and_gives_the_files(
    world: World, issuer: Issuer, client: Client
) -> None:
    invoice = an_invoice(world, issuer)
    an_invoice(world, issuer, currency="SEK")
    address = reverse("billing:bookkeeping", args=[world.kl.pk])
    query = {"start": "2027-01-01", "end": "2027-12-31"}
    world.sign_in(client, "secretary")

    page = client.get(address, query)
    table = client.get(
        reverse("billing:bookkeeping_export", args=[world.kl.pk, "csv"]),
        query | {"currency": "DKK"},
        headers={"accept-language": "da"},
    )
    book = client.get(
        reverse("billing:bookkeeping_export", args=[world.kl.pk, "xlsx"]), query | {"currency": "DKK"}
    )
    swedish = client.get(
        reverse("billing:bookkeeping_export", args=[world.kl.pk, "sie"]), query | {"currency": "SEK"}
    )
    refused = client.get(
        reverse("billing:bookkeeping_export", args=[world.kl.pk, "sie"]),
        query | {"currency": "DKK"},
        follow=True,
    )

    assert page.status_code == 200
    assert "Difference: " in page.content.decode()
    assert "a fault of ours" not in page.content.decode()
    assert "journal.sie" in page.content.decode()
    _head, *rows = csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";")
    assert rows[0][:5] == [invoice.number, "2027-04-20", "1510", "8750,00", ""]
    assert rows[1][2:5] == ["3010", "", "7000,00"]
    assert book.content[:2] == b"PK"
    assert read_sie(swedish.content)[1]
    assert "SIE files are in Swedish kronor" in refused.content.decode()


def test_the_page_says_where_an_account_is_missing_and_which_period_is_none(
    world: World, client: Client
) -> None:
    an_invoice(world, an_issuer(world, account_fee=""))
    address = reverse("billing:bookkeeping", args=[world.kl.pk])
    world.sign_in(client, "secretary")

    page = client.get(address, {"start": "2027-04-01", "end": "2027-04-30"}).content.decode()
    wrong = client.get(address, {"start": "2027-04-30", "end": "2027-04-01"})
    nonsense = client.get(address, {"start": "x", "end": "0000-99-99"})
    empty = client.get(address)

    assert "No account is set for: Fees" in page
    assert reverse("billing:issuer", args=[world.kl.pk]) in page
    assert "journal.csv" not in page
    assert wrong.status_code == nonsense.status_code == 422
    assert "The period ends before it begins." in wrong.content.decode()
    assert "nothing to book" in empty.content.decode()


@pytest.mark.parametrize(
    "days", [("0001-01-01", "0001-02-01"), ("9999-11-01", "9999-12-31"), ("0001-01-01", "9999-12-31")]
)
def test_a_day_that_is_no_year_of_ours_is_said_beside_it(
    world: World, client: Client, issuer: Issuer, days: tuple[str, str]
) -> None:
    query = f"?start={days[0]}&end={days[1]}&currency=SEK"
    world.sign_in(client, "secretary")
    page = client.get(reverse("billing:bookkeeping", args=[world.kl.pk]) + query)
    assert page.status_code == 422
    assert "between 1990 and 2200" in page.text
    for kind in ("sie", "csv", "xlsx"):
        address = reverse("billing:bookkeeping_export", args=[world.kl.pk, kind])
        assert client.get(address + query).status_code == 302


def test_a_payment_that_is_taken_off_before_its_own_day_adds_up(world: World, issuer: Issuer) -> None:
    """A bank books ahead at times."""
    invoice = an_invoice(world, issuer)
    content = bank_file(entry("1000.00", tx(ref=invoice.payment_reference), own="X-1", on="2027-08-10"))
    by = world.people["secretary"]
    paying.read_file(issuer, "august.xml", content, by=by, at=world.now, is_ours=True)
    paying.undo(Allocation.objects.get(), by=by, at=world.now)
    (journal,) = bookkeeping.journals(issuer, dt.date(2027, 8, 1), dt.date(2027, 8, 31))
    assert len(journal.vouchers) == 2
    assert (journal.paid, journal.difference) == (0, 0)


def test_many_vouchers_take_as_many_queries_as_one(
    world: World, issuer: Issuer, client: Client, django_assert_max_num_queries: object
) -> None:
    address = reverse("billing:bookkeeping", args=[world.kl.pk])
    query = {"start": "2027-01-01", "end": "2027-12-31"}
    world.sign_in(client, "secretary")
    client.get(address)
    for number in (1, 34):
        for _ in range(number):
            invoice = an_invoice(world, issuer)
            paying.enter(invoice, D("1.00"), DAY, by=world.people["secretary"], at=world.now)
        with django_assert_max_num_queries(20) as captured:  # type: ignore[operator]
            client.get(address, query)
        if number == 1:
            first = len(captured)
    assert len(captured) == first
