"""Art in public space: what is said in confidence, a year that begins in March, and a voluntary trip (K21, K23, A8)."""

from armkrok.directory.models import Person
from armkrok.meetings.models import Audience, Guest, Kind, Meeting
from armkrok.networks.models import Network

from . import afterwards, kl_art_notes
from .meetings import MEMBERS, OUTSIDE, Calendar, Host, Item, host_slot, pause
from .world import World, someone

SHARING, REFLECTION, QUALITY = ["erfaringsdeling"], ["refleksion"], ["kvalitet og smidighed"]
TALK, VISIT, WORKSHOP, CONFIDENTIAL = "oplæg", "værkbesøg", "workshop", "fortrolig sparring"

# --- 30 March: with a closed item -----------------------------------------------------------------------

CARE = "Hvem passer på værket om tyve år?"
MAINTENANCE = [
    Item(15, "Velkomst ved BKF og KL", purposes=SHARING),
    host_slot(40, purposes=SHARING, form_of_work=TALK),
    Item(
        60,
        "Til fods: fire værker og deres historie",
        MEMBERS,
        QUALITY,
        "Køge",
        VISIT,
        ["gavle og byrum", "permanente værker"],
    ),
    pause(50, "Frokost"),
    Item(
        75,
        "Det, der ikke gik som planlagt",
        MEMBERS,
        REFLECTION + SHARING,
        form_of_work=CONFIDENTIAL,
        about="Tag en sag med, som I ikke har fortalt om før. Husreglen gælder.",
        closed=True,
    ),
    pause(15, "Kaffe"),
    Item(40, CARE, OUTSIDE, QUALITY, form_of_work=TALK, tags=["permanente værker"]),
    Item(35, "Hvad tager vi op næste gang?", MEMBERS, REFLECTION, form_of_work=WORKSHOP),
]
AWAY = {"Slagelse": "Jeg skal åbne et skoleprojekt den dag."}


def people_meet(world: World, network: Network, *, by: Person, facilitator: Person) -> None:
    """The two who run it take turns (K24)."""
    _in_confidence(Calendar(world, network, by=facilitator), partner=by)
    meeting = _at_a_beginners(Calendar(world, network, by=by))
    _trip_to_malmo(Calendar(world, network, by=facilitator), meeting)
    _in_winter(Calendar(world, network, by=facilitator))


def _in_confidence(calendar: Calendar, *, partner: Person) -> None:
    meeting = calendar.plan(
        "2027-03-30",
        "10:00-15:30",
        "Når værket er sat op",
        "Drift og vedligehold: hvad skal være aftalt, før kunstneren går i gang?",
        on="2026-11-24",
    )
    koge = calendar.member("Køge")
    host = Host(
        koge.applicant,
        "Vi går en tur efter formiddagskaffen, så skriv gerne, hvor langt der er, og om ruten kan klares i kørestol.",
        {"venue": "Museet", "room": "Foredragssalen", "address": "Torvet 4"},
        {
            "title": "Køge: indsatser og udfordringer",
            "about": "Indsatser: kunst i en hel ny bydel, tænkt ind fra begyndelsen.\n\n"
            "Udfordringer: hvem der betaler, når lyset går ud.",
            "presenter": "Billedkunstkonsulenten i Køge",
        },
    )
    calendar.host(meeting, koge.organisation, host, on="2026-12-01")
    calendar.announce(meeting, on="2026-12-03")
    calendar.host_prepares(meeting, host, on="2027-01-11")
    calendar.programme(meeting, MAINTENANCE, on="2027-01-25")
    keeper = calendar.guest(
        meeting,
        CARE,
        someone("Konservator", "Værkstedet"),
        on="2027-01-26",
        focus="Medlemmerne vil have højere kvalitet og færre overraskelser. Vedligehold er der, hvor de fleste går i stå.",
        workplace="Værkstedet for udendørs kunst",
        brief="Tag gerne et regnestykke med: hvad koster det at vente?",
    )
    calendar.guest_says_yes(keeper, on="2027-01-29")
    calendar.publish(meeting, on="2027-01-29")
    meeting = calendar.invite(meeting, on="2027-02-02")
    calendar.invite_newcomers(meeting, on="2027-02-17")
    for invitation in meeting.invitations.select_related("enrolment__organisation"):
        place = invitation.enrolment.organisation.name
        at = calendar.some_time_after("2027-02-18", place)
        if place in AWAY:
            calendar.answer(meeting, place, "no", at, why=AWAY[place])
        else:
            calendar.answer(meeting, place, "me", at)
    _the_day_in_koge(calendar, meeting, keeper, partner=partner)


def _the_day_in_koge(calendar: Calendar, meeting: Meeting, keeper: Guest, *, partner: Person) -> None:
    """BKF writes the notes, and KL reads and shares them. About what was confidential nothing is written (K21, K24)."""
    afterwards.they_come(calendar, meeting, late={"Kulturkonsulent, Esbjerg": "10:24"})
    calendar.hold(meeting)
    notes = kl_art_notes
    audience = Audience.THERE
    afterwards.guest_leaves(
        calendar, keeper, notes.COST_OF_WAITING, on="2027-04-01", shared_on="2027-04-07", audience=audience
    )
    afterwards.write_notes(calendar, meeting, notes.MAINTENANCE, by=calendar.by, approver=partner)


# --- to come: 16 November, the trip beside it, and 10 February ------------------------------------------


def _at_a_beginners(calendar: Calendar) -> Meeting:
    """Gladsaxe wants to start, and hosts (K18)."""
    meeting = calendar.plan(
        "2027-11-16",
        "10:00-15:30",
        "Det første værk",
        "Fra idé til indvielse: hvad har en kommune brug for, når den begynder?",
        on="2027-04-12",
    )
    gladsaxe = calendar.member("Gladsaxe")
    host = Host(
        gladsaxe.applicant,
        "I behøver ikke have noget færdigt at vise. Vi vil gerne se stedet og høre, hvad I er i tvivl om.",
        {"venue": "Rådhuset", "room": "Mødesal 2"},
        {
            "title": "Gladsaxe: indsatser og udfordringer",
            "about": "Indsatser: en plads, en bevilling og et ønske.\n\nUdfordringer: alt det, vi ikke ved endnu.",
            "presenter": "Kulturkonsulenten i Gladsaxe",
        },
    )
    calendar.host(meeting, gladsaxe.organisation, host, on="2027-04-19")
    calendar.host_prepares(meeting, host, on="2027-05-03")
    calendar.programme(
        meeting,
        [
            Item(15, "Velkomst ved BKF og KL", purposes=SHARING),
            host_slot(45, purposes=SHARING, form_of_work=TALK),
            Item(
                90,
                "Workshop på pladsen: hvad kunne stå her?",
                MEMBERS,
                QUALITY + SHARING,
                form_of_work=WORKSHOP,
                tags=["gavle og byrum"],
            ),
        ],
        on="2027-05-11",
    )
    return calendar.announce(meeting, on="2027-05-12")


def _trip_to_malmo(calendar: Calendar, beside: Meeting) -> None:
    """For those who want to. It has seats of its own, and four have one (K23)."""
    world = calendar.world
    trip = calendar.plan(
        "2027-11-17",
        "08:30-16:00",
        "Studietur til Malmø",
        "Gavle, pladser og stationer på den anden side af Sundet. Turen er frivillig.",
        on="2027-05-12",
        kind=Kind.STUDY_TRIP,
        beside=beside,
        place=world.municipality("Malmö", "SE"),
        venue="Malmø Centralstation",
        address="Hovedindgangen",
        capacity=12,
    )
    calendar.programme(
        trip,
        [
            Item(90, "Gavle og gårde", MEMBERS, SHARING, form_of_work=VISIT, tags=["gavle og byrum"]),
            Item(90, "Kunst på stationer", MEMBERS, QUALITY, form_of_work=VISIT, tags=["permanente værker"]),
            pause(60, "Frokost"),
            Item(90, "Besøg hos kommunens kunstenhed", OUTSIDE, QUALITY, form_of_work=VISIT),
            Item(60, "Hvad tager vi med hjem?", MEMBERS, REFLECTION, form_of_work=WORKSHOP),
        ],
        on="2027-05-13",
    )
    calendar.publish(trip, on="2027-05-18")
    trip = calendar.invite(trip, on="2027-05-19")
    for place in ("Aalborg", "Odense", "Holbæk", "Herning"):
        calendar.comes(trip, place, calendar.some_time_after("2027-05-19", place + trip.title, within=9))


def _in_winter(calendar: Calendar) -> None:
    """It lies in the same network year, which runs from March (A8). Who can't travel joins from afar."""
    herning = calendar.member("Herning")
    meeting = calendar.plan(
        "2028-02-10",
        "10:00-15:30",
        "Værker, der kun er der en tid",
        "Midlertidig kunst: hvad skal den kunne, og hvad bliver tilbage?",
        on="2027-05-20",
        place=herning.organisation,
        online_url="https://video.example.org/kunst-i-det-offentlige-rum",
    )
    host = Host(herning.applicant, place={"venue": "Kunstmuseet", "room": "Værkstedet"})
    calendar.host(meeting, herning.organisation, host, on="2027-05-21")
    calendar.announce(meeting, on="2027-05-24")
    calendar.host_prepares(meeting, host, on="2027-05-28")
