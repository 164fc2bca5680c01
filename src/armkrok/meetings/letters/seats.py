"""What is written about invitations and seats."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter, in_language_of
from armkrok.networks.models import Appointment
from armkrok.ui.templatetags.ui import day

from ..models import Invitation, Meeting, Seat
from ..telling import News
from .sending import facts, moment_in, page, send, signed


def invitation(
    invitation: Invitation,
    link: PersonalLink,
    *,
    at: dt.datetime,
    news: Mapping[int, News] | None = None,
) -> None:
    """To one who speaks for a member: are you coming?"""
    send(
        invitation.person,
        lambda: _invitation(invitation, link.address()),
        meeting=invitation.meeting,
        key=f"invitation-{invitation.pk}:{link.pk}",
        thread=invitation.meeting.thread,
        at=at,
        automatic=False,
        news=news,
    )


def invitation_preview(meeting: Meeting, appointment: Appointment) -> tuple[str, Letter]:
    """The invitation as this person will get it, and the language that it is in."""
    asked = Invitation(meeting=meeting, enrolment=appointment.enrolment, person=appointment.person)
    with in_language_of(appointment.person.as_receiver(meeting.network.language)) as language:
        return language, _invitation(asked, page(meeting))


def _invitation(invitation: Invitation, address: str) -> Letter:
    meeting = invitation.meeting
    paragraphs = [
        _("You are invited to the meeting on behalf of %(organisation)s.")
        % {"organisation": invitation.enrolment.organisation.name}
    ]
    if meeting.focus:
        paragraphs.append(meeting.focus)
    if meeting.armkrok:
        paragraphs.append(
            _(
                "It is a meeting arm in arm: take somebody along from home whom the subject needs. The link helps you."
            )
        )
    return Letter(
        subject=_("Invitation: %(meeting)s, %(date)s") % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=paragraphs,
        facts=[
            *facts(meeting),
            (_("Please answer by"), day(meeting.deadlines.registration_on)),
        ],
        action=(_("Yes, I come"), f"{address}?answer=me"),
        more_actions=[
            (_("Perhaps"), f"{address}?answer=maybe"),
            (_("No, I can't come"), f"{address}?answer=no"),
            (_("Somebody else comes"), f"{address}?answer=other"),
        ],
        after=[
            _(
                "Each leads to a page where one press confirms. You don't need to sign in, and you can change the answer until the meeting begins, with the same link."
            ),
            _("The programme: %(address)s") % {"address": page(meeting)},
        ],
        sender=signed(meeting.network),
    )


def about_seat(seat: Seat, what: str, link: PersonalLink, *, at: dt.datetime) -> None:
    """To whoever sits there: they have a seat ("seated"), wait ("waits"), or are offered a place ("offered")."""
    write = {"seated": _seated, "waits": _waits, "offered": _offered}[what]
    send(
        seat.person,
        lambda: write(seat, link.address()),
        meeting=seat.meeting,
        key=f"seat-{seat.pk}:{what}:{link.pk}",
        thread=seat.meeting.thread,
        at=at,
        seat=seat,
    )


def _seated(seat: Seat, address: str) -> Letter:
    meeting = seat.meeting
    return Letter(
        subject=_("You have a seat: %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _("%(name)s is registered for %(organisation)s.")
            % {"name": seat.person.name, "organisation": seat.organisation.name}
        ],
        facts=facts(meeting),
        action=(_("Your seat, and what we would like to know"), address),
        after=[_("There you can also let somebody else take the seat, or give it up.")],
        sender=signed(meeting.network),
    )


def _waits(seat: Seat, address: str) -> Letter:
    meeting = seat.meeting
    return Letter(
        subject=_("On the waiting list: %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _("The meeting is full. %(name)s is on the waiting list for %(organisation)s.")
            % {"name": seat.person.name, "organisation": seat.organisation.name},
            _("When a place comes free we write to the first in line, who then has some time to answer."),
        ],
        facts=facts(meeting),
        action=(_("Your place on the waiting list"), address),
        sender=signed(meeting.network),
    )


def _offered(seat: Seat, address: str) -> Letter:
    meeting = seat.meeting
    until = moment_in(seat.offer_ends_at, meeting.zone) if seat.offer_ends_at else ""
    return Letter(
        subject=_("A place has come free: %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _("It is yours if you answer by %(until)s. After that it is offered to the next in line.")
            % {"until": until}
        ],
        facts=facts(meeting),
        action=(_("Take the place, or say no"), address),
        sender=signed(meeting.network),
    )


def _one_off(seat: Seat, person: Person, what: str, write: Callable[[], Letter], at: dt.datetime) -> None:
    send(
        person,
        write,
        meeting=seat.meeting,
        key=f"seat-{seat.pk}:{what}:{person.pk}:{at:%Y%m%d%H%M%S%f}",
        thread=seat.meeting.thread,
        at=at,
    )


def seat_passed_on(seat: Seat, before: Person, *, at: dt.datetime) -> None:
    """To whoever had the seat: somebody else of theirs comes."""
    _one_off(
        seat,
        before,
        "passed-on",
        lambda: Letter(
            subject=_("Somebody else comes: %(meeting)s") % {"meeting": seat.meeting.title},
            paragraphs=[
                _("%(name)s takes your seat for %(organisation)s, so you don't have to come.")
                % {"name": seat.person.name, "organisation": seat.organisation.name}
            ],
            facts=facts(seat.meeting),
            sender=signed(seat.meeting.network),
        ),
        at,
    )


def seat_given_up(seat: Seat, *, at: dt.datetime) -> None:
    """To whoever had the seat, when another gave it up."""
    _one_off(
        seat,
        seat.person,
        "given-up",
        lambda: Letter(
            subject=_("Your seat has been given up: %(meeting)s") % {"meeting": seat.meeting.title},
            paragraphs=[
                _("You are no longer registered for %(organisation)s.")
                % {"organisation": seat.organisation.name},
                _("If that is a mistake, answer this mail."),
            ],
            facts=facts(seat.meeting),
            sender=signed(seat.meeting.network),
        ),
        at,
    )


def offer_ran_out(seat: Seat, *, at: dt.datetime) -> None:
    """To whoever didn't answer in time."""
    _one_off(
        seat,
        seat.person,
        "ran-out",
        lambda: Letter(
            subject=_("The place has been passed on: %(meeting)s") % {"meeting": seat.meeting.title},
            paragraphs=[
                _("We haven't heard from you in time, so the place is offered to the next in line."),
                _("If you still want to come, register again: you then stand last in line."),
            ],
            facts=facts(seat.meeting),
            action=(_("To the meeting"), page(seat.meeting)),
            sender=signed(seat.meeting.network),
        ),
        at,
    )
