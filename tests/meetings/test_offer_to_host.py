"""Members offer to host or to present, and every offer is answered (K28)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from armkrok.journal.models import Entry
from armkrok.meetings import hosting, making
from armkrok.meetings.models import HostOffer, Meeting
from armkrok.meetings.rules import Refusal
from armkrok.networks.models import Enrolment, Network
from tests.world import World

from .conftest import a_meeting

TEAM = "kultur@kl.example.org"


def offer(world: World, meeting: Meeting | None = None, who: str = "coordinator", **more: Any) -> HostOffer:
    member = more.pop("enrolment", world.enrolment)
    when: dict[str, Any] = {"meeting": meeting} if meeting else {"season": "autumn", "year": 2027}
    return hosting.offer(member, **({"what": "host", "by": world.people[who], "at": world.now} | when | more))


def answer(world: World, made: HostOffer, accepted: bool = True, words: str = "", **more: Any) -> HostOffer:
    values: dict[str, Any] = {"by": world.people["secretary"], "at": world.now} | more
    return hosting.answer_offer(made, accepted=accepted, answer=words, **values)


def another_member(world: World) -> Enrolment:
    return world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")


def hosts(world: World) -> str:
    return f"/networks/{world.network.slug}/hosts/"


# --- acts -----------------------------------------------------------------------------------------------


def test_an_offer_reaches_the_team(world: World, meeting: Meeting) -> None:
    """K28"""
    made = offer(world, meeting, message="Vi har en ny hal.")
    assert HostOffer.objects.unanswered().get() == made
    letter = world.letters(TEAM)[-1]
    assert "Svendborg" in letter.subject
    assert "Vi har en ny hal." in letter.text
    assert f"/offers/{made.pk}/answer/" in letter.text
    assert Entry.objects.about(made).get().what == "host.offered"


def test_sent_twice_it_is_one_offer_with_the_last_words(world: World, meeting: Meeting) -> None:
    first = offer(world, meeting, message="Vi har en ny hal.")
    before = len(world.letters(TEAM))
    assert offer(world, meeting, message="Vi har en ny hal.") == first
    assert offer(world, meeting) == first
    assert len(world.letters(TEAM)) == before
    offer(world, meeting, message="Vi har to nye haller.")
    assert HostOffer.objects.get().message == "Vi har to nye haller."
    assert len(world.letters(TEAM)) == before + 1
    assert offer(world) != first, "another time is another offer"
    assert offer(world, meeting, what="present", message="Om lys") != first


def test_answered_it_can_be_offered_anew(world: World, meeting: Meeting) -> None:
    first = offer(world, meeting)
    answer(world, first, False, "Ikke denne gang.")
    assert offer(world, meeting) != first


def test_yes_is_told_by_mail(world: World) -> None:
    """K28: every offer gets an answer. The same answer twice is one."""
    made = offer(world, what="present", message="Om lys i haller")
    for _ in range(2):
        answer(world, made, words="Meget gerne!")
    letters = [m for m in world.letters("coordinator@example.org") if m.key.startswith("offer-")]
    assert len(letters) == 1
    assert "Meget gerne!" in letters[0].text
    assert not HostOffer.objects.unanswered().exists()


def test_no_needs_its_words(world: World) -> None:
    made = offer(world)
    with pytest.raises(Refusal) as no:
        answer(world, made, False)
    assert (no.value.requirement, no.value.field) == ("K28", "answer")
    answer(world, made, False, "Vi har fundet en vært.")
    with pytest.raises(Refusal):
        answer(world, made, True)
    made.refresh_from_db()
    assert made.accepted is False


def test_after_fourteen_days_it_is_a_task(world: World) -> None:
    """K28, T"""
    made = offer(world)
    late = world.now + dt.timedelta(days=14)
    assert not HostOffer.objects.overdue(late - dt.timedelta(seconds=1)).exists()
    assert HostOffer.objects.overdue(late).get() == made
    answer(world, made)
    assert not HostOffer.objects.overdue(late).exists()


def test_taken_back_while_nobody_has_answered(world: World) -> None:
    me = world.people["coordinator"]
    made = offer(world)
    for _ in range(2):
        hosting.withdraw_offer(made, by=me, at=world.now)
    assert len([m for m in world.letters(TEAM) if m.key.endswith(":withdrawn:team")]) == 1
    with pytest.raises(Refusal):
        answer(world, made)
    answered = offer(world)
    answer(world, answered)
    with pytest.raises(Refusal):
        hosting.withdraw_offer(answered, by=me, at=world.now)


def test_nobody_acts_on_what_isnt_theirs(world: World, meeting: Meeting) -> None:
    """Another member's offer, somebody else's member, somebody else's network."""
    made = offer(world, meeting)
    another_member(world)
    for who in ("koge", "outsider", "applicant"):
        with pytest.raises(Refusal):
            hosting.withdraw_offer(made, by=world.people[who], at=world.now)
        with pytest.raises(Refusal):
            offer(world, meeting, who)
        with pytest.raises(Refusal):
            answer(world, made, by=world.people[who])
    with pytest.raises(Refusal):
        answer(world, made, by=world.people["facilitator"])
    with pytest.raises(Refusal):
        offer(world, meeting, "applicant", enrolment=world.application)
    made.refresh_from_db()
    assert made.answered_at is None
    assert made.withdrawn_at is None


def test_too_late_for_a_meeting_that_has_begun_or_is_cancelled(world: World, meeting: Meeting) -> None:
    with pytest.raises(Refusal):
        offer(world, meeting, at=meeting.starts_at)
    with pytest.raises(Refusal):
        offer(world, a_meeting(world, "draft"))
    with pytest.raises(Refusal):
        offer(world, season="spring", year=2027, at=dt.datetime(2027, 7, 1, 8, tzinfo=dt.UTC))
    making.cancel(meeting, by=world.people["secretary"], at=world.now, why="Sne")
    with pytest.raises(Refusal):
        offer(world, meeting)
    assert not HostOffer.objects.exists()


def test_yes_can_name_the_host_at_once(world: World, meeting: Meeting) -> None:
    """K28, S13"""
    made = offer(world, meeting)
    answer(world, made, name=True, brief="Kaffe til 40")
    named = meeting.hostings.running().get()
    assert (named.organisation, named.contact, named.offer) == (
        world.enrolment.organisation,
        world.people["coordinator"],
        made,
    )
    assert named.brief == "Kaffe til 40"
    assert meeting.items.filter(sort="host_slot").exists()


# --- pages ----------------------------------------------------------------------------------------------


def test_a_member_offers_and_takes_it_back_on_the_page(
    world: World, meeting: Meeting, client: Client
) -> None:
    me = world.sign_in(client, "coordinator")
    assert "Offer to host" in me.get(hosts(world)).text
    form = me.get(f"{hosts(world)}offer/?meeting={meeting.pk}")
    assert f'value="meeting-{meeting.pk}" selected' in form.text
    sent = {"what": "host", "when": f"meeting-{meeting.pk}", "message": "Velkommen"}
    page = me.post(f"{hosts(world)}offer/", sent, follow=True).text
    assert "Waits for an answer" in page
    made = HostOffer.objects.get()
    assert made.meeting == meeting
    page = me.post(f"{hosts(world)}offers/{made.pk}/withdrawal/", follow=True).text
    assert "Taken back" in page


def test_what_cant_be_is_said_beside_the_field_and_what_was_typed_is_kept(
    world: World, meeting: Meeting, client: Client
) -> None:
    me = world.sign_in(client, "coordinator")
    sent = {"what": "present", "when": "autumn-2027", "message": ""}
    answered = me.post(f"{hosts(world)}offer/", sent)
    assert answered.status_code == 422
    assert "Say what you would like to present." in answered.text
    assert 'value="autumn-2027" selected' in answered.text
    assert me.post(f"{hosts(world)}offer/", sent | {"when": "meeting-999"}).status_code == 422
    assert not HostOffer.objects.exists()


def test_the_staff_answer_and_read_of_a_clash_first(world: World, meeting: Meeting, client: Client) -> None:
    """K28: a clash of dates is said; no without words is mended; the answer goes out."""
    other = a_meeting(world, "draft", title="Samme dag")
    made = offer(world, meeting)
    desk = world.sign_in(client, "secretary")
    address = f"{hosts(world)}offers/{made.pk}/answer/"
    page = desk.get(address).text
    assert f"The same day as: {other.title}" in page
    refused = desk.post(address, {"accepted": "no", "answer": ""})
    assert refused.status_code == 422
    assert "Say why not" in refused.text
    assert desk.post(address, {"accepted": "yes", "answer": "Tak!", "name": "on"}).status_code == 302
    assert meeting.hostings.running().get().organisation == world.enrolment.organisation
    assert "Taken up" in desk.get(address).text


def test_an_offer_to_present_is_never_named_as_host(world: World, meeting: Meeting, client: Client) -> None:
    made = offer(world, meeting, what="present", message="Om lys")
    desk = world.sign_in(client, "secretary")
    address = f"{hosts(world)}offers/{made.pk}/answer/"
    assert "Name them as the host" not in desk.get(address).text
    desk.post(address, {"accepted": "yes", "name": "on"})
    assert not meeting.hostings.exists()


def test_members_see_their_own_offers_and_the_staff_all_the_longest_waiting_first(
    world: World, meeting: Meeting, client: Client
) -> None:
    koge = another_member(world)
    offer(world, meeting, message="Fra Svendborg")
    offer(
        world,
        meeting,
        "koge",
        enrolment=koge,
        message="Fra Køge",
        at=world.now - dt.timedelta(days=20),
    )
    answer(world, offer(world, message="Til efteråret", at=world.now - dt.timedelta(days=40)), words="Ja")
    mine = world.sign_in(client, "coordinator").get(hosts(world)).text
    assert "Fra Svendborg" in mine
    assert "Fra Køge" not in mine
    desk = world.sign_in(client, "secretary").get(hosts(world)).text
    places = [desk.index(words) for words in ("Fra Køge", "Fra Svendborg", "Til efteråret")]
    assert places == sorted(places)
    assert desk.count("Has waited for more than 14 days") == 1


def test_others_offers_are_nobodys_business(world: World, meeting: Meeting, client: Client) -> None:
    another_member(world)
    made = offer(world, meeting)
    for who in ("koge", "outsider", "applicant", "facilitator"):
        there = world.sign_in(client, who)
        assert there.post(f"{hosts(world)}offers/{made.pk}/withdrawal/").status_code == 404, who
        assert there.get(f"{hosts(world)}offers/{made.pk}/answer/").status_code == 404, who
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_for_a_winter_meeting_those_near_a_station_come_first(world: World, client: Client) -> None:
    """S17: in the offers and in the history alike, once the page is put in order for it."""
    Network.objects.filter(pk=world.network.pk).update(winter_rule=True)
    koge = another_member(world)
    for name, km in (("Svendborg", "17.0"), ("Køge", "0.3")):
        organisation = world.organisations[name]
        organisation.station_km = km  # type: ignore[assignment]
        organisation.save(update_fields=["station_km"])
    winter = a_meeting(world, starts_at=dt.datetime(2027, 11, 9, 8, tzinfo=dt.UTC), title="Vinter")
    offer(world, winter, message="Fra Svendborg", at=world.now - dt.timedelta(days=5))
    offer(world, winter, "koge", enrolment=koge, message="Fra Køge")
    desk = world.sign_in(client, "secretary")
    usual = desk.get(hosts(world)).text
    assert usual.index("Fra Svendborg") < usual.index("Fra Køge")
    page = desk.get(f"{hosts(world)}?meeting={winter.pk}").text
    assert "come first" in page
    assert page.index("Fra Køge") < page.index("Fra Svendborg")
    history = page[page.index("Who has hosted") :]
    assert history.index("Køge") < history.index("Svendborg")


def test_the_history_is_searched_and_taken_away(world: World, client: Client) -> None:
    """S12: who hosted what when, how many times, or never yet."""
    another_member(world)
    held = world.meeting_held()
    held.hostings.create(
        organisation=world.enrolment.organisation, named_by=world.people["secretary"], named_at=world.now
    )
    desk = world.sign_in(client, "secretary")
    page = desk.get(hosts(world)).text
    assert "Haller og hverdag" in page
    assert "Never yet" in page
    found = desk.get(hosts(world) + "?q=svend", headers={"HX-Request": "true"}).text
    assert ("Svendborg" in found, "Køge" in found) == (True, False)
    table = desk.get(hosts(world) + "?export=csv").content.decode("utf-8-sig").splitlines()
    assert table[1].startswith("Køge;0;;")
    assert table[2].startswith("Svendborg;1;2027-03-18;Haller og hverdag")
    own = desk.get(f"/organisations/{world.enrolment.organisation_id}/hosting/").text
    assert "Haller og hverdag" in own


def test_the_page_grows_without_more_queries(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    """One offer, meeting and member, or forty of each."""

    def more(number: int) -> None:
        place = world.municipality(f"K{number:03}", f"9{number:03}")
        member = world.member(world.network, place, f"p{number}", f"P {number}")
        meeting = a_meeting(world, "planned", title=f"M {number}")
        made = offer(world, meeting, f"p{number}", enrolment=member)
        if number % 2:
            answer(world, made, words="Ja", name=True)
        held = world.meeting_held(dt.date(2027, 1, 1) + dt.timedelta(days=number))
        held.hostings.create(organisation=place, named_by=world.people["secretary"], named_at=world.now)

    for who in ("secretary", "coordinator"):
        world.sign_in(client, who).get(hosts(world))
    more(1)
    more(2)
    chosen = Meeting.objects.get(title="M 2").pk
    counted = []
    for round_ in range(2):
        for who in ("secretary", "coordinator"):
            there = world.sign_in(client, who)
            for address in (hosts(world), f"{hosts(world)}?meeting={chosen}"):
                with django_assert_max_num_queries(20) as asked:
                    there.get(address)
                counted.append(len(asked))
        if not round_:
            for number in range(3, 40):
                more(number)
    assert counted[:4] == counted[4:]
