"""Arm in arm: each coordinator brings somebody, or says why nobody (S14, S15, S16)."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.meetings import bringing, inviting, making, registering
from armkrok.meetings.models import Assignment, Companion, Meeting, SeatState
from armkrok.meetings.rules import Refusal
from armkrok.networks import appointing, withdrawing
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.someone import Someone
from tests.world import World

from .conftest import a_meeting
from .programmes import put

HEAD = Someone("Rektor, Thurø Skole", "rektor@example.org")
TYPED = {
    "companion": "invite",
    "companion-role": "Rektor",
    "companion-name": "Rektor, Thurø Skole",
    "companion-email": "rektor@example.org",
    "companion-workplace": "Thurø Skole",
    "companion-trade": "education",
    "companion-message": "Kære rektor\n\nKom med mig, du kender hallen indefra.",
}


@pytest.fixture
def arm_in_arm(world: World) -> Meeting:
    """Everybody has been invited; the network suggests two roles."""
    Network.objects.filter(pk=world.network.pk).update(companion_roles=["Rektor", "Halinspektør"])
    world.network.refresh_from_db()
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    return meeting


@pytest.fixture
def assignment(world: World, arm_in_arm: Meeting) -> Assignment:
    return Assignment.objects.select_related("meeting__network", "person", "enrolment__organisation").get()


@pytest.fixture
def own(world: World, assignment: Assignment) -> str:
    return world.link("meetings.assignment", assignment.person)


def bring(world: World, assignment: Assignment, **more: object) -> Companion:
    values: dict = {"role": "Rektor", "workplace": "Thurø Skole", "trade": "education", "message": "Kom med!"}
    who = values.pop("who", more.pop("who", HEAD))
    return bringing.bring(assignment, who, by=assignment.person, at=world.now, **(values | more))


def answer_invitation(world: World, meeting: Meeting, how: str) -> None:
    invitation = meeting.invitations.get(person=world.people["coordinator"])
    inviting.answer(invitation, how, by=invitation.person, at=world.now)


# --- the assignment -------------------------------------------------------------------------------------


def test_whoever_is_invited_is_to_bring_somebody(assignment: Assignment) -> None:
    """S15: and the state is that of nobody yet."""
    assert assignment.person.email == "coordinator@example.org"
    assert assignment.state == "open"


def test_a_meeting_without_arms_asks_nobody(world: World, meeting: Meeting) -> None:
    """S14 is a switch."""
    inviting.write_invitations(meeting, at=world.now)
    assert bringing.assign(meeting, at=world.now) == 0
    assert not Assignment.objects.exists()


def test_turned_on_later_those_invited_are_asked_and_those_who_come_are_told_once(
    world: World, meeting: Meeting
) -> None:
    """S14: the switch can come after the invitations."""
    inviting.write_invitations(meeting, at=world.now)
    answer_invitation(world, meeting, "me")
    secretary = world.people["secretary"]
    making.change(meeting, {"armkrok": True}, by=secretary, at=world.now)
    assert Assignment.objects.count() == 1
    assert bringing.assign(meeting, at=world.now) == 0
    making.change(meeting, {"armkrok": False}, by=secretary, at=world.now)
    making.change(meeting, {"armkrok": True}, by=secretary, at=world.now)
    asked = [m for m in world.letters("coordinator@example.org") if m.key.startswith("assignment-")]
    assert len(asked) == 1
    assert Entry.objects.about(meeting).filter(what="companion.assigned").count() == 1


def test_the_coordinator_gets_one_letter_when_they_have_said_yes(
    world: World, assignment: Assignment
) -> None:
    def asked() -> int:
        letters = world.letters("coordinator@example.org")
        return len([m for m in letters if m.key.startswith("assignment-")])

    assert asked() == 0, "the invitation says it already"
    for how in ("me", "other", "no", "me"):
        answer_invitation(world, assignment.meeting, how)
    assert asked() == 1
    (letter,) = [m for m in world.letters("coordinator@example.org") if m.key.startswith("assignment-")]
    assert "Rektor, Halinspektør" in letter.text
    assert world.link("meetings.assignment", assignment.person) in letter.text


def test_the_page_of_the_invitation_and_the_meetings_own_lead_to_it(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    """S15: whom do I bring, at once."""
    invitation = world.link("meetings.invitation", assignment.person)
    assert own in client.get(invitation).text
    assert client.post(invitation, {"answer": "me"}).status_code == 302
    address = f"/meetings/{assignment.meeting.slug}/"
    page = world.sign_in(Client(), "coordinator").get(address).text
    assert f'href="{address}companion/"' in page
    assert "Rektor, Halinspektør" in page
    bring(world, assignment)
    assert "Rektor, Thurø Skole" in world.sign_in(Client(), "coordinator").get(address).text


def test_the_assignment_stays_when_the_seat_is_given_to_somebody_else(
    world: World, assignment: Assignment
) -> None:
    """S15, K35: the coordinator is to bring somebody, whoever sits on the seat."""
    answer_invitation(world, assignment.meeting, "me")
    seat = assignment.meeting.seats.get()
    colleague = registering.Someone("Kollega", "kollega@example.org")
    registering.swap(seat, colleague, by=seat.person, at=world.now)
    bring(world, assignment)
    (only,) = Assignment.objects.all()
    assert only.person == world.people["coordinator"]
    assert only.companions.get().state == "invited"


# --- inviting -------------------------------------------------------------------------------------------


def test_the_draft_names_what_it_is_about_and_is_in_the_networks_language(
    assignment: Assignment, own: str, client: Client
) -> None:
    """S15: an invitation that is almost written."""
    page = client.get(own)
    for words in (
        "Haller for alle",
        "Flere bruger hallerne",
        "Svendborg Idrætshal",
        "Koordinator, Svendborg",
    ):
        assert words in page.text
    assert 'lang="da"' in page.text
    assert "torsdag den 9. september 2027" in page.text, "the date as the network's language writes it"
    assert '<option value="Halinspektør">' in page.text
    chosen = client.get(own, {"role": "Halinspektør"})
    assert 'value="Halinspektør"' in chosen.text
    assert "Halinspektør" in chosen.context["bringing"].form["message"].value()
    assert Companion.objects.count() == 0


def test_it_is_mailed_in_the_coordinators_name_and_answers_go_to_them(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    """S15, S16: who isn't known becomes a person of no organisation, without membership or sign-in."""
    assert client.post(own, TYPED).status_code == 302
    brought = Companion.objects.get()
    assert (brought.role, brought.workplace, brought.trade) == ("Rektor", "Thurø Skole", "education")
    person = brought.person
    assert person.organisation is None
    assert not person.appointments.exists()
    assert not hasattr(person, "user") or person.user is None
    (letter,) = world.letters("rektor@example.org")
    assert letter.sender_name == "Koordinator, Svendborg"
    assert letter.reply_to == "coordinator@example.org"
    assert "Kom med mig, du kender hallen indefra." in letter.text
    assert letter.language == "da"
    assert not letter.automatic
    assert world.link("meetings.companion", person) in letter.text
    assert assignment.state == "invited"


def test_sent_twice_it_is_one_invitation(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    for _ in range(2):
        client.post(own, TYPED)
    assert Companion.objects.count() == 1
    assert len(world.letters("rektor@example.org")) == 1


def test_several_may_be_invited_and_one_who_cant_is_replaced(world: World, assignment: Assignment) -> None:
    first = bring(world, assignment)
    bringing.answer_companion(first, comes=False, by=first.person, at=world.now, why="Lejrskole")
    assert Assignment.objects.get().state == "open"
    second = bring(world, assignment, who=Someone("Inspektør", "hal@example.org"), role="Halinspektør")
    third = bring(world, assignment, who=Someone("Pædagog", "paedagog@example.org"), role="Pædagog")
    bringing.answer_companion(second, comes=True, by=second.person, at=world.now)
    assert Assignment.objects.get().state == "confirmed"
    third.refresh_from_db()
    assert third.state == "invited"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"companion-role": ""}, "Say in which role"),
        ({"companion-email": "rektor"}, "valid email"),
        ({"companion-name": ""}, "required"),
        ({"companion-name": "www.example.com"}, "without any address"),
        ({"companion-email": "coordinator@example.org"}, "your own address"),
        ({"companion-trade": "alchemy"}, "valid choice"),
    ],
)
def test_what_was_typed_stays_beside_its_fault(
    own: str, client: Client, wrong: dict[str, str], said: str
) -> None:
    page = client.post(own, TYPED | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert "du kender hallen indefra" in page.text
    assert 'value="Thurø Skole"' in page.text
    assert Companion.objects.count() == 0


def test_exactly_one_coordinator_and_no_member_who_comes_anyway(world: World, assignment: Assignment) -> None:
    """S16"""
    koge = world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    inviting.write_invitations(assignment.meeting, at=world.now)
    theirs = Assignment.objects.get(enrolment=koge)
    bring(world, assignment)
    with pytest.raises(Refusal) as no:
        bring(world, theirs)
    assert no.value.requirement == "S16"
    assert "Koordinator, Svendborg" not in str(no.value), "by whom is nobody's business"
    registering.register(
        assignment.meeting, koge, world.people["koge"], by=world.people["koge"], at=world.now
    )
    with pytest.raises(Refusal, match="seat"):
        bring(world, assignment, who=world.people["koge"])


def test_a_known_address_is_the_known_person_and_stays_as_it_is(world: World, assignment: Assignment) -> None:
    brought = bring(world, assignment, who=Someone("Fremmed", "outsider@example.org"))
    assert brought.person == world.people["outsider"]
    assert brought.person.name == "Fremmed, Køge"


# --- until it begins ------------------------------------------------------------------------------------


def test_until_a_minute_before_and_not_when_it_has_begun(world: World, assignment: Assignment) -> None:
    begins = assignment.meeting.starts_at
    brought = bring(world, assignment)
    just, late = begins - dt.timedelta(minutes=1), begins
    bringing.answer_companion(brought, comes=True, by=brought.person, at=just)
    for act in (
        lambda: bringing.answer_companion(brought, comes=False, by=brought.person, at=late),
        lambda: bringing.call_off(brought, by=assignment.person, at=late),
        lambda: bringing.bring(
            assignment, Someone("X", "x@example.org"), role="X", by=assignment.person, at=late
        ),
    ):
        with pytest.raises(Refusal, match="has begun"):
            act()
    brought.refresh_from_db()
    assert brought.state == "confirmed"


def test_nobody_is_brought_to_a_meeting_that_doesnt_take_place(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    """A5: companions are kept until there is a new date."""
    brought = bring(world, assignment)
    theirs = world.link("meetings.companion", brought.person)
    secretary = world.people["secretary"]
    making.cancel(assignment.meeting, by=secretary, at=world.now, why="Sne", new_date_to_come=True)
    assert "A new date is to come" in client.get(theirs).text
    assert client.post(theirs, {"answer": "yes"}).status_code == 422
    assert client.post(own, TYPED).status_code == 422
    brought.refresh_from_db()
    assert brought.state == "invited"


# --- coming alone ---------------------------------------------------------------------------------------


def test_none_because(world: World, assignment: Assignment, own: str, client: Client) -> None:
    """S15: why is asked, and it is never in the way of coming."""
    page = client.post(own, {"companion": "alone", "alone-why": " "})
    assert page.status_code == 422
    assert "Say why nobody comes along" in page.text
    for _ in range(2):
        client.post(own, {"companion": "alone", "alone-why": "Skolerne har ferie"})
    alone = Assignment.objects.get()
    assert (alone.state, alone.none_why) == ("none", "Skolerne har ferie")
    assert Entry.objects.about(alone).filter(what="companion.none").count() == 1
    page = client.get(own)
    assert "You come alone." in page.text
    assert "Skolerne har ferie" in page.text
    answer_invitation(world, assignment.meeting, "me")
    assert assignment.meeting.seats.get().state == SeatState.TAKEN
    client.post(own, TYPED)
    brings = Assignment.objects.get()
    assert (brings.state, brings.none_why, brings.none_at) == ("invited", "", None)


def test_nobody_is_left_invited_by_one_who_comes_alone(world: World, assignment: Assignment) -> None:
    bring(world, assignment)
    with pytest.raises(Refusal, match="Call that off first"):
        bringing.come_alone(assignment, "Ferie", by=assignment.person, at=world.now)


def test_without_a_reason_the_act_refuses_too(world: World, assignment: Assignment) -> None:
    with pytest.raises(Refusal) as no:
        bringing.come_alone(assignment, " ", by=assignment.person, at=world.now)
    assert (no.value.requirement, no.value.field) == ("S15", "why")


# --- calling off ----------------------------------------------------------------------------------------


def test_called_off_the_companion_is_told_once_and_the_link_says_so(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    brought = bring(world, assignment)
    theirs = world.link("meetings.companion", brought.person)
    for _ in range(2):
        client.post(own, {"companion": "call_off", "number": str(brought.pk)})
    told = [m for m in world.letters("rektor@example.org") if m.key.endswith("called-off")]
    assert len(told) == 1
    assert told[0].reply_to == "coordinator@example.org"
    page = client.get(theirs)
    assert "has called the invitation off" in page.text
    assert "Yes, I come along" not in page.text
    assert client.post(theirs, {"answer": "yes"}).status_code == 422
    brought.refresh_from_db()
    assert brought.state == "called_off"
    bring(world, assignment)
    assert Companion.objects.filter(state="invited").count() == 1, "and may be invited anew"


def test_the_page_asks_once_more_before_it_is_called_off(
    world: World, assignment: Assignment, client: Client
) -> None:
    brought = bring(world, assignment)
    address = f"/meetings/{assignment.meeting.slug}/companion/{brought.pk}/calling-off/"
    world.sign_in(client, "coordinator")
    assert "can't be undone" in client.get(address).text
    brought.refresh_from_db()
    assert brought.state == "invited"
    assert client.post(address).headers["Location"].endswith("/companion/")
    assert client.post(address).status_code == 302
    brought.refresh_from_db()
    assert brought.state == "called_off"
    assert "Called off" in client.get(address).text


def test_when_the_membership_ends_the_companions_of_what_comes_after_are_called_off(
    world: World, assignment: Assignment
) -> None:
    """S16: a companion comes with a coordinator."""
    brought = bring(world, assignment)
    ended_on = world.now.date() - dt.timedelta(days=1)
    Enrolment.objects.filter(pk=world.enrolment.pk).update(ends_on=ended_on)
    withdrawing.end_membership(world.enrolment, at=world.now)
    brought.refresh_from_db()
    assert brought.state == "called_off"
    assert any(m.key.endswith("called-off") for m in world.letters("rektor@example.org"))


# --- the companion's answer -----------------------------------------------------------------------------


@pytest.fixture
def theirs(world: World, assignment: Assignment) -> str:
    return world.link("meetings.companion", bring(world, assignment).person)


def test_the_companion_understands_why_who_when_and_where(theirs: str, client: Client) -> None:
    """S16"""
    page = client.get(theirs).text
    for words in (
        "Kom med!",
        "Koordinator, Svendborg",
        "Rektor",
        "Flere bruger hallerne",
        "Svendborg Idrætshal",
        "Sal 1",
        "9 September 2027",
        "Time in Denmark",
    ):
        assert words in page
    assert Companion.objects.get().state == "invited", "looking changes nothing"


def test_yes_no_and_yes_again_and_the_coordinator_hears_of_it(
    world: World, assignment: Assignment, theirs: str, client: Client
) -> None:
    """S15: confirmed; changeable until it begins; sent twice it is done once."""
    client.post(theirs, {"answer": "yes"})
    client.post(theirs, {"answer": "yes"})
    assert Assignment.objects.get().state == "confirmed"
    client.post(theirs, {"answer": "no", "why": "Lejrskole"})
    declined = Companion.objects.get()
    assert (declined.state, declined.why) == ("declined", "Lejrskole")
    with time_machine.travel(assignment.meeting.starts_at - dt.timedelta(minutes=1)):
        client.post(theirs, {"answer": "yes"})
    assert Companion.objects.get().state == "confirmed"
    told = [m for m in world.letters("coordinator@example.org") if ":answered:" in m.key]
    assert len(told) == 3
    assert "Lejrskole" in told[1].text
    assert told[1].reply_to == "rektor@example.org"
    with time_machine.travel(assignment.meeting.starts_at):
        assert client.post(theirs, {"answer": "no"}).status_code == 422
        assert "has begun" in client.get(theirs).text


def test_too_long_a_reason_is_kept_and_refused(theirs: str, client: Client) -> None:
    page = client.post(theirs, {"answer": "no", "why": "x" * 501})
    assert page.status_code == 422
    assert "x" * 501 in page.text
    assert Companion.objects.get().state == "invited"


def test_asked_anew_after_a_no_the_older_link_says_yes_to_the_newer(
    world: World, assignment: Assignment
) -> None:
    first = bring(world, assignment)
    bringing.answer_companion(first, comes=False, by=first.person, at=world.now)
    second = bring(world, assignment)
    assert second.pk != first.pk
    bringing.answer_companion(first, comes=True, by=first.person, at=world.now)
    assert [c.state for c in Companion.objects.order_by("pk")] == ["declined", "confirmed"]


def test_of_the_programme_only_what_is_open_and_nobodys_name(
    world: World, assignment: Assignment, theirs: str, client: Client
) -> None:
    """K21, S16: nobody's name but who takes them along and who speaks in public."""
    meeting = assignment.meeting
    put(meeting, "Velkommen", 60)
    put(meeting, "Kollegial sparring", 60, closed=True, about="Sager fra hverdagen")
    put(meeting, "Haller i tal", 60, presenter="Oplægsholder, DTU")
    koge = world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    registering.register(meeting, koge, world.people["koge"], by=world.people["koge"], at=world.now)
    page = client.get(theirs).text
    assert "Velkommen" in page
    assert "Oplægsholder, DTU" in page
    assert "members only" in page
    for hidden in ("Kollegial sparring", "Sager fra hverdagen", "Koordinator, Køge"):
        assert hidden not in page


def test_the_way_into_an_online_meeting_is_open_while_it_is_on_and_shut_for_what_is_closed(
    world: World, assignment: Assignment, theirs: str, client: Client
) -> None:
    """K21, S16: the address stands on no page, before or after."""
    meeting = assignment.meeting
    Meeting.objects.filter(pk=meeting.pk).update(online_url="https://video.example.org/room-7")
    put(meeting, "Velkommen", 60)
    put(meeting, "Kollegial sparring", 60, closed=True)
    minute = dt.timedelta(minutes=1)
    for offset, open_ in (
        (-16 * minute, False),
        (-15 * minute, True),
        (59 * minute, True),
        (60 * minute, False),
        (119 * minute, False),
        (120 * minute, True),
        (359 * minute, True),
        (360 * minute, False),
    ):
        with time_machine.travel(meeting.starts_at + offset, tick=False):
            page, room = client.get(theirs), client.get(theirs, {"room": "1"})
        assert "video.example.org" not in page.text
        assert (room.headers.get("Location") == "https://video.example.org/room-7") is open_, offset


# --- who may ------------------------------------------------------------------------------------------


def test_one_may_only_open_ones_own(world: World, assignment: Assignment, client: Client) -> None:
    address = f"/meetings/{assignment.meeting.slug}/companion/"
    assert world.sign_in(Client(), "coordinator").get(address).status_code == 200
    for who in ("outsider", "applicant", "secretary"):
        assert world.sign_in(Client(), who).get(address).status_code == 404
        assert world.sign_in(Client(), who).post(address, TYPED).status_code == 404
    assert client.get(address).status_code == 302
    assert Companion.objects.count() == 0


def test_somebody_elses_companion_cant_be_called_off(world: World, assignment: Assignment) -> None:
    koge = world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    inviting.write_invitations(assignment.meeting, at=world.now)
    theirs = bring(world, Assignment.objects.get(enrolment=koge))
    slug = assignment.meeting.slug
    mine = world.sign_in(Client(), "coordinator")
    assert mine.post(f"/meetings/{slug}/companion/{theirs.pk}/calling-off/").status_code == 404
    mine.post(f"/meetings/{slug}/companion/", {"companion": "call_off", "number": str(theirs.pk)})
    mine.post(
        world.link("meetings.assignment", assignment.person),
        {"companion": "call_off", "number": str(theirs.pk)},
    )
    theirs.refresh_from_db()
    assert theirs.state == "invited"
    run = world.sign_in(Client(), "secretary")
    assert run.post(f"/meetings/{slug}/companion/{theirs.pk}/calling-off/").status_code == 302
    theirs.refresh_from_db()
    assert theirs.state == "called_off"


def test_who_doesnt_speak_for_the_member_any_more_brings_nobody(
    world: World, assignment: Assignment, own: str, client: Client
) -> None:
    """S9: the successor has an assignment of their own."""
    appointment = assignment.person.appointments.get()
    appointing.end(appointment, by=world.people["secretary"], at=world.now - dt.timedelta(days=1))
    page = client.get(own)
    assert "speak for Svendborg any more" in page.text
    assert client.post(own, TYPED).status_code == 422
    assert Companion.objects.count() == 0


def test_an_ended_link_is_renewed_while_it_is_of_use(
    world: World, assignment: Assignment, own: str, theirs: str, client: Client
) -> None:
    PersonalLink.objects.filter(task__startswith="meetings.").update(ends_at=world.now)
    brought = Person.objects.get(email="rektor@example.org")
    for link, task, person in (
        (own, "meetings.assignment", assignment.person),
        (theirs, "meetings.companion", brought),
    ):
        assert client.get(link).status_code == 410
        client.post(f"{link}renewal/")
        assert world.link(task, person) != link
        assert client.get(world.link(task, person)).status_code == 200


# --- the overview ---------------------------------------------------------------------------------------


@pytest.fixture
def overview(assignment: Assignment) -> str:
    return f"/meetings/{assignment.meeting.slug}/companions/"


def test_the_overview_begins_with_those_who_have_nobody_and_marks_who_comes_alone(
    world: World, assignment: Assignment, overview: str, client: Client
) -> None:
    """S15: W with its reason."""
    members = {}
    for number, name in enumerate(["Faaborg", "Nyborg", "Assens"]):
        organisation = world.municipality(name, f"09{number:02}")
        members[name] = world.member(world.network, organisation, name.lower(), f"Koordinator, {name}")
    inviting.write_invitations(assignment.meeting, at=world.now)
    of = {a.enrolment.organisation.name: a for a in Assignment.objects.all()}
    brought = bring(world, of["Svendborg"])
    bringing.answer_companion(brought, comes=True, by=brought.person, at=world.now)
    bringing.come_alone(of["Nyborg"], "Vagtplanen", by=of["Nyborg"].person, at=world.now)
    away = assignment.meeting.invitations.get(enrolment=members["Assens"])
    inviting.answer(away, "no", by=away.person, at=world.now)
    page = world.sign_in(client, "secretary").get(overview)
    rows = [a.enrolment.organisation.name for a in page.context["page"].object_list]
    assert rows == ["Faaborg", "Nyborg", "Svendborg", "Assens"]
    assert "Comes alone" in page.text
    assert "Vagtplanen" in page.text
    assert page.context["by_role"] == [("Rektor", 1)]
    assert page.context["by_trade"] == [("Education", 1)]
    for query, expected in (
        ({"state": "none"}, ["Nyborg"]),
        ({"state": "away"}, ["Assens"]),
        ({"trade": "education"}, ["Svendborg"]),
        ({"trade": "health"}, []),
        ({"role": "Rektor"}, ["Svendborg"]),
        ({"q": "thuro"}, ["Svendborg"]),
        ({"q": "Faaborg"}, ["Faaborg"]),
        ({"q": "zzz"}, []),
    ):
        found = client.get(overview, query).context["page"].object_list
        assert [a.enrolment.organisation.name for a in found] == expected, query


def test_the_overview_leaves_the_house_as_a_table(
    world: World, assignment: Assignment, overview: str, client: Client
) -> None:
    bring(world, assignment, role="=HYPERLINK(1)")
    got = world.sign_in(client, "secretary").get(overview, {"export": "csv"})
    (row,) = csv.DictReader(io.StringIO(got.content.decode("utf-8-sig")), delimiter=";")
    assert row["Companion"] == "Rektor, Thurø Skole"
    assert row["Role"] == "'=HYPERLINK(1)"
    assert row["Where they work"] == "Thurø Skole"
    assert client.get(overview, {"export": "xlsx"}).status_code == 200


def test_who_was_brought_over_time(
    world: World, assignment: Assignment, overview: str, client: Client
) -> None:
    """S16: from which field of work and which municipality."""
    brought = bring(world, assignment)
    bringing.answer_companion(brought, comes=True, by=brought.person, at=world.now)
    later = a_meeting(
        world, armkrok=True, title="Vinter", starts_at=assignment.meeting.starts_at + dt.timedelta(days=60)
    )
    inviting.write_invitations(later, at=world.now)
    alone = Assignment.objects.get(meeting=later)
    bringing.come_alone(alone, "Sygdom", by=alone.person, at=world.now)
    page = world.sign_in(client, "secretary").get(overview)
    newest, oldest = page.context["earlier"]
    assert (newest.brought, newest.alone, oldest.brought, len(oldest.members)) == (0, 1, 1, 1)
    (member,) = page.context["members"]
    assert (member.name, member.number, member.by_trade) == ("Svendborg", 1, [("Education", 1)])


def test_before_anybody_is_asked_it_says_what_to_do(world: World, client: Client) -> None:
    world.sign_in(client, "secretary")
    plain, arms = a_meeting(world), a_meeting(world, "published", armkrok=True)
    assert "isn't a meeting arm in arm" in client.get(f"/meetings/{plain.slug}/companions/").text
    assert "Nobody has been asked yet" in client.get(f"/meetings/{arms.slug}/companions/").text


def test_as_many_queries_with_thirty_as_with_one(
    world: World, assignment: Assignment, overview: str, client: Client
) -> None:
    world.sign_in(client, "secretary")
    own = world.sign_in(Client(), "coordinator")
    mine = f"/meetings/{assignment.meeting.slug}/companion/"

    def queries(of: Client, address: str) -> int:
        of.get(address)
        with CaptureQueriesContext(connection) as found:
            assert of.get(address).status_code == 200
        return len(found)

    bring(world, assignment)
    few, few_of_mine = queries(client, overview), queries(own, mine)
    for number in range(30):
        organisation = world.municipality(f"By {number:02}", f"08{number:02}")
        enrolment = world.member(world.network, organisation, f"m{number}", f"Koordinator, By {number:02}")
        inviting.write_invitations(assignment.meeting, at=world.now)
        theirs = Assignment.objects.get(enrolment=enrolment)
        who = Someone(f"Leder {number}", f"leder{number}@example.org")
        companion = bring(world, theirs, who=who, role=f"Leder {number % 3}")
        bringing.answer_companion(companion, comes=True, by=companion.person, at=world.now)
        bring(world, assignment, who=Someone(f"Gæst {number}", f"g{number}@example.org"))
    assert queries(client, overview) == few <= 20
    assert queries(own, mine) == few_of_mine <= 20
