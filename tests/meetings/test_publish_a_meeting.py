"""A meeting is announced, its programme is published, and people are invited; no warning is in the way of it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from armkrok.journal.models import Entry
from armkrok.meetings import inviting, making, programming
from armkrok.meetings.letters import seats as letters
from armkrok.meetings.models import Invitation, Meeting, WarningReason
from armkrok.meetings.rules import Refusal
from armkrok.networks import opening
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


@pytest.fixture
def draft(world: World) -> Meeting:
    meeting = a_meeting(world, state="draft")
    for title, closed in (("Velkommen", False), ("Fortroligt", True)):
        programming.add(
            meeting,
            {"title": title, "minutes": 60, "closed": closed},
            by=world.people["secretary"],
            at=world.now,
        )
    return meeting


def publication(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}publication/"


# --- publishing -----------------------------------------------------------------------------------------


def test_all_warnings_stand_there_and_none_is_in_the_way(world: World, desk: Client, draft: Meeting) -> None:
    """S12, S17, K15, K31"""
    opening.change_settings(
        world.network,
        {"winter_rule": True, "full_day_minutes": 400},
        by=world.people["secretary"],
        at=world.now,
    )
    making.reschedule(
        draft,
        dt.datetime(2027, 12, 2, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2027, 12, 2, 14, 30, tzinfo=dt.UTC),
        by=world.people["secretary"],
        at=world.now,
    )
    page = desk.get(publication(draft)).text
    for said in (
        "Nobody hosts the meeting yet.",
        "nobody knows how far it is from Svendborg to a railway station",
        "The meeting lasts 360 minutes; a whole day has at least 400.",
        "Members lead 0 % of the time",
    ):
        assert said in page
    assert desk.post(publication(draft), {"to": "published"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "published"


def test_what_will_be_public_is_shown(desk: Client, draft: Meeting) -> None:
    """K21"""
    page = desk.get(publication(draft)).text
    assert "Velkommen" in page
    assert "1 confidential item is for members only" in page
    assert "Fortroligt" not in page


def test_the_date_first_and_then_the_programme(world: World, desk: Client, draft: Meeting) -> None:
    stranger = Client()
    assert stranger.get(draft.get_absolute_url()).status_code == 404
    desk.post(publication(draft), {"to": "planned"})
    page = stranger.get(draft.get_absolute_url()).text
    assert "Svendborg Idrætshal" in page
    assert "Velkommen" not in page
    desk.post(publication(draft), {"to": "published"})
    page = stranger.get(draft.get_absolute_url()).text
    assert "Velkommen" in page
    assert "Fortroligt" not in page
    assert [move.state for move in draft.moves.all()] == ["draft", "planned", "published"]


def test_sent_twice_it_is_published_once(desk: Client, draft: Meeting) -> None:
    for _ in range(2):
        assert desk.post(publication(draft), {"to": "published"}).status_code == 302
    assert draft.moves.filter(state="published").count() == 1


def test_without_a_place_or_a_link_its_date_isnt_announced(world: World, desk: Client) -> None:
    nowhere = a_meeting(world, state="draft", place=None, venue="")
    page = desk.post(publication(nowhere), {"to": "planned"})
    assert page.status_code == 422
    assert "Say where it is first" in page.text
    nowhere.refresh_from_db()
    assert nowhere.state == "draft"


def test_nonsense_publishes_nothing(desk: Client, draft: Meeting) -> None:
    for to in ("held", "", "invited"):
        assert desk.post(publication(draft), {"to": to}).status_code == 200
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_held_isnt_published_again(world: World, desk: Client) -> None:
    held = world.meeting_held()
    assert desk.post(publication(held), {"to": "published"}).status_code == 422


# --- the reasons ----------------------------------------------------------------------------------------


def explain(desk: Client, meeting: Meeting, code: str = "S12", **more: str) -> Any:
    return desk.post(f"{meeting.get_absolute_url()}warnings/{code}/", {"why": "Vi mødes hos KL"} | more)


def test_a_warnings_reason_is_kept_with_who_and_when(world: World, desk: Client, draft: Meeting) -> None:
    """S12"""
    for _ in range(2):
        assert explain(desk, draft).headers["Location"] == publication(draft)
    reason = WarningReason.objects.get()
    assert (reason.why, reason.by) == ("Vi mødes hos KL", world.people["secretary"])
    assert "Vi mødes hos KL" in desk.get(publication(draft)).text
    assert Entry.objects.about(draft).filter(what="meeting.warning_explained").count() == 1
    explain(desk, draft, why="En anden grund")
    assert WarningReason.objects.get().why == "En anden grund"
    explain(desk, draft, why=" ")
    assert not WarningReason.objects.exists()


def test_one_comes_back_to_ones_own_pages_only(desk: Client, draft: Meeting) -> None:
    here = f"{draft.get_absolute_url()}programme/"
    assert explain(desk, draft, next=here).headers["Location"] == here
    for elsewhere in ("https://evil.example.org/", "//evil.example.org/", "/\\evil.example.org", "evil"):
        assert explain(desk, draft, next=elsewhere).headers["Location"] == publication(draft)


def test_a_reason_that_is_too_long_is_kept_on_the_page(desk: Client, draft: Meeting) -> None:
    page = explain(desk, draft, why="x" * 1001)
    assert page.status_code == 422
    assert "x" * 1001 in page.text
    assert "Nobody hosts the meeting yet." in page.text
    assert not WarningReason.objects.exists()


def test_of_what_isnt_warned_about_there_is_nothing_to_say(desk: Client, draft: Meeting) -> None:
    assert explain(desk, draft, "nonsense").status_code == 302
    assert not WarningReason.objects.exists()


# --- steps back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "ways"), [("published", {"planned", "draft"}), ("planned", {"draft"}), ("invited", set())]
)
def test_a_step_back_needs_its_reason(world: World, desk: Client, state: str, ways: set[str]) -> None:
    meeting = a_meeting(world, state=state)
    address = f"{publication(meeting)}ending/"
    page = desk.get(address).text
    assert {to for to in ("planned", "draft", "invited") if f'value="{to}"' in page} == ways
    for to in ("planned", "draft"):
        answer = desk.post(address, {"way": to, "why": " "})
        assert answer.status_code == (422 if to != state else 302)
    meeting.refresh_from_db()
    assert meeting.state == state
    for to in sorted(ways):
        for _ in range(2):
            assert desk.post(address, {"way": to, "why": "For tidligt"}).status_code == 302
        meeting.refresh_from_db()
        assert (meeting.state, meeting.moves.last().why) == (to, "For tidligt")  # type: ignore[union-attr]
        break


def test_the_invited_are_told_and_not_left_alone(desk: Client, meeting: Meeting) -> None:
    assert "move the meeting, or cancel it" in desk.get(f"{publication(meeting)}ending/").text


# --- inviting -------------------------------------------------------------------------------------------


@pytest.fixture
def published(world: World) -> Meeting:
    return a_meeting(world, state="published")


def invitations(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}invitations/"


def test_the_mail_is_read_before_it_goes(world: World, desk: Client, published: Meeting) -> None:
    page = desk.get(invitations(published)).text
    assert "The invitations are due on Thursday, 15 July 2027." in page
    assert "1 person speaks for a member and gets an invitation." in page
    assert "Koordinator, Svendborg" in page
    assert "Invitation: Haller for alle, 9 September 2027" in page
    assert "You are invited to the meeting on behalf of Svendborg." in page
    assert not Invitation.objects.exists()


def test_what_was_read_is_what_comes(world: World, published: Meeting) -> None:
    (appointment,) = inviting.to_be_invited(published, world.now.date())
    _language, preview = letters.invitation_preview(published, appointment)
    making.open_registration(published, by=world.people["secretary"], at=world.now)
    published.refresh_from_db()
    inviting.write_invitations(published, at=world.now)
    letter = world.letters("coordinator@example.org")[-1]
    assert letter.subject == preview.subject
    for paragraph in preview.paragraphs:
        assert paragraph in letter.text


def test_opened_the_worker_writes_and_one_sees_how_far(
    world: World, desk: Client, published: Meeting
) -> None:
    """K17"""
    for _ in range(2):
        assert desk.post(invitations(published)).status_code == 302
    published.refresh_from_db()
    assert published.state == "invited"
    assert published.moves.filter(state="invited").count() == 1
    page = desk.get(invitations(published)).text
    assert '<progress id="how-far" value="0" max="1">' in page
    assert 'hx-trigger="every 2s"' in page
    part = desk.get(invitations(published), headers=HTMX).text
    assert "<html" not in part
    inviting.write_invitations(published, at=world.now)
    part = desk.get(invitations(published), headers=HTMX).text
    assert "1 invitation is written." in part
    assert "every 2s" not in part, "nothing is waited for any more"
    inviting.answer(Invitation.objects.get(), "no", by=world.people["coordinator"], at=world.now)
    assert "1 person has answered." in desk.get(invitations(published)).text


@pytest.mark.parametrize("state", ["draft", "planned"])
def test_first_the_programme_then_the_invitations(world: World, desk: Client, state: str) -> None:
    meeting = a_meeting(world, state=state)
    assert "First the programme" in desk.get(invitations(meeting)).text
    assert desk.post(invitations(meeting)).status_code == 422
    assert not Invitation.objects.exists()


def test_too_late_nobody_is_invited(world: World, desk: Client, published: Meeting) -> None:
    with time_machine.travel(published.starts_at):
        world.sign_in(desk, "secretary")
        page = desk.post(invitations(published))
        assert page.status_code == 422
        assert "nobody can be invited any more" in page.text
    with time_machine.travel(published.starts_at - dt.timedelta(days=3)):
        page = world.sign_in(desk, "secretary").get(invitations(published))
        assert "The last day to register is over already" in page.text


def test_to_a_trip_nobody_is_invited_and_everybody_may_come(world: World, desk: Client) -> None:
    """K23"""
    trip = a_meeting(world, state="published", kind="study_trip", beside=a_meeting(world))
    page = desk.get(invitations(trip)).text
    assert "Nobody gets a mail" in page
    desk.post(invitations(trip))
    trip.refresh_from_db()
    assert trip.state == "invited"
    assert inviting.write_invitations(trip, at=world.now) == 0
    assert "every 2s" not in desk.get(invitations(trip)).text


def test_cancelled_by_one_while_another_invites(world: World, published: Meeting) -> None:
    stale = Meeting.objects.get(pk=published.pk)
    making.cancel(published, by=world.people["secretary"], at=world.now, why="Sygdom")
    with pytest.raises(Refusal):
        making.open_registration(stale, by=world.people["secretary"], at=world.now)
    assert not Invitation.objects.exists()


# --- who may --------------------------------------------------------------------------------------------

PAGES = ["publication/", "publication/ending/", "invitations/", "warnings/S12/"]


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant", "facilitator"])
@pytest.mark.parametrize("page", PAGES)
def test_it_isnt_there_for_others(world: World, published: Meeting, who: str, page: str) -> None:
    client = world.sign_in(Client(), who)
    address = f"{published.get_absolute_url()}{page}"
    assert client.get(address).status_code in (404, 405)
    sent = {"to": "published", "way": "draft", "why": "x"}
    assert client.post(address, sent).status_code == 404
    published.refresh_from_db()
    assert published.state == "published"


def test_the_same_number_of_queries_with_one_item_and_with_thirty(
    world: World, desk: Client, draft: Meeting, django_assert_max_num_queries: Any
) -> None:
    by = world.people["secretary"]
    pages = [publication(draft), f"{publication(draft)}ending/"]
    counts = []
    for page in pages:
        with django_assert_max_num_queries(20) as one:
            desk.get(page)
        counts.append(len(one.captured_queries))
    for number in range(30):
        programming.add(draft, {"title": f"Punkt {number}", "minutes": 5}, by=by, at=world.now)
        a_meeting(world, state="draft", starts_at=dt.datetime(2027, 8, 1 + number % 28, 7, tzinfo=dt.UTC))
    for page, most in zip(pages, counts, strict=True):
        with django_assert_max_num_queries(most):
            desk.get(page)


def test_the_same_number_of_queries_for_one_and_for_thirty_who_are_invited(
    world: World, desk: Client, published: Meeting, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as one:
        desk.get(invitations(published))
    most = len(one.captured_queries)
    for number in range(30):
        place = world.municipality(f"Kommune {number}", f"9{number:03}")
        world.member(world.network, place, f"k{number}", f"Koordinator {number}")
    with django_assert_max_num_queries(most):
        assert "31 people speak for a member" in desk.get(invitations(published)).text


def test_a_colleague_of_the_host_isnt_a_secretary(world: World, published: Meeting) -> None:
    """Who hosts looks after the place and its slot, nothing else."""
    from armkrok.meetings import hosting

    hosting.name_host(
        published,
        world.organisations["Køge"],
        contact=Someone("Fremmed, Køge", "outsider@example.org"),
        by=world.people["secretary"],
        at=world.now,
    )
    client = world.sign_in(Client(), "outsider")
    assert client.post(publication(published), {"to": "planned"}).status_code == 404
