"""KL's network of culture managers (K4–K16)."""

from typing import Any

from armkrok.directory.models import Kind, Person, PolicyArea
from armkrok.networks import deciding
from armkrok.networks.models import Network, Team

from . import kl_culture_meetings
from .world import Joining, World

SETTINGS: dict[str, Any] = {
    "slug": "kulturchefer",
    "name": "Kulturchefer",
    "summary": "For kulturchefer og andre ledere, der arbejder tæt på politikerne i en kommune. Vi deler viden på "
    "tværs af kommunerne og følger det, der rører sig på kulturområdet, lokalt og nationalt.",
    "policy_area": PolicyArea.CULTURE,
    "purpose": "Kulturområdet har få skal-opgaver, og kommunerne har fundet mange forskellige måder at organisere det "
    "på. Det giver frihed, men kulturen kan også blive overset, når der skal prioriteres. I netværket hjælper vi "
    "hinanden med at sætte ord på kulturens værdi og dokumentere, hvad den gør for borgerne.\n\n"
    "Deltagerne peger selv på emnerne og bærer en stor del af programmet. På hvert møde tager vi de aktuelle "
    "kulturpolitiske dagsordener op, får nyt fra KL og hører også en oplægsholder udefra. Undervejs er der god tid "
    "til at tale sammen.",
    "audience": "Kulturchefer eller ledere i en kommune med direkte kontakt til det politiske niveau. Når du søger, "
    "fortæller du, hvilket udvalg du betjener. Sekretariatet læser hver ansøgning; er svaret nej, peger vi på et "
    "netværk, der passer bedre.",
    "purposes": ["videndeling", "inspiration", "læring på tværs"],
    "subjects": [
        "kulturens værdi og effekt",
        "få skal-opgaver og mange prioriteringer",
        "organisering af kulturområdet",
        "aktuelle kulturpolitiske dagsordener",
    ],
    "privacy_url": "https://www.example.org/kl/privatliv",
    "language": "da",
    "time_zone": "Europe/Copenhagen",
    "areas": ["DK"],
    "eligible_kinds": [Kind.MUNICIPALITY],
    "reviewed_kinds": [Kind.REGION, Kind.MUNICIPAL_ASSOCIATION],
    "asks_committee": True,
    "meetings_min": 2,
    "meetings_max": 3,
    "member_led_percent": 50,
    "external_talk": True,
    "standing_items": kl_culture_meetings.STANDING_ITEMS,
}

CHIEF, DIRECTOR = "Kulturchef", "Kultur- og fritidsdirektør"
BOTH = "Kultur- og fritidsudvalget"


def _member(place: str, on: str, committee: str = BOTH, role: str = CHIEF) -> Joining:
    return Joining(place, on, role, DIRECTOR, more={"committee": committee})


MEMBERS = [
    _member("København", "2019-10-01"),
    _member("Aarhus", "2019-10-01", "Kulturudvalget"),
    _member("Odense", "2019-10-02", "By- og Kulturudvalget"),
    _member("Aalborg", "2019-10-08", "Sundheds- og Kulturudvalget"),
    _member("Roskilde", "2020-01-21", "Kultur- og Idrætsudvalget"),
    _member("Silkeborg", "2020-09-15"),
    _member("Vejle", "2020-09-22", "Kultur- og Idrætsudvalget"),
    _member("Horsens", "2021-02-09"),
    _member("Randers", "2022-01-18"),
    _member("Viborg", "2022-09-06"),
    _member("Kolding", "2023-01-24"),
    _member("Helsingør", "2025-01-14", "Kultur- og Turismeudvalget"),
]


def open_network(world: World, team: Team, *, by: Person) -> Network:
    return world.network(team, {**SETTINGS, "invoicer": team.organisation}, by=by, on="2019-08-27")


def people_join(world: World, network: Network, art: Network, *, by: Person) -> None:
    for joining in MEMBERS:
        world.join(network, joining, by=by)
    kl_culture_meetings.people_meet(world, network, by=by)
    _one_is_guided_on(world, network, art, by=by)
    _one_is_asked(world, network, by=by)


def _one_is_guided_on(world: World, network: Network, art: Network, *, by: Person) -> None:
    """No, and the way to a network that fits (K5)."""
    enrolment = world.apply(
        network,
        Joining(
            "Hvidovre",
            "",
            "Billedkunstkonsulent",
            CHIEF,
            "Kunst i byrummet, kunstfonden",
            {"committee": "Ingen direkte; sager går gennem kulturchefen"},
        ),
        world.at("2027-05-10", "10:25"),
    )
    world.appointer_says_yes(enrolment, world.at("2027-05-11", "12:40"))
    deciding.refuse(
        enrolment,
        "Netværket er for chefer og ledere, der selv betjener et politisk udvalg, og det gør du ikke i din stilling. "
        "Dit arbejde med kunsten i byrummet hører til i et andet af vores netværk.",
        by=by,
        at=world.at("2027-05-13", "14:05"),
        guided_to=art,
    )


def _one_is_asked(world: World, network: Network, *, by: Person) -> None:
    """The machine never judges how close to politics somebody works; the secretariat asks (K5)."""
    enrolment = world.apply(
        network,
        Joining(
            "Fredensborg",
            "",
            "Kulturleder",
            "Centerchef",
            more={"committee": BOTH, "message": "Jeg er ny leder af vores biblioteker og kulturhuse."},
        ),
        world.at("2027-05-24", "09:10"),
    )
    world.appointer_says_yes(enrolment, world.at("2027-05-25", "11:30"))
    deciding.ask(
        enrolment,
        "Tak for ansøgningen. Fremlægger du selv sager for udvalget, eller går de gennem centerchefen?",
        by=by,
        at=world.at("2027-05-27", "13:50"),
    )
