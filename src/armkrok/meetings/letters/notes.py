"""What is written when the notes of a meeting are shared."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from .. import rules
from ..afterwards import link_for
from ..models import Meeting, Notes
from .sending import send, signed

SHOWN = 600  # characters of what stands in short


def shared(meeting: Meeting, notes: Notes, people: Iterable[Person], *, at: dt.datetime) -> None:
    """To each with the link that is theirs, so that nobody needs to sign in."""
    for person in people:
        if not person.email:
            continue
        link = link_for(person, meeting, at=at)
        send(
            person,
            partial(letter, meeting, notes, link.address()),
            meeting=meeting,
            key=f"{meeting.thread}:notes:{person.pk}",
            thread=meeting.thread,
            at=at,
            automatic=False,
        )


def letter(meeting: Meeting, notes: Notes, address: str) -> Letter:
    """Whoever shares the notes reads it first."""
    in_short = rules.shortened(notes.in_short, SHOWN)
    return Letter(
        subject=_("Notes: %(meeting)s, %(date)s") % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=[
            _(
                "The notes of the meeting are ready: what was said, what was decided, and who does what by when."
            ),
            *(part for part in in_short.split("\n\n") if part.strip()),
        ],
        action=(_("Read the notes"), address),
        after=[_("You don't need to sign in. The link is yours alone.")],
        sender=signed(meeting.network),
    )
