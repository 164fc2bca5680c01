"""A meeting that was held yesterday, for a real server: `python -m tests.journeys.a_day_that_was`.

Everything comes about through the acts. Prints the session of each of the two who write its notes, and where it is.
"""

import datetime as dt
import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from armkrok.journal import clock  # noqa: E402
from armkrok.journal.models import record  # noqa: E402
from armkrok.meetings import attending, making, registering  # noqa: E402
from armkrok.networks import opening  # noqa: E402
from tests.meetings.conftest import a_meeting  # noqa: E402
from tests.meetings.programmes import put  # noqa: E402
from tests.world import World  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = clock.now()
    world = World(now=now - dt.timedelta(days=40)).build()
    secretary, me = world.people["secretary"], world.people["coordinator"]
    opening.add_facilitator(world.network, world.other_team, by=secretary, at=world.now)
    starts_at = (now - dt.timedelta(days=1, hours=3)).replace(minute=0, second=0, microsecond=0)
    meeting = a_meeting(world, starts_at=starts_at)
    put(meeting, "Haller om natten", 60, presenter="Svendborg Kommune")
    put(meeting, "Frokost", 45, sort="break")
    put(meeting, "Det, der ikke gik som planlagt", 60, closed=True)
    put(meeting, "Hvad tager vi med hjem?", 30)
    registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    then = starts_at + dt.timedelta(minutes=5)
    attending.mark(meeting, me, here=True, by=secretary, at=then, marked_at=then)
    making.hold(meeting, by=secretary, at=starts_at + dt.timedelta(hours=6))
    record("demo.built", [], by=None, at=now, today=str(now.date()))  # there is no other world to build
    who = {
        key: world.sign_in(Client(), key).cookies["sessionid"].value for key in ("secretary", "facilitator")
    }
    print(json.dumps({"slug": meeting.slug, "sessions": who}))


if __name__ == "__main__":
    main()
