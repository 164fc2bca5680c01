"""Two act on the same host or the same offer at the same moment: what they do is done once, or one after the other
(S12, K28). With real threads on a real database; `tests/test_on_postgresql.py` runs this file there, too.
"""

import pytest
import time_machine

from armkrok.meetings import hosting
from armkrok.meetings.models import HostOffer
from armkrok.meetings.rules import Refusal
from tests.at_once import at_the_same_time
from tests.world import NOW, World

from .conftest import a_meeting
from .test_name_a_host import name
from .test_offer_to_host import answer, offer

ROUNDS = 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    with time_machine.travel(NOW):
        return World().build()


def test_two_name_different_hosts_at_the_same_moment(world: World) -> None:
    """One of the two hosts, the other has hosted until then and was told; one slot, and it is the host's."""
    people = {"Svendborg": world.people["coordinator"], "Køge": world.people["outsider"]}
    for _ in range(ROUNDS):
        meeting = a_meeting(world)
        at_the_same_time(
            lambda m=meeting: name(world, m, "Svendborg", contact=people["Svendborg"]),  # type: ignore[misc]
            lambda m=meeting: name(world, m, "Køge", contact=people["Køge"]),  # type: ignore[misc]
        )
        now = meeting.hostings.running().select_related("organisation").get()
        former = meeting.hostings.exclude(pk=now.pk).select_related("organisation", "contact").get()
        assert now.organisation.name in meeting.items.get(sort="host_slot").title
        assert former.contact
        told = [m.key for m in world.letters(former.contact.email) if f"hosting-{former.pk}:ended" in m.key]
        assert len(told) == 1


def test_the_same_offer_twice_at_the_same_moment_is_one(world: World) -> None:
    meeting = a_meeting(world)
    for _ in range(ROUNDS):
        made = at_the_same_time(lambda: offer(world, meeting), lambda: offer(world, meeting))
        assert made[0] == made[1]
        hosting.withdraw_offer(made[0], by=world.people["coordinator"], at=NOW)  # type: ignore[arg-type]


def test_yes_and_no_at_the_same_moment_are_one_answer(world: World) -> None:
    def tried(made: HostOffer, accepted: bool) -> bool:
        try:
            answer(world, made, accepted, "Tak")
        except Refusal:
            return False
        return True

    for year in range(2028, 2028 + ROUNDS):
        made = offer(world, year=year)
        yes, no = at_the_same_time(lambda m=made: tried(m, True), lambda m=made: tried(m, False))  # type: ignore[misc]
        made.refresh_from_db()
        assert yes is not no
        assert made.accepted is yes
        assert len([m for m in world.letters("coordinator@example.org") if made.thread == m.thread]) == 1
