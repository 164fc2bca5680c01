"""In Swedish, from a host's offer to a published programme, and to those who come arm in arm."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NETWORK = "/networks/barn-och-unga"
COORDINATOR, THEIR_MAIL = "Kultursamordnare, Höör", "kultursamordnare.hoor@example.org"


@dataclass
class Story:
    width: int
    title: str
    season: str
    day: str
    written: str
    nurse: str
    at_a_desk: bool

    @property
    def nurses_mail(self) -> str:
        return f"{self.nurse.split(',')[0].lower().replace(' ', '.')}@example.org"


DESK = Story(
    1280,
    "Det första lånekortet",
    "autumn-2028",
    "2028-11-16",
    "16 november 2028",
    "Bo Ek, BVC i Höör",
    at_a_desk=True,
)
PHONE = Story(
    390,
    "Sagor före frukost",
    "any-2028",
    "2028-02-10",
    "10 februari 2028",
    "Kim Alm, BVC i Höör",
    at_a_desk=False,
)
FOCUS = "Hur möter familjerna böckerna redan på barnavårdscentralen?"
WELCOME, CAFE, LOOK_ABROAD = "Välkommen arm i arm", "Samtal vid små bord", "Så gör de i Finland"


@pytest.mark.parametrize("story", [DESK, PHONE], ids=["at-a-desk", "on-a-phone"])
def test_a_meeting_arm_in_arm(served: Served, browser: Browser, story: Story) -> None:
    """S5, S12–S18, K15, K28: offered, planned, hosted, built, published, invited to, and two come arm in arm."""
    reader = Reader(browser, served.address, "sv", story.width)
    _a_coordinator_offers_to_host(reader, story)
    _the_secretariat_says_yes(reader, story)
    _and_plans_a_meeting(reader, story)
    _names_the_host(reader)
    _builds_the_programme(reader, story)
    _publishes_and_invites(reader)
    _the_coordinator_answers_from_the_letter(reader, story)
    _and_takes_a_nurse_along(reader, story)
    _who_says_yes_from_the_letter(reader, story)
    _the_secretariat_sees_them(reader, story)
    _and_the_public_reads_the_programme(reader, story)
    reader.leaves()


def _a_coordinator_offers_to_host(reader: Reader, story: Story) -> None:
    reader.opens("/").steps_in_as("coordinator-hoor")
    _link(reader, "Meetings", _main(reader)).first.click()
    reader.sees(reader.t("Meetings")).finds_nothing_wrong()
    _link(reader, "Hosts", _main(reader)).click()
    reader.finds_nothing_wrong().follows("Offer to host or to present")
    reader.finds_nothing_wrong().presses("Send the offer")  # without saying when
    expect(reader.page.locator("[name=when]")).to_have_attribute("aria-invalid", "true")
    reader.was_refused().finds_nothing_wrong()
    reader.page.locator("[name=when]").select_option(story.season)
    reader.fills("message", _offered(story)).presses("Send the offer")
    reader.page.wait_for_url(f"**{NETWORK}/hosts/")
    reader.sees(_offered(story), reader.t("Waits for an answer")).finds_nothing_wrong()


def _offered(story: Story) -> str:
    return f"Kom till oss, biblioteket ligger vid stationen ({story.season})."


def _the_secretariat_says_yes(reader: Reader, story: Story) -> None:
    reader.opens("/").steps_in_as("skane-secretariat").opens(f"{NETWORK}/hosts/").finds_nothing_wrong()
    offer = reader.page.locator("ul.desk > li", has_text=_offered(story))
    reader.follows("Answer", offer)
    reader.sees("Höör", _offered(story)).finds_nothing_wrong()
    _choose(reader, "accepted", "yes")
    reader.fills("answer", "Tack, så gärna! Vi hör av oss om dagen.").presses("Send the answer")
    reader.page.wait_for_url(f"**{NETWORK}/hosts/**")
    expect(offer).to_contain_text(reader.t("Taken up"))
    reader.finds_nothing_wrong()


def _and_plans_a_meeting(reader: Reader, story: Story) -> None:
    reader.opens(f"{NETWORK}/meetings/").follows("Plan a meeting")
    reader.finds_nothing_wrong().presses("Plan the meeting")
    reader.sees(reader.t("Please look at this first:")).was_refused().finds_nothing_wrong()
    values = {"title": story.title, "focus": FOCUS, "date": story.day, "begins": "09:30", "ends": "15:00"}
    for field, value in values.items():
        reader.fills(field, value)
    reader.page.locator("[name=place_search]").press_sequentially("Höör")
    reader.page.get_by_role("radio", name=re.compile("^Höör")).check()
    reader.fills("venue", "Stadsbiblioteket")
    reader.page.locator("[name=armkrok]").check()
    follows = reader.page.locator("#follows")
    expect(follows).to_contain_text(reader.t("It is winter then, and there are trains."))
    reader.finds_nothing_wrong().presses("Plan the meeting")
    reader.sees(story.title, story.written, reader.t("Arm in arm")).finds_nothing_wrong()


def _names_the_host(reader: Reader) -> None:
    _tab(reader, "Host")
    reader.sees(reader.t("Winter meeting")).finds_nothing_wrong()
    row = reader.page.locator("tr", has=reader.page.get_by_role("rowheader", name=re.compile("^Höör")))
    expect(row).to_contain_text(reader.t("Offers for this time of the year"))
    reader.follows("Choose", row)
    reader.finds_nothing_wrong().presses("Name the host")
    reader.sees(reader.t("%(name)s hosts", name="Höör"), reader.t("Check list")).finds_nothing_wrong()


def _builds_the_programme(reader: Reader, story: Story) -> None:
    _tab(reader, "Programme")
    page = reader.page
    reader.sees(reader.t("The host's slot")).finds_nothing_wrong()
    for title, minutes, led_by, purposes in (
        (LOOK_ABROAD, 30, "facilitator", []),
        (CAFE, 90, "member", ["dialog", "erfarenhetsutbyte"]),
        (WELCOME, 20, "facilitator", ["lärande"]),
    ):
        _adds(reader, title, minutes, led_by, purposes)
    reader.presses("Add a break")
    expect(_items(reader)).to_have_count(5)
    # the welcome goes to the top: by a button, and where there is a keyboard with it
    welcome = page.locator("ol.building > li", has_text=WELCOME)
    reader.presses("Earlier", welcome)
    expect(_items(reader).nth(2)).to_contain_text(WELCOME)
    if story.at_a_desk:
        welcome.locator("[data-handle]").press("ArrowUp")
        welcome.locator("[data-handle]").press("ArrowUp")
    else:
        reader.presses("Earlier", welcome)
        expect(_items(reader).nth(1)).to_contain_text(WELCOME)
        reader.presses("Earlier", welcome)
    expect(_items(reader).first).to_contain_text(WELCOME)
    expect(_items(reader).first.locator("time")).to_have_text("09:30–09:50")
    expect(_items(reader).nth(1).locator("time")).to_have_text("09:50–10:20")
    if story.at_a_desk:
        expect(welcome.locator("[data-handle]")).to_be_focused()
    expect(page.locator("#builder aside")).to_contain_text(re.compile(r"70\s%"))  # 120 minutes of 170
    reader.finds_nothing_wrong()
    # everything else about an item stands on its own page
    _link(reader, CAFE, page.locator("ol.building"), translated=False).click()
    reader.finds_nothing_wrong().fills("about", "Fyra bord, fyra frågor.")
    reader.presses("Save")
    page.wait_for_url("**/programme/**")
    page.reload()
    expect(_items(reader).first).to_contain_text(WELCOME)


def _adds(reader: Reader, title: str, minutes: int, led_by: str, purposes: list[str]) -> None:
    form = reader.page.locator("form.adding")
    form.locator("[name=title]").fill(title)
    form.locator("[name=minutes]").fill(str(minutes))
    _choose(reader, "led_by", led_by, form)
    for purpose in purposes:
        form.get_by_label(purpose).check()
    reader.presses("Add", form)
    expect(reader.page.locator("ol.building > li", has_text=title)).to_be_visible()
    expect(form.locator("[name=title]")).to_have_value("")


def _publishes_and_invites(reader: Reader) -> None:
    _tab(reader, "Publish")
    page = reader.page
    untagged = page.locator("#warning-S5")
    expect(untagged).to_contain_text(LOOK_ABROAD)
    expect(page.locator("ul.warnings > li")).to_have_count(1)
    reader.finds_nothing_wrong()
    untagged.locator("summary").click()
    untagged.locator("textarea").fill("Det är bara en kort film.")
    reader.presses("Save the reason", untagged)
    expect(untagged).to_contain_text("Det är bara en kort film.")
    reader.finds_nothing_wrong().presses("Publish the programme")
    reader.sees(reader.t("The programme is public.")).finds_nothing_wrong()
    reader.follows("Invite", page.locator("main aside"))
    reader.finds_nothing_wrong().presses("Send the invitations")
    reader.sees(reader.t("Who comes"))
    reader.finds_nothing_wrong()


def _the_coordinator_answers_from_the_letter(reader: Reader, story: Story) -> None:
    reader.steps_out()
    invitation = reader.t("Invitation: %(meeting)s, %(date)s", meeting=story.title, date=story.written)
    reader.waits_for_the_letter_to(THEIR_MAIL, invitation).finds_nothing_wrong()
    reader.follows_the_letters_link().sees(story.title, FOCUS).finds_nothing_wrong()
    reader.presses("Yes, I come")
    reader.sees(reader.t("Yes, you have a seat.")).finds_nothing_wrong()


def _and_takes_a_nurse_along(reader: Reader, story: Story) -> None:
    reader.sees(reader.t("Whom do you take under the arm?")).follows("Invite somebody")
    reader.finds_nothing_wrong()
    _link(reader, "BVC-sjuksköterska", _main(reader), translated=False).click()
    field = reader.page.get_by_label
    expect(field(reader.t("In which role"))).to_have_value("BVC-sjuksköterska")
    drafted = re.compile(f"{story.title}.*BVC-sjuksköterska", re.DOTALL)
    expect(field(reader.t("Your invitation"))).to_have_value(drafted)
    for name, value in {"name": story.nurse, "email": story.nurses_mail, "workplace": "BVC i Höör"}.items():
        reader.fills(f"companion-{name}", value)
    reader.page.locator("[name=companion-trade]").select_option("health")
    reader.finds_nothing_wrong().presses("Send the invitation")
    reader.sees(story.nurse, reader.t("Hasn't answered yet")).finds_nothing_wrong()


def _who_says_yes_from_the_letter(reader: Reader, story: Story) -> None:
    asks = reader.t("Will you come along? %(meeting)s, %(date)s", meeting=story.title, date=story.written)
    reader.waits_for_the_letter_to(story.nurses_mail, asks).finds_nothing_wrong()
    reader.follows_the_letters_link().sees(COORDINATOR, FOCUS, "BVC-sjuksköterska").finds_nothing_wrong()
    reader.presses("Yes, I come along")
    reader.sees(reader.t("Yes, you come along.")).finds_nothing_wrong()
    comes = reader.t("%(name)s comes along: %(meeting)s", name=story.nurse, meeting=story.title)
    reader.waits_for_the_letter_to(THEIR_MAIL, comes)


def _the_secretariat_sees_them(reader: Reader, story: Story) -> None:
    reader.opens("/").steps_in_as("skane-secretariat").opens(f"{NETWORK}/meetings/?year=2028")
    reader.finds_nothing_wrong()
    _link(reader, story.title, _main(reader), translated=False).click()
    _tab(reader, "Companions")
    row = reader.page.locator("tr", has_text=story.nurse)
    expect(row).to_contain_text(reader.t("Brings somebody"))
    expect(row).to_contain_text("BVC i Höör")
    reader.finds_nothing_wrong()
    _tab(reader, "Participants")
    expect(reader.page.locator("table caption").first).to_have_text(reader.t("Hasn't answered"))
    expect(reader.page.locator("tr[id^=coming]", has_text=COORDINATOR)).to_contain_text(
        reader.t("Has a seat")
    )
    expect(reader.page.locator("tr", has_text=story.nurse).first).to_contain_text("BVC-sjuksköterska")
    reader.finds_nothing_wrong()


def _and_the_public_reads_the_programme(reader: Reader, story: Story) -> None:
    reader.steps_out().opens(f"{NETWORK}/").finds_nothing_wrong()
    _link(reader, story.title, _main(reader), translated=False).first.click()
    reader.sees(story.title, FOCUS, WELCOME, CAFE, "Fyra bord, fyra frågor.", "Höör").finds_nothing_wrong()
    seen = reader.page.content()
    for name in (COORDINATOR, THEIR_MAIL, story.nurse, story.nurses_mail):
        assert name not in seen


def _main(reader: Reader) -> Locator:
    return reader.page.locator("main")


def _items(reader: Reader) -> Locator:
    return reader.page.locator("ol.building > li")


def _link(reader: Reader, text: str, within: Locator, *, translated: bool = True) -> Locator:
    """The link that is called just so."""
    return within.get_by_role("link", name=reader.t(text) if translated else text, exact=True)


def _tab(reader: Reader, text: str) -> None:
    """One of the pages on which a meeting is made, by way of the phase that it is in."""
    menu = reader.page.locator("nav.desk-nav")
    page = _link(reader, text, menu)
    if not page.count():
        phase = "Invite" if text in ("Publish", "Participants", "Companions") else "Plan"
        _link(reader, phase, menu).first.click()
    page.last.click()


def _choose(reader: Reader, name: str, value: str, within: Locator | None = None) -> None:
    (within or _main(reader)).locator(f"[name={name}][value={value}]").check()
