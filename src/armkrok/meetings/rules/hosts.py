"""Who may offer and host, and in which order they are suggested (S12, S17, S18, K28)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal, is_winter

from .warning import is_far_from_a_station

# S12, S18: municipalities and their like, and institutions that show what they do.
HOST_KINDS = ("municipality", "region", "municipal_association", "institution", "school")


def host_refusal(*, kind: str, is_member: bool, over: bool) -> None:
    """Whether an organisation can be named as the host now: members always can, others by their kind (S12, S18)."""
    if over:
        raise Refusal(_("The meeting is over or doesn't take place, so its host stays as it is."), "S12")
    if kind not in HOST_KINDS and not is_member:
        raise Refusal(
            _(
                "Members, municipalities and institutions host. Others are welcome as guests in the programme, for "
                "their own time there."
            ),
            "S18",
            "organisation",
        )


def offer_refusal(
    *,
    is_member: bool,
    for_meeting: bool,
    meeting_is_coming: bool,
    season: str,
    year: int | None,
    on: dt.date,
    says_what: bool = True,
) -> None:
    """K28: a member offers for one meeting that is to come, or for a season that isn't over. `says_what` is whether
    somebody who wants to present something has said what."""
    if not is_member:
        raise Refusal(_("Members of the network offer to host or to present."), "K28")
    if not says_what:
        raise Refusal(_("Say what you would like to present."), "K28", "message")
    if for_meeting:
        if not meeting_is_coming:
            raise Refusal(_("This meeting is over or doesn't take place. Choose another."), "K28", "meeting")
        return
    if not season:
        raise Refusal(_("Choose a meeting, or the part of a year that suits you."), "K28", "season")
    if year is None:
        raise Refusal(_("Say which year."), "K28", "year")
    if season_is_over(season, year, on):
        raise Refusal(_("That time is over. Choose one that is to come."), "K28", "year")


def season_of(day: dt.date) -> str:
    """Spring is the year's first half, autumn its second, as a network's year is talked about."""
    return "spring" if day.month <= 6 else "autumn"


def season_is_over(season: str, year: int, on: dt.date) -> bool:
    return year < on.year or (year == on.year and season == "spring" and on.month > 6)


def offer_suits(
    *, meeting: int | None, season: str, year: int | None, this_meeting: int, day: dt.date
) -> int | None:
    """How well an offer suits a meeting on that day: 0 it is for it, 1 for its season, None not at all."""
    if meeting is not None:
        return 0 if meeting == this_meeting else None
    return 1 if year == day.year and season in ("any", season_of(day)) else None


@dataclass(frozen=True)
class HostFacts:
    """An organisation that could host, as the rules see it."""

    number: int
    name: str
    station_km: Decimal | None
    suits: int | None = None  # see offer_suits
    last_hosted: dt.date | None = None


def host_order(hosts: Sequence[HostFacts], *, near_first: bool, at_most: Decimal) -> list[HostFacts]:
    """Who is suggested first. `near_first` is the winter's rule (S17): those near a station come before all others.

    After that those who have offered: for this meeting, then for its season. After that those who have never hosted,
    then those who haven't for longest (S12).
    """

    def place(host: HostFacts) -> tuple[Any, ...]:
        return (
            near_first and is_far_from_a_station(host.station_km, at_most),
            2 if host.suits is None else host.suits,
            host.last_hosted is not None,
            host.last_hosted or dt.date.min,
            host.name.casefold(),
            host.number,
        )

    return sorted(hosts, key=place)


def must_be_near(day: dt.date, *, winter_rule: bool, winter_from: int, winter_to: int) -> bool:
    """S17: whether on that day the network meets where there are trains."""
    return winter_rule and is_winter(day.month, winter_from, winter_to)
