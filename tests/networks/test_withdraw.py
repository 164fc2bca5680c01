"""A member leaves: asked, confirmed by its contact, with a receipt, at the year's end (K36, A4)."""

import datetime as dt

import pytest
from django.test import Client

from armkrok.networks import signals, tasks, withdrawing
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.rules import Refusal
from tests.world import World


@pytest.fixture
def begun(world: World) -> World:
    """The year's first meeting has been held, so the year binds (A4)."""
    world.meeting_held()
    return world


@pytest.fixture
def asked(begun: World) -> World:
    world = begun
    withdrawing.ask_to_withdraw(world.enrolment, by=world.people["coordinator"], at=world.now, why="Sparer")
    return world


def test_it_is_said_before_it_is_asked_for(begun: World, client: Client) -> None:
    world = begun
    page = world.sign_in(client, "coordinator").get(f"{world.enrolment.get_absolute_url()}withdrawal/")
    assert "31 December 2027" in page.text


def test_asking_changes_nothing_yet(asked: World) -> None:
    asked.enrolment.refresh_from_db()
    assert asked.enrolment.ends_on is None
    assert asked.enrolment.state == "active"


def test_confirmed_it_waits_for_the_years_end(asked: World, client: Client) -> None:
    """A4: seats stay, a receipt goes out, and confirming twice is confirming once."""
    link = asked.link("networks.withdrawal", asked.people["coordinator"])
    assert "31 December 2027" in client.get(link).text
    client.post(link, {"confirm": "yes"})
    client.post(link, {"confirm": "yes"})
    asked.enrolment.refresh_from_db()
    assert asked.enrolment.ends_on == dt.date(2027, 12, 31)
    assert asked.enrolment.state == "active"
    receipts = [m for m in asked.letters("coordinator@example.org") if ":receipt:" in m.key]
    assert len(receipts) == 1
    assert asked.enrolment.withdrawals.get().receipt in receipts[0].text
    assert asked.letters("kultur@kl.example.org"), "the secretariat has it too"


def test_the_membership_ends_by_itself_when_the_year_is_over(asked: World) -> None:
    """K36: run twice, it ends once; appointments end with it."""
    withdrawing.confirm_withdrawal(
        asked.enrolment.withdrawals.get(), by=asked.people["coordinator"], at=asked.now
    )
    last_day = dt.datetime(2027, 12, 31, 22, tzinfo=dt.UTC)
    enrolment = Enrolment.objects.get(pk=asked.enrolment.pk)
    withdrawing.end_membership(enrolment, at=last_day)
    enrolment.refresh_from_db()
    assert enrolment.state == "active"
    for _ in range(2):
        withdrawing.end_membership(enrolment, at=last_day + dt.timedelta(hours=4))
    enrolment.refresh_from_db()
    assert enrolment.state == "ended"
    assert enrolment.steps.filter(state="ended").count() == 1
    assert Appointment.objects.get(person=asked.people["coordinator"]).to_on == dt.date(2027, 12, 31)
    assert tasks.end_memberships() == 0


def test_the_contact_keeps_the_membership(asked: World, client: Client) -> None:
    link = asked.link("networks.withdrawal", asked.people["coordinator"])
    client.post(link, {"keep": "yes"})
    assert asked.enrolment.withdrawals.get().dropped_at
    client.post(link, {"confirm": "yes"})
    asked.enrolment.refresh_from_db()
    assert asked.enrolment.ends_on is None


def test_regretted_before_the_last_day(asked: World, client: Client) -> None:
    link = asked.link("networks.withdrawal", asked.people["coordinator"])
    client.post(link, {"confirm": "yes"})
    client.post(link, {"keep": "yes"})
    asked.enrolment.refresh_from_db()
    assert asked.enrolment.ends_on is None
    again = withdrawing.ask_to_withdraw(asked.enrolment, by=asked.people["coordinator"], at=asked.now)
    assert again.confirmed_at is None


def test_asked_twice_is_asked_once(asked: World) -> None:
    withdrawing.ask_to_withdraw(asked.enrolment, by=asked.people["secretary"], at=asked.now)
    assert asked.enrolment.withdrawals.count() == 1


def test_only_a_member_withdraws(world: World) -> None:
    with pytest.raises(Refusal):
        withdrawing.ask_to_withdraw(world.application, by=world.people["applicant"], at=world.now)


def test_at_once_before_the_years_first_meeting(world: World) -> None:
    """A4: nothing of the year binds before the first meeting was held; then it binds until the year is over."""
    assert withdrawing.last_day(world.enrolment, dt.date(2027, 6, 1)) == dt.date(2027, 6, 1)
    world.meeting_held()
    assert withdrawing.last_day(world.enrolment, dt.date(2027, 6, 1)) == dt.date(2027, 12, 31)


def test_at_once_until_an_invoice_has_been_sent(world: World) -> None:
    """A4: the floors above answer; one that says yes is enough."""

    def invoiced(sender: type, **facts: object) -> bool:
        return True

    signals.year_commitments.connect(invoiced)
    try:
        assert withdrawing.last_day(world.enrolment, dt.date(2027, 6, 1)) == dt.date(2027, 12, 31)
    finally:
        signals.year_commitments.disconnect(invoiced)


def test_silence_never_ends_a_membership(world: World) -> None:
    """K36: years later it is still a member."""
    assert tasks.end_memberships() == 0
    assert not Enrolment.objects.to_end(dt.date(2037, 1, 1)).exists()
