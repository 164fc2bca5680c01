"""Who keeps the invoices finds them, sees how they stand and what has happened, and takes them along; others see theirs."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from armkrok.billing import chronicle, paying, personal_data, reminding, stands
from armkrok.billing.models import Delivery, DeliveryState, Invoice, Issuer, Paper
from armkrok.networks import opening
from armkrok.networks.models import Appointment, Enrolment, Network
from tests.billing.money_in import DAY, an_invoice, an_issuer
from tests.billing.priced import a_fee
from tests.billing.ready import invoiced, many, ready
from tests.world import World

D = Decimal


@pytest.fixture
def issuer(world: World, client: Client) -> Issuer:
    world.sign_in(client, "secretary")
    return an_issuer(world)


def home(issuer: Issuer, query: str = "") -> str:
    return reverse("billing:invoices", args=[issuer.organisation_id]) + query


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is kept for a while is kept now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def five_ways(world: World, issuer: Issuer) -> dict[str, Invoice]:
    """One invoice of each kind, at 8,750 kr. each with VAT; the credit note takes back all of its own."""
    by, at = world.people["secretary"], world.now
    made = {
        "open": an_invoice(world, issuer, due_on=dt.date(2027, 6, 20)),
        "overdue": an_invoice(world, issuer),
        "paid": an_invoice(world, issuer),
        "credited": an_invoice(world, issuer),
        "overpaid": an_invoice(world, issuer),
    }
    paying.enter(made["paid"], D("8750.00"), DAY, by=by, at=at)
    paying.enter(made["overdue"], D("750.00"), DAY, by=by, at=at)
    paying.enter(made["overpaid"], D("9000.00"), DAY, by=by, at=at)
    made["credit_note"] = an_invoice(world, issuer, credits=made["credited"])
    return made


# --- the list -------------------------------------------------------------------------------------------


def test_the_only_issuer_is_opened_at_once(world: World, client: Client, issuer: Issuer) -> None:
    assert client.get(reverse("billing:issuers")).headers["Location"] == home(issuer)


def test_whoever_sends_no_invoices_yet_is_told_where_to_begin(world: World, client: Client) -> None:
    world.sign_in(client, "secretary")
    page = text(client.get(reverse("billing:issuers")))
    assert "KL sends no invoices yet" in page
    assert reverse("billing:issuer", args=[world.kl.pk]) in page


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("", ["open", "overdue", "paid", "credited", "overpaid", "credit_note"]),
        ("open", ["open", "overdue"]),
        ("overdue", ["overdue"]),
        ("paid", ["paid", "overpaid"]),
        ("credited", ["credited"]),
        ("overpaid", ["overpaid"]),
        ("credit_notes", ["credit_note"]),
        ("nonsense", ["open", "overdue", "paid", "credited", "overpaid", "credit_note"]),
    ],
)
def test_each_state_finds_its_own(
    world: World, client: Client, issuer: Issuer, state: str, wanted: list[str]
) -> None:
    made = five_ways(world, issuer)
    rows = client.get(home(issuer, f"?state={state}")).context["rows"]
    assert {row.invoice.pk for row in rows} == {made[name].pk for name in wanted}


def test_what_it_comes_to_is_said_in_each_currency(world: World, client: Client, issuer: Issuer) -> None:
    five_ways(world, issuer)
    an_invoice(world, issuer, "100.00", currency="SEK")
    danish, swedish = client.get(home(issuer)).context["sums"]
    assert danish == stands.Sums(
        "DKK", D("43750.00"), D("8750.00"), D("18500.00"), D("16750.00"), D("8000.00"), D("250.00")
    )
    assert (swedish.currency, swedish.issued, swedish.open) == ("SEK", D("125.00"), D("125.00"))
    # Nothing is lost: what was issued is credited, paid or open, and what was overpaid was paid.
    assert danish.issued - danish.credited - danish.paid == danish.open - danish.overpaid


@pytest.mark.parametrize("words", ["2027-00001", "svendborg", "fritidsfacilitet", "202700000001", "Idræt"])
def test_it_is_found_by_number_receiver_network_or_reference(
    world: World, client: Client, issuer: Issuer, words: str
) -> None:
    invoice = an_invoice(world, issuer, buyer_reference="Idræt 212")
    assert [row.invoice for row in client.get(home(issuer), {"q": words}).context["rows"]] == [invoice]
    assert "Nothing fits" in text(client.get(home(issuer), {"q": f"{words} nobody"}))


def test_what_needs_a_person_stands_first(world: World, client: Client, issuer: Issuer) -> None:
    made = five_ways(world, issuer)
    Delivery.objects.create(
        invoice=made["open"],
        channel="access_point",
        state=DeliveryState.REJECTED,
        made_at=world.now,
        why="No",
    )
    page = text(client.get(home(issuer)))
    assert "1 is overdue." in page
    assert "1 was rejected or couldn't be sent." in page.replace("&#x27;", "'")
    assert "Too much was paid of 1." in page
    rows = client.get(home(issuer, "?state=rejected")).context["rows"]
    assert [row.invoice for row in rows] == [made["open"]]


def test_it_costs_the_same_whatever_there_is(world: World, client: Client, issuer: Issuer) -> None:
    an_invoice(world, issuer)
    few = queries(client, home(issuer))
    for enrolment in many(world, 40):
        an_invoice(world, issuer, enrolment=enrolment)
    assert queries(client, home(issuer)) == few <= 20


def test_it_is_taken_along_as_a_table(world: World, client: Client, issuer: Issuer) -> None:
    made = five_ways(world, issuer)
    with zipfile.ZipFile(io.BytesIO(client.get(home(issuer, "?export=xlsx")).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-8750.00</v>" in sheet  # a number, which can be added up
    comma = client.get(home(issuer, "?export=csv&state=overdue")).content.decode("utf-8-sig")
    assert made["overdue"].number in comma
    assert made["paid"].number not in comma
    assert ";8000.00;" in comma


# --- one ------------------------------------------------------------------------------------------------


def test_one_invoice_says_what_it_is_for_and_where_it_stands(world: World, client: Client) -> None:
    (invoice,) = invoiced(world)
    world.sign_in(client, "secretary")
    page = text(client.get(invoice.get_absolute_url()))
    line = invoice.lines.get()
    assert f"Invoice {invoice.number}" in page
    assert line.explanation.replace("\xa0", " ") in page
    assert "To be paid" in page
    assert "issued an invoice" in page
    assert reverse("billing:credit", args=[invoice.pk]) in page
    assert reverse("billing:payment_by_hand", args=[invoice.pk]) in page


def test_its_history_is_told_in_words(world: World, client: Client, issuer: Issuer) -> None:
    by, invoice = world.people["secretary"], an_invoice(world, issuer)
    paying.enter(invoice, D("750.00"), DAY, by=by, at=world.now)
    reminding.pause(invoice, "They have asked for time", by=by, at=world.now + dt.timedelta(hours=1))
    paused, paid = chronicle.chronicle(invoice)
    assert (paused.who, paused.why) == (by.name, "They have asked for time")
    assert "750.00" in paid.about
    page = text(client.get(invoice.get_absolute_url()))
    assert "They have asked for time" in page
    assert "Overdue, part paid" in page


def test_a_credit_note_leads_to_its_invoice_and_back(world: World, client: Client, issuer: Issuer) -> None:
    made = five_ways(world, issuer)
    assert made["credited"].number in text(client.get(made["credit_note"].get_absolute_url()))
    page = text(client.get(made["credited"].get_absolute_url()))
    assert made["credit_note"].get_absolute_url() in page
    assert reverse("billing:credit", args=[made["credited"].pk]) not in page  # nothing is left to credit


@pytest.mark.parametrize("key", ["secretary", "coordinator"])
def test_its_files_are_fetched(world: World, client: Client, key: str) -> None:
    (invoice,) = invoiced(world)
    world.sign_in(client, key)
    for kind, content_type, begins in [
        ("pdf", "application/pdf", b"%PDF"),
        ("xml", "application/xml", b"<?xml"),
    ]:
        response = client.get(reverse(f"billing:{kind}", args=[invoice.pk]))
        assert response.content.startswith(begins)
        assert response.headers["Content-Type"] == content_type
        assert response.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.{kind}"'
        assert "private" in response.headers["Cache-Control"]


# --- the member's own -----------------------------------------------------------------------------------


def own(world: World) -> str:
    return reverse("billing:member_invoices", args=[world.network.slug, world.enrolment.pk])


def test_a_price_that_isnt_known_is_never_nothing_to_the_member(world: World, client: Client) -> None:
    """A1."""
    world.sign_in(client, "coordinator")
    page = text(client.get(own(world)))
    assert "hasn&#x27;t been stated" in page
    assert "Nothing is charged" not in page
    a_fee(world, kind="per_inhabitant", terms={"price": "0.10", "floor": "", "cap": ""})
    page = text(client.get(own(world)))
    assert "how many live in Svendborg isn&#x27;t known here" in page
    assert "Nothing is charged" not in page


def test_whoever_spoke_for_a_member_when_it_left_reads_its_invoices_for_a_year(
    world: World, client: Client, issuer: Issuer
) -> None:
    """Decision 30."""
    invoice = an_invoice(world, issuer)
    Paper.objects.create(invoice=invoice, pdf=b"%PDF", xml=b"<Invoice/>")
    contact = world.person("contact", "Fagkontakt, Svendborg", world.enrolment.organisation)
    before = world.person("before", "Forgænger, Svendborg", world.enrolment.organisation)
    last_day = dt.date(2027, 6, 30)
    Appointment.objects.filter(enrolment=world.enrolment).update(to_on=last_day)
    asked = Appointment.objects.get(enrolment=world.enrolment)
    asked.pk, asked.person, asked.to_on = None, before, dt.date(2027, 6, 10)
    asked.save()
    Enrolment.objects.filter(pk=world.enrolment.pk).update(
        state="ended", ends_on=last_day, professional_contact=contact
    )
    pages = [own(world), invoice.get_absolute_url(), reverse("billing:pdf", args=[invoice.pk])]
    others = [reverse("billing:credit", args=[invoice.pk]), own(world).replace("invoices/", "invoicing/")]
    for day, who, status in [
        (dt.date(2028, 6, 1), "coordinator", 200),
        (dt.date(2028, 6, 1), "contact", 200),
        (dt.date(2028, 6, 1), "before", 404),
        (dt.date(2028, 6, 1), "outsider", 404),
        (dt.date(2028, 7, 1), "coordinator", 404),
        (dt.date(2028, 7, 1), "contact", 404),
    ]:
        with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC)):
            world.sign_in(client, who)
            assert [client.get(page).status_code for page in pages] == [status] * 3, who
            assert [client.get(page).status_code for page in others] == [404, 404]
            leads_there = who == "coordinator" and status == 200  # from what they spoke for earlier
            assert (f'href="{own(world)}"' in client.get("/me/").text) == leads_there, who


def test_where_another_organisation_sends_the_invoices_now_each_reads_its_own(
    world: World, client: Client, issuer: Issuer
) -> None:
    """K24, decision 30: and no link leads to nothing."""
    invoice = an_invoice(world, issuer)
    Paper.objects.create(invoice=invoice, pdf=b"%PDF", xml=b"<Invoice/>")
    other = world.organisations["BKF"]
    also = Issuer.objects.get(pk=issuer.pk)
    also.pk, also.organisation = None, other
    also.save()
    for who, organisation in (("before", world.kl), ("now", other)):
        team = opening.open_team(organisation, "Økonomi", "oe@example.org", by=None, at=world.now)
        keeper = world.person(who, "Bogholder", organisation)
        opening.give_role(keeper, team, by=None, at=world.now - dt.timedelta(days=10))
    Network.objects.update(invoicer=other)
    invoice_page = invoice.get_absolute_url()
    opened = {"before": (404, 200), "now": (200, 404), "secretary": (200, 200), "coordinator": (200, 200)}
    for who, statuses in opened.items():
        world.sign_in(client, who)
        pages = [client.get(page) for page in (own(world), invoice_page)]
        assert tuple(page.status_code for page in pages) == statuses, who
        for page in pages:
            for link in re.findall(r'href="(/(?:networks|invoices)/[^"]+)"', page.text):
                assert client.get(link).status_code == 200, (who, link)


def test_where_it_is_free_the_member_reads_that_nothing_is_charged(world: World, client: Client) -> None:
    """A11."""
    a_fee(world, kind="none", terms={}, currency="")
    world.sign_in(client, "coordinator")
    assert "Nothing is charged this year." in text(client.get(own(world)))


def test_the_member_sees_its_fees_with_why_and_its_invoices(world: World, client: Client) -> None:
    ready(world)
    world.sign_in(client, "coordinator")
    page = text(client.get(own(world)))
    assert "Comes with the next invoice" in page
    assert "No invoice has been issued yet" in page
    (invoice,) = invoiced(world)
    page = text(client.get(own(world)))
    assert "No meeting had been held when Svendborg" in page
    assert reverse("billing:pdf", args=[invoice.pk]) in page
    assert "faktura@example.org" in page
    assert reverse("billing:invoicing", args=[world.network.slug, world.enrolment.pk]) in page


def test_the_member_reads_its_invoice_and_nothing_of_the_office(world: World, client: Client) -> None:
    (invoice,) = invoiced(world)
    world.sign_in(client, "coordinator")
    page = text(client.get(invoice.get_absolute_url()))
    assert invoice.number in page
    assert "issued an invoice" not in page
    assert reverse("billing:credit", args=[invoice.pk]) not in page
    assert client.get(home(invoice.issuer)).status_code == 404


def test_own_pages_cost_the_same_whatever_there_is(world: World, client: Client, issuer: Issuer) -> None:
    invoice = an_invoice(world, issuer)
    pages = [own(world), invoice.get_absolute_url()]
    few = [queries(client, page) for page in pages]
    for _n in range(30):
        an_invoice(world, issuer)
    assert [queries(client, page) for page in reversed(pages)][::-1] == few
    assert max(few) <= 21  # with the one of the demo's bar


def test_the_way_leads_there(world: World, client: Client) -> None:
    ready(world)
    world.sign_in(client, "coordinator")
    assert own(world) in text(client.get(reverse("networks:me")))
    assert own(world) in text(client.get(world.enrolment.get_absolute_url()))
    world.sign_in(client, "secretary")
    assert f'href="{reverse("billing:issuers")}"' in text(client.get(reverse("networks:me")))


# --- personal data --------------------------------------------------------------------------------------


def test_whoever_keeps_invoices_can_ask_what_is_known(world: World) -> None:
    (invoice,) = invoiced(world)
    by = world.people["secretary"]
    paying.enter(invoice, D("750.00"), DAY, by=by, at=world.now)
    known = personal_data.export(by)
    assert [one["number"] for one in known["invoices issued"]] == [invoice.number]
    assert len(known["invoice runs approved"]) == len(known["payments recorded"]) == 1


def test_what_the_law_keeps_stays_and_addresses_are_forgotten(world: World) -> None:
    (invoice,) = invoiced(world)
    me = world.people["coordinator"]
    sent = Delivery.objects.create(
        invoice=invoice, channel="mail", state=DeliveryState.SENT, to_address=me.email, made_at=world.now
    )
    Delivery.objects.filter(pk=sent.pk).update(why=f"550 <{me.email}>: who is that?")
    waits = Delivery.objects.create(
        invoice=invoice, channel="mail", to_address=me.email, made_at=world.now, next_attempt_at=world.now
    )
    assert personal_data.export(me)["mail about invoices"]
    for person in (me, world.people["secretary"]):
        personal_data.erase(person, at=world.now)
    sent.refresh_from_db()
    assert (sent.to_address, sent.why, sent.state) == ("", "", DeliveryState.SENT)
    waits.refresh_from_db()
    assert (waits.to_address, waits.state) == ("", DeliveryState.FAILED)
    assert "nobody to send it to" in waits.why
    assert Invoice.objects.get(pk=invoice.pk).issued_by == world.people["secretary"]
