"""Questions and mail to those who come."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

QUESTION_LONGEST, CHOICE_LONGEST = 300, 200


def choices_of(lines: str | Sequence[Any]) -> list[str]:
    """The choices of a question, from lines or a list: each once, and in order."""
    parts = lines.splitlines() if isinstance(lines, str) else [str(line) for line in lines]
    tidy = (" ".join(part.replace("\0", "").split()) for part in parts)
    return list(dict.fromkeys(part for part in tidy if part))


def question_refusal(*, words: str, choices: Sequence[str], is_choice: bool) -> None:
    if not words:
        raise Refusal(_("Write the question."), field="words")
    if len(words) > QUESTION_LONGEST:
        raise Refusal(
            _("This is too long; %(most)s characters at most.") % {"most": QUESTION_LONGEST}, field="words"
        )
    if any(len(choice) > CHOICE_LONGEST for choice in choices):
        raise Refusal(
            _("This is too long; %(most)s characters at most.") % {"most": CHOICE_LONGEST}, field="choices"
        )
    if len(choices) == 1 or (is_choice and not choices):
        raise Refusal(_("Give at least two choices, each on a line of its own."), field="choices")


def answer_refusal(*, begun: bool) -> None:
    """Answers are asked for to prepare the meeting."""
    if begun:
        raise Refusal(_("The meeting has begun, so the answers can't be changed any more."))


def mailing_refusal(*, subject: str, text: str, unknown: Mapping[str, Sequence[str]]) -> None:
    """`unknown` is what stands in braces and means nothing, by field: nobody is to read it in their mail."""
    for field_name, words in (("subject", subject), ("text", text)):
        if not words.strip():
            raise Refusal(_("Write something here."), field=field_name)
        if unknown.get(field_name):
            raise Refusal(
                _("Nothing is known to fill in for %(fields)s.") % {"fields": ", ".join(unknown[field_name])},
                field=field_name,
            )
