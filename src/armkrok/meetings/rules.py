"""What is decided about meetings: values in, an answer or a Refusal out. No database, no clock."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.directory.rules import search_text
from armkrok.networks.rules import Refusal, is_winter

__all__ = ["Refusal"]

Words = str | Promise

# --- deadlines ------------------------------------------------------------------------------------------


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


# --- the state of a meeting -----------------------------------------------------------------------------

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


# --- the programme --------------------------------------------------------------------------------------


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


# --- warnings -------------------------------------------------------------------------------------------


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


# --- seats ----------------------------------------------------------------------------------------------


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


# --- who brings whom ------------------------------------------------------------------------------------


def _names_in(words: str) -> set[str]:
    return set(re.findall(r"\w+", search_text(words)))


def known_as_refusal(*, typed: str, known: str) -> None:
    """S16: an address that belongs to somebody else would get the invitation, and its owner's name would be told."""
    if not _names_in(typed) & _names_in(known):
        raise Refusal(
            _("Somebody with another name has this address. Look at the address and the name once more."),
            "S16",
            "email",
        )


def alone_refusal(why: str) -> None:
    """S15: coming alone is never refused, but why is asked."""
    if not why.strip():
        raise Refusal(_("Say why nobody comes along; those who run the network read it."), "S15", "why")


def bringing_refusal(*, coming: bool, begun: bool) -> None:
    """S15, S16: somebody is invited to come along, answers, or is called off until the meeting begins."""
    if not coming:
        raise Refusal(
            _("The meeting doesn't take place as it stands, so nobody can be brought along."), "S15"
        )
    if begun:
        raise Refusal(_("The meeting has begun, so nothing can be changed about who comes along."), "S15")


def role_refusal(role: str) -> None:
    """S16: a suggested role or one of one's own, but some role: it is why this person is asked."""
    if not role.strip():
        raise Refusal(_("Say in which role this person comes along."), "S16", "role")


def length_refusal(text: str, *, most: int, field: str) -> None:
    if len(text) > most:
        raise Refusal(_("This is too long; %(most)s characters at most.") % {"most": most}, field=field)


def called_off_refusal(*, called_off: bool) -> None:
    if called_off:
        raise Refusal(_("The invitation has been called off, so it can't be answered any more."), "S16")


def somebody_invited_refusal(*, invited: bool) -> None:
    if invited:
        raise Refusal(
            _("You have invited somebody. Call that off first, if nobody is to come along."), "S15", "why"
        )


def companion_refusal(*, is_oneself: bool, has_a_seat: bool, brought_by_another: bool) -> None:
    """S16: a companion comes with exactly one coordinator, and is no member who comes anyway."""
    if is_oneself:
        raise Refusal(_("This is your own address. Whom do you take along?"), "S16", "email")
    if has_a_seat:
        raise Refusal(_("This person has a seat at the meeting already."), "S16", "email")
    if brought_by_another:
        raise Refusal(_("Somebody else takes this person along already."), "S16", "email")


def companion_is_let_in(
    now: dt.datetime,
    *,
    opens: dt.datetime,
    ends: dt.datetime,
    closed: Sequence[tuple[dt.datetime, dt.datetime]],
) -> bool:
    """K21, S16: whether a companion is let into the online meeting: while it is on, but not to what is for members
    only."""
    return opens <= now < ends and not any(begins <= now < over for begins, over in closed)


# --- guests ---------------------------------------------------------------------------------------------

MATERIAL_DAYS = 7  # how long after their slot a guest can leave something


def guest_time_refusal(*, going_on: bool, ends: dt.datetime, now: dt.datetime) -> None:
    """S20: nobody is invited to, or called off from, a time that is over or a meeting that isn't held."""
    if not going_on:
        raise Refusal(
            _("The meeting doesn't take place as it stands, so there is no time for a guest."), "S20"
        )
    if now >= ends:
        raise Refusal(_("This time is over already."), "S20", "item")


def guest_answer_refusal(*, called_off: bool, begins: dt.datetime, now: dt.datetime) -> None:
    if called_off:
        raise Refusal(_("The invitation has been called off. Write to those who run the network."), "S20")
    if now >= begins:
        raise Refusal(_("Your time has begun, so the answer can't be changed any more."), "S20")


def material_refusal(*, comes: bool, ends: dt.datetime, now: dt.datetime) -> None:
    """S20: the guest's page closes with the slot; what they leave may come a few days later."""
    if not comes:
        raise Refusal(_("Only guests who come leave material."), "S20")
    if now >= ends + dt.timedelta(days=MATERIAL_DAYS):
        raise Refusal(
            _("The time to leave material is over. Write to those who run the network."), "S20", "material"
        )


def is_on(slot: tuple[dt.datetime, dt.datetime], now: dt.datetime) -> bool:
    """S20: whether a guest's slot is on: from its first moment, and not at its last."""
    return slot[0] <= now < slot[1]


# --- hosts ----------------------------------------------------------------------------------------------

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


# --- questions to those who come ------------------------------------------------------------------------

QUESTION_LONGEST, CHOICE_LONGEST = 300, 200


def choices_of(lines: str | Sequence[Any]) -> list[str]:
    """The choices of a question, from lines or a list: each once, and in order."""
    parts = lines.splitlines() if isinstance(lines, str) else [str(line) for line in lines]
    tidy = (" ".join(part.replace("\0", "").split()) for part in parts)
    return list(dict.fromkeys(part for part in tidy if part))


def question_refusal(*, words: str, choices: Sequence[str], is_choice: bool) -> None:
    if not words:
        raise Refusal(_("Write the question."), field="words")
    if len(words) > QUESTION_LONGEST:
        raise Refusal(
            _("This is too long; %(most)s characters at most.") % {"most": QUESTION_LONGEST}, field="words"
        )
    if any(len(choice) > CHOICE_LONGEST for choice in choices):
        raise Refusal(
            _("This is too long; %(most)s characters at most.") % {"most": CHOICE_LONGEST}, field="choices"
        )
    if len(choices) == 1 or (is_choice and not choices):
        raise Refusal(_("Give at least two choices, each on a line of its own."), field="choices")


def answer_refusal(*, begun: bool) -> None:
    """Answers are asked for to prepare the meeting."""
    if begun:
        raise Refusal(_("The meeting has begun, so the answers can't be changed any more."))


# --- mail to those who come -----------------------------------------------------------------------------


def mailing_refusal(*, subject: str, text: str, unknown: Mapping[str, Sequence[str]]) -> None:
    """`unknown` is what stands in braces and means nothing, by field: nobody is to read it in their mail."""
    for field_name, words in (("subject", subject), ("text", text)):
        if not words.strip():
            raise Refusal(_("Write something here."), field=field_name)
        if unknown.get(field_name):
            raise Refusal(
                _("Nothing is known to fill in for %(fields)s.") % {"fields": ", ".join(unknown[field_name])},
                field=field_name,
            )
