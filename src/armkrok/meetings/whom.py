"""Who can be named as the one who does something: those who were there, are registered, speak for a member or run the
network; and the organisations that are members or run it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from armkrok.directory.models import Organisation, Person
from armkrok.networks.models import Appointment, Enrolment, Facilitation
from armkrok.networks.models.team import Role
from armkrok.ui.alphabet import in_order

from .models import Action, Meeting


@dataclass(frozen=True)
class Whom:
    """`words` is what is typed or chosen: nobody else here has the same."""

    words: str
    person: Person | None = None
    organisation: Organisation | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        return (self.person.pk if self.person else None, self.organisation.pk if self.organisation else None)


def words(person: Person | None, organisation: Organisation | None) -> str:
    """As it is read in a line: "Anna Ek, Svendborg"."""
    return ", ".join(one.name for one in (person, organisation) if one)


def candidates(meeting: Meeting, on: dt.date, *, also: Action | None = None) -> list[Whom]:
    """People first, each once, then organisations. Six queries, however many."""
    network = meeting.network
    people: dict[int, tuple[Person, Organisation | None]] = {}
    seats = meeting.seats.live().select_related("person", "organisation")
    there = meeting.attendances.here().select_related("person__organisation", "organisation")
    speaking = (
        Appointment.objects.speaking(on).filter(network=network).select_related("person", "organisation")
    )
    for appointment in speaking:
        people.setdefault(appointment.person_id, (appointment.person, appointment.organisation))
    for seat in seats:
        people.setdefault(seat.person_id, (seat.person, seat.organisation))
    for came in there:
        people.setdefault(came.person_id, (came.person, came.organisation or came.person.organisation))
    helpers = Facilitation.objects.filter(network=network).select_related("team__organisation")
    teams = {f.team_id: f.team for f in helpers} | {network.team_id: network.team}
    for role in Role.objects.running(on).filter(team__in=teams).select_related("person"):
        people.setdefault(role.person_id, (role.person, teams[role.team_id].organisation))
    members = Enrolment.objects.members().filter(network=network).select_related("organisation")
    organisations = {m.organisation_id: m.organisation for m in members}
    organisations |= {team.organisation_id: team.organisation for team in teams.values()}
    if also and also.person:
        people[also.person.pk] = (also.person, also.organisation)
    elif also and also.organisation:
        organisations[also.organisation.pk] = also.organisation
    found = [Whom(words(*pair), *pair) for pair in people.values()]
    found.sort(key=lambda one: in_order(one.words, network.language))
    named = [Whom(o.name, None, o) for o in organisations.values()]
    named.sort(key=lambda one: in_order(one.words, network.language))
    return _told_apart([*found, *named])


def _told_apart(found: list[Whom]) -> list[Whom]:
    """Two of the same name are told apart by their addresses, and where there is none, by number."""
    often = Counter(one.words for one in found)
    apart, seen = [], Counter[str]()
    for one in found:
        if often[one.words] > 1:
            seen[one.words] += 1
            email = one.person.email if one.person else ""
            one = replace(one, words=f"{one.words} ({email or seen[one.words]})")
        apart.append(one)
    return apart


def chosen(typed: str, among: list[Whom]) -> Whom | None:
    """The one whose words these are, or the only one of that name; capitals and spaces don't matter."""
    wanted = _folded(typed)
    exact = next((one for one in among if _folded(one.words) == wanted), None)
    of_that_name = [one for one in among if one.person and _folded(one.person.name) == wanted]
    return exact or (of_that_name[0] if len(of_that_name) == 1 else None)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
