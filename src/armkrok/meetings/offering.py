"""A place that comes free is offered to the first in line, taken, or passed on to the next (A2)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import rules
from .letters import seats as letters
from .locking import locked
from .models import Meeting, Seat, SeatState, State
from .rules import Refusal
from .seating import about, held, tell


def offer_free_places(meeting: Meeting, *, at: dt.datetime) -> int:
    """Those whose turn it is are asked whether they still want to come; meanwhile the place is theirs (A2).

    Within a transaction that holds the meeting. Returns how many were asked.
    """
    if meeting.state != State.INVITED or meeting.has_begun(at):
        return 0
    waiting = list(meeting.seats.waiting().select_related("organisation", "person", "enrolment__network"))
    if not waiting:
        return 0
    number = rules.to_offer(
        capacity=meeting.capacity, taken=meeting.seats.taking_room().count(), waiting=len(waiting)
    )
    for seat in waiting[:number]:
        seat.meeting = meeting
        seat.state, seat.offered_at = SeatState.OFFERED, at
        seat.offer_ends_at = rules.offer_ends(
            at, hours=meeting.network.offer_hours, starts_at=meeting.starts_at
        )
        seat.save(update_fields=["state", "offered_at", "offer_ends_at"])
        record("seat.offered", about(seat), by=None, at=at)
        tell(seat, "offered", at)
    return number


@transaction.atomic
def accept(seat: Seat, *, by: Person, at: dt.datetime) -> Seat:
    """Yes to the place that came free. Sent twice, it is done once; raises Refusal when the time is over."""
    seat = held(seat)
    if seat.state == SeatState.TAKEN:
        return seat
    if seat.state != SeatState.OFFERED or seat.meeting.state != State.INVITED:
        raise Refusal(
            _("No place is offered here now; the offer may have passed on to the next in line."), "A2"
        )
    if seat.offer_ends_at is None or seat.offer_ends_at <= at or seat.meeting.has_begun(at):
        _lapse(seat, at)
        offer_free_places(seat.meeting, at=at)
        return seat
    seat.state = SeatState.TAKEN
    seat.save(update_fields=["state"])
    record("seat.accepted", about(seat), by=by, at=at)
    tell(seat, "seated", at)
    return seat


def _lapse(seat: Seat, at: dt.datetime) -> None:
    seat.state, seat.left_at = SeatState.LAPSED, at
    seat.save(update_fields=["state", "left_at"])
    PersonalLink.objects.revoke("meetings.seat", seat, at)
    record("seat.lapsed", about(seat), by=None, at=at)
    letters.offer_ran_out(seat, at=at)


@transaction.atomic
def pass_on(meeting: Meeting, *, at: dt.datetime) -> int:
    """Offers that have run out go to the next in line, and so does whatever place is free. Run twice, it does nothing
    twice. Returns how many were asked."""
    meeting = locked(meeting)
    if meeting.state != State.INVITED:  # what waits for a new date waits with its offers
        return 0
    for seat in meeting.seats.run_out(at).select_related("organisation", "person", "enrolment__network"):
        seat.meeting = meeting
        _lapse(seat, at)
    return offer_free_places(meeting, at=at)


def offer_anew(meeting: Meeting, *, at: dt.datetime) -> None:
    """The meeting has got its new date: the time to answer begins again for those to whom a place was offered (A5).

    Within a transaction that holds the meeting.
    """
    for seat in meeting.seats.filter(state=SeatState.OFFERED).select_related("organisation", "person"):
        seat.meeting = meeting
        seat.offered_at = at
        seat.offer_ends_at = rules.offer_ends(
            at, hours=meeting.network.offer_hours, starts_at=meeting.starts_at
        )
        seat.save(update_fields=["offered_at", "offer_ends_at"])
        tell(seat, "offered", at)


def place_in_line(seat: Seat) -> int:
    """1 for the first on the waiting list."""
    return seat.meeting.seats.waiting().filter(pk__lte=seat.pk).count()
