"""On one's own page stands whether one comes, what one hosts, and whom one brings along."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.meetings import acting, bringing, hosting, inviting, making, registering
from armkrok.meetings.models import Action, Assignment, Invitation, Meeting, Notes, NotesState
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

HTMX = {"HX-Request": "true"}
PAGE = "/me/meetings/"


def see(world: World, who: str = "coordinator", **headers: str) -> str:
    return world.sign_in(Client(), who).get(PAGE, headers=headers).text


def test_it_is_loaded_into_ones_own_page_and_is_a_page_itself(world: World, client: Client) -> None:
    assert f'hx-get="{PAGE}"' in world.sign_in(client, "coordinator").get("/me/").text
    assert f'href="{PAGE}"' in client.get("/me/").text
    assert "<html" in client.get(PAGE).text
    part = client.get(PAGE, headers=HTMX)
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_am_i_coming(world: World, meeting: Meeting) -> None:
    """K17, K35, A2"""
    assert "Registration is open until 2 September 2027." in see(world)
    inviting.write_invitations(meeting, at=world.now)
    page = see(world)
    assert "You haven't answered yet. Answer by 2 September 2027." in page.replace("&#x27;", "'")
    assert "/registration/" in page
    me, asked = world.people["coordinator"], Invitation.objects.get()
    inviting.answer(asked, "me", by=me, at=world.now)
    assert "You have a seat." in see(world)
    inviting.answer(asked, "no", by=me, at=world.now)
    assert "You have answered no." in see(world)
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sygdom")
    page = see(world)
    assert "Cancelled" in page
    assert "You have answered no." not in page


def test_a_place_that_came_free_waits_for_an_answer(world: World) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    me = world.people["coordinator"]
    first = registering.register(
        meeting, world.enrolment, Someone("En", "en@example.org"), by=me, at=world.now
    )
    registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    assert "You are on the waiting list." in see(world)
    registering.leave(first, by=me, at=world.now)
    page = see(world)
    assert "A place has come free for you." in page
    assert 'class="late"' in page


def test_drafts_arent_there_and_what_was_stands_by_itself(world: World) -> None:
    a_meeting(world, state="draft", title="Hemmelig")
    world.meeting_held()
    page = see(world)
    assert "Hemmelig" not in page
    to_come, _heading, held = page.partition('id="held"')
    assert "Haller og hverdag" not in to_come
    assert "Haller og hverdag" in held
    assert "/notes/" not in held  # nobody has shared any
    assert "No meeting of yours is to come." in page


def test_what_one_has_promised_and_the_notes_are_found_from_there(world: World) -> None:
    """K27: once the notes are shared, and until it is ticked off; for whoever it concerns, and nobody else."""
    it, me, by = world.meeting_held(), world.people["coordinator"], world.people["secretary"]
    action = Action.objects.create(
        meeting=it, what="Tælle i fire uger", person=me, due_on=it.day, made_by=by, made_at=world.now
    )
    notes = Notes.objects.create(meeting=it, state=NotesState.APPROVED)
    assert action.what not in see(world)
    Notes.objects.filter(pk=notes.pk).update(state=NotesState.SHARED)
    page = see(world)
    assert action.what in page.partition('id="promised"')[2]
    assert "late" in page
    assert f"/meetings/{it.slug}/notes/" in page
    assert action.what not in see(world, "secretary")
    Action.objects.filter(pk=action.pk).update(person=None, organisation=world.enrolment.organisation)
    assert action.what in see(world)
    acting.complete(action, by=me, at=world.now)
    assert action.what not in see(world)


@pytest.mark.parametrize("who", ["outsider", "applicant", "secretary"])
def test_who_speaks_for_nobody_has_none(world: World, meeting: Meeting, who: str) -> None:
    assert "No meeting of yours is to come." in see(world, who)


def test_a_colleague_with_a_seat_sees_it(world: World, meeting: Meeting) -> None:
    """K35: who doesn't speak for the member."""
    me = world.people["coordinator"]
    seat = registering.register(
        meeting, world.enrolment, Someone("Kollega", "kollega@example.org"), by=me, at=world.now
    )
    world.people["colleague"] = seat.person
    page = see(world, "colleague")
    assert "You have a seat." in page
    assert meeting.get_absolute_url() in page


def test_what_one_hosts_with_the_way_to_the_hosts_page(world: World) -> None:
    """S12: also of a draft, whose own page isn't there yet."""
    draft = a_meeting(world, state="draft")
    contact = Someone("Fremmed, Køge", "outsider@example.org")
    hosting.name_host(
        draft, world.organisations["Køge"], contact=contact, by=world.people["secretary"], at=world.now
    )
    page = see(world, "outsider")
    assert "Køge hosts, and you look after it." in page
    assert world.link("meetings.host", world.people["outsider"]) in page
    assert f'href="{draft.get_absolute_url()}"' not in page
    assert "The invitation comes about" not in page


def test_whom_one_takes_along(world: World) -> None:
    """S15"""
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    me = world.people["coordinator"]
    inviting.answer(Invitation.objects.get(), "me", by=me, at=world.now)
    page = see(world)
    assert "Whom do you take along?" in page
    assert f"{meeting.get_absolute_url()}companion/" in page
    assert 'class="late"' in page
    somebody = Someone("Rektor, Svendborg", "rektor@example.org")
    bringing.bring(Assignment.objects.get(), somebody, role="rektor", by=me, at=world.now)
    page = see(world)
    assert "Rektor, Svendborg" in page
    assert "Whom do you take along?" not in page


def test_strangers_are_asked_to_sign_in(client: Client, world: World) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/sign-in/")


def test_thirty_meetings_take_no_more_queries_than_one(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    by, me = world.people["secretary"], world.people["coordinator"]

    def one_more(number: int) -> None:
        starts_at = dt.datetime(2027, 9, 1, 7, tzinfo=dt.UTC) + dt.timedelta(days=number)
        meeting = a_meeting(world, armkrok=True, starts_at=starts_at)
        inviting.write_invitations(meeting, at=world.now)
        registering.register(meeting, world.enrolment, me, by=me, at=world.now)
        contact = Someone(me.name, me.email)
        hosting.name_host(meeting, world.organisations["Svendborg"], contact=contact, by=by, at=world.now)
        somebody = Someone(f"Rektor {number}", f"rektor{number}@example.org")
        bringing.bring(Assignment.objects.get(meeting=meeting), somebody, role="rektor", by=me, at=world.now)

    one_more(0)
    world.sign_in(client, "coordinator").get(PAGE)
    with django_assert_max_num_queries(20) as one:
        client.get(PAGE)
    most = len(one.captured_queries)
    for number in range(1, 31):
        one_more(number)
    with django_assert_max_num_queries(most):
        page = client.get(PAGE).text
    assert page.count("You have a seat.") == 31
    assert Network.objects.count() == 2
