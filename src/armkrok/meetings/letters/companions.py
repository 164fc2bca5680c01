"""What is written when somebody is taken along: by the coordinator in their own name, and to them."""

import datetime as dt
from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day

from ..models import Assignment, Companion, CompanionState
from .sending import facts, send, signed, where


def asked(assignment: Assignment, link: PersonalLink, *, at: dt.datetime, again: bool = False) -> None:
    """To the coordinator: whom do you take under the arm? Once, unless the link is wanted anew."""
    send(
        assignment.person,
        lambda: _asked(assignment, link.address()),
        meeting=assignment.meeting,
        key=f"assignment-{assignment.pk}:asked" + (f":{link.pk}" if again else ""),
        thread=assignment.meeting.thread,
        at=at,
    )


def _asked(assignment: Assignment, address: str) -> Letter:
    meeting = assignment.meeting
    roles = meeting.network.companion_roles
    return Letter(
        subject=_("Whom do you take under the arm? %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _(
                "It is a meeting arm in arm: each of you takes somebody along from home whom the subject needs."
            ),
            *([_("For example: %(roles)s.") % {"roles": ", ".join(roles)}] if roles else []),
            *([_("Focus: %(focus)s") % {"focus": meeting.focus}] if meeting.focus else []),
            _(
                "Behind the link you find an invitation that is almost written. You change it as you like, and it is "
                "sent in your name. If nobody comes along this time, say why there."
            ),
        ],
        facts=facts(meeting),
        action=(_("Invite somebody"), address),
        after=[_("You don't need to sign in.")],
        sender=signed(meeting.network),
    )


def draft(assignment: Assignment, role: str = "") -> str:
    """An invitation to begin with, as the coordinator might write it, in the network's language (S15, S16)."""
    meeting, network = assignment.meeting, assignment.meeting.network
    with translation.override(network.language):
        lines = [
            _("Hello,"),
            _(
                "On %(date)s the network %(network)s meets: %(meeting)s. Place: %(place)s. I am going there for "
                "%(organisation)s."
            )
            % {
                "date": day(meeting.day, "full"),
                "network": network.name,
                "meeting": meeting.title,
                "place": where(meeting),
                "organisation": assignment.enrolment.organisation.name,
            },
        ]
        if meeting.focus:
            lines.append(_("This time it is about: %(focus)s") % {"focus": meeting.focus})
        lines += [
            _(
                "It is a meeting arm in arm: each of us takes somebody along from home whom the subject needs. I would "
                "like to take you along as %(role)s. You see things in your work that the rest of us don't see, and "
                "what we agree on there should fit your everyday work too."
            )
            % {"role": role}
            if role
            else _(
                "It is a meeting arm in arm: each of us takes somebody along from home whom the subject needs. I would "
                "like to take you along. You see things in your work that the rest of us don't see, and what we agree "
                "on there should fit your everyday work too."
            ),
            _("Will you come with me?"),
            "\n".join(part for part in (_("Kind regards"), assignment.person.name) if part),
        ]
        return "\n\n".join(lines)


def _to_companion(companion: Companion, what: str, write: Callable[[], Letter], at: dt.datetime) -> None:
    """In the coordinator's name, and answers go to the coordinator."""
    person = companion.assignment.person
    send(
        companion.person,
        write,
        meeting=companion.assignment.meeting,
        key=f"companion-{companion.pk}:{what}",
        thread=companion.thread,
        at=at,
        automatic=False,
        sender_name=person.name,
        reply_to=person.email,
    )


def who_for_whom(assignment: Assignment) -> str:
    """The coordinator and the member: "Anna Berg, Höör"; said once where the name says it already."""
    name, member = assignment.person.name, assignment.enrolment.organisation.name
    return name if member in name else f"{name}, {member}"


def _written_by(companion: Companion) -> str:
    """Who takes them along, and for whom."""
    assignment = companion.assignment
    title = assignment.person.title
    named = [] if not title or title in assignment.person.name else [title]
    return "\n".join([who_for_whom(assignment), *named, assignment.meeting.network.name])


def _in_short(companion: Companion) -> list[tuple[str, str]]:
    return [*facts(companion.assignment.meeting), (_("You come along as"), companion.role)]


def invited(companion: Companion, link: PersonalLink, *, at: dt.datetime) -> None:
    """To the companion, from the coordinator, in the words that they chose."""
    meeting = companion.assignment.meeting

    def write() -> Letter:
        words = companion.message or draft(companion.assignment, companion.role)
        return Letter(
            subject=_("Will you come along? %(meeting)s, %(date)s")
            % {"meeting": meeting.title, "date": day(meeting.day)},
            paragraphs=[part for part in words.split("\n\n") if part.strip()],
            facts=_in_short(companion),
            action=(_("Yes or no"), link.address()),
            after=[
                _(
                    "You don't need to sign in. You can change the answer until the meeting begins, with the same link."
                )
            ],
            sender=_written_by(companion),
        )

    _to_companion(companion, f"invited:{link.pk}", write, at)


def called_off(companion: Companion, *, at: dt.datetime) -> None:
    """To the companion: it isn't needed after all."""
    meeting = companion.assignment.meeting
    _to_companion(
        companion,
        "called-off",
        lambda: Letter(
            subject=_("You don't need to come along: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[
                _("%(name)s has called the invitation off, so you don't need to come.")
                % {"name": companion.assignment.person.name},
                _("If you have questions, answer this mail. It goes to %(name)s.")
                % {"name": companion.assignment.person.name},
            ],
            facts=facts(meeting),
            sender=_written_by(companion),
        ),
        at,
    )


def answered(companion: Companion, *, at: dt.datetime) -> None:
    """To the coordinator: comes along or doesn't. Answers go to the companion."""
    assignment = companion.assignment
    meeting, who = assignment.meeting, companion.person
    comes = companion.state == CompanionState.CONFIRMED

    def write() -> Letter:
        words = {"name": who.name, "meeting": meeting.title}
        return Letter(
            subject=(
                _("%(name)s comes along: %(meeting)s")
                if comes
                else _("%(name)s can't come along: %(meeting)s")
            )
            % words,
            paragraphs=[
                _("%(name)s comes along with you, as %(role)s.") % {"name": who.name, "role": companion.role}
                if comes
                else _("%(name)s can't come along.") % {"name": who.name},
                *([_("Reason: %(why)s") % {"why": companion.why}] if companion.why else []),
                *(
                    []
                    if comes
                    else [_("You can invite somebody else behind the link that you have got already.")]
                ),
            ],
            facts=facts(meeting),
            sender=signed(meeting.network),
        )

    send(
        assignment.person,
        write,
        meeting=meeting,
        key=f"companion-{companion.pk}:answered:{at:%Y%m%d%H%M%S%f}",
        thread=meeting.thread,
        at=at,
        automatic=False,
        sender_name=who.name,
        reply_to=who.email,
    )
