"""Reading the official lists of municipalities and stations. Nothing here touches the database.

Every fault of both files is found before anybody is told, so that a list is mended in one go.
"""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import rules
from .models.organisation import Country

STATION_COLUMNS = ("name", "country", "lat", "lon", "is_rail", "code")
MUNICIPALITY_COLUMNS = (
    "country",
    "code",
    "name",
    "official_name",
    "county_code",
    "county",
    "lat",
    "lon",
    "org_no",
)


@dataclass(frozen=True)
class StationRow:
    country: str
    code: str  # the official code: empty for most of Norway, and shared by two stations now and then
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class MunicipalityRow:
    country: str
    code: str
    name: str
    official_name: str
    area: str
    area_name: str
    registration_number: str
    latitude: float
    longitude: float
    inhabitants: int | None = None  # None where the list says nothing
    inhabitants_on: str | None = None  # ISO 8601


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: where, and a sentence that says what."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.sentence}"


class BrokenFiles(Exception):
    """The lists can't be taken as they are, and nothing was."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def read_places(stations: Path, municipalities: Path) -> tuple[list[StationRow], list[MunicipalityRow]]:
    """The rows of both files. Raises BrokenFiles with every fault of both."""
    faults: list[Fault] = []
    station_rows = _read(
        stations, STATION_COLUMNS, _station, lambda row: (row.country, row.code, row.name), faults
    )
    municipality_rows = _read(
        municipalities, MUNICIPALITY_COLUMNS, _municipality, lambda row: (row.country, row.code), faults
    )
    if faults:
        raise BrokenFiles(faults)
    return station_rows, municipality_rows


class _Cells:
    """One row while it is read: what is wrong with it is gathered, not raised."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = {name: value.strip() for name, value in cells.items()}
        self.faults: list[str] = []

    def text(self, column: str, longest: int, *, empty: bool = False) -> str:
        value = self._cells[column]
        if not value and not empty:
            self.faults.append(f"{column} is empty.")
        if len(value) > longest:
            self.faults.append(f"{column} is longer than {longest} characters.")
        if "\x00" in value:
            self.faults.append(f"{column} holds a character that is no text.")
        return value

    def number(self, column: str, low: float, high: float) -> float:
        value = self._cells[column]
        if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,20})?", value):
            self.faults.append(f"{column} is “{value}”, which is not a number.")
            return math.nan
        if not low <= (number := float(value)) <= high:
            self.faults.append(f"{column} is {value}, which is not between {low} and {high}.")
        return number

    def one_of(self, column: str, choices: Iterable[str]) -> str:
        value = self._cells[column]
        if value not in choices:
            self.faults.append(f"{column} is “{value}”, which is none of {', '.join(choices)}.")
        return value

    def count(self, column: str) -> int | None:
        """Of a column that may be missing."""
        value = self._cells.get(column, "")
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.faults.append(f"{column} is “{value}”, which is not a whole number.")
            return None
        return int(value)

    def day(self, column: str) -> str | None:
        """Of a column that may be missing: a day in ISO 8601."""
        value = self._cells.get(column, "")
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError:
            self.faults.append(f"{column} is “{value}”, which is no day such as 2027-01-31.")
            return None

    def point(self) -> tuple[float, float]:
        return self.number("lat", -90, 90), self.number("lon", -180, 180)


def _station(cells: _Cells) -> StationRow | None:
    rail = cells.one_of("is_rail", ("0", "1"))
    latitude, longitude = cells.point()
    row = StationRow(
        country=cells.one_of("country", Country.values),
        code=cells.text("code", 30, empty=True),
        name=cells.text("name", 100),
        latitude=latitude,
        longitude=longitude,
    )
    return row if rail == "1" else None  # trams and ferries don't make a town easy to reach


def _municipality(cells: _Cells) -> MunicipalityRow:
    country = cells.one_of("country", Country.values)
    number = cells.text("org_no", 20, empty=True)
    if fault := rules.registration_number_fault(country, number):
        cells.faults.append(f"org_no is “{number}”. {fault}")
    latitude, longitude = cells.point()
    return MunicipalityRow(
        country=country,
        code=cells.text("code", 20),
        name=cells.text("name", 200),
        official_name=cells.text("official_name", 200, empty=True),
        area=f"{country}-{cells.text('county_code', 17)}",
        area_name=cells.text("county", 100),
        registration_number=number,
        latitude=latitude,
        longitude=longitude,
        inhabitants=cells.count("population"),
        inhabitants_on=cells.day("population_date"),
    )


def _read(
    path: Path,
    columns: tuple[str, ...],
    build: Callable[[_Cells], Any],
    key: Callable[[Any], tuple[str, ...]],
    faults: list[Fault],
) -> list[Any]:
    rows: list[Any] = []
    first_lines: dict[tuple[str, ...], int] = {}
    for line, found in _lines(path, columns):
        cells = None if isinstance(found, str) else _Cells(found)
        row = build(cells) if cells else None
        wrong = cells.faults if cells else [str(found)]
        if not wrong and row:
            earlier = first_lines.setdefault(key(row), line)
            if earlier != line:
                wrong = [f"the same {' '.join(filter(None, key(row)))} stands in line {earlier} already."]
        faults += [Fault(str(path), line, sentence) for sentence in wrong]
        if row:
            rows.append(row)
    return rows


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each row with the line that it begins on: its cells by column, or a sentence about what is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        yield 0, f"the file can't be read ({error.strerror})."
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield content[: error.start].count(b"\n") + 1, "this is not UTF-8 text."
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heads: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if not heads:
                heads = [cell.strip() for cell in cells]
                missing = [column for column in columns if column not in heads]
                if missing or len(set(heads)) != len(heads):
                    yield (
                        line,
                        f"the column {', '.join(missing)} is missing."
                        if missing
                        else "a column stands twice.",
                    )
                    return
            elif len(cells) != len(heads):
                yield line, f"{len(cells)} columns where the first line has {len(heads)}."
            else:
                yield line, dict(zip(heads, cells, strict=True))
    except csv.Error as error:
        yield before + 1, f"the line can't be read ({error})."
        return
    if not heads:
        yield 1, "the file is empty."
