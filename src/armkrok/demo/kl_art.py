"""Art in public space, run by BKF and KL with equal rights (K18–K24)."""

from typing import Any

from armkrok.directory.models import Kind, Person, PolicyArea
from armkrok.networks.models import Network, Team
from armkrok.networks.models.enrolment import Stage

from . import kl_art_meetings
from .world import Joining, World

SETTINGS: dict[str, Any] = {
    "slug": "kunst-i-det-offentlige-rum",
    "name": "Kunst i det offentlige rum",
    "summary": "For dig, der arbejder med kunst i det offentlige rum i en kommune, eller som gerne vil i gang. "
    "Billedkunstnernes Forbund og KL driver netværket sammen.",
    "policy_area": PolicyArea.CULTURE,
    "purpose": "Kunst møder borgerne på pladser og gavle, i skoler og på rådhuse. Netværket skal gøre det lettere at "
    "arbejde med den og gøre resultatet bedre, fra den første idé til vedligeholdelsen mange år efter.\n\n"
    "På møderne fortæller medlemmerne om egne værker og forløb, både dem, der lykkedes, og dem, der ikke gjorde. "
    "Dele af mødet er et fortroligt rum til refleksion. Vi har workshops og tager på frivillige studieture.",
    "audience": "Konsulenter og andre ansatte i kommuner, der arbejder med kunst i det offentlige rum, og kommuner, "
    "der ønsker at sætte noget i gang. Begge dele er velkomne; vi spørger kun, hvor I er i dag.",
    "purposes": ["erfaringsdeling", "refleksion", "kvalitet og smidighed"],
    "subjects": [
        "kunst i og ved offentlige bygninger",
        "gavle og byrum",
        "midlertidige værker",
        "permanente værker",
    ],
    "contributions": ["erfaringsdeling", "viden", "inspiration", "værdisættelse"],
    "house_rule": "Det, der bliver sagt under et lukket punkt, tager vi ikke med videre. Der skrives ikke referat, "
    "deles ingen filer, og ingen optager. Hemmeligholdelse kan vi ikke love, for reglerne om aktindsigt gælder "
    "også her.",
    "privacy_url": "https://www.example.org/kl-og-bkf/privatliv",
    "joint_controllers": "KL og Billedkunstnernes Forbund (BKF) er fælles om ansvaret for personoplysningerne. KL "
    "fører medlemslisten og sender fakturaer; begge planlægger møder og skriver til medlemmerne. Du kan henvende "
    "dig til hvem af de to, du vil.",
    "language": "da",
    "time_zone": "Europe/Copenhagen",
    "areas": ["DK"],
    "eligible_kinds": [Kind.MUNICIPALITY],
    "reviewed_kinds": [Kind.REGION, Kind.MUNICIPAL_ASSOCIATION],
    "asks_stage": True,
    "appointments_per_member": 2,
    "meetings_min": 2,
    "meetings_max": 3,
    "year_starts_in": 3,
    "forms_of_work": ["oplæg", "værkbesøg", "workshop", "fortrolig sparring"],
}

ART, CULTURE = "Billedkunstkonsulent", "Kulturkonsulent"


def _member(
    place: str, on: str, role: str = ART, appointer: str = "Kulturchef", stage: str = Stage.WORKING
) -> Joining:
    return Joining(place, on, role, appointer, more={"stage": stage})


MEMBERS = [
    _member("Køge", "2023-05-23"),
    _member("Holbæk", "2023-05-23", CULTURE),
    _member("Aalborg", "2023-05-25"),
    _member("Vejle", "2023-06-06"),
    _member("Odense", "2023-06-08"),
    _member("Herning", "2024-03-12"),
    _member("Esbjerg", "2024-10-22", CULTURE),
    _member("Slagelse", "2025-04-08", CULTURE),
    _member("Gladsaxe", "2027-02-16", CULTURE, stage=Stage.STARTING),
]


def open_network(world: World, team: Team, partner: Team, *, by: Person) -> Network:
    return world.network(
        team, {**SETTINGS, "invoicer": team.organisation}, by=by, on="2023-03-14", along=partner
    )


def people_join(world: World, network: Network, *, by: Person, facilitator: Person) -> None:
    """The two run it with equal rights, so either of them answers (K24)."""
    for number, joining in enumerate(MEMBERS):
        world.join(network, joining, by=facilitator if number % 2 else by)
    kl_art_meetings.people_meet(world, network, by=by, facilitator=facilitator)
    ishoj = world.apply(
        network,
        Joining(
            "Ishøj",
            "",
            CULTURE,
            "Kulturchef",
            "Byrum og kulturarv",
            {
                "stage": Stage.STARTING,
                "message": "Vi planlægger vores første værk ved stationen og vil gerne høre, hvordan andre begyndte.",
            },
        ),
        world.at("2027-05-26", "14:30"),
    )
    world.appointer_says_yes(ishoj, world.at("2027-05-27", "09:05"))
