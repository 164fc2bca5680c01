"""docs/requirements.md tells of every requirement, and says truly which tests show it."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ALL = [
    f"{letter}{number}" for letter, last in (("S", 24), ("K", 41), ("A", 13)) for number in range(1, last + 1)
]
_ID = re.compile(r"\b[SKA]\d{1,2}\b")


def rows() -> list[list[str]]:
    page = (PROJECT / "docs/requirements.md").read_text()
    lines = [line for line in page.splitlines() if re.match(r"\| [SKA]\d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def ids_in(path: Path) -> set[str]:
    return set(_ID.findall(path.read_text()))


def test_every_requirement_has_its_row() -> None:
    assert [row[0] for row in rows()] == ALL


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_is_said_to_be_shown_is_shown(row: list[str]) -> None:
    number, _sentence, does, shown = row
    assert does
    files = re.findall(r"`([^`]+)`", shown)
    if not files:
        assert shown in ("not yet", "no test yet")
    for name in files:
        path = PROJECT / "tests" / name
        assert path.exists(), f"{number}: there is no {name}"
        assert number in ids_in(path), f"{name} doesn't name {number}"


def test_no_test_names_a_requirement_that_there_is_not() -> None:
    unknown = {
        f"{path.relative_to(PROJECT)}: {number}"
        for path in (PROJECT / "tests").rglob("*.py")
        for number in ids_in(path) - set(ALL)
    }
    assert not unknown
