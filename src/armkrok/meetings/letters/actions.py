"""What is written to whoever is to do something."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message
from armkrok.ui.templatetags.ui import day

from ..models import Action
from .sending import send, signed


def about(action: Action, person: Person, link: PersonalLink, why: str, *, at: dt.datetime) -> None:
    """`why` is "told" (it is theirs from now on), "changed", "due" (the day has come), or "link" (the link anew)."""
    ends = {"due": f":{action.due_on}", "link": f":{link.pk}"}.get(why, f":{at:%Y%m%d%H%M%S%f}")
    send(
        person,
        lambda: _letter(action, why, link.address(), at),
        meeting=action.meeting,
        key=f"action-{action.pk}:{why}:{person.pk}{ends}",
        thread=action.meeting.thread,
        at=at,
        automatic=why not in ("told", "changed"),
    )


def written_since(action: Action, moment: dt.datetime) -> bool:
    """Whether anybody has been told lately what it is, and by when."""
    told = Q(key__startswith=f"action-{action.pk}:told:") | Q(key__startswith=f"action-{action.pk}:changed:")
    return Message.objects.filter(told, thread=action.meeting.thread, created_at__gte=moment).exists()


def let_go(action: Action, person: Person, *, at: dt.datetime) -> None:
    """It isn't theirs to do any more, or nobody's."""
    send(
        person,
        lambda: Letter(
            subject=_("No longer to do: %(what)s") % {"what": _one_line(action.what)},
            paragraphs=[
                _(
                    "At the meeting “%(meeting)s” something was written down for you to do. You needn't do it any more."
                )
                % {"meeting": action.meeting.title},
                action.what,
            ],
            sender=signed(action.meeting.network),
        ),
        meeting=action.meeting,
        key=f"action-{action.pk}:let-go:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        thread=action.meeting.thread,
        at=at,
        automatic=False,
    )


def _letter(action: Action, why: str, address: str, at: dt.datetime) -> Letter:
    meeting, organisation = action.meeting, action.organisation
    words = {"what": action.what, "meeting": meeting.title}
    if why == "due" and action.due_on and action.due_on < day_of(at):  # the worker was away on the day
        why = "late"
    begins = {
        "told": _("At the meeting “%(meeting)s” this was written down for you to do:"),
        "changed": _(
            "What was written down for you to do at the meeting “%(meeting)s” has changed. It is now:"
        ),
        "due": _("Today is the day by which this was to be done:"),
        "late": _("The day by which this was to be done is over:"),
        "link": _("Here is a new link to what was written down for you to do:"),
    }[why]
    if organisation and action.person_id is None and why == "told":
        begins = _(
            "At the meeting “%(meeting)s” this was written down for %(organisation)s to do, for which you speak:"
        )
        words["organisation"] = organisation.name
    subject = {
        "told": _("To do: %(what)s"),
        "changed": _("Changed: %(what)s"),
        "due": _("Due today: %(what)s"),
        "late": _("Was due: %(what)s"),
        "link": _("Your link: %(what)s"),
    }
    return Letter(
        subject=subject[why] % {"what": _one_line(action.what)},
        paragraphs=[begins % words, action.what],
        facts=[
            *([(_("By when"), day(action.due_on))] if action.due_on else []),
            (_("Meeting"), f"{meeting.title}, {day(meeting.day)}"),
        ],
        action=(_("Tick it off"), address),
        after=[
            _("One press behind the link is enough, and you don't need to sign in. The link is yours alone.")
        ],
        sender=signed(meeting.network),
    )


def _one_line(words: str) -> str:
    return words if len(words) <= 70 else words[:69].rstrip() + "…"
