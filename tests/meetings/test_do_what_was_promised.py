"""Who does what by when: written down, told, ticked off, and followed up at the next meeting (K27, K35)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from armkrok.accounts.models import PersonalLink
from armkrok.directory import merging
from armkrok.journal.models import Entry
from armkrok.meetings import acting, afterwards, desk, making, noting, programming, tasks, whom
from armkrok.meetings import personal_data as kept
from armkrok.meetings.acting import Promise
from armkrok.meetings.models import Action, CameAs, Correction, Meeting, State
from armkrok.meetings.rules import Refusal
from tests.world import World

from .conftest import a_meeting
from .held import AFTER, THAT_DAY, a_held_meeting, acting_as, item, shared, there, write
from .programmes import put

DUE = AFTER.date() + dt.timedelta(days=20)


@pytest.fixture
def held(world: World) -> Iterator[Meeting]:
    meeting = a_held_meeting(world)
    with time_machine.travel(AFTER):
        yield meeting


@pytest.fixture
def staff(world: World, client: Client, held: Meeting) -> Client:
    return world.sign_in(client, "secretary")


def page(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.slug}/actions/{more}"


def promised(world: World, meeting: Meeting, what: str = "Ring til Aarhus", **more: Any) -> Action:
    values: dict[str, Any] = {"person": world.people["coordinator"], "due_on": DUE, **more}
    return acting.add(meeting, Promise(what, **values), **acting_as(world))


def told(world: World, key: str, begins: str = "To do") -> list[str]:
    letters = world.letters(f"{key}@example.org")
    return [letter.subject for letter in letters if letter.subject.startswith(begins)]


def again(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


# --- the acts -------------------------------------------------------------------------------------------


def test_the_same_twice_is_one(world: World, held: Meeting) -> None:
    assert promised(world, held) == promised(world, held)
    assert Action.objects.count() == 1
    assert Entry.objects.filter(what="action.added").count() == 1


def test_only_those_who_run_the_network_write_it_down(world: World, held: Meeting) -> None:
    """K24"""
    with pytest.raises(Refusal):
        acting.add(held, Promise("Alt"), **acting_as(world, "coordinator"))
    action = promised(world, held)
    for act in (acting.drop, acting.take_up):
        with pytest.raises(Refusal):
            act(action, **acting_as(world, "coordinator"))


def test_what_is_nothing_or_due_before_the_meeting_is_refused(world: World, held: Meeting) -> None:
    with pytest.raises(Refusal) as no:
        promised(world, held, "  ")
    assert no.value.field == "what"
    with pytest.raises(Refusal) as no:
        promised(world, held, due_on=held.day - dt.timedelta(days=365))
    assert no.value.field == "due_on"


def test_nobody_hears_of_it_before_the_notes_are_shared(world: World, held: Meeting) -> None:
    promised(world, held)
    assert told(world, "coordinator") == []
    shared(world, held)
    assert told(world, "coordinator") == ["To do: Ring til Aarhus"]


def test_who_is_named_afterwards_is_told_at_once(world: World, held: Meeting) -> None:
    shared(world, held)
    action = promised(world, held)
    assert len(told(world, "coordinator")) == 1
    acting.change(action, Promise(action.what, person=world.people["applicant"]), **acting_as(world))
    assert len(told(world, "applicant")) == 1
    acting.change(action, Promise("Ring i morgen", person=world.people["applicant"]), **acting_as(world))
    assert len(told(world, "applicant")) == 1  # other words are no news of who does it


def test_what_an_organisation_promised_is_told_to_those_who_speak_for_it(world: World, held: Meeting) -> None:
    promised(world, held, person=None, organisation=world.organisations["Svendborg"])
    shared(world, held)
    assert len(told(world, "coordinator")) == 1
    assert acting.is_responsible(Action.objects.get(), world.people["coordinator"], DUE)


def test_of_two_who_change_it_the_second_is_told(world: World, held: Meeting) -> None:
    action = promised(world, held)
    seen = acting.fingerprint(action)
    acting.change(action, Promise("Skriv til Aarhus"), seen=seen, **acting_as(world))
    with pytest.raises(acting.ChangedMeanwhile) as no:
        acting.change(action, Promise("Gå til Aarhus"), seen=seen, **acting_as(world))
    assert no.value.now.what == "Skriv til Aarhus"


def test_ticked_off_twice_is_done_once_and_can_be_undone(world: World, held: Meeting) -> None:
    action = promised(world, held)
    for _twice in range(2):
        acting.complete(action, **acting_as(world, "coordinator"))
    assert Entry.objects.filter(what="action.completed").count() == 1
    assert again(action).done_by == world.people["coordinator"]
    acting.reopen(action, **acting_as(world))
    assert again(action).is_open
    with pytest.raises(Refusal):
        acting.complete(action, **acting_as(world, "outsider"))


def test_who_does_it_hears_of_every_change_and_who_did_it_that_it_isnt_theirs(
    world: World, held: Meeting
) -> None:
    shared(world, held)
    action = promised(world, held)
    me, other = world.people["coordinator"], world.people["facilitator"]

    def becomes(later: int, **values: Any) -> None:
        promise = Promise(**{"what": "Ring til Aarhus", "person": me, "due_on": DUE, **values})
        acting.change(
            again(action), promise, **acting_as(world) | {"at": AFTER + dt.timedelta(minutes=later)}
        )

    assert told(world, "coordinator") == ["To do: Ring til Aarhus"]
    becomes(1, what="Ring til Odense")
    becomes(1, what="Ring til Odense")
    assert told(world, "coordinator", "Changed") == ["Changed: Ring til Odense"]
    becomes(2, what="Ring til Odense", person=other)
    assert told(world, "coordinator", "No longer") == ["No longer to do: Ring til Odense"]
    assert told(world, "facilitator") == ["To do: Ring til Odense"]
    becomes(3, what="Ring til Odense")
    assert told(world, "coordinator") == ["To do: Ring til Aarhus", "To do: Ring til Odense"]
    acting.drop(action, **acting_as(world) | {"at": AFTER + dt.timedelta(minutes=4)})
    assert told(world, "coordinator", "No longer") == 2 * ["No longer to do: Ring til Odense"]


def test_what_is_changed_of_shared_notes_stays_readable(world: World, staff: Client, held: Meeting) -> None:
    """S5: as with all else that is corrected; without anybody's name, since that is forgotten in time."""
    loose = promised(world, held)
    action = promised(world, held, "Skriv til Odense", item=item(held))
    acting.change(action, Promise("Skriv til Randers", item=item(held)), **acting_as(world))
    assert not Correction.objects.exists()
    shared(world, held)
    acting.change(again(action), Promise("Skriv til Vejle", item=item(held)), **acting_as(world))
    acting.drop(again(loose), **acting_as(world))
    assert list(Correction.objects.order_by("pk").values_list("before", "after")) == [
        ("Skriv til Randers", "Skriv til Vejle"),
        ("Ring til Aarhus · 30. september 2027", ""),
    ]
    text = staff.get(f"/meetings/{held.slug}/notes/").text
    assert "Skriv til Randers" in text
    assert "Ring til Aarhus" in text


def test_what_was_said_of_something_confidential_gets_into_no_correction(world: World, held: Meeting) -> None:
    """K21: also when it was open, was closed and dropped, and is moved to another item afterwards."""
    action = promised(world, held, "Afskedige en medarbejder", item=item(held))
    held.items.update(closed=True)
    acting.drop(action, **acting_as(world))
    noting.summarise(held, "Kort.", **acting_as(world))
    noting.approve(held, **acting_as(world))
    noting.share(held, **acting_as(world))
    acting.change(again(action), Promise("Skrive en annonce"), **acting_as(world))
    assert not Correction.objects.exists()


def test_what_was_corrected_goes_with_what_became_confidential(
    world: World, staff: Client, held: Meeting
) -> None:
    """K21: it is shown to nobody else, and is gone when the action is."""
    shared(world, held)
    action = promised(world, held, "Afskedige en medarbejder", item=item(held))
    acting.change(again(action), Promise("Skrive en annonce", item=item(held)), **acting_as(world))
    notes = f"/meetings/{held.slug}/notes/"
    assert "Afskedige" in staff.get(notes).text
    held.items.update(closed=True)
    assert "Afskedige" not in staff.get(notes).text
    acting.drop(again(action), **acting_as(world))
    assert not Correction.objects.exists()


def test_what_is_done_is_asked_of_nobody_when_it_is_taken_up_again(world: World, held: Meeting) -> None:
    shared(world, held)
    action = promised(world, held)
    acting.complete(action, **acting_as(world))
    acting.drop(action, **acting_as(world))
    acting.take_up(action, **acting_as(world) | {"at": AFTER + dt.timedelta(minutes=1)})
    assert len(told(world, "coordinator")) == 1
    assert told(world, "coordinator", "No longer") == []


def test_dropped_is_taken_up_again(world: World, held: Meeting) -> None:
    action = promised(world, held)
    acting.drop(action, **acting_as(world))
    acting.drop(action, **acting_as(world))
    with pytest.raises(Refusal):
        acting.complete(action, **acting_as(world, "coordinator"))
    acting.take_up(action, **acting_as(world))
    assert again(action).is_open
    assert Entry.objects.filter(what="action.dropped").count() == 1


def test_whoever_hasnt_ticked_it_off_is_reminded_once_on_the_day(world: World, held: Meeting) -> None:
    promised(world, held)
    done = promised(world, held, "Er gjort")
    acting.complete(done, **acting_as(world))
    with time_machine.travel(dt.datetime.combine(DUE, dt.time(7), dt.UTC)):
        tasks.remind_of_actions()
        assert told(world, "coordinator", "Due today") == []  # nobody was told yet
    shared(world, held)
    tasks.remind_of_actions()
    assert told(world, "coordinator", "Due today") == []
    for hour in (7, 8):
        with time_machine.travel(dt.datetime.combine(DUE, dt.time(hour), dt.UTC)):
            tasks.remind_of_actions()
    assert told(world, "coordinator", "Due today") == ["Due today: Ring til Aarhus"]


def test_nobody_is_reminded_at_night_nor_of_what_they_have_just_been_told(
    world: World, held: Meeting
) -> None:
    soon = AFTER.date() + dt.timedelta(days=2)
    promised(world, held, "Snart", due_on=soon)
    shared(world, held)
    late = acting_as(world, at=dt.datetime.combine(soon, dt.time(8), dt.UTC))
    acting.add(held, Promise("Straks", world.people["coordinator"], due_on=soon), **late)
    for hour in (0, 5, 16, 21):
        acting.remind(at=dt.datetime.combine(soon, dt.time(hour), dt.UTC))
    assert told(world, "coordinator", "Due today") == []
    acting.remind(at=dt.datetime.combine(soon, dt.time(9), dt.UTC))
    assert told(world, "coordinator", "Due today") == ["Due today: Snart"]


def test_what_should_have_been_said_on_the_day_is_said_as_it_is(world: World, held: Meeting) -> None:
    promised(world, held)
    shared(world, held)
    for day in (2, 3, 9):
        acting.remind(at=dt.datetime.combine(DUE + dt.timedelta(days=day), dt.time(9), dt.UTC))
    assert told(world, "coordinator", "Was due") == ["Was due: Ring til Aarhus"]
    assert told(world, "coordinator", "Due today") == []


def test_what_is_open_stands_at_the_next_meeting(
    world: World, held: Meeting, django_assert_num_queries: Any
) -> None:
    following = a_meeting(world, starts_at=AFTER + dt.timedelta(days=60))
    open_, done = promised(world, held), promised(world, held, "Er gjort")
    dropped = promised(world, held, "Er opgivet")
    acting.complete(done, **acting_as(world))
    acting.drop(dropped, **acting_as(world))
    assert acting.open_from_before(following) == []  # members hear of it when the notes are shared
    assert acting.open_from_before(following, unshared=True) == [open_]
    shared(world, held)
    for number in range(30):
        promised(world, held, f"Gør {number}")
    with django_assert_num_queries(1):
        found = acting.open_from_before(following)
        assert all(action.meeting.title and action.person for action in found)
    assert len(found) == 31
    assert acting.open_from_before(held) == []


# --- who can be named -----------------------------------------------------------------------------------


def test_who_can_be_named(world: World, held: Meeting) -> None:
    there(world, held, "applicant", CameAs.COMPANION)
    words = [one.words for one in whom.candidates(held, AFTER.date())]
    assert "Koordinator, Svendborg, Svendborg" in words
    assert "Svendborg" in words
    assert any(one.startswith("Sekretær, KL") for one in words)
    assert any(one.startswith("Ansøger") for one in words)
    assert not any("Fremmed" in one for one in words)


def test_two_of_the_same_name_are_told_apart(world: World, held: Meeting) -> None:
    twin = world.person("twin", "Koordinator, Svendborg", world.organisations["Svendborg"])
    there(world, held, "twin")
    same = [one for one in whom.candidates(held, AFTER.date()) if one.words.startswith("Koordinator")]
    assert len({one.words for one in same}) == 2
    (mine,) = [one for one in same if one.person == twin]
    assert whom.chosen(f"  {mine.words.upper()} ", same) == mine
    assert mine.person
    assert whom.chosen(mine.person.name, same) is None  # two are called so
    assert whom.chosen(mine.person.name, [mine]) == mine


# --- the pages ------------------------------------------------------------------------------------------


def test_it_is_written_down_item_by_item(staff: Client, held: Meeting) -> None:
    sent = {
        "what": "Ring til Aarhus",
        "who": "Koordinator, Svendborg, Svendborg",
        "due_on": DUE.isoformat(),
        "item": item(held).pk,
        "next": f"/meetings/{held.slug}/notes/#x",
    }
    answer = staff.post(page(held), sent)
    assert answer.headers["Location"] == sent["next"]
    action = Action.objects.get()
    assert (action.what, action.due_on, action.item) == ("Ring til Aarhus", DUE, item(held))
    assert action.person.name == "Koordinator, Svendborg"
    assert action.organisation.name == "Svendborg"
    assert "Ring til Aarhus" in staff.get(f"/meetings/{held.slug}/notes/").text


def test_whoever_isnt_on_the_list_is_said_beside_the_field(staff: Client, held: Meeting) -> None:
    answer = staff.post(page(held), {"what": "Ring", "who": "Hvemsomhelst", "due_on": "", "item": ""})
    assert answer.status_code == 422
    assert "Choose somebody from the list" in answer.text
    assert 'value="Hvemsomhelst"' in answer.text
    assert not Action.objects.exists()


def test_open_ones_come_first_and_late_ones_are_marked(world: World, staff: Client, held: Meeting) -> None:
    acting.complete(promised(world, held, "Er gjort"), **acting_as(world))
    promised(world, held, "Uden dag", due_on=None)
    promised(world, held, "Snart")
    text = staff.get(page(held)).text
    assert text.index("Snart") < text.index("Uden dag") < text.index("Er gjort")
    assert "tag mind" not in text
    with time_machine.travel(dt.datetime.combine(DUE + dt.timedelta(days=1), dt.time(12), dt.UTC)):
        late = world.sign_in(Client(), "secretary")
        assert "tag mind" in late.get(page(held)).text
        assert [a.what for a in late.get(page(held, "?show=late")).context["page"]] == ["Snart"]
    assert [a.what for a in staff.get(page(held, "?q=snart")).context["page"]] == ["Snart"]


def test_the_list_is_taken_along(world: World, staff: Client, held: Meeting) -> None:
    promised(world, held, "=Farligt")
    text = staff.get(page(held, "?export=csv")).content.decode("utf-8-sig")
    assert "'=Farligt;Koordinator, Svendborg" in text
    assert staff.get(page(held, "?export=xlsx")).headers["Content-Type"].startswith("application/vnd")


def test_it_is_changed_dropped_and_taken_up_again(world: World, staff: Client, held: Meeting) -> None:
    action = promised(world, held)
    shown = staff.get(page(held, f"{action.pk}/"))
    assert 'value="Koordinator, Svendborg"' in shown.text
    sent = {"what": "Skriv", "who": "", "due_on": "", "item": "", "seen": acting.fingerprint(action)}
    assert staff.post(page(held, f"{action.pk}/"), sent).status_code == 302
    both = staff.post(page(held, f"{action.pk}/"), sent | {"what": "Gå"})
    assert both.status_code == 422
    assert "It says now: Skriv" in both.text
    staff.post(page(held, f"{action.pk}/removal/"))
    assert "Take it up again" in staff.get(page(held)).text
    staff.post(page(held, f"{action.pk}/removal/"), {"undo": "yes"})
    assert again(action).is_open


def test_a_member_reads_and_ticks_off_what_is_theirs_only(world: World, held: Meeting) -> None:
    mine = promised(world, held)
    other = promised(world, held, "En andens", person=world.people["secretary"])
    reader = world.sign_in(Client(), "coordinator")
    assert reader.get(page(held)).status_code == 404
    assert reader.post(page(held, f"{mine.pk}/completion/")).status_code == 404
    shared(world, held)
    assert "En andens" in reader.get(page(held)).text
    assert reader.post(page(held), {"what": "Mere"}).status_code == 404
    assert reader.get(page(held, f"{mine.pk}/")).status_code == 404
    assert reader.post(page(held, f"{mine.pk}/completion/")).status_code == 302
    assert reader.post(page(held, f"{other.pk}/completion/")).status_code == 404
    assert again(mine).done_at
    assert again(other).is_open


def test_the_public_never_reads_who_does_what(world: World, held: Meeting) -> None:
    promised(world, held)
    shared(world, held)
    following = a_meeting(world, starts_at=AFTER + dt.timedelta(days=60))
    for meeting in (held, following):
        for reader in (Client(), world.sign_in(Client(), "outsider")):
            assert "Ring til Aarhus" not in reader.get(meeting.get_absolute_url()).text
    member = world.sign_in(Client(), "coordinator")
    assert "Ring til Aarhus" in member.get(following.get_absolute_url()).text


def test_the_list_takes_as_many_queries_whatever_its_length(
    world: World, staff: Client, held: Meeting, django_assert_max_num_queries: Any
) -> None:
    promised(world, held)
    staff.get(page(held))
    with django_assert_max_num_queries(20) as few:
        staff.get(page(held))
    for number in range(40):
        promised(world, held, f"Gør {number}")
    with django_assert_max_num_queries(20) as many:
        staff.get(page(held))
    assert len(many) == len(few)


# --- the link in the mail -------------------------------------------------------------------------------


def test_one_press_behind_the_link_ticks_it_off(world: World, held: Meeting) -> None:
    """K35: opening it changes nothing; sent twice, it is done once."""
    action = promised(world, held)
    promised(world, held, "Noget helt andet")
    shared(world, held)
    letter = next(one for one in world.letters("coordinator@example.org") if "Ring til" in one.subject)
    address = letter.text.split("http://testserver")[1].split()[0]
    browser = Client()
    shown = browser.get(address)
    assert "Ring til Aarhus" in shown.text
    assert "Noget helt andet" not in shown.text
    assert again(action).is_open
    for _twice in range(2):
        assert browser.post(address, {"do": "done"}).headers["Location"] == address
    assert again(action).done_by == world.people["coordinator"]
    browser.post(address, {"do": "undo"})
    assert again(action).is_open


def test_the_link_ends_with_the_task(world: World, held: Meeting) -> None:
    action = promised(world, held)
    shared(world, held)
    address = world.link("meetings.action", world.people["coordinator"])
    acting.change(action, Promise(action.what, person=world.people["applicant"]), **acting_as(world))
    browser = Client()
    assert "Somebody else does this now" in browser.get(address).text
    assert browser.post(address, {"do": "done"}).status_code == 422
    assert again(action).is_open
    acting.drop(action, **acting_as(world))
    assert "to be done any more" in browser.get(address).text
    PersonalLink.objects.revoke("meetings.action", action, AFTER)
    assert browser.get(address).status_code == 410


# --- what we know of a person ---------------------------------------------------------------------------


def test_what_somebody_promised_is_theirs_to_have_and_to_be_forgotten(world: World, held: Meeting) -> None:
    """GDPR 15 and 17"""
    action = promised(world, held)
    write(world, held)
    person = world.people["coordinator"]
    (mine,) = kept.export(person)["actions"]
    assert mine["what"] == "Ring til Aarhus"
    assert any(
        line["what"] == "wrote notes" for line in kept.export(world.people["secretary"])["done in office"]
    )
    kept.erase(person, at=AFTER)
    assert again(action).person is None
    assert again(action).organisation is None or again(action).organisation.name == "Svendborg"


def test_two_who_are_one_keep_what_both_promised(world: World, held: Meeting) -> None:
    action = promised(world, held, person=world.people["outsider"])
    merging.merge_people(
        world.people["outsider"], world.people["applicant"], **acting_as(world), why="Den samme"
    )
    assert again(action).person == world.people["applicant"]


# --- Today ----------------------------------------------------------------------------------------------


def test_notes_that_are_due_wait_on_today(world: World, held: Meeting) -> None:
    """From the day after the meeting, and late after the network's own deadline."""
    me = world.people["secretary"]

    def due(at: dt.datetime) -> list[tuple[str, bool]]:
        return [(t.what.value, t.late) for t in desk.waiting(me, at) if t.what == desk.What.NOTES]

    day = dt.datetime.combine(held.day, dt.time(20), dt.UTC)
    late = dt.datetime.combine(held.deadlines.notes_on + dt.timedelta(days=1), dt.time(12), dt.UTC)
    assert due(day) == []
    assert due(AFTER) == [("notes", False)]
    assert due(late) == [("notes", True)]
    assert "The notes are to be shared" in world.sign_in(Client(), "secretary").get("/today/").text
    shared(world, held)
    assert due(late) == []
    assert due(late) == []


def test_a_meeting_that_was_cancelled_owes_no_notes(world: World) -> None:
    meeting = a_meeting(world)
    making.cancel(meeting, **acting_as(world, at=world.now), why="Sne")
    assert not [t for t in desk.waiting(world.people["secretary"], AFTER) if t.what == desk.What.NOTES]
    assert not noting.takes_place(Meeting.objects.get(pk=meeting.pk))


# --- what became confidential -----------------------------------------------------------------------------


def test_what_is_to_be_done_about_what_became_confidential_afterwards_is_shown_to_nobody_else(
    world: World, staff: Client, held: Meeting
) -> None:
    """K21: a meeting can become one that isn't over again, and then its items can be closed."""
    action = promised(world, held, "Hemmeligt", item=item(held), due_on=AFTER.date() + dt.timedelta(days=2))
    shared(world, held)
    making.step_back(held, State.INVITED, why="Trykfejl", **acting_as(world))
    programming.change(item(held), {"closed": True}, **acting_as(world))
    me, on = world.people["coordinator"], AFTER.date()
    link = world.link("meetings.action", me)
    later = a_meeting(world, starts_at=held.starts_at + dt.timedelta(days=60))

    with time_machine.travel(AFTER):
        member = world.sign_in(Client(), "coordinator")
        for address in (page(held), page(held, "?export=csv"), f"/meetings/{held.slug}/notes/"):
            assert "Hemmeligt" not in member.get(address).text
        assert member.post(page(held, f"{action.pk}/completion/")).status_code == 404
        assert Client().get(link).status_code == 404
        assert "Hemmeligt" in staff.get(page(held)).text
    assert acting.open_from_before(later) == []
    assert acting.open_from_before(later, unshared=True) == [action]
    assert afterwards.own_actions(held, me, on=on) == []
    before = told(world, "coordinator", "Due")
    acting.remind(at=AFTER + dt.timedelta(days=2))
    assert told(world, "coordinator", "Due") == before


def test_an_item_isnt_taken_away_under_what_is_to_be_done_about_it(world: World) -> None:
    """K21: what was to be done about something confidential would stand there as about nothing in particular."""
    meeting, at = a_meeting(world), THAT_DAY
    closed = put(meeting, "Det svære", 60)
    action = acting.add(meeting, Promise("Hemmeligt", item=closed), **acting_as(world, at=at))
    programming.change(closed, {"closed": True}, **acting_as(world, at=at))
    with pytest.raises(Refusal, match="Det svære") as no:
        programming.remove(closed, **acting_as(world, at=at))
    assert no.value.requirement == "K21"
    acting.drop(action, **acting_as(world, at=at))
    programming.remove(closed, **acting_as(world, at=at))
    assert not meeting.items.exists()
