"""Somebody at a browser, who reads the interface in their own language."""

import gettext
import io
import re
import time
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Locator, Page, expect

import armkrok
from tests.browser import what_axe_finds

LOCALE = Path(armkrok.__path__[0]) / "locale"


def words_of(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    out = io.BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        write_mo(out, read_po(file))
    out.seek(0)
    return gettext.GNUTranslations(out)


class Reader:
    """Finds what a person would find: by the words on buttons, links and fields."""

    def __init__(self, browser: Browser, address: str, language: str, width: int = 1280) -> None:
        self.context = browser.new_context(
            base_url=address, locale=language, viewport={"width": width, "height": 900}
        )
        self.page: Page = self.context.new_page()
        self.words = words_of(language)
        self.language = language
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def t(self, text: str, **names: str) -> str:
        """The interface's text in the reader's language."""
        translated = self.words.gettext(text)
        assert self.language == "en" or translated != text or text in SAME, f"no {self.language} for “{text}”"
        return translated % names if names else translated

    def opens(self, path: str) -> "Reader":
        self.page.goto(path)
        return self

    def follows(self, text: str, within: Locator | None = None) -> "Reader":
        (within or self.page).get_by_role("link", name=self.t(text)).first.click()
        return self

    def presses(self, text: str, within: Locator | None = None) -> "Reader":
        (within or self.page).get_by_role(
            "button", name=re.compile(f"^{re.escape(self.t(text))}")
        ).first.click()
        return self

    def fills(self, field: str, value: str) -> "Reader":
        self.page.locator(f"[name={field}]").fill(value)
        return self

    def sees(self, *texts: str) -> "Reader":
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def steps_in_as(self, name: str) -> "Reader":
        """By the demo's bar."""
        self.page.locator(".demo-bar summary").click()
        self.page.locator(f'.demo-bar form[action="/demo/as/{name}/"] button').click()
        return self

    def steps_out(self) -> "Reader":
        """By the demo's bar: from now on one is a stranger."""
        self.page.locator(".demo-bar summary").click()
        self.page.locator('.demo-bar form[action="/demo/out/"] button').click()
        return self

    def was_refused(self) -> "Reader":
        """The browser complains of an answer that isn't 200. Here it is what was wanted."""
        self.has_it_all()
        assert [text for text in self.complaints if "422" in text], self.complaints
        self.complaints = [text for text in self.complaints if "422" not in text]
        return self

    def opens_the_letter_to(self, address: str, about: str) -> "Reader":
        """The newest letter in the demo's mailbox to this address whose subject says so."""
        self.page.goto(f"/demo/mail/?to={address}")
        self.page.locator("main").get_by_role("link", name=re.compile(re.escape(about))).first.click()
        return self

    def waits_for_the_letter_to(self, address: str, about: str, seconds: int = 40) -> "Reader":
        """The same for a letter that the worker is still to write: one looks again and again."""
        letter = self.page.locator("main").get_by_role("link", name=re.compile(re.escape(about)))
        give_up = time.monotonic() + seconds
        self.page.goto(f"/demo/mail/?to={address}")
        while not letter.count():
            assert time.monotonic() < give_up, f"no letter to {address} about “{about}”"
            time.sleep(1)
            self.page.reload()
        letter.first.click()
        return self

    def follows_the_letters_link(self) -> "Reader":
        self.page.frame_locator("iframe.letter").get_by_role("link").first.click()
        self.page.wait_for_url("**/l/**")
        return self

    def has_it_all(self) -> "Reader":
        """The page, and what it fetches by itself. Half a page has half a title, and axe says so."""
        self.page.wait_for_load_state()
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        return self

    def finds_nothing_wrong(self) -> "Reader":
        """Axe is content, nothing sticks out to the side, and the browser had nothing to complain about."""
        self.has_it_all()
        faults = what_axe_finds(self.page)
        assert not faults, (self.page.url, faults)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"
        assert not self.complaints, self.complaints
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        return self

    def leaves(self) -> None:
        self.context.close()


SAME = {"Region", "Send", "Invitation: %(meeting)s, %(date)s"}
