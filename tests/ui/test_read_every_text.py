"""Every text that is marked to be translated gets into the catalogues."""

import ast
from collections.abc import Iterator

from django.conf import settings

from armkrok.ui.catalogues import texts

FIRST = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
SECOND = {"pgettext", "pgettext_lazy", "npgettext"}


def marked() -> Iterator[tuple[str, str]]:
    """As Python reads it: a text in an f-string too, and whatever gettext is called in a module."""
    for path in sorted(settings.SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        called = {
            alias.asname or alias.name: 0 if alias.name in FIRST else 1
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if alias.name in FIRST | SECOND
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in called:
                text = node.args[called[node.func.id]]
                if isinstance(text, ast.Constant):
                    yield f"{path.relative_to(settings.SOURCE)}:{node.lineno}", str(text.value)


def test_every_text_that_is_marked_is_gathered() -> None:
    gathered = {message if isinstance(message, str) else message[0] for _, _, message, _ in texts()}  # type: ignore[index]
    overlooked = [(where, text) for where, text in marked() if text not in gathered]
    assert not overlooked
