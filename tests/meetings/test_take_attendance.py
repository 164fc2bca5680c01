"""Who came is marked with one touch, taken back, and added for whoever wasn't registered (S20, K23, A13)."""

import datetime as dt

import pytest

from armkrok.directory.models import Person
from armkrok.meetings import attending, making, registering
from armkrok.meetings.attending import WalkIn
from armkrok.meetings.models import CameAs, Meeting, SeatState
from armkrok.meetings.rules import Refusal
from tests.world import World

from .conftest import STARTS, a_meeting

SOON, LATER = STARTS - dt.timedelta(minutes=20), STARTS + dt.timedelta(minutes=25)


def seated(world: World, meeting: Meeting) -> Person:
    me = world.people["coordinator"]
    registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    return me


def walk_in(world: World, meeting: Meeting, name: str, key: str, **more: object) -> Person:
    values = {"came_as": CameAs.MEMBER, "organisation": world.organisations["Svendborg"]} | more
    who = WalkIn(name, **values)  # type: ignore[arg-type]
    by = world.people["secretary"]
    return attending.walk_in(meeting, who, key=key, by=by, at=SOON).person


def test_one_is_marked_as_here_and_the_seat_is_as_before(world: World, meeting: Meeting) -> None:
    person, by = seated(world, meeting), world.people["secretary"]
    row = attending.mark(meeting, person, here=True, by=by, at=SOON)
    assert (row.came_as, row.organisation, row.walked_in) == ("member", world.organisations["Svendborg"], False)
    assert attending.there(meeting, person)
    attending.mark(meeting, person, here=False, by=by, at=LATER)
    assert not attending.there(meeting, person)
    assert meeting.seats.get().state == SeatState.TAKEN
