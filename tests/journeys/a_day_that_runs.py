"""A meeting that began forty minutes ago, for a real server: `python -m tests.journeys.a_day_that_runs`.

Everything comes about through the acts. Prints the session of each who looks at it, and where it is.
"""

import datetime as dt
import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from armkrok.journal import clock  # noqa: E402
from armkrok.journal.models import record  # noqa: E402
from armkrok.meetings import guesting, registering  # noqa: E402
from armkrok.networks.someone import Someone  # noqa: E402
from tests.meetings.conftest import a_meeting  # noqa: E402
from tests.meetings.programmes import put  # noqa: E402
from tests.world import World  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = clock.now()
    world = World(now=now - dt.timedelta(days=20)).build()
    secretary, me, at = world.people["secretary"], world.people["coordinator"], world.now
    starts_at = (now - dt.timedelta(minutes=40)).replace(second=0, microsecond=0)
    meeting = a_meeting(world, starts_at=starts_at, title="Haller for alle: hvem har nøglen?")
    put(meeting, "Velkommen og kaffe", 20, sort="break")
    talk = put(meeting, "Haller i tal: hvem bruger dem, og hvornår står de tomme?", 45)
    put(meeting, "Pause", 15, sort="break")
    put(meeting, "Kollegial sparring", 60, closed=True)
    put(meeting, "Værksted: nøglen i telefonen", 60, presenter="Svendborg Kommune")
    put(meeting, "Rundtur i hallen", 40, parallel=True)
    put(meeting, "Hvad tager vi med hjem?", 30)
    registering.register(meeting, world.enrolment, me, by=me, at=at)
    guesting.invite_guest(talk, Someone("Ekspert Bro", "e@example.org"), focus="Drift", by=secretary, at=at)
    record("demo.built", [], by=None, at=now, today=str(now.date()))  # there is no other world to build
    who = {
        key: world.sign_in(Client(), key).cookies["sessionid"].value for key in ("secretary", "coordinator")
    }
    print(json.dumps({"slug": meeting.slug, "sessions": who}))


if __name__ == "__main__":
    main()
