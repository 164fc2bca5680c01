"""Two facilitators write the notes of one meeting; they are approved and shared; a member reads them by the link in the
mail, and ticks off what was promised (S5, K21, K27, K35)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

OPEN, CLOSED, LAST = "Haller om natten", "Det, der ikke gik som planlagt", "Hvad tager vi med hjem?"
MEMBER = "coordinator@example.org"


@dataclass(frozen=True)
class Yesterday:
    served: Served
    slug: str
    sessions: dict[str, str]

    @property
    def notes(self) -> str:
        return f"/meetings/{self.slug}/notes/"


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yesterday]:
    served = Served(tmp_path_factory.mktemp("a-day-that-was"))
    said = json.loads(served.prepare("tests.journeys.a_day_that_was").splitlines()[-1])
    yield Yesterday(served.start(), said["slug"], said["sessions"])
    served.stop()
    assert "Traceback" not in served.said.read_text()


def _signed_in(browser: Browser, yesterday: Yesterday, who: str, width: int) -> Reader:
    reader = Reader(browser, yesterday.served.address, "en", width)
    cookie = {"name": "sessionid", "value": yesterday.sessions[who], "url": yesterday.served.address}
    reader.context.add_cookies([cookie])  # type: ignore[list-item]
    return reader


def _section(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator("section.noted").filter(has=heading)


def _field(page: Page, title: str, name: str) -> Locator:
    return _section(page, title).locator(f"textarea[name={name}]")


def test_notes_from_draft_to_shared(browser: Browser, yesterday: Yesterday) -> None:
    ours = _signed_in(browser, yesterday, "secretary", 1280)
    theirs = _signed_in(browser, yesterday, "facilitator", 390)
    _both_write_at_once(ours, theirs, yesterday)
    _nothing_is_written_of_what_is_confidential(ours)
    _they_write_down_who_does_what(ours)
    _it_is_approved_and_shared(ours, yesterday)
    theirs.leaves()
    ours.leaves()
    _the_member_reads_by_the_link(browser, yesterday)
    _and_ticks_it_off(browser, yesterday)


def _both_write_at_once(ours: Reader, theirs: Reader, yesterday: Yesterday) -> None:
    """Each section is saved by itself while one writes; the second to save sees both texts."""
    ours.opens(yesterday.notes).sees(OPEN, LAST).finds_nothing_wrong()
    theirs.opens(yesterday.notes).finds_nothing_wrong()
    _field(ours.page, OPEN, "said").fill("Hallen i Svendborg er åben til midnat.\n\n- nøglen er en kode")
    _field(ours.page, OPEN, "decided").fill("Vi prøver det i tre haller.")
    expect(_section(ours.page, OPEN).get_by_role("status")).to_contain_text("by you", timeout=10_000)
    # another section at the same time: nobody is in anybody's way
    _field(theirs.page, LAST, "said").fill("En kode kan deles.")
    theirs.presses("Save", _section(theirs.page, LAST))
    expect(_section(theirs.page, LAST).get_by_role("status")).to_contain_text("by you")
    # the same section: what is there now stands beside what was typed
    _field(theirs.page, OPEN, "said").fill("Nogle haller er åbne om natten.")
    theirs.presses("Save", _section(theirs.page, OPEN))
    theirs.sees("Something else was saved here", "Hallen i Svendborg er åben til midnat.").was_refused()
    expect(_field(theirs.page, OPEN, "said")).to_have_value("Nogle haller er åbne om natten.")
    theirs.finds_nothing_wrong()
    both = "Hallen i Svendborg er åben til midnat; nogle andre er det også.\n\n- nøglen er en kode"
    _field(theirs.page, OPEN, "said").fill(both)
    _field(theirs.page, OPEN, "decided").fill("Vi prøver det i tre haller.")
    theirs.presses("Save", _section(theirs.page, OPEN))
    expect(_section(theirs.page, OPEN).get_by_role("status")).to_contain_text("by you")
    ours.opens(yesterday.notes)
    expect(_field(ours.page, OPEN, "said")).to_have_value(both)
    expect(_field(ours.page, LAST, "said")).to_have_value("En kode kan deles.")


def _nothing_is_written_of_what_is_confidential(ours: Reader) -> None:
    """K21"""
    closed = _section(ours.page, CLOSED)
    expect(closed).to_contain_text("nothing is written about it")
    expect(closed.locator("textarea")).to_have_count(0)
    expect(ours.page.locator("main")).not_to_contain_text("Frokost")


def _they_write_down_who_does_what(ours: Reader) -> None:
    ours.page.locator("#short textarea").fill("En kode er billigere end en vagt.")
    ours.presses("Save", ours.page.locator("#short"))
    expect(ours.page.locator("#short").get_by_role("status")).to_contain_text("by you")
    section = _section(ours.page, OPEN)
    section.locator("summary").click()
    section.locator("[name=what]").fill("Send vejledningen om koden")
    section.locator("[name=who]").fill("Nobody Whatsoever")
    section.locator("[name=due_on]").fill("2027-08-01")
    ours.presses("Add", section)
    ours.sees("Choose somebody from the list").was_refused().finds_nothing_wrong()
    ours.fills("who", "Koordinator, Svendborg, Svendborg").presses("Add")
    expect(_section(ours.page, OPEN)).to_contain_text("Send vejledningen om koden")
    ours.finds_nothing_wrong()


def _it_is_approved_and_shared(ours: Reader, yesterday: Yesterday) -> None:
    ours.follows("Preview and approve").sees("Vi prøver det i tre haller.").finds_nothing_wrong()
    ours.presses("Approve the notes").sees("Who is written to").finds_nothing_wrong()
    # an edit makes them a draft again, and that is said before
    ours.opens(yesterday.notes).sees("have to be approved anew").finds_nothing_wrong()
    _field(ours.page, LAST, "decided").fill("Vi ses i december.")
    ours.presses("Save", _section(ours.page, LAST))
    ours.sees("Draft").follows("Preview and approve").presses("Approve the notes")
    ours.presses("Share the notes").sees("The notes are shared, and everybody is written to.")
    ours.finds_nothing_wrong()
    # from now on what is changed is a correction, with its reason
    _section(ours.page, LAST).get_by_role("link", name=re.compile("^Correct")).click()
    ours.fills("decided", "Vi ses i januar.").presses("Save")
    ours.was_refused().finds_nothing_wrong()
    ours.fills("why", "Vi tog fejl af måneden").presses("Save")
    ours.sees("Corrected on", "Vi tog fejl af måneden").finds_nothing_wrong()


def _the_member_reads_by_the_link(browser: Browser, yesterday: Yesterday) -> None:
    """Without signing in."""
    reader = Reader(browser, yesterday.served.address, "en", 390)
    reader.opens_the_letter_to(MEMBER, "Notes: ").follows_the_letters_link()
    reader.sees("En kode er billigere end en vagt.", "Vi prøver det i tre haller.", "Vi ses i januar.")
    reader.sees("Vi ses i december.", "nothing is written about it")  # what stood there before the correction
    reader.finds_nothing_wrong().leaves()


def _and_ticks_it_off(browser: Browser, yesterday: Yesterday) -> None:
    reader = Reader(browser, yesterday.served.address, "en", 390)
    reader.opens_the_letter_to(MEMBER, "To do: ").follows_the_letters_link()
    reader.sees("Send vejledningen om koden").finds_nothing_wrong()
    reader.presses("It is done").sees("Thank you. It is ticked off.").finds_nothing_wrong()
    reader.presses("It isn't done after all").sees("It is open again.")
    reader.presses("It is done").sees("Ticked off").leaves()
    done = yesterday.served.rows("SELECT what FROM meetings_action WHERE done_at IS NOT NULL")
    assert done == [("Send vejledningen om koden",)]
