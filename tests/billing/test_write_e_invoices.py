"""E-invoices hold by the authorities' rules and our own; what is wrong is caught, by the rule that it breaks."""

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from armkrok.billing import ubl
from armkrok.billing.document import Document, from_json, to_json
from armkrok.billing.models import Format
from armkrok.billing.ubl import Mend
from armkrok.billing.ubl.elements import NAMES
from tests.billing import e_invoices as made
from tests.billing.e_invoices import (
    KL,
    OSBY,
    REGION,
    SLIP,
    SVENDBORG,
    a_document,
    a_line,
    credited,
    generated,
)

pytestmark = pytest.mark.xdist_group("ubl")  # the rules are compiled once

PEPPOL, OIOUBL = Format.PEPPOL, Format.OIOUBL


def rules(document: Document, format: Format) -> set[str]:
    """Of what is written, and of what isn't written yet."""
    return {one.rule for one in ubl.faults(document, format)} | {
        one.rule for one in ubl.check(ubl.write(document, format), format)
    }


# --- what is right ----------------------------------------------------------------------------------------------


def test_five_hundred_documents_hold_by_every_rule() -> None:
    assert ubl.has_official_rules(), "`make test` installs them: requirements/einvoice.txt"
    seen, began = set(), time.monotonic()
    for document, format in generated(500):
        assert ubl.faults(_mixed(document), format) == [], document.number
        found = ubl.check(ubl.write(_mixed(document), format), format)
        assert found == [], (document.number, format, [(one.rule, str(one.words)) for one in found])
        seen.add((format, document.kind, frozenset(part.category for part in document.vat)))
    print(f"{time.monotonic() - began:.1f} s for 500 documents")
    for format in Format:
        for kind in ("380", "381"):
            for category in "SZEO":
                assert any(one[:2] == (format, kind) and category in one[2] for one in seen), (format, kind)


def _mixed(document: Document) -> Document:
    """As it comes back from where it is kept."""
    return from_json(to_json(document))


def test_the_same_document_makes_the_same_bytes() -> None:
    for format in Format:
        assert ubl.write(a_document(), format) == ubl.write(_mixed(a_document()), format)


@pytest.mark.parametrize("scheme", ["0088", "0184", "0096", "0198"])
def test_danes_write_to_danes_in_oioubl(scheme: str) -> None:
    assert ubl.format_for(KL, replace(SVENDBORG, e_address_scheme=scheme)) == OIOUBL


def test_all_else_is_peppol() -> None:
    assert ubl.format_for(KL, OSBY) == PEPPOL
    assert ubl.format_for(REGION, SVENDBORG) == PEPPOL
    assert ubl.format_for(REGION, OSBY) == PEPPOL
    assert ubl.format_for(KL, replace(SVENDBORG, e_address_scheme="0007")) == PEPPOL


def test_what_each_format_calls_the_sum_without_tax() -> None:
    """F-INV127: in OIOUBL it is the sum of the tax."""
    path = "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount"
    said = {one: etree.fromstring(ubl.write(a_document(), one)).findtext(path, "", NAMES) for one in Format}
    assert said == {PEPPOL: "7000.00", OIOUBL: "1750.00"}


def test_a_slip_is_written_as_each_format_has_it() -> None:
    peppol, oioubl = (etree.fromstring(ubl.write(a_document(), one)) for one in (PEPPOL, OIOUBL))
    means = "cac:PaymentMeans/"
    assert peppol.findtext(f"{means}cbc:PaymentID", "", NAMES) == f"71#{SLIP.reference}"
    assert oioubl.findtext(f"{means}cbc:PaymentID", "", NAMES) == "71"
    assert oioubl.findtext(f"{means}cbc:InstructionID", "", NAMES) == SLIP.reference
    assert oioubl.findtext(f"{means}cac:CreditAccount/cbc:AccountID", "", NAMES) == "00991000"


def test_what_cannot_be_seen_is_left_out() -> None:
    buyer = replace(SVENDBORG, name="Ærø\u200b\u0000 \u00a0 & <Kommune>\n")
    for format in Format:
        root = etree.fromstring(ubl.write(replace(a_document(), buyer=buyer), format))
        path = "cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name"
        assert root.findtext(path, "", NAMES) == "Ærø & <Kommune>"


# --- what is wrong with a document --------------------------------------------------------------------------------

Broken = Callable[[Document], Document]


def seller(**more: Any) -> Broken:
    return lambda document: replace(document, seller=replace(document.seller, **more))


def buyer(**more: Any) -> Broken:
    return lambda document: replace(document, buyer=replace(document.buyer, **more))


def paid(**more: Any) -> Broken:
    return lambda document: replace(document, payment=replace(document.payment or SLIP, **more))


def said(**more: Any) -> Broken:
    return lambda document: replace(document, **more)


def first_line(**more: Any) -> Broken:
    return lambda document: replace(document, lines=(replace(document.lines[0], **more), *document.lines[1:]))


def part(**more: Any) -> Broken:
    return lambda document: replace(document, vat=(replace(document.vat[0], **more),))


PLANTED: list[tuple[str, Broken, str, Mend]] = [
    (
        "a wrong digit in the CVR number",
        seller(registration_number="99100002"),
        "PEPPOL-COMMON-R042",
        Mend.ISSUER,
    ),
    ("a wrong digit in the GLN", buyer(e_address="9520000000029"), "PEPPOL-COMMON-R040", Mend.MEMBER),
    (
        "a wrong digit in an SE number",
        buyer(e_address_scheme="0198", e_address="99100002"),
        "PEPPOL-COMMON-R053",
        Mend.MEMBER,
    ),
    (
        "a wrong digit in a P number",
        buyer(e_address_scheme="0096", e_address="123456789"),
        "PEPPOL-COMMON-R052",
        Mend.MEMBER,
    ),
    (
        "a wrong digit in a Swedish number",
        buyer(e_address_scheme="0007", e_address="2021000002"),
        "PEPPOL-COMMON-R049",
        Mend.MEMBER,
    ),
    (
        "a wrong digit in a Norwegian number",
        buyer(e_address_scheme="0192", e_address="974760674"),
        "PEPPOL-COMMON-R041",
        Mend.MEMBER,
    ),
    ("no e-invoice address", buyer(e_address=""), "PEPPOL-EN16931-R010", Mend.MEMBER),
    ("no e-invoice address of the seller", seller(e_address=""), "PEPPOL-EN16931-R020", Mend.ISSUER),
    ("no CVR number of the seller", seller(registration_number=""), "DK-R-002", Mend.ISSUER),
    ("no VAT number", seller(vat_number=""), "BR-S-02", Mend.ISSUER),
    ("a wrong VAT number", seller(vat_number="DK99100002"), "BR-CO-09", Mend.ISSUER),
    ("no name", buyer(name=""), "BR-07", Mend.MEMBER),
    ("the sum is wrong by an øre", said(net=Decimal("7000.01")), "BR-CO-10", Mend.PROGRAM),
    ("to pay is wrong by an øre", said(gross=Decimal("8750.01")), "BR-CO-15", Mend.PROGRAM),
    ("VAT is wrong by an øre", part(vat=Decimal("1750.01")), "BR-CO-17", Mend.PROGRAM),
    ("the sum of VAT is wrong by an øre", said(vat_total=Decimal("1750.01")), "BR-CO-14", Mend.PROGRAM),
    ("a line is wrong by an øre", first_line(net=Decimal("7000.01")), "PEPPOL-EN16931-R120", Mend.PROGRAM),
    ("a Swedish way of paying in Denmark", paid(kind="bankgiro"), "DK-R-005", Mend.ISSUER),
    ("an account without registration number", paid(kind="dk_account", bank=""), "DK-R-006", Mend.ISSUER),
    ("a creditor of seven digits", paid(account="0099100"), "DK-R-009", Mend.ISSUER),
    ("a slip's wrong check digit", paid(reference="000001270000130"), "DK-R-010", Mend.ISSUER),
    ("a wrong IBAN", paid(kind="iban", account="DK5000400440116244"), "BR-50", Mend.ISSUER),
    (
        "an account whose registration number is short",
        paid(kind="dk_account", account="99100010", bank="991"),
        "DK-R-006",
        Mend.ISSUER,
    ),
    (
        "a BIC of five letters",
        paid(kind="iban", account="DK5000400440116243", bank="NDEAD"),
        "BR-50",
        Mend.ISSUER,
    ),
    ("no way to pay", said(payment=None), "BR-50", Mend.ISSUER),
    ("neither day nor terms", said(due_on=None, terms=""), "BR-CO-25", Mend.ISSUER),
]


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize(("planted", "broken", "rule", "where"), PLANTED, ids=[one[0] for one in PLANTED])
def test_what_was_planted_is_found_before_it_is_written(
    planted: str, broken: Broken, rule: str, where: Mend, format: Format
) -> None:
    assert ubl.faults(a_document(), format) == []
    found = {one.rule: one for one in ubl.faults(broken(a_document()), format)}
    assert rule in found, planted
    assert found[rule].where == where
    assert rule not in str(found[rule].words)  # words for people


def test_a_reference_is_missing() -> None:
    document = replace(a_document(), buyer_reference="")
    assert [one.rule for one in ubl.faults(document, PEPPOL)] == ["PEPPOL-EN16931-R003"]
    assert [one.rule for one in ubl.faults(document, OIOUBL)] == ["F-INV051"]
    assert ubl.faults(replace(document, order_reference="PO 17"), PEPPOL) == []


def test_a_credit_note_names_its_invoice() -> None:
    document = replace(credited(a_document()), credits_number="")
    for format in Format:
        assert {one.rule for one in ubl.faults(document, format)} == {"BR-55"}
        assert "BR-55" in {one.rule for one in ubl.check(ubl.write(document, format), format)}


@pytest.mark.parametrize("category", ["E", "O"])
def test_no_vat_wants_a_reason(category: str) -> None:
    line = a_line(1, Decimal(100), Decimal(1), category, Decimal(0), vat_reason="")
    document = made.made(KL, OSBY, [line], SLIP, "DKK")
    assert f"BR-{category}-10" in {one.rule for one in ubl.faults(document, PEPPOL)}
    assert f"BR-{category}-10" in {one.rule for one in ubl.check(ubl.write(document, PEPPOL), PEPPOL)}


def test_a_credit_note_may_be_some_ore_beside_the_per_cent() -> None:
    """What is credited last takes back what is left, to the øre."""
    whole = credited(a_document())
    document = replace(
        whole,
        vat=(replace(whole.vat[0], vat=Decimal("1750.01")),),
        vat_total=Decimal("1750.01"),
        gross=Decimal("8750.01"),
    )
    for format in Format:
        assert rules(document, format) == set()


# --- what is wrong with what is written -----------------------------------------------------------------------------

OUTSIDE = made.made(KL, OSBY, [a_line(1, Decimal(100), Decimal(1), "O", Decimal(0))], SLIP, "DKK")
BY_CVR = a_document(buyer_reference="Hal 2")
BY_CVR = replace(BY_CVR, buyer=replace(SVENDBORG, e_address_scheme="0184", e_address="99100001"))
VAT_NUMBER = (
    "<cac:PartyTaxScheme><cbc:CompanyID>DK99100001</cbc:CompanyID>"
    "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>"
)
REWRITTEN: list[tuple[str, Format, Document, str, str, str]] = [
    (
        "another customization",
        PEPPOL,
        a_document(),
        "poacc:billing:3.0",
        "poacc:billing:2.0",
        "PEPPOL-EN16931-R004",
    ),
    ("another profile", PEPPOL, a_document(), "billing:01:1.0", "billing:1", "PEPPOL-EN16931-R007"),
    ("an empty element", PEPPOL, a_document(), ">Idræt 123<", "> <", "PEPPOL-EN16931-R008"),
    ("means 30 in Denmark", PEPPOL, a_document(), "Code>93<", "Code>30<", "DK-R-005"),
    ("a VAT number outside VAT", PEPPOL, OUTSIDE, "<cac:PartyLegalEntity>", VAT_NUMBER, "BR-O-02"),
    (
        "a scheme that is gone",
        PEPPOL,
        a_document(),
        'schemeID="0088"',
        'schemeID="0037"',
        "PEPPOL-EN16931-CL008",
    ),
    ("a GLN's digit", PEPPOL, a_document(), "9520000000028", "9520000000029", "PEPPOL-COMMON-R040"),
    ("an element that isn't", PEPPOL, a_document(), "cbc:BuyerReference", "cbc:BuyersReference", "XSD"),
    ("an øre too much", PEPPOL, a_document(), "8750.00", "8750.01", "BR-CO-15"),
    ("a VAT rate of Sweden", PEPPOL, a_document(), "Percent>25<", "Percent>24<", "BR-CO-17"),
    ("another customization", OIOUBL, a_document(), "OIOUBL-2.1", "OIOUBL-2.02", "ARMKROK-OIOUBL-01"),
    (
        "a profile of nobody",
        OIOUBL,
        a_document(),
        ' schemeAgencyID="320">urn:www',
        ">urn:www",
        "ARMKROK-OIOUBL-02",
    ),
    ("an empty element", OIOUBL, a_document(), ">Idræt 123<", "> <", "ARMKROK-OIOUBL-03"),
    (
        "a sum without tax",
        OIOUBL,
        a_document(),
        'TaxExclusiveAmount currencyID="DKK">1750.00',
        'TaxExclusiveAmount currencyID="DKK">7000.00',
        "F-INV127",
    ),
    ("means 30", OIOUBL, a_document(), "Code>93<", "Code>30<", "F-LIB100"),
    ("means 42 on a slip", OIOUBL, a_document(), "Code>93<", "Code>42<", "ARMKROK-OIOUBL-10"),
    ("a bank for a slip", OIOUBL, a_document(), "DK:FIK", "DK:BANK", "ARMKROK-OIOUBL-11"),
    ("a creditor of seven digits", OIOUBL, a_document(), ">00991000<", ">0099100<", "F-LIB305"),
    ("a slip without its kind", OIOUBL, a_document(), "PaymentID>71<", "PaymentID>17<", "ARMKROK-OIOUBL-12"),
    ("Peppol's category", OIOUBL, a_document(), "StandardRated", "S", "F-LIB309"),
    ("Peppol's address", OIOUBL, a_document(), 'schemeID="GLN"', 'schemeID="0088"', "ARMKROK-OIOUBL-04"),
    ("a CVR address without DK", OIOUBL, BY_CVR, ">DK99100001</cbc:End", ">99100001</cbc:End", "F-LIB180"),
    ("a CVR number without DK", OIOUBL, a_document(), ">DK99100001<", ">99100001<", "ARMKROK-OIOUBL-05"),
    (
        "no form of address",
        OIOUBL,
        a_document(),
        "AddressFormatCode",
        "AddressTypeCode",
        "F-LIB025",
    ),
    ("VAT without a rate", OIOUBL, a_document(), "Percent>25<", "Percent>0<", "F-LIB382"),
    ("another tax", OIOUBL, a_document(), ">Moms<", ">Afgift<", "ARMKROK-OIOUBL-09"),
    ("another version", OIOUBL, a_document(), "VersionID>2.1<", "VersionID>2.0<", "F-LIB001"),
    ("an øre too much", OIOUBL, a_document(), "8750.00", "8750.01", "BR-CO-15"),
    (
        "an order nowhere",
        OIOUBL,
        a_document(),
        "<cac:Item>",
        "<cac:OrderLineReference/><cac:Item>",
        "F-INV142",
    ),
]


@pytest.mark.parametrize(
    ("planted", "format", "document", "old", "new", "rule"),
    REWRITTEN,
    ids=[f"{one[1].value}: {one[0]}" for one in REWRITTEN],
)
def test_what_was_planted_is_found_in_what_is_written(
    planted: str, format: Format, document: Document, old: str, new: str, rule: str
) -> None:
    right = ubl.write(document, format)
    assert ubl.check(right, format) == []
    wrong = right.decode().replace(old, new)
    assert wrong.encode() != right
    assert rule in {one.rule for one in ubl.check(wrong.encode(), format)}, planted


@pytest.mark.parametrize(
    ("document", "rule"), [(a_document(), "F-INV046"), (credited(a_document()), "F-CRN042")]
)
def test_oioubl_wants_a_contact(document: Document, rule: str) -> None:
    root = etree.fromstring(ubl.write(document, OIOUBL))
    party = root.find("cac:AccountingCustomerParty/cac:Party", NAMES)
    assert party is not None
    contact = party.find("cac:Contact", NAMES)
    assert contact is not None
    party.remove(contact)
    assert {one.rule for one in ubl.check(etree.tostring(root), OIOUBL)} == {rule}


def test_what_is_not_xml_is_said_so() -> None:
    assert [one.rule for one in ubl.check(b"<Invoice>", PEPPOL)] == ["XML"]


def test_a_process_that_forks_checks_with_rules_of_its_own() -> None:
    """The worker forks, and saxonche's processor doesn't survive it."""
    import os

    xml = ubl.write(a_document(), PEPPOL)
    assert ubl.check(xml, PEPPOL) == []
    child = os.fork()
    if child == 0:
        os._exit(0 if ubl.check(xml, PEPPOL) == [] else 1)
    assert os.waitpid(child, 0)[1] == 0
