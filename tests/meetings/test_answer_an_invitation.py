"""Answering from the mail, without signing in: yes with me, yes with somebody else, no (K17, K34, K35, A2)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.accounts.models import PersonalLink
from armkrok.meetings import inviting, making, offering, registering
from armkrok.meetings.models import Invitation, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks import appointing
from armkrok.networks.models import Appointment, Network
from tests.world import World

from .conftest import a_meeting

COLLEAGUE = {"name": "Kollega, Svendborg", "email": "kollega@example.org", "title": "Halinspektør"}


def typed(prefix: str, values: dict[str, str] | None = None) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in (values or COLLEAGUE).items()}


@pytest.fixture
def link(world: World, meeting: Meeting) -> str:
    inviting.write_invitations(meeting, at=world.now)
    return world.link("meetings.invitation", world.people["coordinator"])


def names(meeting: Meeting) -> dict[str, str]:
    return {seat.person.name: seat.state for seat in meeting.seats.select_related("person")}


def test_the_mail_says_when_where_and_by_when(world: World, link: str) -> None:
    (letter,) = [m for m in world.letters("coordinator@example.org") if m.key.startswith("invitation-")]
    assert "Thursday, 9 September 2027" in letter.text
    assert "09:30" in letter.text
    assert "Svendborg Idrætshal, Sal 1" in letter.text
    assert "2 September 2027" in letter.text
    assert link in letter.text


def test_looking_changes_nothing(meeting: Meeting, link: str, client: Client) -> None:
    """A mail scanner opens every link."""
    assert client.get(link).status_code == 200
    assert not meeting.seats.exists()
    assert Invitation.objects.get().answer == ""


def test_yes_with_me_twice_is_one_seat(meeting: Meeting, link: str, client: Client) -> None:
    for _ in range(2):
        assert client.post(link, {"answer": "me"}).status_code == 302
    assert names(meeting) == {"Koordinator, Svendborg": "taken"}
    assert "Yes, you have a seat." in client.get(link).text


def test_yes_with_somebody_else_and_back_to_me(meeting: Meeting, link: str, client: Client) -> None:
    """K35"""
    client.post(link, {"answer": "other", **typed("other")})
    assert names(meeting) == {"Kollega, Svendborg": "taken"}
    assert "Somebody else comes in your place." in client.get(link).text
    client.post(link, {"answer": "me"})
    assert names(meeting) == {"Koordinator, Svendborg": "taken"}


def test_no_and_why_and_then_yes_after_all(meeting: Meeting, link: str, client: Client) -> None:
    client.post(link, {"answer": "no", "why": "Ferie"})
    assert (Invitation.objects.get().answer, Invitation.objects.get().why) == ("no", "Ferie")
    with time_machine.travel(meeting.starts_at - dt.timedelta(minutes=1)):
        client.post(link, {"answer": "me"})
    assert names(meeting) == {"Koordinator, Svendborg": "taken"}
    with time_machine.travel(meeting.starts_at):
        assert client.get(link, {"answer": "no"}).text.count("has begun") == 1  # the mail's button, too late
        refused = client.post(link, {"answer": "no"})
    assert refused.status_code == 422
    assert "has begun" in refused.text
    assert names(meeting) == {"Koordinator, Svendborg": "taken"}


def test_what_was_typed_stays_beside_its_fault(link: str, client: Client, meeting: Meeting) -> None:
    page = client.post(link, {"answer": "other", "other-name": "Kollega", "other-email": "kollega"})
    assert page.status_code == 422
    assert 'value="kollega"' in page.text
    assert "valid email" in page.text
    assert not meeting.seats.exists()
    page = client.post(
        link, {"answer": "other", **typed("other", COLLEAGUE | {"email": "outsider@example.org"})}
    )
    assert page.status_code == 422
    assert "Nobody at Svendborg has this address" in page.text
    assert not meeting.seats.exists()


def test_too_long_a_reason_is_kept_and_refused(link: str, client: Client) -> None:
    page = client.post(link, {"answer": "no", "why": "x" * 501})
    assert page.status_code == 422
    assert "x" * 501 in page.text
    assert Invitation.objects.get().answer == ""


def test_a_third_one_sees_the_price_before_it_is_taken(meeting: Meeting, link: str, client: Client) -> None:
    """A1, A2: asked once more, with everything that was typed."""
    client.post(link, {"answer": "me"})
    client.post(link, {"answer": "more", **typed("more")})
    third = {
        "answer": "more",
        **typed("more", {"name": "Tredje", "email": "tredje@example.org", "title": ""}),
    }
    page = client.post(link, third)
    assert page.status_code == 422
    assert "This is an extra seat" in page.text
    assert "No price has been stated" in page.text
    assert 'value="tredje@example.org"' in page.text
    assert meeting.seats.count() == 2
    client.post(link, third | {"extra": "yes"})
    assert meeting.seats.get(person__name="Tredje").extra


def test_one_click_gives_the_seat_to_a_colleague(meeting: Meeting, link: str, client: Client) -> None:
    """K35: somebody who has sat there before, or speaks for the member."""
    client.post(link, {"answer": "other", **typed("other")})
    client.post(link, {"answer": "me"})
    seat = meeting.seats.get()
    known = registering.colleagues(seat.enrolment, meeting, meeting.day)
    assert [p.name for p in known] == [], "only those who have a seat now, or had one"
    client.post(link, {"answer": "more", **typed("more")})
    client.post(link, {"leave": str(meeting.seats.get(person__name=COLLEAGUE["name"]).pk)})
    (colleague,) = registering.colleagues(seat.enrolment, meeting, meeting.day)
    client.post(link, {"swap": str(seat.pk), "person": str(colleague.pk)})
    seat.refresh_from_db()
    assert seat.person == colleague


def test_nobody_elses_seat_and_nobody_unknown(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    other = world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    theirs = registering.register(meeting, other, world.people["koge"], by=world.people["koge"], at=world.now)
    for attempt in (
        {"leave": str(theirs.pk)},
        {"swap": str(theirs.pk), "person": str(world.people["coordinator"].pk)},
        {"answer": "other", "person": str(world.people["outsider"].pk)},
        {"answer": "more", "person": "9" * 30},
        {"answer": "whatever"},
    ):
        client.post(link, attempt)
    theirs.refresh_from_db()
    assert theirs.state == "taken"
    assert theirs.person == world.people["koge"]
    assert meeting.seats.count() == 1


def test_where_substitutes_are_not_allowed_nobody_swaps(meeting: Meeting, link: str, client: Client) -> None:
    """K35 is a setting."""
    Network.objects.filter(pk=meeting.network_id).update(seats_may_be_swapped=False)
    client.post(link, {"answer": "me"})
    seat = meeting.seats.get()
    page = client.post(link, {"swap": str(seat.pk), **typed(f"seat-{seat.pk}")})
    assert page.status_code == 422
    assert "for the person who was named" in page.text


def test_the_place_that_came_free_is_taken_from_the_mail(world: World, client: Client) -> None:
    """A2: the colleague's own link; a minute too late it has passed on."""
    meeting = a_meeting(world, capacity=1)
    me = world.people["coordinator"]
    first = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    colleague = registering.Someone(**COLLEAGUE)
    waiting = registering.register(meeting, world.enrolment, colleague, by=me, at=world.now)
    own = world.link("meetings.seat", waiting.person)
    assert "number 1 on the waiting list" in client.get(own).text
    registering.leave(first, by=me, at=world.now)
    own = world.link("meetings.seat", waiting.person)
    assert "A place has come free" in client.get(own).text
    waiting.refresh_from_db()
    with time_machine.travel(waiting.offer_ends_at + dt.timedelta(minutes=1)):
        late = client.post(own, {"accept": str(waiting.pk)})
        assert late.status_code == 422
        assert "offered to the next in line" in late.text
    waiting.refresh_from_db()
    assert waiting.state == "lapsed"


def test_a_colleagues_link_changes_only_their_own_seat(
    world: World, meeting: Meeting, client: Client
) -> None:
    me = world.people["coordinator"]
    mine = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    theirs = registering.register(
        meeting, world.enrolment, registering.Someone(**COLLEAGUE), by=me, at=world.now
    )
    own = world.link("meetings.seat", theirs.person)
    client.post(own, {"leave": str(mine.pk)})
    client.post(
        own, {"answer": "more", **typed("more", {"name": "X", "email": "x@example.org", "title": ""})}
    )
    assert meeting.seats.live().count() == 2
    client.post(own, {"leave": str(theirs.pk)})
    assert [seat.person for seat in meeting.seats.live()] == [me]


def test_the_link_of_who_was_swapped_away_opens_nothing(
    world: World, meeting: Meeting, client: Client
) -> None:
    me = world.people["coordinator"]
    seat = registering.register(
        meeting, world.enrolment, registering.Someone(**COLLEAGUE), by=me, at=world.now
    )
    own = world.link("meetings.seat", seat.person)
    registering.swap(seat, me, by=me, at=world.now)
    assert client.get(own).status_code == 410
    assert client.post(own, {"leave": str(seat.pk)}).status_code == 410


def test_an_ended_invitation_link_is_renewed(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    PersonalLink.objects.filter(task="meetings.invitation").update(ends_at=world.now)
    assert client.get(link).status_code == 410
    client.post(f"{link}renewal/")
    assert world.link("meetings.invitation", world.people["coordinator"]) != link


def test_one_registration_is_two_requests_and_few_queries(
    world: World, client: Client, django_capture_on_commit_callbacks
) -> None:
    """Quality, "Speed": one registration is 2 requests and at most 25 queries, those after the commit too."""
    meeting = a_meeting(world, capacity=60)
    inviting.write_invitations(meeting, at=world.now)
    link = world.link("meetings.invitation", world.people["coordinator"])
    connection.run_on_commit = []  # as after a commit: the invitation's own call of the worker isn't this one's
    with CaptureQueriesContext(connection) as shown:
        client.get(link)
    with CaptureQueriesContext(connection) as sent, django_capture_on_commit_callbacks(execute=True):
        client.post(link, {"answer": "me"})
    queries = [
        q for q in [*shown, *sent] if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    assert len(queries) <= 25, "\n".join(q["sql"][:200] for q in queries)


def test_who_doesnt_speak_for_the_member_any_more_answers_no_longer(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    """S9: the successor is asked, and the old link changes nothing."""
    appointment = Appointment.objects.get(person=world.people["coordinator"])
    appointing.end(appointment, by=world.people["secretary"], at=world.now)
    page = client.post(link, {"answer": "me"})
    assert page.status_code == 422
    assert not meeting.seats.exists()


def test_a_study_trip_has_seats_of_its_own(world: World, meeting: Meeting, client: Client) -> None:
    """K23: nobody's is an extra one."""
    trip = a_meeting(world, kind="study_trip", beside=meeting, title="Til Malmø")
    me = world.people["coordinator"]
    for number in range(4):
        someone = registering.Someone(f"Kollega {number}", f"kollega{number}@example.org")
        seat = registering.register(trip, world.enrolment, someone, by=me, at=world.now)
        assert not seat.extra
    assert not trip.invitations.exists()
    assert not meeting.seats.exists()


def test_offers_wait_with_the_meeting_for_its_new_date(world: World) -> None:
    """A5: seats are kept, and whoever was offered a place has time to answer again."""
    meeting = a_meeting(world, capacity=1)
    me, by = world.people["coordinator"], world.people["secretary"]
    first = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    second = registering.register(
        meeting, world.enrolment, registering.Someone(**COLLEAGUE), by=me, at=world.now
    )
    registering.leave(first, by=me, at=world.now)
    making.cancel(meeting, by=by, at=world.now, why="Vandskade", new_date_to_come=True)
    later = world.now + dt.timedelta(days=10)
    offering.pass_on(meeting, at=later)
    second.refresh_from_db()
    assert second.state == "offered"
    with pytest.raises(Refusal):
        offering.accept(second, by=second.person, at=later)
    new = meeting.starts_at + dt.timedelta(days=14)
    making.reschedule(meeting, new, new + dt.timedelta(hours=6), by=by, at=later)
    second.refresh_from_db()
    assert second.offer_ends_at == later + dt.timedelta(hours=48)
    assert offering.accept(second, by=second.person, at=later).state == "taken"


def test_who_gives_up_their_own_seat_leaves_the_one_that_somebody_else_has_instead(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    """K35: first a colleague was to come instead, then both."""
    client.post(link, {"answer": "other", **typed("other")})
    me = world.people["coordinator"]
    mine = registering.register(meeting, world.enrolment, me, by=me, at=world.now)
    client.post(link, {"leave": str(mine.pk)})
    assert names(meeting) == {"Koordinator, Svendborg": "left", "Kollega, Svendborg": "taken"}


def test_a_no_after_the_deadline_is_no_way_in(world: World, meeting: Meeting, link: str) -> None:
    """K17: who has answered by then can change the answer, nobody else."""
    asked, me = Invitation.objects.get(), world.people["coordinator"]
    late = meeting.starts_at - dt.timedelta(days=2)
    inviting.answer(asked, "no", by=me, at=late)
    with pytest.raises(Refusal, match="closed"):
        inviting.answer(asked, "me", by=me, at=late)
    assert not meeting.seats.exists()


def test_no_in_time_is_still_changed_after_the_deadline(world: World, meeting: Meeting, link: str) -> None:
    asked, me = Invitation.objects.get(), world.people["coordinator"]
    late = meeting.starts_at - dt.timedelta(days=2)
    inviting.answer(asked, "me", by=me, at=world.now)
    inviting.answer(asked, "no", by=me, at=late)
    assert inviting.answer(asked, "me", by=me, at=late)


def test_an_answer_in_time_registers_nobody_else_after_the_deadline(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    """K17"""
    client.post(link, {"answer": "me"})
    with time_machine.travel(meeting.starts_at - dt.timedelta(days=2)):
        page = client.post(link, {"answer": "more", **typed("more")})
    assert page.status_code == 422
    assert "Registration has closed" in page.text
    assert meeting.seats.count() == 1


def test_nobody_is_invited_to_what_was_cancelled_while_the_invitations_were_written(world: World) -> None:
    meeting = a_meeting(world)
    (appointment,) = inviting.to_be_invited(meeting, world.now.date())
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Storm")
    assert not inviting.invite(meeting, appointment, at=world.now)
    assert not meeting.invitations.exists()


def test_when_the_meeting_moves_the_link_lasts_until_its_new_end(
    world: World, meeting: Meeting, link: str, client: Client
) -> None:
    """K35, A5: the answer can be changed until it begins, and the mail about the move says so."""
    client.post(link, {"answer": "me"})
    starts_at = meeting.starts_at + dt.timedelta(days=40)
    by = world.people["secretary"]
    making.reschedule(
        meeting, starts_at, starts_at + dt.timedelta(hours=6), by=by, at=world.now, why="Hallen"
    )
    for path in (link, world.link("meetings.seat", world.people["coordinator"])):
        with time_machine.travel(meeting.starts_at + dt.timedelta(days=30)):
            assert client.get(path).status_code == 200
        with time_machine.travel(starts_at + dt.timedelta(days=4)):
            assert client.get(path).status_code == 410
