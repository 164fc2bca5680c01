"""When attendance is taken, which of two marks counts, who is late and who was absent (K23, A13)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal

OPENS_BEFORE = dt.timedelta(hours=2)
LATE_AFTER = dt.timedelta(minutes=10)
CLOCKS_DIFFER = dt.timedelta(minutes=1)  # how far ahead of ours a phone's clock may be


@dataclass(frozen=True, order=True)
class Mark:
    """What one thumb said about one person. The last counts, in whatever order marks arrive and however often.

    The order has no ties that differ: of two at the very same moment *here* counts, and then the greater number. So
    everybody who has the same marks has the same state.
    """

    at: dt.datetime
    here: bool
    by: int = 0


def attendance_opens(starts_at: dt.datetime) -> dt.datetime:
    return starts_at - OPENS_BEFORE


def marking_refusal(
    *, takes_place: bool, now: dt.datetime, opens_at: dt.datetime, closes_at: dt.datetime
) -> None:
    """From two hours before it begins until its notes are due, so that what was marked wrong can be put right."""
    if not takes_place:
        raise Refusal(
            _("Attendance is taken at a meeting whose programme is published, and that takes place.")
        )
    if now < opens_at:
        raise Refusal(_("Attendance can be taken from two hours before the meeting begins."))
    if now >= closes_at:
        raise Refusal(_("Attendance can't be changed any more: the day on which the notes are due is over."))


def marked_at(said: dt.datetime, *, now: dt.datetime, opens_at: dt.datetime) -> dt.datetime:
    """When a mark was made, as far as a phone's clock is believed: neither ahead of ours nor before anybody could
    mark. Else one wrong clock would have the last word for good."""
    return max(opens_at, min(said, now + CLOCKS_DIFFER))


def came_late(at: dt.datetime, *, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Whoever is marked after the end was forgotten, not late."""
    return starts_at + LATE_AFTER < at <= ends_at


def absence_is_known(*, held: bool, is_trip: bool, anybody_marked: bool) -> bool:
    """A13: of a meeting that was held and where attendance was taken. K23: nobody is absent from a study trip."""
    return held and not is_trip and anybody_marked


def walk_in_refusal(*, name: str, for_a_member: bool, has_organisation: bool) -> None:
    if not name.strip():
        raise Refusal(_("Write who it is."), field="name")
    if for_a_member and not has_organisation:
        raise Refusal(_("Say which member they come for."), "K17", "organisation")
