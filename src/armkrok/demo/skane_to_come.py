"""What Region Skåne's coordinators have before them: a day at a museum, and a draft with two warnings (S11, S17, S18)."""

from armkrok.directory.models import Kind, Person
from armkrok.meetings import hosting, making
from armkrok.networks.models import Network

from .meetings import MEMBERS, Calendar, Host, Item, host_slot
from .skane_meetings import DIALOGUE, EXCHANGE
from .world import World, someone

MUSEUM = {
    "kind": Kind.INSTITUTION,
    "name": "Konstmuseet i Ystad",
    "country": "SE",
    "area": "SE-12",
    "area_name": "Skåne län",
    "website": "https://konstmuseet.example.org",
    "latitude": 55.4280,
    "longitude": 13.8230,
}


def meetings_to_come(world: World, network: Network, *, by: Person) -> None:
    calendar = Calendar(world, network, by=by)
    _at_a_museum(calendar)
    _a_fourth_one(calendar)
    hoor = calendar.member("Höör")
    hosting.offer(
        hoor,
        what="host",
        by=hoor.applicant,
        at=world.at("2027-05-26", "14:20"),
        **calendar.part_of_the_year("2028-03-01"),
        message="Vi tar gärna emot, tre minuter från stationen, och visar hur kulturgarantin fungerar i skolan.",
    )


def _at_a_museum(calendar: Calendar) -> None:
    """S18: the institution hosts, and presents what it does. Its date is public, its programme has begun."""
    world = calendar.world
    ystad = world.municipality("Ystad", "SE")
    museum = world.organisation({**MUSEUM, "parent": ystad}, on="2027-04-06")
    meeting = calendar.plan(
        "2027-10-14",
        "10:00-15:30",
        "Museet som barnens eget rum",
        "Konst och skola: hur blir museet en plats dit barnen kommer mer än en gång?",
        on="2027-04-07",
        armkrok=True,
    )
    host = Host(
        someone("Museipedagog", museum.name),
        "Visa gärna det som ni gör tillsammans med skolorna, och ett rum som barnen själva har format.",
        {"venue": museum.name, "room": "Ateljén"},
        {
            "title": f"{museum.name} visar sin verksamhet",
            "about": "En rundtur i utställningen, och en bit av en lektion som den brukar vara.",
            "presenter": "Museipedagogen",
        },
    )
    calendar.host(meeting, museum, host, on="2027-04-14")
    calendar.host_prepares(meeting, host, on="2027-04-29")
    calendar.programme(
        meeting,
        [
            Item(20, "Välkommen: därför går vi arm i arm", purposes=DIALOGUE),
            host_slot(60, purposes=EXCHANGE),
            Item(60, "Samtal i ateljén: du, jag och barnen", MEMBERS, DIALOGUE + EXCHANGE),
        ],
        on="2027-05-06",
    )
    calendar.announce(meeting, on="2027-05-11")


def _a_fourth_one(calendar: Calendar) -> None:
    """A draft, with two warnings: one more than the network meets in a year (S11), in winter without a train (S17)."""
    world, horby = calendar.world, calendar.member("Hörby")
    offer = hosting.offer(
        horby,
        what="host",
        by=horby.applicant,
        at=world.at("2027-05-13", "09:45"),
        **calendar.part_of_the_year("2027-12-02"),
        message="Förskolorna här har mycket att visa, och vi har aldrig varit värd.",
    )
    answer = "Tack! Vi ser om det går att få in en träff till. Vi hör av oss när datumet är klart."
    hosting.answer_offer(
        offer, accepted=True, answer=answer, by=calendar.by, at=world.at("2027-05-18", "11:30")
    )
    meeting = calendar.plan(
        "2027-12-02",
        "09:30-15:00",
        "Kultur i förskolan",
        "Hur får de minsta barnen möta professionell kultur där de redan är?",
        on="2027-05-19",
    )
    host = Host(
        horby.applicant, "Det är inte bestämt än. Hör gärna med förskolorna vad som passar dem.", offer=offer
    )
    calendar.host(meeting, horby.organisation, host, on="2027-05-21")
    making.explain(
        meeting,
        "S11",
        "Hörby har inte varit värd förut och vill visa sina förskolor. Vi prövar om en fjärde träff hinns med.",
        by=calendar.by,
        at=world.at("2027-05-21", "11:05"),
    )
