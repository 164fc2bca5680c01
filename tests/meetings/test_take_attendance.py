"""Who came is marked with one touch, taken back, and added for whoever wasn't registered (S16, S20, K23, A13)."""

import datetime as dt
from typing import Any

import pytest

from armkrok.directory import merging
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.meetings import (
    attending,
    bringing,
    guesting,
    hosting,
    inviting,
    making,
    personal_data,
    registering,
)
from armkrok.meetings.attending import Said, WalkIn
from armkrok.meetings.models import Attendance, CameAs, Kind, Meeting, SeatState, State
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting
from .programmes import put

SOON, LATER = STARTS - dt.timedelta(minutes=20), STARTS + dt.timedelta(minutes=25)
AFTER = STARTS + dt.timedelta(hours=7)


def seated(world: World, meeting: Meeting, name: str = "") -> Person:
    me = world.people["coordinator"]
    who = Someone(name, f"{name.lower()}@example.org") if name else me
    seat = registering.register(meeting, world.enrolment, who, by=me, at=world.now, extra_confirmed=True)
    return seat.person


def mark(
    world: World, meeting: Meeting, person: Person, here: bool = True, at: dt.datetime = SOON
) -> Attendance:
    return attending.mark(meeting, person, here=here, by=world.people["secretary"], at=at)


def walk_in(
    world: World, meeting: Meeting, name: str, key: str, at: dt.datetime = SOON, **more: Any
) -> Attendance:
    who = WalkIn(name, **{"organisation": world.organisations["Svendborg"]} | more)
    return attending.walk_in(meeting, who, key=key, by=world.people["secretary"], at=at)


def test_one_is_marked_as_here_and_the_seat_is_as_before(world: World, meeting: Meeting) -> None:
    person = seated(world, meeting)
    row = mark(world, meeting, person)
    assert (row.came_as, row.organisation, row.walked_in) == (
        "member",
        world.organisations["Svendborg"],
        False,
    )
    assert attending.there(meeting, person)
    mark(world, meeting, person, False, LATER)
    assert not attending.there(meeting, person)
    assert meeting.seats.get().state == SeatState.TAKEN
    whats = [entry.what for entry in Entry.objects.about(row)]
    assert whats == ["attendance.taken_back", "attendance.marked"]


def test_a_mark_that_arrives_late_says_no_more_than_it_did(world: World, meeting: Meeting) -> None:
    """Two phones: the one without a network marked first, and is heard last."""
    person, by = seated(world, meeting), world.people["secretary"]
    mark(world, meeting, person, False, SOON + dt.timedelta(minutes=5))
    row = attending.mark(meeting, person, here=True, by=by, at=LATER, marked_at=SOON)
    assert not row.here
    assert attending.mark(meeting, person, here=True, by=by, at=LATER, marked_at=SOON).pk == row.pk
    assert not attending.there(meeting, person)


def test_whoever_comes_late_is_shown_so(world: World, meeting: Meeting) -> None:
    mark(world, meeting, seated(world, meeting), at=LATER)
    assert [line.late for line in attending.expected(meeting)] == [True]


def test_nobody_is_marked_who_isnt_on_the_list(world: World, meeting: Meeting) -> None:
    with pytest.raises(Refusal):
        mark(world, meeting, world.people["outsider"])
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("at", [SOON - dt.timedelta(hours=3), AFTER + dt.timedelta(days=40)])
def test_attendance_has_its_hours(world: World, meeting: Meeting, at: dt.datetime) -> None:
    person = seated(world, meeting)
    with pytest.raises(Refusal):
        mark(world, meeting, person, at=at)


def test_a_cancelled_meeting_has_no_attendance(world: World, meeting: Meeting) -> None:
    person = seated(world, meeting)
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sne")
    with pytest.raises(Refusal):
        mark(world, meeting, person)


def test_it_is_put_right_after_the_meeting_was_held(world: World, meeting: Meeting) -> None:
    """A3, A13"""
    came, stayed = seated(world, meeting), seated(world, meeting, "Ole")
    mark(world, meeting, came)
    assert attending.absent(meeting) == [], "it isn't held yet"
    held = making.hold(meeting, by=world.people["secretary"], at=AFTER)
    assert [line.person for line in attending.absent(held)] == [stayed]
    row = mark(world, held, stayed, at=AFTER + dt.timedelta(days=1))
    assert attending.absent(held) == []
    assert not row.is_late(held), "marked afterwards is forgotten, not late"
    assert {seat.state for seat in held.seats.all()} == {"taken"}


def test_where_no_attendance_was_taken_nobody_was_absent(world: World, meeting: Meeting) -> None:
    """A13"""
    seated(world, meeting)
    held = making.hold(meeting, by=world.people["secretary"], at=AFTER)
    assert attending.absent(held) == []


def test_nobody_is_absent_from_a_study_trip(world: World) -> None:
    """K23"""
    trip = a_meeting(world, kind=Kind.STUDY_TRIP, beside=a_meeting(world, "published"))
    came, stayed = seated(world, trip), seated(world, trip, "Ole")
    mark(world, trip, came)
    held = making.hold(trip, by=world.people["secretary"], at=AFTER)
    assert attending.absent(held) == []
    assert not attending.there(held, stayed)


def test_somebody_of_a_members_who_wasnt_registered(world: World, meeting: Meeting) -> None:
    """S8: no seat follows from coming, and no appointment either."""
    row = walk_in(world, meeting, "Ole Bech", "k1", email="ole@example.org")
    assert (row.person.organisation, row.walked_in, row.came_as) == (
        world.organisations["Svendborg"],
        True,
        CameAs.MEMBER,
    )
    assert not meeting.seats.exists()
    assert walk_in(world, meeting, "Ole Bech", "k1", email="ole@example.org").pk == row.pk
    assert Person.objects.filter(name="Ole Bech").count() == 1


def test_two_type_the_same_person_in_the_door(world: World, meeting: Meeting) -> None:
    first = walk_in(world, meeting, "Ole Bech", "phone-1")
    second = walk_in(world, meeting, "ole  bech", "phone-2", at=LATER)
    assert first.person == second.person
    assert meeting.attendances.count() == 1


def test_whoever_is_known_at_the_members_isnt_made_anew(world: World, meeting: Meeting) -> None:
    me = world.people["coordinator"]
    assert walk_in(world, meeting, me.name, "k1").person == me


def test_a_seat_makes_the_walk_in_somebody_registered(world: World, meeting: Meeting) -> None:
    """Typed in, though they stand on the list: the mark is on their line, and they weren't unregistered."""
    person = seated(world, meeting)
    row = walk_in(world, meeting, person.name, "k1", email=person.email)
    assert (row.person, row.walked_in) == (person, False)


def test_a_swapped_colleague_comes_and_the_other_is_absent(world: World, meeting: Meeting) -> None:
    """K35, A13: who came instead is added; the seat isn't touched, and the other one didn't come."""
    stayed = seated(world, meeting)
    walk_in(world, meeting, "Ole Bech", "k1")
    held = making.hold(meeting, by=world.people["secretary"], at=AFTER)
    assert [line.person for line in attending.absent(held)] == [stayed]
    assert held.seats.get().person == stayed


def test_anothers_address_is_refused_and_nothing_is_made(world: World, meeting: Meeting) -> None:
    """K17"""
    with pytest.raises(Refusal) as no:
        walk_in(world, meeting, "Fremmed", "k1", email="outsider@example.org")
    assert (no.value.requirement, no.value.field) == ("K17", "email")
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("place", ["Køge", None])
def test_it_is_said_which_member_they_come_for(world: World, meeting: Meeting, place: str | None) -> None:
    with pytest.raises(Refusal) as no:
        walk_in(world, meeting, "Ole", "k1", organisation=world.organisations[place] if place else None)
    assert no.value.field == "organisation"


@pytest.mark.parametrize("came_as", [CameAs.COMPANION, CameAs.GUEST, CameAs.HOST, CameAs.VISITOR])
def test_others_come_unexpected_too(world: World, meeting: Meeting, came_as: CameAs) -> None:
    row = walk_in(world, meeting, "Eva Lund", "k1", came_as=came_as, organisation=None)
    assert (row.came_as, row.person.organisation) == (came_as, None)


def test_everybody_stands_on_the_list_once(world: World) -> None:
    """S16, S20, S12: members, who comes along, guests, who hosts; and whoever was invited and may still come."""
    meeting = a_meeting(world, armkrok=True)
    secretary, at = world.people["secretary"], world.now
    inviting.write_invitations(meeting, at=at)
    me = seated(world, meeting)
    assignment = meeting.assignments.get()
    along = bringing.bring(assignment, Someone("Rektor", "rektor@example.org"), role="Rektor", by=me, at=at)
    guest = guesting.invite_guest(
        put(meeting, "Tal", 30), Someone("Ekspert", "e@example.org"), focus="Drift", by=secretary, at=at
    )
    hosting.name_host(meeting, world.enrolment.organisation, contact=me, by=secretary, at=at)
    lines = attending.expected(meeting)
    assert [(line.person, line.came_as) for line in lines] == [
        (me, CameAs.MEMBER),  # hosts as well, and stands there once
        (along.person, CameAs.COMPANION),
        (guest.person, CameAs.GUEST),
    ]
    assert lines[1].brought_by == me
    registering.leave(meeting.seats.get(), by=me, at=at)
    assert me in [line.person for line in attending.expected(meeting)], "who hosts is expected"


def test_who_was_there_by_municipality(world: World, meeting: Meeting) -> None:
    me = seated(world, meeting)
    mark(world, meeting, me)
    walk_in(world, meeting, "Eva Lund", "k1", came_as=CameAs.COMPANION)
    walk_in(world, meeting, "Fru Gæst", "k2", came_as=CameAs.GUEST, organisation=None)
    ((organisation, rows),) = attending.by_municipality(meeting)
    assert organisation == world.organisations["Svendborg"]
    assert [row.person.name for row in rows] == [me.name, "Eva Lund"]


def test_one_that_is_refused_keeps_none_of_the_others_back(world: World, meeting: Meeting) -> None:
    person = seated(world, meeting)
    said = [Said(True, SOON, world.people["outsider"].pk), Said(True, SOON, person.pk)]
    taken = attending.take(meeting, said, by=world.people["secretary"], at=SOON)
    assert (list(taken.refused), list(taken.rows)) == ([0], [1])
    assert attending.there(meeting, person)


def test_a_badge_is_of_one_meeting_and_says_no_name(world: World, meeting: Meeting) -> None:
    me = world.people["coordinator"]
    code = attending.check_in_code(meeting, me)
    assert attending.person_of_code(meeting, code) == me
    other = a_meeting(world, "published", starts_at=STARTS + dt.timedelta(days=60))
    assert attending.person_of_code(other, code) is None
    for wrong in (
        "",
        "-",
        f"{me.pk}",
        f"{me.pk}-",
        f"{me.pk + 1}{code[len(str(me.pk)) :]}",
        code[:-1],
        "²-a",
        "9" * 40,
    ):
        assert attending.person_of_code(meeting, wrong) is None
    assert len(code) < 30


def test_a_badge_outlives_a_change_of_the_secret_key(world: World, meeting: Meeting, settings: Any) -> None:
    code = attending.check_in_code(meeting, world.people["coordinator"])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert attending.person_of_code(meeting, code) == world.people["coordinator"]


def test_a_postponed_meeting_isnt_marked(world: World, meeting: Meeting) -> None:
    """A5"""
    person = seated(world, meeting)
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sne", new_date_to_come=True)
    meeting.refresh_from_db()
    assert meeting.state == State.POSTPONED
    with pytest.raises(Refusal):
        mark(world, meeting, person)


def test_it_is_handed_out_and_that_somebody_came_stays(world: World, meeting: Meeting) -> None:
    """GDPR 15 and 17: to whoever was marked, and to whoever marked."""
    person = seated(world, meeting)
    mark(world, meeting, person)
    (told,) = personal_data.export(person)["attendance"]
    assert (told["here"], told["for"], told["as"]) == (True, "Svendborg", "member")
    did = personal_data.export(world.people["secretary"])["done in office"]
    assert [one["here"] for one in did if one["what"] == "took attendance"] == [True]
    personal_data.erase(person, at=AFTER)
    assert attending.there(meeting, person)


@pytest.mark.parametrize(
    ("there", "typed", "merges"), [(1, 1, True), (1, 0, True), (0, 0, True), (0, 1, False)]
)
def test_whoever_was_added_although_they_were_on_the_list_becomes_one_with_them(
    world: World, meeting: Meeting, there: int, typed: int, merges: bool
) -> None:
    """Here twice is here once; only that somebody was here is never lost."""
    person, end = seated(world, meeting), SOON + dt.timedelta(minutes=1)
    mark(world, meeting, person)
    again = walk_in(world, meeting, "K. Nielsen", "k1").person
    for who, here in ((person, there), (again, typed)):
        mark(world, meeting, who, bool(here), at=end)
    assert bool(merging.plan(again, person).collisions) != merges
    if merges:
        merging.merge_people(again, person, by=world.people["secretary"], at=end, why="Same person")
        assert [row.here for row in meeting.attendances.filter(person=person)] == [bool(there)]
        assert meeting.attendances.count() == 1
