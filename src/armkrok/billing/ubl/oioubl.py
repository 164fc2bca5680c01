"""OIOUBL 2.1: what Danish receivers take on NemHandel. It is UBL 2.1 too, and yet says things in its own way."""

import re
from dataclasses import replace
from decimal import Decimal

from ..document import Address, Document, DocumentLine, Party, PaymentWay
from ..money import VatPart, vat_of
from ..rules.issuing_numbers import tight
from .elements import Child, figure, group, money, price, text, whole
from .numbers import digits, e_address, registration
from .peppol import period, takes_back
from .sums import parts

VERSION = "2.1"
CUSTOMIZATION = "OIOUBL-2.1"
PROFILE = "urn:www.nesubl.eu:profiles:profile5:ver2.0"
AGENCY = "320"  # the Danish authority that keeps the code lists
SCHEMES = {"0088": "GLN", "0184": "DK:CVR", "0198": "DK:SE", "0096": "DK:P"}
STANDARD, ZERO = "StandardRated", "ZeroRated"
MOST_ADVICE = 20  # letters that reach the payee on a transfer
_STREET = re.compile(r"(?P<street>.*\D)\s(?P<number>\d{1,4} ?[A-Za-z]?)")


def write(document: Document) -> bytes:
    credit = document.is_credit
    amounts = document.currency
    return whole(
        document,
        text("UBLVersionID", VERSION),
        text("CustomizationID", CUSTOMIZATION),
        text("ProfileID", PROFILE, schemeID="urn:oioubl:id:profileid-1.2", schemeAgencyID=AGENCY),
        text("ID", document.number),
        text("IssueDate", document.issued_on.isoformat()),
        text(
            "CreditNoteTypeCode" if credit else "InvoiceTypeCode",
            document.kind,
            listID="urn:oioubl:codelist:invoicetypecode-1.1",
            listAgencyID=AGENCY,
        ),
        text("Note", document.note),
        text("DocumentCurrencyCode", amounts),
        period(document),
        group("OrderReference", text("ID", document.order_reference)),
        takes_back(document),
        group("AccountingSupplierParty", _party(document.seller)),
        group("AccountingCustomerParty", _party(document.buyer, reference=document.buyer_reference)),
        _payment(document),
        _terms(document),
        _tax(document, document.vat_total, parts(document, key=_key)),
        group(
            "LegalMonetaryTotal",
            money("LineExtensionAmount", document.net, amounts),
            money("TaxExclusiveAmount", document.vat_total, amounts),  # the sum of the tax (F-INV127)
            money("TaxInclusiveAmount", document.gross, amounts),
            money("PayableAmount", document.gross, amounts),
        ),
        *(_line(document, line) for line in document.lines),
    )


def _party(party: Party, *, reference: str = "") -> Child:
    """`reference`: whom the receiver's own post goes to, which the contact's ID holds (F-INV051)."""
    company = registration(party)
    return group(
        "Party",
        text("EndpointID", e_address(party), schemeID=SCHEMES.get(party.e_address_scheme, "")),
        group("PartyName", text("Name", party.name)),
        _address(party.address),
        group(
            "PartyTaxScheme",
            text("CompanyID", tight(party.vat_number), schemeID="DK:SE"),
            _scheme(),
        )
        if party.vat_number
        else None,
        group(
            "PartyLegalEntity",
            text("RegistrationName", party.name),
            text("CompanyID", company, schemeID="DK:CVR"),
        )
        if company
        else None,  # it would want a number (F-LIB187)
        group(
            "Contact",
            text("ID", reference),
            text("Name", party.contact_name),
            text("Telephone", party.contact_phone),
            text("ElectronicMail", party.contact_email),
        ),
    )


def _address(address: Address) -> Child:
    found = _STREET.fullmatch(address.street.strip())
    street, number = (found["street"], found["number"]) if found else (address.street, "")
    return group(
        "PostalAddress",
        text(
            "AddressFormatCode",
            "StructuredLax",
            listID="urn:oioubl:codelist:addressformatcode-1.1",
            listAgencyID=AGENCY,
        ),
        text("StreetName", street),
        text("AdditionalStreetName", address.more),
        text("BuildingNumber", number),
        text("CityName", address.city),
        text("PostalZone", address.postal_code),
        group("Country", text("IdentificationCode", address.country)),
    )


def _payment(document: Document) -> Child:
    way = document.payment
    if way is None:
        return None
    means, channel = _means(way)
    due = document.due_on.isoformat() if document.due_on and not document.is_credit else ""
    slip = way.kind == "fik"
    return group(
        "PaymentMeans",
        text("PaymentMeansCode", means),
        text("PaymentDueDate", due),
        text("PaymentChannelCode", channel, listID="urn:oioubl:codelist:paymentchannelcode-1.1"),
        text("InstructionID", way.reference) if slip else None,
        text("PaymentID", "71") if slip else None,
        None if slip else _account(way),
        group("CreditAccount", text("AccountID", digits(way.account))) if slip else None,
    )


def _means(way: PaymentWay) -> tuple[str, str]:
    match way.kind:
        case "fik":
            return "93", "DK:FIK"
        case "dk_account":
            return "42", "DK:BANK"
        case _:
            return ("31" if way.bank else "58"), "IBAN"  # 31 wants a BIC (F-LIB113)


def _account(way: PaymentWay) -> Child:
    iban = way.kind != "dk_account"
    bank = tight(way.bank)
    return group(
        "PayeeFinancialAccount",
        text("ID", tight(way.account) if iban else digits(way.account)),
        text("Name", way.account_name),
        text("PaymentNote", way.reference) if len(way.reference) <= MOST_ADVICE else None,
        group(
            "FinancialInstitutionBranch",
            None if iban else text("ID", bank),  # a BIC stands one deeper (F-LIB295)
            group("FinancialInstitution", text("ID", bank)) if iban else None,
        ),
    )


def _terms(document: Document) -> Child:
    if not document.terms:
        return None
    return group(
        "PaymentTerms",
        text("Note", document.terms),
        money("Amount", document.gross, document.currency),  # F-INV134
    )


def _key(part: VatPart) -> tuple[str, Decimal]:
    """There are two categories, so what is exempt, outside VAT or taxed with nothing is one part."""
    return _category_id(part.category), part.percent.normalize() + 0


def _category_id(category: str) -> str:
    return STANDARD if category == "S" else ZERO


def _scheme() -> Child:
    return group(
        "TaxScheme",
        text("ID", "63", schemeID="urn:oioubl:id:taxschemeid-1.5", schemeAgencyID=AGENCY),
        text("Name", "Moms"),
    )


def _category(name: str, part: VatPart) -> Child:
    return group(
        name,
        text(
            "ID",
            _category_id(part.category),
            schemeID="urn:oioubl:id:taxcategoryid-1.1",
            schemeAgencyID=AGENCY,
        ),
        text("Percent", figure(part.percent)),
        text("TaxExemptionReason", part.reason) if part.category in ("E", "O") else None,
        _scheme(),
    )


def _tax(document: Document, total: Decimal, of: list[VatPart]) -> Child:
    return group(
        "TaxTotal",
        money("TaxAmount", total, document.currency),
        *(
            group(
                "TaxSubtotal",
                money("TaxableAmount", part.net, document.currency),
                money("TaxAmount", part.vat, document.currency),
                _category("TaxCategory", part),
            )
            for part in of
        ),
    )


def _line(document: Document, line: DocumentLine) -> Child:
    credit = document.is_credit
    vat = vat_of(line.net, line.vat_percent)
    part = VatPart(line.vat_category, line.vat_percent, line.net, vat, line.vat_reason)
    return group(
        "CreditNoteLine" if credit else "InvoiceLine",
        text("ID", str(line.number)),
        text("Note", line.explanation),
        text("CreditedQuantity" if credit else "InvoicedQuantity", figure(line.quantity), unitCode="EA"),
        money("LineExtensionAmount", line.net, document.currency),
        _tax(document, vat, [part]),
        group(
            "Item",
            text("Description", line.explanation),
            text("Name", line.name),
            _category("ClassifiedTaxCategory", replace(part, reason="")),
        ),
        price(line.unit_price, document.currency),
    )
