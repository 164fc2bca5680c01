"""A meeting's notes on paper, in the network's language (S5, K21)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.networks import sentences
from armkrok.ui.templatetags.ui import day

from . import rules, whom
from .letters import sending
from .models import Action, NotesState
from .noted import Noted, Section


def paper(noted: Noted) -> dict[str, Any]:
    """What notes.typ prints. What is confidential stands there by its name, for members, and empty."""
    meeting, network = noted.meeting, noted.meeting.network
    with translation.override(network.language):
        heading = _("Notes: %(meeting)s") % {"meeting": meeting.title}
        closed = any(section.closed for section in noted.sections)
        return {
            "title": heading,
            "network": network.name,
            "meeting": heading,
            "when": "; ".join(part for part in (sending.when(meeting), sending.where(meeting)) if part),
            "state": _state(noted),
            "running": f"{network.name} · {meeting.title}, {day(meeting.day)}",
            "in_short": blocks(noted.notes.in_short),
            "items": [_item(section) for section in noted.sections],
            "house_rule": blocks(network.house_rule) if closed else [],
            "decisions": [
                {"title": section.timed.item.title, "decided": blocks(section.note.decided)}
                for section in noted.decided
                if not section.closed
            ],
            "all_actions": [_action(a) for a in _open_actions(noted)],
            "corrections": [
                {
                    "about": _field(correction.field, section),
                    "when": day(correction.at),
                    "why": correction.why,
                    "before": blocks(correction.before),
                }
                for section, correction in _corrections(noted)
            ],
            "words": {
                "in_short": _("In short"),
                "decided": _("What was decided"),
                "actions": _("Who does what by when"),
                "gathered": _("All decisions and actions"),
                "corrections": _("Corrected since the notes were shared"),
                "before": _("There stood before:"),
                "house_rule": _("House rule"),
                "nothing": _("Nothing was written down."),
                "what": _("What"),
                "who": _("Who"),
                "due": _("By when"),
                "done": _("Done"),
            },
        }


def _open_actions(noted: Noted) -> list[Action]:
    """Without those of an item that has become confidential."""
    return [a for section in noted.sections if not section.closed for a in section.actions] + noted.loose


def _corrections(noted: Noted) -> list[tuple[Section | None, Any]]:
    loose = [*noted.corrections, *noted.loose_corrections]
    found: list[tuple[Section | None, Any]] = [(None, correction) for correction in loose]
    found += [(s, c) for s in noted.sections if not s.closed for c in s.corrections]
    return sorted(found, key=lambda pair: pair[1].at)


def _field(name: str, section: Section | None) -> str:
    words = {
        "said": _("What was said"),
        "decided": _("What was decided"),
        "in_short": _("In short"),
        "action": _("Who does what by when"),
    }[name]
    return f"{section.timed.item.title}: {words}" if section else words


def _state(noted: Noted) -> str:
    """A paper that is printed before the notes are shared says so."""
    if noted.notes.state == NotesState.SHARED:
        return ""
    return _("This is a draft. The notes haven't been shared yet.")


def _item(section: Section) -> dict[str, Any]:
    item, note = section.timed.item, section.note
    facts = [sending.clock_hours(section.timed)]
    if not section.hidden:
        facts += [part for part in (item.presenter, sentences.joined(item.purposes)) if part]
    shows = not section.closed
    return {
        "title": _("For members only") if section.hidden else item.title,
        "facts": " · ".join(facts),
        "locked": "" if shows else str(_("This was confidential, and nothing is written about it.")),
        "said": blocks(note.said) if shows else [],
        "decided": blocks(note.decided) if shows else [],
        "actions": [_action(a) for a in section.actions] if shows else [],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "what": action.what,
        "who": whom.words(action.person, action.organisation),
        "due": day(action.due_on) if action.due_on else "",
        "done": bool(action.done_at),
    }


def blocks(text: str) -> list[dict[str, Any]]:
    return [{"list": block.is_list, "lines": block.lines} for block in rules.blocks(text)]
