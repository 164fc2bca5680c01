"""How the demo's meetings come about: what the stories of the four networks have in common.

Everything is an act, at a moment before the demo's own date. What the worker would have done in between is done at the
moment at which it would have looked.
"""

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from armkrok.directory.models import Organisation, Person
from armkrok.meetings import asking, guesting, hosting, inviting, making, programming, registering, rules
from armkrok.meetings.models import AgendaItem, Guest, Hosting, HostOffer, Invitation, Meeting, Seat, Sort
from armkrok.networks.applying import Someone
from armkrok.networks.models import Enrolment, Network

from .dates import moment, office_hour
from .world import World, address, someone

HOST, STANDING, BREAK = Sort.HOST_SLOT, Sort.STANDING, Sort.BREAK
MEMBERS, OUTSIDE = "member", "guest"  # who leads an item; those who run the network, unless it is said


@dataclass(frozen=True)
class Item:
    """A line of a programme."""

    minutes: int
    title: str
    led_by: str = "facilitator"
    purposes: Sequence[str] = ()
    presenter: str = ""
    form_of_work: str = ""
    tags: Sequence[str] = ()
    about: str = ""
    sort: str = Sort.ITEM
    closed: bool = False
    parallel: bool = False

    def values(self) -> dict[str, Any]:
        values = vars(self) | {"purposes": list(self.purposes), "tags": list(self.tags)}
        if self.sort == HOST:  # what it is about is the host's to say
            values = {name: values[name] for name in ("minutes", "form_of_work", "purposes")}
        return values


def pause(minutes: int, title: str) -> Item:
    return Item(minutes, title, sort=BREAK)


def host_slot(minutes: int, **more: Any) -> Item:
    """The one that came by naming the host: here it gets its length and its place."""
    return Item(minutes, "", sort=HOST, **more)


@dataclass(frozen=True)
class Host:
    """Who looks after a meeting at the host's, what they are asked for, and what they answer."""

    contact: Person | Someone
    brief: str = ""  # from those who run the network
    place: dict[str, str] = field(default_factory=dict)
    slot: dict[str, str] = field(default_factory=dict)
    offer: HostOffer | None = None


class Calendar:
    """The meetings of one network, as one who runs it makes them."""

    def __init__(self, world: World, network: Network, *, by: Person) -> None:
        self.world, self.network, self.by = world, network, by
        self.zone = ZoneInfo(network.time_zone)

    def member(self, place: str) -> Enrolment:
        return Enrolment.objects.members().get(network=self.network, organisation__name=place)

    def coordinator(self, place: str) -> Person:
        """Who applied for the member and speaks for it."""
        return self.member(place).applicant

    def colleague(self, title: str) -> Person:
        """Somebody else of the same convener."""
        assert self.by.organisation  # noqa: S101 (who runs a network works somewhere)
        return Person.objects.get(email=address(title, self.by.organisation.name))

    # --- the meeting ------------------------------------------------------------------------------------

    def plan(self, day: str, hours: str, title: str, focus: str, *, on: str, **more: Any) -> Meeting:
        """`hours` as in a notice: "09:30-15:30", in the network's time zone."""
        date = self.world.days.day(day)
        begins, ends = (
            dt.datetime.combine(date, dt.time.fromisoformat(time), self.zone).astimezone(dt.UTC)
            for time in hours.split("-")
        )
        what = making.Plan(title=title, focus=focus, starts_at=begins, ends_at=ends, **more)
        return making.plan(self.network, what, by=self.by, at=self.world.at(on, "09:20"))

    def part_of_the_year(self, day: str) -> dict[str, Any]:
        """In which half of which year the day lies, when the demo's days have moved: what an offer is for."""
        date = self.world.days.day(day)
        return {"season": rules.season_of(date), "year": date.year}

    def host(self, meeting: Meeting, organisation: Organisation, host: Host, *, on: str) -> Hosting:
        return hosting.name_host(
            meeting,
            organisation,
            contact=host.contact,
            by=self.by,
            at=self.world.at(on, "10:40"),
            brief=host.brief,
            offer=host.offer,
        )

    def host_prepares(self, meeting: Meeting, host: Host, *, on: str) -> None:
        """The host says where it is, and what it tells in its slot."""
        named = meeting.hostings.running().select_related("contact").get()
        contact = named.contact
        assert contact  # noqa: S101 (every host of the demo has one)
        if host.place:
            hosting.change_place(named, host.place, by=contact, at=self.world.at(on, "13:15"))
        if host.slot:
            hosting.change_slot(named, host.slot, by=contact, at=self.world.at(on, "13:35"))

    def programme(self, meeting: Meeting, items: Sequence[Item], *, on: str) -> None:
        """In this order. What came by itself (the host's slot, what is always there) gets its place among them."""
        for number, item in enumerate(items, 1):
            minute = self.world.at(on, f"11:{number:02}")
            there = self._came_by_itself(meeting, item)
            if there is None:
                programming.add(meeting, item.values(), by=self.by, at=minute, position=number)
                continue
            programming.change(there, item.values(), by=self.by, at=minute)
            programming.move(there, number, by=self.by, at=minute)

    @staticmethod
    def _came_by_itself(meeting: Meeting, item: Item) -> AgendaItem | None:
        there = meeting.items.filter(sort=item.sort)
        if item.sort == HOST:
            return there.get()
        return there.get(title=item.title) if item.sort == STANDING else None

    def guest(self, meeting: Meeting, title: str, who: Someone | Person, *, on: str, **more: Any) -> Guest:
        item = meeting.items.get(title=title)
        at = self.world.at(on, "13:30")
        return guesting.invite_guest(item, who, by=self.by, at=at, **more)

    def guest_says_yes(self, guest: Guest, *, on: str) -> Guest:
        return guesting.answer_guest(guest, comes=True, by=guest.person, at=self.world.at(on, "08:50"))

    def announce(self, meeting: Meeting, *, on: str) -> Meeting:
        return making.announce(meeting, by=self.by, at=self.world.at(on, "14:00"))

    def publish(self, meeting: Meeting, *, on: str) -> Meeting:
        return making.publish(meeting, by=self.by, at=self.world.at(on, "14:10"))

    def invite(self, meeting: Meeting, *, on: str) -> Meeting:
        """Registration opens, and the worker writes to everybody a minute later."""
        meeting = making.open_registration(meeting, by=self.by, at=self.world.at(on, "09:00"))
        inviting.write_invitations(meeting, at=self.world.at(on, "09:01"))
        return meeting

    def invite_newcomers(self, meeting: Meeting, *, on: str) -> None:
        """The worker found somebody who had become a member meanwhile."""
        inviting.write_invitations(meeting, at=self.world.at(on, "09:05"))

    def hold(self, meeting: Meeting) -> Meeting:
        """The night after it what people had answered is erased; in the morning it is marked held."""
        day_after = meeting.day + dt.timedelta(days=1)
        asking.erase_answers(moment(day_after, dt.time(3, 15)))
        return making.hold(meeting, by=self.by, at=moment(day_after, dt.time(9, 10)))

    # --- who comes --------------------------------------------------------------------------------------

    def answer(
        self,
        meeting: Meeting,
        place: str,
        how: str,
        at: dt.datetime,
        who: Someone | None = None,
        why: str = "",
    ) -> Seat | None:
        """The one who speaks for the member answers the invitation that came by mail."""
        invitation = self.invitation(meeting, place)
        return inviting.answer(invitation, how, by=invitation.person, at=at, someone=who, why=why)

    @staticmethod
    def is_invited(meeting: Meeting, place: str) -> bool:
        """Who leaves at a year's end isn't invited beyond it, and where that lies depends on the demo's date."""
        return meeting.invitations.filter(enrolment__organisation__name=place).exists()

    @staticmethod
    def invitation(meeting: Meeting, place: str) -> Invitation:
        return meeting.invitations.select_related("person").get(enrolment__organisation__name=place)

    def comes(
        self, meeting: Meeting, place: str, at: dt.datetime, role: str = "", *, extra: bool = False
    ) -> Seat:
        """Registered by the one who speaks for the member: a colleague with that role, or else that one."""
        member = self.member(place)
        me = member.applicant
        who = someone(role, place) if role else me
        return registering.register(meeting, member, who, by=me, at=at, extra_confirmed=extra)

    def some_time_after(self, on: str, about: str, *, within: int = 14) -> dt.datetime:
        """So many days later at most, and the Monday after if that is a weekend; in office hours, and always the same
        for the same thing."""
        day = self.world.days.day(on) + dt.timedelta(days=1 + zlib.crc32(about.encode()) % within)
        if day.weekday() > 4:
            day += dt.timedelta(days=7 - day.weekday())
        return moment(day, office_hour(about))
