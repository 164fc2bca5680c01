"""The culture managers' meetings: one without anybody from outside, and one on a topic that they chose (K11–K16)."""

from armkrok.directory.models import Person
from armkrok.meetings import making
from armkrok.meetings.models import Audience, Meeting
from armkrok.networks.models import Network

from . import afterwards, kl_culture_notes
from .meetings import MEMBERS, OUTSIDE, STANDING, Calendar, Host, Item, host_slot, pause
from .world import World, someone

AGENDAS, NEWS = STANDING_ITEMS = ["Aktuelle kulturpolitiske dagsordener", "Nyt fra KL"]
KNOWLEDGE, INSPIRATION, LEARNING = ["videndeling"], ["inspiration"], ["læring på tværs"]

# --- 13 April: nobody from outside ----------------------------------------------------------------------

BUDGET = [
    Item(15, "Velkomst og navnerunde", purposes=KNOWLEDGE),
    host_slot(40, purposes=KNOWLEDGE),
    Item(
        40,
        AGENDAS,
        purposes=KNOWLEDGE,
        presenter="KL",
        tags=["aktuelle kulturpolitiske dagsordener"],
        sort=STANDING,
    ),
    pause(10, "Pause"),
    Item(
        50,
        "Sådan kom kulturen med i budgettet",
        MEMBERS,
        INSPIRATION + KNOWLEDGE,
        "Aalborg, Roskilde og Viborg",
        tags=["kulturens værdi og effekt", "få skal-opgaver og mange prioriteringer"],
    ),
    pause(50, "Frokost"),
    Item(
        75,
        "Sparring i mindre grupper: min næste sag i udvalget",
        MEMBERS,
        LEARNING,
        about="Tag en sag med, som du ikke er færdig med. Gruppen hjælper dig med de tre vigtigste sætninger.",
        tags=["kulturens værdi og effekt"],
    ),
    pause(10, "Kaffe"),
    Item(25, NEWS, purposes=KNOWLEDGE, presenter="KL", sort=STANDING),
    Item(15, "Emner til de næste møder", MEMBERS, INSPIRATION),
]
AWAY = {"København": "Budgetseminar hele dagen.", "Kolding": "Udvalgsmøde, som blev flyttet til den dag."}
WITHOUT_AN_ANSWER = {"Helsingør"}


def people_meet(world: World, network: Network, *, by: Person) -> None:
    calendar = Calendar(world, network, by=by)
    _without_a_talk(calendar)
    _on_what_they_chose(calendar)


def _without_a_talk(calendar: Calendar) -> None:
    """The one warning, and why it was so (K16)."""
    world = calendar.world
    meeting = calendar.plan(
        "2027-04-13",
        "10:00-15:30",
        "Kulturens plads i budgettet",
        "Hvordan taler vi om kulturens værdi, når budgettet skal lægges?",
        on="2026-12-08",
    )
    odense = calendar.member("Odense")
    host = Host(
        odense.applicant,
        "Vi regner med tolv til fjorten personer i én sal og tre rum til grupperne.",
        {"venue": "Kulturhuset", "room": "Lille Sal", "address": "Stationsvej 5"},
        {
            "title": "Odense: indsatser og udfordringer",
            "about": "Indsatser: et fælles budgetnotat for alle kulturinstitutionerne.\n\n"
            "Udfordringer: at vise værdien af det, der ikke kan tælles.",
            "presenter": "Kulturchefen i Odense",
        },
    )
    calendar.host(meeting, odense.organisation, host, on="2026-12-14")
    calendar.announce(meeting, on="2026-12-21")
    calendar.host_prepares(meeting, host, on="2027-01-18")
    calendar.programme(meeting, BUDGET, on="2027-02-08")
    making.explain(
        meeting,
        "K16",
        "Oplægsholderen kunne alligevel ikke den dag. Vi bruger tiden på medlemmernes egne sager og har et oplæg "
        "udefra med på næste møde.",
        by=calendar.by,
        at=world.at("2027-02-09", "10:15"),
    )
    calendar.publish(meeting, on="2027-02-09")
    meeting = calendar.invite(meeting, on="2027-02-16")
    for invitation in meeting.invitations.select_related("enrolment__organisation"):
        place = invitation.enrolment.organisation.name
        at = calendar.some_time_after("2027-02-16", place)
        if place in AWAY:
            calendar.answer(meeting, place, "no", at, why=AWAY[place])
        elif place == "Randers":
            calendar.answer(meeting, place, "other", at, someone("Souschef for kultur", place))
        elif place not in WITHOUT_AN_ANSWER:
            calendar.answer(meeting, place, "me", at)
    _the_day_in_odense(calendar, meeting)


def _the_day_in_odense(calendar: Calendar, meeting: Meeting) -> None:
    afterwards.they_come(
        calendar,
        meeting,
        late={"Kulturchef, Vejle": "10:17"},
        absent=["Kulturchef, Horsens"],
        unregistered={"Kulturchef, Helsingør": "09:56"},
    )
    calendar.hold(meeting)
    notes = kl_culture_notes
    afterwards.keep(
        calendar, meeting, notes.THREE_SENTENCES, Audience.PUBLIC, on="2027-04-15", item=notes.NEXT_CASE
    )
    chief = calendar.colleague("Chefkonsulent")
    afterwards.write_notes(calendar, meeting, notes.BUDGET, by=calendar.by, approver=chief)


# --- 7 October: what they chose -------------------------------------------------------------------------

RESEARCH = "Hvad får folk til at komme? Ny viden om kultur uden for de store byer"
EVERYWHERE = [
    Item(15, "Velkomst og navnerunde", purposes=KNOWLEDGE),
    host_slot(40, purposes=KNOWLEDGE),
    Item(
        30,
        AGENDAS,
        purposes=KNOWLEDGE,
        presenter="KL",
        tags=["aktuelle kulturpolitiske dagsordener"],
        sort=STANDING,
    ),
    pause(10, "Pause"),
    Item(45, RESEARCH, OUTSIDE, INSPIRATION, tags=["kulturens værdi og effekt"]),
    pause(50, "Frokost"),
    Item(
        55,
        "Tre måder at nå ud på",
        MEMBERS,
        KNOWLEDGE + INSPIRATION,
        "Silkeborg, Vejle og Horsens",
        tags=["organisering af kulturområdet"],
    ),
    Item(45, "Sparring i mindre grupper: vores egne hvide pletter", MEMBERS, LEARNING),
    pause(10, "Kaffe"),
    Item(20, NEWS, purposes=KNOWLEDGE, presenter="KL", sort=STANDING),
    Item(10, "Emner til de næste møder", MEMBERS, INSPIRATION),
]


def _on_what_they_chose(calendar: Calendar) -> None:
    """Members chose the topic, five to four to two (K14). The programme is public; registration opens later."""
    meeting = calendar.plan(
        "2027-10-07",
        "10:00-15:30",
        "Kultur i hele kommunen",
        "Hvordan når kulturen ud, hvor der hverken er teater eller kulturhus? Medlemmerne har selv valgt emnet: fem "
        "stemte på kultur i hele kommunen, fire på frivillige i kulturlivet og to på driften af kulturhuse.",
        on="2027-04-19",
    )
    aarhus = calendar.member("Aarhus")
    host = Host(
        aarhus.applicant,
        "Vi vil gerne ud at se et sted, hvor I er lykkedes uden for midtbyen.",
        {"venue": "Medborgerhuset", "room": "Salen"},
        {
            "title": "Aarhus: indsatser og udfordringer",
            "about": "Indsatser: kunstnere, der flytter ind i oplandsbyerne i et par uger ad gangen.\n\n"
            "Udfordringer: at noget bliver tilbage, når de rejser.",
            "presenter": "Kulturchefen i Aarhus",
        },
    )
    calendar.host(meeting, aarhus.organisation, host, on="2027-04-26")
    calendar.announce(meeting, on="2027-04-28")
    calendar.host_prepares(meeting, host, on="2027-05-07")
    calendar.programme(meeting, EVERYWHERE, on="2027-05-10")
    calendar.guest(
        meeting,
        RESEARCH,
        someone("Kulturforsker", "Universitetet"),
        on="2027-05-19",
        focus="Medlemmerne har valgt at tale om kultur i hele kommunen. Vi vil gerne vide, hvad der virker, og hvordan "
        "det kan dokumenteres.",
        workplace="Universitetet",
        brief="Fortæl gerne om et par steder, hvor det ikke lykkedes. De fleste af os betjener et udvalg og skal kunne "
        "gengive det vigtigste på et minut.",
    )
    calendar.publish(meeting, on="2027-05-20")
