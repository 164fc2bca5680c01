"""Tables that leave the house: Excel workbooks and CSV files that can't carry formulas."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.text import slugify

# Excel and LibreOffice run a cell that begins with one of these.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, (int, float, Decimal, dt.date, bool)):  # a number stays one, also below nothing
        return value
    return str(value)


def download(
    name: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]], kind: str = "xlsx"
) -> HttpResponse:
    """A response with the table as a file called after `name`; `kind` is "xlsx" or "csv"."""
    heads = [str(column) for column in columns]
    if kind == "csv":
        body, content_type = _csv(heads, rows), "text/csv; charset=utf-8"
    else:
        kind = "xlsx"
        body = _xlsx(name, heads, rows)
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{kind}"'
    return response


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    for row in rows:
        cells = [_plain(value) for value in row]
        writer.writerow([f"'{c}" if isinstance(c, str) and c.startswith(_DANGEROUS) else c for c in cells])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    ) as book:
        sheet = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\'")[:31])
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, heads, bold)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_plain(value) for value in row])
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
