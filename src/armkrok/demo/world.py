"""The demo world: real municipalities and real rules, invented people. Everything happens through the acts.

Each module of a convener tells its part; this one holds what they have in common. The same date gives the same world.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from armkrok.directory import editing, loading
from armkrok.directory.models import Kind, Organisation, Person
from armkrok.directory.rules import search_text
from armkrok.journal.models import Entry, record
from armkrok.mail.models import Message
from armkrok.networks import applying, appointing, deciding, opening
from armkrok.networks.applying import Application, Someone
from armkrok.networks.models import Appointment, Enrolment, Network, Team
from armkrok.networks.rules import Refusal

from .dates import Days, moment, office_hour, workdays_before


@dataclass(frozen=True)
class Joining:
    """A municipality becomes a member on a day: who speaks for it, and who appoints."""

    place: str
    on: str
    role: str
    appointer: str
    responsibilities: str = ""
    more: dict[str, Any] = field(default_factory=dict)  # what else its form said


@dataclass(frozen=True)
class TurnedAway:
    """Somebody whom the rules refuse. Nothing is kept of it but this."""

    organisation: Organisation
    network: Network
    refusal: Refusal


class World:
    def __init__(self, today: dt.date) -> None:
        self.days = Days(today)
        self.turned_away: list[TurnedAway] = []

    def at(self, written: str, time: str = "10:00") -> dt.datetime:
        return self.days.at(written, time)

    # --- who there is -----------------------------------------------------------------------------------

    def municipality(self, name: str, country: str) -> Organisation:
        return Organisation.objects.municipalities().get(
            country=country, search_text__startswith=f"{search_text(name)} "
        )

    def organisation(self, values: dict[str, Any], *, on: str) -> Organisation:
        return editing.add_organisation(values, by=None, at=self.at(on))

    def colleague(self, organisation: Organisation, title: str, *, language: str, on: str) -> Person:
        """Somebody who works there, known since that day."""
        return editing.add_person(
            {
                "name": f"{title}, {organisation.name}",
                "email": address(title, organisation.name),
                "title": title,
                "organisation": organisation,
                "language": language,
            },
            by=None,
            at=self.at(on),
        )

    def team(self, organisation: Organisation, name: str, people: list[Person], *, on: str) -> Team:
        email = address(name, organisation.name)
        team = opening.open_team(organisation, name, email, by=None, at=self.at(on, "09:00"))
        for person in people:
            opening.give_role(person, team, by=None, at=self.at(on, "09:10"))
        return team

    def network(
        self, team: Team, settings: dict[str, Any], *, by: Person, on: str, along: Team | None = None
    ) -> Network:
        network = opening.open_network(team, settings, by=by, at=self.at(on, "10:00"))
        if along:
            opening.add_facilitator(network, along, by=by, at=self.at(on, "10:20"))
        opening.publish(network, by=by, at=self.at(on, "11:00"))
        return network

    # --- what they do -----------------------------------------------------------------------------------

    def apply(self, network: Network, joining: Joining, at: dt.datetime) -> Enrolment:
        country = network.areas[0][:2]
        organisation = self.municipality(joining.place, country)
        return self.apply_for(organisation, network, joining, at)

    def apply_for(
        self, organisation: Organisation, network: Network, joining: Joining, at: dt.datetime
    ) -> Enrolment:
        me = someone(joining.role, joining.place)
        application = Application(
            organisation=organisation,
            applicant=me,
            participant=me,
            appointer=someone(joining.appointer, joining.place),
            responsibilities=joining.responsibilities,
            language=network.language,
            **joining.more,
        )
        return applying.apply(application, network, at=at)[0]

    def appointer_says_yes(self, enrolment: Enrolment, at: dt.datetime) -> Appointment:
        waiting = Appointment.objects.pending().get(
            network=enrolment.network, organisation=enrolment.organisation
        )
        assert waiting.appointer  # noqa: S101 (every network of the demo asks for one)
        return appointing.confirm(waiting, by=waiting.appointer, at=at)

    def join(self, network: Network, joining: Joining, *, by: Person) -> Enrolment:
        """The whole way: applied, confirmed, approved, and the common task confirmed."""
        approved_on = self.days.day(joining.on)
        time = office_hour(joining.place + network.slug)
        days = 2 + time.minute % 5
        enrolment = self.apply(network, joining, moment(workdays_before(approved_on, days), time))
        confirmed_on = workdays_before(approved_on, days // 2)
        appointment = self.appointer_says_yes(
            enrolment, moment(confirmed_on, office_hour(joining.appointer + joining.place))
        )
        deciding.approve(enrolment, by=by, at=moment(approved_on, dt.time(16, time.minute)))
        if network.common_task:
            appointing.confirm_task(
                appointment,
                by=appointment.person,
                at=moment(approved_on, dt.time(19, time.minute)),
            )
        enrolment.refresh_from_db()
        return enrolment

    def is_turned_away(self, organisation: Organisation, network: Network, joining: Joining, on: str) -> None:
        """They apply like anybody else; the rules refuse before anything is written."""
        try:
            self.apply_for(organisation, network, joining, self.at(on))
        except Refusal as refusal:
            self.turned_away.append(TurnedAway(organisation, network, refusal))
        else:
            raise AssertionError(f"{organisation} should have been refused by {network}")


def someone(role: str, place: str) -> Someone:
    return Someone(f"{role}, {place}", address(role, place), role)


LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o"})


def address(role: str, place: str) -> str:
    """Invented, at a domain that nobody can own: kultursamordnare.hoor@example.org"""
    local = (slugify(part.casefold().translate(LETTERS)) for part in (role, place))
    return f"{'.'.join(local)}@example.org"


def built_for() -> dt.date | None:
    """The date that the world in this database was built for; None when there is none."""
    entry = Entry.objects.filter(what="demo.built").first()
    return dt.date.fromisoformat(entry.details["today"]) if entry else None


@transaction.atomic
def build(today: dt.date) -> World:
    """All of it or nothing."""
    from . import afterwards, kl, skane

    world = World(today)
    loading.load(at=world.at("2018-12-03"), by=None)
    skane.build(world)
    kl.build(world)
    afterwards.remind_of_actions(today)
    _deliver(today)
    record("demo.built", [], by=None, at=moment(today, dt.time()), today=today.isoformat())
    return world


def _deliver(today: dt.date) -> None:
    """The world's letters left when they were written: none can be recalled, and none is carried today.

    The machine's own days may be others than the demo's; a letter of yesterday left yesterday by both.
    """
    left = F("created_at") - (today - timezone.localdate())
    Message.objects.waiting().update(
        posted_at=left, next_attempt_at=left, delivered_at=left, attempts=1, lease_until=None
    )


__all__ = ["Joining", "Kind", "TurnedAway", "World", "address", "build", "built_for", "someone"]
