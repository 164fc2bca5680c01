"""In Danish, a full day that fills up: a swap, an extra seat, the waiting list and its offer."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MEETING, TITLE = "/meetings/fritidsfaciliteter-2027-2/", "Adgang for alle"
SVENDBORG, SVENDBORGS_MAIL = "Idrætskonsulent, Svendborg", "idraetskonsulent.svendborg@example.org"
HJORRING, HJORRINGS_MAIL = "Idrætschef, Hjørring", "idraetschef.hjorring@example.org"


@dataclass
class Story:
    """Three colleagues in Svendborg, others at each width."""

    width: int
    first: str
    instead: str
    third: str

    def mail(self, name: str) -> str:
        return f"{name.split(',')[0].lower().replace(' ', '.')}@svendborg.example.org"


DESK = Story(1280, "Ida Bro, Svendborg", "Ole Bech, Svendborg", "Eva Lund, Svendborg")
PHONE = Story(390, "Per Holt, Svendborg", "Kaj Dam, Svendborg", "Nina Bak, Svendborg")


@pytest.mark.parametrize("story", [DESK, PHONE], ids=["at-a-desk", "on-a-phone"])
def test_a_full_day(served: Served, browser: Browser, story: Story) -> None:
    """K17, K34, K35, A1, A2: thirteen seats, ten of them taken, and everybody answers from a letter."""
    reader = Reader(browser, served.address, "da", story.width)
    _svendborg_answers_yes(reader)
    _registers_a_colleague_and_swaps(reader, story)
    _and_takes_an_extra_seat(reader, story)
    _hjorring_comes_after_all_and_waits(reader)
    _the_secretariat_sees_who_waits(reader)
    _svendborg_gives_the_extra_seat_up(reader, story)
    _hjorring_takes_the_place_from_the_mail(reader)
    _the_secretariat_sees_it_all(reader, story)
    _and_writes_to_those_who_come(reader, story)
    _as_it_was_before(reader, story)
    reader.leaves()


def _opens_the_invitation_of(reader: Reader, address: str) -> Reader:
    about = reader.t("Invitation: %(meeting)s, %(date)s", meeting=TITLE, date="9. september 2027")
    reader.opens_the_letter_to(address, about).finds_nothing_wrong()
    return reader.follows_the_letters_link().sees(TITLE)


def _svendborg_answers_yes(reader: Reader) -> None:
    reader.opens("/")
    _opens_the_invitation_of(reader, SVENDBORGS_MAIL).finds_nothing_wrong().presses("Yes, I come")
    reader.sees(reader.t("Yes, you have a seat.")).finds_nothing_wrong()


def _registers_a_colleague_and_swaps(reader: Reader, story: Story) -> None:
    _opens(reader, "Register one more of us")
    reader.sees(reader.t("It is within your membership.")).finds_nothing_wrong()
    _types(reader, story, story.first, "Register")
    seat = _seat(reader, story.first)
    expect(seat).to_contain_text(reader.t("Has a seat"))
    reader.finds_nothing_wrong()
    # somebody else comes instead: an address that is none is refused, and what was typed is still there
    _opens(reader, "Let somebody else sit there", seat)
    seat.locator("[name$=-name]").fill(story.instead)
    seat.locator("[name$=-email]").fill("ole")
    reader.presses("Swap", seat)
    reader.was_refused()
    expect(seat.locator("[name$=-email]")).to_have_attribute("aria-invalid", "true")
    expect(seat.locator("[name$=-name]")).to_have_value(story.instead)
    reader.finds_nothing_wrong()
    seat.locator("[name$=-email]").fill(story.mail(story.instead))
    reader.presses("Swap", seat)
    reader.sees(reader.t("%(name)s has the seat now.", name=story.instead)).finds_nothing_wrong()
    expect(_seat(reader, story.first)).to_have_count(0)
    expect(_seat(reader, story.instead)).to_contain_text(reader.t("Has a seat"))


def _and_takes_an_extra_seat(reader: Reader, story: Story) -> None:
    price = reader.t(
        "An extra seat at this meeting costs %(net)s, plus %(vat)s VAT: %(gross)s in all.",
        net="1.500 kr.",
        vat="375 kr.",
        gross="1.875 kr.",
    )
    _opens(reader, "Register one more of us")
    reader.sees(reader.t("This would be an extra seat."), price)
    _types(reader, story, story.third, "Register")
    reader.sees(reader.t("This is an extra seat"), price).was_refused().finds_nothing_wrong()
    expect(_seat(reader, story.third)).to_have_count(0)
    reader.presses("Yes, take the extra seat")
    expect(_seat(reader, story.third)).to_contain_text(reader.t("Extra seat"))
    _opens(reader, "Register one more of us")
    reader.sees(reader.t("The meeting is full: it would be a place on the waiting list."))
    reader.finds_nothing_wrong()


def _hjorring_comes_after_all_and_waits(reader: Reader) -> None:
    _opens_the_invitation_of(reader, HJORRINGS_MAIL).sees(reader.t("You have answered no."))
    reader.finds_nothing_wrong().presses("Yes, put me on the waiting list")
    reader.sees(reader.t("You are on the waiting list."))
    expect(_seat(reader, HJORRING)).to_contain_text(reader.t("Waits, number %(number)s in line", number="1"))
    reader.finds_nothing_wrong()


def _the_secretariat_sees_who_waits(reader: Reader) -> None:
    reader.opens("/").steps_in_as("kl-secretariat").opens(f"{MEETING}participants/?show=waiting")
    expect(_rows(reader)).to_have_count(1)
    expect(_rows(reader)).to_contain_text(HJORRING)
    reader.finds_nothing_wrong().steps_out()


def _svendborg_gives_the_extra_seat_up(reader: Reader, story: Story) -> None:
    _opens_the_invitation_of(reader, SVENDBORGS_MAIL)
    reader.presses("Give the seat up", _seat(reader, story.third))
    reader.sees(reader.t("The seat of %(name)s has been given up.", name=story.third))
    expect(_seat(reader, story.third)).to_have_count(0)
    reader.finds_nothing_wrong()


def _hjorring_takes_the_place_from_the_mail(reader: Reader) -> None:
    offer = reader.t("A place has come free: %(meeting)s", meeting=TITLE)
    reader.opens_the_letter_to(HJORRINGS_MAIL, offer).finds_nothing_wrong().follows_the_letters_link()
    reader.sees(reader.t("Your seat")).finds_nothing_wrong().presses("Take the place")
    reader.sees(reader.t("You have a seat, for %(organisation)s.", organisation="Hjørring"))
    reader.finds_nothing_wrong()


def _the_secretariat_sees_it_all(reader: Reader, story: Story) -> None:
    reader.opens("/").steps_in_as("kl-secretariat").opens(MEETING)
    menu = reader.page.locator("nav.desk-nav")
    menu.get_by_role("link", name=reader.t("Invite"), exact=True).first.click()
    menu.get_by_role("link", name=reader.t("Participants")).click()
    numbers = reader.page.locator("dl.numbers > div")  # seats taken, those who wait
    expect(numbers.nth(0).locator("dd")).to_have_text("13")
    expect(numbers.nth(1).locator("dd")).to_have_text("0")
    reader.finds_nothing_wrong()
    _finds(reader, "Svendborg", [SVENDBORG, story.instead])
    expect(_rows(reader).filter(has_text=story.third)).to_contain_text(reader.t("Given up"))
    _finds(reader, "Hjørring", [HJORRING])


def _and_writes_to_those_who_come(reader: Reader, story: Story) -> None:
    """With a preview, to a selection, and with a list of who got it."""
    subject, text = f"Husk indendørs sko ({story.width})", "Hej {name}\n\nVi ses {date}: {place}."
    reader.opens(f"{MEETING}participants/?show=coming").follows("Write to everybody who is found")
    reader.sees(reader.t("Who gets it")).finds_nothing_wrong()
    reader.fills("subject", subject).fills("text", text).presses("Show the preview")
    reader.sees("Vi ses torsdag den 9. september 2027: Idrætshallen, Randers.").finds_nothing_wrong()
    reader.page.locator("button[name=do][value=send]").click()
    reader.page.wait_for_url("**/mailings/**")
    row = reader.page.locator("#receivers tbody tr", has_text=story.instead)
    expect(row).to_be_visible()
    reader.sees(subject).finds_nothing_wrong().steps_out()
    reader.waits_for_the_letter_to(story.mail(story.instead), subject)
    letter = reader.page.frame_locator("iframe.letter").locator("body")
    expect(letter).to_contain_text(f"Hej {story.instead}")


def _finds(reader: Reader, municipality: str, names: list[str]) -> None:
    """Searched for, those of a municipality have their seats, and nobody else of it has one."""
    page = reader.page
    page.locator("main [role=search] [name=q]").fill(municipality)
    page.wait_for_url("**q=**")
    seated = _rows(reader).filter(has_text=reader.t("Has a seat"))
    expect(seated).to_have_count(len(names))
    for name in names:
        expect(seated.filter(has_text=name)).to_have_count(1)
    reader.finds_nothing_wrong()


def _as_it_was_before(reader: Reader, story: Story) -> None:
    """Both give their seats up, as anybody may at any time."""
    _opens_the_invitation_of(reader, SVENDBORGS_MAIL)
    reader.presses("Give the seat up", _seat(reader, story.instead))
    expect(_seat(reader, story.instead)).to_have_count(0)
    reader.presses("I can't come after all").sees(reader.t("You have answered no.")).finds_nothing_wrong()
    _opens_the_invitation_of(reader, HJORRINGS_MAIL).presses("I can't come after all")
    reader.sees(reader.t("You have answered no."), reader.t("Nobody is registered yet."))


def _opens(reader: Reader, summary: str, within: Locator | None = None) -> None:
    (within or reader.page.locator("main")).locator("summary", has_text=reader.t(summary)).click()


def _types(reader: Reader, story: Story, name: str, button: str) -> None:
    """Into the form for one more colleague."""
    for field, value in {"name": name, "email": story.mail(name), "title": "Halinspektør"}.items():
        reader.fills(f"more-{field}", value)
    form = reader.page.locator("form", has=reader.page.locator("[name=more-name]"))
    reader.presses(button, form)


def _seat(reader: Reader, name: str) -> Locator:
    """The seat on which somebody sits; others may offer to give theirs to the same person."""
    return reader.page.locator("ul.seats > li", has=reader.page.locator("strong", has_text=name))


def _rows(reader: Reader) -> Locator:
    return reader.page.locator("#list tbody tr")
