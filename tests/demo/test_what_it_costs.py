"""What the demo's networks cost, to the øre: the table of the demo's description, worked out and on the screen."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.core.management import call_command

from armkrok.billing import asking, bookkeeping, due, money, paying, running, ubl
from armkrok.billing.due import Status
from armkrok.billing.models import Channel, DeliveryState, Format, Invoice, Issuer
from armkrok.demo.cast import CAST
from armkrok.demo.world import Joining
from armkrok.directory.models import Organisation, Person
from armkrok.mail.models import Message
from armkrok.meetings import making, registering
from armkrok.meetings.models import Meeting, Seat
from armkrok.networks.contacting import Invoicing
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.rules import YearIsOver

from .conftest import TODAY

FACILITIES, CULTURE, ART = "fritidsfaciliteter", "kulturchefer", "kunst-i-det-offentlige-rum"
SKANE = "barn-och-unga"
# Net and gross in Danish kroner (K33, K36, K37, K38, K40, A1, A3, A6).
COSTS = {
    2026: {
        "Aarhus": ("7000.00", "8750.00"),
        "Hjørring": ("3300.00", "4125.00"),  # enrolled on 5 October, when two had been held
        "Køge": ("7000.00", "8750.00"),
        "Randers": ("7000.00", "8750.00"),
        "Vejle": ("7000.00", "8750.00"),
    },
    2027: {
        "Aarhus": ("7000.00", "8750.00"),
        "Esbjerg": ("7000.00", "8750.00"),  # another pair each time, and nothing more (K35)
        "Hjørring": ("7000.00", "8750.00"),  # by itself (K36)
        "Køge": ("7000.00", "8750.00"),
        "Randers": ("7000.00", "8750.00"),
        "Svendborg": ("5200.00", "6500.00"),  # enrolled on 13 April, when one had been held
        "Vejle": ("8500.00", "10625.00"),  # a third person in March
    },
}


def network(slug):
    return Network.objects.get(slug=slug)


def fees(slug, year, on=TODAY):
    it = network(slug)
    found = due.fees(it, it.year(dt.date(year, 6, 1)), on=on)
    return {member.enrolment.organisation.name: member for member in found}


# --- worked out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", COSTS)
def test_each_municipality_owes_what_the_table_says(demo, year):
    """K33, K36, K37, K38, K40, A1, A3, A6"""
    found = fees(FACILITIES, year)
    assert {line.currency for member in found.values() for line in member.lines} == {"DKK"}
    of = {place: money.totals(member.lines) for place, member in found.items()}
    sums = {place: (str(total.net), str(total.gross)) for place, total in of.items()}
    assert sums == COSTS[year]


def test_vejles_third_person_is_a_line_of_its_own(demo):
    """K40, A1: and names nobody."""
    fee, seat = fees(FACILITIES, 2027)["Vejle"].lines
    assert (fee.net, seat.net, seat.gross) == (7000, 1500, 1875)
    sat = Seat.objects.get(extra=True, meeting__network__slug=FACILITIES)
    assert seat.key == f"seat:{sat.pk}"
    assert sat.person.name not in seat.why + seat.name


def test_each_line_says_why(demo):
    """K37, K38, A3"""
    svendborg = fees(FACILITIES, 2027)["Svendborg"].lines[0].why
    assert svendborg == (
        "One meeting had been held when Svendborg enrolled on 13 April: 5,200\N{NO-BREAK SPACE}kr. "
        "for the two remaining"
    )
    assert (
        "Two meetings had been held when Hjørring enrolled" in fees(FACILITIES, 2026)["Hjørring"].lines[0].why
    )
    assert "was a member when the year began" in fees(FACILITIES, 2027)["Hjørring"].lines[0].why  # K36


def test_randers_is_asked_for_a_right_number_and_isnt_ready(demo):
    randers = fees(FACILITIES, 2027)["Randers"]
    assert not randers.is_ready
    assert [(gap.ask, gap.field) for gap in randers.gaps] == [("member", "e_address")]
    assert not randers.invoices


def test_koge_keeps_its_seats_and_nothing_follows(demo):
    """K36, A4: seats until 31 December, and no invoice for 2028."""
    koge = Enrolment.objects.get(network__slug=FACILITIES, organisation__name="Køge")
    assert koge.ends_on == dt.date(2027, 12, 31)
    november = Meeting.objects.get(network__slug=FACILITIES, starts_at__date=dt.date(2027, 11, 11))
    assert registering.entitled(november, koge) == 2
    assert "Køge" in fees(FACILITIES, 2027)
    assert set(fees(FACILITIES, 2028, on=dt.date(2028, 2, 1))) == set(COSTS[2027]) - {"Køge"}


@pytest.mark.parametrize("slug", [CULTURE, ART])
def test_where_no_price_is_stated_nothing_is_due_and_a_sentence_says_so(demo, slug):
    """A1: København and the others; and K24, art in public space."""
    members = fees(slug, 2027)
    assert len(members) == {CULTURE: 12, ART: 9}[slug]
    for member in members.values():
        assert not member.positions
        assert not member.is_ready
        assert not member.is_free
        assert [str(gap.words) for gap in member.gaps] == [
            "The price hasn't been stated yet. Nothing is invoiced before it has been."
        ]


def test_region_skane_owes_nothing_ever(demo):
    """A11"""
    for year in range(2019, 2031):
        for member in fees(SKANE, year, on=dt.date(year, 12, 31)).values():
            assert member.is_free
            assert not member.positions
            assert not member.gaps
            assert not member.is_blocked


def test_after_the_last_meeting_the_next_year_is_offered(demo):
    """K38: whoever enrols after 11 November."""
    it = network(FACILITIES)
    secretary = Person.objects.get(email=CAST["kl-secretariat"].email)
    for meeting in Meeting.objects.filter(network=it, starts_at__year=2027).exclude(state="held"):
        day_after = meeting.ends_at + dt.timedelta(days=1)
        if meeting.state == "planned":
            meeting = making.publish(meeting, by=secretary, at=meeting.starts_at - dt.timedelta(days=60))
        making.hold(meeting, by=secretary, at=day_after)
    nyborg = Joining("Nyborg", "", "Idrætschef", "Kulturchef")
    at = dt.datetime(2027, 11, 15, 9, tzinfo=dt.UTC)
    with pytest.raises(YearIsOver) as refused:
        demo.apply(it, nyborg, at)
    assert refused.value.requirement == "K38"
    assert "1 January 2028" in str(refused.value)
    later = Joining("Nyborg", "", "Idrætschef", "Kulturchef", more={"begins_next_year": True})
    enrolment = demo.apply(it, later, at)
    assert enrolment.begins_on == dt.date(2028, 1, 1)


def test_what_the_state_agencys_expert_costs_is_nothing(demo):
    """K30: a guest has no seat, and no fee."""
    agency = Organisation.objects.get(name="Styrelsen for Byggeri og Fritid")
    assert not agency.enrolments.exists()
    assert not Seat.objects.filter(organisation=agency).exists()


# --- invoiced, sent and paid ----------------------------------------------------------------------------

INVOICED = [  # number, for whom, net, gross; credit notes below nothing
    ("2026-0001", "Aarhus", 7000, 8750),
    ("2026-0002", "Køge", 7000, 8750),
    ("2026-0003", "Vejle", 7000, 8750),
    ("2026-0004", "Hjørring", 3300, 4125),
    ("2027-0001", "Aarhus", 7000, 8750),
    ("2027-0002", "Hjørring", 7000, 8750),
    ("2027-0003", "Køge", 7000, 8750),
    ("2027-0004", "Vejle", 7000, 8750),
    ("2027-0005", "Esbjerg", 7000, 8750),
    ("2027-0006", "Vejle", 1500, 1875),
    ("2027-0007", "Svendborg", 5200, 6500),
    ("2027-0008", "Svendborg", -5200, -6500),
]


def issued():
    return Invoice.objects.order_by("pk").select_related("organisation", "issuer", "paper")


def test_what_was_invoiced_is_what_was_due(demo):
    """K33, K36, K37, K38, K40: no gap in the numbers, and none for Randers or for a network without a price (A1, A11)."""
    found = [
        (one.number, one.organisation.name, sign * one.net, sign * one.gross)
        for one in issued()
        for sign in [-1 if one.is_credit else 1]
    ]
    assert found == INVOICED
    assert set(Invoice.objects.values_list("network__slug", flat=True)) == {FACILITIES}


def test_nothing_differs_from_what_is_due_today(demo):
    for year in COSTS:
        for place, member in fees(FACILITIES, year).items():
            assert not member.differing
            expected = {"Randers": Status.DUE, "Svendborg": Status.DUE}.get(place, Status.INVOICED)
            assert {position.status for position in member.positions} == {expected}


def test_svendborgs_was_taken_back_and_is_ready_with_its_order_number(demo):
    """And the next run issues it, once."""
    kl = Issuer.objects.get()
    secretary = Person.objects.get(email=CAST["kl-secretariat"].email)
    seen = running.preview(kl, on=TODAY)
    assert [one.enrolment.organisation.name for one in seen.ready] == ["Svendborg"]
    assert {one.enrolment.organisation.name for one in seen.missing} >= {"Randers", "København"}
    now = dt.datetime(2027, 6, 1, 11, tzinfo=dt.UTC)
    run = running.approve(kl, seen.mark, None, by=secretary, at=now)
    assert running.work(run, at=now) == 1
    anew = issued().last()
    assert (anew.number, anew.net, anew.gross) == ("2027-0009", 5200, 6500)
    assert anew.buyer_reference == "Ordre 4500212"
    assert not running.preview(kl, on=TODAY).ready


def test_every_invoice_and_credit_note_holds_by_the_rules(demo):
    """By the official ones where the extra is installed, by our own anyhow."""
    for one in issued():
        assert one.format == Format.OIOUBL  # Danes among themselves
        document, xml = one.document, bytes(one.paper.xml)
        assert not ubl.faults(document, one.format)
        assert not ubl.check(xml, one.format)
        as_peppol = ubl.write(document, Format.PEPPOL)
        assert not ubl.check(as_peppol, Format.PEPPOL)


def test_each_was_mailed_once_and_lies_in_the_mailbox(demo):
    for one in issued():
        [delivery] = one.deliveries.all()
        assert (delivery.channel, delivery.state) == (Channel.MAIL, DeliveryState.SENT)
        letter = Message.objects.get(key=delivery.letter_key)
        assert letter.to_address == delivery.to_address
        assert sorted(file.name.rpartition(".")[2] for file in letter.attachments.all()) == ["pdf", "xml"]


def test_who_has_paid_and_what_is_open(demo):
    """K36: what is open ends nothing."""
    rows = list(issued().filter(kind="380"))
    open_ = {one.number: paying.balance([one])[one.pk].open for one in rows}
    assert {number: amount for number, amount in open_.items() if amount} == {
        "2027-0003": 1750,  # Køge paid without the VAT
        "2027-0006": 1875,  # Vejle has paid, and didn't say for what
    }
    assert {one.number: one.reminders.count() for one in rows if one.reminders.exists()} == {
        "2026-0002": 1,
        "2027-0003": 2,
        "2027-0006": 2,
    }
    [to_place] = paying.to_look_at(Issuer.objects.get())
    assert (to_place.payer, to_place.amount) == ("Vejle Kommune", 1875)
    assert "Køge" in fees(FACILITIES, 2027)


def test_the_books_agree_to_the_ore(demo):
    for year in (2026, 2027):
        [journal] = bookkeeping.journals(Issuer.objects.get(), dt.date(year, 1, 1), dt.date(year, 12, 31))
        assert journal.difference == 0
        assert journal.debit == journal.credit
        assert not journal.missing


def test_randers_was_asked_and_can_answer(demo, client):
    randers = Enrolment.objects.get(network__slug=FACILITIES, organisation__name="Randers")
    assert asking.open_questions([randers.pk])[randers.pk].person.email == "faktura.randers@example.org"
    letters = Message.objects.filter(to_address="faktura.randers@example.org")
    assert letters.count() == 2
    [link] = set(re.findall(r"/l/[\w:.-]+/", letters.order_by("pk").last().text))
    page = client.get(link)
    assert page.status_code == 200
    assert "9520000002490" in page.text
    asking.give(
        randers,
        Invoicing(
            finance_name=randers.finance_name,
            finance_email=randers.finance_email,
            e_address_scheme=randers.e_address_scheme,
            e_address="9520000002497",
            buyer_reference=randers.buyer_reference,
        ),
        by=asking.open_questions([randers.pk])[randers.pk].person,
        at=dt.datetime(2027, 6, 1, 10, tzinfo=dt.UTC),
    )
    ready = running.preview(Issuer.objects.get(), on=TODAY).ready
    assert [(one.enrolment.organisation.name, one.year[0].year) for one in ready] == [
        ("Randers", 2026),
        ("Randers", 2027),
        ("Svendborg", 2027),
    ]


@pytest.mark.parametrize("format_", ["peppol", "oioubl", "pdf"])
def test_all_can_be_taken_away_in_files(demo, tmp_path, format_):
    call_command("export_invoices", format=format_, output=str(tmp_path))
    ending = "pdf" if format_ == "pdf" else "xml"
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        f"{number}.{ending}" for number, *_rest in INVOICED
    ]
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        if format_ == "pdf":
            assert content.startswith(b"%PDF")
        else:
            assert not ubl.check(content, Format(format_))


# --- on the screen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", COSTS)
def test_the_page_and_its_table_say_the_same(demo, client, year):
    """K33: net, VAT and gross."""
    client.post("/demo/as/kl-secretariat/")
    page = client.get(f"/networks/{FACILITIES}/fees/{year}/")
    assert page.status_code == 200
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for place, (net, gross) in COSTS[year].items():
        assert place in text
        for amount in (net, gross):
            assert f"{Decimal(amount):,.2f}" in text
    table = client.get(f"/networks/{FACILITIES}/fees/{year}.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    sums = {place: (Decimal(0), Decimal(0)) for place in COSTS[year]}
    for row in rows:
        net, gross = sums[row["Member"]]
        sums[row["Member"]] = (net + Decimal(row["Net"]), gross + Decimal(row["Gross"]))
        assert row["Why"]
        assert row["Currency"] == "DKK"
        assert bool(row["What is missing"]) == (row["Member"] == "Randers")
    assert {place: (str(net), str(gross)) for place, (net, gross) in sums.items()} == COSTS[year]


@pytest.mark.parametrize("slug", [CULTURE, ART])
def test_the_page_of_a_network_without_a_price_says_so_and_never_nought(demo, client, slug):
    """A1"""
    client.post("/demo/as/kl-secretariat/")
    text = client.get(f"/networks/{slug}/fees/2027/").text
    assert "The price hasn&#x27;t been stated" in text
    assert "0.00" not in text


def test_skanes_page_says_that_it_is_free(demo, client):
    """A11"""
    client.post("/demo/as/skane-secretariat/")
    text = client.get(f"/networks/{SKANE}/fees/2027/").text
    assert "ree of charge" in text


def test_the_finance_clerks_mail_opens_the_invoice_and_nothing_else(demo, client):
    letter = Message.objects.filter(
        to_address="faktura.esbjerg@example.org", subject__contains="2027-0005"
    ).get()
    [link] = set(re.findall(r"/l/[\w:.-]+/", letter.text))
    page = client.get(link)
    assert page.status_code == 200
    assert "2027-0005" in page.text
    assert client.get(Invoice.objects.get(number="2027-0005").get_absolute_url()).status_code in (302, 404)


def test_who_lacks_only_a_price_is_told_together_with_the_others(demo, client):
    """A1: one sentence for twelve culture managers; Randers by itself, for each year that waits."""
    client.post("/demo/as/kl-secretariat/")
    kl = Issuer.objects.get()
    text = client.get(f"/organisations/{kl.organisation_id}/invoices/due/").text
    assert text.count("The price hasn&#x27;t been stated") == 2
    assert "12 members" in text
    assert text.count(">Randers</a>") == 2
