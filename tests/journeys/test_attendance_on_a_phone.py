"""Attendance in the door of a hall: a phone, a thumb, a network that goes away; and two at the same list (S20, A13)."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import what_axe_finds
from tests.line import Line
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MINUTE = 60_000  # milliseconds
ALL_SENT = "All sent."


@dataclass(frozen=True)
class Day:
    served: Served
    slug: str
    code: str
    sessions: dict[str, str]

    @property
    def attendance(self) -> str:
        return f"/meetings/{self.slug}/attendance/"

    def marked(self) -> list[tuple[str, bool]]:
        """Straight from the database: who, and whether they are here."""
        rows = self.served.rows(
            "SELECT person.name, attendance.here FROM meetings_attendance AS attendance"
            " JOIN directory_person AS person ON person.id = attendance.person_id ORDER BY person.name"
        )
        return [(name, bool(here)) for name, here in rows]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    served = Served(tmp_path_factory.mktemp("a-day"))
    said = json.loads(served.prepare("tests.journeys.a_day").splitlines()[-1])
    yield Day(served.start(), said["slug"], said["code"], said["sessions"])
    served.stop()
    assert "Traceback" not in served.said.read_text()


class Phone:
    """In the hand of one of those who run the network."""

    def __init__(self, browser: Browser, day: Day, who: str, **more: Any) -> None:
        values: dict[str, Any] = {
            "viewport": {"width": 390, "height": 844},
            "has_touch": True,
            "is_mobile": True,
        }
        self.day, self.line = day, Line(day.served.port)
        self.context: BrowserContext = browser.new_context(
            base_url=self.line.address, locale="en", **(values | more)
        )
        self.complaints: list[str] = []
        self.sign_in(who)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, who: str) -> None:
        cookie = {"name": "sessionid", "value": self.day.sessions[who], "url": self.line.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def loses_the_network(self) -> None:
        self.line.cut()
        self.context.set_offline(True)

    def finds_it_again(self) -> None:
        self.line.mend()
        self.context.set_offline(False)

    def leaves(self) -> None:
        self.context.close()
        self.line.close()

    def opens(self) -> "Phone":
        self.page.goto(self.day.attendance)
        return self.is_ready()

    def is_ready(self) -> "Phone":
        self.says(ALL_SENT)
        return self

    def keeps_the_page(self) -> "Phone":
        expect(self.page.locator("#attendance")).to_have_attribute("data-kept", "yes")
        return self

    def says(self, words: str) -> None:
        expect(self.page.locator("#sending")).to_have_text(words, timeout=15_000)

    def row(self, name: str) -> Locator:
        return self.page.locator("#attendance li button", has=self.page.locator("strong", has_text=name))

    def touches(self, name: str) -> None:
        self.row(name).tap()

    def sees(self, name: str, here: bool = True) -> None:
        expect(self.row(name)).to_have_count(1, timeout=15_000)
        expect(self.row(name)).to_have_attribute("aria-pressed", str(here).lower(), timeout=15_000)

    def adds(self, name: str, place: str) -> None:
        self.page.locator("#walk-in summary").tap()
        self.page.locator("#walk-in [name=name]").fill(name)
        self.page.locator("#walk-in [name=organisation]").select_option(label=place)
        self.page.locator("#walk-in button").tap()

    def finds_nothing_wrong(self) -> None:
        faults = what_axe_finds(self.page)
        assert not faults, faults
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0
        assert not self.complaints, self.complaints


@pytest.fixture
def phone(browser: Browser, day: Day) -> Iterator[Phone]:
    phone = Phone(browser, day, "secretary")
    yield phone
    phone.leaves()


def test_the_network_is_away_for_a_minute(day: Day, phone: Phone) -> None:
    """What is touched shows at once, the page opens anew without a network, and when it is back all is there once."""
    phone.opens().keeps_the_page().finds_nothing_wrong()
    phone.touches("Konsulent 0")
    phone.sees("Konsulent 0")
    expect(phone.page.locator("#undo")).to_contain_text("Konsulent 0, Assens is here.")
    phone.is_ready()
    phone.finds_nothing_wrong()
    assert day.marked() == [("Konsulent 0, Assens", True)]

    phone.page.clock.install()
    phone.loses_the_network()
    phone.touches("Konsulent 2")
    phone.says("No network: 1 mark waits. It is sent by itself.")
    phone.touches("Konsulent 3")
    phone.page.locator("#undo button").tap()  # it was somebody else
    phone.touches("Konsulent 4")
    phone.says("No network: 3 marks wait. They are sent by themselves.")
    phone.page.clock.run_for(MINUTE)  # it tries again all the while, and nothing is lost
    phone.says("No network: 3 marks wait. They are sent by themselves.")
    phone.finds_nothing_wrong()

    phone.page.reload()
    for name, here in {"0": True, "2": True, "3": False, "4": True, "5": False}.items():
        phone.sees(f"Konsulent {name}", here)
    phone.adds("Ole Bech", "Nyborg")
    phone.adds("Falsk Alarm", "Nyborg")
    phone.touches("Falsk Alarm")  # a mistake
    expect(phone.row("Falsk Alarm")).to_have_count(0)
    phone.says("No network: 5 marks wait. They are sent by themselves.")
    phone.finds_nothing_wrong()
    phone.page.goto(f"{day.attendance}check-in/{day.code}/")  # a badge, read without a network
    expect(phone.row("Konsulent 1")).to_be_focused()
    phone.page.keyboard.press("Enter")
    phone.says("No network: 6 marks wait. They are sent by themselves.")
    assert day.marked() == [("Konsulent 0, Assens", True)]

    phone.finds_it_again()
    phone.is_ready()
    phone.sees("Ole Bech")
    phone.page.goto(day.attendance)
    phone.is_ready()
    phone.sees("Ole Bech")
    expect(phone.page.locator("#roll [data-count]")).to_have_text("5 of 11 here")
    names = ["0, Assens", "1, Faaborg-Midtfyn", "2, Kerteminde", "3, Langeland", "4, Middelfart"]
    assert day.marked() == [
        ("Falsk Alarm", False),
        *((f"Konsulent {n}", not n.startswith("3")) for n in names),
        ("Ole Bech", True),
    ]


def test_two_at_the_same_list(day: Day, browser: Browser, phone: Phone) -> None:
    """Each sees what the other marks within some seconds, and who adds somebody whom the other has added already adds
    nobody."""
    other = Phone(browser, day, "facilitator", viewport={"width": 360, "height": 740})
    phone.opens()
    other.opens()
    phone.touches("Rektor Lund")
    other.sees("Rektor Lund")
    other.touches("Rektor Lund")
    phone.sees("Rektor Lund", here=False)
    other.loses_the_network()
    other.adds("Eva Lund", "Odense")
    other.touches("Konsulent 6")
    phone.adds("Eva Lund", "Odense")
    phone.sees("Eva Lund")
    phone.touches("Konsulent 6")
    phone.is_ready()
    time.sleep(1)  # else it is a double click, whose second half isn't meant
    phone.touches("Konsulent 6")  # later than the other's touch, which is still on its way
    phone.is_ready()
    other.finds_it_again()
    other.is_ready()
    for one in (phone, other):
        one.sees("Eva Lund")
        one.sees("Konsulent 6", here=False)
    assert [name for name, _here in day.marked()].count("Eva Lund") == 1
    assert not phone.complaints + other.complaints
    other.leaves()


def test_each_badge_opens_one_more_page(day: Day, phone: Phone) -> None:
    """As a camera does: several pages share what waits, and none forgets what another has marked."""
    phone.opens().keeps_the_page()
    phone.loses_the_network()
    phone.touches("Koordinator")
    first, phone.page = phone.page, phone.context.new_page()
    phone.page.goto(f"{day.attendance}check-in/{day.code}/")
    phone.sees("Koordinator")
    phone.touches("Chef i Svendborg")
    phone.page.close()
    phone.page = first
    phone.sees("Chef i Svendborg")
    phone.touches("Rektor Lund")
    phone.says("No network: 3 marks wait. They are sent by themselves.")
    phone.finds_it_again()
    phone.is_ready()
    assert {("Koordinator, Svendborg", True), ("Chef i Svendborg", True)} <= set(day.marked())


def test_what_cant_be_taken_stands_in_the_form_again(day: Day, phone: Phone) -> None:
    """K17: somebody elsewhere has this address."""
    phone.opens()
    phone.page.locator("#walk-in summary").tap()
    phone.page.locator("#walk-in [name=email]").fill("outsider@example.org")
    phone.page.locator("#walk-in summary").tap()
    phone.adds("Kaj Dam", "Odense")
    expect(phone.page.locator("#refused")).to_contain_text("Kaj Dam: Nobody at Odense has this address.")
    expect(phone.page.locator("#walk-in [name=name]")).to_have_value("Kaj Dam")
    expect(phone.page.locator("#walk-in [name=email]")).to_be_focused()
    phone.finds_nothing_wrong()
    phone.page.locator("#walk-in [name=email]").fill("")
    phone.page.locator("#walk-in button").tap()
    phone.sees("Kaj Dam")
    expect(phone.page.locator("#refused")).to_be_hidden()
    phone.is_ready()
    phone.page.locator("#undo button").tap()  # who was added and sent is taken back by the same button
    expect(phone.row("Kaj Dam")).not_to_have_class(re.compile("waits"))
    phone.sees("Kaj Dam", here=False)
    assert ("Kaj Dam", False) in day.marked()


def test_whoever_is_signed_out_loses_no_mark_and_leaves_no_names(day: Day, phone: Phone) -> None:
    phone.opens().keeps_the_page()
    phone.context.clear_cookies(name="sessionid")
    phone.touches("Ekspert Bro")
    phone.says(
        "You aren't signed in any more. What you marked is kept here, and sent when you have signed in again."
    )
    phone.finds_nothing_wrong()
    assert ("Ekspert Bro", True) not in day.marked()
    phone.page.get_by_role("link", name="Sign in again").tap()
    phone.page.wait_for_url("**/sign-in/**")
    phone.page.wait_for_function("caches.keys().then((names) => !names.length)")
    phone.context.clear_cookies()  # also the token of forms: it is another one after signing in
    phone.sign_in("secretary")
    phone.opens()
    phone.sees("Ekspert Bro")
    assert ("Ekspert Bro", True) in day.marked()


def test_by_keyboard_alone_at_a_desk(day: Day, browser: Browser) -> None:
    desk = Phone(
        browser, day, "secretary", viewport={"width": 1280, "height": 900}, has_touch=False, is_mobile=False
    )
    desk.opens()
    page, keys = desk.page, desk.page.keyboard
    page.locator("#q").focus()
    keys.type("odense konsul")
    expect(desk.row("Konsulent 5")).to_be_hidden()
    keys.press("Enter")
    expect(desk.row("Konsulent 6")).to_be_focused()
    keys.press("Space")
    desk.sees("Konsulent 6")
    time.sleep(5)  # what comes from the server takes nobody's place away
    expect(desk.row("Konsulent 6")).to_be_focused()
    page.locator("#undo button").focus()
    keys.press("Enter")
    desk.sees("Konsulent 6", here=False)
    desk.is_ready()
    page.locator("#q").fill("zzz")
    expect(page.locator("#nobody")).to_be_visible()
    desk.finds_nothing_wrong()
    page.locator("#walk-in summary").focus()
    keys.press("Enter")
    expect(page.locator("#walk-in [name=name]")).to_have_value("zzz")
    desk.leaves()


def test_without_javascript(day: Day, browser: Browser) -> None:
    plain = Phone(browser, day, "facilitator", java_script_enabled=False)
    plain.page.goto(f"{day.attendance}?q=nyborg")
    plain.touches("Konsulent 5")
    plain.sees("Konsulent 5")
    plain.page.locator("#undo button").tap()
    plain.sees("Konsulent 5", here=False)
    plain.adds("Per Holt", "Nyborg")
    plain.sees("Per Holt")
    plain.page.goto(f"{day.attendance}check-in/{day.code}/")
    expect(plain.page.locator("h1")).to_have_text("Konsulent 1, Faaborg-Midtfyn")
    plain.leaves()
