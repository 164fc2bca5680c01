"""KL, the Danish municipalities' association: its team and the organisations around its three networks."""

from armkrok.directory import editing
from armkrok.directory.models import Kind, Person

from . import kl_art, kl_culture, kl_facilities
from .world import World

# Two that apply where the rules say no (K29, A9), and one that people consider (K4).
OTHERS = {
    "Eksempelhallen": {"kind": Kind.INSTITUTION, "website": "https://eksempelhallen.example.org"},
    "Eksempel Arkitekter": {"kind": Kind.COMPANY, "registration_number": "99400005"},
    "Region Syddanmark": {"kind": Kind.REGION, "code": "1083", "area": "DK-1083"},
}


def build(world: World) -> None:
    kl = world.organisation(
        {
            "kind": Kind.MUNICIPAL_ASSOCIATION,
            "name": "KL",
            "official_name": "Kommunernes Landsforening",
            "country": "DK",
            "registration_number": "99100001",
            "website": "https://www.kl.dk",
        },
        on="2019-01-14",
    )
    bkf = world.organisation(
        {
            "kind": Kind.ASSOCIATION,
            "name": "BKF",
            "official_name": "Billedkunstnernes Forbund",
            "country": "DK",
            "registration_number": "99200006",
            "website": "https://www.bkf.dk",
        },
        on="2019-01-14",
    )
    for name, values in OTHERS.items():
        world.organisation({"name": name, "country": "DK", **values}, on="2027-03-01")
    secretary = world.colleague(kl, "Konsulent", language="da", on="2019-01-14")
    chief = world.colleague(kl, "Chefkonsulent", language="da", on="2019-01-14")
    facilitator = world.colleague(bkf, "Facilitator", language="da", on="2023-01-09")
    _spell_aarhus(world, by=secretary)
    team = world.team(kl, "Kultur og fritid", [secretary, chief], on="2019-01-15")
    partner = world.team(bkf, "Sekretariatet", [facilitator], on="2023-01-10")

    culture = kl_culture.open_network(world, team, by=secretary)
    art = kl_art.open_network(world, team, partner, by=secretary)
    facilities = kl_facilities.open_network(world, team, by=secretary)
    kl_culture.people_join(world, culture, art, by=secretary)
    kl_art.people_join(world, art, by=secretary, facilitator=facilitator)
    kl_facilities.people_join(world, facilities, by=secretary)


def _spell_aarhus(world: World, *, by: Person) -> None:
    """The official list writes Århus as it was written before 2011. What is corrected by hand stays."""
    aarhus = world.municipality("Aarhus", "DK")
    editing.change_organisation(
        aarhus,
        {"name": "Aarhus", "official_name": "Aarhus Kommune"},
        seen=editing.fingerprint(aarhus),
        by=by,
        at=world.at("2019-01-16"),
    )
