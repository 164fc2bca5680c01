"""Who could host: members and whoever has offered, in the order in which they are suggested (S12, S17, K28)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from armkrok.directory.models import Organisation
from armkrok.networks.models import Enrolment

from . import rules
from .models import Hosting, HostOffer, Meeting
from .models.hosting import What


@dataclass(frozen=True)
class Suggestion:
    """One that could host, and what speaks for it."""

    organisation: Organisation
    offer: HostOffer | None = None
    last_hosted: Hosting | None = None
    far: bool = False  # S17: too far from a station for this meeting's day

    @property
    def last_hosted_on(self) -> dt.date | None:
        return self.last_hosted.meeting.day if self.last_hosted else None


def near_first(meeting: Meeting) -> bool:
    """S17: whether hosts near a station come before all others."""
    network = meeting.network
    return rules.must_be_near(
        meeting.day,
        winter_rule=network.winter_rule,
        winter_from=network.winter_from,
        winter_to=network.winter_to,
    )


def suggestions(meeting: Meeting) -> list[Suggestion]:
    """All members, the best first. Three queries."""
    members = Enrolment.objects.members().filter(network=meeting.network_id)
    organisations = Organisation.objects.standing().filter(pk__in=members.values("organisation"))
    return ranked(meeting, organisations.select_related("station"))


def ranked(meeting: Meeting, organisations: Iterable[Organisation]) -> list[Suggestion]:
    """These organisations as hosts of this meeting, the best first: what every list of hosts is put in order by."""
    found = {organisation.pk: organisation for organisation in organisations}
    last = last_hostings(meeting, found)
    offers = _offers(meeting)
    network = meeting.network
    facts = [
        rules.HostFacts(
            number=pk,
            name=organisation.name,
            station_km=organisation.station_km,
            suits=offers[pk][0] if pk in offers else None,
            last_hosted=last[pk].meeting.day if pk in last else None,
        )
        for pk, organisation in found.items()
    ]
    winter = near_first(meeting)
    return [
        Suggestion(
            organisation=found[host.number],
            offer=offers[host.number][1] if host.number in offers else None,
            last_hosted=last.get(host.number),
            far=winter and rules.is_far_from_a_station(host.station_km, network.station_km),
        )
        for host in rules.host_order(facts, near_first=winter, at_most=network.station_km)
    ]


def last_hostings(meeting: Meeting, organisations: Iterable[int]) -> dict[int, Hosting]:
    """The last time that each of them hosted in this network, this meeting not counted."""
    history = Hosting.objects.history().filter(
        meeting__network=meeting.network_id, organisation__in=list(organisations)
    )
    last: dict[int, Hosting] = {}
    for hosting in history.exclude(meeting=meeting.pk).select_related("meeting__network"):
        last.setdefault(hosting.organisation_id, hosting)
    return last


def _offers(meeting: Meeting) -> dict[int, tuple[int, HostOffer]]:
    """The offer of each organisation that suits this meeting best: unanswered or accepted, never one said no to."""
    standing = HostOffer.objects.filter(
        network=meeting.network_id, what=What.HOST, withdrawn_at=None
    ).exclude(accepted=False)
    best: dict[int, tuple[int, HostOffer]] = {}
    for offer in standing.order_by("made_at", "pk"):
        suits = rules.offer_suits(
            meeting=offer.meeting_id,
            season=offer.season,
            year=offer.year,
            this_meeting=meeting.pk,
            day=meeting.day,
        )
        if suits is not None and (
            offer.organisation_id not in best or suits < best[offer.organisation_id][0]
        ):
            best[offer.organisation_id] = (suits, offer)
    return best
