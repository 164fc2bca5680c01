"""A meeting is cancelled that members have paid for: a share is suggested, and a person decides (A5)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.billing import crediting, desk, issuing, tasks
from armkrok.billing.models import CreditDecision, Invoice, Issuer, PriceRule, RunItem
from armkrok.billing.rules import Refusal
from armkrok.journal.models import Entry
from armkrok.meetings import making
from armkrok.meetings.models import Meeting, Seat
from armkrok.networks import packaging
from armkrok.networks.models import Enrolment, Network, State
from tests.billing.credits import D, a_cancelled_meeting, a_fee, a_price, issued
from tests.billing.money_in import an_invoice, an_issuer
from tests.billing.ready import invoiced
from tests.meetings.conftest import a_meeting
from tests.world import World

ON = dt.date(2027, 6, 1)


@pytest.fixture
def issuer(world: World) -> Issuer:
    a_price(world)
    return an_issuer(world)


def decide(
    world: World, meeting: Meeting, credited: bool = True, why: str = "Mødet blev aflyst."
) -> CreditDecision:
    return crediting.decide(meeting, credited, why, by=world.people["secretary"], at=world.now)


def nets(issuer: Issuer) -> list[tuple[int, list[Any]]]:
    return [
        (one.meeting.pk, [share.net for share in one.shares]) for one in crediting.suggestions(issuer, on=ON)
    ]


def test_one_share_of_the_fee_for_each_that_was_invoiced(world: World, issuer: Issuer) -> None:
    """A5"""
    world.meeting_held()
    meeting = a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment, "5200.00")
    other = world.member(world.network, world.organisations["Køge"], "koege", "Koordinator, Køge")
    a_fee(world, issuer, other, "7000.00")
    assert nets(issuer) == [(meeting.pk, [D("2333.33"), D("2600.00")])]


def test_a_new_date_to_come_keeps_the_fee(world: World, issuer: Issuer) -> None:
    """A5"""
    meeting = a_meeting(world)
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Syg.", new_date_to_come=True)
    a_fee(world, issuer, world.enrolment)
    assert nets(issuer) == []


def test_a_meeting_that_has_another_in_its_place_gives_nothing(world: World, issuer: Issuer) -> None:
    world.meeting_held()
    a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment)
    for month in (10, 11):
        a_meeting(world, "planned", starts_at=dt.datetime(2027, month, 9, 7, 30, tzinfo=dt.UTC))
    assert nets(issuer) == []


def test_nobody_who_was_invoiced_for_fewer_meetings_gets_a_share(world: World, issuer: Issuer) -> None:
    PriceRule.objects.update(terms={"prices": ["4800.00", "2600.00"]})
    world.meeting_held()
    a_cancelled_meeting(world)
    a_meeting(world, "planned", starts_at=dt.datetime(2027, 11, 11, 7, 30, tzinfo=dt.UTC))
    a_fee(world, issuer, world.enrolment, "4800.00")
    assert nets(issuer) == []


def test_other_kinds_of_price_know_no_share(world: World, issuer: Issuer) -> None:
    PriceRule.objects.update(kind="per_inhabitant", terms={"price": "0.25"})
    a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment)
    assert nets(issuer) == []


def test_trips_and_drafts_are_not_paid_for(world: World, issuer: Issuer) -> None:
    """K23"""
    a_fee(world, issuer, world.enrolment)
    meeting = a_cancelled_meeting(world)
    Meeting.objects.filter(pk=meeting.pk).update(kind="study_trip")
    a_cancelled_meeting(world, dt.date(2027, 10, 9), state="draft")
    assert nets(issuer) == []


def test_what_was_credited_wholly_has_no_share(world: World, issuer: Issuer) -> None:
    a_cancelled_meeting(world)
    invoice = a_fee(world, issuer, world.enrolment)
    note = an_invoice(world, issuer, credits=invoice)
    assert note.gross == invoice.gross
    assert nets(issuer) == []


def test_two_cancelled_meetings_are_decided_one_by_one(world: World, issuer: Issuer) -> None:
    first, second = a_cancelled_meeting(world), a_cancelled_meeting(world, dt.date(2027, 11, 11))
    a_fee(world, issuer, world.enrolment)
    assert nets(issuer) == [(first.pk, [D("2333.33")]), (second.pk, [D("2333.34")])]
    decide(world, first)
    assert nets(issuer) == [(second.pk, [D("2333.34")])]


def test_credit_all_is_a_run_that_the_worker_makes(world: World, issuer: Issuer) -> None:
    meeting = a_cancelled_meeting(world)
    invoice = a_fee(world, issuer, world.enrolment)
    decision = decide(world, meeting)
    assert decision.run
    assert decision.run.kind == "381"
    assert decision.run.why == "Mødet blev aflyst."
    (item,) = decision.run.items.all()
    assert item.charges == {str(invoice.lines.get().pk): "2333.33"}
    assert Entry.objects.filter(what="credit.decided").count() == 1
    assert decide(world, meeting) == decision  # sent twice
    assert RunItem.objects.count() == 1
    assert Entry.objects.filter(what="credit.decided").count() == 1


def test_no_is_a_decision_with_a_reason(world: World, issuer: Issuer) -> None:
    meeting = a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment)
    with pytest.raises(Refusal) as no:
        decide(world, meeting, credited=False, why=" ")
    assert no.value.field == "why"
    decision = decide(world, meeting, credited=False, why="Der kommer et ekstra møde.")
    assert decision.run is None
    assert nets(issuer) == []
    with pytest.raises(Refusal, match="other way"):
        decide(world, meeting)


def test_one_who_is_invoiced_afterwards_comes_into_the_same_run(world: World, issuer: Issuer) -> None:
    meeting = a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment)
    decision = decide(world, meeting)
    other = world.member(world.network, world.organisations["Køge"], "koege", "Koordinator, Køge")
    a_fee(world, issuer, other)
    (late,) = crediting.suggestions(issuer, on=ON)
    assert late.late
    assert [share.enrolment for share in late.shares] == [other]
    assert decide(world, meeting) == decision
    assert decision.run
    assert decision.run.items.count() == 2
    assert nets(issuer) == []


def credit_run(world: World, meeting: Meeting) -> list[Decimal]:
    """Decided and worked; the net amounts of all credit notes then."""
    decision = decide(world, meeting)
    assert decision.run
    tasks.finish_runs()
    return list(Invoice.objects.credit_notes().order_by("pk").values_list("net", flat=True))


def test_a_fee_that_is_invoiced_anew_gives_its_share_again(world: World) -> None:
    """The first invoice's share was taken back with all the rest of it."""
    invoice = issued(world)
    meeting = a_cancelled_meeting(world)
    assert credit_run(world, meeting) == [D("2333.33")]
    by = world.people["secretary"]
    crediting.credit(invoice, None, "Forkert reference", by=by, at=world.now, anew=True)
    (again,) = invoiced(world, invoice.issuer)
    assert again.net == 7000
    assert nets(invoice.issuer) == [(meeting.pk, [D("2333.33")])]
    assert credit_run(world, meeting) == [D("2333.33"), D("4666.67"), D("2333.33")]
    assert nets(invoice.issuer) == []


def test_a_fee_of_an_old_year_that_is_invoiced_anew_gives_its_share_again(world: World) -> None:
    invoice = issued(world)
    meeting = a_cancelled_meeting(world)
    credit_run(world, meeting)
    by, at = world.people["secretary"], world.now.replace(year=2030, month=2)
    crediting.credit(invoice, None, "Forkert reference", by=by, at=at, anew=True)
    invoiced(world, invoice.issuer, at=at)
    (late,) = crediting.suggestions(invoice.issuer, on=at.date())
    assert (late.meeting, [share.net for share in late.shares]) == (meeting, [D("2333.33")])


def test_a_year_is_never_looked_at_in_half(world: World) -> None:
    """Two meetings were cancelled, one is given back, and one has another in its place: now and for ever."""
    issuer = issued(world).issuer
    first = a_cancelled_meeting(world)
    credit_run(world, first)
    a_cancelled_meeting(world, dt.date(2027, 11, 11))
    for month in (10, 12):
        a_meeting(world, "planned", starts_at=dt.datetime(2027, month, 9, 7, 30, tzinfo=dt.UTC))
    for on in (dt.date(2027, 12, 20), dt.date(2029, 10, 1), dt.date(2031, 1, 1)):
        assert crediting.suggestions(issuer, on=on) == []


def test_a_further_package_that_is_invoiced_afterwards_gives_its_share_too(world: World) -> None:
    invoice = issued(world)
    meeting = a_cancelled_meeting(world)
    credit_run(world, meeting)
    Network.objects.update(packages_at_most=3)
    enrolment = Enrolment.objects.select_related("network").get(pk=world.enrolment.pk)
    packaging.take_package(enrolment, by=world.people["secretary"], at=world.now, having=0)
    invoiced(world, invoice.issuer)
    assert nets(invoice.issuer) == [(meeting.pk, [D("2333.33")])]
    assert credit_run(world, meeting) == [D("2333.33"), D("2333.33")]
    assert nets(invoice.issuer) == []


def test_whoever_is_late_can_be_put_aside_for_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose credit note failed, and one that was invoiced afterwards; a third comes later."""
    invoice = issued(world)
    meeting = a_cancelled_meeting(world)
    with monkeypatch.context() as broken:
        broken.setattr(issuing.paper, "pdf", lambda *args: 1 / 0)
        credit_run(world, meeting)
    other = world.member(world.network, world.organisations["Køge"], "koege", "Koordinator, Køge")
    a_fee(world, invoice.issuer, other)
    with pytest.raises(Refusal) as no:
        decide(world, meeting, credited=False, why=" ")
    assert no.value.field == "why"
    for _twice in range(2):
        decision = decide(world, meeting, credited=False, why="De fik et ekstra møde.")
        assert decision.credited
    assert [item.is_put_aside for item in RunItem.objects.filter(run=decision.run)] == [True, True]
    said = Entry.objects.filter(what="credit.decided").order_by("pk")
    assert [(one.why, one.details["credited"]) for one in said] == [
        ("Mødet blev aflyst.", True),
        ("De fik et ekstra møde.", False),
    ]
    assert nets(invoice.issuer) == []
    assert desk.of_organisation(world.kl.pk, on=ON) == []
    third = world.member(world.network, world.municipality("Odense", "0461"), "odense", "Koordinator, Odense")
    a_fee(world, invoice.issuer, third)
    (late,) = crediting.suggestions(invoice.issuer, on=ON)
    assert [share.enrolment for share in late.shares] == [third]
    decide(world, meeting)
    waiting = RunItem.objects.filter(run=decision.run, done_at=None)
    assert [item.enrolment for item in waiting] == [third]
    assert nets(invoice.issuer) == []


def test_what_was_given_cant_be_put_aside(world: World) -> None:
    issued(world)
    meeting = a_cancelled_meeting(world)
    credit_run(world, meeting)
    with pytest.raises(Refusal, match="other way"):
        decide(world, meeting, credited=False, why="Nej.")


def test_a_credit_note_that_failed_is_suggested_again_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = issued(world)
    meeting = a_cancelled_meeting(world)
    with monkeypatch.context() as broken:
        broken.setattr(issuing.paper, "pdf", lambda *args: 1 / 0)
        assert credit_run(world, meeting) == []
    (item,) = RunItem.objects.filter(run__kind="381")
    assert "suggested again" in item.why_not
    (found,) = crediting.suggestions(invoice.issuer, on=ON)
    assert [(share.net, share.failed) for share in found.shares] == [(D("2333.33"), True)]
    in_autumn = desk.of_organisation(world.kl.pk, on=dt.date(2027, 10, 1))
    assert desk.What.CREDIT in [task.what for task in in_autumn]
    assert credit_run(world, meeting) == [D("2333.33")]
    assert [item.why_not for item in RunItem.objects.filter(run__kind="381")] == [""]
    assert nets(invoice.issuer) == []


def test_a_meeting_that_nobody_paid_for_is_nothing_to_decide(world: World, issuer: Issuer) -> None:
    with pytest.raises(Refusal):
        decide(world, a_cancelled_meeting(world))


def test_as_many_queries_for_many_members(world: World, issuer: Issuer) -> None:
    a_cancelled_meeting(world)
    a_fee(world, issuer, world.enrolment)
    with CaptureQueriesContext(
        connection,
    ) as one:
        crediting.suggestions(issuer, on=ON)
    for number in range(30):
        place = world.municipality(f"Kommune {number}", f"9{number:03}")
        member = Enrolment.objects.create(
            network=world.network,
            organisation=place,
            state=State.ACTIVE,
            applicant=world.people["coordinator"],
            applied_at=world.now,
            starts_on=ON,
        )
        a_fee(world, issuer, member)
    with CaptureQueriesContext(connection) as many:
        (found,) = crediting.suggestions(issuer, on=ON)
    assert found.members == 31
    assert len(many) == len(one) <= 10


# --- extra seats (A13) ----------------------------------------------------------------------------------------


def a_seat(world: World, issuer: Issuer, meeting: Meeting, **more: Any) -> Seat:
    seat = Seat.objects.create(
        meeting=meeting,
        enrolment=world.enrolment,
        organisation=world.enrolment.organisation,
        person=world.people["coordinator"],
        extra=True,
        made_at=world.now,
        **({"state": "taken"} | more),
    )
    invoice = an_invoice(world, issuer, "0.00", seat="1500.00")
    invoice.lines.update(charge=f"seat:{seat.pk}", meeting=meeting)
    return seat


def test_a_seat_that_was_invoiced_and_given_up_in_time_is_to_be_credited(
    world: World, issuer: Issuer
) -> None:
    """A13"""
    seat = a_seat(world, issuer, a_meeting(world))
    assert not crediting.unused_seats(issuer)
    Seat.objects.filter(pk=seat.pk).update(state="left", left_at=world.now)
    (line,) = crediting.unused_seats(issuer)
    assert line.since == world.now
    an_invoice(world, issuer, "0.00", seat="1500.00", credits=line.invoice)
    assert not crediting.unused_seats(issuer)


def test_a_seat_that_was_given_up_late_is_charged(world: World, issuer: Issuer) -> None:
    """A13"""
    a_seat(world, issuer, a_meeting(world), state="left", left_at=world.now, left_late=True)
    assert not crediting.unused_seats(issuer)


def test_a_seat_at_a_cancelled_meeting_is_to_be_credited(world: World, issuer: Issuer) -> None:
    """A5"""
    a_seat(world, issuer, a_cancelled_meeting(world), left_late=True, state="left")
    (line,) = crediting.unused_seats(issuer)
    assert line.net == 1500
    assert line.since
