"""The whole story, in Danish and in Swedish: find a network, enrol, confirm, decide, see oneself as a member."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


@dataclass
class Story:
    language: str
    width: int
    search: str
    network: str
    slug: str
    typed: str
    municipality: str
    desk: str
    undoes: bool


DANISH = Story(
    "da",
    1280,
    "fritid",
    "Fritidsfaciliteter",
    "fritidsfaciliteter",
    "kold",
    "Kolding",
    "kl-secretariat",
    undoes=True,
)
SWEDISH = Story(
    "sv",
    390,
    "barn",
    "Kultursamordnare barn och unga",
    "barn-och-unga",
    "perst",
    "Perstorp",
    "skane-secretariat",
    undoes=False,
)


@pytest.mark.parametrize("story", [DANISH, SWEDISH], ids=["danish", "swedish-on-a-phone"])
def test_a_municipality_joins(served: Served, browser: Browser, story: Story) -> None:
    """K1, K2, K17, S8, S9, S10, K13, K36"""
    mail = f"samordnare.{story.municipality.lower()}@example.org"
    chief = f"chef.{story.municipality.lower()}@example.org"
    reader = Reader(browser, served.address, story.language, story.width)
    page = reader.page

    # somebody finds the network
    reader.opens("/").finds_nothing_wrong()
    page.get_by_role("searchbox").fill(story.search)
    page.wait_for_url("**q=**")
    page.get_by_role("link", name=story.network).first.click()
    reader.sees(story.network).finds_nothing_wrong()

    # and enrols the municipality
    reader.follows("Enrol your municipality")
    page.get_by_role("searchbox").press_sequentially(story.typed)
    page.get_by_role("link", name=story.municipality).click()
    reader.sees(story.municipality).finds_nothing_wrong()
    reader.presses("Send the application")
    reader.sees(reader.t("Please look at this first:")).complaints.clear()
    for field, value in {
        "applicant_name": f"Åse Ærø, {story.municipality}",
        "applicant_title": "Konsulent & samordnare",
        "applicant_email": mail,
        "appointer_name": f"Chef, {story.municipality}",
        "appointer_title": "Chef",
        "appointer_email": chief,
    }.items():
        reader.fills(field, value)
    reader.presses("Send the application")
    reader.sees(reader.t("What happens now"), mail).finds_nothing_wrong()

    # the one who appoints confirms from the mail, without signing in
    reader.opens_the_letter_to(chief, "Åse Ærø").follows_the_letters_link()
    reader.sees("Åse Ærø").finds_nothing_wrong()
    reader.presses("Yes, I appoint")
    page.get_by_text(reader.t("The secretariat now decides on the application.")).wait_for()
    reader.finds_nothing_wrong()

    # the secretariat approves on Today, and can think again
    reader.opens("/").steps_in_as(story.desk).opens("/today/")
    line = page.locator("li.decision", has_text=story.municipality)
    reader.finds_nothing_wrong().presses("Approve", within=line)
    done = page.locator("li.done", has_text=story.municipality)
    done.wait_for()
    if story.undoes:
        reader.presses("Undo", within=done)
        line.wait_for()
        reader.presses("Approve", within=line)
        done.wait_for()
    reader.finds_nothing_wrong()

    # the applicant signs in with a code by mail, and sees a member
    page.get_by_role("button", name=reader.t("Sign out")).click()
    reader.opens("/sign-in/").fills("login", mail).presses("Mail me a code")
    page.locator("[name=code]").wait_for()
    code_page = page.url
    reader.opens(f"/demo/mail/?to={mail}")
    page.locator("main ol.letters a").first.click()
    code = page.frame_locator("iframe.letter").locator("body").inner_text()
    reader.opens(code_page.removeprefix(served.address)).fills("code", _code(code)).presses("Sign in")
    page.wait_for_url("**/me/")
    reader.sees(story.network, story.municipality).finds_nothing_wrong()
    reader.follows("The other members")
    reader.sees(story.municipality, mail).finds_nothing_wrong()
    reader.leaves()


def _code(letter: str) -> str:
    import re

    found = re.search(r"\b\d{3}-\d{3}\b", letter)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("typed", "name", "requirement"),
    [("eksempelhal", "Eksempelhallen", "A9"), ("eksempel ark", "Eksempel Arkitekter", "K29")],
)
def test_those_who_cannot_join_are_told_at_once(
    served: Served, browser: Browser, typed: str, name: str, requirement: str
) -> None:
    """A9, K29, K30: the reason, and the way that is open."""
    reader = Reader(browser, served.address, "da", 320)
    reader.opens("/networks/fritidsfaciliteter/enrolment/")
    reader.page.get_by_role("searchbox").press_sequentially(typed)
    reader.page.get_by_role("link", name=name).click()
    way = (
        "You can be invited to a single meeting as a speaker or an expert, without a seat and free of charge."
    )
    reader.sees(reader.t(way), reader.t("The way that is open")).finds_nothing_wrong()
    assert reader.page.locator("form[method=post] [name=applicant_email]").count() == 0
    reader.leaves()


def test_a_second_application_is_the_same_one(served: Served, browser: Browser) -> None:
    """K36: a member's colleague is sent to the one who appoints there."""
    reader = Reader(browser, served.address, "da")
    reader.opens("/networks/fritidsfaciliteter/enrolment/?q=esbjerg")
    reader.page.get_by_role("link", name="Esbjerg").click()
    reader.finds_nothing_wrong()
    assert reader.page.locator("[name=appointer_email]").count() == 0
    for field, value in {
        "applicant_name": "Ny kollega, Esbjerg",
        "applicant_title": "Halinspektør",
        "applicant_email": "kollega.esbjerg@example.org",
    }.items():
        reader.fills(field, value)
    reader.presses("Send")
    reader.opens_the_letter_to("kollega.esbjerg@example.org", "Esbjerg")
    reader.opens("/").steps_in_as("kl-secretariat").opens("/networks/fritidsfaciliteter/members/?q=esbjerg")
    assert reader.page.locator("tbody tr").count() == 1
    reader.leaves()


def test_a_withdrawal_waits_for_the_years_end(served: Served, browser: Browser) -> None:
    """K36, A4: Svendborg asks, its contact confirms from the mail, and it stays a member until 31 December."""
    reader = Reader(browser, served.address, "da")
    reader.opens("/").steps_in_as("coordinator-svendborg").opens("/me/").follows("Our membership")
    reader.finds_nothing_wrong().follows("Withdraw from the network")
    reader.sees("31. december 2027").finds_nothing_wrong().presses("Ask to withdraw")
    reader.finds_nothing_wrong()
    contact = "idraetskonsulent.svendborg@example.org"
    reader.opens(f"/demo/mail/?to={contact}")
    reader.page.locator("main ol.letters a").first.click()
    reader.follows_the_letters_link().finds_nothing_wrong().presses("Confirm the withdrawal")
    reader.sees(reader.t("Receipt number"), "31. december 2027").finds_nothing_wrong()
    reader.opens("/networks/fritidsfaciliteter/").sees("Svendborg")
    reader.leaves()
