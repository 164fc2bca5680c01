"""What is written when a meeting moves or doesn't take place: to everybody who counts on it."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter

from ..models import CompanionState, Meeting, State
from ..models.guest import STANDING
from ..models.seat import LIVE
from .sending import facts, hours, page, send, signed


def concerned(meeting: Meeting) -> list[Person]:
    """Who has a seat or waits, who was invited and hasn't said no, who hosts, who comes along, who is a guest."""
    found: dict[int, Person] = {}
    for seat in meeting.seats.filter(state__in=LIVE).select_related("person"):
        found.setdefault(seat.person_id, seat.person)
    for invitation in meeting.invitations.exclude(answer="no").select_related("person"):
        found.setdefault(invitation.person_id, invitation.person)
    for guest in meeting.guests.filter(state__in=STANDING).select_related("person"):
        found.setdefault(guest.person_id, guest.person)
    for hosting in meeting.hostings.running().select_related("contact"):
        if hosting.contact:
            found.setdefault(hosting.contact.pk, hosting.contact)
    coming = (CompanionState.INVITED, CompanionState.CONFIRMED)
    for assignment in meeting.assignments.prefetch_related("companions__person"):
        for companion in assignment.companions.all():
            if companion.state in coming:
                found.setdefault(companion.person_id, companion.person)
    return list(found.values())


def moved(meeting: Meeting, before: tuple[dt.datetime, dt.datetime], *, at: dt.datetime, why: str) -> None:
    """To everybody concerned, those who haven't answered too."""
    was = tuple(moment.astimezone(meeting.zone) for moment in before)

    def write() -> Letter:
        return Letter(
            subject=_("New time: %(meeting)s") % {"meeting": meeting.title},
            paragraphs=[
                _("The meeting has been moved. Before, it was to be %(before)s.") % {"before": hours(*was)},
                *([_("Reason: %(why)s") % {"why": why}] if why else []),
                _(
                    "Your answer and your seat stay as they are. If the new time doesn't suit you, change your answer."
                ),
            ],
            facts=facts(meeting),
            action=(_("To the meeting"), page(meeting)),
            sender=signed(meeting.network),
        )

    _to_all(meeting, f"moved:{meeting.starts_at:%Y%m%d%H%M}:{at:%Y%m%d%H%M%S}", write, at)


def cancelled(meeting: Meeting, *, at: dt.datetime, why: str) -> None:
    def write() -> Letter:
        later = meeting.state == State.POSTPONED
        return Letter(
            subject=(_("Cancelled, new date to come: %(meeting)s") if later else _("Cancelled: %(meeting)s"))
            % {"meeting": meeting.title},
            paragraphs=[
                _("The meeting doesn't take place on this date.")
                if later
                else _("The meeting doesn't take place."),
                _("Reason: %(why)s") % {"why": why},
                *(
                    [_("Seats and answers are kept. We write to you when there is a new date.")]
                    if later
                    else []
                ),
            ],
            facts=facts(meeting),
            sender=signed(meeting.network),
        )

    _to_all(meeting, f"cancelled:{at:%Y%m%d%H%M%S}", write, at)


def _to_all(meeting: Meeting, what: str, write: Callable[[], Letter], at: dt.datetime) -> None:
    for person in concerned(meeting):
        send(
            person,
            write,
            meeting=meeting,
            key=f"{meeting.thread}:{what}:{person.pk}",
            thread=meeting.thread,
            at=at,
            automatic=False,
        )
