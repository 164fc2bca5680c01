"""The pages of a meeting's notes: who reads what, and how they are written (S5, S20, K13, K21, K24, K27)."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from armkrok.meetings import acting, making, noting
from armkrok.meetings.models import CameAs, Correction, Meeting, Note, Notes, NotesState
from tests.world import World

from .conftest import a_meeting
from .held import AFTER, CLOSED, OPEN, a_held_meeting, acting_as, item, shared, there, write
from .programmes import put


@pytest.fixture
def held(world: World) -> Iterator[Meeting]:
    meeting = a_held_meeting(world)
    with time_machine.travel(AFTER):
        yield meeting


@pytest.fixture
def desk(world: World, client: Client, held: Meeting) -> Client:
    return world.sign_in(client, "secretary")


def page(meeting: Meeting, more: str = "notes/") -> str:
    return f"/meetings/{meeting.slug}/{more}"


def section(meeting: Meeting, title: str = OPEN) -> str:
    return page(meeting, f"notes/items/{item(meeting, title).pk}/")


def as_(world: World, key: str) -> Client:
    return world.sign_in(Client(), key)


def test_the_programme_is_the_skeleton(desk: Client, held: Meeting) -> None:
    """S5: hours, title, presenter and purposes of each item; breaks are passed over; what is confidential is locked."""
    text = desk.get(page(held)).text
    for words in (OPEN, "Oplægsholder, Odense", "Dialog", CLOSED, "09:30–10:30"):
        assert words in text
    assert "Frokost" not in text
    assert f'action="{section(held)}"' in text
    assert f'action="{section(held, CLOSED)}"' not in text
    assert "This was confidential, and nothing is written about it." in text


def test_before_the_meeting_the_page_says_what_will_be_there(world: World, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    meeting = a_meeting(world)
    text = desk.get(page(meeting)).text
    assert "There is nothing to write down yet." in text
    making.cancel(meeting, **acting_as(world, at=world.now), why="Sne")
    assert "no notes of it" in desk.get(page(meeting)).text


def test_a_section_is_saved_by_itself(desk: Client, held: Meeting) -> None:
    answer = desk.post(
        section(held), {"said": "Vi talte.", "decided": "- en\n- to", "seen": "0"}, follow=True
    )
    assert answer.redirect_chain[0][0] == f"{page(held)}#item-{item(held).pk}"
    assert "Vi talte." in answer.text
    assert "by you" in answer.text
    note = Note.objects.get()
    assert (note.said, note.decided) == ("Vi talte.", "- en\n- to")


def test_with_htmx_only_what_changes_comes_back(desk: Client, held: Meeting) -> None:
    answer = desk.post(
        section(held), {"said": "Vi talte.", "decided": "", "seen": "0"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'name="seen" value="1"' in answer.text
    assert "by you" in answer.text


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_to_save_sees_both_texts(world: World, desk: Client, held: Meeting, htmx: bool) -> None:
    write(world, held, "Den enes ord")
    headers = {"HX-Request": "true"} if htmx else {}
    answer = desk.post(section(held), {"said": "Mine ord", "decided": "", "seen": "0"}, headers=headers)
    assert answer.status_code == 422
    assert "Den enes ord" in answer.text
    assert "Mine ord" in answer.text
    assert "Sekretær, KL" in answer.text
    assert 'name="seen" value="1"' in answer.text
    assert (answer.headers.get("HX-Retarget") == f"#writing-item-{item(held).pk}") is htmx
    desk.post(section(held), {"said": "Mine ord", "decided": "", "seen": "1"})
    assert Note.objects.get().said == "Mine ord"


def test_beside_a_warning_only_the_button_saves_and_then_it_goes(
    world: World, desk: Client, held: Meeting
) -> None:
    write(world, held, "Den enes ord")
    headers = {"HX-Request": "true"}
    mine = {"said": "Mine ord", "decided": ""}
    warned = desk.post(section(held), mine | {"seen": "0"}, headers=headers)
    assert 'hx-trigger="submit"' in warned.text, "what is typed beside it replaces nothing by itself"
    assert 'name="mended"' in warned.text
    saved = desk.post(section(held), mine | {"seen": "1", "mended": "yes"}, headers=headers)
    assert saved.status_code == 200
    assert saved.headers["HX-Retarget"] == f"#writing-item-{item(held).pk}"
    assert "Den enes ord" not in saved.text
    assert "input delay:3s" in saved.text
    assert 'name="seen" value="2"' in saved.text
    assert Note.objects.get().said == "Mine ord"


def test_what_stands_in_short_is_saved_by_itself_too(world: World, desk: Client, held: Meeting) -> None:
    desk.post(page(held, "notes/summary/"), {"in_short": "Lys", "seen": "0"})
    answer = desk.post(page(held, "notes/summary/"), {"in_short": "Mørke", "seen": "0"})
    assert answer.status_code == 422
    assert "Lys" in answer.text
    desk.post(page(held, "notes/summary/"), {"in_short": "Mørke", "seen": "2"})
    assert Notes.objects.get().in_short == "Mørke"


def test_a_confidential_item_is_refused_by_the_server_too(desk: Client, held: Meeting) -> None:
    """K21"""
    answer = desk.post(section(held, CLOSED), {"said": "Hemmeligt", "decided": "", "seen": "0"})
    assert answer.status_code == 422
    assert "confidential" in answer.text
    assert not Note.objects.exists()


def test_what_became_confidential_is_removed_with_one_press(
    world: World, desk: Client, held: Meeting
) -> None:
    """K21"""
    write(world, held, "Det er nu hemmeligt")
    held.items.filter(title=OPEN).update(closed=True)
    assert "Remove it for good" in desk.get(page(held)).text
    desk.post(section(held), {"seen": "1"})
    assert Note.objects.get().said == ""


def test_too_much_is_said_beside_the_field(desk: Client, held: Meeting) -> None:
    answer = desk.post(section(held), {"said": "x" * 20_001, "decided": "", "seen": "0"})
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.text


def test_from_draft_to_shared(world: World, desk: Client, held: Meeting) -> None:
    write(world, held)
    preview = desk.get(page(held, "notes/approval/"))
    assert "Vi talte." in preview.text
    seen = preview.context["seen"]
    write(world, held, "Vi talte mere.")
    assert desk.post(page(held, "notes/approval/"), {"seen": seen}).status_code == 422
    seen = desk.get(page(held, "notes/approval/")).context["seen"]
    assert desk.post(page(held, "notes/approval/"), {"seen": seen}).headers["Location"] == page(
        held, "notes/sharing/"
    )
    confirm = desk.get(page(held, "notes/sharing/")).text
    assert "Koordinator, Svendborg" in confirm
    assert "Read the notes" in confirm
    assert "have to be approved anew" in desk.get(page(held)).text
    desk.post(page(held, "notes/sharing/"))
    assert Notes.objects.get().state == NotesState.SHARED
    assert desk.post(page(held, "notes/sharing/")).status_code == 302
    assert "Correct" in desk.get(page(held)).text


def test_an_approval_is_taken_back(world: World, desk: Client, held: Meeting) -> None:
    write(world, held)
    noting.approve(held, **acting_as(world))
    desk.post(page(held, "notes/approval/"), {"undo": "yes"})
    assert Notes.objects.get().state == NotesState.DRAFT


def test_who_reads_the_notes(world: World, held: Meeting) -> None:
    """S20, K13: before they are shared those who run the network; then members and those who were there."""
    there(world, held, "applicant", CameAs.COMPANION)
    there(world, held, "outsider", CameAs.GUEST)
    there(world, held, "facilitator", CameAs.VISITOR)
    write(world, held)
    may = {
        "secretary": (200, 200),
        "coordinator": (404, 200),
        "applicant": (404, 200),  # came along with somebody, and is no member
        "outsider": (404, 404),  # was there as a guest
        "facilitator": (404, 404),  # looked in as a visitor
        "chef-coordinator": (404, 404),
    }
    for key, (before, _after) in may.items():
        for address in ("notes/", "notes.pdf"):
            assert as_(world, key).get(page(held, address)).status_code == before, key
    shared(world, held)
    for key, (_before, after) in may.items():
        for address in ("notes/", "notes.pdf"):
            assert as_(world, key).get(page(held, address)).status_code == after, key
    for address in ("notes/", "notes.pdf", "take-home/", "actions/"):
        assert Client().get(page(held, address)).headers["Location"].startswith("/sign-in/")


def test_a_companion_doesnt_read_what_confidential_items_are_called(world: World, held: Meeting) -> None:
    """K21"""
    there(world, held, "applicant", CameAs.COMPANION)
    shared(world, held)
    assert CLOSED in as_(world, "coordinator").get(page(held)).text
    text = as_(world, "applicant").get(page(held)).text
    assert CLOSED not in text
    assert "For members only" in text


def test_a_correction_is_shown_with_what_stood_before(world: World, desk: Client, held: Meeting) -> None:
    shared(world, held)
    form = desk.get(section(held)).text
    assert "Why it is corrected" in form
    without = desk.post(section(held), {"said": "Noget andet.", "decided": "", "seen": "1", "why": ""})
    assert without.status_code == 422
    desk.post(section(held), {"said": "Noget andet.", "decided": "", "seen": "1", "why": "Vi huskede galt"})
    assert Correction.objects.count() == 1
    text = as_(world, "coordinator").get(page(held)).text
    for words in ("Corrected on", "Vi huskede galt", "Vi talte.", "Noget andet."):
        assert words in text


def test_nothing_that_is_written_becomes_html(world: World, desk: Client, held: Meeting) -> None:
    write(
        world,
        held,
        '<script>alert(1)</script>\n\n- se https://example.org/a?b=1&c="2"\n- javascript:alert(1)',
    )
    text = desk.get(page(held, "notes/approval/")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'rel="nofollow"' in text
    assert 'href="javascript' not in text


def test_the_notes_take_as_many_queries_whatever_their_length(
    world: World, desk: Client, held: Meeting, django_assert_max_num_queries: Any
) -> None:
    meeting = held
    desk.get(page(meeting))  # the first time the session is renewed
    with django_assert_max_num_queries(20) as few:
        desk.get(page(meeting))
    for number in range(30):
        one = put(meeting, f"Punkt {number}", 5)
        noting.write(one, said="Ord", decided="Det", **acting_as(world))
        acting.add(meeting, acting.Promise(f"Gør {number}", item=one), **acting_as(world))
    with django_assert_max_num_queries(20) as many:
        desk.get(page(meeting))
    assert len(many) == len(few)
    for address in ("notes/approval/", "notes/sharing/", "take-home/", "actions/"):
        with django_assert_max_num_queries(20):
            assert desk.get(page(meeting, address)).status_code == 200
    noting.summarise(meeting, "Kort", **acting_as(world))
    noting.approve(meeting, **acting_as(world))
    noting.share(meeting, **acting_as(world))
    for number in range(30):
        note = Note.objects.all()[number]
        noting.write(note.item, said="Andet", decided="", why="Fordi", **acting_as(world))
    reader = as_(world, "coordinator")
    reader.get(page(meeting))
    with django_assert_max_num_queries(20):
        assert "Corrected on" in reader.get(page(meeting)).text
