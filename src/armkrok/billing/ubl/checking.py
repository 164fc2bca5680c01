"""An e-invoice, checked as it lies there: our own rules always, the authorities' where the extra is installed."""

from lxml import etree

from ..models import Format
from .fault import Fault
from .official import rule_faults, schema_faults
from .readings import oioubl_rules, peppol_rules
from .words import fault

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def check(xml: bytes, format: Format) -> list[Fault]:
    """All that is wrong, each rule once. Empty when it may be issued."""
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        return [fault("XML", str(error))]
    found = [("XSD", words) for words in schema_faults(root)]
    found += peppol_rules(root) if format == Format.PEPPOL else oioubl_rules(root)
    if format == Format.PEPPOL:
        found += rule_faults(xml)
    return list({rule: fault(rule, words) for rule, words in reversed(found)}.values())[::-1]
