"""A database with 200 members and two meetings, for a real server: `python -m tests.meetings.two_hundred`.

Everything comes about through the acts. Prints the addresses of the personal links in which each coordinator answers.
"""

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from armkrok.accounts.models import PersonalLink  # noqa: E402
from armkrok.journal.models import record  # noqa: E402
from armkrok.mail.tasks import deliver  # noqa: E402
from armkrok.meetings.inviting import write_invitations  # noqa: E402
from armkrok.meetings.models import Invitation, Meeting  # noqa: E402
from armkrok.networks import opening  # noqa: E402
from tests.meetings.conftest import STARTS, a_meeting  # noqa: E402
from tests.world import NOW, World, facilities  # noqa: E402

MEMBERS, SEATS = 200, 60


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():  # it is quicker in one
        answers = _the_world()
    while deliver():
        pass
    # So the server that starts now doesn't build the demo's own world beside this one.
    record("demo.built", [], by=None, at=NOW, today=str(NOW.date()))
    print(json.dumps(answers))


def _the_world() -> dict[str, list[str]]:
    world = World().build()
    by = world.people["secretary"]
    network = opening.open_network(
        world.team, {**facilities(), "name": "De to hundrede", "slug": "de-to-hundrede"}, by=by, at=NOW
    )
    opening.publish(network, by=by, at=NOW)
    for number in range(MEMBERS):
        place = world.municipality(f"Kommune {number:03}", f"9{number:03}")
        world.member(network, place, f"k{number:03}", f"Koordinator {number:03}")
    full = a_meeting(world, network=network, capacity=SEATS, title="For tres")
    twice = a_meeting(world, network=network, title="To klik", starts_at=STARTS.replace(month=10))
    return {"full": _links(full), "twice": _links(twice)[:20]}


def _links(meeting: Meeting) -> list[str]:
    assert write_invitations(meeting, at=NOW) == MEMBERS
    invited = Invitation.objects.filter(meeting=meeting).values("pk")
    links = PersonalLink.objects.filter(task="meetings.invitation", target__in=invited)
    return [f"/l/{link.token}/" for link in links.order_by("pk")]


if __name__ == "__main__":
    main()
