"""*Today* says what meetings need of those who run them, each with the way to where it is done."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from armkrok.mail.models import Message
from armkrok.meetings import bringing, desk, guesting, hosting, inviting, making, programming, registering
from armkrok.meetings.models import Assignment, HostOffer, Invitation, Meeting
from armkrok.networks import opening
from armkrok.networks.someone import Someone
from tests.meetings.conftest import a_meeting
from tests.world import World

DAY = dt.timedelta(days=1)


def see(world: World, at: dt.datetime, who: str = "secretary") -> str:
    with time_machine.travel(at):
        return world.sign_in(Client(), who).get("/today/").text.replace("&#x27;", "'")


def offer(world: World) -> HostOffer:
    me = world.people["coordinator"]
    return hosting.offer(world.enrolment, what="host", season="autumn", year=2027, by=me, at=world.now)


def test_an_offer_that_nobody_answers_comes_after_fourteen_days(world: World) -> None:
    """K28"""
    made = offer(world)
    assert "waits for an answer" not in see(world, world.now + 14 * DAY - dt.timedelta(seconds=1))
    page = see(world, world.now + 14 * DAY)
    assert "Svendborg waits for an answer to its offer" in page
    assert f"/networks/{world.network.slug}/hosts/offers/{made.pk}/answer/" in page
    hosting.answer_offer(
        made, accepted=False, answer="Tak, ikke i år", by=world.people["secretary"], at=world.now
    )
    assert "waits for an answer" not in see(world, world.now + 14 * DAY)


def test_invitations_that_are_due(world: World) -> None:
    """The day is the network's own: eight weeks before 9 September, from midnight in Copenhagen."""
    meeting = a_meeting(world, state="published")
    due = dt.datetime(2027, 7, 14, 22, 0, tzinfo=dt.UTC)
    assert "The invitations are due" not in see(world, due - dt.timedelta(seconds=1))
    page = see(world, due)
    assert "The invitations are due" in page
    assert f"{meeting.get_absolute_url()}invitations/" in page
    making.open_registration(meeting, by=world.people["secretary"], at=world.now)
    assert "The invitations are due" not in see(world, due)


def test_what_has_begun_has_nobody_to_invite_any_more(world: World) -> None:
    meeting = a_meeting(world, state="published")
    assert "The invitations are due" not in see(world, meeting.starts_at)


def test_a_meeting_that_is_over_is_marked_held(world: World) -> None:
    """A3"""
    meeting = a_meeting(world)
    assert "Has the meeting been held?" not in see(world, meeting.ends_at - dt.timedelta(seconds=1))
    page = see(world, meeting.ends_at)
    assert "Has the meeting been held?" in page
    assert f"{meeting.get_absolute_url()}holding/" in page
    making.hold(meeting, by=world.people["secretary"], at=meeting.ends_at)
    assert "Has the meeting been held?" not in see(world, meeting.ends_at)


@pytest.fixture
def arm_in_arm(world: World) -> Meeting:
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    inviting.answer(Invitation.objects.get(), "me", by=world.people["coordinator"], at=world.now)
    return meeting


def test_who_comes_alone_is_said_once_registration_has_closed(world: World, arm_in_arm: Meeting) -> None:
    """S15: one line for the meeting, with how many."""
    closed = dt.datetime(2027, 9, 2, 22, 0, tzinfo=dt.UTC)
    assert "comes alone" not in see(world, closed - dt.timedelta(seconds=1))
    page = see(world, closed)
    assert "1 coordinator comes alone" in page
    assert f"{arm_in_arm.get_absolute_url()}companions/" in page
    bringing.come_alone(Assignment.objects.get(), "Ingen kunne", by=world.people["coordinator"], at=world.now)
    assert "1 coordinator comes alone" in see(world, closed), "with a reason it is still alone (T)"
    assert "comes alone" not in see(world, arm_in_arm.starts_at)


@pytest.mark.parametrize("brought", [True, False])
def test_who_brings_somebody_or_stays_home_isnt_alone(
    world: World, arm_in_arm: Meeting, brought: bool
) -> None:
    """S15"""
    me = world.people["coordinator"]
    if brought:
        somebody = Someone("Rektor", "rektor@example.org")
        bringing.bring(Assignment.objects.get(), somebody, role="rektor", by=me, at=world.now)
    else:
        inviting.answer(Invitation.objects.get(), "no", by=me, at=world.now)
    assert "comes alone" not in see(world, dt.datetime(2027, 9, 3, 8, tzinfo=dt.UTC))


def test_it_is_for_those_who_run_the_network(world: World, arm_in_arm: Meeting) -> None:
    """K24"""
    late = arm_in_arm.ends_at
    assert "Has the meeting been held?" not in see(world, late, "facilitator")
    opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
    assert "Has the meeting been held?" in see(world, late, "facilitator")


def test_the_oldest_first(world: World) -> None:
    a_meeting(world, state="published", starts_at=dt.datetime(2027, 8, 20, 7, tzinfo=dt.UTC))
    offer(world)
    a_meeting(world, starts_at=dt.datetime(2027, 6, 20, 7, tzinfo=dt.UTC))
    at = dt.datetime(2027, 7, 1, tzinfo=dt.UTC)
    found = desk.waiting(world.people["secretary"], at)
    assert [task.what for task in found] == ["offer", "over", "invitations"] or [
        task.since for task in found
    ] == sorted(task.since for task in found)
    assert {task.what for task in found} == {"offer", "over", "invitations"}


def test_letters_about_meetings_come_to_all_who_run_the_network(world: World) -> None:
    """K24: those of meetings, guests, companions and offers, and no others."""
    by, me = world.people["secretary"], world.people["coordinator"]
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    item = programming.add(meeting, {"title": "Oplæg", "minutes": 60}, by=by, at=world.now)
    guesting.invite_guest(item, Someone("Gæst", "gaest@example.org"), focus="Haller", by=by, at=world.now)
    rektor = Someone("Rektor", "rektor@example.org")
    bringing.bring(Assignment.objects.get(), rektor, role="rektor", by=me, at=world.now)
    hosting.answer_offer(offer(world), accepted=False, answer="Nej tak", by=by, at=world.now)
    kinds = ("meeting-", "guest-", "companion-", "offer-")
    for kind in kinds:
        letter = Message.objects.filter(thread__startswith=kind).latest("pk")
        Message.objects.filter(pk=letter.pk).update(dead_at=timezone.now(), last_error=f"550 {kind}")
    page = see(world, world.now, "facilitator")
    assert not any(f"550 {kind}" in page for kind in kinds)
    opening.add_facilitator(world.network, world.other_team, by=by, at=world.now)
    page = see(world, world.now, "facilitator")
    assert all(f"550 {kind}" in page for kind in kinds)


def test_thirty_of_each_take_no_more_queries_than_one(
    world: World, arm_in_arm: Meeting, django_assert_max_num_queries: Any
) -> None:
    """Quality, "Speed": nine at most for what meetings need, and 20 for the page."""
    at = dt.datetime(2027, 9, 3, 8, tzinfo=dt.UTC)
    by = world.people["secretary"]
    offer(world)
    a_meeting(world, state="published", starts_at=at + DAY)
    a_meeting(world, starts_at=at - DAY)
    with django_assert_max_num_queries(9):
        assert len(desk.waiting(by, at)) == 4
    with time_machine.travel(at):
        client = world.sign_in(Client(), "secretary")
        client.get("/today/")
        with django_assert_max_num_queries(20) as one:
            client.get("/today/")
        most = len(one.captured_queries)  # counted now: the log is cut when it grows long
    for number in range(30):
        hosting.offer(
            world.enrolment, what="present", season="any", year=2028, by=world.people["coordinator"],
            at=world.now + dt.timedelta(seconds=number), message=f"Nummer {number}",
        )  # fmt: skip
        a_meeting(world, state="published", starts_at=at + DAY * (1 + number % 20))
        a_meeting(world, starts_at=at - DAY * (1 + number))
    with time_machine.travel(at):
        client = world.sign_in(Client(), "secretary")
        client.get("/today/")
        with django_assert_max_num_queries(most):
            page = client.get("/today/").text
    assert page.count("The invitations are due") == 31
    assert page.count("Has the meeting been held?") == 31
