"""Two build the same programme at the same moment: nothing is doubled, lost or written over, and no guest is pushed out
(S20). With real threads on a real database; `tests/test_on_postgresql.py` runs this file there, too.
"""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from armkrok.meetings import guesting, programming
from armkrok.meetings.models import AgendaItem, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import a_meeting

ROUNDS = 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def acting(world: World) -> dict[str, Any]:
    return {"by": world.people["secretary"], "at": NOW}


def put(
    world: World, meeting: Meeting, title: str, minutes: int = 60, position: int | None = None
) -> AgendaItem:
    values = {"title": title, "minutes": minutes}
    return programming.add(meeting, values, position=position, **acting(world))


def tried(do: Callable[[], object]) -> bool:
    try:
        do()
    except Refusal:
        return False
    return True


def test_a_double_click_adds_one(world: World) -> None:
    meeting = a_meeting(world, "draft")
    for position in range(1, ROUNDS + 1):
        made = at_the_same_time(*[lambda p=position: put(world, meeting, "Oplæg", position=p)] * 2)  # type: ignore[misc]
        assert made[0] == made[1]
        assert meeting.items.count() == position


def test_everything_moved_at_once_stands_in_one_order(world: World) -> None:
    meeting = a_meeting(world, "draft")
    items = [put(world, meeting, f"Punkt {n}", 10) for n in range(6)]
    for round_ in range(ROUNDS):
        first, second, third = items[round_], items[-1], items[(round_ + 2) % 5]
        at_the_same_time(
            lambda i=first: programming.move(i, 6, **acting(world)),  # type: ignore[misc]
            lambda i=second: programming.move(i, 1, **acting(world)),  # type: ignore[misc]
            lambda i=third: programming.resize(i, 15, **acting(world)),  # type: ignore[misc]
            lambda n=round_: put(world, meeting, f"Nyt {n}", 5, position=3),  # type: ignore[misc]
        )
        now = list(meeting.items.all())
        assert [item.position for item in now] == list(range(1, 6 + round_ + 2))
        assert len({item.title for item in now}) == len(now)


def test_of_two_who_write_the_same_item_one_is_told(world: World) -> None:
    item = put(world, a_meeting(world, "draft"), "Oplæg")
    for n in range(ROUNDS):
        item.refresh_from_db()
        seen = programming.fingerprint(item)
        one, other = at_the_same_time(
            *(
                lambda t=title, s=seen: tried(  # type: ignore[misc]
                    lambda: programming.change(item, {"title": t}, seen=s, **acting(world))
                )
                for title in (f"Den enes {n}", f"Den andens {n}")
            )
        )
        assert one is not other
        item.refresh_from_db()
        assert item.title == (f"Den enes {n}" if one else f"Den andens {n}")


def test_no_guest_is_invited_to_what_ends_too_late_in_the_same_moment(world: World) -> None:
    """S20: the meeting has six hours; either the guest is invited or the item before becomes too long."""
    for n in range(ROUNDS):
        meeting = a_meeting(world, "draft")
        before, item = put(world, meeting, "Først", 60), put(world, meeting, "Gæsten", 60)
        guest = Someone(f"Gæst {n}", f"gaest-{n}@example.org")
        longer, invited = at_the_same_time(
            lambda b=before: tried(lambda: programming.resize(b, 301, **acting(world))),  # type: ignore[misc]
            lambda i=item, g=guest: tried(  # type: ignore[misc]
                lambda: guesting.invite_guest(i, g, focus="Haller", **acting(world))
            ),
        )
        assert longer is not invited


def test_an_item_isnt_removed_under_a_guest(world: World) -> None:
    """S20"""
    for n in range(ROUNDS):
        item = put(world, a_meeting(world, "draft"), "Gæsten")
        guest = Someone(f"Gæst {n}", f"gaest-{n}@example.org")

        removed, invited = at_the_same_time(
            lambda i=item: tried(lambda: programming.remove(i, **acting(world))),  # type: ignore[misc]
            lambda i=item, g=guest: tried(  # type: ignore[misc]
                lambda: guesting.invite_guest(i, g, focus="Haller", **acting(world))
            ),
        )
        assert removed is not invited
        assert AgendaItem.objects.filter(pk=item.pk).exists() is invited
