"""The rows, and how they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass

NOT_THERE = "not there yet"


@dataclass(frozen=True)
class Row:
    """What was measured. `holds` is None where there is no mark, or where what is measured isn't there."""

    what: str
    ours: str
    floor: str = ""
    mark: str = ""
    holds: bool | None = None


Rows = Iterator[Row]

WIDTHS = (44, 34, 22, 26)


def heading() -> str:
    return _line("", "ours", "floor", "mark", "holds")


def line(row: Row) -> str:
    return _line(row.what, row.ours, row.floor, row.mark, {True: "yes", False: "NO", None: ""}[row.holds])


def _line(*cells: str) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, (*WIDTHS, 0), strict=True)).rstrip()


def per_second(number: float) -> str:
    return f"{number:,.0f} a second"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"
