"""The host's page by personal link: numbers, what to bring, who does what; the place and the own slot can be changed,
and nothing else (S12, S13, S18)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.forms.models import model_to_dict
from django.test import Client

from armkrok.accounts.models import PersonalLink
from armkrok.journal.models import Entry
from armkrok.meetings import asking, hosting, making, programming, registering
from armkrok.meetings.models import Hosting, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks.someone import Someone
from tests.world import World


@pytest.fixture
def kit(world: World, meeting: Meeting) -> str:
    """The address of the host's page: Svendborg hosts, its coordinator looks after it."""
    hosting.name_host(
        meeting,
        world.organisations["Svendborg"],
        contact=world.people["coordinator"],
        by=world.people["secretary"],
        at=world.now,
        brief="Kaffe til 40, og en tavle",
    )
    return world.link("meetings.host", world.people["coordinator"])


def named(meeting: Meeting) -> Hosting:
    return meeting.hostings.running().select_related("contact").get()


PLACE = {
    "do": "place",
    "initial-venue": "Svendborg Idrætshal",
    "initial-room": "Sal 1",
    "initial-address": "",
}


def test_it_says_what_a_host_needs_and_no_name_of_those_who_come(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    """Numbers, food as counts, the brief, the focus, the check list, the programme. Nothing about persons."""
    secretary, me = world.people["secretary"], world.people["coordinator"]
    registering.register(
        meeting, world.enrolment, Someone("Kollega Andersen", "kollega@example.org"), by=me, at=world.now
    )
    asking.set_questions(
        meeting,
        [{"topic": "diet", "words": "Hvad spiser du?", "choices": ["Alt", "Vegetarisk"]}],
        by=secretary,
        at=world.now,
    )
    guest = meeting.seats.get().person
    asking.answer_questions(
        meeting, guest, {meeting.questions.get().pk: "Vegetarisk"}, by=guest, at=world.now
    )
    page = client.get(kit)
    assert page.status_code == 200
    for words in ("Kaffe til 40, og en tavle", "Flere bruger hallerne", "Hvad spiser du?", "Vegetarisk"):
        assert words in page.text
    assert "Kollega" not in page.text
    assert "kollega@example.org" not in page.text
    assert page.text.count('aria-pressed="false"') == named(meeting).tasks.filter(doer="host").count()


def test_to_look_at_it_writes_nothing(meeting: Meeting, kit: str, client: Client) -> None:
    """Mail scanners open every link."""
    before = Entry.objects.count()
    assert client.get(kit + "?do=tick&task=1").status_code == 200
    assert Entry.objects.count() == before
    assert not named(meeting).tasks.exclude(done_at=None).exists()


def test_what_is_confidential_isnt_told_to_the_host(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    """K21"""
    item = {"title": "Sager fra medlemmerne", "minutes": 30, "closed": True, "led_by": "member"}
    programming.add(meeting, item, by=world.people["secretary"], at=world.now)
    page = client.get(kit).text
    assert "Sager fra medlemmerne" not in page
    assert "For members only" in page


def test_the_host_says_where_it_is_and_nothing_else(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    """House, address and room; whatever else is sent changes nothing."""
    before = model_to_dict(meeting)
    sent = PLACE | {
        "venue": "Rottefælden",
        "address": "Caroline Amalie Vej 26, fem minutter fra stationen",
        "room": "Sal 2",
        "title": "Mit møde",
        "capacity": "500",
        "place": world.organisations["Køge"].pk,
        "online_url": "https://example.org",
        "starts_at": "2027-10-10 10:00",
        "state": "cancelled",
        "brief": "Ingenting",
    }
    assert client.post(kit, sent).status_code == 302
    meeting.refresh_from_db()
    after = model_to_dict(meeting)
    assert {name for name in after if after[name] != before[name]} == {"venue", "address", "room"}
    assert named(meeting).brief == "Kaffe til 40, og en tavle"
    assert Entry.objects.about(meeting).filter(what="host.changed").get().by == world.people["coordinator"].pk
    client.post(kit, sent)
    assert Entry.objects.about(meeting).filter(what="host.changed").count() == 1


def test_a_page_left_open_overwrites_nobodys_work(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    """Only what was changed in the form is saved: the staff's new room stays."""
    secretary = world.people["secretary"]
    making.change(meeting, {"room": "Sal 9"}, by=secretary, at=world.now)
    client.post(kit, PLACE | {"venue": "Rottefælden", "room": "Sal 1", "address": ""})
    meeting.refresh_from_db()
    assert (meeting.venue, meeting.room) == ("Rottefælden", "Sal 9")


def test_a_place_that_everybody_counts_on_isnt_emptied(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    making.change(meeting, {"place": None}, by=world.people["secretary"], at=world.now)
    answered = client.post(kit, PLACE | {"venue": "", "room": "", "address": ""})
    assert answered.status_code == 422
    assert "Say where it is first" in answered.text
    meeting.refresh_from_db()
    assert meeting.venue == "Svendborg Idrætshal"


def test_the_host_says_what_it_tells_and_not_for_how_long(meeting: Meeting, kit: str, client: Client) -> None:
    """S13, S18"""
    slot = meeting.items.get(sort="host_slot")
    before = model_to_dict(slot)
    sent = {
        "do": "slot",
        "initial-title": slot.title,
        "initial-about": slot.about,
        "initial-presenter": "",
        "title": "Svendborg bygger",
        "about": "Tre haller på fem år",
        "presenter": "Byens hallist",
        "minutes": "240",
        "closed": "on",
        "position": "1",
        "sort": "item",
        "led_by": "guest",
    }
    assert client.post(kit, sent).status_code == 302
    slot.refresh_from_db()
    after = model_to_dict(slot)
    assert {name for name in after if after[name] != before[name]} == {"title", "about", "presenter"}
    refused = client.post(kit, sent | {"title": ""})
    assert refused.status_code == 422
    assert "Tre haller" in refused.text


def test_the_host_ticks_its_own_and_sees_the_others(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    own = named(meeting).tasks.filter(doer="host").first()
    theirs = named(meeting).tasks.filter(doer="facilitator").first()
    assert own
    assert theirs
    for _ in range(2):
        client.post(kit, {"do": "tick", "task": own.pk})
    own.refresh_from_db()
    assert own.done_by == world.people["coordinator"]
    assert Entry.objects.about(meeting).filter(what="host.list_changed").count() == 1
    client.post(kit, {"do": "tick", "undo": own.pk})
    own.refresh_from_db()
    assert own.done_at is None
    assert client.post(kit, {"do": "tick", "task": theirs.pk}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.done_at is None
    assert theirs.words in client.get(kit).text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "everything"},
        {"do": "tick"},
        {"do": "tick", "task": "999999"},
        {"do": "tick", "task": "²"},
    ],
)
def test_what_there_is_no_button_for_does_nothing(
    meeting: Meeting, kit: str, client: Client, sent: dict[str, str]
) -> None:
    assert client.post(kit, sent).status_code == 404
    assert not named(meeting).tasks.exclude(done_at=None).exists()


def test_another_hosts_list_cant_be_ticked(world: World, meeting: Meeting, kit: str, client: Client) -> None:
    """Neither through one's own link nor through the act."""
    other = making.plan(
        world.network,
        making.Plan("Andet", meeting.starts_at, meeting.ends_at),
        by=world.people["secretary"],
        at=world.now,
    )
    theirs = hosting.name_host(
        other,
        world.organisations["Køge"],
        contact=world.people["outsider"],
        by=world.people["secretary"],
        at=world.now,
    )
    line = theirs.tasks.filter(doer="host").first()
    assert line
    assert client.post(kit, {"do": "tick", "task": line.pk}).status_code == 404
    me = world.people["coordinator"]
    for act in (
        lambda: hosting.tick(line, True, by=me, at=world.now),
        lambda: hosting.change_place(theirs, {"venue": "Her"}, by=me, at=world.now),
        lambda: hosting.change_slot(theirs, {"title": "Mit"}, by=me, at=world.now),
    ):
        with pytest.raises(Refusal):
            act()


def test_a_former_hosts_link_is_refused(world: World, meeting: Meeting, kit: str, client: Client) -> None:
    former = named(meeting)
    hosting.name_host(
        meeting,
        world.organisations["Køge"],
        contact=world.people["outsider"],
        by=world.people["secretary"],
        at=world.now,
    )
    assert client.get(kit).status_code == 410
    assert client.post(kit, PLACE | {"venue": "Her"}).status_code == 410
    with pytest.raises(Refusal):
        hosting.change_place(former, {"venue": "Her"}, by=world.people["coordinator"], at=world.now)
    meeting.refresh_from_db()
    assert meeting.venue == "Svendborg Idrætshal"


def test_when_the_meeting_is_over_there_is_nothing_to_change(
    meeting: Meeting, kit: str, client: Client
) -> None:
    with time_machine.travel(meeting.ends_at - dt.timedelta(minutes=1)):
        assert "How many come" in client.get(kit).text
    with time_machine.travel(meeting.ends_at + dt.timedelta(minutes=1)):
        page = client.get(kit).text
        assert "The meeting is over" in page
        assert "How many come" not in page
        assert client.post(kit, PLACE | {"venue": "Her", "room": "Sal 1"}).status_code == 422
    meeting.refresh_from_db()
    assert meeting.venue == "Svendborg Idrætshal"


def test_a_link_that_has_ended_is_mailed_anew(
    world: World, meeting: Meeting, kit: str, client: Client
) -> None:
    PersonalLink.objects.filter(task="meetings.host").update(ends_at=world.now + dt.timedelta(days=1))
    with time_machine.travel(world.now + dt.timedelta(days=2)):
        assert client.get(kit).status_code == 410
        before = PersonalLink.objects.count()
        client.post(kit + "renewal/")
        assert PersonalLink.objects.count() == before + 1
        assert client.get(world.link("meetings.host", world.people["coordinator"])).status_code == 200


def test_many_who_come_take_no_more_queries(
    world: World, meeting: Meeting, kit: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    me = world.people["coordinator"]

    def come(number: int) -> None:
        someone = Someone(f"Kollega {number}", f"kollega{number}@example.org")
        registering.register(meeting, world.enrolment, someone, by=me, at=world.now, extra_confirmed=True)
        programming.add(
            meeting, {"title": f"Punkt {number}", "minutes": 5}, by=world.people["secretary"], at=world.now
        )

    come(0)
    client.get(kit)
    with django_assert_max_num_queries(20) as few:
        client.get(kit)
    for number in range(1, 40):
        come(number)
    with django_assert_max_num_queries(20) as many:
        client.get(kit)
    assert len(few) == len(many)
