"""Peppol BIS Billing 3.0 (UBL 2.1): invoices and credit notes, as its rules and EN 16931 want them."""

import datetime as dt

from ..document import Address, Document, DocumentLine, Party, PaymentWay
from ..money import VatPart
from ..rules.issuing_numbers import tight
from .elements import Child, figure, group, money, price, text, whole
from .numbers import LEGAL, digits, e_address, registration
from .sums import parts

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
F_TAX = "Godkänd för F-skatt"  # the very words (SE-R-005)
PIECE = "C62"  # UN/ECE recommendation 20: one


def write(document: Document) -> bytes:
    credit = document.is_credit
    outside = any(part.category == "O" for part in document.vat)
    return whole(
        document,
        text("CustomizationID", CUSTOMIZATION),
        text("ProfileID", PROFILE),
        text("ID", document.number),
        text("IssueDate", document.issued_on.isoformat()),
        text("DueDate", document.due_on.isoformat()) if document.due_on and not credit else None,
        text("CreditNoteTypeCode" if credit else "InvoiceTypeCode", document.kind),
        text("Note", document.note),
        text("DocumentCurrencyCode", document.currency),
        text("BuyerReference", document.buyer_reference),
        period(document),
        group("OrderReference", text("ID", document.order_reference)),
        takes_back(document),
        group("AccountingSupplierParty", _party(document.seller, outside, f_tax=document.f_tax)),
        group("AccountingCustomerParty", _party(document.buyer, outside)),
        _payment(document),
        group("PaymentTerms", text("Note", document.terms)),
        _tax(document),
        group(
            "LegalMonetaryTotal",
            money("LineExtensionAmount", document.net, document.currency),
            money("TaxExclusiveAmount", document.net, document.currency),
            money("TaxInclusiveAmount", document.gross, document.currency),
            money("PayableAmount", document.gross, document.currency),
        ),
        *(_line(document, line) for line in document.lines),
    )


def period(document: Document) -> Child:
    """From the first to the last day of any line: none may lie outside (R110, R111)."""
    spans = [(document.period_from, document.period_to)]
    spans += [(line.period_from, line.period_to) for line in document.lines]
    firsts = [first for first, _last in spans if first]
    lasts = [last for _first, last in spans if last]
    return days(min(firsts, default=None), max(lasts, default=None))


def days(first: dt.date | None, last: dt.date | None) -> Child:
    return group("InvoicePeriod", text("StartDate", str(first or "")), text("EndDate", str(last or "")))


def takes_back(document: Document) -> Child:
    """Of a credit note: the invoice that it credits (BG-3)."""
    if not document.is_credit:
        return None
    return group(
        "BillingReference",
        group(
            "InvoiceDocumentReference",
            text("ID", document.credits_number),
            text("IssueDate", str(document.credits_issued_on or "")) if document.credits_number else None,
        ),
    )


def _party(party: Party, outside: bool, *, f_tax: bool = False) -> Child:
    """`outside`: nobody's VAT number stands on what is outside the scope of VAT (BR-O-02)."""
    scheme = LEGAL.get(party.address.country)
    number = registration(party)
    return group(
        "Party",
        text("EndpointID", e_address(party), schemeID=party.e_address_scheme),
        group("PartyName", text("Name", party.name)),
        _address(party.address),
        None if outside else _registered_for("VAT", tight(party.vat_number)),
        _registered_for("TAX", F_TAX) if f_tax else None,
        group(
            "PartyLegalEntity",
            text("RegistrationName", party.name),
            text("CompanyID", number, **({"schemeID": scheme} if scheme else {})),
        ),
        group(
            "Contact",
            text("Name", party.contact_name),
            text("Telephone", party.contact_phone),
            text("ElectronicMail", party.contact_email),
        ),
    )


def _address(address: Address) -> Child:
    return group(
        "PostalAddress",
        text("StreetName", address.street),
        text("AdditionalStreetName", address.more),
        text("CityName", address.city),
        text("PostalZone", address.postal_code),
        group("Country", text("IdentificationCode", address.country)),
    )


def _registered_for(scheme: str, number: str) -> Child:
    if not number:
        return None
    return group("PartyTaxScheme", text("CompanyID", number), group("TaxScheme", text("ID", scheme)))


def _payment(document: Document) -> Child:
    way = document.payment
    if way is None:
        return None
    return group(
        "PaymentMeans",
        text("PaymentMeansCode", _means(way, document.seller.address.country)),
        text("PaymentID", f"71#{way.reference}" if way.kind == "fik" else way.reference),
        group(
            "PayeeFinancialAccount",
            text("ID", tight(way.account) if way.kind == "iban" else digits(way.account)),
            text("Name", way.account_name),
            group("FinancialInstitutionBranch", text("ID", _branch(way))),
        ),
    )


def _means(way: PaymentWay, country: str) -> str:
    """UNCL4461. Denmark forbids 30 (DK-R-005); in Sweden it is the one (SE-R-012)."""
    match way.kind:
        case "fik":
            return "93"
        case "dk_account":
            return "42"
        case "iban" if country == "DK":
            return "58"
        case _:
            return "30"


def _branch(way: PaymentWay) -> str:
    match way.kind:
        case "bankgiro":
            return "SE:BANKGIRO"
        case "plusgiro":
            return "SE:PLUSGIRO"
        case "fik":
            return ""
        case _:
            return tight(way.bank)


def _tax(document: Document) -> Child:
    return group(
        "TaxTotal",
        money("TaxAmount", document.vat_total, document.currency),
        *(
            group(
                "TaxSubtotal",
                money("TaxableAmount", part.net, document.currency),
                money("TaxAmount", part.vat, document.currency),
                _category("TaxCategory", part, reason=True),
            )
            for part in parts(document)
        ),
    )


def _category(name: str, part: VatPart, *, reason: bool) -> Child:
    return group(
        name,
        text("ID", part.category),
        text("Percent", figure(part.percent)) if part.category != "O" else None,
        text("TaxExemptionReason", part.reason) if reason and part.category in ("E", "O") else None,
        group("TaxScheme", text("ID", "VAT")),
    )


def _line(document: Document, line: DocumentLine) -> Child:
    credit = document.is_credit
    part = VatPart(line.vat_category, line.vat_percent, line.net, line.net)
    return group(
        "CreditNoteLine" if credit else "InvoiceLine",
        text("ID", str(line.number)),
        text("Note", line.explanation),
        text("CreditedQuantity" if credit else "InvoicedQuantity", figure(line.quantity), unitCode=PIECE),
        money("LineExtensionAmount", line.net, document.currency),
        days(line.period_from, line.period_to),
        group(
            "Item",
            text("Description", line.explanation),
            text("Name", line.name),
            _category("ClassifiedTaxCategory", part, reason=False),
        ),
        price(line.unit_price, document.currency),
    )
