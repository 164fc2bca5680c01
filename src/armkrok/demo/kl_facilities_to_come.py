"""Leisure facilities: a day that is open for registration, one that is only announced, and what members offer (K28–K30)."""

from typing import Any

from armkrok.directory.models import Kind, Person
from armkrok.meetings import asking, hosting, programming
from armkrok.meetings.models import GuestRole, Meeting
from armkrok.networks.models import Network

from . import afterwards, incoming
from .kl_facilities_meetings import SECOND, Day, make
from .kl_facilities_notes import ACCESS_LIST
from .kl_facilities_programmes import FOR_EVERYBODY, INDOORS, OUTSIDE_THE_DOOR, RULES
from .meetings import Calendar
from .world import World, address, someone


def days_to_come(world: World, network: Network, *, by: Person) -> None:
    calendar = Calendar(world, network, by=by)
    meeting = _ninth_of_september(calendar)
    _eleventh_of_november(calendar)
    _others_offer(calendar, meeting)


def _ninth_of_september(calendar: Calendar) -> Meeting:
    """Registration is open, with three seats left and one member who hasn't answered."""
    world = calendar.world
    randers = calendar.member("Randers")
    day = Day(
        on="2027-09-09",
        title="Adgang for alle",
        focus="Faciliteter, som også kan bruges af borgere med handicap.",
        host="Randers",
        venue="Idrætshallen",
        slot="Indsatser: én hal, gennemgået af dem, der ikke kunne komme ind.\n\nUdfordringer: at nå resten.",
        planned_on="2027-03-30",
        named_on="2027-04-08",
        prepared_on="2027-04-26",
        published_on="2027-05-12",
    )
    offer = hosting.offer(
        randers,
        what="host",
        by=randers.applicant,
        at=world.at("2027-03-22", "08:30"),
        **calendar.part_of_the_year(day.on),
        message="Vi har lige gennemgået en hal sammen med brugere i kørestol og viser den gerne frem.",
    )
    hosting.answer_offer(
        offer,
        accepted=True,
        answer="Tusind tak! Det bliver en hel dag om adgang, og vi begynder hos jer.",
        by=calendar.by,
        at=world.at("2027-03-29", "09:50"),
    )
    brief = "Til de to workshops skal vi bruge selve hallen og en tur udenfor. Lokalet rummer tretten deltagere og os."
    meeting = make(calendar, day, FOR_EVERYBODY, offer=offer, brief=brief, capacity=13)
    programming.keep_as_template(
        meeting, "Hel dag med to workshops", by=calendar.by, at=world.at("2027-05-12", "14:40")
    )
    _the_host_gets_ready(calendar, meeting)
    _the_expert(calendar, meeting)
    food, access, workshop = asking.set_questions(
        meeting, QUESTIONS, by=calendar.by, at=world.at("2027-05-24", "10:30")
    )
    meeting = calendar.invite(meeting, on="2027-05-25")
    _who_comes_in_september(calendar, meeting)
    _what_comes_in(calendar, meeting)
    for role, place, said in (
        ("", "Aarhus", {food: "Vegetar", workshop: INDOORS}),
        (SECOND["Aarhus"], "Aarhus", {workshop: OUTSIDE_THE_DOOR}),
        ("", "Vejle", {workshop: OUTSIDE_THE_DOOR}),
        (ANOTHER_PAIR[0], "Esbjerg", {food: "Uden gluten", workshop: INDOORS}),
        (SECOND["Randers"], "Randers", {access: "Teleslynge", workshop: INDOORS}),
    ):
        email = address(role, place) if role else calendar.coordinator(place).email
        person = Person.objects.get(email=email)
        words = {question.pk: answer for question, answer in said.items()}
        asking.answer_questions(meeting, person, words, by=person, at=world.at("2027-05-31", "11:00"))
    return meeting


QUESTIONS: list[dict[str, Any]] = [
    {"topic": "diet", "words": "Er der noget, du ikke spiser?"},
    {"topic": "access", "words": "Hvad skal være på plads, for at du kan være med hele dagen?"},
    {
        "topic": "choice",
        "words": "Hvilken workshop vil du helst med til?",
        "choices": [INDOORS, OUTSIDE_THE_DOOR],
    },
]
ANOTHER_PAIR = ("Teknisk leder", "Foreningskonsulent")  # Esbjerg's, this time


def _the_host_gets_ready(calendar: Calendar, meeting: Meeting) -> None:
    named = meeting.hostings.running().select_related("contact").get()
    for number, task in enumerate(named.tasks.filter(doer="host")[:2]):
        at = calendar.world.at("2027-05-18", f"10:{number:02}")
        hosting.tick(task, True, by=calendar.coordinator("Randers"), at=at)
    hosting.add_task(
        named,
        "En kørestol at låne til gennemgangen",
        "host",
        by=calendar.by,
        at=calendar.world.at("2027-05-19", "09:30"),
    )


def _the_expert(calendar: Calendar, meeting: Meeting) -> None:
    """A state agency can't be a member; its expert comes for an hour, and it costs nothing (K29, K30)."""
    agency = calendar.world.organisation(
        {"kind": Kind.STATE_AGENCY, "name": "Styrelsen for Byggeri og Fritid", "country": "DK"},
        on="2027-05-10",
    )
    expert = calendar.world.colleague(agency, "Specialkonsulent", language="da", on="2027-05-10")
    guest = calendar.guest(
        meeting,
        RULES,
        expert,
        on="2027-05-13",
        role=GuestRole.EXPERT,
        focus="Social bæredygtighed: hvad skal en hal kunne, når alle skal kunne bruge den?",
        workplace=agency.name,
        brief="Medlemmerne kender deres haller og er i tvivl om reglerne. Regn med mange spørgsmål.",
    )
    calendar.guest_says_yes(guest, on="2027-05-20")
    afterwards.guest_leaves(calendar, guest, ACCESS_LIST, on="2027-05-28")


def _who_comes_in_september(calendar: Calendar, meeting: Meeting) -> None:
    """Most have answered within a week; Hjørring can't, and Svendborg hasn't said yet."""
    at = calendar.world.at
    for place, time in (("Aarhus", "08:20"), ("Vejle", "09:40"), ("Randers", "11:05")):
        calendar.answer(meeting, place, "me", at("2027-05-26", time))
        calendar.comes(meeting, place, at("2027-05-26", "15:30"), SECOND[place])
    one, other = (someone(role, "Esbjerg") for role in ANOTHER_PAIR)
    calendar.answer(meeting, "Esbjerg", "other", at("2027-05-27", "10:15"), one)
    calendar.comes(meeting, "Esbjerg", at("2027-05-27", "10:20"), other.title)
    if calendar.is_invited(meeting, "Køge"):
        calendar.answer(meeting, "Køge", "other", at("2027-05-28", "13:10"), someone(SECOND["Køge"], "Køge"))
        calendar.comes(meeting, "Køge", at("2027-05-28", "13:15"), "Bademester")
    why = "Vi har borgermøde om den nye svømmehal samme dag."
    calendar.answer(meeting, "Hjørring", "no", at("2027-05-31", "09:25"), why=why)


def _what_comes_in(calendar: Calendar, meeting: Meeting) -> None:
    """Svendborg answers from a private address, which people look at first; one is away, and one letter comes back."""
    at = calendar.world.at
    incoming.answers_from_another_address(
        meeting,
        calendar.coordinator("Svendborg"),
        "fritid.og.friluft@example.net",
        "Jeg kommer gerne. Jeg svarer fra min egen adresse, for jeg er begyndt for nylig.",
        at=at("2027-05-31", "20:40"),
    )
    away = incoming.newest_letter(meeting, address(SECOND["Aarhus"], "Aarhus"))
    incoming.is_away(away, at=at("2027-05-26", "15:31"))
    unknown = incoming.newest_letter(meeting, address(ANOTHER_PAIR[1], "Esbjerg"))
    incoming.comes_back(unknown, at=at("2027-05-27", "10:23"))


def _eleventh_of_november(calendar: Calendar) -> None:
    """Only its date and place are public yet."""
    world = calendar.world
    esbjerg = calendar.member("Esbjerg")
    day = Day(
        on="2027-11-11",
        title="Hvem har nøglen?",
        focus="Booking, adgang og tillid: sådan kommer flere ind.",
        host="Esbjerg",
        venue="Idrætsparken",
        slot="Indsatser: haller, som foreningerne selv låser op.\n\nUdfordringer: hvem der rydder op.",
        planned_on="2027-04-27",
        named_on="2027-05-04",
        prepared_on="2027-05-19",
        published_on="",
    )
    offer = hosting.offer(
        esbjerg,
        what="host",
        by=esbjerg.applicant,
        at=world.at("2027-04-15", "14:05"),
        **calendar.part_of_the_year(day.on),
        message="Vi er nye i netværket og vil gerne vise vores elektroniske nøgler.",
    )
    hosting.answer_offer(
        offer,
        accepted=True,
        answer="Tak, det vil vi meget gerne. Vi tager mødet efter Randers hos jer.",
        by=calendar.by,
        at=world.at("2027-04-26", "13:00"),
    )
    make(calendar, day, offer=offer)


def _others_offer(calendar: Calendar, meeting: Meeting) -> None:
    """Two that nobody has answered: one for three weeks, which is too long, and a new one (K28)."""
    aarhus, svendborg = calendar.member("Aarhus"), calendar.member("Svendborg")
    hosting.offer(
        aarhus,
        what="present",
        by=aarhus.applicant,
        at=calendar.world.at("2027-05-11", "10:50"),
        meeting=meeting,
        message="Vi har målt, hvem der bruger vores haller, og hvem der bliver væk. Det fortæller vi gerne om.",
    )
    hosting.offer(
        svendborg,
        what="host",
        by=svendborg.applicant,
        at=calendar.world.at("2027-05-27", "15:20"),
        **calendar.part_of_the_year("2028-03-01"),
        message="Vi har en ny hal på havnen og plads til alle.",
    )
