"""A meeting's states, times and deadlines (requirements, "The year"; A3, A5)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal


@dataclass(frozen=True)
class Deadlines:
    """Days, in the network's time zone."""

    invitation_on: dt.date
    registration_on: dt.date  # the last day on which members register
    notes_on: dt.date
    evaluation_on: dt.date
    answers_erased_on: dt.date  # what people said about food and the like


def deadlines(
    day: dt.date,
    *,
    invitation_days: int,
    registration_days: int,
    notes_days: int,
    evaluation_days: int,
    last_day: dt.date | None = None,
) -> Deadlines:
    """What follows from a meeting's day. They move when it moves. `last_day` is that of one that lasts several."""
    return Deadlines(
        invitation_on=day - dt.timedelta(days=invitation_days),
        registration_on=day - dt.timedelta(days=registration_days),
        notes_on=day + dt.timedelta(days=notes_days),
        evaluation_on=day + dt.timedelta(days=evaluation_days),
        answers_erased_on=(last_day or day) + dt.timedelta(days=1),
    )


# From where one gets to where, and whether it is a step back, which needs its reason.
_MOVES: dict[tuple[str, str], bool] = {
    ("draft", "planned"): False,
    ("draft", "published"): False,
    ("planned", "published"): False,
    ("published", "invited"): False,
    ("invited", "held"): False,
    ("published", "held"): False,
    ("planned", "draft"): True,
    ("published", "planned"): True,
    ("published", "draft"): True,
    ("held", "invited"): True,
    ("planned", "cancelled"): True,
    ("published", "cancelled"): True,
    ("invited", "cancelled"): True,
    ("postponed", "cancelled"): True,
    ("draft", "cancelled"): True,
    ("planned", "postponed"): True,
    ("published", "postponed"): True,
    ("invited", "postponed"): True,
    ("postponed", "planned"): False,
    ("postponed", "published"): False,
    ("postponed", "invited"): False,
}


def move_refusal(before: str, after: str, *, why: str) -> None:
    """Whether a meeting may go from one state to the other (requirements, "The year"; A5)."""
    if (before, after) not in _MOVES:
        raise Refusal(_("This can't be done with the meeting as it is now."))
    if _MOVES[before, after] and not why.strip():
        raise Refusal(_("Say why; it stands in the history."), field="why")


def can_move(before: str, after: str) -> bool:
    return (before, after) in _MOVES


def time_refusal(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal(_("It must end after it begins."), field="ends")
    if ends_at - starts_at > dt.timedelta(days=3):
        raise Refusal(_("A meeting lasts three days at most."), field="ends")


def new_time_refusal(starts_at: dt.datetime, now: dt.datetime) -> None:
    """A5: everybody is told of the new time, so it is one that they can come to."""
    if starts_at <= now:
        raise Refusal(_("This time is over already. Choose one that is to come."), "A5", "date")


def local_moment(day: dt.date, time: dt.time, zone: dt.tzinfo, *, field: str = "") -> dt.datetime:
    """The moment, in UTC, that a clock in that zone shows so on that day.

    Raises Refusal where a clock never shows it, or shows it twice: when summer time begins and ends.
    """
    first, second = (dt.datetime.combine(day, time, zone).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(dt.UTC)
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None, fold=0):
        raise Refusal(
            _(
                "Summer time begins that day, and the clocks pass over %(time)s. Choose a time before or after."
            )
            % {"time": f"{time:%H:%M}"},
            field=field,
        )
    raise Refusal(
        _("Summer time ends that day, and the clocks show %(time)s twice. Choose a time before or after.")
        % {"time": f"{time:%H:%M}"},
        field=field,
    )


def trip_refusal(*, is_trip: bool, has_beside: bool, beside_fits: bool) -> None:
    """K23: only a study trip is beside a meeting, and it is one of the same network."""
    if has_beside and not (is_trip and beside_fits):
        raise Refusal(
            _("A study trip is beside a meeting of its own network; a meeting is beside nothing."),
            "K23",
            "beside",
        )


def holding_refusal(*, starts_at: dt.datetime, now: dt.datetime) -> None:
    """A3: a meeting is held when it has been, not before."""
    if now < starts_at:
        raise Refusal(_("The meeting hasn't begun yet, so it can't have been held."), "A3")


def place_refusal(*, has_place: bool, online_url: str) -> None:
    """Before its date is made public a meeting has a place, a link, or both."""
    if not has_place and not online_url:
        raise Refusal(
            _("Say where it is first: a place, a link to an online meeting, or both."), field="place"
        )
