"""A programme is taken over, and then moved about: with the keyboard, with the mouse, with the buttons."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PROGRAMME = "/meetings/kunst-i-det-offentlige-rum-2028-1/programme/"


class Builder(Reader):
    @property
    def items(self) -> Locator:
        return self.page.locator(".building > li")

    @property
    def titles(self) -> list[str]:
        return self.items.locator("h3").all_inner_texts()

    def hours_of(self, title: str) -> str:
        return self.items.filter(has_text=title).locator("time").inner_text()

    def handle(self, title: str) -> Locator:
        return self.items.filter(has_text=title).locator("[data-handle]")

    def hears(self, words: str) -> None:
        expect(self.page.locator("#said")).to_have_text(words)

    def drags(self, what: Locator, to: Locator, beyond: float, right: float = 0.5) -> None:
        """Down on one thing, in a few steps to a point so far below the top of another, and up."""
        begins, ends = what.bounding_box(), to.bounding_box()
        assert begins
        assert ends
        x, mouse = begins["x"] + begins["width"] * right, self.page.mouse
        mouse.move(x, begins["y"] + begins["height"] / 2)
        mouse.down()
        mouse.move(x, ends["y"] + beyond, steps=8)
        mouse.up()


def test_a_programme_is_built(served: Served, browser: Browser) -> None:
    """S5, S13, K15, K21, K32"""
    reader = Builder(browser, served.address, "en")
    page = reader.page
    page.set_viewport_size({"width": 1280, "height": 2200})
    reader.opens("/").steps_in_as("kl-secretariat").opens(PROGRAMME)
    reader.sees("What is there has come by itself.").finds_nothing_wrong()
    slot = reader.titles[0]

    # another meeting's is looked at, and taken over; the host's slot stays
    reader.follows("Take over an earlier meeting's").follows("Når værket er sat op")
    reader.sees("With the hours that it would have here").finds_nothing_wrong()
    reader.presses("Take it over").sees("Nobody's name came along.").finds_nothing_wrong()
    titles = reader.titles
    assert titles[1] == slot
    assert reader.hours_of(titles[2]) == "10:45–11:45"

    # the keyboard: several presses of a key are one change, and it stays where it was
    reader.handle(slot).focus()
    for key in ["ArrowDown"] * 3:
        page.keyboard.press(key)
    reader.hears(f"{slot} is number 5 of {len(titles)} now and begins at 13:20.")
    expect(reader.handle(slot)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    reader.hears(f"{slot} takes 40 minutes now.")
    expect(reader.handle(slot)).to_be_focused()
    assert reader.titles.index(slot) == 4
    assert reader.hours_of("Kaffe") == "14:00–14:15"

    # the mouse: an item to another place, a lower edge to another length; Escape gives up
    reader.drags(reader.handle(slot), reader.items.nth(1), beyond=20)
    reader.hears(f"{slot} is number 2 of {len(titles)} now and begins at 10:15.")
    assert reader.titles == titles
    edge = reader.items.nth(1).locator("[data-edge]")
    reader.drags(edge, edge, beyond=7 - 16)
    reader.hears(f"{slot} takes 30 minutes now.")
    expect(reader.items.filter(has_text="Kaffe").locator("time")).to_have_text("13:50–14:05")
    handle, target = reader.handle(slot).bounding_box(), reader.items.nth(5).bounding_box()
    assert handle
    assert target
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, target["y"] + 10, steps=5)
    expect(page.locator(".lands-before")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".lands-before, .held")).to_have_count(0)
    assert reader.titles == titles

    # the buttons, and a removal undone
    first = reader.items.filter(has_text=titles[2])
    first.get_by_role("button", name="Earlier").press("Enter")
    reader.hears(f"{titles[2]} is number 2 of {len(titles)} now and begins at 10:15.")
    expect(first.get_by_role("button", name="Earlier")).to_be_focused()
    first.get_by_role("button", name="Remove").click()
    expect(page.locator("#removed")).to_contain_text(f"{titles[2]} has been removed.")
    assert len(reader.titles) == len(titles) - 1
    reader.presses("Undo")
    reader.hears(f"{titles[2]} begins at 10:15.")
    expect(reader.handle(titles[2])).to_be_focused()

    # one more, and the meter and the warnings have followed
    reader.fills("title", "Hvem har lyst?").presses("Add")
    reader.hears("Hvem har lyst? begins at 15:20.")
    expect(page.locator("[name=title]")).to_be_focused()
    reader.sees("The programme ends at 15:50, 20 minutes after the meeting's end.")
    expect(page.locator("#warning-S5")).to_contain_text("Hvem har lyst?")
    reader.finds_nothing_wrong().leaves()


def test_on_a_phone_in_the_dark(served: Served, browser: Browser) -> None:
    reader = Builder(browser, served.address, "en", 320)
    reader.page.emulate_media(color_scheme="dark")
    reader.opens("/").steps_in_as("kl-secretariat")
    for path in ("", "copying/", "template/"):
        reader.opens(PROGRAMME + path).finds_nothing_wrong()
    reader.opens(PROGRAMME)
    reader.page.locator(".building h3 a").first.click()
    reader.finds_nothing_wrong().leaves()
