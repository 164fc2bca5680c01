"""Whatever happens, and in whatever order mails arrive: each calendar shows what is true (RFC 5546; A5, K35, S20)."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from armkrok.mail.models import Message
from armkrok.meetings import (
    bringing,
    calendars,
    guesting,
    hosting,
    inviting,
    making,
    offering,
    programming,
    registering,
)
from armkrok.meetings.models import Assignment, Companion, Guest, Invitation, Meeting, timetable
from armkrok.meetings.rules import Refusal
from armkrok.meetings.showing import PARTSTAT, UNCERTAIN, Part, Shown
from armkrok.networks import appointing
from armkrok.networks.models import Appointment
from armkrok.networks.someone import Someone
from tests.world import World

from .calendars import faults, programs, utc
from .conftest import STARTS, a_meeting

STEPS = (
    "invite",
    "again",
    "follow",
    "come_back",
    "answer_me",
    "answer_other",
    "answer_maybe",
    "answer_no",
    "swap",
    "leave",
    "remove",
    "accept",
    "register",
    "capacity",
    "move",
    "move_back",
    "place",
    "link",
    "name",
    "cancel",
    "postpone",
    "bring",
    "companion_yes",
    "companion_no",
    "companion_off",
    "guest",
    "guest_yes",
    "guest_no",
    "guest_off",
    "resize",
    "rename",
    "reorder",
    "tell_time",
    "host",
    "no_host",
)
RARE = {"cancel", "follow"}  # little comes after it
step = st.tuples(
    st.sampled_from([name for name in STEPS for _ in range(1 if name in RARE else 3)]),
    st.integers(0, 2),  # whose
    st.sampled_from([0, 0, 1, 90]),  # how many seconds later; some things happen in the same moment
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Story:
    """Three members, two seats, and whatever is done with them."""

    world: World
    meeting: Meeting
    at: dt.datetime
    done: list[str] = field(default_factory=list)

    def do(self, name: str, whose: int, later: int) -> None:
        self.at += dt.timedelta(seconds=later)
        self.meeting.refresh_from_db()
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(whose)
            self.done.append(name)
        except (Refusal, ValidationError):  # what is refused changes nothing
            pass

    @property
    def how(self) -> dict[str, Any]:
        return {"by": self.world.people["secretary"], "at": self.at}

    def _person(self, whose: int) -> Any:
        return self.world.people[("coordinator", "koge", "odense")[whose]]

    def _invite(self, whose: int) -> None:
        inviting.write_invitations(self.meeting, at=self.at)

    def _again(self, whose: int) -> None:
        if asked := Invitation.objects.filter(person=self._person(whose)).first():
            inviting.send_again(asked, **self.how)

    def _follow(self, whose: int) -> None:
        """Somebody else speaks for the member from now on."""
        enrolment = self.world.network.enrolments.get(organisation=self._person(whose).organisation)
        someone = Someone(f"Ny {whose}", f"ny{whose}@example.org")
        by = Appointment.objects.filter(enrolment=enrolment).exclude(appointer=None)[0].appointer
        appointing.appoint_someone(enrolment, someone, by=by, at=self.at)

    def _come_back(self, whose: int) -> None:
        """Whoever spoke for the member before does so again."""
        person = self._person(whose)
        enrolment = self.world.network.enrolments.get(organisation=person.organisation)
        by = Appointment.objects.filter(enrolment=enrolment).exclude(appointer=None)[0].appointer
        appointing.appoint(enrolment, person, by=by, at=self.at)

    def _answer(self, whose: int, how: str, **more: Any) -> None:
        if asked := Invitation.objects.filter(person=self._person(whose)).first():
            inviting.answer(asked, how, by=asked.person, at=self.at, extra_confirmed=True, **more)

    def _answer_me(self, whose: int) -> None:
        self._answer(whose, "me")

    def _answer_maybe(self, whose: int) -> None:
        self._answer(whose, "maybe")

    def _answer_no(self, whose: int) -> None:
        self._answer(whose, "no", why="Ferie")

    def _answer_other(self, whose: int) -> None:
        self._answer(whose, "other", someone=Someone(f"Kollega {whose}", f"kollega{whose}@example.org"))

    def _seat(self, whose: int) -> Any:
        seats = list(self.meeting.seats.live())
        return seats[whose % len(seats)] if seats else None

    def _swap(self, whose: int) -> None:
        if seat := self._seat(whose):
            someone = Someone(f"Afløser {seat.enrolment_id}", f"afloser{seat.enrolment_id}@example.org")
            registering.swap(seat, someone, by=seat.person if whose else self.how["by"], at=self.at)

    def _leave(self, whose: int) -> None:
        if seat := self._seat(whose):
            registering.leave(seat, by=seat.person, at=self.at)

    def _remove(self, whose: int) -> None:
        if seat := self._seat(whose):
            registering.leave(seat, **self.how)

    def _accept(self, whose: int) -> None:
        for seat in self.meeting.seats.filter(state="offered"):
            offering.accept(seat, by=seat.person, at=self.at)

    def _register(self, whose: int) -> None:
        person = self._person(whose)
        enrolment = self.world.network.enrolments.get(organisation=person.organisation)
        registering.register(self.meeting, enrolment, person, extra_confirmed=True, **self.how)

    def _change(self, **values: Any) -> None:
        self.meeting = making.change(self.meeting, values, **self.how)

    def _capacity(self, whose: int) -> None:
        self._change(capacity=whose + 1)

    def _place(self, whose: int) -> None:
        self._change(room=f"Sal {whose}", venue=("Svendborg Idrætshal", "Hal 2", "Åse Ærø; hal, 3")[whose])

    def _link(self, whose: int) -> None:
        self._change(online_url=("", "https://example.org/a", "https://example.org/b")[whose])

    def _name(self, whose: int) -> None:
        self._change(title=("Haller for alle", "Åse Ærø, kultur & fritid; samordnare", "Haller")[whose])

    def _to(self, starts_at: dt.datetime) -> None:
        making.reschedule(
            self.meeting, starts_at, starts_at + dt.timedelta(hours=6), why="Hallen", **self.how
        )

    def _move(self, whose: int) -> None:
        self._to(STARTS + dt.timedelta(days=7 * (whose + 1)))

    def _move_back(self, whose: int) -> None:
        self._to(STARTS)

    def _cancel(self, whose: int) -> None:
        making.cancel(self.meeting, why="Storm", **self.how)

    def _postpone(self, whose: int) -> None:
        making.cancel(self.meeting, why="Vandskade", new_date_to_come=True, **self.how)

    def _bring(self, whose: int) -> None:
        if mine := Assignment.objects.filter(person=self._person(whose)).first():
            head = Someone(f"Leder {whose}", f"leder{whose}@example.org")
            bringing.bring(mine, head, role="Halleder", by=mine.person, at=self.at)

    def _companion(self, whose: int, do: Callable[[Any], Any]) -> None:
        if companion := Companion.objects.filter(assignment__person=self._person(whose)).last():
            do(companion)

    def _companion_yes(self, whose: int) -> None:
        self._companion(whose, lambda c: bringing.answer_companion(c, comes=True, by=c.person, at=self.at))

    def _companion_no(self, whose: int) -> None:
        self._companion(whose, lambda c: bringing.answer_companion(c, comes=False, by=c.person, at=self.at))

    def _companion_off(self, whose: int) -> None:
        self._companion(whose, lambda c: bringing.call_off(c, by=c.assignment.person, at=self.at))

    def _guest(self, whose: int) -> None:
        """The third guest has an hour in the calendar, and a seat perhaps."""
        item = self.meeting.items.filter(title__startswith="Oplæg")[whose % 2]
        someone = self._person(2) if whose == 2 else Someone("Gæst", "gaest@example.org")
        guesting.invite_guest(item, someone, focus="Haller", **self.how)

    def _guests(self) -> Any:
        return Guest.objects.select_related("meeting__network__team__organisation").order_by("-pk")

    def _guest_yes(self, whose: int) -> None:
        for guest in self._guests()[:1]:
            guesting.answer_guest(guest, comes=True, by=guest.person, at=self.at)

    def _guest_no(self, whose: int) -> None:
        for guest in self._guests()[:1]:
            guesting.answer_guest(guest, comes=False, by=guest.person, at=self.at)

    def _guest_off(self, whose: int) -> None:
        for guest in self._guests()[:1]:
            guesting.call_off_guest(guest, **self.how)

    def _item(self, whose: int) -> Any:
        return self.meeting.items.filter(title__startswith="Oplæg")[whose % 2]

    def _resize(self, whose: int) -> None:
        """There and back again, now and then."""
        item = self._item(whose)
        minutes = 30 if item.minutes == 45 else 45
        programming.change(item, {"minutes": minutes}, **self.how)

    def _rename(self, whose: int) -> None:
        programming.change(self._item(whose), {"title": f"Oplæg {whose}"}, **self.how)

    def _reorder(self, whose: int) -> None:
        programming.move(self._item(whose), whose + 1, **self.how)

    def _tell_time(self, whose: int) -> None:
        """The button of each guest whose page says that they haven't been told."""
        guests = list(Guest.objects.standing().select_related("person", "meeting"))
        hours = {timed.item.pk: timed for timed in timetable(self.meeting)}
        for guest in guests:
            if guest.pk in guesting.not_told(guests, hours):
                guesting.tell_time(guest, **self.how)

    def _host(self, whose: int) -> None:
        person = self._person(whose)
        hosting.name_host(self.meeting, person.organisation, contact=person, **self.how)

    def _no_host(self, whose: int) -> None:
        hosting.remove_host(self.meeting, **self.how)


def ought_to_show(meeting: Meeting) -> dict[str, list[tuple[str, ...]]]:
    """By address, what the program thinks."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for shown in calendars.wanted(meeting).values():
        found.setdefault(shown.to, []).append(_seen(shown))
    return {address: sorted(seen) for address, seen in found.items()}


def _seen(shown: Shown) -> tuple[str, ...]:
    part = Part(shown.part)
    return (
        utc(dt.datetime.fromisoformat(shown.begins)),
        utc(dt.datetime.fromisoformat(shown.ends)),
        shown.summary,
        shown.location,
        "TENTATIVE" if part in UNCERTAIN else "CONFIRMED",
        PARTSTAT.get(part, "NEEDS-ACTION"),
    )


def a_story(world: World) -> Story:
    meeting = a_meeting(world, capacity=2, armkrok=True)
    for title in ("Oplæg et", "Oplæg to"):
        values = {"title": title, "led_by": "guest", "minutes": 30}
        programming.add(meeting, values, by=world.people["secretary"], at=world.now)
    return Story(world, meeting, world.now)


@pytest.fixture
def three(world: World) -> World:
    world.municipality("Odense", "0461")
    world.member(world.network, world.organisations["Køge"], "koge", "Koordinator, Køge")
    world.member(world.network, world.organisations["Odense"], "odense", "Koordinator, Odense")
    return world


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(step, min_size=3, max_size=14), shuffled=st.randoms(use_true_random=False))
@example(steps=[("guest", 1, 0), ("host", 0, 0), ("no_host", 0, 0)], shuffled=random.Random(1))
@example(
    steps=[("guest", 1, 0), ("resize", 0, 0), ("place", 1, 1), ("resize", 0, 1)], shuffled=random.Random(4)
)
@example(steps=[("guest", 0, 0), ("name", 1, 0)], shuffled=random.Random(3))
@example(steps=[("guest", 0, 0), ("postpone", 0, 0), ("host", 0, 0)], shuffled=random.Random(2))
def test_after_whatever_is_done_each_calendar_shows_what_the_program_thinks(
    three: World, steps: list[tuple[str, int, int]], shuffled: random.Random
) -> None:
    """A5, K35, S16, S20: invite, answer, swap, leave, move, cancel, remove, invite again, the programme too; mails out of
    order and twice."""
    with undone():
        before = Message.objects.count()
        story = a_story(three)
        for one in [("invite", 0, 0), *steps]:
            story.do(*one)
        story.do("tell_time", 0, 0)
        letters = list(Message.objects.order_by("pk")[before:])
        meeting = Meeting.objects.select_related("network__team__organisation", "place").get(
            pk=story.meeting.pk
        )
        arriving = [*letters, *shuffled.sample(letters, len(letters) // 3)]
        shuffled.shuffle(arriving)
        shown = {address: program.shows() for address, program in programs(arriving).items()}
        assert {address: seen for address, seen in shown.items() if seen} == ought_to_show(meeting), (
            story.done
        )
        for letter in letters:
            assert not (letter.calendar and faults(letter.calendar.encode()))
        assert calendars.settle(meeting, at=story.at) == 0, "nothing is told twice"
