"""Badges, list of participants, table signs and the programme for the door: tagged, in the network's language, and
whatever people are called (S16, S20, K21)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import translation

from armkrok.meetings import attending, bringing, guesting, hosting, inviting, registering
from armkrok.meetings.models import CompanionState, Meeting, Seat
from armkrok.meetings.papers import Paper, Papers, check_in_address
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from armkrok.ui import printing
from tests.world import World

from .conftest import a_meeting
from .programmes import put
from .read_pdf import read

ON = dt.date(2027, 9, 1)
LONG = "Åse Ærø-Kristoffersen von und zu Lindström, kultur & fritid"
SOURCE = '#panic(1) [*Ö_l*] $a$ `b` \\ @c // </x> "q"'


class Gathering:
    """A meeting arm in arm: a coordinator and whom they bring, two guests, a host; and those who haven't said yes."""

    def __init__(self, world: World, **more: Any) -> None:
        self.world, self.by = world, world.people["secretary"]
        self.meeting = meeting = a_meeting(world, armkrok=True, **more)
        inviting.write_invitations(meeting, at=world.now)
        me = world.people["coordinator"]
        self.seat = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
        assignment = meeting.assignments.get()
        self.companion = bringing.bring(
            assignment, Someone("Rektor Følgesen", "r@example.org"), role="Rektor", by=me, at=world.now
        )
        put(meeting, "Velkommen", 60)
        self.item = put(meeting, "Haller i tal", 45)
        put(meeting, "Frokost", 45, sort="break")
        put(meeting, "Kollegial sparring", 60, closed=True)
        self.guest = guesting.invite_guest(
            self.item, Someone("Gæst Ø", "g@example.org"), focus="Drift", by=self.by, at=world.now
        )
        self.meeting = Meeting.objects.get(pk=meeting.pk)

    def companion_says_yes(self) -> None:
        bringing.answer_companion(self.companion, comes=True, by=self.companion.person, at=self.world.now)

    def made(self, paper: str) -> Any:
        return read(Papers(self.meeting).made(paper, on=ON))


@pytest.fixture
def gathering(world: World) -> Gathering:
    return Gathering(world)


def seat(world: World, meeting: Meeting, name: str, organisation: str = "Svendborg") -> None:
    person = world.person(f"n{meeting.seats.count()}", name, world.organisations[organisation])
    Seat.objects.create(
        meeting=meeting,
        enrolment=world.enrolment,
        organisation=world.organisations[organisation],
        person=person,
        state="taken",
        made_at=world.now,
    )


def test_a_guest_who_was_marked_and_then_called_off_is_on_no_paper(gathering: Gathering) -> None:
    """S20: they are on the roll still, and have no hours any more."""
    meeting, guest, at = gathering.meeting, gathering.guest, gathering.meeting.starts_at
    attending.mark(meeting, guest.person, here=True, by=gathering.by, at=at)
    attending.mark(meeting, guest.person, here=False, by=gathering.by, at=at + dt.timedelta(seconds=3))
    guesting.call_off_guest(guest, by=gathering.by, at=at)
    for paper in (Paper.BADGES, Paper.PARTICIPANTS):
        assert not gathering.made(paper).says("Gæst Ø")


# --- what a PDF is --------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", Paper.values)
def test_each_paper_is_tagged_and_says_its_language_title_and_convener(
    gathering: Gathering, paper: str
) -> None:
    """PDF/UA-1 (checked by `read`), in the network's language whoever prints it."""
    with translation.override("en"):
        made = gathering.made(paper)
    assert (made.language, made.author) == (gathering.world.network.language, "KL")
    assert made.title.endswith("· Haller for alle")


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_the_words_are_the_networks(gathering: Gathering, language: str) -> None:
    Network.objects.filter(pk=gathering.meeting.network_id).update(language=language)
    gathering.meeting.network.refresh_from_db()
    made = gathering.made(Paper.PROGRAMME)
    assert made.language == language
    weekday = {"sv": "torsdag", "da": "torsdag", "en": "Thursday"}[language]
    assert made.says(weekday)


def test_the_same_paper_is_the_same_file(gathering: Gathering) -> None:
    papers = Papers(gathering.meeting)
    assert papers.made(Paper.BADGES, on=ON) == papers.made(Paper.BADGES, on=ON)
    assert papers.made(Paper.BADGES, on=ON) != papers.made(Paper.BADGES, on=ON + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "name", [LONG, SOURCE, "X" * 200, "Łukasz Šimůnek", "Иван Ἀθηνᾶ", "a\x00\u202eb\n\nc"]
)
def test_whatever_somebody_is_called_is_only_text(gathering: Gathering, name: str) -> None:
    """Names never become a part of the source, and the longest one spoils no badge."""
    gathering.seat.person.name = name
    gathering.seat.person.save()
    for paper in (Paper.BADGES, Paper.PARTICIPANTS):
        made = gathering.made(paper)
        assert made.says(name.replace("\x00", "").replace("\u202e", ""))


def test_what_no_font_has_is_replaced_and_the_rest_is_printed() -> None:
    made = printing.pdf(
        "meetings/table-signs",
        {"signs": [{"name": "Åse \U000f0000\U000f0001 Ek", "below": ""}]},
        title="T",
        language="sv",
    )
    assert read(made).says("Åse \ufffd\ufffd Ek")


def test_several_can_print_at_once() -> None:
    def one(number: int) -> bytes:
        data = {"signs": [{"name": f"Kommun {number}", "below": ""}] * 20}
        return printing.pdf("meetings/table-signs", data, title="T", language="sv")

    with ThreadPoolExecutor(8) as several:
        made = list(several.map(one, range(32)))
    assert all(read(pdf).says(f"Kommun {number}") for number, pdf in enumerate(made))


# --- who is on them -------------------------------------------------------------------------------------


def test_only_those_who_come_are_on_paper(gathering: Gathering) -> None:
    """S16, S20: a seat, a companion who has said yes, a guest who hasn't said no."""
    names = [line.person.name for line in Papers(gathering.meeting).people]
    assert names == ["Koordinator, Svendborg", "Gæst Ø"]
    gathering.companion_says_yes()
    assert gathering.companion.state == CompanionState.INVITED  # as it was read before
    for paper in (Paper.BADGES, Paper.PARTICIPANTS):
        made = gathering.made(paper)
        assert all(made.says(name) for name in ("Koordinator, Svendborg", "Gæst Ø", "Rektor Følgesen"))
    guesting.answer_guest(gathering.guest, comes=False, by=gathering.guest.person, at=gathering.world.now)
    assert not gathering.made(Paper.BADGES).says("Gæst Ø")


def test_the_hosts_contact_has_a_badge_and_the_host_a_sign(gathering: Gathering) -> None:
    world = gathering.world
    koge = world.organisations["Køge"]
    hosting.name_host(
        gathering.meeting, koge, contact=world.people["outsider"], by=gathering.by, at=world.now
    )
    assert gathering.made(Paper.BADGES).says("Fremmed, Køge")
    assert Papers(gathering.meeting).organisations == ["Køge", "Svendborg"]


def test_a_badge_checks_its_wearer_in(gathering: Gathering) -> None:
    """Its code is the address that attendance answers; what it is for is said to those who don't see it."""
    person = gathering.seat.person
    address = check_in_address(gathering.meeting, person)
    assert address.startswith("http://testserver/")
    found = resolve(urlsplit(address).path)
    assert found.view_name == "meetings:check_in"
    assert attending.person_of_code(gathering.meeting, found.kwargs["code"]) == person
    alternatives = gathering.made(Paper.BADGES).alternatives
    assert {
        name for name in ("Koordinator, Svendborg", "Gæst Ø") if any(name in said for said in alternatives)
    }


def test_nobodys_address_is_on_paper(gathering: Gathering) -> None:
    gathering.companion_says_yes()
    for paper in Paper.values:
        assert "@" not in gathering.made(paper).text


def test_they_stand_in_the_order_of_the_networks_alphabet(gathering: Gathering) -> None:
    world, meeting = gathering.world, gathering.meeting
    for name in ("Østerby", "Zealand", "Ærø", "Århus"):
        world.municipality(name, name)
        seat(world, meeting, f"En fra {name}", name)
    assert Papers(meeting).organisations == ["Svendborg", "Zealand", "Ærø", "Østerby", "Århus"]
    text = gathering.made(Paper.PARTICIPANTS).text
    places = [text.index(f"Enfra{name}") for name in ("Zealand", "Ærø", "Østerby", "Århus")]
    assert places == sorted(places)


def test_confidential_items_stand_on_the_door_as_the_members_see_them(gathering: Gathering) -> None:
    """K21"""
    made = gathering.made(Paper.PROGRAMME)
    assert made.says("Kollegial sparring")
    assert made.says("09.30–10.30") or made.says("09:30–10:30")


# --- the page -------------------------------------------------------------------------------------------


def test_each_paper_can_be_opened_by_those_who_run_it(gathering: Gathering, client: Client) -> None:
    world = gathering.world
    world.sign_in(client, "secretary")
    address = f"/meetings/{gathering.meeting.slug}/papers/"
    page = client.get(address)
    assert page.status_code == 200
    for paper in Paper.values:
        assert f'href="{address}{paper}.pdf"' in page.text
        made = client.get(f"{address}{paper}.pdf")
        assert made.headers["Content-Type"] == "application/pdf"
        assert (
            made.headers["Content-Disposition"] == f'inline; filename="{gathering.meeting.slug}-{paper}.pdf"'
        )
        assert "no-store" in made.headers["Cache-Control"]
        assert read(made.content).pages == 1
    for nothing in ("nothing", "certificate"):
        assert client.get(f"{address}{nothing}.pdf").status_code == 404


def test_what_there_is_nothing_of_says_what_to_do_first(world: World, client: Client) -> None:
    meeting = a_meeting(world)
    world.sign_in(client, "secretary")
    address = f"/meetings/{meeting.slug}/papers/"
    page = client.get(address).text
    for words in ("There is no programme yet.", "No organisation has a seat yet.", "Nobody has said yet"):
        assert words in page
    for paper in Paper.values:
        assert f"{paper}.pdf" not in page
        assert client.get(f"{address}{paper}.pdf").status_code == 404


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant"])
def test_for_everybody_else_there_are_no_papers(gathering: Gathering, client: Client, who: str) -> None:
    gathering.world.sign_in(client, who)
    address = f"/meetings/{gathering.meeting.slug}/papers/"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}badges.pdf").status_code == 404


def test_as_many_queries_with_sixty_people_as_with_one(gathering: Gathering, client: Client) -> None:
    world = gathering.world
    world.sign_in(client, "secretary")

    def queries(paper: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(f"/meetings/{gathering.meeting.slug}/papers/{paper}").status_code == 200
        return len(counted)

    addresses = ["", *(f"{paper}.pdf" for paper in Paper.values)]
    for paper in addresses:
        queries(paper)
    few = [queries(paper) for paper in addresses]
    for number in range(60):
        seat(world, gathering.meeting, f"Deltager {number}")
    for number in range(25):
        put(gathering.meeting, f"Punkt {number}", 5)
    assert [queries(paper) for paper in addresses] == few
    assert max(few) <= 20


def test_sixty_people_and_twenty_five_items_have_room(gathering: Gathering) -> None:
    world = gathering.world
    for number in range(59):
        seat(world, gathering.meeting, f"{LONG} {number}")
    for number in range(25):
        put(gathering.meeting, f"{LONG} {number}", 5, presenter=LONG, form_of_work="Oplæg")
    badges = gathering.made(Paper.BADGES)
    assert badges.pages == 8
    assert len(badges.alternatives) >= 61
    assert gathering.made(Paper.SIGNS).pages == 1
    assert gathering.made(Paper.PARTICIPANTS).says(f"{LONG} 58")
    assert gathering.made(Paper.PROGRAMME).says(f"{LONG} 24")
