"""Two phones at one list: whatever each of them marks, in whatever order it arrives and however often, both end with
the same, and so does the server (S20, A13). With real threads on a real database;
`tests/test_on_postgresql.py` runs this file there, too.
"""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armkrok.directory.models import Person
from armkrok.meetings import attending, registering
from armkrok.meetings.attending import Said, WalkIn
from armkrok.meetings.models import Meeting
from armkrok.networks.someone import Someone
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import STARTS, a_meeting

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


@pytest.fixture
def meeting(world: World) -> Meeting:
    meeting, me = a_meeting(world), world.people["coordinator"]
    for who in (me, Someone("Ole Bech", "ole@example.org")):
        registering.register(meeting, world.enrolment, who, by=me, at=NOW)
    return meeting


def send(meeting: Meeting, by: Person, *said: Said) -> None:
    attending.take(meeting, said, by=by, at=STARTS)


def test_two_mark_the_same_row_at_once(world: World, meeting: Meeting) -> None:
    """The first row of all is made once, and the later touch counts."""
    me = world.people["coordinator"]
    for number in range(ROUNDS):
        meeting.attendances.all().delete()
        first, last = STARTS - dt.timedelta(seconds=30), STARTS - dt.timedelta(seconds=20)
        here = bool(number % 2)
        at_the_same_time(
            lambda h=here, at=first: send(meeting, world.people["secretary"], Said(not h, at, me.pk)),  # type: ignore[misc]
            lambda h=here, at=last: send(meeting, world.people["facilitator"], Said(h, at, me.pk)),  # type: ignore[misc]
        )
        row = meeting.attendances.get()
        assert (row.here, row.marked_at, row.marked_by) == (here, last, world.people["facilitator"])


def test_two_add_the_same_person_at_once(world: World, meeting: Meeting) -> None:
    """The same key twice, as when the answer was lost; and the same person with a key of each phone."""
    svendborg = world.organisations["Svendborg"]
    for number, keys in enumerate([("a", "a"), ("b", "c")] * (ROUNDS // 2)):
        who = WalkIn(f"Gæst {number}", organisation=svendborg)
        key, other = (f"{key}{number}" for key in keys)
        at_the_same_time(
            lambda w=who, k=key: send(
                meeting, world.people["secretary"], Said(True, STARTS, key=k, walk_in=w)
            ),  # type: ignore[misc]
            lambda w=who, k=other: send(
                meeting, world.people["facilitator"], Said(True, STARTS, key=k, walk_in=w)
            ),  # type: ignore[misc]
        )
        assert Person.objects.filter(name=who.name).count() == 1
        assert meeting.attendances.filter(person__name=who.name).count() == 1


# What two thumbs do: who is touched (two on the list, two who walked in), here or not, and when.
touches = st.lists(
    st.tuples(
        st.integers(0, 3), st.booleans(), st.integers(0, 4), st.sampled_from(["secretary", "facilitator"])
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=touches, data=st.data())
def test_any_order_of_delivery_ends_the_same(
    world: World, meeting: Meeting, made: list[tuple], data: Any
) -> None:
    arrivals = data.draw(st.permutations(made + data.draw(st.lists(st.sampled_from(made), max_size=4))))
    cuts = data.draw(st.lists(st.integers(1, 4), min_size=len(arrivals), max_size=len(arrivals)))
    assert _delivered(world, meeting, arrivals, cuts) == _delivered(world, meeting, made, [1] * len(made))


def _delivered(world: World, meeting: Meeting, touches: list[tuple], sizes: list[int]) -> dict[str, tuple]:
    """What stands when they have arrived in this order, so many at a time from each phone; then it is undone."""
    people = [world.people["coordinator"], Person.objects.get(email="ole@example.org")]
    svendborg = world.organisations["Svendborg"]
    with transaction.atomic():
        rest = list(touches)
        for size in sizes:
            sent, rest = rest[:size], rest[size:]
            for who in ("secretary", "facilitator"):
                said = [
                    Said(here, at, people[number].pk)
                    if number < 2
                    else Said(
                        here, at, key=f"k{number}", walk_in=WalkIn(f"Gæst {number}", organisation=svendborg)
                    )
                    for number, here, minute, by in sent
                    if by == who and (at := STARTS - dt.timedelta(minutes=minute))
                ]
                send(meeting, world.people[who], *said)
        rows = meeting.attendances.select_related("person", "marked_by")
        ends = {row.person.name: (row.here, row.marked_at, row.marked_by, row.walked_in) for row in rows}
        transaction.set_rollback(True)
    return ends
