"""What is written about a meeting, who reads it, and who does what by when (S5, K21, K27)."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

NOTE_LONGEST = 20_000  # characters of what was said, or decided, during one item
IN_SHORT_LONGEST = 4_000
WHY_LONGEST = 500
ACTION_LONGEST = 500
KEPT_DAYS = 180  # how long the notes of a meeting that nobody wrote any of are asked for


def notes_refusal(*, takes_place: bool, begun: bool) -> None:
    """Of a meeting that is to come, or that isn't held, there is nothing to write down."""
    if not takes_place:
        raise Refusal(_("The meeting doesn't take place, so there are no notes of it."), "S5")
    if not begun:
        raise Refusal(_("The meeting hasn't begun yet, so there is nothing to write down."), "S5")


def note_refusal(*, closed: bool, is_break: bool, writes: bool) -> None:
    """K21: about what is confidential nothing is written; what stands there already can only be removed."""
    if closed and writes:
        raise Refusal(
            _(
                "This item is confidential, and nothing is written about it. You can only remove what is there."
            ),
            "K21",
        )
    if is_break and writes:
        raise Refusal(_("Nothing is written about a break."), "S5")


def length_of_note_refusal(text: str, most: int, field_name: str) -> None:
    if len(text) > most:
        raise Refusal(
            _("This is %(long)s characters long, and there is room for %(most)s.")
            % {"long": len(text), "most": most},
            field=field_name,
        )


def correction_refusal(*, why: str) -> None:
    """What people have read is changed only with the reason, which they read, too."""
    if not why.strip():
        raise Refusal(_("The notes are shared. Say why they are corrected; the readers see it."), "S5", "why")
    length_of_note_refusal(why, WHY_LONGEST, "why")


def closed_text_refusal(titles: Sequence[str]) -> None:
    """K21: an item can become confidential after something was written about it."""
    if titles:
        raise Refusal(
            _("Something is written about “%(title)s”, which is confidential. Remove it first.")
            % {"title": titles[0]},
            "K21",
        )


def approval_refusal(*, written: bool, closed_titles: Sequence[str]) -> None:
    if not written:
        raise Refusal(_("Nothing is written yet, so there is nothing to approve."), "S5")
    closed_text_refusal(closed_titles)


def sharing_refusal(*, approved: bool, held: bool, closed_titles: Sequence[str]) -> None:
    """A3: notes are of a meeting that was held."""
    if not approved:
        raise Refusal(_("Somebody has to approve the notes before they are shared."), "S5")
    if not held:
        raise Refusal(_("Mark the meeting as held first; then the notes can be shared."), "A3")
    closed_text_refusal(closed_titles)


def may_read_notes(
    *, runs: bool, shared: bool, takes_place: bool, was_there: bool, came_as_guest: bool, is_member: bool
) -> bool:
    """Before they are shared only those who run the network; then members, and those who were there. A guest was there
    for a part of it, and gets no notes (S20)."""
    if runs:
        return True
    return shared and takes_place and (is_member or (was_there and not came_as_guest))


# --- actions ------------------------------------------------------------------------------------------


def action_refusal(*, what: str, closed: bool) -> None:
    if not what:
        raise Refusal(_("Say what is to be done."), "K27", "what")
    length_of_note_refusal(what, ACTION_LONGEST, "what")
    if closed:
        raise Refusal(
            _("This item is confidential, and nothing is written about it. Choose another, or none."),
            "K21",
            "item",
        )


def due_refusal(due_on: dt.date | None, *, day: dt.date) -> None:
    """A slip of the hand, such as last year's date."""
    if due_on and due_on < day:
        raise Refusal(_("This day is before the meeting."), "K27", "due_on")


def action_done_refusal(*, may: bool, dropped: bool) -> None:
    if not may:
        raise Refusal(_("Somebody else does this now."), "K27")
    if dropped:
        raise Refusal(_("This isn't to be done any more."), "K27")


def is_late(due_on: dt.date | None, *, open_: bool, today: dt.date) -> bool:
    return open_ and due_on is not None and due_on < today


def mark(values: list[Any]) -> str:
    """A short mark that differs as soon as any of the values does."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:20]


# --- plain text, as people write it -------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its points."""

    lines: list[str] = field(default_factory=list)
    is_list: bool = False


def blocks(text: str) -> list[Block]:
    """Paragraphs have an empty line between them; lines that begin with "- " or "* " are the points of a list."""
    found: list[Block] = []
    new = True
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            new = True
            continue
        is_point = line[:2] in ("- ", "* ", "• ")
        words = line[2:].strip() if is_point else line
        if not words:
            continue
        other = not found or found[-1].is_list != is_point
        if other or (new and not is_point):  # a list goes on across an empty line
            found.append(Block(is_list=is_point))
        found[-1].lines.append(words)
        new = False
    return found


def shortened(text: str, most: int, *, line: int = 0) -> str:
    """At most so many characters, ended at a word; with an ellipsis where something was left out. Each line counts as at
    least `line` characters, for paper, where a short line takes as much room as a long one."""
    kept, room, lines = [], most, text.strip().splitlines()
    for words in lines:
        cost = max(len(words), line) if words.strip() or line == 0 else line // 2
        if cost > room:
            break
        kept.append(words)
        room -= cost + 1
    if len(kept) == len(lines):
        return "\n".join(kept)
    if room > 20 and (not kept or len(lines[len(kept)]) > room):
        words = lines[len(kept)][: room - 2]
        at = words.rfind(" ")
        kept.append(words[:at] if at > 0 else words)
    return "\n".join(kept).rstrip(" ,;:.-\n") + " …"
