"""Reminders go out by themselves: on their day, by day, once, and to nobody who needs none (K17, K23, S12, S15, S20)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.models import Message
from armkrok.meetings import bringing, guesting, hosting, inviting, making, registering, reminding
from armkrok.meetings.models import Companion, Meeting
from armkrok.networks import opening
from armkrok.networks.models import Network
from armkrok.networks.someone import Someone
from tests.meetings.conftest import STARTS, a_meeting
from tests.meetings.programmes import put
from tests.world import World

ASK = dt.datetime(2027, 8, 26, 8, 0, tzinfo=dt.UTC)  # 14 days before, at ten in Copenhagen
BRING = ASK - dt.timedelta(days=7)
COME = dt.datetime(2027, 9, 6, 8, 0, tzinfo=dt.UTC)


def reminded(meeting: Meeting, at: dt.datetime) -> list[str]:
    """Whom the program writes to at that moment, by the first part of their address."""
    before = set(Message.objects.values_list("pk", flat=True))
    reminding.remind(Meeting.objects.select_related("network").get(pk=meeting.pk), at=at)
    new = Message.objects.exclude(pk__in=before).filter(key__contains=":remind-").order_by("pk")
    return [address.split("@")[0] for address in new.values_list("to_address", flat=True)]


def letter(what: str) -> Message:
    return Message.objects.filter(key__contains=f":remind-{what}:").latest("pk")


@pytest.fixture
def asked(world: World, meeting: Meeting) -> Meeting:
    """The coordinator has been invited in June, and hasn't answered."""
    inviting.write_invitations(meeting, at=world.now)
    return meeting


@pytest.fixture
def coming(world: World, asked: Meeting) -> Meeting:
    invitation = asked.invitations.get()
    inviting.answer(invitation, "me", by=invitation.person, at=world.now)
    return asked


@pytest.fixture
def arms(world: World) -> Meeting:
    """The coordinator comes, and is to bring somebody."""
    meeting = a_meeting(world, armkrok=True)
    inviting.write_invitations(meeting, at=world.now)
    invitation = meeting.invitations.get()
    inviting.answer(invitation, "me", by=invitation.person, at=world.now)
    return meeting


class TestWhoHasntAnswered:
    def test_they_are_asked_once_more_and_once_only(self, asked: Meeting) -> None:
        """K17"""
        assert reminded(asked, ASK - dt.timedelta(days=1)) == []
        assert reminded(asked, ASK) == ["coordinator"]
        assert reminded(asked, ASK) == []
        assert reminded(asked, ASK + dt.timedelta(hours=2)) == []
        assert "Haller for alle" in letter("unanswered").subject
        assert Entry.objects.filter(what="reminder.sent").count() == 1

    def test_the_link_is_the_one_from_the_invitation(self, asked: Meeting) -> None:
        link = PersonalLink.objects.get(task="meetings.invitation")
        reminded(asked, ASK)
        assert link.address() in letter("unanswered").text
        assert PersonalLink.objects.filter(task="meetings.invitation").count() == 1

    def test_a_link_that_was_revoked_is_replaced(self, world: World, asked: Meeting) -> None:
        PersonalLink.objects.filter(task="meetings.invitation").update(revoked_at=world.now)
        reminded(asked, ASK)
        new = PersonalLink.objects.filter(task="meetings.invitation").latest("pk")
        assert new.address() in letter("unanswered").text
        assert new.ends_at > asked.ends_at

    @pytest.mark.parametrize("how", ["me", "no"])
    def test_who_has_answered_isnt(self, world: World, asked: Meeting, how: str) -> None:
        invitation = asked.invitations.get()
        inviting.answer(invitation, how, by=invitation.person, at=world.now)
        assert reminded(asked, ASK) == []

    def test_perhaps_is_no_answer(self, world: World, asked: Meeting) -> None:
        asked.invitations.update(answer="maybe", answered_at=world.now)
        assert reminded(asked, ASK) == ["coordinator"]
        assert "perhaps" in letter("unanswered").text

    def test_who_has_just_said_perhaps_isnt(self, asked: Meeting) -> None:
        asked.invitations.update(answer="maybe", answered_at=ASK - dt.timedelta(days=1))
        assert reminded(asked, ASK) == []
        assert reminded(asked, ASK + dt.timedelta(days=2)) == ["coordinator"]

    def test_one_answer_is_the_municipalitys(self, world: World, asked: Meeting) -> None:
        person = world.person("colleague", "Kollega", world.organisations["Svendborg"])
        registering.register(asked, world.enrolment, person, by=person, at=world.now)
        assert reminded(asked, ASK) == []

    def test_not_when_registration_has_closed(self, asked: Meeting) -> None:
        """K17: nobody is asked what they can't answer."""
        last = dt.datetime(2027, 9, 2, 8, 0, tzinfo=dt.UTC)
        assert reminded(asked, last + dt.timedelta(days=1)) == []
        assert reminded(asked, last) == ["coordinator"]

    def test_not_so_soon_after_the_invitation(self, world: World, meeting: Meeting) -> None:
        invited_at = ASK - dt.timedelta(days=1)
        inviting.write_invitations(meeting, at=invited_at)
        assert reminded(meeting, ASK) == []
        assert reminded(meeting, invited_at + dt.timedelta(days=3)) == ["coordinator"]

    def test_not_so_soon_after_it_was_sent_again(self, world: World, asked: Meeting) -> None:
        inviting.send_again(
            asked.invitations.get(), by=world.people["secretary"], at=ASK - dt.timedelta(hours=20)
        )
        assert reminded(asked, ASK) == []

    def test_who_speaks_no_longer_isnt(self, world: World, asked: Meeting) -> None:
        world.enrolment.appointments.update(to_on=dt.date(2027, 7, 1))
        assert reminded(asked, ASK) == []

    def test_at_night_nobody_is_written_to(self, asked: Meeting) -> None:
        assert reminded(asked, ASK.replace(hour=5, minute=59)) == []  # 7:59 in Copenhagen
        assert reminded(asked, ASK.replace(hour=15)) == []  # 17:00
        assert reminded(asked, ASK.replace(hour=6)) == ["coordinator"]

    def test_the_network_has_its_own_clocks(self, world: World, asked: Meeting) -> None:
        world.network.time_zone = "Atlantic/Reykjavik"
        world.network.save()
        assert reminded(asked, ASK.replace(hour=7)) == []
        assert reminded(asked, ASK.replace(hour=16)) == ["coordinator"]

    def test_a_day_of_standstill_is_made_up_for(self, asked: Meeting) -> None:
        assert reminded(asked, ASK + dt.timedelta(days=1, hours=14)) == []
        assert reminded(asked, ASK + dt.timedelta(days=2)) == ["coordinator"]

    def test_nothing_when_the_network_wants_none(self, world: World, asked: Meeting) -> None:
        opening.change_settings(
            world.network, {"remind_unanswered_days": 0}, by=world.people["secretary"], at=world.now
        )
        assert reminded(asked, ASK) == []

    @pytest.mark.parametrize("later", [False, True])
    def test_nothing_when_it_doesnt_take_place(self, world: World, asked: Meeting, later: bool) -> None:
        """A5"""
        making.cancel(asked, by=world.people["secretary"], at=world.now, why="Sne", new_date_to_come=later)
        assert reminded(asked, ASK) == []


class TestWhenItMoves:
    def test_the_reminder_moves_along(self, world: World, asked: Meeting) -> None:
        """A5"""
        later = dt.timedelta(days=30)
        _move(world, asked, later, at=world.now)
        assert reminded(asked, ASK) == []
        assert reminded(asked, ASK + later) == ["coordinator"]

    def test_the_new_date_reminds_anew_but_not_at_once(self, world: World, asked: Meeting) -> None:
        assert reminded(asked, ASK) == ["coordinator"]
        moved_at = ASK + dt.timedelta(days=1)
        _move(world, asked, dt.timedelta(days=2), at=moved_at)
        assert reminded(asked, moved_at + dt.timedelta(days=1)) == []
        assert reminded(asked, moved_at + dt.timedelta(days=3)) == ["coordinator"]


def _move(world: World, meeting: Meeting, later: dt.timedelta, *, at: dt.datetime) -> None:
    starts_at = STARTS + later
    making.reschedule(
        meeting,
        starts_at,
        starts_at + dt.timedelta(hours=6),
        by=world.people["secretary"],
        at=at,
        why="Sne",
    )


class TestWhoBringsNobody:
    def test_they_are_asked_until_they_have_said(self, world: World, arms: Meeting) -> None:
        """S15"""
        assert reminded(arms, BRING) == ["coordinator"]
        assert bringing.assignment_link(arms.assignments.get(), BRING).address() in letter("companion").text

    def test_not_when_somebody_is_asked(self, world: World, arms: Meeting) -> None:
        _bring(world, arms)
        assert reminded(arms, BRING) == []

    def test_not_when_they_have_said_why(self, world: World, arms: Meeting) -> None:
        assignment = arms.assignments.get()
        bringing.come_alone(assignment, "Ingen kan", by=assignment.person, at=world.now)
        assert reminded(arms, BRING) == []

    def test_who_hasnt_answered_is_asked_that_first(self, world: World) -> None:
        meeting = a_meeting(world, armkrok=True)
        inviting.write_invitations(meeting, at=world.now)
        assert reminded(meeting, BRING) == []
        assert reminded(meeting, ASK) == ["coordinator"]
        assert "arm in arm" in letter("unanswered").text

    def test_a_no_to_coming_asks_for_nobody(self, world: World, arms: Meeting) -> None:
        invitation = arms.invitations.get()
        inviting.answer(invitation, "no", by=invitation.person, at=world.now)
        assert reminded(arms, BRING) == []

    def test_not_on_the_day_itself(self, arms: Meeting) -> None:
        assert "companion" not in _kinds(arms, dt.datetime(2027, 9, 9, 6, 30, tzinfo=dt.UTC))


def _kinds(meeting: Meeting, at: dt.datetime) -> list[str]:
    return [str(what) for what in reminding.due(meeting, at)]


def _bring(world: World, meeting: Meeting) -> Companion:
    assignment = meeting.assignments.get()
    someone = Someone("Rektor", "rektor@example.org")
    return bringing.bring(assignment, someone, role="Rektor", by=assignment.person, at=world.now)


class TestWhoComes:
    def test_they_read_when_and_where(self, world: World, coming: Meeting) -> None:
        assert reminded(coming, COME) == ["coordinator"]
        text = letter("coming").text
        for words in ("9 September 2027", "09:30", "Svendborg Idrætshal", "Sal 1", "Flere bruger hallerne"):
            assert words in text
        assert PersonalLink.objects.get(task="meetings.invitation").address() in text

    def test_the_train_where_there_is_one(self, world: World, coming: Meeting) -> None:
        """S17"""
        place = world.organisations["Svendborg"]
        place.station_km = "0.6"
        place.save()
        Network.objects.filter(pk=world.network.pk).update(winter_rule=True)
        reminded(coming, COME)
        assert "0.6 km" in letter("coming").text

    def test_no_mail_says_what_somebody_eats(self, world: World, coming: Meeting) -> None:
        """Standards, "Records": the letter leads to the answers, and doesn't hold them."""
        question = coming.questions.create(topic="diet", words="Mad?")
        question.answers.create(person=world.people["coordinator"], words="Ingen nødder")
        reminded(coming, COME)
        assert "nødder" not in letter("coming").text
        assert "food and the like" in letter("coming").text

    def test_who_gave_the_seat_up_isnt(self, world: World, coming: Meeting) -> None:
        registering.give_up(coming.seats.get(), by=world.people["coordinator"], at=world.now)
        assert reminded(coming, COME) == []

    def test_who_has_just_got_a_seat_isnt(self, world: World, asked: Meeting) -> None:
        person = world.people["coordinator"]
        registering.register(
            asked, world.enrolment, person, by=world.people["secretary"], at=COME - dt.timedelta(hours=1)
        )
        assert reminded(asked, COME) == []

    def test_a_companion_who_comes_is_too(self, world: World, arms: Meeting) -> None:
        """S16"""
        companion = _bring(world, arms)
        bringing.answer_companion(companion, comes=True, by=companion.person, at=world.now)
        assert reminded(arms, COME) == ["coordinator", "rektor"]
        assert "Koordinator, Svendborg" in letter("coming").text  # in the language of the network

    def test_a_companion_who_comes_is_too_when_nobody_else_is_to_be_brought(
        self, world: World, arms: Meeting
    ) -> None:
        companion = _bring(world, arms)
        bringing.answer_companion(companion, comes=True, by=companion.person, at=world.now)
        arms = making.change(arms, {"armkrok": False}, by=world.people["secretary"], at=world.now)
        assert reminded(arms, COME) == ["coordinator", "rektor"]

    def test_of_a_study_trip_only_those_who_come_hear(self, world: World) -> None:
        """K23"""
        trip = a_meeting(world, kind="study_trip")
        person = world.people["coordinator"]
        registering.register(trip, world.enrolment, person, by=person, at=world.now)
        assert _kinds(trip, ASK) == []
        assert reminded(trip, COME) == ["coordinator"]


class TestWhoHosts:
    def test_the_contact_reads_numbers_and_what_is_open(self, world: World, coming: Meeting) -> None:
        """S12"""
        hosts = _host(world, coming)
        first, second = hosts.tasks.filter(doer="host")[:2]
        first.done_at = world.now
        first.save()
        assert reminded(coming, ASK) == ["outsider"]
        text = letter("host").text
        assert "1 person comes" in text
        assert second.words in text
        assert first.words not in text
        assert PersonalLink.objects.get(task="meetings.host").address() in text

    def test_who_was_named_just_now_isnt(self, world: World, coming: Meeting) -> None:
        _host(world, coming, at=ASK - dt.timedelta(days=2))
        assert reminded(coming, ASK) == []
        assert reminded(coming, ASK + dt.timedelta(days=1)) == ["outsider"]

    def test_before_anybody_is_invited_too(self, world: World) -> None:
        meeting = a_meeting(world, "planned")
        _host(world, meeting)
        assert reminded(meeting, ASK) == ["outsider"]

    def test_of_a_draft_nobody_hears(self, world: World) -> None:
        meeting = a_meeting(world, "draft")
        _host(world, meeting)
        assert reminded(meeting, ASK) == []


def _host(world: World, meeting: Meeting, at: dt.datetime | None = None) -> Any:
    return hosting.name_host(
        meeting,
        world.organisations["Køge"],
        contact=world.people["outsider"],
        by=world.people["secretary"],
        at=at or world.now,
    )


class TestWhoSpeaks:
    SPEAK = dt.datetime(2027, 9, 2, 8, 0, tzinfo=dt.UTC)

    def test_a_guest_reads_their_own_time(self, world: World, meeting: Meeting) -> None:
        """S20"""
        put(meeting, "Velkomst", 60)
        self._invite(world, meeting, "Haller i tal")
        assert reminded(meeting, self.SPEAK) == ["ekspert"]
        text = letter("speakers").text
        assert "10.30–11.15" in text  # as Danes write it
        assert "Velkomst" not in text
        assert PersonalLink.objects.get(task="meetings.guest").address() in text

    def test_two_items_are_one_mail(self, world: World, meeting: Meeting) -> None:
        self._invite(world, meeting, "Haller i tal")
        self._invite(world, meeting, "Bade i tal")
        assert reminded(meeting, self.SPEAK) == ["ekspert"]
        assert "Haller i tal" in letter("speakers").text
        assert "Bade i tal" in letter("speakers").text

    def test_who_was_called_off_isnt(self, world: World, meeting: Meeting) -> None:
        self._invite(world, meeting, "Haller i tal")
        guesting.call_off_guest(meeting.guests.get(), by=world.people["secretary"], at=world.now)
        assert reminded(meeting, self.SPEAK) == []

    def _invite(self, world: World, meeting: Meeting, title: str) -> None:
        guesting.invite_guest(
            put(meeting, title, 45),
            Someone("Ekspert", "ekspert@example.org"),
            focus="Drift",
            by=world.people["secretary"],
            at=world.now,
        )


class TestThePage:
    def test_it_says_when_to_how_many_and_whether(self, world: World, client: Client, asked: Meeting) -> None:
        world.sign_in(client, "secretary")
        address = reverse("meetings:reminders", args=[asked.slug])
        assert "As it stands now 1 person gets it." in client.get(address).text
        reminded(asked, ASK)
        assert "Sent to 1 person" in client.get(address).text

    def test_they_are_held_back_and_let_go(self, world: World, client: Client, asked: Meeting) -> None:
        world.sign_in(client, "secretary")
        address = reverse("meetings:reminders", args=[asked.slug])
        for _twice in range(2):
            client.post(address, {"hold": "yes"})
        assert asked.reminder_pauses.count() == 1
        assert "Sekretær, KL held the reminders back" in client.get(address).text
        assert reminded(asked, ASK) == []
        client.post(address, {"go": "yes"})
        assert reminded(asked, ASK + dt.timedelta(hours=1)) == ["coordinator"]

    def test_many_take_no_more_queries(
        self, world: World, client: Client, asked: Meeting, django_assert_max_num_queries: Any
    ) -> None:
        world.sign_in(client, "secretary")
        address = reverse("meetings:reminders", args=[asked.slug])
        client.get(address)
        with django_assert_max_num_queries(20) as one:
            client.get(address)
        for number in range(40):
            person = Person.objects.create(name=f"Nr. {number}", email=f"nr{number}@example.org")
            place = world.municipality(f"Kommune {number}", f"8{number:03}")
            enrolment = world.enrolment.__class__.objects.create(
                network=world.network,
                organisation=place,
                state="active",
                applicant=person,
                applied_at=world.now,
            )
            asked.invitations.create(enrolment=enrolment, person=person, sent_at=world.now)
        with django_assert_max_num_queries(len(one)):
            client.get(address)


def test_the_worker_sends_what_is_due(world: World, asked: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    from armkrok.journal import clock
    from armkrok.meetings import tasks

    monkeypatch.setattr(clock, "_SET_FORWARD", ASK - dt.datetime.now(dt.UTC))
    assert tasks.send_reminders() == 1
    assert tasks.send_reminders() == 0
