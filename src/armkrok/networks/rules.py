"""What a network's rules decide: values in, an answer or a Refusal out."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.ui.templatetags.ui import day as written_day


class Refusal(Exception):
    """No, and why, in words for people. `requirement` is the id of the sentence that it comes from."""

    def __init__(self, message: str | Promise, requirement: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message, self.requirement, self.field = message, requirement, field

    def __str__(self) -> str:
        return str(self.message)


class Admission(Enum):
    MEANT_FOR = "meant for"
    CONSIDERED = "considered"


_GUESTS_WAY = _(
    "You can be invited to a single meeting as a speaker or an expert, without a seat and free of charge."
)


class WrongKind(Refusal):
    """K29: this kind of organisation can't be a member. K30: the way that is open."""

    def __init__(self, message: str | Promise, requirement: str) -> None:
        super().__init__(message, requirement, "organisation")
        self.open_way = _GUESTS_WAY


_REASONS = {
    "state_agency": _("State agencies can't be members of this network."),
    "company": _("Private companies can't be members of this network."),
    "association": _("Associations can't be members of this network."),
    "institution": _("An institution that isn't part of the municipality can't be a member of this network."),
    "other": _("Other organisations can't be members of this network."),
}


def admission(kind: str, *, in_area: bool, eligible: Sequence[str], reviewed: Sequence[str]) -> Admission:
    """Whether this kind of organisation may join: it is meant for it, or may apply and is considered (K4).

    Raises WrongKind (K29, A9) with the way that is open (K30), or Refusal when it lies outside the area (S8).
    """
    if kind not in eligible and kind not in reviewed:
        sentence = _REASONS.get(kind, _("This kind of organisation can't be a member of this network."))
        raise WrongKind(sentence, "A9" if kind == "institution" else "K29")
    if not in_area:
        raise Refusal(_("This network is for members from another area."), "S8", "organisation")
    return Admission.MEANT_FOR if kind in eligible else Admission.CONSIDERED


def lies_in(areas: Sequence[str], *, country: str, area: str) -> bool:
    """Whether a place is in the network's area (S8); one whose county isn't known only has to be in the country."""
    return country in areas or area in areas or (not area and any(a.startswith(f"{country}-") for a in areas))


def decided_by_people(
    admission: Admission,
    *,
    procedure: str,
    asks_committee: bool,
    title: str,
    suggested_roles: Sequence[str],
    appointer_known: bool,
) -> bool:
    """Whether the secretariat must answer: a direct line to politics is never judged by the machine (K5), another
    employer (K4) and another role than the suggested ones (K25) are considered, never refused (S10). Nor does an
    address that nobody has seen before open the door: two mailboxes would make a member (S9)."""
    return (
        procedure == "reviewed"
        or asks_committee
        or admission is Admission.CONSIDERED
        or not is_suggested_role(title, suggested_roles)
        or not appointer_known
    )


def is_suggested_role(title: str, suggested_roles: Sequence[str]) -> bool:
    """Whether a title is one that the network had in mind (K25); where it names none, all are."""
    return not suggested_roles or title.strip().casefold() in {r.strip().casefold() for r in suggested_roles}


def network_year(starts_in: int, on: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the network year that the day lies in, for a year that starts in that month (A8)."""
    year = on.year if on.month >= starts_in else on.year - 1
    first = dt.date(year, starts_in, 1)
    return first, dt.date(year + 1, starts_in, 1) - dt.timedelta(days=1)


def is_winter(month: int, winter_from: int, winter_to: int) -> bool:
    """Whether the month is in the winter half of the year, which may run over New Year (S17)."""
    if winter_from <= winter_to:
        return winter_from <= month <= winter_to
    return month >= winter_from or month <= winter_to


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))


def withdrawal_takes_effect(
    confirmed_on: dt.date,
    *,
    year: tuple[dt.date, dt.date],
    starts_on: dt.date,
    committed: bool,
    rule: str,
    notice_months: int,
) -> dt.date:
    """The last day of membership after a confirmed withdrawal (A4).

    Before the member's first day, or before the year's invoice and first meeting (`committed` is false then): at
    once. During a year: at the year's end, seats stay and nothing is refunded. A network with a period of notice
    lets that run out instead.
    """
    if confirmed_on < starts_on or not committed:
        return confirmed_on
    if rule == "notice":
        return months_later(confirmed_on, notice_months)
    return year[1]


class YearIsOver(Refusal):
    """K38: nothing is left to join for this year; the next one is offered."""

    def __init__(self, next_year: dt.date) -> None:
        words = _(
            "All of this year's meetings have been held, so there is nothing left to join for. "
            "You are welcome to begin with the next network year, on %(day)s."
        )
        super().__init__(str(words) % {"day": written_day(next_year)}, "K38", "begins_next_year")
        self.next_year = next_year


def first_day(on: dt.date, *, year: tuple[dt.date, dt.date], wanted: dt.date | None, over: bool) -> dt.date:
    """The first day of a membership that begins with what is done on that day: not before the day that was wanted, and
    with the next network year where nothing is left of this one (K38)."""
    return max(on, wanted or on, year[1] + dt.timedelta(days=1) if over else on)


def appointment_refusal(*, person_email: str, appointer_email: str) -> None:
    """Nobody appoints themselves (S9)."""
    if person_email.strip().casefold() == appointer_email.strip().casefold():
        raise Refusal(
            _("Nobody appoints themselves: the one who appoints and the one who takes part are two people."),
            "S9",
            "appointer_email",
        )


def vacancies(*, wanted: int, running: int) -> int:
    """How many more people a member may appoint; a member without anybody has a vacancy to show (S9)."""
    return max(0, wanted - running)


def publisher_refusal(*, by_convener: bool) -> None:
    """S4: the convener's own staff publish."""
    if not by_convener:
        raise Refusal(_("The convener's own staff decide what is public."), "S4")


def privacy_refusal(*, privacy_url: str) -> None:
    """S24: nothing is published without a word on personal data."""
    if not privacy_url:
        raise Refusal(
            _("Say first where one can read how personal data are handled (under “What the public reads”)."),
            "S24",
            "privacy_url",
        )


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What differs between two sets of values: {"name": [before, after]}."""
    return {k: [before.get(k), v] for k, v in after.items() if before.get(k) != v}


def asked_again_days(remind_days: int, registration_days: int) -> int:
    """How many days before a meeting those are reminded who haven't answered: while they still can. 0 is never."""
    return max(remind_days, registration_days + 1) if remind_days else 0
