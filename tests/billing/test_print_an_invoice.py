"""An invoice becomes a paper: to be archived (PDF/A-3), to be read aloud (PDF/UA), with its e-invoice inside.

K33: what is to be paid, net, VAT and gross; K37: with the sentence that explains it.
"""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest

from armkrok.billing import money, paper
from armkrok.billing.document import Address, Document, DocumentLine, Party, PaymentWay
from tests.meetings.read_pdf import read

D = Decimal

XML = "<?xml version='1.0' encoding='UTF-8'?>\r\n<Invoice>Ærø &amp; Fyn</Invoice>\n".encode()
SELLER = Party(
    "KL",
    Address("Weidekampsgade 10", "", "2300", "København S", "DK"),
    "62547711",
    "DK62547711",
    "0184",
    "62547711",
    "Regnskab",
    "regnskab@kl.example.org",
)
BUYER = Party("Svendborg Kommune", Address("Ramsherred 5", "", "5700", "Svendborg", "DK"), "29189730")
FEE = DocumentLine(
    1,
    "Medlemskab 2027: Haller",
    "Et møde var holdt, da Svendborg blev tilmeldt: 5.200 kr. for de to resterende",
    D(1),
    D("5200.00"),
    D("5200.00"),
    "S",
    D(25),
)
SEAT = DocumentLine(2, "Ekstra plads", "", D(2), D("900.00"), D("1800.00"), "E", D(0), "Fritaget for moms")


def a_document(*lines: DocumentLine, **more: object) -> Document:
    lines = lines or (FEE, SEAT)
    sums = money.totals(lines)
    made = Document(
        number="2027-00001",
        kind="380",
        issued_on=dt.date(2027, 6, 1),
        due_on=dt.date(2027, 7, 1),
        currency="DKK",
        language="da",
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        vat=sums.parts,
        net=sums.net,
        vat_total=sums.vat,
        gross=sums.gross,
        buyer_reference="ØK-17",
        network="Faciliteter",
        payment=PaymentWay("fik", "88888888", reference="000000000012344"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_it_is_to_be_archived_and_to_be_read_aloud() -> None:
    with pikepdf.open(io.BytesIO(paper.pdf(a_document(), XML))) as pdf:
        about = pdf.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert about["pdfuaid:part"] == "1"
        assert "2027-00001" in about["dc:title"]
        assert "KL" in about["dc:title"]
        assert str(pdf.Root.Lang) == "da"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        tags = {str(one.S) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags


def test_the_e_invoice_lies_in_it_to_the_byte() -> None:
    with pikepdf.open(io.BytesIO(paper.pdf(a_document(), XML))) as pdf:
        assert list(pdf.attachments) == ["2027-00001.xml"]
        assert pdf.attachments["2027-00001.xml"].get_file().read_bytes() == XML
        (file,) = pdf.Root.AF
        assert str(file.AFRelationship) == "/Alternative"
        assert str(file.EF.F.Subtype) == "/application/xml"
        assert str(file.Desc)


def test_the_same_document_makes_the_same_bytes() -> None:
    assert paper.pdf(a_document(), XML) == paper.pdf(a_document(), XML)


@pytest.mark.parametrize(
    ("language", "currency", "amount", "day"),
    [
        ("da", "DKK", "8.300,00 kr.", "1. juli 2027"),
        ("sv", "SEK", "8 300,00 kr", "1 juli 2027"),
        ("en", "EUR", "EUR 8,300.00", "1 July 2027"),
    ],
)
def test_money_and_days_are_in_the_readers_form(language: str, currency: str, amount: str, day: str) -> None:
    said = read(paper.pdf(a_document(language=language, currency=currency), XML))
    assert said.says(amount)
    assert said.says(day)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (PaymentWay("fik", "88888888", reference="000000000012344"), ["+71<000000000012344+88888888<"]),
        (PaymentWay("bankgiro", "50501234", reference="2027000027"), ["5050-1234", "2027000027"]),
        (PaymentWay("plusgiro", "12345674", reference="2027000027"), ["1234567-4", "2027000027"]),
        (
            PaymentWay("iban", "DK5000400440116243", "NDEADKKK", "KL", "RF18539007547034"),
            ["DK50 0040 0440 1162 43", "NDEADKKK", "RF18 5390 0754 7034"],
        ),
        (PaymentWay("dk_account", "0440116243", "0040"), ["0040", "0440116243"]),
    ],
)
def test_it_says_how_to_pay(way: PaymentWay, said: list[str]) -> None:
    paid = read(paper.pdf(a_document(language="en", payment=way), XML))
    assert paid.says("How to pay")
    assert all(paid.says(one) for one in said)


def test_why_stands_at_each_line_and_why_no_vat_is_added() -> None:
    said = read(paper.pdf(a_document(), XML))
    assert said.says("Et møde var holdt, da Svendborg blev tilmeldt")
    assert said.says("Fritaget for moms")


def test_a_credit_note_says_what_it_takes_back_and_asks_for_nothing() -> None:
    credit = a_document(
        number="2027-00002",
        kind="381",
        language="en",
        due_on=None,
        credits_number="2027-00001",
        credits_issued_on=dt.date(2027, 6, 1),
    )
    said = read(paper.pdf(credit, XML))
    assert said.says("Takes back from invoice 2027-00001 of 1 June 2027")
    assert not said.says("How to pay")
    assert not said.says("To be paid by")


def test_the_head_of_the_table_is_on_each_page() -> None:
    lines = tuple(replace(FEE, number=n) for n in range(1, 61))
    made = paper.pdf(a_document(*lines, language="en"), XML)
    said = read(made)
    assert said.pages > 3
    assert said.text.count("Amount(DKK)") == said.pages
    assert said.says(f"1 / {said.pages}")


def test_what_somebody_is_called_is_only_ever_text() -> None:
    strange = replace(BUYER, name="#panic() & <Brüder> Ærø \N{DESERET SMALL LETTER LONG I} " + "Lang" * 60)
    said = read(paper.pdf(a_document(buyer=strange), XML))
    assert said.says("#panic() & <Brüder> Ærø")
    assert said.text.count("Lang") == 60  # it wraps, and nothing is lost


def test_whoever_is_abroad_sees_the_country() -> None:
    abroad = replace(BUYER, address=replace(BUYER.address, country="SE"))
    said = read(paper.pdf(a_document(buyer=abroad, language="en", f_tax=True), XML))
    assert said.says("Sweden")
    assert said.says("Approved for F-tax")
