"""In Danish: a meeting moves, is put off and gets its new date; and two members see it in their mailboxes.

Nothing is a demo here: mail leaves by SMTP, lies in a real mailbox, and is fetched from there by IMAP.
"""

import datetime as dt
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from icalendar import Calendar, Component
from imap_tools import MailBoxUnencrypted
from playwright.sync_api import Browser, expect

from tests.imap import WORD, Mailboxes, some_mailboxes
from tests.journeys.reader import Reader
from tests.served import Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TITLE = "Adgang for alle"
SECRETARIAT, US = "konsulent.kl@example.org", "invitationer@example.org"
AARHUS = "idraetschef.aarhus@example.org"  # comes
SVENDBORG = "idraetskonsulent.svendborg@example.org"  # hasn't answered
ZONE = ZoneInfo("Europe/Copenhagen")


class House(Served):
    """Armkrok as it really runs, with the world of the demo moved to today."""

    def __init__(self, folder: Path, mailboxes: Mailboxes) -> None:
        super().__init__(folder)
        del self.environment["ARMKROK_DEMO_TODAY"]
        self.prepare("tests.journeys.a_real_house")
        del self.environment["ARMKROK_DEMO"]
        self.environment |= {
            "ARMKROK_MAIL_FROM": US,
            "ARMKROK_SMTP_URL": mailboxes.smtp_url,
            "ARMKROK_IMAP_URL": mailboxes.imap_url(US),
        }

    @property
    def meeting(self) -> str:
        """Where its page is. Its day, and with it the name of the page, follow today's."""
        [(slug,)] = self.rows(f"SELECT slug FROM meetings_meeting WHERE title = '{TITLE}'")  # noqa: S608
        return f"/meetings/{slug}/"


@pytest.fixture(scope="module")
def mailboxes() -> Iterator[Mailboxes]:
    with some_mailboxes() as everybody:
        yield everybody


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, mailboxes: Mailboxes) -> Iterator[House]:
    it = House(tmp_path_factory.mktemp("house"), mailboxes)
    it.start()
    yield it
    it.stop()


# --- a member's own mailbox -----------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What somebody's mail program does: it signs in by IMAP and looks what is new."""

    mailboxes: Mailboxes
    address: str
    seen: int = 0

    def mails(self) -> list[EmailMessage]:
        box = MailBoxUnencrypted("127.0.0.1", self.mailboxes.imap_port)
        with box.login_utf8(self.address, WORD) as opened:
            found = [message_from_bytes(m.obj.as_bytes(), policy=policy.default) for m in opened.fetch()]
        assert all(isinstance(mail, EmailMessage) for mail in found)
        return found  # type: ignore[return-value]

    def waits(self, about: str, seconds: int = 60) -> EmailMessage:
        """The next mail, which has this in its subject; there is no other before it."""
        give_up = time.monotonic() + seconds
        while len(new := self.mails()[self.seen :]) < 1:
            assert time.monotonic() < give_up, f"no mail to {self.address} about “{about}”"
            time.sleep(0.3)
        self.seen += 1
        assert about in new[0]["Subject"], new[0]["Subject"]
        return new[0]


@dataclass
class Entry:
    """What the calendar program understands of a mail."""

    method: str
    event: Component

    @property
    def uid(self) -> str:
        return str(self.event["UID"])

    @property
    def number(self) -> int:
        return int(self.event["SEQUENCE"])

    @property
    def hours(self) -> tuple[str, str]:
        """On a clock on the wall there."""
        starts, ends = (self.event[name].dt.astimezone(ZONE) for name in ("DTSTART", "DTEND"))
        return f"{starts:%Y-%m-%d %H:%M}", f"{ends:%H:%M}"


def entry_in(mail: EmailMessage) -> Entry:
    """RFC 6047: a part with buttons, and the same as a file; both say the same."""
    parts = {part.get_content_type(): part for part in mail.walk()}
    invitation = parts["text/calendar"]
    content, file = (part.get_payload(decode=True) for part in (invitation, parts["application/ics"]))
    assert isinstance(content, bytes)
    assert isinstance(file, bytes)
    assert content.splitlines() == file.splitlines()
    whole = Calendar.from_ical(content)
    (event,) = whole.walk("VEVENT")
    assert invitation.get_param("method") == str(whole["METHOD"])
    assert event["ORGANIZER"].removeprefix("mailto:") == US
    assert event["ATTENDEE"].removeprefix("mailto:") == mail["To"].addresses[0].addr_spec
    return Entry(str(whole["METHOD"]), event)


# --- the story ------------------------------------------------------------------------------------------


def test_a_moved_meeting_in_the_mailbox(house: House, browser: Browser, mailboxes: Mailboxes) -> None:
    """A5: what is told to whom is read before; both the one who comes and the one who hasn't answered get it."""
    reader = Reader(browser, house.address, "da")
    begins = _when(house)
    before = {address: _known(house, address) for address in (AARHUS, SVENDBORG)}
    theirs = {address: Mailbox(mailboxes, address) for address in (AARHUS, SVENDBORG)}
    _the_secretariat_signs_in(reader, Mailbox(mailboxes, SECRETARIAT))

    moved = begins + dt.timedelta(weeks=2)
    _moves_it(reader, house, moved, "Hallen er optaget den dag.")
    told = _both_get(reader, theirs, before, moved)
    _cancels_for_now(reader, house)
    gone = {}
    for address, mailbox in theirs.items():
        mail = mailbox.waits(_subject(reader, "Cancelled, new date to come: %(meeting)s"))
        gone[address] = entry = entry_in(mail)
        assert (entry.method, str(entry.event["STATUS"])) == ("CANCEL", "CANCELLED")
        assert (entry.uid, entry.number > told[address].number) == (before[address][0], True)
    _the_seats_are_kept(reader, house)

    again = begins + dt.timedelta(weeks=6)
    _moves_it(reader, house, again, "Nu er hallen fri.", anew=True)
    known = {address: (entry.uid, entry.number) for address, entry in gone.items()}
    back = _both_get(reader, theirs, known, again, "New date: %(meeting)s")
    assert str(back[AARHUS].event["STATUS"]) == "CONFIRMED"
    assert [back[a].event["ATTENDEE"].params["PARTSTAT"] for a in theirs] == ["ACCEPTED", "NEEDS-ACTION"]
    reader.leaves()
    _the_member_opens_the_link(browser, house, theirs[AARHUS].mails()[-1])


def _when(house: House) -> dt.datetime:
    [(at,)] = house.rows(f"SELECT starts_at FROM meetings_meeting WHERE title = '{TITLE}'")  # noqa: S608
    return dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC).astimezone(ZONE)


def _known(house: House, address: str) -> tuple[str, int]:
    """What their calendar was told when they were invited: the name of the entry, and its number."""
    [row] = house.rows(
        "SELECT e.uid, e.sequence FROM meetings_calendarentry e"  # noqa: S608
        " JOIN directory_person p ON p.id = e.person_id JOIN meetings_meeting m ON m.id = e.meeting_id"
        f" WHERE m.title = '{TITLE}' AND p.email = '{address}'"
    )
    return row[0], row[1]


def _subject(reader: Reader, words: str) -> str:
    return reader.t(words, meeting=TITLE)


def _the_secretariat_signs_in(reader: Reader, mailbox: Mailbox) -> None:
    reader.opens("/sign-in/").fills("login", SECRETARIAT).presses("Mail me a code")
    reader.page.locator("[name=code]").wait_for()
    give_up = time.monotonic() + 60
    while not (mails := mailbox.mails()):
        assert time.monotonic() < give_up
        time.sleep(0.3)
    body = mails[-1].get_body(("plain",))
    assert body
    code = re.search(r"\b\d{3}-\d{3}\b", body.get_content())
    assert code
    reader.fills("code", code[0]).presses("Sign in")
    reader.page.wait_for_url(re.compile("/(me|today)/"))


def _moves_it(reader: Reader, house: House, to: dt.datetime, why: str, *, anew: bool = False) -> None:
    """With the mouse, and read before: who is told, seats, the host's turn, the guest, calendars."""
    reader.opens(f"{house.meeting}rescheduling/")
    happens = reader.page.locator("section.happens")
    [(seats,)] = house.rows(
        "SELECT count(*) FROM meetings_seat s JOIN meetings_meeting m ON m.id = s.meeting_id"  # noqa: S608
        f" WHERE m.title = '{TITLE}' AND s.state = 'taken'"
    )
    expect(happens).to_contain_text(
        _many(reader, "%(n)s seat stays as it is.", "%(n)s seats stay as they are.", seats)
    )
    expect(happens).to_contain_text(
        reader.t("%(organisation)s stays the host. Ask there first.", organisation="Randers")
    )
    guest = (
        "%(n)s guest keeps the item of the programme and is told the new time.",
        "%(n)s guests keep their items of the programme and are told their new times.",
    )
    expect(happens).to_contain_text(_many(reader, *guest, 1))
    if anew:
        comes_back = "It comes back into the calendars of all who are told, at the new time."
        expect(happens).to_contain_text(reader.t(comes_back))
    else:
        expect(happens).to_contain_text(reader.t("Whoever hasn't answered yet is told too."))
    asked = happens.locator("details", has_text=reader.t("Are invited, and haven't said no"))
    asked.locator("summary").click()
    expect(asked).to_contain_text("Idrætskonsulent, Svendborg")
    reader.fills("date", f"{to:%Y-%m-%d}").fills("begins", "10:00").fills("ends", "16:00").fills("why", why)
    reader.finds_nothing_wrong()
    reader.presses("Set the new date, and tell them" if anew else "Move it, and tell them")
    reader.page.wait_for_url(f"**{house.meeting}")
    reader.sees(reader.t("The meeting has its new time, and everybody concerned is told."))
    reader.sees(format_date(to.date(), "full", locale="da")).finds_nothing_wrong()


def _both_get(
    reader: Reader,
    theirs: dict[str, Mailbox],
    known: dict[str, tuple[str, int]],
    to: dt.datetime,
    subject: str = "New time: %(meeting)s",
) -> dict[str, Entry]:
    found = {}
    for address, mailbox in theirs.items():
        mail = mailbox.waits(_subject(reader, subject))
        found[address] = entry = entry_in(mail)
        uid, number = known[address]
        assert (entry.method, entry.uid) == ("REQUEST", uid)
        assert entry.number > number
        assert entry.hours == (f"{to:%Y-%m-%d} 10:00", "16:00")
        assert str(entry.event["LOCATION"]).startswith("Idrætshallen")
        text = mail.get_body(("plain",))
        assert text
        assert format_date(to.date(), "full", locale="da") in text.get_content()
    return found


def _cancels_for_now(reader: Reader, house: House) -> None:
    reader.opens(f"{house.meeting}cancellation/")
    happens = reader.page.locator("section.happens")
    kept = "With a new date to come, seats, the waiting list and answers are kept; else they are over."
    turn = "With a new date to come, it stays the turn of %(organisation)s to host."
    expect(happens).to_contain_text(reader.t(kept))
    expect(happens).to_contain_text(reader.t(turn, organisation="Randers"))
    expect(happens).to_contain_text(reader.t("With a new date to come, they come back at the new time."))
    reader.page.locator("[name=way][value=postponed]").check()
    reader.fills("why", "Hallen har fået en vandskade.").finds_nothing_wrong()
    reader.presses("Cancel the meeting, and tell them")
    reader.page.wait_for_url(f"**{house.meeting}")
    reader.sees(reader.t("The meeting is cancelled, and everybody concerned is told.")).finds_nothing_wrong()


def _the_seats_are_kept(reader: Reader, house: House) -> None:
    reader.opens(f"{house.meeting}participants/?q=Aarhus")
    rows = reader.page.locator("#list tbody tr").filter(has_text=reader.t("Has a seat"))
    expect(rows).to_have_count(2)
    reader.finds_nothing_wrong()


def _the_member_opens_the_link(browser: Browser, house: House, mail: EmailMessage) -> None:
    """From the last mail, without signing in: the seat is still there."""
    body = mail.get_body(("plain",))
    assert body
    links = re.findall(re.escape(house.address) + r"(/l/\S+)", body.get_content())
    assert links
    member = Reader(browser, house.address, "da", 390)
    member.opens(links[0]).sees(TITLE, member.t("Has a seat")).finds_nothing_wrong()
    member.leaves()


def _many(reader: Reader, one: str, many: str, n: int) -> str:
    said = reader.words.ngettext(one, many, n)
    assert said not in (one, many), f"no {reader.language} for “{many}”"
    return said % {"n": n}
