"""What all acts on a seat have in common: it is held, it is told of, it is written down."""

import datetime as dt

from armkrok.accounts.models import PersonalLink

from .letters import seats as letters
from .locking import locked
from .models import Meeting, Seat, SeatState


def about(seat: Seat) -> list:
    return [seat, seat.meeting, seat.organisation, seat.person]


def tell(seat: Seat, what: str, at: dt.datetime) -> None:
    """To whoever sits there: what they have, with a link of their own to change it."""
    link = PersonalLink.objects.make(
        "meetings.seat", seat.person, seat, at=at, days=_days_until(seat.meeting, at)
    )
    letters.about_seat(seat, what, link, at=at)


def tell_again(seat: Seat, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    what = {SeatState.TAKEN: "seated", SeatState.WAITING: "waits", SeatState.OFFERED: "offered"}[
        SeatState(seat.state)
    ]
    tell(seat, what, at)


def _days_until(meeting: Meeting, at: dt.datetime) -> int:
    """A link to something that ends with the meeting ends with it too."""
    return max(1, (meeting.ends_at - at).days + 2)


def held(seat: Seat) -> Seat:
    """The seat as it is now, while nobody else can touch the meeting's seats."""
    meeting = locked(seat.meeting)
    seat = Seat.objects.select_related("organisation", "person", "enrolment__network").get(pk=seat.pk)
    seat.meeting = meeting
    return seat
