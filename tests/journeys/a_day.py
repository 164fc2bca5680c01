"""A meeting that begins in a quarter of an hour, for a real server: `python -m tests.journeys.a_day`.

Everything comes about through the acts. Prints the session of each who runs the network, and what the story needs.
"""

import datetime as dt
import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from armkrok.journal import clock  # noqa: E402
from armkrok.journal.models import record  # noqa: E402
from armkrok.meetings import attending, bringing, guesting, hosting, inviting, registering  # noqa: E402
from armkrok.networks import opening  # noqa: E402
from armkrok.networks.someone import Someone  # noqa: E402
from tests.meetings.conftest import a_meeting  # noqa: E402
from tests.meetings.programmes import put  # noqa: E402
from tests.world import World  # noqa: E402

PLACES = ["Assens", "Faaborg-Midtfyn", "Kerteminde", "Langeland", "Middelfart", "Nyborg", "Odense", "Ærø"]


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = clock.now()
    world = World(now=now - dt.timedelta(days=20)).build()
    secretary, at = world.people["secretary"], world.now
    opening.add_facilitator(world.network, world.other_team, by=secretary, at=at)
    members = [world.enrolment]
    for number, place in enumerate(PLACES):
        there = world.municipality(place, f"9{number:03}")
        members.append(world.member(world.network, there, f"k{number}", f"Konsulent {number}, {place}"))
    starts_at = (now + dt.timedelta(minutes=15)).replace(second=0, microsecond=0)
    meeting = a_meeting(world, starts_at=starts_at, armkrok=True, capacity=40)
    inviting.write_invitations(meeting, at=at)
    for member in members[:-1]:  # the last has been asked, and hasn't answered
        person = member.applicant
        registering.register(meeting, member, person, by=person, at=at)
    assignment = meeting.assignments.filter(person=world.people["k0"]).get()
    companion = bringing.bring(
        assignment, Someone("Rektor Lund", "rektor@example.org"), role="Rektor", by=assignment.person, at=at
    )
    bringing.answer_companion(companion, comes=True, by=companion.person, at=at)
    guesting.invite_guest(
        put(meeting, "Haller i tal", 45),
        Someone("Ekspert Bro", "e@example.org"),
        focus="Drift",
        by=secretary,
        at=at,
    )
    hosting.name_host(
        meeting,
        world.organisations["Svendborg"],
        contact=world.people["chef-coordinator"],
        by=secretary,
        at=at,
    )
    record("demo.built", [], by=None, at=now, today=str(now.date()))
    sessions = {
        who: world.sign_in(Client(), who).cookies["sessionid"].value for who in ("secretary", "facilitator")
    }
    code = attending.check_in_code(meeting, world.people["k1"])
    print(json.dumps({"sessions": sessions, "slug": meeting.slug, "code": code}))


if __name__ == "__main__":
    main()
