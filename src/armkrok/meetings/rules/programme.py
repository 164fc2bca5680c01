"""Items, hours, and how a programme's time is spent (S5, S20, K15, K26, K32)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.networks.rules import Refusal


@dataclass(frozen=True)
class ItemFacts:
    """An item of a programme as the rules see it."""

    title: str
    minutes: int
    parallel: bool = False
    sort: str = "item"
    form_of_work: str = ""
    led_by: str = "facilitator"
    purposes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    closed: bool = False

    @property
    def is_break(self) -> bool:
        return self.sort == "break"

    @property
    def is_host_slot(self) -> bool:
        return self.sort == "host_slot"


def timetable(items: Sequence[tuple[int, bool]]) -> list[tuple[int, int]]:
    """When each item begins and ends, in minutes from the meeting's beginning, for (minutes, parallel) in order.

    An item begins when all before it have ended; a parallel one begins together with the one before. So the following
    ones move along whenever one is moved or resized.
    """
    slots: list[tuple[int, int]] = []
    begins = ends = 0
    for minutes, parallel in items:
        if not (parallel and slots):
            begins = ends
        slots.append((begins, begins + minutes))
        ends = max(ends, begins + minutes)
    return slots


def overlap(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def guest_slot_refusal(
    slot: tuple[int, int], *, meeting_minutes: int, closed_slots: Sequence[tuple[int, int]]
) -> None:
    """S20: a guest's slot lies inside the meeting and touches nothing that is for members only."""
    if slot[0] < 0 or slot[1] > meeting_minutes:
        raise Refusal(
            _("A guest's time must lie inside the meeting, and this item would end after it."), "S20", "item"
        )
    if any(overlap(slot, other) for other in closed_slots):
        raise Refusal(
            _("A guest can't be there while something confidential goes on: the two would overlap."),
            "S20",
            "item",
        )


def invited_already_refusal(*, same: bool) -> None:
    """The same invitation once more is the same one; another to the same item would never be read."""
    if not same:
        raise Refusal(
            _("Somebody with this address is invited to this item already. Nothing has been sent."),
            "S19",
            "email",
        )


def focus_refusal(focus: str) -> None:
    """S19: a guest is invited for a focus."""
    if not focus.strip():
        raise Refusal(
            _("Say which focus of the network the guest serves; it stands in the invitation."), "S19", "focus"
        )


def item_gone_refusal(*, there: bool) -> None:
    if not there:
        raise Refusal(_("Somebody else has removed this item meanwhile."), field="item")


def closed_item_refusal(*, led_by: str, has_guest: bool) -> None:
    """K21: what is confidential is for members only."""
    if has_guest:
        raise Refusal(
            _("A guest is invited to this item, so it can't be confidential. Call the guest off first."),
            "K21",
            "closed",
        )
    if led_by == "guest":
        raise Refusal(
            _("What is confidential is led by members or by those who run the network."), "K21", "led_by"
        )


WELCOME_MINUTES = 20


def place_of_host_slot(items: Sequence[ItemFacts]) -> int:
    """S13: how many items come before the host's slot: the arrival and the welcome, if the programme begins so."""
    place = 0
    while place < len(items) and items[place].is_break:
        place += 1
    if place < len(items) and _is_welcome(items[place]):
        place += 1
    return place


def _is_welcome(item: ItemFacts) -> bool:
    short = item.minutes <= WELCOME_MINUTES
    return item.sort == "item" and item.led_by == "facilitator" and short and not item.closed


@dataclass(frozen=True)
class Meter:
    """How a programme's time is spent, in minutes. Breaks aren't counted."""

    forms: dict[str, int] = field(default_factory=dict)
    purposes: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    member_led: int = 0
    from_outside: int = 0
    total: int = 0

    @property
    def member_led_percent(self) -> int:
        """Rounded down: almost half isn't half."""
        return 100 * self.member_led // self.total if self.total else 0

    @property
    def dominating_form(self) -> str:
        """The form of work that takes most of the time; none when two share the first place."""
        most = Counter(self.forms).most_common(2)
        if not most or (len(most) == 2 and most[0][1] == most[1][1]):
            return ""
        return most[0][0]


def meter(items: Sequence[ItemFacts]) -> Meter:
    """S5, K15, K26, K32. An item with two purposes counts for each of them."""
    forms: Counter[str] = Counter()
    purposes: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    member_led = from_outside = total = 0
    for item in items:
        if item.is_break:
            continue
        total += item.minutes
        if item.form_of_work:
            forms[item.form_of_work] += item.minutes
        for purpose in item.purposes:
            purposes[purpose] += item.minutes
        for tag in item.tags:
            tags[tag] += item.minutes
        if item.led_by == "member" or item.is_host_slot:
            member_led += item.minutes
        elif item.led_by == "guest":
            from_outside += item.minutes
    return Meter(dict(forms), dict(purposes), dict(tags), member_led, from_outside, total)
