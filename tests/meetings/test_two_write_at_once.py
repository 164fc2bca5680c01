"""Two write the same notes at the same moment: nobody writes over what they haven't read, and everybody is written to
once (S5, K21). With real threads on a real database; `tests/test_on_postgresql.py` runs this file there, too."""

from collections.abc import Callable

import pytest
import time_machine

from armkrok.meetings import acting, noting
from armkrok.meetings.models import Action, Meeting, Note, Notes, NotesState
from armkrok.meetings.rules import Refusal
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .held import OPEN, a_held_meeting, acting_as, item, write

ROUNDS = 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


@pytest.fixture
def held(world: World) -> Meeting:
    return a_held_meeting(world)


def tried(do: Callable[[], object]) -> bool:
    try:
        do()
    except Refusal:
        return False
    return True


def test_of_two_who_write_the_same_section_one_sees_both(world: World, held: Meeting) -> None:
    for n in range(ROUNDS):
        seen = Note.objects.get().version if n else 0
        one, other = at_the_same_time(
            *(
                lambda t=text, s=seen: tried(lambda: write(world, held, t, seen=s))  # type: ignore[misc]
                for text in (f"Den enes {n}", f"Den andens {n}")
            )
        )
        assert one is not other
        note = Note.objects.get()
        assert note.said == (f"Den enes {n}" if one else f"Den andens {n}")
        assert note.version == seen + 1
    assert Notes.objects.count() == 1


def test_two_sections_are_written_beside_each_other(world: World, held: Meeting) -> None:
    held.items.filter(closed=True).update(closed=False)
    items = [item(held), item(held, "Det svære")]
    for n in range(ROUNDS):
        at_the_same_time(
            *(
                lambda i=one, n=n: noting.write(i, said=f"Ord {n}", decided="", seen=n, **acting_as(world))  # type: ignore[misc]
                for one in items
            )
        )
    assert [note.said for note in Note.objects.all()] == [f"Ord {ROUNDS - 1}"] * 2


def test_two_who_share_write_to_everybody_once(world: World, held: Meeting) -> None:
    write(world, held)
    acting.add(held, acting.Promise("Ring", person=world.people["coordinator"]), **acting_as(world))
    noting.approve(held, **acting_as(world))
    at_the_same_time(*[lambda: noting.share(held, **acting_as(world))] * 2)
    subjects = [letter.subject for letter in world.letters("coordinator@example.org")]
    assert sum(subject.startswith("Notes") for subject in subjects) == 1
    assert sum(subject.startswith("To do") for subject in subjects) == 1


def test_what_is_written_while_it_is_approved_isnt_approved_unread(world: World, held: Meeting) -> None:
    """Either the approval saw it, or the notes are a draft again."""
    write(world, held)
    for n in range(ROUNDS):
        seen = noting.fingerprint(held)
        approved, _written = at_the_same_time(
            lambda s=seen: tried(lambda: noting.approve(held, seen=s, **acting_as(world))),  # type: ignore[misc]
            lambda n=n: write(world, held, f"Nyt {n}"),  # type: ignore[misc]
        )
        assert Notes.objects.get().state == NotesState.DRAFT
        assert Note.objects.get().said == f"Nyt {n}"
        assert approved in (True, False)


def test_a_double_click_adds_and_completes_once(world: World, held: Meeting) -> None:
    promise = acting.Promise("Ring", person=world.people["coordinator"], item=item(held, OPEN))
    at_the_same_time(*[lambda: acting.add(held, promise, **acting_as(world))] * 2)
    action = Action.objects.get()
    at_the_same_time(*[lambda: acting.complete(action, **acting_as(world, "coordinator"))] * 2)
    assert Action.objects.get().done_by == world.people["coordinator"]
