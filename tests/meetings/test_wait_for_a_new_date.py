"""A meeting is cancelled and gets a new date later: seats are kept meanwhile, and nothing of the old date counts (A5)."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.meetings import hosting, making, personal_data, registering
from armkrok.meetings.models import Meeting, Seat
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting

COLLEAGUE = Someone("Kollega, Svendborg", "kollega@example.org")
THIRD = Someone("Tredje, Svendborg", "tredje@example.org")
SHORTLY_BEFORE, LONG_AFTER = STARTS - dt.timedelta(days=2), STARTS + dt.timedelta(days=20)


def register(world: World, meeting: Meeting, who: Someone | None = None, *, extra: bool = False) -> Seat:
    me = world.people["coordinator"]
    return registering.register(
        meeting, world.enrolment, who or me, by=me, at=world.now, extra_confirmed=extra
    )


def postpone(world: World, meeting: Meeting, *, later: bool = True) -> None:
    by = world.people["secretary"]
    making.cancel(meeting, by=by, at=SHORTLY_BEFORE, why="Strømafbrydelse", new_date_to_come=later)


def get_a_date(world: World, meeting: Meeting, *, at: dt.datetime = LONG_AFTER) -> None:
    starts_at = STARTS + dt.timedelta(days=60)
    by = world.people["secretary"]
    making.reschedule(meeting, starts_at, starts_at + dt.timedelta(hours=6), by=by, at=at)


def test_a_seat_is_given_up_or_passed_on_also_when_the_old_date_is_over(world: World) -> None:
    """K35: it begins on its new date, and not before."""
    meeting = a_meeting(world)
    mine, theirs = register(world, meeting), register(world, meeting, COLLEAGUE)
    postpone(world, meeting)
    registering.leave(mine, by=mine.person, at=LONG_AFTER)
    registering.swap(theirs, THIRD, by=mine.person, at=LONG_AFTER)
    assert list(meeting.seats.live().values_list("person__email", flat=True)) == ["tredje@example.org"]


@pytest.mark.parametrize("later", [True, False])
def test_an_extra_seat_that_is_given_up_meanwhile_costs_nothing(world: World, later: bool) -> None:
    """A13: the deadline was the old date's."""
    meeting = a_meeting(world)
    register(world, meeting)
    register(world, meeting, COLLEAGUE)
    third = register(world, meeting, THIRD, extra=True)
    postpone(world, meeting, later=later)
    registering.leave(third, by=third.person, at=SHORTLY_BEFORE)
    assert not Seat.objects.left_late().exists()


def test_what_came_free_meanwhile_is_offered_with_the_new_date(world: World) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    first, waiting = register(world, meeting), register(world, meeting, COLLEAGUE)
    postpone(world, meeting)
    registering.leave(first, by=first.person, at=LONG_AFTER)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    get_a_date(world, meeting)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_a_member_that_leaves_and_somebody_who_is_erased_dont_come_on_the_new_date(world: World) -> None:
    meeting = a_meeting(world)
    mine, theirs = register(world, meeting), register(world, meeting, COLLEAGUE)
    postpone(world, meeting)
    personal_data.erase(theirs.person, at=LONG_AFTER)
    assert [seat.pk for seat in meeting.seats.live()] == [mine.pk]
    registering.free_the_seats_of(world.enrolment, at=LONG_AFTER)
    assert not meeting.seats.live().exists()


def test_a_member_that_leaves_hears_nothing_of_seats_at_what_was_cancelled(world: World) -> None:
    meeting = a_meeting(world)
    register(world, meeting)
    postpone(world, meeting, later=False)
    before = len(world.letters("coordinator@example.org"))
    registering.free_the_seats_of(world.enrolment, at=SHORTLY_BEFORE)
    assert len(world.letters("coordinator@example.org")) == before


def test_it_can_be_offered_a_host_also_when_the_old_date_is_over(world: World) -> None:
    """K28: it stands in the list of those that need one."""
    meeting = a_meeting(world)
    postpone(world, meeting)
    by = world.people["coordinator"]
    assert (
        hosting.offer(world.enrolment, what="host", meeting=meeting, by=by, at=LONG_AFTER).meeting == meeting
    )


@pytest.mark.parametrize("later", [True, False])
def test_a_programme_that_never_was_public_isnt_by_cancelling_it(
    world: World, client: Client, later: bool
) -> None:
    """S20: nobody's name but those who speak in public."""
    meeting = a_meeting(world, "planned")
    meeting.items.create(position=1, title="Oplæg", minutes=60, presenter="Arkitekt Eksempel")
    postpone(world, meeting, later=later)
    page = client.get(meeting.get_absolute_url()).text
    assert "Oplæg" not in page
    assert "Arkitekt Eksempel" not in page
    shown = a_meeting(world, "published")
    shown.items.create(position=1, title="Oplæg", minutes=60)
    postpone(world, shown, later=later)
    assert "Oplæg" in client.get(shown.get_absolute_url()).text
