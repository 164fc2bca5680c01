"""What is written when a meeting moves or doesn't take place: to everybody who counts on it."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter

from ..links import own_ways
from ..models import CompanionState, Meeting, State
from ..models.guest import STANDING
from ..models.seat import LIVE
from ..telling import news
from .sending import facts, hours, page, send, signed, when, where


def parts(meeting: Meeting, *, guests: bool = True) -> list[tuple[str, list[Person]]]:
    """Who is to be told, each once, by why they are. Six queries."""
    coming = (CompanionState.INVITED, CompanionState.CONFIRMED)
    found = [
        (
            _("Have a seat or wait for one"),
            [seat.person for seat in meeting.seats.filter(state__in=LIVE).select_related("person")],
        ),
        (
            _("Are invited, and haven't said no"),
            [i.person for i in meeting.invitations.counted_on().select_related("person")],
        ),
        (
            _("Guests"),
            [g.person for g in meeting.guests.filter(state__in=STANDING).select_related("person")]
            if guests
            else [],
        ),
        (
            _("The host's contact"),
            [h.contact for h in meeting.hostings.running().select_related("contact") if h.contact],
        ),
        (
            _("Come along with somebody"),
            [
                companion.person
                for assignment in meeting.assignments.prefetch_related("companions__person")
                for companion in assignment.companions.all()
                if companion.state in coming
            ],
        ),
    ]
    seen: set[int] = set()
    told = []
    for words, people in found:
        new = {person.pk: person for person in people if person.pk not in seen}
        seen |= set(new)
        if new:
            told.append((words, list(new.values())))
    return told


def concerned(meeting: Meeting, *, guests: bool = True) -> list[Person]:
    """Who has a seat or waits, who was invited and hasn't said no, who hosts, who comes along, who is a guest."""
    return [person for _words, people in parts(meeting, guests=guests) for person in people]


def moved(
    meeting: Meeting,
    before: tuple[dt.datetime, dt.datetime],
    *,
    at: dt.datetime,
    why: str,
    waited: bool = False,
) -> None:
    """To everybody concerned, those who haven't answered too; not to guests, who are told their own new time (S20).
    `waited`: it had been cancelled on its date, with a new one to come (A5)."""
    what, ways = f"moved:{meeting.starts_at:%Y%m%d%H%M}:{at:%Y%m%d%H%M%S}", own_ways(meeting, at=at)
    seated = set(meeting.seats.live().values_list("person", flat=True))
    asked = set(meeting.invitations.counted_on().unanswered().values_list("person", flat=True)) - seated

    def write(person: Person) -> Letter:
        return moving(meeting, before, why, ways.get(person.pk), waited=waited, asked=person.pk in asked)

    _to_all(concerned(meeting, guests=False), meeting, what, write, at)


def moving(
    meeting: Meeting,
    before: tuple[dt.datetime, dt.datetime],
    why: str,
    way: PersonalLink | None = None,
    *,
    waited: bool = False,
    asked: bool = False,
) -> Letter:
    """What a move is told with; whoever moves it reads it first. `way` is the receiver's own link, where they have
    one: with it they change their answer, or give one, if they are `asked` still."""
    has_a_seat = way is None or way.task in ("meetings.invitation", "meetings.seat")
    starts, ends = (moment.astimezone(meeting.zone) for moment in before)
    return Letter(
        subject=(_("New date: %(meeting)s") if waited else _("New time: %(meeting)s"))
        % {"meeting": meeting.title},
        paragraphs=[
            (
                _("The meeting has got its new date. Before, it was to be %(before)s.")
                if waited
                else _("The meeting has been moved. Before, it was to be %(before)s.")
            )
            % {"before": hours(starts, ends)},
            *([_("Reason: %(why)s") % {"why": why}] if why else []),
            _("You haven't said yet whether you come. Please answer for the new time.")
            if asked
            else _(
                "Your answer and your seat stay as they are. If the new time doesn't suit you, change your answer."
            )
            if has_a_seat
            else _("If the new time doesn't suit you, say so behind the link."),
        ],
        facts=facts(meeting),
        action=(_("Answer here"), way.address()) if way else (_("To the meeting"), page(meeting)),
        sender=signed(meeting.network),
    )


def cancelled(meeting: Meeting, *, at: dt.datetime, why: str) -> None:
    later = meeting.state == State.POSTPONED
    what = f"cancelled:{at:%Y%m%d%H%M%S}"
    guests = set(meeting.guests.filter(state__in=STANDING).values_list("person", flat=True))

    def write(person: Person) -> Letter:
        return cancelling(meeting, why, later=later, guest=person.pk in guests)

    _to_all(concerned(meeting), meeting, what, write, at)


def cancelling(meeting: Meeting, why: str, *, later: bool, guest: bool = False) -> Letter:
    """What a cancellation is told with (A5). A guest has neither seat nor turn (K30)."""
    kept = (
        _("We write to you when there is a new date.")
        if guest
        else _("Seats and answers are kept. We write to you when there is a new date.")
    )
    return Letter(
        subject=(_("Cancelled, new date to come: %(meeting)s") if later else _("Cancelled: %(meeting)s"))
        % {"meeting": meeting.title},
        paragraphs=[
            _("The meeting doesn't take place on this date.")
            if later
            else _("The meeting doesn't take place."),
            _("Reason: %(why)s") % {"why": why},
            *([kept] if later else []),
        ],
        facts=[(_("It was to be"), when(meeting)), (_("Where"), where(meeting))],
        sender=signed(meeting.network),
    )


def _to_all(
    people: list[Person], meeting: Meeting, what: str, write: Callable[[Person], Letter], at: dt.datetime
) -> None:
    """Each with what their own calendar has to be told; read for everybody at once. A guest's own time comes last."""
    told = {one.person.pk: one for one in reversed(news(meeting, at=at, people=people))}
    for person in people:
        send(
            person,
            partial(write, person),
            news=told,
            meeting=meeting,
            key=f"{meeting.thread}:{what}:{person.pk}",
            thread=meeting.thread,
            at=at,
            automatic=False,
        )
