"""The meetings that Region Skåne's coordinators have had: one arm in arm, and one with a guest (S14–S20)."""

from armkrok.directory.models import Person, PolicyArea
from armkrok.meetings import asking, bringing, guesting, hosting, noting
from armkrok.meetings.models import Audience, Invitation, Meeting
from armkrok.networks.models import Network

from . import afterwards, skane_notes
from .meetings import MEMBERS, OUTSIDE, Calendar, Host, Item, host_slot, pause
from .world import World, someone

COMPANION_ROLES = ["Kulturskolechef", "Rektor", "BVC-sjuksköterska", "Bibliotekschef", "Fritidsledare"]
LEARNING, EXCHANGE, DIALOGUE = ["lärande"], ["erfarenhetsutbyte"], ["dialog"]
AROUND_US, PRIORITIES = ["omvärldsanalys"], ["prioriterade sakfrågor"]

# --- 11 February: Hässleholm, arm in arm ----------------------------------------------------------------

HEAD, RECTOR, NURSE = COMPANION_ROLES[:3]
BROUGHT = {
    HEAD: ["Lund", "Malmö", "Helsingborg", "Kristianstad", "Landskrona", "Tomelilla"],
    RECTOR: ["Hässleholm", "Ystad", "Kävlinge", "Hörby", "Klippan"],
    NURSE: ["Höör", "Eslöv", "Osby"],
}
WORKPLACE = {
    HEAD: ("Kulturskolan", PolicyArea.CULTURE),
    RECTOR: ("Grundskolan", PolicyArea.EDUCATION),
    NURSE: ("Barnavårdscentralen", PolicyArea.HEALTH),
}
MESSAGE = {
    HEAD: "Hej!\n\nNästa nätverksträff handlar om de yngsta barnen och hur de hittar till böckerna och kulturen. Det "
    "samtalet blir inte helt utan kulturskolan. Följ med mig, så träffar du kollegor från hela Skåne, och vi tar med "
    "oss något hem som fungerar även hos er.",
    RECTOR: "Hej!\n\nJag ska på nätverksträff om barns tidiga läsning och vill gärna ha dig med. Du ser varje dag vad "
    "som händer när ett barn börjar skolan utan att ha mött så många böcker. Det behöver vi andra höra.",
    NURSE: "Hej!\n\nNi på BVC träffar alla familjer, också dem som aldrig går till biblioteket. Därför vill jag gärna "
    "ta med dig till nätverksträffen, där vi ska tala om hur läsningen kan börja tidigare. Vi har hela dagen på oss "
    "och god tid för samtal.",
}
ALONE = {
    "Ängelholm": "Vår kulturskolechef blev sjuk i går, och ingen annan kunde hoppa in så snabbt.",
    "Sjöbo": "Rektorn har elevhälsomöten hela dagen, och tjänsten som kulturskolechef är vakant.",
    "Svedala": "Jag slutar snart. Den som tar över ska själv få välja vem vi tar med.",
    "Östra Göinge": "BVC kunde inte stänga mottagningen den dagen.",
}
ELSEWHERE = {
    "Lomma": "Jag är på en annan konferens samma dag.",
    "Simrishamn": "Vi har nämndsammanträde samma dag.",
    "Staffanstorp": "Jag kan tyvärr inte, men läser gärna anteckningarna.",
}

READING = [
    Item(20, "Välkommen: därför går vi arm i arm", purposes=DIALOGUE),
    host_slot(40, purposes=EXCHANGE),
    pause(15, "Kaffe"),
    Item(60, "Så når vi de yngsta", MEMBERS, EXCHANGE + PRIORITIES, "Höör, Eslöv och Osby"),
    pause(60, "Lunch"),
    Item(
        75,
        "Samtal två och två: vad gör vi hemma hos oss?",
        MEMBERS,
        DIALOGUE + PRIORITIES,
        about="Du och den du har med dig väljer en sak som ni kan börja med redan i veckan.",
    ),
    pause(15, "Kaffe"),
    Item(30, "Omvärldsspaning", purposes=AROUND_US, presenter="Region Skåne"),
    Item(45, "Runda: det här tar vi med oss", MEMBERS, LEARNING),
]


def first_meeting(world: World, network: Network, *, by: Person) -> None:
    """Everybody brings somebody along: 18 come, 14 of them arm in arm, 4 alone and say why (S14–S16)."""
    calendar = Calendar(world, network, by=by)
    hassleholm = calendar.member("Hässleholm")
    contact = hassleholm.applicant
    offer = hosting.offer(
        hassleholm,
        what="host",
        by=contact,
        at=world.at("2026-08-26", "10:35"),
        **calendar.part_of_the_year("2027-02-11"),
        message="Vårt kulturhus ligger vid stationen, så alla som tar tåget är framme direkt.",
    )
    answer = "Tack! Så nära tåget tar vi gärna en träff hos er. Vi hör av oss om datumet."
    hosting.answer_offer(offer, accepted=True, answer=answer, by=by, at=world.at("2026-09-02", "09:15"))
    meeting = calendar.plan(
        "2027-02-11",
        "09:30-15:30",
        "Läsning och kultur från början",
        "Barns tidiga läsning och vägen vidare till kulturskolan: hur når vi barnen innan de börjar skolan?",
        on="2026-09-03",
        armkrok=True,
    )
    host = Host(
        contact,
        "Tänk på att vi blir dubbelt så många som vanligt: alla tar med sig någon.",
        {"venue": "Kulturhuset", "room": "Stora salen", "address": "Stationsgatan 3"},
        {
            "title": "Hässleholm: satsningar och utmaningar",
            "about": "Satsningar: bokgåvan på BVC och scenkonst för alla treåringar.\n\n"
            "Utmaningar: att nå familjerna i byarna, där bussen går sällan.",
            "presenter": "Kultursamordnaren i Hässleholm",
        },
        offer,
    )
    calendar.host(meeting, hassleholm.organisation, host, on="2026-09-07")
    calendar.announce(meeting, on="2026-09-17")
    calendar.host_prepares(meeting, host, on="2026-11-16")
    calendar.programme(meeting, READING, on="2026-12-01")
    calendar.publish(meeting, on="2026-12-03")
    meeting = calendar.invite(meeting, on="2026-12-17")
    _who_comes_arm_in_arm(calendar, meeting)
    _the_day_in_hassleholm(calendar, meeting)


def _who_comes_arm_in_arm(calendar: Calendar, meeting: Meeting) -> None:
    world, opened = calendar.world, "2026-12-17"
    invitations = _by_place(meeting)
    questions = asking.set_questions(
        meeting,
        [{"topic": "diet", "words": "Är det något vi ska tänka på när det gäller mat?"}],
        by=calendar.by,
        at=world.at(opened, "08:40"),
    )
    for place, why in ELSEWHERE.items():
        calendar.answer(meeting, place, "no", calendar.some_time_after(opened, place), why=why)
    places = [place for role in BROUGHT for place in BROUGHT[role]] + list(ALONE)
    for place in places:
        calendar.answer(meeting, place, "me", calendar.some_time_after(opened, place))
    for place, diet in {"Höör": "Vegetarisk", "Malmö": "Vegansk", "Klippan": "Vegetarisk"}.items():
        person = invitations[place].person
        asking.answer_questions(
            meeting, person, {questions[0].pk: diet}, by=person, at=world.at("2027-01-11", "14:00")
        )
    for role, those in BROUGHT.items():
        for place in those:
            _brings(calendar, invitations[place], role)
    for place, why in ALONE.items():
        person = invitations[place].person
        assignment = meeting.assignments.get(person=person)
        bringing.come_alone(assignment, why, by=person, at=world.at("2027-02-10", "15:20"))


def _the_day_in_hassleholm(calendar: Calendar, meeting: Meeting) -> None:
    """One couldn't come after all, and one came without having said so: 18 for the members (A13)."""
    afterwards.they_come(
        calendar,
        meeting,
        late={"Kultursamordnare, Klippan": "09:52", "Rektor, Klippan": "09:52"},
        absent=["Kultursamordnare, Östra Göinge"],
        unregistered={"Kultursamordnare, Bromölla": "09:24"},
    )
    calendar.hold(meeting)
    secretary, assistant = calendar.by, calendar.colleague("Handläggare")
    afterwards.keep(
        calendar, meeting, skane_notes.CARDS, Audience.PUBLIC, on="2027-02-15", item=skane_notes.TALK
    )
    afterwards.keep(
        calendar, meeting, skane_notes.BOOKSTART, Audience.PUBLIC, on="2027-02-15", item="Omvärldsspaning"
    )
    afterwards.write_notes(calendar, meeting, skane_notes.READING, by=assistant, approver=secretary)
    noting.write(
        afterwards.item_of(meeting, afterwards.HOST_SLOT),
        said=skane_notes.HASSLEHOLM_SAID.format(villages=skane_notes.TWO_IN_THREE),
        decided="",
        by=assistant,
        at=calendar.world.at("2027-02-23", "10:35"),
        why=skane_notes.WHY_CORRECTED,
    )


def _by_place(meeting: Meeting) -> dict[str, Invitation]:
    invitations = meeting.invitations.select_related("person", "enrolment__organisation")
    return {invitation.enrolment.organisation.name: invitation for invitation in invitations}


def _brings(calendar: Calendar, invitation: Invitation, role: str) -> None:
    """The coordinator asks in their own name; the other one answers by the link in the mail."""
    place = invitation.enrolment.organisation.name
    workplace, trade = WORKPLACE[role]
    assignment = invitation.meeting.assignments.get(person=invitation.person)
    companion = bringing.bring(
        assignment,
        someone(role, place),
        role=role,
        by=invitation.person,
        at=calendar.some_time_after("2027-01-07", place),
        workplace=f"{workplace}, {place}",
        trade=trade,
        message=MESSAGE[role],
    )
    answered_at = calendar.some_time_after("2027-01-22", place + role)
    bringing.answer_companion(companion, comes=True, by=companion.person, at=answered_at)


# --- 20 May: Sjöbo, with a guest ------------------------------------------------------------------------

TIMETABLES = "Bussen som når fram: vad går att ändra i en tidtabell?"
JOURNEY = [
    Item(15, "Välkommen", purposes=DIALOGUE),
    host_slot(45, purposes=EXCHANGE),
    Item(45, TIMETABLES, OUTSIDE, AROUND_US + PRIORITIES),
    pause(15, "Kaffe"),
    Item(45, "Tre sätt att lösa resan", MEMBERS, EXCHANGE, "Sjöbo, Hörby och Simrishamn"),
    pause(60, "Lunch"),
    Item(60, "Grupparbete: en resa från dörren till scenen", MEMBERS, LEARNING + PRIORITIES),
    pause(15, "Kaffe"),
    Item(30, "Runda: vad gör vi härnäst?", MEMBERS, DIALOGUE),
]
BUSY = {
    "Helsingborg": "Vi har premiär för barnens egen festival.",
    "Kristianstad": "Det krockar med vår kulturvecka.",
}
SILENT = {"Landskrona", "Staffanstorp"}


def second_meeting(world: World, network: Network, *, by: Person) -> None:
    """No station, but it isn't winter (S17). A guest comes from half past ten to a quarter past eleven (S19, S20)."""
    calendar = Calendar(world, network, by=by)
    meeting = calendar.plan(
        "2027-05-20",
        "09:30-15:00",
        "Resan till kulturen",
        "Hur kommer barn och unga i hela kommunen till kulturen, och hur kommer kulturen till dem?",
        on="2026-11-05",
    )
    sjobo = calendar.member("Sjöbo")
    host = Host(
        sjobo.applicant,
        "Skriv gärna upp vilken buss som passar, och om någon kan hämta vid hållplatsen.",
        {"venue": "Medborgarhuset", "room": "Sal A", "address": "Stora torget 2"},
        {
            "title": "Sjöbo: satsningar och utmaningar",
            "about": "Satsningar: bokbussen, som också tar med barn till föreställningar.\n\n"
            "Utmaningar: långa avstånd, och föreställningar som börjar när sista bussen har gått.",
            "presenter": "Kultursamordnaren i Sjöbo",
        },
    )
    calendar.host(meeting, sjobo.organisation, host, on="2026-11-12")
    calendar.announce(meeting, on="2026-11-19")
    calendar.host_prepares(meeting, host, on="2027-02-15")
    calendar.programme(meeting, JOURNEY, on="2027-03-09")
    planner = calendar.guest(
        meeting,
        TIMETABLES,
        someone("Trafikplanerare", "Kollektivtrafiken"),
        on="2027-03-10",
        focus="Resan till kulturen är en av de frågor som kommunerna själva har lyft. Vi behöver veta vad som går att "
        "påverka, när på året och hos vem.",
        workplace="Kollektivtrafiken i Skåne",
        brief="Ta gärna ett exempel från landsbygden. Vi som lyssnar kan kultur och kommuner, inte trafik.",
    )
    calendar.guest_says_yes(planner, on="2027-03-16")
    calendar.publish(meeting, on="2027-03-18")
    meeting = calendar.invite(meeting, on="2027-03-25")
    for place in _by_place(meeting):
        at = calendar.some_time_after("2027-03-25", place + meeting.title)
        if place in BUSY:
            calendar.answer(meeting, place, "no", at, why=BUSY[place])
        elif place == "Klippan":
            calendar.answer(meeting, place, "other", at, someone("Kulturpedagog", place))
        elif place not in SILENT:
            calendar.answer(meeting, place, "me", at)
    afterwards.they_come(
        calendar,
        meeting,
        late={"Barnbibliotekarie, Osby": "09:48"},
        absent=["Kultursamordnare, Bromölla"],
    )
    calendar.hold(meeting)
    material = "Bilderna och en lista över vem man ringer om vad: https://kollektivtrafiken.example.org/resan"
    guesting.leave_material(planner, material, by=planner.person, at=world.at("2027-05-24", "10:10"))
    afterwards.guest_leaves(
        calendar, planner, skane_notes.TIMETABLE_SHEET, on="2027-05-24", shared_on="2027-05-25"
    )
    assistant = calendar.colleague("Handläggare")
    afterwards.write_notes(calendar, meeting, skane_notes.JOURNEY, by=assistant, approver=by)
