"""Somebody from outside is invited to one item of the programme (S19, S20, K29, K30, A10)."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.accounts.models import PersonalLink
from armkrok.journal.models import Entry
from armkrok.meetings import guesting, hosting, making, programming
from armkrok.meetings.models import AgendaItem, Guest, Meeting, Seat
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting
from .programmes import put

EXPERT = Someone("Vejleder, Kulturministeriet", "vejleder@example.org")


@pytest.fixture
def talk(meeting: Meeting) -> AgendaItem:
    """10.30–11.15 in Copenhagen, after an hour that is open and before one that isn't."""
    put(meeting, "Velkommen", 60)
    item = put(meeting, "Haller i tal", 45)
    put(meeting, "Kollegial sparring", 60, closed=True)
    return item


@pytest.fixture
def address(meeting: Meeting, talk: AgendaItem) -> str:
    return f"/meetings/{meeting.slug}/guests/"


def invite(world: World, item: AgendaItem, who: object = EXPERT, **more: object) -> Guest:
    values: dict = {"focus": "Flere bruger hallerne", "by": world.people["secretary"], "at": world.now}
    return guesting.invite_guest(item, who, **(values | more))  # type: ignore[arg-type]


def typed(item: AgendaItem, **more: str) -> dict[str, str]:
    return {
        "item": str(item.pk),
        "name": EXPERT.name,
        "email": EXPERT.email,
        "workplace": "Kulturministeriet",
        "role": "speaker",
        "focus": "Flere bruger hallerne",
        "brief": "Tal om åbne haller, gerne med eksempler.",
        **more,
    }


def test_a_state_agency_comes_as_a_guest_without_seat_or_fee(
    world: World, talk: AgendaItem, address: str, client: Client
) -> None:
    """K29, K30, A10: who can't be a member is welcome for an hour, and becomes a person of no organisation."""
    sent = world.sign_in(client, "secretary").post(address, typed(talk))
    assert sent.status_code == 302
    guest = Guest.objects.get()
    assert (guest.state, guest.workplace, guest.person.organisation) == ("invited", "Kulturministeriet", None)
    assert not Seat.objects.exists()
    assert Entry.objects.about(guest).filter(what="guest.invited").exists()
    talk.refresh_from_db()
    assert (talk.led_by, talk.presenter) == ("guest", ""), "nobody is named before they have said yes"
    guesting.answer_guest(guest, comes=True, by=guest.person, at=world.now)
    talk.refresh_from_db()
    assert (talk.led_by, talk.presenter) == ("guest", EXPERT.name)


def test_the_invitation_says_the_time_of_their_own_part_and_the_focus(world: World, talk: AgendaItem) -> None:
    """S19, S20"""
    invite(world, talk, brief="Tal om åbne haller.")
    (letter,) = world.letters(EXPERT.email)
    assert letter.language == "da"
    for words in (
        "10.30–11.15",
        "Flere bruger hallerne",
        "Tal om åbne haller.",
        "Sal 1",
        "Danmark",
        "GMT+02",
    ):
        assert words in letter.text
    assert "09.30" not in letter.text, "the meeting's own hours aren't the guest's"


def test_the_focus_is_filled_in_from_the_meeting(world: World, address: str, client: Client) -> None:
    page = world.sign_in(client, "secretary").get(address)
    assert page.context["form"]["focus"].value() == "Flere bruger hallerne"
    assert "10:30–11:15 Haller i tal" in page.text


def test_without_a_focus_it_is_refused_beside_the_field_and_what_was_typed_stays(
    world: World, talk: AgendaItem, address: str, client: Client
) -> None:
    """S19: H."""
    page = world.sign_in(client, "secretary").post(address, typed(talk, focus=" "))
    assert page.status_code == 422
    assert "Say which focus of the network the guest serves" in page.context["form"].errors["focus"][0]
    assert "Tal om åbne haller, gerne med eksempler." in page.text
    assert f'value="{EXPERT.email}"' in page.text
    assert not Guest.objects.exists()
    with pytest.raises(Refusal) as no:
        invite(world, talk, focus="")
    assert (no.value.requirement, no.value.field) == ("S19", "focus")


@pytest.mark.parametrize(
    "wrong", [{"email": "vejleder"}, {"name": ""}, {"item": "9999"}, {"item": ""}, {"role": "king"}]
)
def test_what_is_wrong_is_said_beside_it(
    world: World, talk: AgendaItem, address: str, client: Client, wrong: dict[str, str]
) -> None:
    page = world.sign_in(client, "secretary").post(address, typed(talk) | wrong)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == set(wrong)
    assert "gerne med eksempler" in page.text
    assert not Guest.objects.exists()


def test_what_is_confidential_isnt_offered_and_is_refused(
    world: World, meeting: Meeting, talk: AgendaItem, address: str, client: Client
) -> None:
    """S20, K21: H."""
    closed = meeting.items.get(closed=True)
    world.sign_in(client, "secretary")
    assert f'<option value="{closed.pk}"' not in client.get(address).text
    assert client.post(address, typed(closed)).status_code == 422
    with pytest.raises(Refusal) as no:
        invite(world, closed)
    assert no.value.requirement == "S20"
    assert not Guest.objects.exists()


def test_beside_something_confidential_it_is_refused(
    world: World, meeting: Meeting, talk: AgendaItem, address: str, client: Client
) -> None:
    """S20: overlap with a parallel item for members only."""
    beside = put(meeting, "Rundvisning", 30, parallel=True)
    page = world.sign_in(client, "secretary").post(address, typed(beside))
    assert page.status_code == 422
    assert "while something confidential goes on" in page.context["form"].errors["item"][0]
    longer = put(meeting, "Frokost", 60)
    put(meeting, "Udvalgsmøde", 20, parallel=True, closed=True)
    with pytest.raises(Refusal, match="confidential"):
        invite(world, longer)


def test_inside_the_meeting_or_not_at_all(world: World, meeting: Meeting, talk: AgendaItem) -> None:
    """S20: the last minute of the meeting is the last of a guest."""
    put(meeting, "Eftermiddag", 165)
    last = put(meeting, "Afslutning", 30)
    assert invite(world, last).item == last
    beyond = put(meeting, "Efterord", 5)
    with pytest.raises(Refusal, match="inside the meeting"):
        invite(world, beyond)


def test_no_change_of_the_programme_leaves_a_guest_outside(
    world: World, meeting: Meeting, talk: AgendaItem
) -> None:
    """S20"""
    invite(world, talk)
    secretary = world.people["secretary"]
    with pytest.raises(Refusal):
        programming.change(talk, {"closed": True}, by=secretary, at=world.now)
    with pytest.raises(Refusal):
        programming.remove(talk, by=secretary, at=world.now)
    with pytest.raises(Refusal):
        making.reschedule(
            meeting,
            meeting.starts_at,
            meeting.starts_at + dt.timedelta(minutes=90),
            by=secretary,
            at=world.now,
        )


def test_sent_twice_it_is_one_invitation(world: World, talk: AgendaItem) -> None:
    assert invite(world, talk) == invite(world, talk)
    assert Guest.objects.count() == 1
    assert len(world.letters(EXPERT.email)) == 1


def test_a_known_address_is_the_known_person(world: World, talk: AgendaItem) -> None:
    guest = invite(world, talk, Someone("Nogen", "outsider@example.org"))
    assert guest.person == world.people["outsider"]
    assert guest.person.organisation == world.organisations["Køge"]


def test_an_expert_is_asked_and_isnt_the_one_who_leads(world: World, talk: AgendaItem) -> None:
    invite(world, talk, role="expert")
    talk.refresh_from_db()
    assert (talk.led_by, talk.presenter) == ("facilitator", "")


def test_who_is_named_already_stays_named(world: World, talk: AgendaItem) -> None:
    AgendaItem.objects.filter(pk=talk.pk).update(presenter="To fra ministeriet")
    guesting.call_off_guest(invite(world, talk), by=world.people["secretary"], at=world.now)
    talk.refresh_from_db()
    assert talk.presenter == "To fra ministeriet"


def test_called_off_they_are_told_why_once_and_the_programme_forgets_the_name(
    world: World, talk: AgendaItem, address: str, client: Client
) -> None:
    guest = invite(world, talk)
    theirs = world.link("meetings.guest", guest.person)
    calling_off = f"{address}{guest.pk}/calling-off/"
    world.sign_in(client, "secretary")
    assert "can't be undone" in client.get(calling_off).text
    for _ in range(2):
        assert client.post(calling_off, {"why": "Programmet er blevet kortere"}).status_code == 302
    guest.refresh_from_db()
    assert guest.state == "called_off"
    told = [m for m in world.letters(EXPERT.email) if m.key.endswith("called-off")]
    assert len(told) == 1
    assert "Programmet er blevet kortere" in told[0].text
    page = Client().get(theirs).text
    assert "called your part of the meeting off" in page
    assert "Programmet er blevet kortere" in page
    assert "Flere bruger hallerne" not in page
    talk.refresh_from_db()
    assert (talk.led_by, talk.presenter) == ("guest", "")
    assert Client().post(theirs, {"answer": "yes"}).status_code == 422
    assert invite(world, talk).pk != guest.pk, "and may be invited anew"


def test_too_long_a_reason_is_kept_and_refused(
    world: World, talk: AgendaItem, address: str, client: Client
) -> None:
    guest = invite(world, talk)
    page = world.sign_in(client, "secretary").post(f"{address}{guest.pk}/calling-off/", {"why": "x" * 501})
    assert page.status_code == 422
    assert "x" * 501 in page.text
    guest.refresh_from_db()
    assert guest.state == "invited"


def test_when_the_programme_has_moved_they_are_told_the_new_time_at_a_click_and_once(
    world: World, meeting: Meeting, talk: AgendaItem, address: str, client: Client
) -> None:
    guest = invite(world, talk)
    world.sign_in(client, "secretary")
    assert "Tell the new time" not in client.get(address).text
    welcome = meeting.items.get(title="Velkommen")
    programming.resize(welcome, 75, by=world.people["secretary"], at=world.now)
    assert "Tell the new time" in client.get(address).text
    for _ in range(2):
        assert client.post(f"{address}{guest.pk}/time/").status_code == 302
    told = [m for m in world.letters(EXPERT.email) if ":moved:" in m.key]
    assert len(told) == 1
    assert "10.45–11.30" in told[0].text
    assert "Tell the new time" not in client.get(address).text
    programming.resize(welcome, 60, by=world.people["secretary"], at=world.now)
    client.post(f"{address}{guest.pk}/time/")
    assert len([m for m in world.letters(EXPERT.email) if ":moved:" in m.key]) == 2, "back again is news too"


def test_whoever_comes_after_the_hosts_slot_hears_at_once_when_it_comes_and_goes(
    world: World, meeting: Meeting
) -> None:
    """S13, S20: the host's half an hour pushes the programme back, and nobody has edited it."""
    put(meeting, "Velkommen", 60)
    invite(world, put(meeting, "Haller i tal", 45))
    for _ in range(2):
        hosting.name_host(
            meeting,
            world.organisations["Svendborg"],
            contact=None,
            by=world.people["secretary"],
            at=world.now,
        )
    told = [m.text for m in world.letters(EXPERT.email) if ":moved:" in m.key]
    assert len(told) == 1
    assert "11.00–11.45" in told[0]
    hosting.remove_host(meeting, by=world.people["secretary"], at=world.now)
    assert "10.30–11.15" in world.letters(EXPERT.email)[-1].text


def test_to_a_meeting_that_is_cancelled_or_a_time_that_is_over_nobody_is_invited(
    world: World, meeting: Meeting, talk: AgendaItem
) -> None:
    with pytest.raises(Refusal, match="over already"):
        invite(world, talk, at=meeting.starts_at + dt.timedelta(minutes=105))
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Brand", new_date_to_come=True)
    with pytest.raises(Refusal) as no:
        invite(world, talk)
    assert no.value.requirement == "S20"


def test_a_guest_of_a_draft_is_told_that_it_doesnt_take_place(world: World) -> None:
    """Who was asked before the programme was public hears of it all the same."""
    draft = a_meeting(world, "draft")
    guest = invite(world, put(draft, "Haller i tal", 45))
    making.cancel(draft, by=world.people["secretary"], at=world.now, why="Ingen lokaler")
    assert any("Ingen lokaler" in m.text for m in world.letters(guest.person.email))


def test_only_those_who_run_the_network_invite(
    world: World, talk: AgendaItem, address: str, client: Client
) -> None:
    guest = invite(world, talk)
    for who in ("coordinator", "outsider", "facilitator"):
        theirs = world.sign_in(Client(), who)
        for path in (address, f"{address}{guest.pk}/calling-off/", f"{address}{guest.pk}/time/"):
            assert theirs.post(path, typed(talk)).status_code == 404
    other = a_meeting(world, title="Et andet")
    mine = world.sign_in(client, "secretary")
    assert mine.post(f"/meetings/{other.slug}/guests/{guest.pk}/calling-off/").status_code == 404
    guest.refresh_from_db()
    assert guest.state == "invited"
    assert Guest.objects.count() == 1


def test_without_a_programme_it_says_what_to_do(world: World, meeting: Meeting, client: Client) -> None:
    page = world.sign_in(client, "secretary").get(f"/meetings/{meeting.slug}/guests/")
    assert "There is nothing to invite a guest to yet." in page.text
    assert f"/meetings/{meeting.slug}/programme/" in page.text


def test_as_many_queries_with_thirty_as_with_one(
    world: World, meeting: Meeting, talk: AgendaItem, address: str, client: Client
) -> None:
    world.sign_in(client, "secretary")

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    invite(world, talk)
    few = queries()
    for number in range(30):
        invite(world, talk, Someone(f"Gæst {number}", f"gaest{number}@example.org"), role="expert")
    assert queries() == few <= 20


def test_a_link_to_an_item_that_is_gone_is_renewed_by_nothing(world: World, client: Client) -> None:
    """Whoever said no has no page any more once the item has left the programme."""
    meeting, by = a_meeting(world), world.people["secretary"]
    item = programming.add(meeting, {"title": "Oplæg", "led_by": "guest"}, by=by, at=world.now)
    guest = guesting.invite_guest(
        item, Someone("Gæst", "gaest@example.org"), focus="Haller", by=by, at=world.now
    )
    guesting.answer_guest(guest, comes=False, by=guest.person, at=world.now)
    programming.remove(item, by=by, at=world.now)
    link = world.link("meetings.guest", guest.person)
    PersonalLink.objects.update(ends_at=world.now)
    assert client.get(link).status_code == 410
    assert client.post(f"{link}renewal/").status_code == 200
