"""A host is named, followed by another, taken away (S12, S13, S17, S18)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from armkrok.directory.models import Kind, Organisation, Person
from armkrok.journal.models import Entry
from armkrok.meetings import hosting, making
from armkrok.meetings.models import Hosting, HostTask, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting

JANITOR = Someone("Halinspektør, Svendborg", "hal@example.org", "Halinspektør")
NOWHERE: dict[str, Any] = {"place": None, "venue": "", "room": ""}


def name(world: World, meeting: Meeting, where: str = "Svendborg", **more: Any) -> Hosting:
    values: dict[str, Any] = {"contact": None, "by": world.people["secretary"], "at": world.now}
    return hosting.name_host(meeting, world.organisations[where], **(values | more))


def museum(world: World) -> Organisation:
    return world.organisation("Johannes Larsen Museet", Kind.INSTITUTION)


def host_page(meeting: Meeting) -> str:
    return f"/meetings/{meeting.slug}/host/"


# --- acts -----------------------------------------------------------------------------------------------


def test_the_host_gets_a_slot_a_check_list_and_a_link(world: World, meeting: Meeting) -> None:
    """S12, S13; the check list is in the network's language, and in words of its own for a room that is known."""
    named = name(world, meeting, contact=world.people["coordinator"], brief="Kaffe til 40")
    slot = meeting.items.get(sort="host_slot")
    assert "Svendborg" in slot.title
    assert {task.doer for task in named.tasks.all()} == {"host", "facilitator"}
    letter = world.letters("coordinator@example.org")[-1]
    assert "Kaffe til 40" in letter.text
    assert world.link("meetings.host", world.people["coordinator"]) in letter.text
    assert Entry.objects.about(named).get().what == "host.named"


def test_named_twice_it_is_one_hosting_and_one_mail(world: World, meeting: Meeting) -> None:
    me = world.people["coordinator"]
    first = name(world, meeting, contact=me, brief="Kaffe")
    tasks = HostTask.objects.count()
    assert name(world, meeting, contact=me, brief="Kaffe") == first
    assert name(world, meeting) == first, "without a contact and a brief they stay"
    first.refresh_from_db()
    assert (first.contact, first.brief) == (me, "Kaffe")
    assert HostTask.objects.count() == tasks
    assert len([m for m in world.letters("coordinator@example.org") if m.key.startswith("hosting-")]) == 1


def test_whom_we_dont_know_becomes_a_person_of_the_hosts(world: World, meeting: Meeting) -> None:
    named = name(world, meeting, contact=JANITOR)
    assert named.contact == Person.objects.get(email="hal@example.org")
    assert named.contact.organisation == world.organisations["Svendborg"]
    assert world.letters("hal@example.org")


def test_another_contact_gets_the_link_and_the_first_ones_ends(
    world: World, meeting: Meeting, client: Client
) -> None:
    me = world.people["coordinator"]
    first = name(world, meeting, contact=me)
    before = world.link("meetings.host", me)
    again = name(world, meeting, contact=JANITOR)
    assert again.pk == first.pk
    assert again.contact
    assert client.get(before).status_code == 410
    assert client.get(world.link("meetings.host", again.contact)).status_code == 200
    assert ":passed-on:" in world.letters("coordinator@example.org")[-1].key


def test_another_host_follows_and_the_first_stays_in_the_history(
    world: World, meeting: Meeting, client: Client
) -> None:
    """S12: the former one is told, its link is refused, and the slot is the new one's."""
    me = world.people["coordinator"]
    first = name(world, meeting, contact=me)
    before = world.link("meetings.host", me)
    later = world.now + dt.timedelta(days=1)
    second = name(world, meeting, "Køge", contact=world.people["outsider"], at=later)
    first.refresh_from_db()
    assert (first.ended_at, first.ended_by) == (later, world.people["secretary"])
    assert meeting.hostings.running().get() == second
    assert "Køge" in meeting.items.get(sort="host_slot").title
    assert client.get(before).status_code == 410
    assert "doesn't host the meeting any more" in world.letters("coordinator@example.org")[-1].text
    assert world.letters("outsider@example.org")


def test_an_institution_hosts_and_presents(world: World, meeting: Meeting) -> None:
    """S18"""
    house = museum(world)
    name(world, meeting, house.name)
    assert house.name in meeting.items.get(sort="host_slot").title


def test_a_company_doesnt_host(world: World, meeting: Meeting) -> None:
    world.organisation("Halbyg A/S", Kind.COMPANY)
    with pytest.raises(Refusal) as no:
        name(world, meeting, "Halbyg A/S")
    assert no.value.requirement == "S18"
    assert not meeting.hostings.exists()


def test_one_meets_at_the_hosts_unless_it_has_been_said_where(world: World, meeting: Meeting) -> None:
    """S17: so the distance to the station is the host's."""
    open_ = a_meeting(world, "draft", **NOWHERE)
    name(world, open_, "Køge")
    open_.refresh_from_db()
    assert open_.place == world.organisations["Køge"]
    name(world, open_, "Aarhus")
    open_.refresh_from_db()
    assert open_.place == world.organisations["Aarhus"], "nobody had said a house there"
    name(world, meeting, "Køge")
    meeting.refresh_from_db()
    assert meeting.place == world.organisations["Svendborg"]
    online = a_meeting(world, "draft", online_url="https://video.example.org/1", **NOWHERE)
    name(world, online, "Køge")
    online.refresh_from_db()
    assert online.place is None


def test_taken_away_the_slot_goes_too(world: World, meeting: Meeting) -> None:
    """S13"""
    me = world.people["coordinator"]
    named = name(world, meeting, contact=me)
    for _ in range(2):
        hosting.remove_host(meeting, by=world.people["secretary"], at=world.now, why="Vandskade")
    assert not meeting.hostings.running().exists()
    assert not meeting.items.filter(sort="host_slot").exists()
    told = [m for m in world.letters("coordinator@example.org") if f"hosting-{named.pk}:ended" in m.key]
    assert len(told) == 1
    assert "Vandskade" in told[0].text


def test_too_late_once_it_is_over(world: World) -> None:
    """A meeting that was held or cancelled keeps the host that it had."""
    secretary = world.people["secretary"]
    held, cancelled = world.meeting_held(), a_meeting(world)
    named = name(world, cancelled)
    making.cancel(cancelled, by=secretary, at=world.now, why="Sne")
    for meeting in (held, cancelled):
        with pytest.raises(Refusal):
            name(world, meeting, "Køge")
    with pytest.raises(Refusal):
        hosting.remove_host(cancelled, by=secretary, at=world.now)
    assert cancelled.hostings.running().get() == named
    running = a_meeting(world)
    with pytest.raises(Refusal):
        name(world, running, at=running.ends_at)


def test_a_meeting_with_a_new_date_to_come_keeps_its_host(world: World, meeting: Meeting) -> None:
    """A5"""
    named = name(world, meeting, contact=world.people["coordinator"])
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sne", new_date_to_come=True)
    assert meeting.hostings.running().get() == named
    assert name(world, meeting, "Køge", at=meeting.ends_at + dt.timedelta(days=1))


def test_only_those_who_run_the_network_name_hosts(world: World, meeting: Meeting) -> None:
    named = name(world, meeting)
    for who in ("coordinator", "outsider", "facilitator"):
        with pytest.raises(Refusal):
            name(world, meeting, "Køge", by=world.people[who])
        with pytest.raises(Refusal):
            hosting.remove_host(meeting, by=world.people[who], at=world.now)
    assert meeting.hostings.running().get() == named


def test_the_check_list_is_the_staffs_to_write(world: World, meeting: Meeting) -> None:
    me, secretary = world.people["coordinator"], world.people["secretary"]
    named = name(world, meeting, contact=me)
    lines = [
        hosting.add_task(named, "Bestil bus", "facilitator", by=secretary, at=world.now) for _ in range(2)
    ]
    assert lines[0] == lines[1]
    with pytest.raises(Refusal):
        hosting.add_task(named, "  ", "host", by=secretary, at=world.now)
    with pytest.raises(Refusal):
        hosting.add_task(named, "Noget", "host", by=me, at=world.now)
    for _ in range(2):
        hosting.remove_task(lines[0], by=secretary, at=world.now)
    assert not named.tasks.filter(words="Bestil bus").exists()


# --- suggestions ----------------------------------------------------------------------------------------


def member(world: World, number: int, km: str | None = "1.0") -> Enrolment:
    place = world.municipality(f"K{number:03}", f"9{number:03}", station_km=km and Decimal(km))
    return world.member(world.network, place, f"p{number}", f"P {number}")


def test_those_near_a_station_are_suggested_first_in_winter(world: World, client: Client) -> None:
    """S17: also before an offer, and in what a search finds outside the network."""
    Network.objects.filter(pk=world.network.pk).update(winter_rule=True)
    far, near = member(world, 1, "17.0"), member(world, 2, "0.3")
    winter = a_meeting(world, starts_at=dt.datetime(2027, 11, 9, 8, tzinfo=dt.UTC))
    hosting.offer(far, what="host", by=world.people["p1"], at=world.now, meeting=winter)
    found = [suggestion.organisation.name for suggestion in hosting.suggestions(winter)]
    assert found == ["K002", "K001", "Svendborg"], "near, far with an offer, not known how far"
    summer = a_meeting(world, title="Sommer")
    hosting.offer(far, what="host", by=world.people["p1"], at=world.now, meeting=summer)
    assert hosting.suggestions(summer)[0].organisation == far.organisation
    assert near.organisation.station_km == Decimal("0.3")
    for title, km in (("Museet A", "30.0"), ("Museet B", "1.0")):
        world.organisation(title, Kind.INSTITUTION, station_km=Decimal(km))
    page = world.sign_in(client, "secretary").get(host_page(winter) + "?q=museet").text
    assert page.index("Museet B") < page.index("Museet A")
    assert "come first" in page


# --- the page -------------------------------------------------------------------------------------------


def test_named_on_the_page(world: World, meeting: Meeting, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    assert "Nobody hosts the meeting yet" in desk.get(host_page(meeting)).text
    svendborg = world.organisations["Svendborg"]
    chosen = desk.get(f"{host_page(meeting)}?organisation={svendborg.pk}").text
    assert "Name Svendborg as the host" in chosen
    assert "Koordinator, Svendborg" in chosen
    sent = {"organisation": svendborg.pk, "person": world.people["coordinator"].pk, "brief": "Kaffe"}
    page = desk.post(host_page(meeting), sent, follow=True).text
    assert "Svendborg hosts" in page
    assert meeting.hostings.running().get().contact == world.people["coordinator"]
    page = desk.post(f"{host_page(meeting)}removal/", {"why": "Vandskade"}, follow=True).text
    assert "Nobody hosts the meeting now" in page


def test_what_is_missing_is_said_beside_its_field(world: World, meeting: Meeting, client: Client) -> None:
    desk = world.sign_in(client, "secretary")
    sent = {"organisation": world.organisations["Køge"].pk, "person": "other", "brief": "Kaffe til alle"}
    answered = desk.post(host_page(meeting), sent)
    assert answered.status_code == 422
    assert "This is needed when it is somebody else." in answered.text
    assert "Kaffe til alle" in answered.text
    world.organisation("Halbyg A/S", Kind.COMPANY)
    sent = {"organisation": world.organisations["Halbyg A/S"].pk, "person": "none"}
    assert "welcome as guests" in desk.post(host_page(meeting), sent).text
    assert not meeting.hostings.exists()


def test_the_check_list_is_kept_on_the_page(world: World, meeting: Meeting, client: Client) -> None:
    named = name(world, meeting)
    desk, first = world.sign_in(client, "secretary"), named.tasks.first()
    assert first
    tasks = f"{host_page(meeting)}tasks/"
    part = desk.post(f"{tasks}{first.pk}/", {"done": "yes"}, headers={"HX-Request": "true"}).text
    assert 'aria-pressed="true"' in part
    assert "<html" not in part
    assert desk.post(tasks, {"words": "", "doer": "host"}).status_code == 422
    assert "Bestil bus" in desk.post(tasks, {"words": "Bestil bus", "doer": "host"}, follow=True).text
    added = named.tasks.get(words="Bestil bus")
    assert "Bestil bus" not in desk.post(f"{tasks}{added.pk}/removal/", follow=True).text
    other = a_meeting(world, title="Andet")
    assert desk.post(f"{host_page(other)}tasks/{first.pk}/", {"done": "no"}).status_code == 404


def test_the_page_grows_without_more_queries(
    world: World, meeting: Meeting, client: Client, django_assert_max_num_queries: Any
) -> None:
    """One member, or forty with offers and a history."""

    def more(number: int) -> None:
        enrolment = member(world, number)
        hosting.offer(enrolment, what="host", by=world.people[f"p{number}"], at=world.now, meeting=meeting)
        held = world.meeting_held(dt.date(2027, 1, 1) + dt.timedelta(days=number))
        held.hostings.create(
            organisation=enrolment.organisation, named_by=world.people["secretary"], named_at=world.now
        )

    name(world, meeting, contact=world.people["coordinator"])
    more(1)
    desk = world.sign_in(client, "secretary")
    address = f"{host_page(meeting)}?q=k0&organisation={world.organisations['K001'].pk}"
    desk.get(address)
    with django_assert_max_num_queries(20) as few:
        desk.get(address)
    for number in range(2, 40):
        more(number)
    with django_assert_max_num_queries(20) as many:
        desk.get(address)
    assert len(few) == len(many)


def test_the_slot_goes_to_a_host_whose_name_is_a_part_of_the_one_before(world: World) -> None:
    """S13, S18: Svendborg isn't Svendborg Museum."""
    meeting = a_meeting(world, "published")
    world.organisation("Svendborg Museum", Kind.INSTITUTION)
    name(world, meeting, "Svendborg Museum")
    name(world, meeting, "Svendborg")
    assert "Museum" not in meeting.items.get(sort="host_slot").title
