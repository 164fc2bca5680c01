"""What was said, item by item: written, approved, shared, corrected (S5, K21, K27)."""

import datetime as dt

import pytest

from armkrok.journal.models import Entry
from armkrok.meetings import acting, making, noting, programming
from armkrok.meetings.models import (
    Action,
    CameAs,
    Correction,
    Meeting,
    Note,
    Notes,
    NotesState,
    State,
)
from armkrok.meetings.rules import Refusal
from tests.world import World

from .conftest import STARTS, a_meeting
from .held import AFTER, THAT_DAY, a_held_meeting, acting_as, item, shared, there, write
from .programmes import put


@pytest.fixture
def held(world: World) -> Meeting:
    return a_held_meeting(world)


def state(meeting: Meeting) -> str:
    return Notes.objects.get(meeting=meeting).state


def test_nothing_is_written_before_the_meeting_or_about_one_that_is_cancelled(world: World) -> None:
    """S5"""
    meeting = a_meeting(world)
    put(meeting, "Haller om natten", 60)
    with pytest.raises(Refusal, match="hasn't begun"):
        write(world, meeting, at=STARTS - dt.timedelta(minutes=1))
    making.cancel(meeting, **acting_as(world, at=world.now), why="Sne")
    with pytest.raises(Refusal, match="doesn't take place"):
        write(world, meeting)
    assert not Notes.objects.exists()


def test_what_was_said_is_kept_with_who_wrote_it(world: World, held: Meeting) -> None:
    note = write(world, held, "Linje\r\n- punkt ", "Vi prøver.")
    assert (note.said, note.decided, note.version) == ("Linje\n- punkt", "Vi prøver.", 1)
    assert (note.written_by, note.written_at) == (world.people["secretary"], AFTER)
    assert state(held) == NotesState.DRAFT


def test_the_same_sent_twice_is_written_once(world: World, held: Meeting) -> None:
    write(world, held)
    assert write(world, held, seen=0).version == 1
    assert Entry.objects.filter(what="notes.written").count() == 1


def test_only_those_who_run_the_network_write(world: World, held: Meeting) -> None:
    """K24"""
    for key in ("coordinator", "facilitator", "outsider"):
        with pytest.raises(Refusal):
            write(world, held, **acting_as(world, key))
        with pytest.raises(Refusal):
            noting.approve(held, **acting_as(world, key))


def test_nothing_is_written_about_what_is_confidential_or_a_break(world: World, held: Meeting) -> None:
    """K21"""
    for title in ("Det svære", "Frokost"):
        with pytest.raises(Refusal):
            noting.write(item(held, title), said="Hemmeligt", decided="", **acting_as(world))
    with pytest.raises(Refusal) as no:
        acting.add(held, acting.Promise("Gør det", item=item(held, "Det svære")), **acting_as(world))
    assert no.value.requirement == "K21"
    assert not Note.objects.exists()
    assert not Action.objects.exists()


def test_the_second_to_save_sees_both_and_can_replace(world: World, held: Meeting) -> None:
    write(world, held, "Den enes")
    with pytest.raises(noting.ChangedMeanwhile) as no:
        write(world, held, "Den andens", seen=0)
    assert (no.value.now["said"], no.value.version, no.value.who) == ("Den enes", 1, "Sekretær, KL")
    assert write(world, held, "Den andens", seen=no.value.version).version == 2


def test_what_stands_in_short_isnt_written_over_either(world: World, held: Meeting) -> None:
    noting.summarise(held, "Først", seen=0, **acting_as(world))
    with pytest.raises(noting.ChangedMeanwhile) as no:
        noting.summarise(held, "Dernæst", seen=0, **acting_as(world))
    assert no.value.now == {"in_short": "Først"}
    assert noting.summarise(held, "Dernæst", seen=no.value.version, **acting_as(world)).in_short == "Dernæst"


def test_an_edit_makes_what_was_approved_a_draft_again(world: World, held: Meeting) -> None:
    write(world, held)
    noting.approve(held, **acting_as(world))
    assert state(held) == NotesState.APPROVED
    write(world, held, "Vi talte længe.")
    assert state(held) == NotesState.DRAFT
    noting.approve(held, **acting_as(world))
    acting.add(held, acting.Promise("Ring til Aarhus"), **acting_as(world))
    assert state(held) == NotesState.DRAFT
    noting.approve(held, **acting_as(world))
    noting.end_approval(held, **acting_as(world))
    assert state(held) == NotesState.DRAFT


def test_what_is_approved_is_what_was_read(world: World, held: Meeting) -> None:
    write(world, held)
    seen = noting.fingerprint(held)
    write(world, held, "Noget andet")
    with pytest.raises(noting.WrittenMeanwhile):
        noting.approve(held, seen=seen, **acting_as(world))
    noting.approve(held, seen=noting.fingerprint(held), **acting_as(world))
    assert state(held) == NotesState.APPROVED


def test_what_was_only_promised_and_dropped_again_is_nothing_to_approve(world: World, held: Meeting) -> None:
    action = acting.add(held, acting.Promise("Ring til Aarhus"), **acting_as(world))
    acting.drop(action, **acting_as(world))
    with pytest.raises(Refusal):
        noting.approve(held, **acting_as(world))


def test_nothing_written_isnt_approved_and_nothing_unapproved_is_shared(world: World, held: Meeting) -> None:
    with pytest.raises(Refusal, match="Nothing is written"):
        noting.approve(held, **acting_as(world))
    write(world, held)
    with pytest.raises(Refusal, match="approve"):
        noting.share(held, **acting_as(world))
    noting.approve(held, **acting_as(world))
    making.step_back(held, State.INVITED, **acting_as(world), why="En fejl")
    with pytest.raises(Refusal) as no:
        noting.share(held, **acting_as(world))
    assert no.value.requirement == "A3"


def test_what_became_confidential_afterwards_is_removed_before_anything_is_shared(
    world: World, held: Meeting
) -> None:
    """K21"""
    write(world, held)
    noting.summarise(held, "I korthed", **acting_as(world))
    noting.approve(held, **acting_as(world))
    held.items.filter(title="Haller om natten").update(closed=True)
    with pytest.raises(Refusal, match="Haller om natten") as no:
        noting.share(held, **acting_as(world))
    assert no.value.requirement == "K21"
    write(world, held, "", "")
    noting.approve(held, **acting_as(world))
    assert noting.share(held, **acting_as(world)).state == NotesState.SHARED


def test_what_became_confidential_after_it_was_shared_leaves_no_correction(
    world: World, held: Meeting
) -> None:
    """K21"""
    shared(world, held)
    write(world, held, "Vi talte højt.", why="Lyden")
    held.items.filter(title="Haller om natten").update(closed=True)
    write(world, held, "", "")
    assert not Correction.objects.exists()
    assert state(held) == NotesState.SHARED


def test_shared_twice_is_mailed_once_to_those_who_were_there_and_those_who_speak(
    world: World, held: Meeting
) -> None:
    """S20: a guest or a visitor who was there gets no notes."""
    there(world, held, "applicant", CameAs.COMPANION)
    there(world, held, "outsider", CameAs.GUEST)
    there(world, held, "facilitator", CameAs.VISITOR)
    shared(world, held)
    noting.share(held, **acting_as(world))

    def notes_to(key: str) -> list[str]:
        letters = world.letters(world.people[key].email)
        return [letter.subject for letter in letters if letter.subject.startswith("Notes")]

    assert len(notes_to("coordinator")) == 1  # was there, and speaks for Svendborg
    assert len(notes_to("applicant")) == 1
    assert notes_to("outsider") == notes_to("facilitator") == []
    assert "/l/" in world.letters("coordinator@example.org")[-1].text


def test_what_was_shared_is_corrected_with_its_reason_and_not_mailed_again(
    world: World, held: Meeting
) -> None:
    shared(world, held)
    number = len(world.letters("coordinator@example.org"))
    with pytest.raises(Refusal) as no:
        write(world, held, "Vi talte i 40 minutter.")
    assert no.value.field == "why"
    write(world, held, "Vi talte i 40 minutter.", why="Tallet var forkert", at=AFTER + dt.timedelta(days=2))
    (correction,) = Correction.objects.all()
    assert (correction.before, correction.after) == ("Vi talte.", "Vi talte i 40 minutter.")
    assert (correction.field, correction.why) == ("said", "Tallet var forkert")
    noting.summarise(held, "Lys er dyrt.", why="Tallet", **acting_as(world))
    assert Correction.objects.get(note=None).field == "in_short"
    assert state(held) == NotesState.SHARED
    assert len(world.letters("coordinator@example.org")) == number
    with pytest.raises(Refusal):
        noting.end_approval(held, **acting_as(world))


def test_whoever_goes_on_writing_stands_in_the_history_once(world: World, held: Meeting) -> None:
    for minute in range(5):
        write(world, held, f"Ord {minute}", at=AFTER + dt.timedelta(minutes=minute))
    assert Entry.objects.filter(what="notes.written").count() == 1
    write(world, held, "Senere", at=AFTER + dt.timedelta(hours=1))
    assert Entry.objects.filter(what="notes.written").count() == 2


def test_too_much_is_refused_and_not_cut(world: World, held: Meeting) -> None:
    with pytest.raises(Refusal) as no:
        write(world, held, "x" * 20_001)
    assert no.value.field == "said"


def test_an_item_isnt_taken_away_under_what_is_written_about_it(world: World) -> None:
    meeting = a_meeting(world)
    noted, empty = put(meeting, "Haller om natten", 60), put(meeting, "Tomt", 10)
    for one in (noted, empty):
        noting.write(one, said="Ord", decided="", **acting_as(world, at=THAT_DAY))
    noting.write(empty, said="", decided="", **acting_as(world, at=THAT_DAY))
    with pytest.raises(Refusal, match="Haller om natten"):
        programming.remove(noted, **acting_as(world, at=THAT_DAY))
    programming.remove(empty, **acting_as(world, at=THAT_DAY))
    assert [note.item for note in Note.objects.all()] == [noted]
