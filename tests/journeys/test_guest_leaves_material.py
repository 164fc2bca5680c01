"""A guest uploads, and nobody else sees it before it is shared; then the members fetch it, and strangers don't."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.reader import Reader
from tests.meetings import samples as a
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MEETING = "/meetings/fritidsfaciliteter-2027-2/"
GUESTS_MAIL = "specialkonsulent.styrelsen-for-byggeri-og-fritid@example.org"


@dataclass
class Story:
    """Another file at each width, since the same one left twice is one."""

    width: int
    title: str
    name: str
    content: bytes


DESK = Story(1280, "Regler for åbne haller", "Åbne haller, regler.pdf", a.pdf())
PHONE = Story(390, "Regler for åbne baner", "Åbne baner.pdf", a.pdf(b"/Lang (da) "))


@pytest.mark.parametrize("story", [DESK, PHONE], ids=["at-a-desk", "on-a-phone"])
def test_a_guest_leaves_material(served: Served, browser: Browser, tmp_path: Path, story: Story) -> None:
    """S20, K21: checked by content, and seen by those who run the network only, until they share it."""
    guest = Reader(browser, served.address, "da", story.width)
    guest.opens_the_letter_to(GUESTS_MAIL, "Invitation som gæst").follows_the_letters_link()
    _leaves_something_with_macros(guest, tmp_path, story)
    file = _leaves_a_pdf(guest, tmp_path, story)

    member = Reader(browser, served.address, "da", story.width)
    member.opens("/").steps_in_as("coordinator-svendborg")
    stranger = Reader(browser, served.address, "da", story.width)
    for reader in (member, stranger):
        _doesnt_see(reader, story, file)
    secretary = Reader(browser, served.address, "da", story.width)
    secretary.opens("/").steps_in_as("kl-secretariat")
    _shares_it_from_today(secretary, story)

    member.opens(MEETING).sees(story.title).finds_nothing_wrong()
    with member.page.expect_download() as fetched:
        member.page.get_by_role("link", name=story.name).click()
    assert fetched.value.suggested_filename == story.name
    assert Path(fetched.value.path()).read_bytes() == story.content
    _doesnt_see(stranger, story, file)
    guest.page.reload()
    expect(guest.page.locator("main li", has_text=story.title).locator(".tag")).to_be_visible()
    guest.finds_nothing_wrong()

    _removes_it(secretary, story)
    _doesnt_see(member, story, file)
    for reader in (guest, member, stranger, secretary):
        reader.leaves()


def _leaves(guest: Reader, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    guest.page.set_input_files("[name=left-file]", str(tmp_path / name))
    guest.page.locator("button[name=add]").click()


def _leaves_something_with_macros(guest: Reader, tmp_path: Path, story: Story) -> None:
    guest.fills("left-title", story.title)
    _leaves(guest, tmp_path, "Regler.docx", a.office("docm"))
    guest.was_refused()
    expect(guest.page.locator("[name=left-file]")).to_have_attribute("aria-invalid", "true")
    expect(guest.page.locator("[name=left-title]")).to_have_value(story.title)
    guest.finds_nothing_wrong()


def _leaves_a_pdf(guest: Reader, tmp_path: Path, story: Story) -> str:
    """The address at which those who may would fetch it."""
    _leaves(guest, tmp_path, story.name, story.content)
    link = guest.page.get_by_role("link", name=story.name)
    expect(link).to_be_visible()
    guest.finds_nothing_wrong()
    found = re.search(r"file=(\d+)", link.get_attribute("href") or "")
    assert found
    return f"{MEETING}material/{found[1]}/file/"


def _doesnt_see(reader: Reader, story: Story, file: str) -> None:
    reader.opens(MEETING)
    expect(reader.page.locator("main")).not_to_contain_text(story.title)
    assert reader.page.request.get(file).status == 404


def _shares_it_from_today(secretary: Reader, story: Story) -> None:
    secretary.opens("/today/").finds_nothing_wrong()
    secretary.page.locator(f'main a[href="{MEETING}material/"]').click()
    waiting = secretary.page.locator("main li", has_text=story.title)
    secretary.finds_nothing_wrong()
    waiting.locator("a.button").click()
    secretary.page.locator('[name=audience][value="members"]').check()
    secretary.finds_nothing_wrong()
    secretary.page.locator('form[action$="/sharing/"] button').first.click()
    secretary.page.wait_for_url(f"**{MEETING}material/")
    secretary.sees(story.title).finds_nothing_wrong()


def _removes_it(secretary: Reader, story: Story) -> None:
    shared = secretary.page.locator("main li.card", has_text=story.title)
    shared.locator('form[action$="/removal/"] button').click()
    expect(secretary.page.locator('button[name="undo"]').first).to_be_attached()
    secretary.finds_nothing_wrong()
