"""What the rules would rather have otherwise: allowed, and said in plain words."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import is_winter

from .programme import ItemFacts, meter, timetable

Words = str | Promise


@dataclass(frozen=True)
class MeetingFacts:
    """What the warnings are worked out from. Gathered by `warnings.facts`."""

    is_trip: bool
    day: dt.date
    minutes: int
    has_place: bool
    online: bool
    place_name: str
    station_km: Decimal | None
    host_named: bool
    host_slot_needed: bool
    number_in_year: int  # this meeting's place among those of its network year, by date
    clashes: tuple[str, ...]  # other meetings on the same day
    items: tuple[ItemFacts, ...]
    earlier_dominating: tuple[str, ...]  # of the meetings before this one, newest first
    # the network's settings
    meetings_max: int
    winter_rule: bool
    winter_from: int
    winter_to: int
    station_km_at_most: Decimal
    full_days: bool
    full_day_minutes: int
    purposes: tuple[str, ...]
    member_led_percent: int
    external_talk: bool
    forms_of_work: tuple[str, ...]
    same_form_at_most: int
    standing_items: tuple[str, ...]


@dataclass(frozen=True)
class MeetingWarning:
    """W: allowed, and said in plain words. `code` is the requirement's id; `values` go into the words."""

    code: str
    words: Words
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = {k: localize(v) if isinstance(v, Decimal) else v for k, v in self.values.items()}
        return str(self.words) % told if told else str(self.words)


def warnings(meeting: MeetingFacts) -> list[MeetingWarning]:
    """Everything that the rules would rather have otherwise, in the order of date, place, host, programme.

    None of it stops anything. A study trip is voluntary and has no rules of its own (K23). The programme is looked at
    as soon as there is more in it than what comes by itself.
    """
    if meeting.is_trip:
        return []
    rules = [_number, _length, _clash, _winter, _host]
    if any(not item.is_host_slot and item.sort != "standing" for item in meeting.items):
        rules += [_overrun, _host_slot, _untagged, _member_led, _from_outside, _same_form, _standing]
    return [found for rule in rules if (found := rule(meeting))]


Rule = Callable[[MeetingFacts], MeetingWarning | None]


def _number(m: MeetingFacts) -> MeetingWarning | None:
    """S11, K31"""
    if m.number_in_year <= m.meetings_max:
        return None
    return MeetingWarning(
        "S11",
        _("This is meeting number %(number)s of the network year; the network meets %(most)s times at most."),
        {"number": m.number_in_year, "most": m.meetings_max},
    )


def year_warning(*, planned: int, least: int, most: int, is_now: bool) -> MeetingWarning | None:
    """S11, K31: a year's plan outside the network's range. Too few is said of the year that is on only: the plan of
    one to come may still grow, and one that is over can't be mended."""
    if planned > most:
        return MeetingWarning(
            "S11",
            _(
                "Meetings planned in this network year: %(planned)s. The network meets %(most)s times at most."
            ),
            {"planned": planned, "most": most},
        )
    if planned < least and is_now:
        return MeetingWarning(
            "S11",
            _(
                "Meetings planned in this network year: %(planned)s. The network meets %(least)s times at least."
            ),
            {"planned": planned, "least": least},
        )
    return None


def _length(m: MeetingFacts) -> MeetingWarning | None:
    """K31"""
    if not m.full_days or m.minutes >= m.full_day_minutes:
        return None
    return MeetingWarning(
        "K31",
        _("The meeting lasts %(minutes)s minutes; a whole day has at least %(least)s."),
        {"minutes": m.minutes, "least": m.full_day_minutes},
    )


def _clash(m: MeetingFacts) -> MeetingWarning | None:
    """K28"""
    if not m.clashes:
        return None
    return MeetingWarning("K28", _("The same day as: %(others)s."), {"others": ", ".join(m.clashes)})


def _winter(m: MeetingFacts) -> MeetingWarning | None:
    """S17"""
    far = is_far_from_a_station(m.station_km, m.station_km_at_most)
    if not m.winter_rule or not m.has_place or not far:
        return None
    if not is_winter(m.day.month, m.winter_from, m.winter_to):
        return None
    if m.station_km is None:
        return MeetingWarning(
            "S17",
            _("It is winter, and nobody knows how far it is from %(place)s to a railway station."),
            {"place": m.place_name},
        )
    return MeetingWarning(
        "S17",
        _(
            "It is winter, and from %(place)s it is %(km)s km to the nearest railway station; the network wants "
            "%(most)s km at most."
        ),
        {"place": m.place_name, "km": m.station_km, "most": m.station_km_at_most},
    )


def is_far_from_a_station(station_km: Decimal | None, at_most: Decimal) -> bool:
    """S17: who doesn't know how far it is can't say that it is near."""
    return station_km is None or station_km > at_most


def _host(m: MeetingFacts) -> MeetingWarning | None:
    """S12: a host is usual, not compulsory. Who meets online only needs none."""
    if m.host_named or (m.online and not m.has_place):
        return None
    return MeetingWarning("S12", _("Nobody hosts the meeting yet."))


def _overrun(m: MeetingFacts) -> MeetingWarning | None:
    """The programme goes on when the meeting is over."""
    slots = timetable([(item.minutes, item.parallel) for item in m.items])
    over = max((ends for _begins, ends in slots), default=0) - m.minutes
    if over <= 0:
        return None
    return MeetingWarning(
        "overrun", _("The programme ends %(minutes)s minutes after the meeting's end."), {"minutes": over}
    )


def _host_slot(m: MeetingFacts) -> MeetingWarning | None:
    """S13, S18"""
    if not m.host_slot_needed or any(item.is_host_slot for item in m.items):
        return None
    return MeetingWarning("S13", _("The host has no slot of its own in the programme."))


def _untagged(m: MeetingFacts) -> MeetingWarning | None:
    """S5. Breaks serve no purpose, and the host's slot has its own."""
    if not m.purposes:
        return None
    titles = [i.title for i in m.items if not (i.purposes or i.is_break or i.is_host_slot)]
    if not titles:
        return None
    return MeetingWarning(
        "S5", _("It isn't said which purpose these items serve: %(items)s."), {"items": ", ".join(titles)}
    )


def _member_led(m: MeetingFacts) -> MeetingWarning | None:
    """K15"""
    share = meter(m.items).member_led_percent
    if share >= m.member_led_percent:
        return None
    return MeetingWarning(
        "K15",
        _("Members lead %(share)s %% of the time; the network wants at least %(least)s %%."),
        {"share": share, "least": m.member_led_percent},
    )


def _from_outside(m: MeetingFacts) -> MeetingWarning | None:
    """K16"""
    if not m.external_talk or meter(m.items).from_outside:
        return None
    return MeetingWarning("K16", _("Nobody from outside speaks."))


def _same_form(m: MeetingFacts) -> MeetingWarning | None:
    """K32: the same form of work dominates more meetings in a row than the network wants."""
    form = meter(m.items).dominating_form
    if not m.forms_of_work or not form:
        return None
    row = 1
    for earlier in m.earlier_dominating:
        if earlier != form:
            break
        row += 1
    if row <= m.same_form_at_most:
        return None
    return MeetingWarning(
        "K32",
        _(
            "“%(form)s” takes most of the time, as it did the last time; that makes %(row)s meetings in a row."
        ),
        {"form": form, "row": row},
    )


def _standing(m: MeetingFacts) -> MeetingWarning | None:
    """K11"""
    there = {item.title.casefold() for item in m.items}
    missing = [title for title in m.standing_items if title.casefold() not in there]
    if not missing:
        return None
    return MeetingWarning(
        "K11", _("What is always on the programme is missing: %(items)s."), {"items": ", ".join(missing)}
    )
