"""E-invoices: a `Document` written as Peppol BIS Billing 3.0 or as OIOUBL 2.1, and checked (decision 26).

    format = ubl.format_for(document.seller, document.buyer)
    faults = ubl.faults(document, format)      # what people can mend, before anything is written
    xml = ubl.write(document, format)
    faults = ubl.check(xml, format)            # our own rules, and the authorities' where the extra is installed

No fault means that it may be issued.
"""

from ..document import Document, Party
from ..models import Format
from . import oioubl, peppol
from .checking import check
from .fault import Fault, Mend
from .official import has_official_rules
from .own import faults

__all__ = ["Fault", "Mend", "check", "faults", "format_for", "has_official_rules", "write"]


def format_for(seller: Party, buyer: Party) -> Format:
    """Danish to Danish goes through NemHandel as OIOUBL, where it carries both addresses; everything else is Peppol."""
    danish = seller.address.country == buyer.address.country == "DK"
    carried = {seller.e_address_scheme, buyer.e_address_scheme} <= set(oioubl.SCHEMES)
    return Format.OIOUBL if danish and carried else Format.PEPPOL


def write(document: Document, format: Format) -> bytes:
    """The e-invoice in UTF-8: the same bytes for the same document. What is missing is left out; `faults` says so."""
    return (oioubl if format == Format.OIOUBL else peppol).write(document)
