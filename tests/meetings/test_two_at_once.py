"""Two people act on the same seat at the same moment: one of the two wins, and never do both (K35, A2, A13).

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
import time_machine

from armkrok.journal.models import Entry
from armkrok.meetings import offering, registering
from armkrok.meetings.models import Meeting, Seat
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import a_meeting

ROUNDS = 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def tried(do: Callable[[], Seat]) -> str:
    """ "done", or what refused it."""
    try:
        do()
    except Refusal as no:
        return no.requirement
    return "done"


def register(world: World, meeting: Meeting, who: Someone | None = None) -> Seat:
    me = world.people["coordinator"]
    return registering.register(meeting, world.enrolment, who or me, by=me, at=NOW, extra_confirmed=True)


def colleague(number: int) -> Someone:
    return Someone(f"Kollega {number}", f"kollega{number}@example.org")


def test_the_last_seat_is_taken_by_one_of_two(world: World) -> None:
    for number in range(ROUNDS):
        meeting = a_meeting(world, capacity=1)
        at_the_same_time(
            lambda m=meeting: register(world, m),  # type: ignore[misc]
            lambda m=meeting, n=number: register(world, m, colleague(n)),  # type: ignore[misc]
        )
        assert [seat.state for seat in meeting.seats.order_by("pk")] == ["taken", "waiting"]


def test_the_last_seat_is_swapped_while_it_is_given_up(world: World) -> None:
    """Swapped first, then given up by hand of whoever had it: the seat has left, and its new person hears of it. Given
    up first: the swap is refused. In both the next in line is offered the place, once."""
    outcomes: Counter[tuple] = Counter()
    for number in range(ROUNDS):
        meeting = a_meeting(world, capacity=1)
        mine, next_ = register(world, meeting), register(world, meeting, colleague(1000 + number))
        other = colleague(number)
        swapped, left = at_the_same_time(
            lambda s=mine, o=other: tried(lambda: registering.swap(s, o, by=s.person, at=NOW)),  # type: ignore[misc]
            lambda s=mine: tried(lambda: registering.leave(s, by=s.person, at=NOW)),  # type: ignore[misc]
        )
        mine.refresh_from_db()
        next_.refresh_from_db()
        assert left == "done"
        assert (mine.state, next_.state) == ("left", "offered")
        assert mine.person.email == (other.email if swapped == "done" else "coordinator@example.org")
        whats = [entry.what for entry in Entry.objects.about(mine).order_by("pk")]
        assert whats == (
            ["seat.taken", "seat.swapped", "seat.left"] if swapped == "done" else ["seat.taken", "seat.left"]
        )
        assert meeting.seats.taking_room().count() == 1
        outcomes[swapped, left] += 1
    assert sum(outcomes.values()) == ROUNDS


def test_an_offer_runs_out_while_it_is_accepted(world: World) -> None:
    """The worker passes the place on, or it is taken: never both, and the place is somebody's."""
    outcomes: Counter[str] = Counter()
    for number in range(ROUNDS):
        meeting = a_meeting(world, capacity=1)
        first, second = register(world, meeting), register(world, meeting, colleague(number))
        third = register(world, meeting, colleague(1000 + number))
        registering.leave(first, by=first.person, at=NOW)
        second.refresh_from_db()
        assert second.offer_ends_at
        just_in_time, too_late = second.offer_ends_at - dt.timedelta(seconds=1), second.offer_ends_at
        accepted, _passed_on = at_the_same_time(
            lambda s=second, at=just_in_time: tried(lambda: offering.accept(s, by=s.person, at=at)),  # type: ignore[misc]
            lambda m=meeting, at=too_late: offering.pass_on(m, at=at),  # type: ignore[misc]
        )
        second.refresh_from_db()
        third.refresh_from_db()
        assert (accepted, second.state, third.state) in [
            ("done", "taken", "waiting"),
            ("A2", "lapsed", "offered"),
        ]
        assert meeting.seats.taking_room().count() == 1
        outcomes[second.state] += 1
    assert sum(outcomes.values()) == ROUNDS


def test_two_places_come_free_at_once_and_are_offered_to_two(world: World) -> None:
    for number in range(ROUNDS):
        meeting = a_meeting(world, capacity=2)
        one, two = register(world, meeting), register(world, meeting, colleague(number))
        waiting = [register(world, meeting, colleague(1000 * n + number)) for n in (1, 2, 3)]
        at_the_same_time(
            lambda s=one: registering.leave(s, by=s.person, at=NOW),  # type: ignore[misc]
            lambda s=two: registering.leave(s, by=s.person, at=NOW),  # type: ignore[misc]
        )
        states = list(Seat.objects.filter(pk__in=[seat.pk for seat in waiting]).order_by("pk"))
        assert [seat.state for seat in states] == ["offered", "offered", "waiting"]
