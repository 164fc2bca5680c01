"""The day as it goes, on a phone and on the room's screen, while those who run it shift the hours (S20, K21)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import what_axe_finds
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


class Day:
    def __init__(self, served: Served, browser: Browser, said: dict[str, Any]) -> None:
        self.served, self.browser = served, browser
        self.now = f"/meetings/{said['slug']}/now/"
        self.sessions: dict[str, str] = said["sessions"]

    def page(self, who: str = "", query: str = "", **more: Any) -> Page:
        values: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "en"}
        context = self.browser.new_context(base_url=self.served.address, **(values | more))
        if who:
            cookie = {"name": "sessionid", "value": self.sessions[who], "url": self.served.address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.clock.install()
        page.goto(self.now + query)
        return page


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Day]:
    served = Served(tmp_path_factory.mktemp("a-day-that-runs"))
    said = json.loads(served.prepare("tests.journeys.a_day_that_runs").splitlines()[-1])
    yield Day(served.start(), browser, said)
    served.stop()
    assert "Traceback" not in served.said.read_text()


def card(page: Page, heading: str) -> str:
    return page.locator(f"section[aria-labelledby={heading}]").inner_text()


def test_a_talk_runs_over_and_the_hall_sees_it(day: Day) -> None:
    """Those who run it press once; the screen and a member's phone show it by themselves."""
    screen = day.page(query="?screen=1", viewport={"width": 1280, "height": 720})
    phone = day.page("coordinator", color_scheme="dark")
    desk = day.page("secretary", viewport={"width": 320, "height": 720})
    for page in (screen, phone, desk):
        assert "Haller i tal" in card(page, "now")
        assert "Pause" in card(page, "next")
        assert not what_axe_finds(page)
    assert not screen.get_by_role("navigation", name="Main menu").is_visible()
    assert "Kollegial sparring" in card(phone, "later")
    assert "Kollegial sparring" not in screen.content()

    desk.get_by_role("button", name="10 minutes later").click()
    expect(desk.get_by_role("status")).to_contain_text("From “Pause” on: 10 minutes later.")
    assert not what_axe_finds(desk)
    for page in (screen, phone):
        page.clock.fast_forward(31_000)
        expect(page.locator("section[aria-labelledby=next]")).to_contain_text("planned")
        assert not what_axe_finds(page)

    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("section[aria-labelledby=next]")).not_to_contain_text("planned")


def test_without_javascript_it_is_all_there(day: Day) -> None:
    desk = day.page("secretary", java_script_enabled=False)
    desk.get_by_label("From").select_option(label=desk.locator("#shift-item option").last.inner_text())
    desk.get_by_role("button", name="5 minutes earlier").click()
    assert "5 minutes earlier" in desk.get_by_role("status").inner_text()
    desk.get_by_role("button", name="Undo").click()


def test_with_the_keyboard_alone(day: Day) -> None:
    desk = day.page("secretary")
    desk.get_by_label("From").focus()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="5 minutes later", exact=True)).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("5 minutes later")
    desk.get_by_role("button", name="Undo").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Undo")).to_be_visible()
