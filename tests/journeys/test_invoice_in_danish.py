"""What KL's secretary does with invoices, in Danish: ask for a missing number, look, approve, fetch, credit, read what the
bank says. Fields and buttons are found by their names, since the words are tried elsewhere."""

import re
import time

import pytest
from playwright.sync_api import Browser

from tests.billing.money_in import bank_file, entry, tx
from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

RANDERS = "faktura.randers@example.org"
GLN = "9520000002497"  # with the check digit that Randers had got wrong


def the_number_of_randers(served: Served, wait: int = 40) -> tuple[int, str]:
    """The invoice that the worker makes, and what a payer writes."""
    give_up = time.monotonic() + wait
    sql = (
        "SELECT i.id, i.payment_reference FROM billing_invoice i JOIN directory_organisation o "
        "ON o.id = i.organisation_id WHERE o.name = 'Randers' AND i.kind = '380' "
        "AND i.network_year_from >= '2027-01-01'"
    )
    while not (rows := served.rows(sql)):
        assert time.monotonic() < give_up, "the worker hasn't made the invoice"
        time.sleep(0.2)
    return rows[0]


def test_from_a_missing_number_to_the_bank(served: Served, browser: Browser) -> None:
    """K33, A6, decision 8"""
    reader = Reader(browser, served.address, "da")
    page = reader.page

    # Today says that Randers can't be invoiced, and asks
    reader.opens("/").steps_in_as("kl-secretariat").opens("/today/")
    line = page.locator("ol.desk > li").filter(has=page.locator("form[action$='/invoicing/question/']"))
    line.filter(has_text="Randers").first.locator("form button").click()
    page.wait_for_url("**/invoicing/**")
    reader.finds_nothing_wrong()

    # Randers gets a mail, and gives the right number by its link
    randers = Reader(browser, served.address, "da", 390)
    randers.opens(f"/demo/mail/?to={RANDERS}")
    randers.page.locator("main a[href*='/demo/mail/']").first.click()
    randers.follows_the_letters_link()
    randers.fills("e_address", GLN).finds_nothing_wrong()
    with randers.page.expect_navigation():
        randers.page.locator("button[name=save]").click()
    randers.finds_nothing_wrong()
    assert randers.page.locator("[aria-invalid=true]").count() == 0
    randers.leaves()

    # the secretary looks through what is due, and approves
    reader.opens("/invoices/")
    address = page.locator("main a[href^='/organisations/']").first.get_attribute("href") or ""
    home = re.match(r"/organisations/\d+/invoices/", address)
    assert home, address
    reader.opens(f"{home[0]}due/").sees("Randers", "8.750,00").finds_nothing_wrong()
    page.locator("form:has([name=members]) button").click()
    page.wait_for_url("**/runs/*/")
    invoice, reference = the_number_of_randers(served)
    reader.opens(page.url).finds_nothing_wrong()

    # the paper and the e-invoice
    reader.opens(f"/invoices/{invoice}/").sees("Randers").finds_nothing_wrong()
    pdf = page.request.get(f"/invoices/{invoice}/invoice.pdf")
    assert pdf.body().startswith(b"%PDF")
    assert GLN in page.request.get(f"/invoices/{invoice}/invoice.xml").text()

    # a share of it is credited
    reader.opens(f"/invoices/{invoice}/credit/").finds_nothing_wrong()
    page.locator("[name=how][value=part]").check()
    page.locator("[name^=line-]").first.fill("1.000,00")
    reader.fills("why", "Mødet i november blev kortere.")
    page.locator("main form button.button").last.click()
    reader.sees("1.250,00").finds_nothing_wrong()
    page.locator("button[name=issue]").click()
    page.wait_for_url(re.compile(rf"/invoices/(?!{invoice}/)\d+/$"))
    reader.sees("Mødet i november blev kortere.").finds_nothing_wrong()

    # what is left comes in from the bank
    paid = bank_file(entry("7500.00", tx(ref=reference, payer="Randers Kommune"), own="R-1"))
    reader.opens(f"{home[0]}payments/")
    page.locator("[name=file]").set_input_files(
        {"name": "camt054.xml", "mimeType": "application/xml", "buffer": paid}
    )
    with page.expect_navigation():
        page.locator("form:has([name=file]) button").click()
    if page.locator("[name=is_ours]").count():  # the example's account is another
        page.locator("[name=file]").set_input_files(
            {"name": "camt054.xml", "mimeType": "application/xml", "buffer": paid}
        )
        page.locator("[name=is_ours]").check()
        page.locator("form:has([name=file]) button").click()
        reader.complaints.clear()
    page.wait_for_url("**/payments/?file=**")
    reader.finds_nothing_wrong()
    reader.opens(f"/invoices/{invoice}/payment/").sees("7.500,00", "0,00").finds_nothing_wrong()

    # what is left is credited for good by mistake, and invoiced anew after all
    reader.opens(f"/invoices/{invoice}/credit/")
    page.locator("[name=how][value=whole]").check()
    reader.fills("why", "Ved en fejl.")
    page.locator("main form button.button").last.click()
    page.locator("button[name=issue]").click()
    page.wait_for_url(re.compile(rf"/invoices/(?!{invoice}/)\d+/$"))
    page.locator("main a[href$='/anew/']").click()
    page.wait_for_url("**/anew/")
    reader.sees("7.000,00").finds_nothing_wrong()
    page.locator("main form button.button").click()
    page.wait_for_url(re.compile(r"/invoices/\d+/$"))
    reader.finds_nothing_wrong().opens(f"{home[0]}due/").sees("Randers", "8.750,00")
    reader.leaves()
