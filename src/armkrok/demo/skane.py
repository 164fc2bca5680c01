"""Region Skåne and its network of coordinators for children's and young people's culture (S1–S18)."""

from typing import Any

from armkrok.billing import setting_prices
from armkrok.billing.models import Charges
from armkrok.billing.setting_prices import Price
from armkrok.directory import editing
from armkrok.directory.models import Department, Kind, Person, PolicyArea
from armkrok.networks import appointing, nominating
from armkrok.networks.models import Appointment, Enrolment, Network

from . import skane_meetings, skane_to_come
from .world import Joining, World, someone

SETTINGS: dict[str, Any] = {
    "slug": "barn-och-unga",
    "name": "Kultursamordnare barn och unga",
    "summary": "För dig som samordnar kommunens arbete med kultur för barn och unga i Skåne. Vi lär av varandra, "
    "håller ögonen på omvärlden och för de frågor framåt som kommunerna själva har lyft.",
    "policy_area": PolicyArea.CULTURE,
    "purpose": "Kommunerna i Skåne har i arbetet med den regionala kulturplanen pekat ut vilka frågor som är mest "
    "angelägna. Nätverket är ett sätt att stödja dem. Region Skånes kulturförvaltning är sammankallande, och det "
    "vi kommer fram till ska betyda något både för den enskilda kommunen och för regionen.\n\n"
    "Vi ses två till tre gånger om året. Oftast är en kommun värd, och dess samordnare får då tid att berätta om "
    "satsningar och utmaningar på hemmaplan. Ibland tar en kulturinstitution emot oss och visar sin verksamhet. "
    "Många träffar är armkroksmöten: du tar med dig någon hemifrån som behövs för frågan, till exempel en "
    "kulturskolechef, en rektor eller någon från barnavårdscentralen. Under vinterhalvåret ses vi i en stad som "
    "det går att ta tåget till.",
    "audience": "Du som din kommun har utsett. Titlarna, rollerna och ansvaret varierar, och det gör ingenting: det "
    "gemensamma är samordningen. Frågorna går ofta tvärs över förvaltningar och politiska sakområden.",
    "purposes": ["lärande", "erfarenhetsutbyte", "dialog", "omvärldsanalys", "prioriterade sakfrågor"],
    "privacy_url": "https://www.example.org/region-skane/personuppgifter",
    "language": "sv",
    "time_zone": "Europe/Stockholm",
    "areas": ["SE-12"],
    "eligible_kinds": [Kind.MUNICIPALITY],
    "appointment_procedure": "confirmed",
    "appointments_per_member": 1,
    "common_task": "Samordna kommunens arbete med kultur för barn och unga: bära ut nätverkets frågor i den egna "
    "kommunen och ta med sig kommunens erfarenheter tillbaka.",
    "meetings_min": 2,
    "meetings_max": 3,
    "winter_rule": True,
    "winter_from": 10,
    "winter_to": 3,
    "station_km": "4.0",
    "companion_roles": skane_meetings.COMPANION_ROLES,
}

SAMORDNARE, KULTURCHEF = "Kultursamordnare", "Kulturchef"
FRITIDSCHEF, FORVALTNINGSCHEF = "Kultur- och fritidschef", "Förvaltningschef"

# What somebody is called and answers for differs from one municipality to the next (S10).
MEMBERS = [
    Joining(
        "Lund", "2019-09-12", "Barnkulturstrateg", KULTURCHEF, "Barnkultur, kulturskolans öppna verksamhet"
    ),
    Joining("Malmö", "2019-09-12", "Kulturutvecklare", KULTURCHEF, "Kultur i förskola och skola"),
    Joining("Helsingborg", "2019-09-19", SAMORDNARE, "Kulturdirektör", "Skapande skola"),
    Joining("Kristianstad", "2019-10-03", SAMORDNARE, FRITIDSCHEF),
    Joining("Hässleholm", "2019-10-10", SAMORDNARE, FORVALTNINGSCHEF, "Scenkonst för unga, skolbio"),
    Joining("Ystad", "2019-11-14", SAMORDNARE, KULTURCHEF, "Museum och konst för barn"),
    Joining("Landskrona", "2020-02-06", SAMORDNARE, KULTURCHEF),
    Joining("Ängelholm", "2020-02-13", SAMORDNARE, FRITIDSCHEF),
    Joining("Eslöv", "2020-09-10", SAMORDNARE, FRITIDSCHEF, "Bibliotekets arbete med små barns läsning"),
    Joining("Höör", "2021-03-11", SAMORDNARE, FRITIDSCHEF, "Barns tidiga läsning, kulturgaranti i skolan"),
    Joining("Osby", "2021-03-18", "Barnbibliotekarie", FORVALTNINGSCHEF, "Tidig läsning, samverkan med BVC"),
    Joining("Kävlinge", "2021-09-09", SAMORDNARE, FRITIDSCHEF),
    Joining("Lomma", "2021-10-14", SAMORDNARE, KULTURCHEF),
    Joining("Tomelilla", "2022-02-10", SAMORDNARE, FRITIDSCHEF, "Kulturskola och fritidsgård"),
    Joining("Simrishamn", "2022-02-17", SAMORDNARE, KULTURCHEF),
    Joining("Sjöbo", "2022-09-15", SAMORDNARE, FRITIDSCHEF, "Resor till kultur, föreningsstöd"),
    Joining("Hörby", "2022-10-06", SAMORDNARE, FORVALTNINGSCHEF, "Kultur i förskolan"),
    Joining("Båstad", "2023-03-09", SAMORDNARE, FRITIDSCHEF),
    Joining("Klippan", "2023-09-14", SAMORDNARE, FORVALTNINGSCHEF),
    Joining("Svedala", "2024-02-08", "Kulturstrateg", FRITIDSCHEF),
    Joining("Östra Göinge", "2024-09-12", SAMORDNARE, FORVALTNINGSCHEF),
    Joining("Staffanstorp", "2025-09-11", SAMORDNARE, FRITIDSCHEF),
    Joining("Bromölla", "2026-10-08", SAMORDNARE, FRITIDSCHEF),
]

# How culture is organised (K9), and whom the coordinator serves (S7).
PROFILES = {
    "Höör": (
        "Kultur och fritid hör ihop i en förvaltning med bibliotek, kulturskola och ungdomsgård. Skapande skola "
        "samordnas härifrån tillsammans med barn- och utbildning.",
        "Kultur- och fritidsförvaltningen",
        "Kultur- och fritidsnämnden",
        PolicyArea.CHILDREN,
    ),
    "Lund": (
        "Egen kulturförvaltning med stadsbibliotek, kulturskola, konsthall och scener. Föreningslivet är stort och "
        "får stöd efter ansökan två gånger om året.",
        "Kulturförvaltningen",
        "Kulturnämnden",
        PolicyArea.CULTURE,
    ),
    "Osby": (
        "Biblioteken är navet: två filialer och en bokbuss, med nära samarbete med barnavårdscentralen.",
        "Utbildning och kultur",
        "Utbildnings- och kulturnämnden",
        PolicyArea.EDUCATION,
    ),
}


def build(world: World) -> None:
    region = world.organisation(
        {
            "kind": Kind.REGION,
            "name": "Region Skåne",
            "country": "SE",
            "code": "12",
            "area": "SE-12",
            "area_name": "Skåne län",
            "registration_number": "2321991008",
            "website": "https://www.skane.se",
        },
        on="2019-01-07",
    )
    secretary = world.colleague(region, "Utvecklare", language="sv", on="2019-01-07")
    assistant = world.colleague(region, "Handläggare", language="sv", on="2019-01-07")
    team = world.team(region, "Kultur", [secretary, assistant], on="2019-01-08")
    network = world.network(team, SETTINGS, by=secretary, on="2019-08-20")
    _it_is_free(world, network, by=secretary)

    members = {joining.place: world.join(network, joining, by=secretary) for joining in MEMBERS}
    for place in PROFILES:
        _describe(world, members[place], by=secretary)
    skane_meetings.first_meeting(world, network, by=secretary)
    _svedala_is_followed(world, members["Svedala"])
    skane_meetings.second_meeting(world, network, by=secretary)
    skane_to_come.meetings_to_come(world, network, by=secretary)
    _bjuv_waits(world, network)
    _outsider(world)


def _it_is_free(world: World, network: Network, *, by: Person) -> None:
    """That is said, and is another thing than a price that nobody has stated (A11)."""
    at = world.at("2019-08-20", "11:30")
    free = Price(Charges.FEE, "none", network.year(at.date())[0])
    setting_prices.set_price(network, free, by=by, at=at)


def _svedala_is_followed(world: World, enrolment: Enrolment) -> None:
    """A successor ends the predecessor's appointment, and the history stays (S9)."""
    before = Appointment.objects.get(network=enrolment.network, organisation=enrolment.organisation)
    assert before.appointer  # noqa: S101 (the network asks for one)
    follower = someone(SAMORDNARE, "Svedala")
    person, _new = Person.objects.known_or_new(
        email=follower.email,
        name=follower.name,
        title=follower.title,
        organisation=enrolment.organisation,
        language="sv",
    )
    appointment = nominating.nominate(
        enrolment,
        person,
        appointer=before.appointer,
        by=before.person,
        at=world.at("2027-03-05", "11:20"),
        responsibilities="Kulturskola, barns rätt till kultur",
        succeeds=before,
    )
    appointing.confirm(appointment, by=before.appointer, at=world.at("2027-03-08", "08:45"))
    appointing.confirm_task(appointment, by=person, at=world.at("2027-03-08", "13:10"))


def _describe(world: World, enrolment: Enrolment, *, by: Person) -> None:
    organisation = enrolment.organisation
    profile, department, committee, area = PROFILES[organisation.name]
    at = world.at("2027-01-20", "14:00")
    editing.change_organisation(
        organisation, {"profile": profile}, seen=editing.fingerprint(organisation), by=by, at=at
    )
    theirs = editing.add_department(organisation, {"name": department, "policy_area": area}, by=by, at=at)
    sort = Department.Sort.COMMITTEE
    editing.add_department(organisation, {"name": committee, "sort": sort, "policy_area": area}, by=by, at=at)
    coordinator = enrolment.applicant
    editing.change_person(
        coordinator,
        {"department": theirs, "policy_area": area},
        seen=editing.fingerprint(coordinator),
        by=by,
        at=at,
    )


def _bjuv_waits(world: World, network: Network) -> None:
    """What is on the desk: an application whose appointment the manager has not confirmed yet (S9)."""
    world.apply(
        network,
        Joining(
            "Bjuv",
            "",
            SAMORDNARE,
            KULTURCHEF,
            "Fritidsgårdar och kulturskola",
            {
                "message": "Vi har fått en ny tjänst för barn- och ungkultur och vill gärna vara med från i höst."
            },
        ),
        world.at("2027-05-25", "13:15"),
    )


def _outsider(world: World) -> None:
    """Somebody whom we know, and who has nothing to do with any network."""
    world.colleague(world.municipality("Trelleborg", "SE"), "Kulturstrateg", language="sv", on="2027-02-02")
