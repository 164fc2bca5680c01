"""On paper: the notes, and the one page that each municipality takes home (S5, K21, K27); tagged, so that they can be
read aloud (PDF/UA-1)."""

import datetime as dt
import io
from collections.abc import Iterator

import pikepdf
import pytest
import time_machine
from django.test import Client

from armkrok.meetings import acting, noted, noting, taking_home
from armkrok.meetings.acting import Promise
from armkrok.meetings.models import Attendance, CameAs, Material, Meeting
from tests.world import World

from .conftest import a_meeting
from .held import AFTER, CLOSED, OPEN, THAT_DAY, a_held_meeting, acting_as, item, shared, write
from .programmes import put


@pytest.fixture
def held(world: World) -> Iterator[Meeting]:
    meeting = a_held_meeting(world)
    with time_machine.travel(AFTER):
        yield meeting


def as_(world: World, key: str) -> Client:
    return world.sign_in(Client(), key)


def printed(client: Client, meeting: Meeting, address: str) -> pikepdf.Pdf:
    response = client.get(f"/meetings/{meeting.slug}/{address}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(response.content))


def is_tagged(pdf: pikepdf.Pdf, language: str, title: str) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert "/StructTreeRoot" in pdf.Root
    assert str(pdf.Root.Lang) == language
    with pdf.open_metadata() as about:
        assert title in str(about["dc:title"])
        assert about["pdfuaid:part"] == "1"


def home(world: World, meeting: Meeting) -> taking_home.TakeHome:
    return taking_home.of(meeting, world.organisations["Svendborg"], noted.read(meeting, is_member=True))


def test_the_notes_on_paper_are_tagged_and_in_the_networks_language(world: World, held: Meeting) -> None:
    shared(world, held)
    is_tagged(printed(as_(world, "coordinator"), held, "notes.pdf"), "da", held.title)
    is_tagged(printed(as_(world, "coordinator"), held, "take-home/?pdf=1"), "da", held.title)


def test_the_paper_says_what_is_locked_what_was_decided_and_what_was_corrected(
    world: World, held: Meeting
) -> None:
    """K21"""
    from armkrok.meetings import notes_paper

    write(world, held, "Vi talte.", "- Vi bygger\n- og maler")
    acting.add(held, Promise("Ring", item=item(held), due_on=dt.date(2027, 10, 1)), **acting_as(world))
    noting.approve(held, **acting_as(world))
    noting.share(held, **acting_as(world))
    noting.write(item(held), said="Vi tav.", decided="- Vi bygger", why="Hørefejl", **acting_as(world))
    data = notes_paper.paper(noted.read(held, is_member=True))
    by_title = {one["title"]: one for one in data["items"]}
    assert by_title[CLOSED]["locked"]
    assert by_title[CLOSED]["said"] == []
    assert by_title[OPEN]["decided"] == [{"list": True, "lines": ["Vi bygger"]}]
    assert [one["title"] for one in data["decisions"]] == [OPEN]
    assert data["all_actions"][0]["due"] == "1. oktober 2027"
    assert {one["why"] for one in data["corrections"]} == {"Hørefejl"}
    assert data["state"] == ""
    hidden = notes_paper.paper(noted.read(held))
    assert CLOSED not in [one["title"] for one in hidden["items"]]


def test_a_paper_of_a_draft_says_so(world: World, held: Meeting) -> None:
    from armkrok.meetings import notes_paper

    write(world, held)
    assert notes_paper.paper(noted.read(held, runs=True))["state"]
    printed(as_(world, "secretary"), held, "notes.pdf")


def test_what_we_take_home_is_ours(world: World, held: Meeting) -> None:
    """K27: who of ours was there, in short, decisions, our promises, material, the next date."""
    svendborg, aarhus = world.organisations["Svendborg"], world.organisations["Aarhus"]
    Attendance.objects.create(
        meeting=held,
        person=world.people["outsider"],
        organisation=aarhus,
        came_as=CameAs.MEMBER,
        marked_at=THAT_DAY,
    )
    write(world, held, "Vi talte.", "Vi bygger")
    for what, who in (("Vores", svendborg), ("Deres", aarhus)):
        acting.add(held, Promise(what, organisation=who), **acting_as(world))
    person = world.people["coordinator"]
    acting.add(held, Promise("Min", person=person, organisation=svendborg), **acting_as(world))
    acts = {"left_at": AFTER, "shared_at": AFTER, "shared_by": world.people["secretary"]}
    Material.objects.create(meeting=held, title="Til medlemmer", audience="members", **acts)
    Material.objects.create(meeting=held, title="Ikke delt", left_at=AFTER)
    a_meeting(world, "draft", starts_at=AFTER + dt.timedelta(days=30), title="Kladden")
    a_meeting(world, starts_at=AFTER + dt.timedelta(days=60), title="Næste gang")
    taken = home(world, held)
    assert taken.present == ["Koordinator, Svendborg"]
    assert {action.what for action in taken.actions} == {"Vores", "Min"}
    assert taken.materials == ["Til medlemmer"]
    assert taken.next
    assert taken.next.title == "Næste gang"
    assert [section.timed.item.title for section in taken.decided] == [OPEN]


@pytest.mark.parametrize("lines", [False, True], ids=["long", "many lines"])
def test_it_is_one_page_however_much_there_is_to_say(world: World, held: Meeting, lines: bool) -> None:
    words = (
        "- Lys er billigt\n\nog mørke er dyrt\n" * 110
        if lines
        else "Lys er billigt, og mørke er dyrt. " * 110
    )
    noting.summarise(held, words, **acting_as(world))
    for number in range(30):
        one = put(held, f"Et punkt, der er længere end de fleste, nummer {number} " * 3, 5)
        noting.write(one, said=words * 3, decided=words * 3, **acting_as(world))
    for number in range(60):
        promise = Promise(
            f"Gør det her {number} " + "og så det der " * 30, organisation=world.organisations["Svendborg"]
        )
        acting.add(held, promise, **acting_as(world))
    for number in range(60):
        who = world.person(f"en-{number}", f"En med et langt navn nummer {number} " * 4, None)
        Attendance.objects.create(
            meeting=held,
            person=who,
            organisation=world.organisations["Svendborg"],
            came_as=CameAs.MEMBER,
            marked_at=THAT_DAY,
        )
    pdf = printed(as_(world, "secretary"), held, "take-home/?pdf=1")
    assert len(pdf.pages) == 1
    version = taking_home.paper(home(world, held))["versions"][-1]
    assert version["cut"]
    assert len(printed(as_(world, "secretary"), held, "notes.pdf").pages) > 10


def test_little_is_printed_whole(world: World, held: Meeting) -> None:
    write(world, held, "Vi talte.", "Vi bygger\n- et hus")
    version = taking_home.paper(home(world, held))["versions"][0]
    assert not version["cut"]
    assert version["decided"][0]["words"] == [
        {"list": False, "lines": ["Vi bygger"]},
        {"list": True, "lines": ["et hus"]},
    ]


def test_members_see_their_own_and_staff_any(world: World, held: Meeting) -> None:
    shared(world, held)
    ours, theirs = (world.organisations[name].pk for name in ("Svendborg", "Aarhus"))
    page = f"/meetings/{held.slug}/take-home/"
    assert as_(world, "coordinator").get(page).status_code == 200
    assert as_(world, "coordinator").get(f"{page}?organisation={theirs}").status_code == 404
    assert as_(world, "outsider").get(page).status_code == 404
    assert as_(world, "secretary").get(f"{page}?organisation={ours}").status_code == 200
    text = as_(world, "coordinator").get(page).text
    assert 'lang="da"' in text
    assert "Kort fortalt" in text  # the sheet is in the network's language, whatever the reader's is
