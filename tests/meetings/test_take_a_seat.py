"""A seat is an organisation's place at one meeting (K17, K34, K35, A2)."""

import datetime as dt

import pytest

from armkrok.journal.models import Entry
from armkrok.meetings import inviting, making, offering, registering
from armkrok.meetings.models import Invitation, Meeting, Seat
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

COLLEAGUE = Someone("Kollega, Svendborg", "kollega@example.org", "Halinspektør")


def register(world: World, meeting: Meeting, who: object = None, **more: object) -> Seat:
    me = world.people["coordinator"]
    return registering.register(meeting, world.enrolment, who or me, by=me, at=world.now, **more)  # type: ignore[arg-type]


def test_a_member_takes_its_seats_and_a_colleague_becomes_a_person_of_it(
    world: World, meeting: Meeting
) -> None:
    """K34: two at each meeting; the colleague is a person of the municipality and nothing more."""
    mine, theirs = register(world, meeting), register(world, meeting, COLLEAGUE)
    assert (mine.state, theirs.state) == ("taken", "taken")
    assert not mine.extra
    assert not theirs.extra
    assert theirs.person.organisation == world.enrolment.organisation
    assert not theirs.person.appointments.exists()
    assert world.letters("kollega@example.org")
    assert Entry.objects.about(theirs).filter(what="seat.taken").exists()


def test_clicked_twice_it_is_one_seat(world: World, meeting: Meeting) -> None:
    assert register(world, meeting) == register(world, meeting)
    assert meeting.seats.count() == 1
    assert len([m for m in world.letters("coordinator@example.org") if m.key.startswith("seat-")]) == 1


def test_a_third_one_is_an_extra_seat_whose_price_is_said_first(world: World, meeting: Meeting) -> None:
    """A1, A2"""
    register(world, meeting)
    register(world, meeting, COLLEAGUE)
    third = Someone("Tredje, Svendborg", "tredje@example.org")
    with pytest.raises(registering.ExtraSeat) as said:
        register(world, meeting, third)
    assert "No price has been stated" in said.value.price
    assert register(world, meeting, third, extra_confirmed=True).extra


def test_full_means_the_waiting_list_in_order_and_a_free_place_is_offered(world: World) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    first = register(world, meeting)
    second = register(world, meeting, COLLEAGUE)
    third = register(world, meeting, Someone("Tredje", "tredje@example.org"), extra_confirmed=True)
    assert [s.state for s in (first, second, third)] == ["taken", "waiting", "waiting"]
    registering.leave(first, by=first.person, at=world.now)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == ("offered", "waiting")
    assert second.offer_ends_at == world.now + dt.timedelta(hours=48)
    offering.accept(second, by=second.person, at=world.now)
    second.refresh_from_db()
    assert second.state == "taken"


def test_an_offer_that_nobody_answers_passes_on(world: World) -> None:
    """A2"""
    meeting = a_meeting(world, capacity=1)
    first, second = register(world, meeting), register(world, meeting, COLLEAGUE)
    third = register(world, meeting, Someone("Tredje", "tredje@example.org"), extra_confirmed=True)
    registering.leave(first, by=first.person, at=world.now)
    later = world.now + dt.timedelta(hours=49)
    late = offering.accept(second, by=second.person, at=later)
    assert late.state == "lapsed"
    third.refresh_from_db()
    assert third.state == "offered"
    for _ in range(2):
        offering.pass_on(meeting, at=later)
    third.refresh_from_db()
    assert third.state == "offered"


def test_of_a_members_seats_the_extra_one_goes_first(world: World, meeting: Meeting) -> None:
    """A13: given up before the deadline nothing is charged; whoever stays sits on what the membership holds."""
    mine = register(world, meeting)
    register(world, meeting, COLLEAGUE)
    third = register(world, meeting, Someone("Tredje", "tredje@example.org"), extra_confirmed=True)
    registering.leave(mine, by=mine.person, at=world.now)
    third.refresh_from_db()
    mine.refresh_from_db()
    assert (third.extra, mine.extra, mine.left_late) == (False, True, False)


def test_an_extra_seat_given_up_late_is_told_apart(world: World, meeting: Meeting) -> None:
    """A13: inside the network's deadline (7 days) it is still charged."""
    register(world, meeting)
    register(world, meeting, COLLEAGUE)
    third = register(world, meeting, Someone("Tredje", "tredje@example.org"), extra_confirmed=True)
    registering.leave(third, by=third.person, at=dt.datetime(2027, 9, 3, 8, tzinfo=dt.UTC))
    assert Seat.objects.left_late().get() == third


def test_swapped_until_it_begins_and_not_after(world: World, meeting: Meeting) -> None:
    """K35: no reason, no extra seat."""
    mine = register(world, meeting)
    swapped = registering.swap(
        mine, COLLEAGUE, by=mine.person, at=meeting.starts_at - dt.timedelta(seconds=1)
    )
    assert swapped.pk == mine.pk
    assert swapped.person.email == COLLEAGUE.email
    with pytest.raises(Refusal):
        registering.swap(swapped, world.people["coordinator"], by=mine.person, at=meeting.starts_at)


def test_a_seat_that_was_given_up_cant_be_swapped(world: World, meeting: Meeting) -> None:
    mine = register(world, meeting)
    registering.leave(mine, by=mine.person, at=world.now)
    with pytest.raises(Refusal):
        registering.swap(mine, COLLEAGUE, by=mine.person, at=world.now)


def test_an_address_of_another_organisations_person_is_refused(world: World, meeting: Meeting) -> None:
    with pytest.raises(Refusal) as no:
        register(world, meeting, Someone("Hvem?", "outsider@example.org"))
    assert "Fremmed" not in str(no.value)
    assert not meeting.seats.exists()


def test_only_members_take_seats(world: World, meeting: Meeting) -> None:
    """K17"""
    with pytest.raises(Refusal) as no:
        registering.register(
            meeting, world.application, world.people["applicant"], by=world.people["applicant"], at=world.now
        )
    assert no.value.requirement == "K17"


def test_after_the_deadline_only_those_who_run_it_register(world: World, meeting: Meeting) -> None:
    late = dt.datetime(2027, 9, 3, 8, tzinfo=dt.UTC)
    me = world.people["coordinator"]
    with pytest.raises(Refusal):
        registering.register(meeting, world.enrolment, me, by=me, at=late)
    assert registering.register(meeting, world.enrolment, me, by=world.people["secretary"], at=late)


def test_an_answer_is_changed_until_it_begins(world: World, meeting: Meeting) -> None:
    """K17, K35: the seat follows the answer."""
    inviting.write_invitations(meeting, at=world.now)
    invitation = Invitation.objects.get(person=world.people["coordinator"])
    me = invitation.person

    def answer(how: str, at: dt.datetime = world.now, **more: object) -> Seat | None:
        invitation.refresh_from_db()
        return inviting.answer(invitation, how, by=me, at=at, **more)  # type: ignore[arg-type]

    mine = answer("me")
    assert mine
    assert mine.state == "taken"
    other = answer("other", someone=COLLEAGUE)
    assert other
    assert other.pk == mine.pk
    assert other.person.email == COLLEAGUE.email
    assert answer("no") is None
    assert not meeting.seats.live().exists()
    late = meeting.starts_at - dt.timedelta(hours=1)
    again = answer("me", late)
    assert again
    assert again.state == "taken", "who had answered in time can change the answer"


def test_invited_once_however_often_the_worker_looks(world: World, meeting: Meeting) -> None:
    assert inviting.write_invitations(meeting, at=world.now) == 1
    assert inviting.write_invitations(meeting, at=world.now) == 0
    assert len([m for m in world.letters("coordinator@example.org") if m.key.startswith("invitation-")]) == 1


def test_more_room_is_offered_at_once(world: World) -> None:
    meeting = a_meeting(world, capacity=1)
    register(world, meeting)
    second = register(world, meeting, COLLEAGUE)
    making.change(meeting, {"capacity": 2}, by=world.people["secretary"], at=world.now)
    second.refresh_from_db()
    assert second.state == "offered"


def test_who_gives_a_seat_up_late_while_the_extra_one_only_waits_pays_for_none(world: World) -> None:
    """A2, A13: the one that waited is within the membership now, and no extra seat has ever been taken."""
    meeting = a_meeting(world, capacity=2)
    register(world, meeting)
    second = register(world, meeting, COLLEAGUE)
    third = register(world, meeting, Someone("Tredje", "tredje@example.org"), extra_confirmed=True)
    registering.leave(second, by=second.person, at=meeting.starts_at - dt.timedelta(days=2))
    third.refresh_from_db()
    assert (third.state, third.extra) == ("offered", False)
    assert not Seat.objects.left_late().exists()


def test_a_place_that_was_offered_isnt_taken_once_the_meeting_has_begun(world: World) -> None:
    """A2: also when the meeting was moved to an earlier day than the offer ran to."""
    meeting = a_meeting(world, capacity=1)
    first, second = register(world, meeting), register(world, meeting, COLLEAGUE)
    registering.leave(first, by=first.person, at=world.now)
    sooner = world.now + dt.timedelta(hours=4)
    by = world.people["secretary"]
    making.reschedule(meeting, sooner, sooner + dt.timedelta(hours=6), by=by, at=world.now)
    assert offering.accept(second, by=second.person, at=sooner).state == "lapsed"
