"""What was said to somebody holds: questions are asked, nobody is left behind, no name is told, no draft is named."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.meetings import (
    asking,
    bringing,
    desk,
    guesting,
    hosting,
    inviting,
    making,
    programming,
    registering,
    rules,
)
from armkrok.meetings.models import Assignment, Companion, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.meetings.warnings import warnings
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import STARTS, a_meeting

NURSE = Someone("Sundhedsplejerske Ærø", "sundhed@example.org")


@pytest.fixture
def arm_in_arm(world: World) -> Assignment:
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    asking.set_questions(
        meeting, [{"topic": "diet", "words": "Spiser du alt?"}], by=world.people["secretary"], at=world.now
    )
    return Assignment.objects.get(meeting=meeting, person=world.people["coordinator"])


def bring(world: World, assignment: Assignment, someone: Someone = NURSE) -> Companion:
    return bringing.bring(
        assignment, someone, role="Sundhedsplejerske", by=world.people["coordinator"], at=world.now
    )


def test_a_companion_who_comes_is_asked_and_counted(
    world: World, arm_in_arm: Assignment, client: Client
) -> None:
    """S16: as the page says, whoever comes along sees the questions."""
    companion = bring(world, arm_in_arm)
    link = world.link("meetings.companion", companion.person)
    assert "Spiser du alt?" not in client.get(link).text
    client.post(link, {"answer": "yes"})
    assert "Spiser du alt?" in client.get(link).text
    (question,) = asking.questions_of(arm_in_arm.meeting)
    client.post(link, {"questions": "1", f"question-{question.pk}": "Ikke nødder"})
    assert asking.counts(arm_in_arm.meeting)[0].answers == [("Ikke nødder", 1)]


def test_a_guest_who_comes_is_asked(world: World, arm_in_arm: Assignment, client: Client) -> None:
    meeting, by = arm_in_arm.meeting, world.people["secretary"]
    item = programming.add(meeting, {"title": "Et oplæg", "minutes": 60}, by=by, at=world.now)
    guest = guesting.invite_guest(
        item, Someone("Ekspert", "ekspert@example.org"), focus="Fokus", by=by, at=world.now
    )
    link = world.link("meetings.guest", guest.person)
    client.post(link, {"answer": "yes"})
    assert "Spiser du alt?" in client.get(link).text


def test_nobody_is_named_by_an_address_that_was_mistyped(world: World, arm_in_arm: Assignment) -> None:
    """S16: neither a letter to the wrong person nor the name of its owner."""
    with pytest.raises(Refusal) as no:
        bring(world, arm_in_arm, Someone("Rektor Lind", "outsider@example.org"))
    assert no.value.field == "email"
    assert "Fremmed" not in str(no.value)
    assert not Companion.objects.exists()
    assert bring(world, arm_in_arm, Someone("Fremmed i Køge", "outsider@example.org"))


def test_who_is_left_behind_comes_to_today(world: World, arm_in_arm: Assignment) -> None:
    """S16: the coordinator gives up, and somebody decides about the companion."""
    companion = bring(world, arm_in_arm)
    bringing.answer_companion(companion, comes=True, by=companion.person, at=world.now)

    def left_behind() -> list[int]:
        tasks = desk.waiting(world.people["secretary"], world.now)
        return [task.number for task in tasks if task.what == desk.What.LEFT_BEHIND]

    me = world.people["coordinator"]
    assert left_behind() == [], "who hasn't answered hasn't given up"
    invitation = arm_in_arm.meeting.invitations.get(person=me)
    inviting.answer(invitation, "me", by=me, at=world.now)
    assert left_behind() == []
    inviting.answer(invitation, "no", by=me, at=world.now)
    assert left_behind() == [1]
    bringing.call_off(companion, by=me, at=world.now)
    assert left_behind() == []


def test_another_networks_draft_is_named_in_no_warning(world: World) -> None:
    """K28"""
    mine = a_meeting(world)
    other = a_meeting(world, "draft", network=world.draft, title="Hemmelig kladde")
    assert not [w for w in warnings(mine) if w.warning.code == "K28"]
    making.announce(other, by=world.people["secretary"], at=world.now)
    assert [str(w.warning) for w in warnings(mine) if "Hemmelig kladde" in str(w.warning)]


def test_who_has_no_sign_in_answers_a_new_time_by_their_own_link(world: World, meeting: Meeting) -> None:
    """K35, A5"""
    me = world.people["coordinator"]
    colleague = Someone("Kollega, Svendborg", "kollega@example.org")
    seat = registering.register(meeting, world.enrolment, colleague, by=me, at=world.now)
    link = world.link("meetings.seat", seat.person)
    new = meeting.starts_at + dt.timedelta(days=7)
    making.reschedule(
        meeting, new, new + dt.timedelta(hours=6), by=world.people["secretary"], at=world.now, why="Ferie"
    )
    assert link in world.letters("kollega@example.org")[-1].text


def test_a_programme_that_outlasts_its_meeting_is_warned_about(world: World, meeting: Meeting) -> None:
    by = world.people["secretary"]
    programming.add(meeting, {"title": "Workshop", "minutes": 300}, by=by, at=world.now)
    assert "overrun" not in [w.warning.code for w in warnings(meeting)]
    shorter = making.reschedule(
        meeting, STARTS, STARTS + dt.timedelta(hours=3), by=by, at=world.now, why="Kortere dag"
    )
    (found,) = [w for w in warnings(shorter) if w.warning.code == "overrun"]
    assert "120 minutes" in str(found.warning)


def test_a_second_invitation_to_the_same_item_isnt_lost_in_silence(world: World, meeting: Meeting) -> None:
    by = world.people["secretary"]
    item = programming.add(meeting, {"title": "Et oplæg", "minutes": 60}, by=by, at=world.now)
    who = Someone("Ekspert", "ekspert@example.org")
    first = guesting.invite_guest(item, who, focus="Fokus", by=by, at=world.now)
    assert guesting.invite_guest(item, who, focus="Fokus", by=by, at=world.now) == first
    with pytest.raises(Refusal):
        guesting.invite_guest(item, who, focus="Noget andet", by=by, at=world.now)


def test_nothing_is_planned_for_a_time_that_is_over(world: World) -> None:
    with pytest.raises(Refusal) as no:
        a_meeting(world, starts_at=world.now - dt.timedelta(days=1))
    assert no.value.field == "date"


@pytest.mark.parametrize(
    ("typed", "known", "fits"),
    [
        ("Rektor Åsa Lind", "Åsa Lind", True),
        ("Asa Lind", "Åsa M. Lind", True),
        ("Rektor Lind", "Kultursamordnare, Höör", False),
    ],
)
def test_names_that_may_be_the_same_persons(typed: str, known: str, fits: bool) -> None:
    if fits:
        rules.known_as_refusal(typed=typed, known=known)
    else:
        with pytest.raises(Refusal):
            rules.known_as_refusal(typed=typed, known=known)


def test_who_answers_an_offer_second_is_told_and_keeps_the_words(world: World, client: Client) -> None:
    """K28: a colleague was faster, and nothing that was typed is lost."""
    offer = hosting.offer(
        world.enrolment, what="host", season="autumn", year=2027, by=world.people["coordinator"], at=world.now
    )
    hosting.answer_offer(offer, accepted=True, answer="Ja tak", by=world.people["secretary"], at=world.now)
    desk_ = world.sign_in(client, "secretary")
    address = f"/networks/{world.network.slug}/hosts/offers/{offer.pk}/answer/"
    page = desk_.post(address, {"accepted": "no", "answer": "Desværre ikke i år"})
    assert page.status_code == 422
    assert "answered this offer already" in page.text
    assert "Desværre ikke i år" in page.text


def test_what_isnt_shown_stops_nobody_who_names_a_host(
    world: World, meeting: Meeting, client: Client
) -> None:
    """S12: somebody of the list is chosen, whatever was typed before."""
    me, place = world.people["coordinator"], world.organisations["Svendborg"]
    typed = {"organisation": place.pk, "person": me.pk, "name": "x@", "email": "ingen adresse", "brief": ""}
    answer = world.sign_in(client, "secretary").post(f"{meeting.get_absolute_url()}host/", typed)
    assert answer.status_code == 302
    assert meeting.hostings.get().contact == me
