"""What each member owes follows from the facts (K33–K40, A1, A3, A4, A8, A11, A13)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.billing import crediting, due, setting_prices
from armkrok.billing.due import MemberFees, Status
from armkrok.billing.models import InvoiceLine, Issuer, PriceRule
from armkrok.billing.setting_prices import Price
from armkrok.directory.models import Organisation
from armkrok.meetings import making, registering
from armkrok.meetings.models import Seat
from armkrok.networks import withdrawing
from armkrok.networks.models import Enrolment, Package
from tests.billing.priced import a_fee, a_seat_price
from tests.billing.ready import extra_seat, invoiced, issuer_of, many, ready, with_address
from tests.meetings.conftest import STARTS, a_meeting
from tests.world import World

YEAR = (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
JUNE = dt.date(2027, 6, 1)


def of(
    world: World, enrolment: Enrolment | None = None, *, on: dt.date = JUNE, year: tuple = YEAR
) -> MemberFees:
    enrolment = enrolment or world.enrolment
    return next(one for one in due.fees(world.network, year, on=on) if one.enrolment == enrolment)


def amounts(fees: MemberFees) -> list[tuple[str, str]]:
    return [(str(one.line.net), one.status.value) for one in fees.positions if one.line]


def since(enrolment: Enrolment, day: dt.date) -> Enrolment:
    """A member from that day on, as it was written down in another program before."""
    enrolment.steps.all().delete()
    enrolment.starts_on = day
    enrolment.save()
    return enrolment


def held(world: World, *days: dt.date) -> None:
    for day in days:
        world.meeting_held(day)


@pytest.mark.parametrize(
    ("joined", "meetings", "net", "gross"),
    [
        (dt.date(2021, 2, 2), 0, "7000.00", "8750.00"),
        (dt.date(2021, 2, 2), 2, "7000.00", "8750.00"),  # a member of before pays the whole year
        (dt.date(2027, 4, 13), 0, "7000.00", "8750.00"),
        (dt.date(2027, 4, 13), 1, "5200.00", "6500.00"),
        (dt.date(2027, 10, 5), 2, "3300.00", "4125.00"),
    ],
)
def test_the_tier_follows_the_meetings_held_when_one_joined(
    world: World, joined: dt.date, meetings: int, net: str, gross: str
) -> None:
    """K33, K37, K38, A3, A6."""
    ready(world)
    held(world, *[dt.date(2027, 2 + n, 18) for n in range(meetings)])
    since(world.enrolment, joined)
    fees = of(world, on=max(JUNE, joined))
    assert amounts(fees) == [(net, "due")]
    assert [(code, str(sums.gross)) for code, sums in fees.sums] == [("DKK", gross)]
    assert fees.is_ready


def test_a_meeting_counts_once_it_is_marked_held(world: World) -> None:
    """A3: the mark decides, and not the day."""
    ready(world)
    held(world, dt.date(2027, 3, 18))  # marked on the 19th
    since(world.enrolment, dt.date(2027, 3, 18))
    assert amounts(of(world)) == [("7000.00", "due")]
    since(world.enrolment, dt.date(2027, 3, 20))
    assert amounts(of(world)) == [("5200.00", "due")]


def test_nothing_is_due_before_the_year_or_the_membership_begins(world: World) -> None:
    ready(world)
    assert amounts(of(world, on=dt.date(2027, 5, 31))) == [("7000.00", "later")]
    next_year = (dt.date(2028, 1, 1), dt.date(2028, 12, 31))
    assert amounts(of(world, year=next_year)) == [("7000.00", "later")]
    before = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert due.fees(world.network, before, on=JUNE) == []


def test_an_extra_seat_is_due_when_it_can_no_longer_be_given_up_for_nothing(world: World) -> None:
    """A1, A2, A13, K40: registration closes seven days before, on 2 September."""
    ready(world)
    meeting = a_meeting(world)
    extra_seat(world, meeting)
    assert amounts(of(world)) == [("7000.00", "due"), ("1500.00", "later")]
    assert amounts(of(world, on=dt.date(2027, 9, 3))) == [("7000.00", "due"), ("1500.00", "due")]
    assert str(of(world, on=dt.date(2027, 9, 3)).due_totals.gross) == "10625.00"


def test_given_up_in_time_it_costs_nothing_and_too_late_it_does(world: World) -> None:
    """A13."""
    ready(world)
    meeting = a_meeting(world)
    seat = extra_seat(world, meeting)
    registering.leave(seat, by=seat.person, at=STARTS - dt.timedelta(days=20))
    assert amounts(of(world, on=dt.date(2027, 9, 30))) == [("7000.00", "due")]
    late = registering.register(
        meeting, world.enrolment, seat.person, by=seat.person, at=world.now, extra_confirmed=True
    )
    registering.leave(late, by=world.people["secretary"], at=STARTS - dt.timedelta(days=1))
    fees = of(world, on=dt.date(2027, 9, 30))
    assert amounts(fees) == [("7000.00", "due"), ("1500.00", "due")]


def test_a_cancelled_meeting_charges_no_extra_seat(world: World) -> None:
    """A5."""
    ready(world)
    meeting = a_meeting(world)
    extra_seat(world, meeting)
    making.cancel(meeting, why="Storm", by=world.people["secretary"], at=world.now)
    assert amounts(of(world, on=dt.date(2027, 9, 30))) == [("7000.00", "due")]


def test_whoever_withdraws_during_the_year_pays_it_and_no_other(world: World) -> None:
    """K36, A4: seats stay, nothing is refunded, no invoice for the next year."""
    ready(world)
    since(world.enrolment, dt.date(2023, 1, 17))
    held(world, dt.date(2027, 3, 18))
    asked = withdrawing.ask_to_withdraw(world.enrolment, by=world.people["secretary"], at=world.now)
    withdrawing.confirm_withdrawal(asked, by=asked.contact, at=world.now)
    world.enrolment.refresh_from_db()
    assert world.enrolment.ends_on == YEAR[1]
    assert amounts(of(world)) == [("7000.00", "due")]
    after = due.fees(world.network, (dt.date(2028, 1, 1), dt.date(2028, 12, 31)), on=dt.date(2028, 2, 1))
    assert [one for one in after if one.enrolment == world.enrolment] == []


def test_whoever_left_before_the_first_meeting_owes_nothing(world: World) -> None:
    """A4: before the year's invoice and first meeting, at once."""
    ready(world)
    since(world.enrolment, dt.date(2023, 1, 17))
    world.enrolment.ends_on = dt.date(2027, 2, 10)
    world.enrolment.save()
    assert amounts(of(world)) == []
    held(world, dt.date(2027, 1, 20))
    assert amounts(of(world)) == [("7000.00", "due")]


def test_the_network_year_may_run_over_new_year(world: World) -> None:
    """A8."""
    ready(world)
    world.network.year_starts_in = 8
    world.network.save()
    since(world.enrolment, dt.date(2027, 8, 1))
    year = (dt.date(2027, 8, 1), dt.date(2028, 7, 31))
    fees = of(world, year=year, on=dt.date(2027, 9, 1))
    assert amounts(fees) == [("7000.00", "due")]
    assert fees.positions[0].key == f"fee:{world.enrolment.pk}:2027-08-01:1"


def test_a_year_that_begins_in_another_month_charges_no_month_twice(world: World) -> None:
    """A8: what was invoiced for the calendar year stands in the way until it is credited."""
    (invoice,) = invoiced(world)
    world.network.year_starts_in = 8
    world.network.save()
    for first in (2026, 2027):
        year = (dt.date(first, 8, 1), dt.date(first + 1, 7, 31))
        found = [one for one in due.fees(world.network, year, on=dt.date(2027, 9, 1)) if one.due]
        assert found
        assert not any(one.is_ready for one in found)
    assert "2027" in str(found[0].gaps[0].words)
    crediting.credit(invoice, None, "Nyt år", by=world.people["secretary"], at=world.now)
    assert of(world, year=year, on=dt.date(2027, 9, 1)).is_ready


def test_two_currencies_are_two_invoices(world: World) -> None:
    """An invoice has one currency; its sums never mix two."""
    issuer = ready(world)
    a_seat_price(world, currency="SEK")
    extra_seat(world, a_meeting(world))
    at = STARTS + dt.timedelta(days=1)
    fees = of(world, on=at.date())
    assert [(code, str(sums.gross)) for code, sums in fees.sums] == [("DKK", "8750.00"), ("SEK", "1875.00")]
    assert (fees.currency, str(fees.due_totals.gross)) == ("DKK", "8750.00")
    made = [*invoiced(world, issuer, at=at), *invoiced(world, issuer, at=at)]
    assert [(one.currency, str(one.gross)) for one in made] == [("DKK", "8750.00"), ("SEK", "1875.00")]
    assert of(world, on=at.date()).due == []


def test_a_price_that_hasnt_been_stated_blocks_and_is_never_nothing(world: World) -> None:
    """A1."""
    issuer_of(world)
    with_address(world.enrolment)
    fees = of(world)
    assert (fees.due, fees.is_blocked, fees.is_ready) == ([], True, False)
    assert [gap.what for gap in fees.gaps] == ["price"]
    assert "hasn't been stated" in str(fees.gaps[0].words)


def test_where_the_network_is_free_nothing_is_ever_owed(world: World) -> None:
    """A11: neither fee nor extra seat, and nothing is missing."""
    free = Price("fee", "none", dt.date(2027, 1, 1))
    setting_prices.set_price(world.network, free, by=world.people["secretary"], at=world.now)
    extra_seat(world, a_meeting(world))
    fees = of(world, on=dt.date(2027, 12, 31))
    assert (fees.positions, fees.gaps, fees.is_free) == ([], [], True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"e_address": "5799990002128"}, "check digit"),
        ({"e_address": "", "e_address_scheme": ""}, "e-invoice address is missing"),
        ({"buyer_reference": " "}, "reference is missing"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_never_guessed(
    world: World, values: dict[str, str], words: str
) -> None:
    """Decision 8: it may be kept at enrolment, and stops the invoice."""
    ready(world)
    for name, value in values.items():
        setattr(world.enrolment, name, value)
    world.enrolment.save()
    fees = of(world)
    assert fees.is_blocked
    assert words in " ".join(str(gap.words) for gap in fees.to_ask)


def test_what_was_invoiced_is_due_no_more_and_taken_back_anew_it_is(world: World) -> None:
    (invoice,) = invoiced(world)
    assert amounts(of(world)) == [("7000.00", "invoiced")]
    crediting.credit(
        invoice, None, "Forkert reference", by=world.people["secretary"], at=world.now, anew=True
    )
    fees = of(world)
    assert [(one.status, one.generation) for one in fees.positions] == [(Status.DUE, 1)]
    (again,) = invoiced(world, invoice.issuer)
    assert (again.serial, again.net) == (3, Decimal("7000.00"))


def older(issuer: Issuer, year: int) -> list[tuple[str, int, str]]:
    """What the issuer's page lists on 1 February of that year, of years before the last."""
    on = dt.date(year, 2, 1)
    found = [one for one in due.of_issuer(issuer, on=on) if one.year[0].year < year - 1]
    return [(one.enrolment.organisation.name, one.year[0].year, str(one.due_totals.net)) for one in found]


def test_what_is_taken_back_anew_after_years_is_due_again(world: World) -> None:
    """The form says that it comes in the next run."""
    (invoice,) = invoiced(world)
    later = dt.datetime(2030, 2, 1, 9, tzinfo=dt.UTC)
    for number in (0, 1):
        invoiced(world, invoice.issuer, at=later.replace(year=2028 + number))
    assert older(invoice.issuer, 2030) == []
    crediting.credit(invoice, None, "Fejl", by=world.people["secretary"], at=later, anew=True)
    assert older(invoice.issuer, 2030) == [("Svendborg", 2027, "7000.00")]
    assert [one.network_year_from.year for one in invoiced(world, invoice.issuer, at=later)] == [2027, 2030]
    assert older(invoice.issuer, 2030) == []


def test_what_couldnt_be_invoiced_for_years_is_due_still(world: World) -> None:
    issuer = ready(world)
    Enrolment.objects.update(e_address="", e_address_scheme="")
    assert older(issuer, 2030) == [("Svendborg", 2027, "7000.00"), ("Svendborg", 2028, "7000.00")]


def test_years_that_are_done_cost_little_and_open_ones_as_many_queries_for_many(world: World) -> None:
    issuer, on = ready(world), dt.date(2030, 2, 1)
    for year in (2027, 2028, 2029):
        invoiced(world, issuer, at=world.now.replace(year=year))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            due.of_issuer(issuer, on=on)
        return len(queries)

    done = asked()
    members = many(world, 20)
    Enrolment.objects.filter(pk__in=[one.pk for one in members[1:]]).update(state="applied")
    one_open = asked()
    Enrolment.objects.filter(pk__in=[one.pk for one in members[1:]]).update(state="active")
    assert done < one_open == asked()


def test_a_seat_that_was_forgotten_for_years_is_due_still(world: World) -> None:
    issuer = ready(world)
    extra_seat(world, a_meeting(world))
    for year in (2027, 2028, 2029):  # in June 2027 the seat isn't due yet
        invoiced(world, issuer, at=world.now.replace(year=year))
        Seat.objects.filter(extra=True).update(state="left", left_late=False)
    assert older(issuer, 2030) == []
    Seat.objects.filter(extra=True).update(state="taken")
    assert older(issuer, 2030) == [("Svendborg", 2027, "1500.00")]


def test_old_years_that_cost_nothing_are_not_reckoned_anew(world: World) -> None:
    """A11: many members of a free network take no more queries than none; a seat that has a price is due still."""
    a_fee(world, kind="none", terms={}, currency="")
    issuer = issuer_of(world)
    with_address(world.enrolment)
    on = dt.date(2030, 2, 1)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            due.of_issuer(issuer, on=on)
        return len(queries)

    none = asked()
    many(world, 3)
    assert asked() == none
    a_seat_price(world)
    extra_seat(world, a_meeting(world))
    assert older(issuer, 2030) == [("Svendborg", 2027, "1500.00")]


def test_a_price_from_an_early_day_brings_up_no_years_before_it_was_stated(world: World) -> None:
    """The year before that in which it was stated is seen, as any last year is; none from before."""
    since(world.enrolment, dt.date(2021, 2, 2))
    with_address(world.enrolment)
    a_fee(world, from_on=dt.date(2021, 1, 1))
    assert [year for _name, year, _net in older(issuer_of(world), 2029)] == [2026, 2027]


def test_a_year_that_begins_in_another_month_is_no_trouble_of_old_years(world: World) -> None:
    """A8."""
    issuer = ready(world)
    for year in (2027, 2028, 2029):
        invoiced(world, issuer, at=world.now.replace(year=year))
    world.network.year_starts_in = 8
    world.network.save()
    found = due.of_issuer(issuer, on=dt.date(2030, 2, 1))
    assert {one.year[0] for one in found} == {dt.date(2028, 8, 1), dt.date(2029, 8, 1)}


def test_a_forgotten_seat_stands_in_the_way_where_the_year_begins_in_another_month(world: World) -> None:
    """A8: seats that were invoiced for the year of before aren't due again."""
    issuer = ready(world)
    extra_seat(world, a_meeting(world), number=4)
    forgotten, charged = Seat.objects.filter(extra=True).order_by("pk")
    Seat.objects.filter(pk=forgotten.pk).update(state="left", left_late=False)
    for year in (2027, 2028, 2029):
        invoiced(world, issuer, at=world.now.replace(year=year, month=10))
    assert InvoiceLine.objects.filter(charge=f"seat:{charged.pk}").exists()
    world.network.year_starts_in = 8
    world.network.save()

    def of_old_years() -> list[MemberFees]:
        found = due.of_issuer(issuer, on=dt.date(2030, 2, 1))
        return [one for one in found if one.year[0] < dt.date(2028, 8, 1)]

    assert of_old_years() == []
    Seat.objects.filter(pk=forgotten.pk).update(state="taken")
    (left,) = of_old_years()
    assert left.year[0] == dt.date(2027, 8, 1)
    assert [one.key for one in left.due if one.key.startswith("seat:")] == [f"seat:{forgotten.pk}"]
    assert left.is_blocked
    assert "another month" in str(left.gaps[0].words)


def test_a_part_that_a_person_gave_back_stays_given_back(world: World) -> None:
    """A5: it isn't asked for again, and nothing differs."""
    (invoice,) = invoiced(world)
    line = invoice.lines.get()
    crediting.credit(
        invoice, {line.pk: Decimal("2333.33")}, "Aflyst", by=world.people["secretary"], at=world.now
    )
    assert [(one.status, one.invoiced) for one in of(world).positions] == [
        (Status.INVOICED, Decimal("4666.67"))
    ]


def test_an_extra_seat_that_was_invoiced_and_isnt_any_more_differs(world: World) -> None:
    ready(world)
    meeting = a_meeting(world)
    extra_seat(world, meeting)
    september = dt.datetime(2027, 9, 3, 8, tzinfo=dt.UTC)
    invoiced(world, issuer_of(world), at=september)
    making.cancel(meeting, why="Storm", by=world.people["secretary"], at=september)
    fees = of(world, on=september.date())
    assert [(one.status, one.line is None) for one in fees.positions] == [
        (Status.INVOICED, False),
        (Status.DIFFERS, True),
    ]


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("per_inhabitant", {"price": "0.10", "floor": "", "cap": ""}),
        (
            "population_band",
            {"bands": [{"to": 59_050, "price": "5900.00"}, {"to": None, "price": "5910.00"}]},
        ),
    ],
)
def test_what_was_invoiced_by_the_inhabitants_of_its_day_stands(world: World, kind: str, terms: dict) -> None:
    issuer, member = ready(world), world.enrolment.organisation
    a_fee(world, kind=kind, terms=terms)
    Organisation.objects.filter(pk=member.pk).update(inhabitants=59_000)
    (invoice,) = invoiced(world, issuer)
    Organisation.objects.filter(pk=member.pk).update(inhabitants=59_100)
    fees = of(world)
    assert amounts(fees) == [("5900.00", "invoiced")]
    assert fees.lines[0].why == invoice.lines.get().explanation
    PriceRule.objects.filter(kind=kind).update(currency="SEK")
    assert [(one.status, one.line.currency) for one in of(world).positions if one.line] == [
        (Status.DIFFERS, "SEK")
    ]
    PriceRule.objects.filter(kind=kind).update(currency="DKK")
    crediting.credit(invoice, None, "Fejl", by=world.people["secretary"], at=world.now, anew=True)
    assert amounts(of(world)) == [("5910.00", "due")]


def test_what_was_credited_for_good_is_shown_by_the_inhabitants_of_today(world: World) -> None:
    issuer, member = ready(world), world.enrolment.organisation
    a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
    Organisation.objects.filter(pk=member.pk).update(inhabitants=59_000)
    (invoice,) = invoiced(world, issuer)
    Organisation.objects.filter(pk=member.pk).update(inhabitants=59_100)
    note = crediting.credit(invoice, None, "Fejl", by=world.people["secretary"], at=world.now)
    assert amounts(of(world)) == [("5910.00", "invoiced")]
    assert [str(line.net) for line in crediting.becomes_due(note, on=JUNE)] == ["5910.00"]


def test_what_was_invoiced_stands_where_the_inhabitants_arent_known_any_more(world: World) -> None:
    issuer, member = ready(world), world.enrolment.organisation
    a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
    Organisation.objects.filter(pk=member.pk).update(inhabitants=59_000)
    (invoice,) = invoiced(world, issuer)
    Organisation.objects.filter(pk=member.pk).update(inhabitants=None)
    fees = of(world)
    assert (amounts(fees), fees.gaps, fees.is_blocked) == ([("5900.00", "invoiced")], [], False)
    Package.objects.create(enrolment=world.enrolment, from_on=JUNE, taken_at=world.now)
    assert [gap.field for gap in of(world).gaps] == ["inhabitants"]
    Package.objects.all().delete()
    crediting.credit(invoice, None, "Fejl", by=world.people["secretary"], at=world.now, anew=True)
    fees = of(world)
    assert (fees.due, [gap.field for gap in fees.gaps], fees.is_blocked) == ([], ["inhabitants"], True)


def test_a_hundred_members_take_as_many_queries_as_one(world: World, client: Client) -> None:
    issuer = ready(world)
    world.sign_in(client, "secretary")
    pages = [
        f"/networks/{world.network.slug}/fees/2027/",
        f"/organisations/{issuer.organisation_id}/invoices/due/",
        f"/networks/{world.network.slug}/fees/2027.csv",
    ]

    def asked() -> list[int]:
        counted = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            counted.append(len(queries))
        return counted

    asked()
    few = asked()
    many(world, 100)
    assert asked() == few
    assert max(few) <= 20


def test_the_fees_stand_with_their_why_on_the_page_and_in_the_file(world: World, client: Client) -> None:
    ready(world)
    since(world.enrolment, dt.date(2027, 4, 13))
    held(world, dt.date(2027, 3, 18))
    page = world.sign_in(client, "secretary").get(f"/networks/{world.network.slug}/fees/2027/")
    said = (
        "One meeting had been held when Svendborg enrolled on 13 April: 5,200\u00a0kr. for the two remaining"
    )
    assert said in page.text
    rows = (
        client.get(f"/networks/{world.network.slug}/fees/2027.csv").content.decode("utf-8-sig").splitlines()
    )
    assert "Svendborg;0479;" in rows[1]
    assert ";5200.00;25.00;1300.00;6500.00;DKK;Due;" in rows[1]
    assert client.get(f"/networks/{world.network.slug}/fees/").url.endswith("/fees/2027/")  # type: ignore[attr-defined]
    assert client.get(f"/networks/{world.network.slug}/fees/0/").status_code == 404


def test_a_blocked_network_says_so_on_its_page(world: World, client: Client) -> None:
    """A1."""
    page = world.sign_in(client, "secretary").get(f"/networks/{world.network.slug}/fees/2027/").text
    assert "hasn&#x27;t been stated" in page
    assert "Blocked" in page
    a_fee(world)
    a_seat_price(world)
    assert "hasn&#x27;t been stated" not in client.get(f"/networks/{world.network.slug}/fees/2027/").text


def test_where_inhabitants_are_missing_they_are_filled_in_where_they_stand(
    world: World, client: Client
) -> None:
    ready(world)
    a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
    member = world.enrolment.organisation
    member.inhabitants = None
    member.save()
    world.sign_in(client, "secretary")
    text = client.get(f"/networks/{world.network.slug}/fees/2027/").text
    assert f"/organisations/{member.pk}/edit/" in text
    assert f'href="/networks/{world.network.slug}/prices/">To the prices' not in text
