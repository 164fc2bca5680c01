"""The interface's texts, gathered from Python and templates into one catalogue per language.

Django's own makemessages needs GNU gettext, which is on no bare machine; Babel reads and writes the same files. A
template is first turned by Django into something like Python, which Babel can read.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "_now": None,  # gettext, where _ is gettext_lazy
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SOURCE: Path = settings.SOURCE
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


def _template_as_python(text: str, name: str) -> str:
    lines = templatize(text, origin=name).splitlines()
    # What isn't a text has become rows of X, which no tokenizer should have to make sense of.
    return "\n".join(re.sub(r"\bX+\b", "", line).strip() for line in lines)


def texts() -> Iterator[tuple[str, int, object, str | None]]:
    """Every text that is shown to people: file, line, message (or its forms), context."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _found(path, path.read_text())
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        yield from _found(path, _template_as_python(path.read_text(), str(path)))


def _found(path: Path, text: str) -> Iterator[tuple[str, int, object, str | None]]:
    name = path.relative_to(SOURCE).as_posix()
    for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield name, line, message, context


def template() -> Catalog:
    """What there is to translate."""
    catalogue = Catalog(project="Armkrok", charset="utf-8")
    for name, _line, message, context in texts():
        catalogue.add(message, locations=[(name, 0)], context=context)  # type: ignore[arg-type]
    return catalogue


def path_of(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Armkrok", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gather(language: str) -> Catalog:
    """Take over what is new and drop what is gone; translations that still fit stay. Guesses are not made."""
    catalogue = read(language)
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False  # an uncertain header makes the whole catalogue uncertain, and it isn't compiled
    catalogue.header_comment = "# The texts of Armkrok's interface. Gather them with: manage.py translations"
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return catalogue


def faults(language: str) -> list[str]:
    """What is missing, uncertain or out of date, and placeholders that don't fit their original."""
    wanted, catalogue = template(), read(language)
    found = ["the header is marked as uncertain, so nothing is compiled"] if catalogue.fuzzy else []
    for message in wanted:
        if not message.id:
            continue
        there = catalogue.get(message.id, message.context)
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        if there is None:
            found.append(f"not gathered: {first}")
        elif "fuzzy" in there.flags:
            found.append(f"uncertain: {first}")
        elif not all(there.string if isinstance(there.string, tuple) else [there.string]):
            found.append(f"not translated: {first}")
        else:
            found += [f"{error}: {first}" for error in _placeholder_faults(there.id, there.string)]
    gone = [m for m in catalogue if m.id and wanted.get(m.id, m.context) is None]
    return found + [f"no longer used: {m.id}" for m in gone]


_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def _placeholder_faults(original: object, translation: object) -> list[str]:
    originals = original if isinstance(original, (tuple, list)) else [original]
    translations = translation if isinstance(translation, (tuple, list)) else [translation]
    allowed = {name for text in originals for name in _PLACEHOLDER.findall(str(text))}
    used = [set(_PLACEHOLDER.findall(str(text))) for text in translations]
    if any(names - allowed for names in used):
        return ["a placeholder that the original doesn't have"]
    if len(originals) == 1 and used[0] != allowed:
        return ["a placeholder is missing"]
    return []
