"""Leisure facilities: full days, two seats, a fee (K25–K41)."""

from typing import Any

from armkrok.directory import editing
from armkrok.directory.models import Department, Kind, Organisation, Person, PolicyArea
from armkrok.directory.models.organisation import EAddressScheme
from armkrok.networks import withdrawing
from armkrok.networks.models import Enrolment, Network, Team

from . import kl_facilities_meetings as held
from . import kl_facilities_to_come as to_come
from .kl_facilities_fees import Books
from .world import Joining, World, address

SETTINGS: dict[str, Any] = {
    "slug": "fritidsfaciliteter",
    "name": "Fritidsfaciliteter",
    "summary": "Et netværk for kommunalt ansatte, der planlægger, driver og udvikler haller, baner, svømmehaller og "
    "andre rammer om fritiden. Tre hele dage om året, rundt i landet.",
    "policy_area": PolicyArea.LEISURE,
    "purpose": "Faciliteterne skal holde længe, bruges af mange og kunne betales. Netværket giver viden, nye "
    "kompetencer og et netværk at ringe til, og bæredygtighed går igen på alle møder: den økonomiske, den "
    "klimamæssige og den sociale.\n\n"
    "Medlemmerne ejer netværket sammen. De byder ind med værtskab og indhold, og dagen skifter mellem oplæg udefra, "
    "medlemmernes egne oplæg, workshops og sparring.",
    "audience": "Idrætschefer, ledere af idrætsanlæg, strategiske medarbejdere på idrætsområdet og kolleger fra "
    "byplanlægning og ejendomsservice. Arbejder du med faciliteter i en anden rolle, så søg alligevel; "
    "sekretariatet ser på det. Statslige myndigheder, private virksomheder og organisationer kan ikke blive "
    "medlemmer, men kan inviteres til et enkelt møde som oplægsholdere eller eksperter.",
    "purposes": ["viden", "nye kompetencer", "netværk"],
    "subjects": ["økonomisk bæredygtighed", "klimamæssig bæredygtighed", "social bæredygtighed"],
    "privacy_url": "https://www.example.org/kl/privatliv",
    "language": "da",
    "time_zone": "Europe/Copenhagen",
    "areas": ["DK"],
    "eligible_kinds": [Kind.MUNICIPALITY],
    "reviewed_kinds": [Kind.REGION, Kind.MUNICIPAL_ASSOCIATION],
    "suggested_roles": [
        "Idrætschef",
        "Leder af idrætsanlæg",
        "Strategisk medarbejder på idrætsområdet",
        "Medarbejder i byplanlægning",
        "Medarbejder i ejendomsservice",
    ],
    "asks_invoicing": True,
    "appointments_per_member": 2,
    "seats_per_meeting": 2,
    "seats_may_be_swapped": True,
    "meetings_min": 3,
    "meetings_max": 3,
    "full_days": True,
    "full_day_minutes": 300,
    "forms_of_work": [
        "eksterne oplæg",
        "oplæg fra medlemmer",
        "workshop-baserede øvelser",
        "tværgående drøftelser og sparring",
    ],
}

NEW_YEAR = "2027-01-01"
SPORT, BOTH = "Idrætschef", "Kultur- og fritidschef"


def _member(place: str, on: str, role: str, gln: str, appointer: str = BOTH) -> Joining:
    return Joining(place, on, role, appointer, more=_invoicing(place, gln))


def _invoicing(place: str, gln: str) -> dict[str, str]:
    """Where the municipality wants its invoices. The numbers are invented; their check digits are right."""
    return {
        "finance_name": f"Fakturamodtagelse, {place}",
        "finance_email": address("faktura", place),
        "e_address_scheme": EAddressScheme.GLN,
        "e_address": gln,
        "buyer_reference": f"Idræt {gln[9:12]}",
    }


SVENDBORG = _member("Svendborg", "2027-04-13", "Idrætskonsulent", "9520000002121")
MEMBERS = [
    _member("Aarhus", "2021-02-02", SPORT, "9520000001018"),
    _member("Vejle", "2022-01-25", "Leder af idrætsanlæg", "9520000001384"),
    _member("Køge", "2023-01-17", SPORT, "9520000001759"),
    _member(
        "Randers", "2025-01-21", "Medarbejder i byplanlægning", "9520000002490"
    ),  # the last digit is wrong
    _member("Hjørring", "2026-10-05", SPORT, "9520000002862"),
    _member("Esbjerg", "2027-01-15", "Strategisk medarbejder på idrætsområdet", "9520000003234"),
    SVENDBORG,
]

PROFILES = {
    "Køge": (
        "Kultur, fritid og idræt hører under én forvaltning. Kommunen ejer de fleste haller; seks er selvejende og "
        "får tilskud efter aftale.",
        "Kultur- og Idrætsafdelingen",
        "Kultur- og Idrætsudvalget",
    ),
    "Svendborg": (
        "Idræt og fritid arbejder tæt sammen med skolerne om brugen af haller og baner. Foreningerne booker selv.",
        "Kultur og Fritid",
        "Kultur- og Fritidsudvalget",
    ),
}


def open_network(world: World, team: Team, *, by: Person) -> Network:
    """Its year moves along with the world, so that at any date as many meetings have been held as the story says."""
    settings = {**SETTINGS, "invoicer": team.organisation, "year_starts_in": world.days.day(NEW_YEAR).month}
    return world.network(team, settings, by=by, on="2020-11-10")


def people_join(world: World, network: Network, *, by: Person) -> None:
    """In the order in which it happened: who is a member when a day is held matters (A3, A4)."""
    members: dict[str, Enrolment] = {}
    books = Books(world, network, by=by)

    def joined(*places: str) -> None:
        for joining in MEMBERS:
            if joining.place in places:
                members[joining.place] = world.join(network, joining, by=by)

    joined("Aarhus", "Vejle", "Køge", "Randers")
    books.begin()
    held.first_two_days(world, network, by=by)
    joined("Hjørring")
    books.hjorring_is_new()
    held.third_day(world, network, by=by)
    books.a_new_year()
    joined("Esbjerg")
    held.fourth_day(world, network, by=by)
    books.esbjerg_and_a_third_person()
    joined("Svendborg")
    books.svendborg_is_new()
    for place in PROFILES:
        _describe(world, members[place], by=by)
    _koge_leaves(world, members["Køge"])
    to_come.days_to_come(world, network, by=by)
    _some_are_turned_away(world, network)
    _people_wait(world, network)


def _describe(world: World, enrolment: Enrolment, *, by: Person) -> None:
    """How the municipality has organised it (K9)."""
    organisation = enrolment.organisation
    profile, department, committee = PROFILES[organisation.name]
    at = world.at("2027-04-20", "13:00")
    editing.change_organisation(
        organisation, {"profile": profile}, seen=editing.fingerprint(organisation), by=by, at=at
    )
    for sort, name in (
        (Department.Sort.DEPARTMENT, department),
        (Department.Sort.COMMITTEE, committee),
    ):
        editing.add_department(
            organisation, {"name": name, "sort": sort, "policy_area": PolicyArea.LEISURE}, by=by, at=at
        )


def _koge_leaves(world: World, enrolment: Enrolment) -> None:
    """Asked by the manager and confirmed by the contact on the same day; the seats last the year out (K36, A4)."""
    manager = Person.objects.get(email=address(BOTH, "Køge"))
    withdrawal = withdrawing.ask_to_withdraw(
        enrolment,
        by=manager,
        at=world.at("2027-05-03", "09:15"),
        why="Vi samler kræfterne om to nye haller de næste år.",
    )
    withdrawing.confirm_withdrawal(withdrawal, by=withdrawal.contact, at=world.at("2027-05-03", "14:20"))


def _some_are_turned_away(world: World, network: Network) -> None:
    """A self-governing hall and a company: refused before anything is written, with the way that is open (K29, A9)."""
    for name, role in (("Eksempelhallen", "Halleder"), ("Eksempel Arkitekter", "Partner")):
        organisation = Organisation.objects.get(name=name)
        world.is_turned_away(
            organisation, network, Joining(name, "", role, "Formand", more=_invoicing(name, "")), "2027-05-18"
        )


def _people_wait(world: World, network: Network) -> None:
    """Two on KL's desk: a municipality, and a region, which isn't a municipality and is considered (K4)."""
    fredericia = world.apply(
        network,
        Joining(
            "Fredericia",
            "",
            "Leder af idrætsanlæg",
            BOTH,
            "Haller, stadion og friluftsbad",
            {
                **_invoicing("Fredericia", "9520000003609"),
                "message": "Vi skal renovere to svømmehaller og har brug for nogen at spørge.",
            },
        ),
        world.at("2027-05-25", "10:50"),
    )
    world.appointer_says_yes(fredericia, world.at("2027-05-26", "15:25"))
    region = Organisation.objects.get(name="Region Syddanmark")
    application = Joining(
        region.name,
        "",
        "Udviklingskonsulent",
        "Afdelingschef",
        "Aktivt friluftsliv på tværs af kommunerne",
        _invoicing(region.name, "9520000003975"),
    )
    enrolment = world.apply_for(region, network, application, world.at("2027-05-28", "11:15"))
    world.appointer_says_yes(enrolment, world.at("2027-05-31", "09:40"))
