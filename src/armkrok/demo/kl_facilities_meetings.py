"""Leisure facilities: the days that were held, with two seats each that are for other people each time (K34, K35, A2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from armkrok.directory.models import Person
from armkrok.meetings import registering
from armkrok.meetings.models import Audience, Meeting
from armkrok.networks.models import Network

from . import afterwards
from . import kl_facilities_notes as notes
from .afterwards import Minutes
from .kl_facilities_programmes import AGREEMENTS, ALL_DAY, ENERGY, NUMBERS, OUTDOORS, PLANNING
from .meetings import Calendar, Host, Item
from .world import World, address, someone

HOURS = "09:30-15:30"


@dataclass(frozen=True)
class Day:
    """A whole day: when, about what, at whose place, and on which days those who run it worked on it."""

    on: str
    title: str
    focus: str
    host: str
    venue: str
    slot: str  # what the host tells about
    planned_on: str
    named_on: str
    prepared_on: str
    published_on: str


def make(calendar: Calendar, day: Day, programme: Sequence[Item] = (), **more: Any) -> Meeting:
    """Planned, its host named, its date made public; with a programme it is published too."""
    offer = more.pop("offer", None)
    brief = more.pop("brief", "")
    meeting = calendar.plan(day.on, HOURS, day.title, day.focus, on=day.planned_on, **more)
    member = calendar.member(day.host)
    slot = {"title": f"{day.host}: indsatser og udfordringer", "about": day.slot, "presenter": day.host}
    host = Host(member.applicant, brief, {"venue": day.venue}, slot, offer)
    calendar.host(meeting, member.organisation, host, on=day.named_on)
    calendar.announce(meeting, on=day.named_on)
    calendar.host_prepares(meeting, host, on=day.prepared_on)
    if programme:
        calendar.programme(meeting, programme, on=day.published_on)
        meeting = calendar.publish(meeting, on=day.published_on)
    return meeting


# Whom they send beside the one who speaks for them: two to each day, and not always the same (K34, K35).
SECOND = {
    "Aarhus": "Anlægskonsulent",
    "Vejle": "Driftsleder",
    "Køge": "Halinspektør",
    "Randers": "Ejendomskonsulent",
    "Hjørring": "Leder af svømmehal",
    "Esbjerg": "Udviklingskonsulent",
}


def _two_each(calendar: Calendar, meeting: Meeting, *places: str, after: str) -> None:
    for place in places:
        at = calendar.some_time_after(after, place + meeting.title)
        calendar.answer(meeting, place, "me", at)
        calendar.comes(meeting, place, at + dt.timedelta(minutes=4), SECOND[place])


def _the_day(calendar: Calendar, meeting: Meeting, minutes: Minutes, **who_comes: Any) -> None:
    """Somebody else at KL reads the notes before they are shared."""
    afterwards.they_come(calendar, meeting, **who_comes)
    calendar.hold(meeting)
    chief = calendar.colleague("Chefkonsulent")
    afterwards.write_notes(calendar, meeting, minutes, by=calendar.by, approver=chief)


# --- 2026 -----------------------------------------------------------------------------------------------


def first_two_days(world: World, network: Network, *, by: Person) -> None:
    calendar = Calendar(world, network, by=by)
    day = Day(
        on="2026-03-19",
        title="Haller hele dagen",
        focus="Flere timer og flere brugere i de haller, vi har.",
        host="Aarhus",
        venue="Idrætscentret, Sal 2",
        slot="Indsatser: ledige timer, som alle kan se og booke.\n\nUdfordringer: klubber, der har haft de samme timer i "
        "tyve år.",
        planned_on="2025-11-10",
        named_on="2025-11-24",
        prepared_on="2026-01-05",
        published_on="2026-01-13",
    )
    meeting = make(calendar, day, ALL_DAY)
    analyst = calendar.guest(
        meeting,
        NUMBERS,
        someone("Analytiker", "Forskningscentret"),
        on="2026-01-13",
        focus="Økonomisk bæredygtighed: vi vil bruge de haller bedre, som vi har, før vi bygger nye.",
        workplace="Et forskningscenter",
    )
    calendar.guest_says_yes(analyst, on="2026-01-20")
    meeting = calendar.invite(meeting, on="2026-01-22")
    _two_each(calendar, meeting, "Aarhus", "Vejle", "Køge", "Randers", after="2026-01-22")
    _the_day(calendar, meeting, notes.ALL_DAY, late={"Ejendomskonsulent, Randers": "09:49"})

    day = Day(
        on="2026-09-10",
        title="Energi i svømmehallen",
        focus="Et lavere forbrug, uden at vandet bliver koldere.",
        host="Vejle",
        venue="Svømmehallen, mødelokalet",
        slot="Indsatser: nye pumper og varmen fra bruserne.\n\nUdfordringer: en bygning, der er ældre end os alle.",
        planned_on="2026-03-24",
        named_on="2026-04-13",
        prepared_on="2026-05-18",
        published_on="2026-06-09",
    )
    meeting = calendar.invite(make(calendar, day, ENERGY), on="2026-06-30")
    _two_each(calendar, meeting, "Aarhus", "Vejle", "Køge", "Randers", after="2026-06-30")
    _the_day(calendar, meeting, notes.ENERGY, absent=["Halinspektør, Køge"])
    afterwards.keep(calendar, meeting, notes.ENERGY_PLAN, Audience.PUBLIC, on="2026-09-14", item=notes.PLAN)


def third_day(world: World, network: Network, *, by: Person) -> None:
    """Hjørring has become a member after the invitations had gone out, and comes."""
    calendar = Calendar(world, network, by=by)
    day = Day(
        on="2026-11-12",
        title="Selvejende haller og kommunen",
        focus="En aftale, som både hallen og kommunen kan leve med.",
        host="Køge",
        venue="Hallens cafeteria",
        slot="Indsatser: nye driftsaftaler med seks selvejende haller.\n\nUdfordringer: frivillige bestyrelser, der "
        "bliver færre.",
        planned_on="2026-04-14",
        named_on="2026-05-04",
        prepared_on="2026-06-15",
        published_on="2026-09-08",
    )
    meeting = calendar.invite(make(calendar, day, AGREEMENTS), on="2026-09-17")
    _two_each(calendar, meeting, "Aarhus", "Vejle", "Køge", "Randers", after="2026-09-17")
    calendar.invite_newcomers(meeting, on="2026-10-06")
    _two_each(calendar, meeting, "Hjørring", after="2026-10-06")
    inspector = meeting.seats.live().get(person__email=address(SECOND["Køge"], "Køge"))
    registering.swap(
        inspector,
        someone("Bademester", "Køge"),
        by=calendar.coordinator("Køge"),
        at=world.at("2026-11-10", "15:45"),
    )
    _the_day(calendar, meeting, notes.AGREEMENTS)
    afterwards.keep(calendar, meeting, notes.KL_PAGE, Audience.PUBLIC, on="2026-11-16")


# --- 2027 -----------------------------------------------------------------------------------------------


def fourth_day(world: World, network: Network, *, by: Person) -> None:
    """Vejle takes an extra seat for a third person (A2); Esbjerg is new."""
    calendar = Calendar(world, network, by=by)
    day = Day(
        on="2027-03-18",
        title="Ude i det fri",
        focus="Parker, baner og stier, som mange slags mennesker bruger.",
        host="Hjørring",
        venue="Klubhuset ved stadion",
        slot="Indsatser: en bypark, der også er en træningsbane.\n\nUdfordringer: lys, skrald og naboer.",
        planned_on="2026-11-24",
        named_on="2026-12-07",
        prepared_on="2027-01-04",
        published_on="2027-01-12",
    )
    meeting = make(calendar, day, OUTDOORS)
    architect = calendar.guest(
        meeting,
        PLANNING,
        someone("Landskabsarkitekt", "Tegnestuen"),
        on="2027-01-12",
        focus="Social bæredygtighed: vi vil bygge til dem, der ikke er medlem af en forening.",
        workplace="En tegnestue",
    )
    calendar.guest_says_yes(architect, on="2027-01-18")
    meeting = calendar.invite(meeting, on="2027-01-21")
    places = ("Aarhus", "Vejle", "Køge", "Randers", "Hjørring", "Esbjerg")
    _two_each(calendar, meeting, *places, after="2027-01-21")
    calendar.comes(meeting, "Vejle", world.at("2027-03-02", "10:25"), "Leder af svømmehal", extra=True)
    _the_day(
        calendar,
        meeting,
        notes.OUTDOORS,
        late={"Udviklingskonsulent, Esbjerg": "09:58"},
        absent=["Driftsleder, Vejle"],
        unregistered={"Parkforvalter, Hjørring": "09:31"},
    )
    afterwards.keep(calendar, meeting, notes.FOUR_ON_A_PAGE, on="2027-03-22", item=notes.FOUR_PLACES)
