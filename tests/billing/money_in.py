"""Invoices that stand in the books, and files as banks send them."""

import datetime as dt
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from armkrok.billing.document import Address, Document, Party, PaymentWay, to_json
from armkrok.billing.models import Invoice, InvoiceLine, Issuer
from armkrok.networks.models import Enrolment
from tests.world import World

IBAN = "DK5000400440116243"
DAY = dt.date(2027, 5, 20)


def an_issuer(world: World, **more: Any) -> Issuer:
    values = {
        "legal_name": "KL",
        "street": "Weidekampsgade 10",
        "postal_code": "2300",
        "city": "København S",
        "registration_number": "62547711",
        "vat_number": "DK62547711",
        "e_address_scheme": "0184",
        "e_address": "62547711",
        "contact_name": "Regnskab",
        "contact_email": "regnskab@kl.example.org",
        "payment_kind": "iban",
        "account": IBAN,
        "reminder_days": [7, 21],
        "account_receivable": "1510",
        "account_fee": "3010",
        "account_extra_seat": "3020",
        "account_vat": "2611",
        "account_bank": "1930",
    }
    issuer, _new = Issuer.objects.update_or_create(organisation=world.kl, defaults=values | more)
    return issuer


def an_invoice(
    world: World,
    issuer: Issuer,
    net: str = "7000.00",
    *,
    enrolment: Enrolment | None = None,
    credits: Invoice | None = None,
    seat: str = "0.00",
    **more: Any,
) -> Invoice:
    """As a run would have written it: a fee, an extra seat where `seat` says so, and 25 % VAT."""
    enrolment = enrolment or world.enrolment
    serial = Invoice.objects.filter(issuer=issuer).count() + 1
    fee, extra = Decimal(net), Decimal(seat)
    vat = ((fee + extra) * 25 / 100).quantize(Decimal("0.01"))
    values: dict[str, Any] = {
        "year": 2027,
        "serial": serial,
        "number": f"2027-{serial:05}",
        "kind": "381" if credits else "380",
        "format": "oioubl",
        "network": enrolment.network,
        "organisation": enrolment.organisation,
        "network_year_from": dt.date(2027, 1, 1),
        "issued_on": dt.date(2027, 4, 20),
        "due_on": None if credits else dt.date(2027, 5, 20),
        "issued_by": world.people["secretary"],
        "issued_at": dt.datetime(2027, 4, 20, 8, tzinfo=dt.UTC),
        "currency": "DKK",
        "net": fee + extra,
        "vat": vat,
        "gross": fee + extra + vat,
        "payment_reference": "" if credits else f"20270000{serial:04}",
    }
    values |= more
    invoice = Invoice.objects.create(
        issuer=issuer, enrolment=enrolment, credits=credits, said=said(issuer, values), **values
    )
    for position, (charges, amount) in enumerate([("fee", fee), ("extra_seat", extra)], 1):
        if amount:
            InvoiceLine.objects.create(
                invoice=invoice,
                position=position,
                charge=f"{charges}:{invoice.pk}",
                charges=charges,
                name="Medlemskab",
                explanation="",
                quantity=1,
                unit_price=amount,
                net=amount,
                vat_category="S",
                vat_percent=25,
                credits_line=credits.lines.filter(charges=charges).first() if credits else None,
            )
    return invoice


def said(issuer: Issuer, values: dict[str, Any]) -> dict:
    """What stands on it, in English; without its lines."""
    party = Party(issuer.legal_name, Address())
    document = Document(
        number=values["number"],
        kind=values["kind"],
        issued_on=values["issued_on"],
        due_on=values["due_on"],
        currency=values["currency"],
        language="en",
        seller=party,
        buyer=party,
        lines=(),
        vat=(),
        net=values["net"],
        vat_total=values["vat"],
        gross=values["gross"],
        payment=PaymentWay(
            issuer.payment_kind, issuer.account, issuer.bank, reference=values["payment_reference"]
        ),
    )
    return to_json(document)


# --- files from a bank ----------------------------------------------------------------------------------------


def tx(
    amount: str | None = None,
    *,
    ref: str = "",
    own: str = "",
    text: str = "",
    payer: str = "",
    end: str = "",
    way: str = "",
    currency: str = "DKK",
) -> str:
    """Details of one payment."""
    parts = ["<TxDtls><Refs>"]
    parts += [f"<AcctSvcrRef>{own}</AcctSvcrRef>"] if own else []
    parts += [f"<EndToEndId>{end or 'NOTPROVIDED'}</EndToEndId></Refs>"]
    parts += [f'<Amt Ccy="{currency}">{amount}</Amt>'] if amount else []
    parts += [f"<CdtDbtInd>{way}</CdtDbtInd>"] if way else []
    parts += [f"<RltdPties><Dbtr><Pty><Nm>{escape(payer)}</Nm></Pty></Dbtr></RltdPties>"] if payer else []
    parts += ["<RmtInf>"]
    parts += [f"<Ustrd>{escape(text)}</Ustrd>"] if text else []
    parts += [f"<Strd><CdtrRefInf><Ref>{escape(ref)}</Ref></CdtrRefInf></Strd>"] if ref else []
    return "".join([*parts, "</RmtInf></TxDtls>"])


def entry(
    amount: str,
    *details: str,
    own: str = "",
    way: str = "CRDT",
    status: str = "<Cd>BOOK</Cd>",
    on: str = "2027-05-20",
    reversal: bool = False,
    several: int = 0,
    currency: str = "DKK",
) -> str:
    parts = [f"<Ntry><Amt Ccy={quoteattr(currency)}>{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>"]
    parts += ["<RvslInd>true</RvslInd>"] if reversal else []
    parts += [f"<Sts>{status}</Sts><BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt>"]
    parts += [f"<AcctSvcrRef>{own}</AcctSvcrRef>"] if own else []
    batch = f"<Btch><NbOfTxs>{several}</NbOfTxs></Btch>" if several else ""
    return "".join([*parts, f"<NtryDtls>{batch}{''.join(details)}</NtryDtls></Ntry>"])


def bank_file(*entries: str, kind: str = "054", version: str = "08", account: str = IBAN) -> bytes:
    message, part = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    tag = "IBAN" if account[:2].isalpha() else "Othr><Id"
    end = "IBAN" if account[:2].isalpha() else "Id></Othr"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"><{message}><GrpHdr><MsgId>M1</MsgId>'
        f"</GrpHdr><{part}><Id>1</Id><CreDtTm>2027-05-21T06:00:00</CreDtTm><Acct><Id><{tag}>{account}</{end}></Id></Acct>"
        f"{''.join(entries)}</{part}></{message}></Document>"
    ).encode()
