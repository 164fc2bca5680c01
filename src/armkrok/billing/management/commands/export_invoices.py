"""All invoices and credit notes as files, each named by its number: for an archive, an auditor or another system.

    manage.py export_invoices --format peppol|oioubl|pdf --output DIR [--number N]

An e-invoice that was issued in the format that is asked for comes out as it was issued, to the byte; the others are
written anew from what is kept of them, which is said.
"""

import os
import re
import tempfile
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from armkrok.billing import ubl
from armkrok.billing.models import Format, Invoice

PDF = "pdf"


def _number(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("a number isn't empty")
    return text.strip()


class Command(BaseCommand):
    help = "Writes invoices and credit notes to files, one each, named by number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=[*Format.values, PDF])
        parser.add_argument("--output", required=True, metavar="DIR", help="Made where it isn't there.")
        parser.add_argument("--number", type=_number, metavar="N", help="This one alone.")

    def handle(self, *args: Any, **options: Any) -> None:
        format, folder, number = options["format"], Path(options["output"]), options["number"]
        invoices = Invoice.objects.select_related("issuer").order_by("issuer", "year", "serial")
        if number is not None:
            invoices = invoices.filter(number=number)
            if not invoices.exists():
                raise CommandError(f"There is no invoice or credit note with the number {number}.")
        names = _names(invoices, PDF if format == PDF else "xml")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written, anew = self._write_all(invoices, names, format, folder)
        except OSError as error:
            raise CommandError(f"{folder} can't be written to: {error.strerror or error}.") from error
        self.stdout.write(f"{written} written to {folder}.")
        if anew:
            self.stdout.write(
                f"{anew} of them were issued in another format and are written anew in {Format(format).label}, "
                "from what was kept of them. They aren't what the receiver got."
            )

    def _write_all(
        self, invoices: QuerySet[Invoice], names: dict[int, str], format: str, folder: Path
    ) -> tuple[int, int]:
        written = anew = 0
        wanted = "paper__pdf" if format == PDF else "paper__xml"
        for invoice, content in _with(invoices, wanted):
            if content is None and format == PDF:
                raise CommandError(f"{invoice.number} has no PDF.")
            if format != PDF and (content is None or invoice.format != format):
                document = invoice.document
                content = ubl.write(document, Format(format))
                anew += 1
                self._doubts(invoice, content, Format(format))
            _write(folder / names[invoice.pk], content or b"")
            written += 1
        return written, anew

    def _doubts(self, invoice: Invoice, xml: bytes, format: Format) -> None:
        """It is written all the same: whoever asks wants to see it. But nobody should send it unawares."""
        for rule in dict.fromkeys(
            one.rule for one in [*ubl.faults(invoice.document, format), *ubl.check(xml, format)]
        ):
            self.stderr.write(f"{invoice.number} doesn't hold by {rule} in {format.label}.")


def _with(invoices: QuerySet[Invoice], wanted: str) -> Iterator[tuple[Invoice, bytes | None]]:
    """Each invoice with its file, one at a time: a year's papers don't fit in memory."""
    for invoice in invoices.iterator(chunk_size=100):
        content = Invoice.objects.filter(pk=invoice.pk).values_list(wanted, flat=True).get()
        yield invoice, None if content is None else bytes(content)


def _names(invoices: QuerySet[Invoice], suffix: str) -> dict[int, str]:
    """By number alone; two issuers that have a number in common are told apart by their registration number, and by
    their own where they share that too."""
    rows = list(invoices.values_list("pk", "number", "issuer__registration_number", "issuer"))
    names = {pk: _safe(number) for pk, number, _who, _issuer in rows}
    for apart in (
        {pk: _safe(who) for pk, _n, who, _i in rows},
        {pk: str(issuer) for pk, _n, _w, issuer in rows},
    ):
        times = Counter(names.values())
        names = {pk: f"{name}-{apart[pk]}" if times[name] > 1 else name for pk, name in names.items()}
    return {pk: f"{name}.{suffix}" for pk, name in names.items()}


def _safe(text: str) -> str:
    return re.sub(r"[^\w-]+", "-", text)


def _write(path: Path, content: bytes) -> None:
    """Whole, or not at all."""
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
