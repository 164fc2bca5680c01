"""Seats are taken, passed on to others, and given up (K17, K34, K35, A2, A13)."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Appointment, Enrolment, Network
from armkrok.networks.models import State as Membership
from armkrok.networks.someone import Someone

from . import calendars, rules, signals
from .letters import seats as letters
from .locking import locked
from .models import Answer, Meeting, Seat, SeatState, State
from .models.meeting import not_begun
from .models.seat import ROOM
from .offering import offer_free_places
from .rules import Refusal
from .seating import about, held, tell


class ExtraSeat(Refusal):
    """What would be taken is an extra seat. It says what it costs, and has to be asked for once more (A1, A2)."""

    def __init__(self, price: str, *, waiting: bool) -> None:
        self.price, self.waiting = price, waiting
        super().__init__(_("This would be an extra seat. Look at its price first, and confirm."), "A2")


def entitled(meeting: Meeting, enrolment: Enrolment) -> int | None:
    """How many seats the membership holds at this meeting, with its further packages (K34, A7). Nothing is carried over from one to the next.

    None on a study trip, which has seats of its own: nobody's is an extra one (K23).
    """
    if meeting.is_trip:
        return None
    network = enrolment.network
    if network.packages_at_most == 1:  # then nobody has more than one, and nobody asks
        return network.seats_per_meeting
    return network.seats_per_meeting * (1 + enrolment.packages.running(meeting.day).count())


def extra_seat_price(meeting: Meeting, enrolment: Enrolment) -> str:
    """What an extra seat costs, in a sentence. Whoever knows prices says so; else none is stated (A1)."""
    answers = signals.extra_seat_price.send(Meeting, meeting=meeting, enrolment=enrolment)
    known = [str(answer) for _receiver, answer in answers if answer]
    return known[0] if known else str(_("No price has been stated for an extra seat in this network."))


def what_one_would_get(meeting: Meeting, enrolment: Enrolment) -> rules.Place:
    """A seat within the entitlement or an extra one, now or on the waiting list. One query."""
    counted = meeting.seats.live().aggregate(
        held=Count("pk", filter=Q(enrolment=enrolment)),
        taken=Count("pk", filter=Q(state__in=ROOM)),
        waiting=Count("pk", filter=Q(state=SeatState.WAITING)),
    )
    return rules.place(
        held=counted["held"],
        entitled=entitled(meeting, enrolment),
        taken=counted["taken"],
        capacity=meeting.capacity,
        somebody_waits=bool(counted["waiting"]),
    )


def colleague(enrolment: Enrolment, someone: Someone, *, at: dt.datetime) -> Person:
    """Somebody of the member's, as they were typed in; whom we don't know becomes a person of that organisation.

    Raises Refusal for an address that belongs to somebody elsewhere: who that is is nobody's business here.
    """
    person = someone.known_or_new(enrolment.organisation, at=at, language="")
    if person.organisation_id in (None, enrolment.organisation_id):
        return person
    if Appointment.objects.filter(enrolment=enrolment, person=person).exists():
        return person
    raise Refusal(
        _(
            "Nobody at %(organisation)s has this address. Use the one at work, or write to those who run the network."
        )
        % {"organisation": enrolment.organisation.name},
        "K17",
        "email",
    )


def _covers(enrolment: Enrolment, meeting: Meeting) -> bool:
    """Whether the organisation is a member on the meeting's day."""
    return (
        enrolment.network_id == meeting.network_id
        and enrolment.state == Membership.ACTIVE
        and (enrolment.starts_on is None or enrolment.starts_on <= meeting.day)
        and (enrolment.ends_on is None or enrolment.ends_on >= meeting.day)
    )


def _runs(by: Person | None, meeting: Meeting, at: dt.datetime) -> bool:
    return by is None or Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists()


@transaction.atomic
def register(
    meeting: Meeting,
    enrolment: Enrolment,
    person: Person | Someone,
    *,
    by: Person,
    at: dt.datetime,
    extra_confirmed: bool = False,
) -> Seat:
    """A seat for this person, or a place on the waiting list. Sent twice, it is the same seat.

    Raises Refusal (K17), and ExtraSeat when it would be an extra one and that hasn't been confirmed.
    """
    enrolment = Enrolment.objects.select_related("network", "organisation").get(pk=enrolment.pk)
    return take(
        locked(meeting),
        enrolment,
        person,
        by=by,
        at=at,
        extra_confirmed=extra_confirmed,
        answered_before=False,
    )


def take(
    meeting: Meeting,
    enrolment: Enrolment,
    person: Person | Someone,
    *,
    by: Person,
    at: dt.datetime,
    extra_confirmed: bool,
    answered_before: bool,
) -> Seat:
    """The same within a transaction that holds the meeting already."""
    if isinstance(person, Someone):
        person = colleague(enrolment, person, at=at)
    if known := meeting.seats.live().filter(person=person).first():
        if known.enrolment_id != enrolment.pk:
            raise Refusal(_("%(name)s has a seat already.") % {"name": person.name}, "K17", "email")
        return known
    open_ = meeting.registration_is_open(at)
    rules.registration_refusal(
        invited=meeting.state == State.INVITED,
        begun=meeting.has_begun(at),
        open_=open_,
        covered=_covers(enrolment, meeting),
        by_staff=not open_ and _runs(by, meeting, at),
        answered_before=answered_before,
    )
    place = what_one_would_get(meeting, enrolment)
    if place.extra and not extra_confirmed:
        raise ExtraSeat(extra_seat_price(meeting, enrolment), waiting=place.waiting)
    seat = Seat.objects.create(
        meeting=meeting,
        enrolment=enrolment,
        organisation=enrolment.organisation,
        person=person,
        state=SeatState.WAITING if place.waiting else SeatState.TAKEN,
        extra=place.extra,
        made_by=by,
        made_at=at,
    )
    record("seat.waits" if place.waiting else "seat.taken", about(seat), by=by, at=at, extra=place.extra)
    tell(seat, "waits" if place.waiting else "seated", at)
    return seat


@transaction.atomic
def swap(seat: Seat, person: Person | Someone, *, by: Person, at: dt.datetime) -> Seat:
    """Somebody else of the same member sits there. No reason, no price, no new place in the line (K35, A2)."""
    return pass_to(held(seat), person, by=by, at=at)


def pass_to(seat: Seat, person: Person | Someone, *, by: Person, at: dt.datetime) -> Seat:
    """The same within a transaction that holds the meeting already."""
    rules.swap_refusal(
        swapping_allowed=seat.enrolment.network.seats_may_be_swapped,
        begun=seat.meeting.has_begun(at),
        live=seat.is_live,
    )
    if isinstance(person, Someone):
        person = colleague(seat.enrolment, person, at=at)
    if person == seat.person:
        return seat
    if seat.meeting.seats.live().filter(person=person).exists():
        raise Refusal(_("%(name)s has a seat already.") % {"name": person.name}, "K35", "email")
    before = seat.person
    seat.person = person
    seat.save(update_fields=["person"])
    PersonalLink.objects.revoke("meetings.seat", seat, at)
    record("seat.swapped", [*about(seat), before], by=by, at=at, before=before.pk, after=person.pk)
    # Their own question is answered with it: nobody asks them any more.
    seat.meeting.invitations.filter(person=before, answer="").update(
        answer=Answer.OTHER, answered_at=at, seat=seat
    )
    if before != by:
        letters.seat_passed_on(seat, before, at=at)
    else:
        calendars.settle(seat.meeting, at=at, people=[before])
    if seat.state == SeatState.OFFERED:
        tell(seat, "offered", at)
    else:
        tell(seat, "seated" if seat.state == SeatState.TAKEN else "waits", at)
    return seat


@transaction.atomic
def leave(seat: Seat, *, by: Person | None, at: dt.datetime, calendar: bool = True) -> Seat:
    """The seat is given up, however full it is; the next in line is offered the place. Sent twice, it is done once.

    `calendar` says whether the one who sat there is written to where it stands in theirs.
    """
    seat = give_up(held(seat), by=by, at=at)
    if calendar:
        calendars.settle(seat.meeting, at=at, people=[seat.person])
    return seat


def give_up(seat: Seat, *, by: Person | None, at: dt.datetime) -> Seat:
    """The same within a transaction that holds the meeting already."""
    if not seat.is_live:
        return seat
    if seat.meeting.has_begun(at):
        raise Refusal(_("The meeting has begun, so nothing can be changed about the seats."), "K35")
    late = seat.meeting.is_past_registration(at)
    _let_the_extra_one_go(seat)
    seat.left_late = late and seat.state == SeatState.TAKEN
    seat.state, seat.left_at, seat.left_by = SeatState.LEFT, at, by
    seat.save()
    PersonalLink.objects.revoke("meetings.seat", seat, at)
    record("seat.left", about(seat), by=by, at=at, late=seat.left_late)
    if by != seat.person:
        letters.seat_given_up(seat, at=at)
    offer_free_places(seat.meeting, at=at)
    return seat


def _let_the_extra_one_go(seat: Seat) -> None:
    """Of a member's seats the one that is given up is the extra one: what is left is what the membership holds."""
    if seat.extra:
        return
    same = seat.meeting.seats.live().filter(enrolment=seat.enrolment_id, extra=True)
    # Preferably one that is really taken. Where the extra one only waits, none has been taken, and none is charged.
    taken = same.filter(state=SeatState.TAKEN).first()
    if other := taken or same.first():
        other.extra = False
        other.save(update_fields=["extra"])
        seat.extra = bool(taken)


@transaction.atomic
def free_the_seats_of(enrolment: Enrolment, *, at: dt.datetime) -> None:
    """A membership has ended: its seats at meetings to come go to others."""
    coming = Seat.objects.live().filter(not_begun(at), enrolment=enrolment)
    # Whoever was to come to a cancelled one has been told that it doesn't take place. In order, so that two who do
    # this at once wait for one another and not each for the other.
    coming = coming.exclude(meeting__state=State.CANCELLED).order_by("meeting", "pk")
    for seat in coming.select_related("meeting"):
        leave(seat, by=None, at=at)


def seats_of(enrolment: Enrolment, meeting: Meeting) -> list[Seat]:
    """Who of a member comes or waits, in the order in which they were registered."""
    seats = list(meeting.seats.live().filter(enrolment=enrolment).select_related("person", "organisation"))
    for seat in seats:
        seat.meeting, seat.enrolment = meeting, enrolment
    return seats


def colleagues(enrolment: Enrolment, meeting: Meeting, on: dt.date) -> list[Person]:
    """Whom a seat can be given to in one click: who speaks for the member, or sat on one of its seats before; not
    those who come already."""
    known = Q(pk__in=Appointment.objects.running(on).filter(enrolment=enrolment).values("person")) | Q(
        pk__in=Seat.objects.filter(enrolment=enrolment).values("person")
    )
    coming = meeting.seats.live().values("person")
    return list(Person.objects.standing().filter(known).exclude(pk__in=coming).order_by("name")[:12])
