"""Who gets a seat, passes it on, or waits for one (K17, K34, K35, A2)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal


def registration_refusal(
    *,
    invited: bool,
    begun: bool,
    open_: bool,
    covered: bool,
    by_staff: bool,
    answered_before: bool,
) -> None:
    """Whether a seat can be taken now.

    `covered` is whether the organisation is a member on the meeting's day (K17). Members register until the deadline,
    and who has answered by then can change the answer until it begins; those who run the network can always register
    somebody.
    """
    if not covered:
        raise Refusal(
            _("Only members take seats. The membership must be running on the day of the meeting."), "K17"
        )
    if begun:
        raise Refusal(_("The meeting has begun, so nothing can be changed about the seats."), "K35")
    if not invited:
        raise Refusal(_("Registration hasn't been opened for this meeting."), "K17")
    if not (open_ or by_staff or answered_before):
        raise Refusal(_("Registration has closed. Write to those who run the network."), "K17")


def not_speaking(name: str = "") -> str | Promise:
    """S9, in words; `name` is who, where somebody else is told."""
    if not name:
        return _("You don't speak for this member any more, so somebody else answers for it.")
    return _("%(name)s doesn't speak for this member any more, so somebody else answers for it.") % {
        "name": name
    }


def speaking_refusal(*, speaks: bool, name: str = "") -> None:
    """S9: whoever was followed by another answers for nobody."""
    if not speaks:
        raise Refusal(not_speaking(name), "S9")


@dataclass(frozen=True)
class Place:
    """What somebody would get now."""

    extra: bool  # beyond the seats that the membership holds at this meeting (A2)
    waiting: bool


def place(
    *, held: int, entitled: int | None, taken: int, capacity: int | None, somebody_waits: bool
) -> Place:
    """K34, A2: a seat within the entitlement or an extra one, now or on the waiting list.

    `held` is how many seats the organisation has or waits for, of those that it is `entitled` to (None: as many as it
    likes); `taken` is how many are given away in all. Nobody passes
    those who wait already.
    """
    full = capacity is not None and taken >= capacity
    return Place(extra=entitled is not None and held >= entitled, waiting=full or somebody_waits)


def swap_refusal(*, swapping_allowed: bool, begun: bool, live: bool) -> None:
    """K35: names are swapped freely until it starts, unless the network wants otherwise."""
    if not live:
        raise Refusal(_("This seat has been given up meanwhile, so nobody else can take it over."), "K35")
    if begun:
        raise Refusal(_("The meeting has begun, so nothing can be changed about the seats."), "K35")
    if not swapping_allowed:
        raise Refusal(
            _(
                "In this network a seat is for the person who was named. Give it up, and register somebody else."
            ),
            "K35",
        )


def offer_ends(now: dt.datetime, *, hours: int, starts_at: dt.datetime) -> dt.datetime:
    """Until when a place that came free waits for the answer of the one whose turn it is: never past the beginning."""
    return min(now + dt.timedelta(hours=hours), starts_at)


def to_offer(*, capacity: int | None, taken: int, waiting: int) -> int:
    """How many of those who wait can be offered a place now."""
    return waiting if capacity is None else max(0, min(waiting, capacity - taken))
