"""Those who run a network see who comes, who waits, who hasn't answered, and act from there (K17, K34, K35, A2, S16)."""

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from armkrok.journal.models import Entry
from armkrok.meetings import asking, bringing, guesting, hosting, inviting, registering
from armkrok.meetings.headcount import Headcount
from armkrok.meetings.models import AgendaItem, Kind, Meeting, Seat
from armkrok.meetings.participants import Group, Line, Participants
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting


def page(meeting: Meeting, query: str = "") -> str:
    return f"/meetings/{meeting.slug}/participants/{query}"


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


def member(world: World, name: str, code: str) -> Enrolment:
    key = name.lower()
    return world.member(world.network, world.municipality(name, code), key, f"Koordinator, {name}")


def seat(world: World, meeting: Meeting, enrolment: Enrolment, key: str) -> Seat:
    someone = Someone(f"Kollega {key}", f"{key}@example.org")
    by = world.people["secretary"]
    return registering.register(meeting, enrolment, someone, by=by, at=world.now, extra_confirmed=True)


def read(world: World, meeting: Meeting) -> Participants:
    return Participants(meeting, world.now)


def groups(world: World, meeting: Meeting) -> list[tuple[str, str, str]]:
    return [(line.group.value, line.organisation, line.name) for line in read(world, meeting).lines]


def numbers(world: World, meeting: Meeting) -> Headcount:
    return Headcount.of(read(world, meeting).lines, meeting.capacity)


def test_those_who_havent_answered_come_first(world: World, meeting: Meeting) -> None:
    """By municipality; then who comes, then who doesn't, and why."""
    for number, name in enumerate(("Odense", "Assens", "Nyborg")):
        member(world, name, f"040{number}")
    inviting.write_invitations(meeting, at=world.now)
    for key, how, why in (("odense", "me", ""), ("nyborg", "no", "Ferie")):
        invitation = meeting.invitations.get(person=world.people[key])
        inviting.answer(invitation, how, by=invitation.person, at=world.now, why=why)
    assert groups(world, meeting) == [
        ("unanswered", "Assens", "Koordinator, Assens"),
        ("unanswered", "Svendborg", "Koordinator, Svendborg"),
        ("coming", "Odense", "Koordinator, Odense"),
        ("declined", "Nyborg", "Koordinator, Nyborg"),
    ]
    assert [line.why for line in read(world, meeting).lines if line.group == Group.DECLINED] == ["Ferie"]
    counted = numbers(world, meeting)
    assert (counted.members_unanswered, counted.members_coming, counted.members_declined) == (2, 1, 1)


def test_one_of_several_answers_for_the_municipality(world: World, meeting: Meeting) -> None:
    Network.objects.filter(pk=world.network.pk).update(appointments_per_member=2)
    second = world.person("second", "Anden, Svendborg", world.enrolment.organisation)
    first = world.enrolment.appointments.get()
    first.pk, first.person = None, second
    first.save()
    inviting.write_invitations(meeting, at=world.now)
    assert numbers(world, meeting).members_unanswered == 1
    invitation = meeting.invitations.get(person=second)
    inviting.answer(invitation, "me", by=second, at=world.now)
    assert groups(world, meeting) == [
        ("coming", "Svendborg", "Anden, Svendborg"),
        ("colleagues", "Svendborg", "Koordinator, Svendborg"),
    ]
    assert numbers(world, meeting).members_unanswered == 0


def test_the_waiting_list_is_in_its_order_and_numbered(world: World) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    first = seat(world, meeting, world.enrolment, "a")
    for key in ("z", "m", "b"):
        seat(world, meeting, world.enrolment, key)
    waiting = [line for line in read(world, meeting).lines if line.group == Group.WAITING]
    assert [(line.name, line.number) for line in waiting] == [
        ("Kollega z", 1),
        ("Kollega m", 2),
        ("Kollega b", 3),
    ]
    registering.leave(first, by=world.people["secretary"], at=world.now)
    waiting = [line for line in read(world, meeting).lines if line.group == Group.WAITING]
    assert [(line.name, line.code, line.number) for line in waiting] == [
        ("Kollega z", "offered", 0),
        ("Kollega m", "waiting", 1),
        ("Kollega b", "waiting", 2),
    ]
    counted = numbers(world, meeting)
    assert (counted.taken, counted.offered, counted.waiting, counted.in_all, counted.at_most) == (
        0,
        1,
        2,
        0,
        1,
    )


def everybody(world: World) -> Meeting:
    """A meeting arm in arm with a coordinator, a companion of theirs, a guest and a host."""
    meeting = a_meeting(world, armkrok=True)
    by, me, at = world.people["secretary"], world.people["coordinator"], world.now
    inviting.write_invitations(meeting, at=at)
    inviting.answer(meeting.invitations.get(), "me", by=me, at=at)
    rektor = Someone("Rektor, Svendborg", "rektor@example.org")
    companion = bringing.bring(meeting.assignments.get(), rektor, role="Skoleleder", by=me, at=at)
    bringing.answer_companion(companion, comes=True, by=companion.person, at=at)
    item = AgendaItem.objects.create(meeting=meeting, position=0, title="Arkitektens blik", minutes=45)
    guest = Someone("Arkitekt, Aalborg", "arkitekt@example.org")
    guesting.invite_guest(item, guest, focus="Flere bruger hallerne", by=by, at=at, workplace="Tegnestuen")
    contact = Someone("Vært, Svendborg", "vaert@example.org")
    hosting.name_host(meeting, world.enrolment.organisation, contact=contact, by=by, at=at)
    return meeting


def test_companions_stand_under_their_coordinator_and_guests_after_all(world: World) -> None:
    """S16: no seat; the caterer is told of everybody who has said yes."""
    meeting = everybody(world)
    assert [(group, name) for group, _organisation, name in groups(world, meeting)] == [
        ("coming", "Koordinator, Svendborg"),
        ("companions", "Rektor, Svendborg"),
        ("guests", "Arkitekt, Aalborg"),
        ("host", "Vært, Svendborg"),
    ]
    counted = numbers(world, meeting)
    assert (counted.taken, counted.companions, counted.guests, counted.guests_invited) == (1, 1, 0, 1)
    assert (counted.in_all, counted.at_most) == (2, 3)


def test_whoever_comes_in_two_parts_is_one_to_the_caterer() -> None:
    """A10: members who speak take a seat."""
    lines = [
        Line(Group.COMING, "Svendborg", "", person=1, code="taken", enrolment=1),
        Line(Group.GUESTS, "Svendborg", "", person=1, code="confirmed"),
    ]
    assert Headcount.of(lines, None).in_all == 1


def test_found_by_municipality_by_person_and_by_state(world: World, desk: Client) -> None:
    meeting = everybody(world)
    member(world, "Odense", "0461")
    inviting.write_invitations(meeting, at=world.now)
    for query, there, away in (
        ("?q=svend", "Rektor, Svendborg", "Koordinator, Odense"),
        ("?q=oden+koor", "Koordinator, Odense", "Rektor, Svendborg"),
        ("?show=unanswered", "Koordinator, Odense", "Rektor, Svendborg"),
        ("?show=companions", "Brought by Koordinator, Svendborg", "Koordinator, Odense"),
        ("?show=guests", "Arkitekt, Aalborg", "Koordinator, Odense"),
        ("?q=zzz", "Nobody fits", "Koordinator"),
    ):
        shown = desk.get(page(meeting, query)).text
        assert there in shown, query
        assert away not in shown, query


def test_an_extra_seat_is_marked_and_can_be_shown_alone(world: World, meeting: Meeting, desk: Client) -> None:
    """K34, A2"""
    for key in ("a", "b", "c"):
        seat(world, meeting, world.enrolment, key)
    only = desk.get(page(meeting, "?show=extra")).text
    assert "Kollega c" in only
    assert "Kollega a" not in only
    assert numbers(world, meeting).extra == 1


def test_a_thing_to_see_and_not_who_answered_it(world: World, meeting: Meeting, desk: Client) -> None:
    """The caterer's numbers carry no names."""
    questions = asking.set_questions(
        meeting,
        [{"topic": "diet", "words": "Hvad spiser du ikke?"}],
        by=world.people["secretary"],
        at=world.now,
    )
    who = seat(world, meeting, world.enrolment, "a").person
    asking.answer_questions(meeting, who, {questions[0].pk: "Nødder"}, by=who, at=world.now)
    shown = desk.get(page(meeting)).text
    assert "<dt>Nødder</dt><dd>1</dd>" in shown
    assert "10 September 2027" in shown
    assert "Nødder" not in desk.get(page(meeting, "?export=csv")).content.decode()


def test_what_isnt_as_it_should_be_is_told(meeting: Meeting, desk: Client) -> None:
    shown = desk.get(page(meeting)).text
    assert "Nobody hosts the meeting yet." in shown
    assert f"/meetings/{meeting.slug}/publication/" in shown


@pytest.mark.parametrize("rows", [1, 300])
def test_the_list_grows_without_more_queries(
    world: World, desk: Client, django_assert_max_num_queries: Any, rows: int
) -> None:
    meeting = everybody(world)
    asking.set_questions(meeting, [{"words": "Mad?"}], by=world.people["secretary"], at=world.now)
    for number in range(rows - 1):
        enrolment = member(world, f"K{number:03}", f"9{number:03}")
        if number % 2:
            seat(world, meeting, enrolment, f"kollega{number}")
    inviting.write_invitations(meeting, at=world.now, most=400)
    desk.get(page(meeting))
    with django_assert_max_num_queries(20) as asked:
        shown = desk.get(page(meeting)).text
    assert shown.count('scope="row"') == min(100, rows + 3)
    with django_assert_max_num_queries(20) as part:
        desk.get(page(meeting, "?page=2"), headers={"HX-Request": "true"})
    assert len(part) < len(asked)


def test_the_list_is_taken_away_as_it_is_shown_and_without_formulas(
    world: World, meeting: Meeting, desk: Client
) -> None:
    evil = seat(world, meeting, world.enrolment, "a").person
    evil.name = '=HYPERLINK("http://evil")'
    evil.save()
    table = desk.get(page(meeting, "?export=csv&show=coming")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][2] == '\'=HYPERLINK("http://evil")'
    assert desk.get(page(meeting, "?export=xlsx")).content.startswith(b"PK")


def test_a_name_is_words_and_never_code(world: World, meeting: Meeting, desk: Client) -> None:
    evil = seat(world, meeting, world.enrolment, "a").person
    evil.name = "<script>alert(1)</script>"
    evil.save()
    shown = desk.get(page(meeting)).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant", "chef-coordinator", "facilitator"])
def test_only_those_who_run_it_see_it(world: World, meeting: Meeting, client: Client, who: str) -> None:
    guest = world.sign_in(client, who)
    for address in ("", "registration/", "mail/"):
        assert guest.get(page(meeting, address)).status_code == 404
    assert guest.get(f"/meetings/{meeting.slug}/questions/").status_code == 404


def test_registered_by_the_staff_and_back_at_the_same_place(
    world: World, meeting: Meeting, desk: Client
) -> None:
    """K17: somebody who speaks for the member with one click, a colleague by name."""
    back = page(meeting, "?show=unanswered") + f"#unanswered-{world.people['coordinator'].pk}"
    address = page(meeting, f"registration/?enrolment={world.enrolment.pk}&next={quote(back)}")
    form = desk.get(address).text
    assert "It is within the membership." in form
    sent = {"enrolment": world.enrolment.pk, "next": back}
    done = desk.post(address, sent | {"person": world.people["coordinator"].pk})
    assert (done.status_code, done.headers["Location"]) == (302, back)
    typed = {"name": "Kollega", "email": "kollega", "title": ""}
    mend = desk.post(address, sent | typed)
    assert mend.status_code == 422
    assert 'value="kollega"' in mend.text
    desk.post(address, sent | typed | {"email": "kollega@example.org"})
    assert meeting.seats.live().count() == 2
    assert {seat.made_by for seat in meeting.seats.all()} == {world.people["secretary"]}


def test_an_extra_seat_is_confirmed_by_the_staff_too(world: World, meeting: Meeting, desk: Client) -> None:
    """A1, A2: the price is said, and everything that was typed goes along."""
    for key in ("a", "b"):
        seat(world, meeting, world.enrolment, key)
    address = page(meeting, "registration/")
    typed = {"enrolment": world.enrolment.pk, "name": "Tredje", "email": "tredje@example.org", "title": ""}
    asked = desk.post(address, typed)
    assert asked.status_code == 422
    assert "This is an extra seat" in asked.text
    assert "No price has been stated" in asked.text
    assert 'value="tredje@example.org"' in asked.text
    desk.post(address, typed | {"extra": "yes"})
    assert meeting.seats.get(person__name="Tredje").extra


def test_nobody_is_sent_elsewhere(world: World, meeting: Meeting, desk: Client) -> None:
    sent = {
        "enrolment": world.enrolment.pk,
        "person": world.people["coordinator"].pk,
        "next": "https://evil.example",
    }
    assert desk.post(page(meeting, "registration/"), sent).headers["Location"] == page(meeting)


def test_a_member_of_another_network_isnt_registered(world: World, meeting: Meeting, desk: Client) -> None:
    for number in (world.application.pk, 999_999, "²", ""):
        assert desk.post(page(meeting, "registration/"), {"enrolment": number, "person": 1}).status_code in (
            200,
            422,
        )
    assert not meeting.seats.exists()


def test_given_up_and_swapped_from_the_list(world: World, meeting: Meeting, desk: Client) -> None:
    """K35: the existing addresses, and back to the same place."""
    own = seat(world, meeting, world.enrolment, "a")
    back = page(meeting, f"#coming-{own.person_id}")
    shown = desk.get(page(meeting)).text
    assert f"/meetings/{meeting.slug}/seats/{own.pk}/swap/?next=" in shown
    assert f"/meetings/{meeting.slug}/seats/{own.pk}/leaving/" in shown
    left = desk.post(f"/meetings/{meeting.slug}/seats/{own.pk}/leaving/", {"next": back})
    assert left.headers["Location"] == back
    assert not meeting.seats.live().exists()
    assert "Given up" in desk.get(page(meeting, "?show=declined")).text


def test_the_invitation_is_sent_again_and_not_twice(world: World, meeting: Meeting, desk: Client) -> None:
    inviting.write_invitations(meeting, at=world.now)
    invitation = meeting.invitations.get()
    address = page(meeting, f"invitations/{invitation.pk}/sending/")
    letters = len(world.letters("coordinator@example.org"))
    desk.post(address)
    assert len(world.letters("coordinator@example.org")) == letters, "it has just been sent"
    later = world.now + inviting.SOON * 2
    assert [inviting.send_again(invitation, by=world.people["secretary"], at=later) for _ in range(2)] == [
        True,
        False,
    ]
    assert len(world.letters("coordinator@example.org")) == letters + 1
    assert Entry.objects.about(invitation).filter(what="invitation.sent_again").count() == 1
    for _ in range(5):
        last = desk.post(address)
    assert last.status_code == 429


def test_another_meetings_invitation_isnt_there(world: World, meeting: Meeting, desk: Client) -> None:
    other = a_meeting(world)
    inviting.write_invitations(other, at=world.now)
    assert desk.post(page(meeting, f"invitations/{other.invitations.get().pk}/sending/")).status_code == 404


def test_an_empty_meeting_says_what_to_do(world: World, desk: Client) -> None:
    meeting = a_meeting(world, "draft", network=world.draft)
    assert "There is nobody here yet" in desk.get(page(meeting)).text


def test_nobody_owes_an_answer_to_a_study_trip(world: World, meeting: Meeting, desk: Client) -> None:
    """K23: only those who signed up are on the list."""
    trip = a_meeting(world, kind=Kind.STUDY_TRIP, beside=meeting, title="Til Oslo")
    shown = desk.get(page(trip)).text
    assert "Nobody has signed up yet" in shown
    assert "answered" not in shown.split("<main")[1]  # the demo's bar tells of people who have
    seat(world, trip, world.enrolment, "a")
    assert groups(world, trip) == [("coming", "Svendborg", "Kollega a")]


def test_once_it_has_begun_nothing_is_changed_from_the_list(
    world: World, meeting: Meeting, desk: Client
) -> None:
    """K35"""
    seat(world, meeting, world.enrolment, "a")
    assert "/leaving/" in desk.get(page(meeting)).text
    with time_machine.travel(meeting.starts_at):
        world.sign_in(desk, "secretary")
        shown = desk.get(page(meeting)).text
    assert "Kollega a" in shown
    for way in ("/leaving/", "/swap/", "/participants/registration/"):
        assert way not in shown


def test_offered_places_are_taken_for_somebody_from_the_list(world: World, desk: Client) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    first, second = (seat(world, meeting, world.enrolment, key) for key in ("a", "b"))
    registering.leave(first, by=first.person, at=world.now)
    assert f"/seats/{second.pk}/acceptance/" in desk.get(page(meeting)).text
