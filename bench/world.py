"""A database to measure: `python -m bench.world JSON`, with the settings of the database in the environment.

Its first network, its staff and one meeting come about through the acts, like in the tests. The crowd around them is
poured in as the rows that the acts would have left. Prints what is where as JSON.
"""

import datetime as dt
import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from armkrok.accounts.models import PersonalLink, User  # noqa: E402
from armkrok.directory.models import Kind, Organisation, Person  # noqa: E402
from armkrok.journal.models import Entry, Subject  # noqa: E402
from armkrok.mail.models import Message  # noqa: E402
from armkrok.meetings import feeding, making  # noqa: E402
from armkrok.meetings.models import AgendaItem, CalendarEntry, Invitation, Meeting, Seat  # noqa: E402
from armkrok.meetings.showing import Part, Words  # noqa: E402
from armkrok.networks import opening  # noqa: E402
from armkrok.networks.models import Appointment, Enrolment, Network, Step  # noqa: E402
from tests.world import World, facilities  # noqa: E402

NOW = timezone.now().replace(microsecond=0)
ITEMS = [
    ("Velkomst", 15),
    ("Haller for alle", 60),
    ("Pause", 15),
    ("Gruppearbejde", 90),
    ("Fælles opgave", 30),
]


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    organisations: int = 1000
    networks: int = 20  # beside the four that are measured
    members: int = 100  # of each of them; every one is a person
    meetings: int = 10  # of each of them
    crowd: int = 1000  # members of the large network, participants of its meeting, letters to be sent
    feed: int = 1000  # meetings of the network whose calendar is fetched
    for_sixty: int = 200  # people who want one of sixty seats
    one_by_one: int = 600  # people who register one after the other


@dataclass
class Facts:
    """What is where."""

    network: str = ""
    meeting: str = ""
    large_network: str = ""
    large_meeting: str = ""
    feed_network: str = ""
    calendars: dict[str, str] = field(default_factory=dict)  # secret addresses: one's own, all that one runs
    to_invite: str = ""  # a meeting whose invitations haven't been sent
    for_sixty: list[str] = field(default_factory=list)  # addresses of personal links
    one_by_one: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    crowd: int = 0  # members of the large network
    people: int = 0
    meetings: int = 0
    networks: int = 0


class Town:
    def __init__(self, size: Size) -> None:
        self.size = size
        self.world = World(now=NOW).build()
        self.by = self.world.people["secretary"]
        self.organisations = [
            Organisation(
                name=f"Kommune {n:04}",
                kind=Kind.MUNICIPALITY,
                country="DK",
                code=f"B{n:04}",
                area="DK-1083",
                search_text=f"kommune {n:04}",
            )
            for n in range(size.organisations)
        ]
        Organisation.objects.bulk_create(self.organisations)

    # --- networks and their people ----------------------------------------------------------------------

    def network(self, slug: str, name: str) -> Network:
        values = {**facilities(), "slug": slug, "name": name, "seats_per_meeting": 1}
        network = opening.open_network(self.world.team, values, by=self.by, at=NOW)
        opening.publish(network, by=self.by, at=NOW)
        return network

    def members(self, network: Network, number: int, *, waiting: int = 0) -> list[Enrolment]:
        """So many members, each with one person who speaks for it; `waiting` more have applied."""
        begin = Person.objects.count()
        people = [
            Person(
                name=f"Koordinator {begin + n:05}",
                email=f"k{begin + n}@example.org",
                title="Idrætskonsulent",
                organisation=self.organisations[n],
                language="da",
                search_text=f"koordinator {begin + n:05}",
            )
            for n in range(number + waiting)
        ]
        Person.objects.bulk_create(people)
        day = NOW.date() - dt.timedelta(days=200)
        enrolments = [
            Enrolment(
                network=network,
                organisation=person.organisation,
                state="active" if n < number else "applied",
                applicant=person,
                applicant_title=person.title,
                professional_contact=person,
                applied_at=NOW - dt.timedelta(days=250),
                starts_on=day if n < number else None,
            )
            for n, person in enumerate(people)
        ]
        Enrolment.objects.bulk_create(enrolments)
        Appointment.objects.bulk_create(
            Appointment(
                enrolment=enrolment,
                network=network,
                organisation=enrolment.organisation,
                person=enrolment.applicant,
                title=enrolment.applicant_title,
                appointer=self.by,
                nominated_by=enrolment.applicant,
                asked_at=enrolment.applied_at,
                confirmed_at=enrolment.applied_at,
                from_on=day,
            )
            for enrolment in enrolments
        )
        Step.objects.bulk_create(
            Step(enrolment=e, state=e.state, before="applied", by=self.by, at=e.applied_at)
            for e in enrolments[:number]
        )
        self._journal("enrolment.approved", [[e, network, e.organisation] for e in enrolments[:number]])
        self._letters(enrolments)
        return enrolments[:number]

    def _journal(self, what: str, about: list[list[Any]]) -> None:
        entries = [Entry(at=NOW - dt.timedelta(days=200), by=self.by.pk, what=what) for _ in about]
        Entry.objects.bulk_create(entries)
        Subject.objects.bulk_create(
            Subject(entry=entry, kind=subject._meta.label_lower, number=subject.pk)
            for entry, subjects in zip(entries, about, strict=True)
            for subject in subjects
        )

    def _letters(self, enrolments: list[Enrolment]) -> None:
        """What each of them was written once, and has left."""
        Message.objects.bulk_create(
            Message(
                key=f"enrolment-{e.pk}:decision",
                message_id=f"<enrolment-{e.pk}@example.org>",
                thread=e.thread,
                to_address=e.applicant.email,
                language="da",
                subject="Velkommen",
                text="Velkommen i netværket. " * 20,
                html="<p>Velkommen i netværket.</p>" * 20,
                created_at=e.applied_at,
                next_attempt_at=e.applied_at,
                delivered_at=e.applied_at,
                attempts=1,
            )
            for e in enrolments
        )

    # --- meetings ---------------------------------------------------------------------------------------

    def meeting(self, network: Network, title: str, *, state: str = "invited", **more: Any) -> Meeting:
        """In a hundred days, through the acts."""
        starts_at = (NOW + dt.timedelta(days=100)).replace(hour=8, minute=0, second=0)
        plan = making.Plan(
            title=title,
            focus="Flere bruger hallerne",
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=6),
            place=self.world.organisations["Svendborg"],
            venue="Svendborg Idrætshal",
            room="Sal 1",
            **more,
        )
        meeting = making.plan(network, plan, by=self.by, at=NOW)
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, position=n, title=item, minutes=minutes)
            for n, (item, minutes) in enumerate(ITEMS, 1)
        )
        meeting = making.publish(meeting, by=self.by, at=NOW)
        return making.open_registration(meeting, by=self.by, at=NOW) if state == "invited" else meeting

    def meetings(self, network: Network, number: int) -> None:
        """Every week one, half of them held and half of them to come."""
        first = (NOW - dt.timedelta(weeks=number // 2)).replace(hour=8, minute=0, second=0)
        rows = []
        for n in range(number):
            starts_at = first + dt.timedelta(weeks=n)
            rows.append(
                Meeting(
                    network=network,
                    slug=f"{network.slug}-m{n}",
                    state="held" if starts_at < NOW else "published",
                    title=f"Møde {n}",
                    focus="Flere bruger hallerne",
                    starts_at=starts_at,
                    ends_at=starts_at + dt.timedelta(hours=6),
                    place=self.world.organisations["Svendborg"],
                    venue="Svendborg Idrætshal",
                )
            )
        Meeting.objects.bulk_create(rows)
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, position=n, title=item, minutes=minutes)
            for meeting in rows
            for n, (item, minutes) in enumerate(ITEMS, 1)
        )
        self._journal("meeting.published", [[meeting, network] for meeting in rows])

    def invitations(self, meeting: Meeting, enrolments: list[Enrolment]) -> list[str]:
        """Each has been asked; the addresses of their personal links."""
        rows = [Invitation(meeting=meeting, enrolment=e, person=e.applicant, sent_at=NOW) for e in enrolments]
        Invitation.objects.bulk_create(rows)
        CalendarEntry.objects.bulk_create(
            CalendarEntry(meeting=meeting, person=row.person, told={"part": "asked"}, told_at=NOW)
            for row in rows
        )
        links = [
            PersonalLink(
                task="meetings.invitation",
                person=row.person,
                target=row.pk,
                secret=f"bench{row.pk:017}",
                made_at=NOW,
                ends_at=NOW + dt.timedelta(days=100),
            )
            for row in rows
        ]
        PersonalLink.objects.bulk_create(links)
        return [f"/l/{link.token}/" for link in links]

    def seats(self, meeting: Meeting, enrolments: list[Enrolment]) -> None:
        Seat.objects.bulk_create(
            Seat(
                meeting=meeting,
                enrolment=e,
                organisation=e.organisation,
                person=e.applicant,
                state="taken",
                made_by=e.applicant,
                made_at=NOW,
            )
            for e in enrolments
        )

    def calendars(self, network: Network) -> dict[str, str]:
        """One person comes to all meetings of the network, and has them in their calendar; another runs them all."""
        (enrolment,) = self.members(network, 1)
        person, meetings = enrolment.applicant, list(network.meetings.select_related("network", "place"))
        for meeting in meetings:
            self.seats(meeting, [enrolment])
        CalendarEntry.objects.bulk_create(
            CalendarEntry(
                meeting=meeting,
                person=person,
                told=asdict(Words(meeting).shown(Part.COMES, person, network.language)),
                told_at=NOW,
            )
            for meeting in meetings
        )
        return {
            whose: reverse("meetings:calendar", args=[feeding.make(who, whose, instead_of="", at=NOW).secret])
            for whose, who in (("mine", person), ("run", self.by))
        }

    def session(self, person: Person) -> str:
        user = User.objects.for_person(person)
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        return str(store.session_key)


def build(size: Size) -> Facts:
    town, facts = Town(size), Facts()
    main = town.world.network
    facts.network = main.slug
    facts.meeting = town.meeting(main, "Haller for alle").slug
    coordinator = town.world.people["coordinator"]
    town.members(main, 60, waiting=30)
    town.meetings(main, size.meetings)
    facts.sessions = {"secretary": town.session(town.by), "coordinator": town.session(coordinator)}
    for n in range(size.networks):
        network = town.network(f"netvaerk-{n}", f"Netværk {n:03}")
        town.members(network, size.members)
        town.meetings(network, size.meetings)
    if size.crowd:
        large = town.network("stort", "Det store netværk")
        enrolments = town.members(large, size.crowd)
        meeting = town.meeting(large, "Mødet for tusind")
        facts.large_network, facts.large_meeting = large.slug, meeting.slug
        facts.crowd = size.crowd
        town.invitations(meeting, enrolments)
        town.seats(meeting, enrolments)
        facts.to_invite = town.meeting(large, "Mødet som tusind inviteres til", state="published").slug
    if size.feed:
        feed = town.network("kalender", "Netværket med tusind møder")
        town.meetings(feed, size.feed)
        facts.feed_network = feed.slug
        facts.calendars = town.calendars(feed)
    registering = town.network("tilmelding", "Netværket som tilmelder sig")
    enrolments = town.members(registering, max(size.for_sixty, size.one_by_one))
    sixty = town.meeting(registering, "For tres", capacity=60)
    facts.for_sixty = town.invitations(sixty, enrolments[: size.for_sixty])
    room = town.meeting(registering, "For alle", capacity=5000)
    facts.one_by_one = town.invitations(room, enrolments[: size.one_by_one])
    Message.objects.waiting().update(delivered_at=NOW)
    facts.people, facts.meetings = Person.objects.count(), Meeting.objects.count()
    facts.networks = Network.objects.count()
    return facts


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        facts = build(Size(**json.loads(sys.argv[1])))
    print(json.dumps(asdict(facts)))


if __name__ == "__main__":
    main()
