"""What waits is answered where it stands, and nothing that somebody typed there is lost."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.networks import opening
from tests.world import World, facilities

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


@pytest.fixture
def dead(world: World) -> Message:
    """A letter about Aarhus's application that nobody has got."""
    letter = Message.objects.filter(thread=world.application.thread).latest("pk")
    Message.objects.filter(pk=letter.pk).update(dead_at=timezone.now(), last_error="550 No such user")
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("what", ["question", "refusal"])
def test_what_is_too_long_is_said_and_kept(
    world: World, desk: Client, what: str, headers: dict[str, str]
) -> None:
    typed = "Hvorfor? " * 500
    answer = desk.post(f"/today/applications/{world.application.pk}/{what}/", {"why": typed}, headers=headers)
    assert answer.status_code == 422
    assert "4499 characters long" in answer.text
    assert typed in answer.text
    assert "<details open>" in answer.text
    assert ("<html" in answer.text) == (not headers)
    world.application.refresh_from_db()
    assert world.application.state == "applied"


def test_lines_count_once(world: World, desk: Client) -> None:
    """A browser sends two characters for each line's end."""
    typed = "a\r\n" * 1999 + "a"
    desk.post(f"/today/applications/{world.application.pk}/question/", {"why": typed})
    assert world.application.steps.get(state="asked").why == "a\n" * 1999 + "a"


def test_a_refused_act_keeps_the_choice_too(world: World, desk: Client) -> None:
    other = opening.open_network(
        world.team,
        facilities() | {"name": "Kulturchefer", "slug": "kulturchefer"},
        by=world.people["secretary"],
        at=world.now,
    )
    opening.publish(other, by=world.people["secretary"], at=world.now)
    answer = desk.post(
        f"/today/applications/{world.application.pk}/refusal/", {"why": " ", "guided_to": "kulturchefer"}
    )
    assert answer.status_code == 422
    assert "needs its reason" in answer.text
    assert 'value="kulturchefer"' in answer.text
    assert answer.text.count('<option value="Kulturchefer">') == 1  # once for all lines


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("typed", ["Findes ikke", "Kommunernes fritidsfacilitetsnetværk", "x" * 9000])
def test_nobody_is_guided_to_what_isnt_there(
    world: World, desk: Client, typed: str, headers: dict[str, str]
) -> None:
    """K5"""
    answer = desk.post(
        f"/today/applications/{world.application.pk}/refusal/",
        {"why": "Ikke jeres opgave", "guided_to": typed},
        headers=headers,
    )
    assert answer.status_code == 422
    assert "There is no other network of this name." in answer.text
    assert "Ikke jeres opgave" in answer.text
    world.application.refresh_from_db()
    assert world.application.state == "applied"


def test_decided_meanwhile_and_the_words_are_still_there(world: World, desk: Client) -> None:
    desk.post(f"/today/applications/{world.application.pk}/approval/")
    answer = desk.post(f"/today/applications/{world.application.pk}/refusal/", {"why": "Ikke jeres opgave"})
    assert answer.status_code == 422
    assert "Somebody else has decided this meanwhile" in answer.text
    assert "Ikke jeres opgave" in answer.text


def test_a_letter_is_sent_again_to_the_right_address(world: World, desk: Client, dead: Message) -> None:
    assert "550 No such user" in desk.get("/today/").text
    address = f"/today/letters/{dead.pk}/resending/"
    wrong = desk.post(address, {"address": "rigtig@"})
    assert wrong.status_code == 422
    assert 'value="rigtig@"' in wrong.text
    assert "Enter a valid email address." in wrong.text
    desk.post(address, {"address": " rigtig@example.org "})
    dead.refresh_from_db()
    assert (dead.to_address, dead.dead_at) == ("rigtig@example.org", None)
    entry = Entry.objects.get(what="letter.sent_again")
    assert entry.details["corrected"]
    assert "rigtig" not in str(entry.details)
    assert "Somebody else has dealt with this letter already." in desk.post(address, follow=True).text


def test_who_runs_a_network_together_sees_its_letters_and_no_others(
    world: World, client: Client, dead: Message
) -> None:
    """K24: equal rights, in this network."""
    desk = world.sign_in(client, "facilitator")
    assert "550 No such user" not in desk.get("/today/").text
    assert desk.post(f"/today/letters/{dead.pk}/settlement/").status_code == 404
    opening.add_facilitator(world.network, world.other_team, by=world.people["secretary"], at=world.now)
    appointment = Message.objects.filter(thread__startswith="appointment-").latest("pk")
    Message.objects.filter(pk=appointment.pk).update(dead_at=timezone.now(), last_error="551 Moved away")
    unrelated = a_dead_letter(world, "elsewhere", last_error="552 Of another network")
    unrelated.save()
    page = desk.get("/today/").text
    assert "550 No such user" in page
    assert "551 Moved away" in page
    assert "552 Of another network" not in page
    desk.post(f"/today/letters/{dead.pk}/settlement/")
    dead.refresh_from_db()
    assert dead.settled_by == world.people["facilitator"].pk
    assert desk.post(f"/today/letters/{unrelated.pk}/settlement/").status_code == 404


def a_dead_letter(world: World, key: str, **more: Any) -> Message:
    return Message(
        key=key,
        message_id=key,
        thread=key,
        to_address="x@example.org",
        language="en",
        subject="x",
        text="x",
        html="x",
        created_at=world.now,
        next_attempt_at=world.now,
        dead_at=world.now,
        team_number=world.team.pk,
        **more,
    )


def test_many_letters_come_in_hundreds(
    world: World, desk: Client, dead: Message, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(60) as one:
        assert "There are more" not in desk.get("/today/").text
    Message.objects.bulk_create(a_dead_letter(world, f"many-{number}") for number in range(150))
    with django_assert_max_num_queries(len(one.captured_queries)):
        page = desk.get("/today/").text
    assert page.count('id="letter-') == 100
    assert "There are more" in page
