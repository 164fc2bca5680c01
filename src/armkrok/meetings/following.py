"""What follows from a day and a place, before they are decided: deadlines, the winter's rule, and what is warned about."""

from dataclasses import dataclass

from armkrok.networks.models import Network

from . import rules, warnings
from .models import Meeting
from .rules import Deadlines, MeetingWarning


@dataclass(frozen=True)
class Following:
    meeting: Meeting  # as it would be
    deadlines: Deadlines
    winter: bool  # S17: whether on that day the network meets where there are trains
    near: bool
    warnings: list[MeetingWarning]


def of(meeting: Meeting) -> Following:
    """Of a meeting that needn't be saved. Two queries."""
    network: Network = meeting.network
    return Following(
        meeting,
        meeting.deadlines,
        winter=rules.must_be_near(
            meeting.day,
            winter_rule=network.winter_rule,
            winter_from=network.winter_from,
            winter_to=network.winter_to,
        ),
        near=not rules.is_far_from_a_station(meeting.station_km, network.station_km),
        warnings=warnings.of_a_plan(meeting),
    )
