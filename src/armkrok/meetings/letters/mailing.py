"""What those who run a network write themselves, to a selection of those who come; each gets it with their own words
filled in."""

import re
from collections.abc import Mapping

from babel.dates import format_date, format_time
from django.utils.translation import gettext_lazy as _

from armkrok.mail.letter import Letter
from armkrok.mail.models import Message
from armkrok.ui.templatetags.ui import locale

from ..models import Mailing, MailingReceiver, Meeting
from .sending import page, send, signed, where

FIELDS = {
    "name": _("the receiver's name"),
    "organisation": _("where the receiver works"),
    "meeting": _("the meeting's title"),
    "date": _("the day, as the receiver writes it"),
    "time": _("from when to when"),
    "place": _("where it is"),
    "link": _("the address of the meeting's page"),
}
_FIELD = re.compile(r"\{([^{}]*)\}")


def unknown_fields(text: str) -> list[str]:
    """Whatever stands in braces and is none of the fields: each once, as it was written."""
    return list(dict.fromkeys(f"{{{word}}}" for word in _FIELD.findall(text) if _name(word) not in FIELDS))


def _name(word: str) -> str:
    return word.strip().casefold()


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Each field with its value. It is done in one go: braces within a value are what somebody is called."""
    return _FIELD.sub(lambda found: values.get(_name(found[1]), found[0]), text)


def values(meeting: Meeting, name: str, organisation: str) -> dict[str, str]:
    """In the language that is being written in."""
    return {
        "name": name,
        "organisation": organisation,
        "meeting": meeting.title,
        "date": _days(meeting),
        "time": _times(meeting),
        "place": where(meeting),
        "link": page(meeting),
    }


def _days(meeting: Meeting) -> str:
    first, last = (format_date(at, "full", locale()) for at in (meeting.starts, meeting.ends))
    return first if first == last else f"{first} – {last}"


def _times(meeting: Meeting) -> str:
    return "–".join(
        format_time(at.timetz(), "short", locale=locale()) for at in (meeting.starts, meeting.ends)
    )


def letter(meeting: Meeting, subject: str, text: str, *, name: str, organisation: str) -> Letter:
    """As this receiver gets it. Called in the receiver's language."""
    own = values(meeting, name, organisation)
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", filled_in(text, own)) if part.strip()]
    return Letter(subject=filled_in(subject, own), paragraphs=paragraphs, sender=signed(meeting.network))


def to_receiver(mailing: Mailing, receiver: MailingReceiver) -> Message | None:
    """Into the outbox, once. None for somebody who has no address any more."""
    meeting = mailing.meeting
    return send(
        receiver.person,
        lambda: letter(
            meeting,
            mailing.subject,
            mailing.text,
            name=receiver.name,
            organisation=receiver.organisation,
        ),
        meeting=meeting,
        key=f"mailing-{mailing.pk}:{receiver.person_id}",
        thread=meeting.thread,
        at=mailing.at,  # when somebody decided to send it, however late the worker comes
        automatic=False,
    )
