"""The way to what remains of a meeting, once more."""

import datetime as dt

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter

from ..models import Meeting
from .sending import facts, send, signed


def link_again(person: Person, meeting: Meeting, link: PersonalLink, *, at: dt.datetime) -> None:
    send(
        person,
        lambda: Letter(
            subject=_("Your link: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[_("Here is a new link to what remains of the meeting: notes and material.")],
            facts=facts(meeting),
            action=(_("What remains of the meeting"), link.address()),
            after=[_("You don't need to sign in. The link is yours alone.")],
            sender=signed(meeting.network),
        ),
        meeting=meeting,
        key=f"meeting-{meeting.pk}:afterwards:{link.pk}",
        thread=meeting.thread,
        at=at,
    )
