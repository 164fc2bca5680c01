"""Those who speak for the members are asked to come, and answer (K17, K35)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import Entry, record
from armkrok.networks.models import Appointment
from armkrok.networks.someone import Someone

from . import bringing, calendars, registering, rules, telling
from .letters import seats as letters
from .locking import locked
from .models import Answer, Invitation, Meeting, Seat, State
from .rules import Refusal

SOON = dt.timedelta(minutes=10)  # how long an invitation counts as just sent


def to_be_invited(meeting: Meeting, on: dt.date) -> list[Appointment]:
    """Whoever speaks for a member that day and hasn't been invited yet; whoever isn't a member on its day isn't (K38)."""
    invited = meeting.invitations.standing().values("person")
    speaking = Appointment.objects.speaking(on).filter(network=meeting.network_id).exclude(person__in=invited)
    found = speaking.select_related("person", "enrolment__organisation").order_by(
        "enrolment__organisation__name", "pk"
    )
    return [
        a
        for a in found
        if (a.enrolment.starts_on is None or a.enrolment.starts_on <= meeting.day)
        and (a.enrolment.ends_on is None or a.enrolment.ends_on >= meeting.day)
    ]


def write_invitations(meeting: Meeting, *, at: dt.datetime, most: int = 200) -> int:
    """Invite those who haven't been yet, newcomers too. Each in a transaction of its own, so that it can be stopped
    and started at any moment, and run by many workers at once. Returns how many were invited."""
    if meeting.state != State.INVITED or meeting.has_begun(at) or meeting.is_trip:
        return 0
    written = 0
    for appointment in to_be_invited(meeting, at.astimezone(meeting.zone).date())[:most]:
        written += invite(meeting, appointment, at=at)
    return written


def invite(meeting: Meeting, appointment: Appointment, *, at: dt.datetime) -> bool:
    """One invitation with its personal link, and the assignment to bring somebody along where there is one (S15).

    The meeting is looked at anew: while many are written it may have been moved or cancelled, and nobody who is written
    to after that would hear of it.
    """
    with transaction.atomic():
        meeting = locked(meeting)
        if meeting.state != State.INVITED or meeting.has_begun(at):
            return False
        known: Any = meeting.invitations.with_stands().filter(person=appointment.person).first()
        if known and known.stands:  # another worker was here first
            return False
        # Whoever was asked for a member that they don't speak for any more is asked for the one that they do.
        asked_anew = {"answer": "", "answered_at": None, "why": "", "seat": None}
        invitation, _new = Invitation.objects.update_or_create(
            meeting=meeting,
            person=appointment.person,
            defaults={"enrolment": appointment.enrolment, "sent_at": at, **asked_anew},
        )
        if meeting.armkrok and not bringing.give(meeting, appointment, at=at):
            meeting.assignments.filter(person=appointment.person).update(enrolment=appointment.enrolment)
        send(invitation, at=at)
    return True


def send(invitation: Invitation, *, at: dt.datetime, again: bool = False) -> None:
    """Mail the question, with the entry in the calendar, also if it is there already where it is asked `again`.

    The link stays good until the meeting is over, so that the answer can be changed."""
    meeting = invitation.meeting
    link = PersonalLink.objects.make(
        "meetings.invitation",
        invitation.person,
        invitation,
        at=at,
        days=max(1, (meeting.ends_at - at).days + 2),
    )
    told = telling.anew(invitation.person, meeting, at=at) if again else None
    letters.invitation(invitation, link, at=at, news={told.person.pk: told} if told else None)


@transaction.atomic
def renew(invitation: Invitation, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended, for whoever is asked still."""
    meeting = locked(invitation.meeting)
    asked = meeting.invitations.standing().select_related("person", "enrolment__organisation")
    for one in asked.filter(pk=invitation.pk):
        if not meeting.has_begun(at):
            one.meeting = meeting
            send(one, at=at, again=True)


@transaction.atomic
def send_again(invitation: Invitation, *, by: Person, at: dt.datetime) -> bool:
    """Mail the question once more, with a new link beside the one that there is. Asked for twice within a few minutes
    it is mailed once. Raises Refusal when there is nothing left to answer, or no address."""
    meeting = locked(invitation.meeting)
    invitation.meeting = meeting
    if meeting.state != State.INVITED or meeting.has_begun(at):
        raise Refusal(_("There is nothing to answer now: the meeting isn't open, or has begun."), "K17")
    stands = Invitation.objects.standing().filter(pk=invitation.pk).exists()
    rules.speaking_refusal(speaks=stands, name=invitation.person.name)
    if not invitation.person.email:
        raise Refusal(_("%(name)s has no e-mail address.") % {"name": invitation.person.name})
    links = PersonalLink.objects.filter(task="meetings.invitation", target=invitation.pk)
    if links.filter(made_at__gt=at - SOON).exists():
        return False
    send(invitation, at=at, again=True)
    record("invitation.sent_again", [invitation, meeting, invitation.person], by=by, at=at)
    return True


@transaction.atomic
def answer(
    invitation: Invitation,
    how: str,
    *,
    by: Person,
    at: dt.datetime,
    someone: Someone | Person | None = None,
    why: str = "",
    extra_confirmed: bool = False,
) -> Seat | None:
    """Yes with me, yes with somebody else, perhaps, no. It can be changed until the meeting begins, and takes the seat
    along: from me to somebody else is a swap, perhaps and no give it up. Returns the seat, if there is one."""
    meeting = locked(invitation.meeting)
    asked: Any = Invitation.objects.with_stands().select_related("person", "enrolment__organisation")
    found = asked.get(pk=invitation.pk)
    invitation, stands = found, found.stands
    invitation.enrolment.network = meeting.network
    seat = _own_seat(invitation, meeting, how)
    if seat is None:  # one that they have they may give up or pass on still
        of_whom = "" if by == invitation.person else invitation.person.name
        rules.speaking_refusal(speaks=stands, name=of_whom)
    before = (invitation.answer, invitation.seat_id, invitation.why)
    if how in (Answer.NO, Answer.MAYBE):
        if seat:
            # What is said first: whoever gives up a seat with "perhaps" stays asked, and the calendar isn't cancelled.
            meeting.invitations.filter(pk=invitation.pk).update(
                answer=how, answered_at=at, seat=None, why=why
            )
            registering.give_up(seat, by=by, at=at)
        seat = None
    else:
        who: Person | Someone = invitation.person if how == Answer.ME or someone is None else someone
        if seat is None:
            seat = registering.take(
                meeting,
                invitation.enrolment,
                who,
                by=by,
                at=at,
                extra_confirmed=extra_confirmed,
                answered_before=answered_in_time(invitation, meeting, at),
            )
        else:
            seat = registering.pass_to(seat, who, by=by, at=at)
    if before != (how, seat.pk if seat else None, why):
        invitation.answer, invitation.answered_at, invitation.seat, invitation.why = how, at, seat, why
        invitation.save(update_fields=["answer", "answered_at", "seat", "why"])
        about = [invitation, meeting, invitation.enrolment.organisation]
        record("invitation.answered", about, by=by, at=at, answer=str(how))
        if how != Answer.ME:  # who has said yes is told with the letter about their seat
            calendars.settle(meeting, at=at, people=[invitation.person])
        if seat and meeting.armkrok:
            bringing.tell_once(meeting, invitation.person, at=at)
    return seat


def answered_in_time(invitation: Invitation, meeting: Meeting, at: dt.datetime) -> bool:
    """Whether it was answered before registration closed; then the answer can be changed until the meeting begins
    (K17). Who says no after that has said so, and doesn't come into it again; "perhaps" keeps nothing open. One query,
    and only then."""
    if not invitation.answer or not meeting.is_past_registration(at):
        return bool(invitation.answer)
    answers = Entry.objects.about(invitation).filter(what="invitation.answered").order_by("at", "pk")
    answers = answers.exclude(details__answer=Answer.MAYBE.value)
    first = answers.values_list("at", flat=True).first()
    return first is not None and not meeting.is_past_registration(first)


def _own_seat(invitation: Invitation, meeting: Meeting, how: str) -> Seat | None:
    """The seat that the answer took; or one that this person has got in another way.

    Whoever says yes or no for themselves means their own, also when somebody else has one by an earlier answer.
    """
    seats = Seat.objects.select_related("person", "organisation")
    seat = seats.get(pk=invitation.seat_id) if invitation.seat_id else None
    seat = seat if seat and seat.is_live else None
    if seat is None or (how != Answer.OTHER and seat.person_id != invitation.person_id):
        mine = meeting.seats.live().filter(person=invitation.person, enrolment=invitation.enrolment).first()
        if mine:
            seat = mine
            seat.person, seat.organisation = invitation.person, invitation.enrolment.organisation
    if seat:
        seat.meeting, seat.enrolment = meeting, invitation.enrolment
    return seat
