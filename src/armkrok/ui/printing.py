"""Papers as PDF: tagged, with title and language, so that they can be read aloud too (PDF/UA-1)."""

import datetime as dt
import json
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

Standard = Literal["a-3a", "ua-1"]
ROOT = Path(__file__).resolve().parent.parent
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# What can't be seen and does something: control characters, and those that turn the direction of writing around.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_own = threading.local()
_fonts_lock = threading.Lock()


def pdf(
    template: str,
    data: dict[str, Any],
    *,
    title: str,
    language: str,
    author: str = "",
    on: dt.date | None = None,
    standards: Sequence[Standard] = ("ua-1",),
    attached: str = "",
) -> bytes:
    """A template such as "meetings/badges" (`<package>/typst/<name>.typ`) with the data, which it finds as `data` of
    base.typ.

    Data is never a part of the source, so whatever somebody is called, it is only ever text. What no font at hand can
    show stands as a replacement character. Words come in with the data, in the paper's language. The same data makes
    the same bytes; `on` is the day that the paper is dated. `attached` is the text of a file that the template puts
    into the PDF, to the byte ("a-3a"): it finds it as `sys.inputs.attached`.
    """
    written = _plain(data | {"title": title, "language": language, "author": author})
    moment = dt.datetime.combine(on, dt.time(12), dt.UTC) if on else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    written["on"] = [on.year, on.month, on.day] if on else None
    try:
        return _compiled(template, written, moment, standards, attached)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compiled(template, _showable(written), moment, standards, attached)


def _compiled(
    template: str,
    data: dict[str, Any],
    moment: dt.datetime,
    standards: Sequence[Standard],
    attached: str = "",
) -> bytes:
    package, name = template.split("/")
    made = _compiler().compile(
        input=str(ROOT / package / "typst" / f"{name}.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "attached": attached},
        pdf_standards=list(standards),
        timestamp=moment,
    )
    assert isinstance(made, bytes)  # noqa: S101 (one file, since it isn't written to a path)
    return made


def _compiler() -> typst.Compiler:
    """One for each thread, since two can't use one at once; it keeps what it has read and worked out."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=str(ROOT), font_paths=_fonts())
    return _own.compiler


def _fonts() -> typst.Fonts:
    """Those that typst brings along; those of the machine only stand in for what these lack."""
    with _fonts_lock:
        return _read_fonts()


@lru_cache
def _read_fonts() -> typst.Fonts:
    return typst.Fonts()


def _plain(value: Any) -> Any:
    """As JSON takes it: what is said lazily is said now, and there is nothing invisible in it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _CONTROL.sub("", unicodedata.normalize("NFC", str(value)))


def _showable(value: Any) -> Any:
    """The same with a replacement character for each that no font has."""
    if isinstance(value, dict):
        return {key: _showable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_showable(one) for one in value]
    if not isinstance(value, str):
        return value
    return "".join(one if one.isascii() or _has(one) else _UNKNOWN for one in value)


@lru_cache(maxsize=4096)
def _has(character: str) -> bool:
    try:
        _compiled("ui/character", {"character": character}, dt.datetime(2000, 1, 1, tzinfo=dt.UTC), ("ua-1",))
    except typst.TypstError:
        return False
    return True
