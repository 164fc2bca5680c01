"""A programme is built: items come, change, move and go, and no guest is pushed out by it (S5, S13, S18, S20, K11, K21,
K24, K26, K32). What the acts do, and what the page does without JavaScript and with it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from armkrok.journal.models import Entry
from armkrok.meetings import guesting, making, programming
from armkrok.meetings.models import AgendaItem, Guest, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

HTMX = {"HX-Request": "true"}
SPEAKER = Someone("Oplægsholder, Aalborg", "oplaeg@example.org", "Arkitekt")


@pytest.fixture
def draft(world: World) -> Meeting:
    """9.30–15.30; the network has purposes, subjects and forms of work."""
    Network.objects.filter(pk=world.network.pk).update(
        purposes=["viden", "netværk"],
        subjects=["social bæredygtighed"],
        forms_of_work=["oplæg", "workshop", "drøftelse"],
    )
    world.network.refresh_from_db()
    return a_meeting(world, "draft")


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    return world.sign_in(client, "secretary")


@pytest.fixture
def programme(world: World, draft: Meeting) -> list[AgendaItem]:
    """9.30 Velkommen, 9.45 Oplæg, 10.30 Pause, 10.45 Workshop, until 12.15."""
    return [
        add(world, draft, "Velkommen", 15),
        add(world, draft, "Oplæg", 45, form_of_work="oplæg", presenter="Svendborg", purposes=["viden"]),
        add(world, draft, "Pause", 15, sort="break"),
        add(world, draft, "Workshop", 90, form_of_work="workshop", led_by="member", purposes=["netværk"]),
    ]


def add(
    world: World, meeting: Meeting, title: str, minutes: int, position: int | None = None, **more: Any
) -> AgendaItem:
    values = {"title": title, "minutes": minutes, **more}
    return programming.add(meeting, values, by=world.people["secretary"], at=world.now, position=position)


def invited(world: World, item: AgendaItem) -> Guest:
    return guesting.invite_guest(
        item, SPEAKER, focus="Flere bruger hallerne", by=world.people["secretary"], at=world.now
    )


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.all()]


def acting(world: World) -> dict[str, Any]:
    return {"by": world.people["secretary"], "at": world.now}


# --- the acts -------------------------------------------------------------------------------------------


def test_items_stand_in_their_order_and_each_change_in_the_journal(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    welcome, talk, _pause, workshop = programme
    programming.move(workshop, 2, **acting(world))
    programming.resize(talk, 30, **acting(world))
    programming.change(welcome, {"title": "Velkomst"}, **acting(world))
    add(world, draft, "Kaffe", 10, position=1, sort="break")
    assert titles(draft) == ["Kaffe", "Velkomst", "Workshop", "Oplæg", "Pause"]
    assert [item.position for item in draft.items.all()] == [1, 2, 3, 4, 5]
    said = [entry.details["how"] for entry in Entry.objects.about(draft) if entry.what == "programme.changed"]
    assert said[:4] == ["added", "changed", "changed", "moved"]


def test_sent_twice_it_is_done_once(world: World, draft: Meeting, programme: list[AgendaItem]) -> None:
    again = add(world, draft, "Kaffe", 10, position=2, sort="break")
    assert add(world, draft, "Kaffe", 10, position=2, sort="break") == again
    entries = Entry.objects.about(draft).count()
    assert programming.move(again, 2, **acting(world)) == again
    assert programming.resize(again, 10, **acting(world)) == again
    assert Entry.objects.about(draft).count() == entries
    removed = programming.remove(again, **acting(world))
    assert removed
    assert programming.remove(again, **acting(world)) is None
    assert programming.put_back(draft, removed.pk, **acting(world))
    assert programming.put_back(draft, removed.pk, **acting(world)) is None
    assert titles(draft) == ["Velkommen", "Kaffe", "Oplæg", "Pause", "Workshop"]


def test_two_breaks_of_the_same_length_are_two(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    add(world, draft, "Pause", 15, position=5, sort="break")
    assert titles(draft).count("Pause") == 2


def test_what_is_put_back_says_all_that_it_said(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    before = programming.values_of(programme[1])
    removed = programming.remove(programme[1], **acting(world))
    assert removed
    back = programming.put_back(draft, removed.pk, **acting(world))
    assert back
    assert programming.values_of(back) == before
    assert back.position == 2


def test_another_meetings_removal_isnt_put_back_here(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    removed = programming.remove(programme[0], **acting(world))
    assert removed
    other = a_meeting(world, "draft")
    assert programming.put_back(other, removed.pk, **acting(world)) is None
    assert not other.items.exists()


@pytest.mark.parametrize(
    ("values", "requirement", "field"),
    [
        ({"purposes": ["hygge"]}, "S5", "purposes"),
        ({"tags": ["hygge"]}, "K26", "tags"),
        ({"form_of_work": "hygge"}, "K32", "form_of_work"),
        ({"closed": True, "led_by": "guest"}, "K21", "led_by"),
    ],
)
def test_what_the_network_doesnt_have_is_refused(
    world: World, draft: Meeting, values: dict[str, Any], requirement: str, field: str
) -> None:
    with pytest.raises(Refusal) as no:
        add(world, draft, "Noget", 30, **values)
    assert (no.value.requirement, no.value.field) == (requirement, field)
    assert not draft.items.exists()


def test_what_an_item_has_already_may_stay(world: World, draft: Meeting, programme: list[AgendaItem]) -> None:
    Network.objects.filter(pk=world.network.pk).update(purposes=["noget andet"], forms_of_work=["andet"])
    changed = programming.change(
        programme[1], {"title": "Oplæg om haller", "purposes": ["viden"]}, **acting(world)
    )
    assert (changed.purposes, changed.form_of_work) == (["viden"], "oplæg")


@pytest.mark.parametrize("values", [{"minutes": 4}, {"minutes": 721}, {"title": " "}, {"title": "x" * 201}])
def test_values_that_dont_hold_change_nothing(
    world: World, draft: Meeting, programme: list[AgendaItem], values: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        programming.change(programme[0], values, **acting(world))
    programme[0].refresh_from_db()
    assert (programme[0].title, programme[0].minutes) == ("Velkommen", 15)


@pytest.mark.parametrize("who", ["facilitator", "coordinator", "outsider"])
def test_only_those_who_run_the_network_build(
    world: World, draft: Meeting, programme: list[AgendaItem], who: str
) -> None:
    """K24"""
    somebody = {"by": world.people[who], "at": world.now}
    for act in (
        lambda: programming.add(draft, {"title": "Mit", "minutes": 30}, **somebody),
        lambda: programming.change(programme[0], {"title": "Mit"}, **somebody),
        lambda: programming.move(programme[0], 2, **somebody),
        lambda: programming.remove(programme[0], **somebody),
        lambda: programming.copy(draft, a_meeting(world, "draft"), **somebody),
        lambda: programming.keep_as_template(draft, "Min", **somebody),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.requirement == "K24"
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


def test_what_is_held_or_cancelled_stays_as_it_is(world: World) -> None:
    held = world.meeting_held()
    off = a_meeting(world)
    making.cancel(off, why="Sygdom", **acting(world))
    for meeting in (held, off):
        with pytest.raises(Refusal):
            add(world, meeting, "Efternøler", 30)
        with pytest.raises(Refusal):
            programming.put_host_slot(meeting, world.organisations["Svendborg"], **acting(world))
        assert not meeting.items.exists()


def test_who_writes_over_somebody_is_told_what_there_is_now(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """Two editors: the second one's words aren't lost, and neither are the first one's."""
    seen = programming.fingerprint(programme[0])
    programming.change(programme[0], {"title": "Den enes"}, seen=seen, **acting(world))
    with pytest.raises(programming.ChangedMeanwhile) as no:
        programming.change(programme[0], {"title": "Den andens"}, seen=seen, **acting(world))
    assert no.value.now.title == "Den enes"
    assert programming.change(programme[0], {"title": "Den enes"}, seen=seen, **acting(world)), "sent twice"
    now = programming.fingerprint(no.value.now)
    assert (
        programming.change(programme[0], {"title": "Den andens"}, seen=now, **acting(world)).title
        == "Den andens"
    )


def test_to_work_on_what_has_been_removed_is_refused(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    programming.remove(AgendaItem.objects.get(pk=programme[0].pk), **acting(world))
    with pytest.raises(Refusal):
        programming.move(programme[0], 2, **acting(world))


# --- guests come first ----------------------------------------------------------------------------------


def test_no_change_pushes_a_guest_out_of_the_meeting(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S20"""
    last = add(world, draft, "Gæsten", 60)
    invited(world, last)  # 12.15–13.15, and the meeting ends at 15.30
    for act in (
        lambda: programming.resize(programme[3], 90 + 140, **acting(world)),
        lambda: programming.resize(last, 200, **acting(world)),
        lambda: add(world, draft, "Meget", 140, position=1),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.requirement == "S20"
    assert [item.minutes for item in draft.items.all()] == [15, 45, 15, 90, 60]
    programming.resize(programme[3], 90 + 135, **acting(world))


def test_nothing_confidential_goes_on_beside_a_guest(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S20, K21"""
    _welcome, talk, pause, workshop = programme
    invited(world, talk)
    with pytest.raises(Refusal) as no:
        programming.change(talk, {"closed": True}, **acting(world))
    assert (no.value.requirement, no.value.field) == ("K21", "closed")
    programming.change(workshop, {"closed": True}, **acting(world))
    programming.remove(pause, **acting(world))
    with pytest.raises(Refusal) as no:
        programming.change(workshop, {"parallel": True}, **acting(world))
    assert no.value.requirement == "S20"
    workshop.refresh_from_db()
    assert not workshop.parallel


def test_an_item_goes_when_its_guest_has_been_called_off(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S20: call the guest off first."""
    guest = invited(world, programme[1])
    with pytest.raises(Refusal) as no:
        programming.remove(programme[1], **acting(world))
    assert no.value.requirement == "S20"
    assert "Oplægsholder, Aalborg" in str(no.value)
    guesting.call_off_guest(guest, **acting(world))
    assert programming.remove(programme[1], **acting(world))
    assert not draft.guests.exists()


# --- the host's slot ------------------------------------------------------------------------------------


def test_the_host_has_one_slot_after_the_welcome(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S13: with two headings for a municipality; named again it is renamed, not doubled."""
    svendborg, koge = world.organisations["Svendborg"], world.organisations["Køge"]
    slot = programming.put_host_slot(draft, svendborg, **acting(world))
    assert titles(draft)[1] == slot.title
    assert "Svendborg" in slot.title
    assert (slot.sort, slot.led_by, slot.minutes) == ("host_slot", "member", 30)
    assert len(slot.about.split("\n\n")) == 2
    programming.change(slot, {"title": "Svendborgs nye haller", "presenter": "Borgmesteren"}, **acting(world))
    assert programming.put_host_slot(draft, svendborg, **acting(world)).title == "Svendborgs nye haller"
    again = programming.put_host_slot(draft, koge, **acting(world))
    assert again == slot
    assert "Køge" in again.title
    assert again.presenter == ""
    assert draft.items.filter(sort="host_slot").count() == 1
    for _ in range(2):
        programming.take_host_slot(draft, **acting(world))
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


def test_an_institution_presents_its_own_work(world: World, draft: Meeting) -> None:
    """S18"""
    museum = world.organisation("Ystads konstmuseum", "institution")
    slot = programming.put_host_slot(draft, museum, **acting(world))
    municipality = programming.put_host_slot(
        a_meeting(world, "draft"), world.organisations["Svendborg"], **acting(world)
    )
    assert "Ystads konstmuseum" in slot.title
    assert slot.about
    assert slot.about != municipality.about


def test_a_host_is_named_also_when_a_guest_would_be_pushed_out(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S13, S20: then its slot comes last."""
    invited(world, add(world, draft, "Gæsten", 195))  # until 15.30, the very end
    slot = programming.put_host_slot(draft, world.organisations["Svendborg"], **acting(world))
    assert titles(draft)[-1] == slot.title


def test_there_is_never_a_second_host_slot(world: World, draft: Meeting, programme: list[AgendaItem]) -> None:
    """S13"""
    programming.put_host_slot(draft, world.organisations["Svendborg"], **acting(world))
    with pytest.raises(Refusal):
        add(world, draft, "Også værten", 30, sort="host_slot")
    with pytest.raises(Refusal):
        programming.change(programme[0], {"sort": "host_slot"}, **acting(world))


# --- the whole programme --------------------------------------------------------------------------------


def test_a_programme_is_taken_over_without_anybodys_name(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    invited(world, programme[1])
    programming.put_host_slot(draft, world.organisations["Svendborg"], **acting(world))
    new = a_meeting(world, "draft")
    own = programming.put_host_slot(new, world.organisations["Køge"], **acting(world))
    for _ in range(2):
        programming.copy(new, draft, **acting(world))
    assert titles(new) == ["Velkommen", own.title, "Oplæg", "Pause", "Workshop"]
    assert not new.guests.exists()
    assert {item.presenter for item in new.items.all()} == {""}
    assert [i.form_of_work for i in new.items.all()] == ["", "", "oplæg", "", "workshop"]
    assert Entry.objects.about(new).filter(what="programme.copied").count() == 1


def test_another_networks_purposes_and_standing_items_dont_come_along(world: World, draft: Meeting) -> None:
    """K11: one's own stay, another's are items like others."""
    making_ = acting(world)
    Network.objects.filter(pk=world.draft.pk).update(standing_items=["Nyt fra os"], purposes=["viden"])
    world.draft.refresh_from_db()
    new = a_meeting(world, "draft", network=world.draft)
    Network.objects.filter(pk=world.network.pk).update(standing_items=["Nyt fra KL"])
    world.network.refresh_from_db()
    source = a_meeting(world, "draft", title="Forlæg")
    add(world, source, "Workshop", 90, purposes=["viden", "netværk"], form_of_work="workshop")
    programming.copy(new, source, **making_)
    assert titles(new) == ["Nyt fra KL", "Workshop", "Nyt fra os"]
    assert [item.sort for item in new.items.all()] == ["item", "item", "standing"]
    assert new.items.get(title="Workshop").purposes == ["viden"]
    assert new.items.get(title="Workshop").form_of_work == "workshop"


def test_nothing_to_which_a_guest_is_invited_is_replaced(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S20"""
    invited(world, programme[1])
    source = a_meeting(world, "draft")
    add(world, source, "Noget andet", 60)
    with pytest.raises(Refusal) as no:
        programming.copy(draft, source, **acting(world))
    assert no.value.requirement == "S20"
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


def test_an_empty_programme_isnt_taken_over(world: World, draft: Meeting) -> None:
    source = a_meeting(world, "draft")
    programming.put_host_slot(source, world.organisations["Svendborg"], **acting(world))
    with pytest.raises(Refusal):
        programming.copy(draft, source, **acting(world))


def test_a_template_is_kept_once_and_replaced_when_one_says_so(
    world: World, draft: Meeting, programme: list[AgendaItem]
) -> None:
    kept = programming.keep_as_template(draft, "Hel dag", **acting(world))
    assert programming.keep_as_template(draft, " Hel  dag ", **acting(world)) == kept
    assert {row["presenter"] for row in kept.items} == {""}
    programming.remove(programme[0], **acting(world))
    with pytest.raises(Refusal):
        programming.keep_as_template(draft, "Hel dag", **acting(world))
    again = programming.keep_as_template(draft, "Hel dag", replaces=True, **acting(world))
    assert (again.pk, len(again.items)) == (kept.pk, 3)
    new = a_meeting(world, "draft")
    programming.copy(new, again, **acting(world))
    assert titles(new) == ["Oplæg", "Pause", "Workshop"]
    for _ in range(2):
        programming.drop_template(again, **acting(world))
    assert not world.network.programme_templates.exists()


def test_a_network_without_forms_of_its_own_has_the_usual_four(world: World) -> None:
    """K32"""
    assert len(programming.forms_of_work(world.network)) == 4


# --- the page -------------------------------------------------------------------------------------------


def page(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.slug}/programme/{more}"


def shown_hours(text: str) -> list[str]:
    return re.findall(r"<time[^>]*>([\d:–]+)</time>", text)


def test_the_programme_is_built_without_javascript(world: World, desk: Client, draft: Meeting) -> None:
    empty = desk.get(page(draft)).text
    for way in ("#add", page(draft, "copying/") + "#meetings", page(draft, "copying/") + "#templates"):
        assert f'href="{way}"' in empty
    first = {"title": "Velkommen", "minutes": "15", "led_by": "facilitator", "position": "1"}
    second = first | {"title": "Oplæg", "minutes": "45", "purposes": ["viden"], "position": "2"}
    for values in (first, first, second):
        answer = desk.post(page(draft, "items/"), values, follow=True)
    desk.post(page(draft, "items/"), {"sort": "break", "minutes": "20", "position": "3"})
    assert "Oplæg begins at 09:45." in answer.text
    items = list(draft.items.all())
    assert [(i.minutes, i.sort) for i in items] == [(15, "item"), (45, "item"), (20, "break")]
    assert shown_hours(desk.get(page(draft)).text) == ["09:30–09:45", "09:45–10:30", "10:30–10:50"]
    moved = desk.post(page(draft, f"items/{items[1].pk}/position/"), {"position": "1"}, follow=True)
    assert "Oplæg is number 1 of 3 now and begins at 09:30." in moved.text
    longer = desk.post(page(draft, f"items/{items[1].pk}/length/"), {"minutes": "60"}, follow=True)
    assert shown_hours(longer.text) == ["09:30–10:30", "10:30–10:45", "10:45–11:05"]
    assert "The programme ends at 11:05, 4 hours 25 minutes before the meeting&#x27;s end." in longer.text


def test_what_is_removed_comes_back_with_one_button(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    gone = desk.post(page(draft, f"items/{programme[1].pk}/removal/"), follow=True)
    assert "Oplæg has been removed." in gone.text
    number = re.search(r'name="put_back" value="(\d+)"', gone.text)
    assert number
    desk.post(page(draft, "items/"), {"put_back": number[1]})
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]
    again = desk.get(gone.redirect_chain[-1][0])
    assert "put_back" not in again.text, "it is back already"
    assert desk.post(page(draft, f"items/{programme[1].pk}/removal/"), follow=True).status_code == 200


def test_everything_about_an_item_is_said_on_its_own_page(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """K21, A12: beside it stands that secrecy can't be promised."""
    address = page(draft, f"items/{programme[1].pk}/")
    form = desk.get(address)
    assert "Secrecy can&#x27;t be promised" in form.text
    values = {
        "sort": "item",
        "title": "Kollegial sparring",
        "minutes": "50",
        "form_of_work": "drøftelse",
        "led_by": "member",
        "presenter": "",
        "purposes": ["viden", "netværk"],
        "tags": ["social bæredygtighed"],
        "about": "Et spørgsmål hver.\r\n\r\nTo og to.",
        "closed": "on",
        "seen": programming.fingerprint(programme[1]),
    }
    assert desk.post(address, values).status_code == 302
    item = AgendaItem.objects.get(pk=programme[1].pk)
    assert item.about == "Et spørgsmål hver.\n\nTo og to."
    assert (item.closed, item.purposes) == (True, ["viden", "netværk"])
    shown = desk.get(page(draft)).text
    assert "Confidential" in shown
    assert "Secrecy can&#x27;t be promised" in shown
    late = desk.post(address, values | {"title": "Min titel"})
    assert late.status_code == 422
    assert "Somebody else wrote: Kollegial sparring" in late.text
    assert 'value="Min titel"' in late.text
    refused = desk.post(address, values | {"title": "", "minutes": "4"})
    assert refused.status_code == 422
    item.refresh_from_db()
    assert item.title == "Kollegial sparring"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refusal_stands_beside_its_item_with_what_was_typed(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem], headers: dict[str, str]
) -> None:
    """S20"""
    invited(world, add(world, draft, "Gæsten", 60))
    address = page(draft, f"items/{programme[3].pk}/length/")
    for minutes, words in (("400", "A guest&#x27;s time must lie inside"), ("x", "whole number"), ("2", "5")):
        answer = desk.post(address, {"minutes": minutes}, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{minutes}"' in answer.text
        assert ("<html" in answer.text) == (not headers)
    refused = desk.post(
        page(draft, "items/"), {"title": "Mit punkt", "minutes": "600", "position": "1"}, headers=headers
    )
    assert refused.status_code == 422
    assert 'value="Mit punkt"' in refused.text


def test_with_htmx_programme_meter_and_warnings_come_back_together(
    desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    answer = desk.post(
        page(draft, f"items/{programme[0].pk}/position/"), {"position": "4"}, headers=HTMX
    ).text
    assert "<html" not in answer
    for part in ('id="builder"', 'id="meter"', 'id="warnings"', 'data-said="Velkommen is number 4 of 4'):
        assert part in answer
    assert f'data-goes-to="handle-{programme[0].pk}"' in answer


def test_what_comes_by_itself_is_marked(world: World, desk: Client) -> None:
    """K11"""
    Network.objects.filter(pk=world.network.pk).update(standing_items=["Aktuel kulturpolitik"])
    world.network.refresh_from_db()
    shown = desk.get(page(a_meeting(world, "draft"))).text
    assert "Aktuel kulturpolitik" in shown
    assert "Always on the programme" in shown


def test_the_meter_shows_what_the_network_wants_and_what_there_is(
    desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S5, K15, K26, K32"""
    shown = desk.get(page(draft)).text
    assert "60 %; the network wants at least 50 %" in shown
    for caption in ("Forms of work", "Purposes", "Subjects"):
        assert f"<caption>{caption}</caption>" in shown
    rows = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>.*?number">(\d+) %', shown, re.S)
    assert ("oplæg", "30") in rows
    assert ("drøftelse", "0") in rows
    assert ("netværk", "60") in rows


def test_a_guest_who_hasnt_been_told_the_new_time_is_pointed_out(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    """S20"""
    invited(world, programme[1])
    assert "told the new time" not in desk.get(page(draft)).text
    desk.post(page(draft, f"items/{programme[0].pk}/length/"), {"minutes": "20"})
    assert "told the new time" in desk.get(page(draft)).text


def test_a_programme_is_looked_at_before_it_is_taken_over(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    new = a_meeting(world, "draft", title="Den nye", starts_at=draft.starts_at + dt.timedelta(hours=1))
    add(world, new, "Det gamle", 30)
    address = page(new, "copying/")
    found = desk.get(address + "?q=haller").text
    assert f"?source=meeting-{draft.pk}" in found
    assert f"?source=meeting-{draft.pk}" not in desk.get(address + "?q=svaner").text
    preview = desk.get(f"{address}?source=meeting-{draft.pk}").text
    assert "10:30–10:45" in preview, "the hours it would have here"
    assert "1 item goes" in preview
    assert titles(new) == ["Det gamle"]
    assert desk.post(address, {"source": f"meeting-{draft.pk}"}).status_code == 302
    assert titles(new) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


@pytest.mark.parametrize(
    "source", ["meeting-{other}", "template-{other}", "meeting-0", "meeting-x", "x", "-"]
)
def test_of_others_nothing_is_taken_over(world: World, desk: Client, draft: Meeting, source: str) -> None:
    """K24: the same as if it weren't there."""
    friends = Network.objects.get(pk=world.draft.pk)
    friends.team = world.other_team
    friends.save()
    other = Meeting.objects.create(
        network=friends, title="Vores", slug="vores", starts_at=draft.starts_at, ends_at=draft.ends_at
    )
    kept = friends.programme_templates.create(name="Vores", items=[{"title": "Vores", "minutes": 30}])
    number = kept.pk if "template" in source else other.pk
    address = page(draft, f"copying/?source={source.format(other=number)}")
    assert desk.get(address).status_code == 404


def test_templates_are_kept_and_removed_on_a_page(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    address = page(draft, "template/")
    assert desk.post(address, {"name": ""}).status_code == 422
    assert desk.post(address, {"name": "Hel dag"}).status_code == 302
    kept = world.network.programme_templates.get()
    desk.post(page(draft, f"items/{programme[0].pk}/removal/"))
    again = desk.post(address, {"name": "Hel dag"})
    assert again.status_code == 422
    assert "There is a template with this name already" in again.text
    assert desk.post(address, {"name": "Hel dag", "replaces": "on"}).status_code == 302
    new = a_meeting(world, "draft")
    assert desk.post(page(new, "copying/"), {"source": f"template-{kept.pk}"}).status_code == 302
    assert len(titles(new)) == 3
    for _ in range(2):
        desk.post(page(draft, f"templates/{kept.pk}/removal/"))
    assert not world.network.programme_templates.exists()


def test_a_held_meetings_programme_is_only_read(world: World, desk: Client) -> None:
    meeting = a_meeting(world)
    item = add(world, meeting, "Oplæg", 60)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    shown = desk.get(page(meeting)).text
    assert "Oplæg" in shown
    assert 'id="add"' not in shown
    assert "data-handle" not in shown
    assert desk.get(page(meeting, f"items/{item.pk}/")).status_code == 302
    assert desk.post(page(meeting, f"items/{item.pk}/length/"), {"minutes": "5"}).status_code == 422
    item.refresh_from_db()
    assert item.minutes == 60


@pytest.mark.parametrize("who", ["outsider", "coordinator", "applicant", "facilitator"])
def test_for_others_it_isnt_there(
    world: World, client: Client, draft: Meeting, programme: list[AgendaItem], who: str
) -> None:
    other = world.sign_in(client, who)
    number = programme[0].pk
    for more in ("", f"items/{number}/", "copying/", "template/"):
        assert other.get(page(draft, more)).status_code == 404
    for more in (
        "items/",
        f"items/{number}/length/",
        f"items/{number}/position/",
        f"items/{number}/removal/",
    ):
        assert other.post(page(draft, more), {"title": "x", "minutes": 30, "position": 2}).status_code == 404
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


def test_an_item_of_another_meeting_isnt_there(
    world: World, desk: Client, draft: Meeting, programme: list[AgendaItem]
) -> None:
    other = a_meeting(world, "draft")
    assert desk.get(page(other, f"items/{programme[0].pk}/")).status_code == 404
    desk.post(page(other, f"items/{programme[0].pk}/removal/"))
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


@pytest.mark.parametrize("sent", ["²", "-1", "9" * 30, "", "0"])
def test_nonsense_breaks_nothing(
    desk: Client, draft: Meeting, programme: list[AgendaItem], sent: str
) -> None:
    number = programme[0].pk
    for more, values in (
        (f"items/{number}/length/", {"minutes": sent}),
        (f"items/{number}/position/", {"position": sent}),
        ("items/", {"put_back": sent}),
        ("items/", {"title": "x", "minutes": sent, "led_by": "nobody"}),
        ("items/", {"sort": "break", "minutes": "999999"}),
    ):
        assert desk.post(page(draft, more), values).status_code in (302, 422)
    assert desk.get(page(draft, f"?removed={sent}")).status_code == 200
    assert titles(draft) == ["Velkommen", "Oplæg", "Pause", "Workshop"]


def test_the_same_number_of_queries_with_one_item_and_with_thirty(
    world: World, desk: Client, draft: Meeting, django_assert_max_num_queries: Any
) -> None:
    invited(world, add(world, draft, "Oplæg", 10, purposes=["viden"]))
    with django_assert_max_num_queries(20) as one:
        desk.get(page(draft))
    for number in range(29):
        item = add(world, draft, f"Punkt {number}", 5, purposes=["viden"], tags=["social bæredygtighed"])
        if number % 10 == 0:
            guesting.invite_guest(item, SPEAKER, focus="Haller", **acting(world))
    with django_assert_max_num_queries(len(one)):
        answer = desk.get(page(draft))
    assert answer.text.count("data-handle") == 30
