"""A small world with a cast by name. Every test that needs people starts here; the outsider matters as much as the owner."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from armkrok.accounts.models import PersonalLink, User
from armkrok.directory.models import Kind, Organisation, Person
from armkrok.mail.models import Message
from armkrok.meetings import making
from armkrok.meetings.models import Meeting
from armkrok.networks import applying, appointing, deciding, opening
from armkrok.networks.applying import Application, Someone
from armkrok.networks.models import Appointment, Enrolment, Network, Team

NOW = dt.datetime(2027, 6, 1, 8, 0, tzinfo=dt.UTC)


@dataclass
class World:
    """KL runs the facilities network; Svendborg is a member, Aarhus has applied, Køge has nothing to do with it."""

    now: dt.datetime = NOW
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    kl: Organisation = field(init=False)
    team: Team = field(init=False)
    other_team: Team = field(init=False)
    network: Network = field(init=False)
    draft: Network = field(init=False)
    enrolment: Enrolment = field(init=False)
    application: Enrolment = field(init=False)

    def municipality(
        self, name: str, code: str, country: str = "DK", area: str = "DK-1083", **more: Any
    ) -> Organisation:
        return self.organisation(name, Kind.MUNICIPALITY, code=code, country=country, area=area, **more)

    def organisation(self, name: str, kind: str, country: str = "DK", **more: Any) -> Organisation:
        organisation = Organisation(name=name, kind=kind, country=country, **more)
        organisation.write_search_text()
        organisation.save()
        self.organisations[name] = organisation
        return organisation

    def person(
        self, key: str, name: str, organisation: Organisation | None, title: str = "", language: str = "en"
    ) -> Person:
        person, _new = Person.objects.known_or_new(
            email=f"{key}@example.org", name=name, organisation=organisation, title=title, language=language
        )
        self.people[key] = person
        return person

    def user(self, person: Person) -> User:
        return User.objects.for_person(person)

    def sign_in(self, client: Client, key: str) -> Client:
        """The person that the cast calls so, signed in."""
        client.force_login(self.user(self.people[key]), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    def member(self, network: Network, organisation: Organisation, key: str, name: str) -> Enrolment:
        """The whole way through the acts: apply, confirm, approve."""
        enrolment = self.apply(network, organisation, key, name)
        appointment = Appointment.objects.get(
            network=network, organisation=organisation, person=self.people[key]
        )
        assert appointment.appointer
        appointing.confirm(appointment, by=appointment.appointer, at=self.now)
        deciding.approve(enrolment, by=self.people["secretary"], at=self.now)
        enrolment.refresh_from_db()
        return enrolment

    def apply(
        self, network: Network, organisation: Organisation, key: str, name: str, **more: Any
    ) -> Enrolment:
        me = Someone(name, f"{key}@example.org", "Idrætskonsulent")
        application = Application(
            organisation=organisation,
            applicant=me,
            participant=me,
            appointer=Someone(
                f"Chef i {organisation.name}", f"chef-{key}@example.org", "Kultur- og fritidschef"
            ),
            language="en",
            **more,
        )
        enrolment, _new = applying.apply(application, network, at=self.now)
        self.people[key] = Person.objects.get(email=f"{key}@example.org")
        self.people[f"chef-{key}"] = Person.objects.get(email=f"chef-{key}@example.org")
        return enrolment

    def build(self) -> "World":
        self.kl = self.organisation("KL", Kind.MUNICIPAL_ASSOCIATION)
        bkf = self.organisation("BKF", Kind.ASSOCIATION)
        self.team = opening.open_team(
            self.kl, "Kultur og fritid", "kultur@kl.example.org", by=None, at=self.now
        )
        self.other_team = opening.open_team(
            bkf, "Sekretariatet", "post@bkf.example.org", by=None, at=self.now
        )
        secretary = self.person("secretary", "Sekretær, KL", self.kl, "Konsulent")
        facilitator = self.person("facilitator", "Facilitator, BKF", bkf, "Konsulent")
        opening.give_role(secretary, self.team, by=None, at=self.now - dt.timedelta(days=400))
        opening.give_role(facilitator, self.other_team, by=None, at=self.now - dt.timedelta(days=400))
        svendborg = self.municipality("Svendborg", "0479")
        aarhus = self.municipality("Aarhus", "0751", area="DK-1082")
        self.municipality("Køge", "0259", area="DK-1085")
        self.network = opening.open_network(self.team, facilities(), by=secretary, at=self.now)
        opening.publish(self.network, by=secretary, at=self.now)
        self.draft = opening.open_network(
            self.team, {**facilities(), "name": "Kladde", "slug": "kladde"}, by=secretary, at=self.now
        )
        self.enrolment = self.member(self.network, svendborg, "coordinator", "Koordinator, Svendborg")
        self.application = self.apply(self.network, aarhus, "applicant", "Ansøger, Aarhus")
        self.person("outsider", "Fremmed, Køge", self.organisations["Køge"])
        return self

    def meeting_held(self, on: dt.date = dt.date(2027, 3, 18)) -> Meeting:
        """A meeting of the network that lies behind us, brought there through the acts."""
        secretary = self.people["secretary"]
        starts_at = dt.datetime.combine(on, dt.time(8, 30), dt.UTC)
        what = making.Plan(
            title="Haller og hverdag",
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=6),
            place=self.organisations["Svendborg"],
        )
        before = starts_at - dt.timedelta(days=60)
        meeting = making.plan(self.network, what, by=secretary, at=before)
        making.publish(meeting, by=secretary, at=before)
        return making.hold(meeting, by=secretary, at=starts_at + dt.timedelta(days=1))

    def link(self, task: str, person: Person) -> str:
        """The path of the newest personal link that this person got for such a task."""
        link = PersonalLink.objects.filter(task=task, person=person).latest("pk")
        return link.address().removeprefix("http://testserver")

    def letters(self, address: str) -> list[Message]:
        return list(Message.objects.filter(to_address=address).order_by("pk"))


def facilities() -> dict[str, Any]:
    return {
        "name": "Kommunernes fritidsfacilitetsnetværk",
        "slug": "fritidsfaciliteter",
        "summary": "Et forum for kommunale medarbejdere, der arbejder med idræts- og fritidsfaciliteter.",
        "policy_area": "leisure",
        "purpose": "Viden, nye kompetencer og netværk.",
        "audience": "Idrætschefer, ledere af idrætsanlæg og strategiske medarbejdere.",
        "language": "da",
        "privacy_url": "https://www.example.org/privatliv",
        "areas": ["DK"],
        "eligible_kinds": ["municipality"],
        "reviewed_kinds": ["region", "municipal_association"],
        "common_task": "Vi deler det, vi lærer.",
        "seats_per_meeting": 2,
        "meetings_min": 3,
        "meetings_max": 3,
        "full_days": True,
    }
