"""A secretariat opens a team and a network, sets it up and makes it public."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from armkrok.directory.editing import EditRefusal, add_person
from armkrok.directory.models import Kind, Organisation, Person
from armkrok.directory.rules import search_text
from armkrok.journal.clock import day_of
from armkrok.journal.models import record

from . import rules, settings_groups
from .models import Facilitation, Network, Package, Publication, Role, Team
from .rules import Refusal


class ChangedMeanwhile(Refusal):
    """Somebody else saved first. `now` is the network as it stands."""

    def __init__(self, now: Network) -> None:
        super().__init__(
            _(
                "Somebody else changed these settings while you were writing, and nothing of yours has been saved. "
                "Below is what you typed, and beside it what is there now. Save again if yours should replace it."
            )
        )
        self.now = now


@transaction.atomic
def open_team(
    organisation: Organisation, name: str, email: str, *, by: Person | None, at: dt.datetime
) -> Team:
    team, new = Team.objects.get_or_create(organisation=organisation, name=name, defaults={"email": email})
    if new:
        record("team.opened", [team, organisation], by=by, at=at)
    return team


@transaction.atomic
def open_own_team(organisation: Organisation, name: str, email: str, *, by: Person, at: dt.datetime) -> Team:
    """One more team of an organisation that one works for; whoever opens it works in it (K3)."""
    if not Team.objects.of(by, day_of(at)).filter(organisation=organisation).exists():
        raise Refusal(_("You don't work for this organisation."), "K3", "organisation")
    if Team.objects.filter(organisation=organisation, name__iexact=name.strip()).exists():
        raise Refusal(_("There is a team with this name already."), "K3", "name")
    team = open_team(organisation, name.strip(), email, by=by, at=at)
    give_role(by, team, by=by, at=at)
    return team


@transaction.atomic
def give_role(person: Person, team: Team, *, by: Person | None, at: dt.datetime) -> Role:
    """From today the person works in the team."""
    role, new = Role.objects.get_or_create(
        person=person, team=team, to_on=None, defaults={"from_on": day_of(at)}
    )
    if new:
        record("role.given", [team, person], by=by, at=at)
    return role


@transaction.atomic
def take_on(
    team: Team, *, name: str, email: str, title: str = "", by: Person | None, at: dt.datetime
) -> Role:
    """Somebody of the team's own organisation works in it from today; whom we don't know yet is added.

    Raises Refusal when the address belongs to somebody elsewhere: staff are people of the organisation.
    """
    person = Person.objects.with_email(email)
    if person and person.organisation_id != team.organisation_id:
        raise Refusal(
            _("Somebody who doesn't work for %(organisation)s has this address.")
            % {"organisation": team.organisation},
            "K3",
            "email",
        )
    if person is None:
        values = {"name": name, "email": email.strip(), "title": title, "organisation": team.organisation}
        try:
            person = add_person(values, by=by, at=at)
        except EditRefusal as refusal:
            raise Refusal(refusal.sentence, "K3", refusal.field or "") from refusal
    return give_role(person, team, by=by, at=at)


@transaction.atomic
def end_role(role: Role, *, by: Person, at: dt.datetime) -> None:
    """Raises Refusal when nobody would be left to run the team's networks."""
    Team.objects.select_for_update().get(pk=role.team_id)
    if not role.team.roles.filter(to_on=None).exclude(pk=role.pk).exists():
        raise Refusal(_("Somebody must be left in the team. Add another person first."))
    if role.to_on is None:
        role.to_on = day_of(at) - dt.timedelta(days=1)
        role.save(update_fields=["to_on"])
        record("role.ended", [role.team, role.person], by=by, at=at)


@transaction.atomic
def open_network(team: Team, settings: dict[str, Any], *, by: Person, at: dt.datetime) -> Network:
    """A network that only its staff see until it is published. Raises ValidationError on settings that don't hold.

    Unless the settings say otherwise it is for the municipalities of the organisation's own county or country.
    """
    if not Team.objects.of(by, day_of(at)).filter(pk=team.pk).exists():
        raise Refusal(_("You don't work in this team."), "S4", "team")
    convener = team.organisation
    usual = {"areas": [convener.area or convener.country], "eligible_kinds": [Kind.MUNICIPALITY.value]}
    network = Network(team=team, **{**usual, **settings})
    network.slug = network.slug or free_slug(network.name)
    network.full_clean()
    network.write_search_text()
    network.save()
    record("network.opened", [network, team], by=by, at=at)
    return network


def free_slug(name: str) -> str:
    """A web address after the name that no other network has."""
    wanted = slugify(search_text(name))[:70] or "network"
    taken = set(Network.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken.add("new")  # the address at which a network is opened
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


# What is a network's own is not taken over into another one.
_OWN = ("name", "summary", "team", "invoicer", "joint_controllers")


def settings_like(network: Network) -> dict[str, Any]:
    """The settings that another network can begin with."""
    return {name: getattr(network, name) for name in settings_groups.ALL if name not in _OWN}


def fingerprint(network: Network, names: Iterable[str]) -> str:
    """A short mark that differs as soon as one of these settings does."""
    values = [_plain(getattr(network, name)) for name in names]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:20]


@transaction.atomic
def change_settings(
    network: Network,
    changes: dict[str, Any],
    *,
    by: Person,
    at: dt.datetime,
    why: str = "",
    seen: tuple[Iterable[str], str] | None = None,
) -> Network:
    """Set what is given; the journal keeps what it was before. Raises ValidationError on values that don't hold.

    `seen` is which settings the writer had seen, with their fingerprint: raises ChangedMeanwhile when they are
    different now.
    """
    network = Network.objects.select_for_update().get(pk=network.pk)
    if seen and fingerprint(network, seen[0]) != seen[1]:
        raise ChangedMeanwhile(network)
    before = {name: getattr(network, name) for name in changes}
    for name, value in changes.items():
        setattr(network, name, value)
    network.full_clean()
    if changes.get("packages_at_most", before.get("packages_at_most")) != before.get("packages_at_most"):
        _refuse_to_lose_packages(network, day_of(at))
    if network.publications.running().exists():
        rules.privacy_refusal(privacy_url=network.privacy_url)
    network.facilitations.filter(team=network.team_id).delete()  # it convenes now
    if difference := rules.changed(before, changes):
        network.write_search_text()
        network.save(update_fields=[*changes, "search_text"])
        told = {name: [_plain(value) for value in values] for name, values in difference.items()}
        record("network.changed", [network], by=by, at=at, why=why, changed=told)
    return network


def _refuse_to_lose_packages(network: Network, on: dt.date) -> None:
    """A7: what a member has taken runs until the member gives it up; a setting takes nothing away."""
    further = Package.objects.filter(Q(until_on=None) | Q(until_on__gte=on), enrolment__network=network)
    most = max(Counter(further.values_list("enrolment", flat=True)).values(), default=0)
    if 1 + most > network.packages_at_most:
        raise Refusal(
            _("A member has %(number)s packages of seats, and keeps them until it gives them up.")
            % {"number": 1 + most},
            "A7",
            "packages_at_most",
        )


def _plain(value: Any) -> Any:
    """As the journal keeps it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if isinstance(value, (str, int, bool, list, type(None))) else str(value)


@transaction.atomic
def add_facilitator(network: Network, team: Team, *, by: Person, at: dt.datetime) -> Facilitation:
    """Another organisation's team runs the network with equal rights from now on (K24)."""
    if team.pk == network.team_id:
        raise Refusal(_("This team convenes the network already."), "K24", "team")
    facilitation, new = Facilitation.objects.get_or_create(network=network, team=team)
    if new:
        record("network.facilitator_added", [network, team], by=by, at=at, team=str(team))
    return facilitation


@transaction.atomic
def remove_facilitator(facilitation: Facilitation, *, by: Person, at: dt.datetime) -> None:
    record(
        "network.facilitator_removed",
        [facilitation.network, facilitation.team],
        by=by,
        at=at,
        team=str(facilitation.team),
    )
    facilitation.delete()


def works_for_convener(person: Person, network: Network, at: dt.datetime) -> bool:
    """S4: whose staff decide what is public."""
    return Team.objects.of(person, day_of(at)).filter(organisation=network.team.organisation_id).exists()


@transaction.atomic
def publish(network: Network, *, by: Person, at: dt.datetime) -> Publication:
    """Everybody can see the network and apply. Raises Refusal (S4, S24)."""
    rules.publisher_refusal(by_convener=works_for_convener(by, network, at))
    rules.privacy_refusal(privacy_url=network.privacy_url)
    try:
        with transaction.atomic():
            publication = Publication.objects.create(network=network, by=by, at=at)
    except IntegrityError:
        return Publication.objects.running().get(network=network)
    record("network.published", [network], by=by, at=at)
    return publication


@transaction.atomic
def unpublish(network: Network, *, by: Person, at: dt.datetime, why: str) -> None:
    """Only the staff see it from now on. Memberships go on. Raises Refusal (S4) without a reason."""
    rules.publisher_refusal(by_convener=works_for_convener(by, network, at))
    if not why.strip():
        raise Refusal(_("Say why; your colleagues read it in the history."), "S4", "why")
    running = Publication.objects.running().select_for_update().filter(network=network).first()
    if running:
        running.ended_at, running.ended_by, running.why_ended = at, by, why.strip()
        running.save()
        record("network.unpublished", [network], by=by, at=at, why=why)
