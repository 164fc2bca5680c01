"""Two who run a network act on the same meeting at the same moment: it is done once, and nothing is half done.

With real threads on a real database. `tests/test_on_postgresql.py` runs this file there, too.
"""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from armkrok.journal.models import Entry
from armkrok.meetings import making
from armkrok.meetings.models import Meeting, WarningReason
from armkrok.meetings.rules import Refusal
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import STARTS, a_meeting

ROUNDS = 5
WEEK = dt.timedelta(weeks=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def tried(do: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            do()
        except Refusal as no:
            return type(no).__name__
        return "done"

    return run


def test_planned_at_once_each_has_an_address_of_its_own(world: World) -> None:
    by = world.people["secretary"]
    for number in range(ROUNDS):
        plans = [
            making.Plan(f"Møde {number}{letter}", STARTS, STARTS + dt.timedelta(hours=6)) for letter in "abc"
        ]
        at_the_same_time(
            *[lambda what=what: making.plan(world.network, what, by=by, at=NOW) for what in plans]  # type: ignore[misc]
        )
    assert len({meeting.slug for meeting in Meeting.objects.all()}) == 3 * ROUNDS


def test_one_form_sent_three_times_at_once_is_one_meeting(world: World) -> None:
    by = world.people["secretary"]
    what = making.Plan("Nyt møde", STARTS, STARTS + dt.timedelta(hours=6))
    at_the_same_time(*[lambda: making.plan(world.network, what, by=by, at=NOW) for _ in range(3)])
    assert Meeting.objects.count() == 1


def test_published_at_once_it_is_published_once(world: World) -> None:
    by = world.people["secretary"]
    for _ in range(ROUNDS):
        meeting = a_meeting(world, state="draft")
        at_the_same_time(*[lambda m=meeting: making.publish(m, by=by, at=NOW) for _ in range(2)])  # type: ignore[misc]
        assert [move.state for move in meeting.moves.all()] == ["draft", "published"]
        at_the_same_time(*[lambda m=meeting: making.open_registration(m, by=by, at=NOW) for _ in range(2)])  # type: ignore[misc]
        assert meeting.moves.filter(state="invited").count() == 1


def test_cancelled_while_it_is_moved_one_of_the_two_holds(world: World) -> None:
    """A5: moved and then cancelled, or cancelled and the move refused; never moved after it was cancelled."""
    by = world.people["secretary"]
    for _ in range(ROUNDS):
        meeting = a_meeting(world)
        starts_at, ends_at = meeting.starts_at + WEEK, meeting.ends_at + WEEK
        cancelled, moved = at_the_same_time(
            tried(lambda m=meeting: making.cancel(m, by=by, at=NOW, why="Sygdom")),  # type: ignore[misc]
            tried(lambda m=meeting, s=starts_at, e=ends_at: making.reschedule(m, s, e, by=by, at=NOW)),  # type: ignore[misc]
        )
        meeting.refresh_from_db()
        assert (cancelled, meeting.state) == ("done", "cancelled")
        entries = Entry.objects.about(meeting).filter(what="meeting.rescheduled")
        assert entries.exists() == (moved == "done") == (meeting.starts_at == starts_at)


def test_saved_at_once_the_second_sees_what_the_first_wrote(world: World) -> None:
    by = world.people["secretary"]
    for _ in range(ROUNDS):
        meeting = a_meeting(world, state="draft")
        seen = making.fingerprint(meeting)
        said = at_the_same_time(
            *[
                tried(
                    lambda m=meeting, f=focus, s=seen: making.change(m, {"focus": f}, by=by, at=NOW, seen=s)  # type: ignore[misc]
                )
                for focus in ("Den ene", "Den anden")
            ]
        )
        assert sorted(map(str, said)) == ["ChangedMeanwhile", "done"]
        meeting.refresh_from_db()
        assert meeting.focus == ("Den ene" if said[0] == "done" else "Den anden")


def test_a_reason_given_twice_at_once_is_one(world: World) -> None:
    """S12"""
    by = world.people["secretary"]
    for _ in range(ROUNDS):
        meeting = a_meeting(world, state="draft")
        at_the_same_time(
            *[lambda m=meeting: making.explain(m, "S12", "Hos KL", by=by, at=NOW) for _ in range(2)]  # type: ignore[misc]
        )
        assert WarningReason.objects.filter(meeting=meeting).count() == 1
