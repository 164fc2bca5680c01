"""What KL's bank tells: a camt.054 file as banks write them, with payments that nobody made.

The numbers belong to nobody. Bank 0000 isn't a bank, and the account is KL's invented registration number.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

ACCOUNT = "DK8000000099100001"  # an IBAN with the right check digits

FILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">
  <BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>DEMO-{day:%Y%m%d}</MsgId><CreDtTm>{day:%Y-%m-%d}T18:00:00</CreDtTm></GrpHdr>
    <Ntfctn>
      <Id>DEMO-{day:%Y%m%d}</Id>
      <CreDtTm>{day:%Y-%m-%d}T18:00:00</CreDtTm>
      <Acct><Id><IBAN>{account}</IBAN></Id><Ccy>DKK</Ccy></Acct>
{entries}
    </Ntfctn>
  </BkToCstmrDbtCdtNtfctn>
</Document>
"""
ENTRY = """\
      <Ntry>
        <Amt Ccy="DKK">{amount}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>{day:%Y-%m-%d}</Dt></BookgDt>
        <ValDt><Dt>{day:%Y-%m-%d}</Dt></ValDt>
        <AcctSvcrRef>DEMO{day:%Y%m%d}{number:03}</AcctSvcrRef>
        <NtryDtls><TxDtls>
          <Amt Ccy="DKK">{amount}</Amt>
          <CdtDbtInd>CRDT</CdtDbtInd>
          <RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties>
          <RmtInf>{said}</RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>"""
STRUCTURED = "<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>"
FREE = "<Ustrd>{message}</Ustrd>"


@dataclass(frozen=True)
class Paid:
    """One payment: with the invoice's own reference, or with what somebody wrote by hand."""

    payer: str
    amount: Decimal
    reference: str = ""
    message: str = ""


def camt054(day: dt.date, payments: Sequence[Paid]) -> bytes:
    """The file of one day."""
    entries = [
        ENTRY.format(
            amount=paid.amount, day=day, number=number, payer=escape(paid.payer), said=_remittance(paid)
        )
        for number, paid in enumerate(payments, 1)
    ]
    return FILE.format(day=day, account=ACCOUNT, entries="\n".join(entries)).encode()


def _remittance(paid: Paid) -> str:
    if paid.reference:
        return STRUCTURED.format(reference=escape(paid.reference))
    return FREE.format(message=escape(paid.message))
