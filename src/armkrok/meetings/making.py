"""A meeting is planned, changed, moved, published, opened for registration, held or cancelled (S4, A3, A5)."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import Entry, record
from armkrok.networks.models import Network
from armkrok.networks.rules import changed

from . import calendars, rules
from .bringing import assign
from .guesting import tell_guests
from .letters import meetings as letters
from .links import last_until_the_end
from .locking import locked
from .models import AgendaItem, Kind, Meeting, Move, Sort, State
from .offering import offer_anew, offer_free_places
from .rules import Refusal


@dataclass(frozen=True)
class Plan:
    """What a meeting is to be, as somebody filled it in. Moments are in UTC."""

    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    focus: str = ""
    place: Organisation | None = None
    venue: str = ""
    address: str = ""
    room: str = ""
    own_station_km: Decimal | None = None
    online_url: str = ""
    capacity: int | None = None
    armkrok: bool = False
    kind: str = Kind.MEETING
    beside: Meeting | None = None


CHANGEABLE = (
    "title",
    "focus",
    "place",
    "venue",
    "address",
    "room",
    "own_station_km",
    "online_url",
    "capacity",
    "armkrok",
)
IN_CALENDARS = ("title", "place", "venue", "address", "room", "online_url")  # what people have it there with


FRESH = (
    "meeting.planned",
    "programme.copied",
)  # what has been done with a meeting when it has just been planned


class ChangedMeanwhile(Refusal):
    """Somebody else saved first. `now` is the meeting as it stands."""

    def __init__(self, now: Meeting) -> None:
        super().__init__(
            _(
                "Somebody else changed this meeting while you were writing, and nothing of yours has been saved. "
                "Below is what you typed, and beside it what is there now. Save again if yours should replace it."
            )
        )
        self.now = now


def fingerprint(meeting: Meeting) -> str:
    """A short mark that differs as soon as something that can be changed is different."""
    values = [_plain(getattr(meeting, name)) for name in CHANGEABLE]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:20]


def _runs(by: Person, network: Network, at: dt.datetime) -> None:
    """K24: all who run the network have equal rights in it."""
    if not Network.objects.run_by(by, day_of(at)).filter(pk=network.pk).exists():
        raise Refusal(_("You don't run this network."), "K24")


@transaction.atomic
def plan(network: Network, what: Plan, *, by: Person, at: dt.datetime) -> Meeting:
    """A draft that only those who run the network see. What is always on the programme is there already (K11).

    Sent twice, it is one: a draft that says the same, with which nothing has been done yet. Raises Refusal (K23, K24),
    and ValidationError on values that don't hold.
    """
    _runs(by, network, at)
    rules.time_refusal(what.starts_at, what.ends_at)
    rules.new_time_refusal(what.starts_at, at)
    beside = what.beside
    rules.trip_refusal(
        is_trip=what.kind == Kind.STUDY_TRIP,
        has_beside=beside is not None,
        beside_fits=bool(beside and beside.network_id == network.pk and not beside.is_trip),
    )
    values = {name: getattr(what, name) for name in Plan.__dataclass_fields__}
    # One at a time for each network, so that two who plan at once don't choose the same address.
    network = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    same = network.meetings.filter(state=State.DRAFT, **values).last()
    if same and not Entry.objects.about(same).exclude(what__in=FRESH).exists():
        return same
    meeting = Meeting(network=network, **values)
    meeting.slug = free_slug(network, meeting.day.year)
    meeting.full_clean(exclude=["network", "place", "beside"], validate_constraints=False)
    meeting.save()
    Move.objects.create(meeting=meeting, state=State.DRAFT, by=by, at=at)
    if not meeting.is_trip:
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, position=number, sort=Sort.STANDING, title=title[:200])
            for number, title in enumerate(network.standing_items, 1)
        )
    record("meeting.planned", [meeting, network], by=by, at=at)
    return meeting


def free_slug(network: Network, year: int) -> str:
    """The address stays when the date moves, so it names no day: fritidsfaciliteter-2027-2."""
    begins = f"{network.slug}-{year}-"
    taken = set(Meeting.objects.filter(slug__startswith=begins).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := f"{begins}{n}") not in taken)


def _held(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    meeting = locked(meeting)
    _runs(by, meeting.network, at)
    return meeting


@transaction.atomic
def change(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    by: Person,
    at: dt.datetime,
    why: str = "",
    seen: str | None = None,
) -> Meeting:
    """Anything but the time, which is moved. More seats are offered at once to those who wait.

    `seen` is the fingerprint of the meeting as the writer saw it: raises ChangedMeanwhile when it is different now, and
    isn't so already as the writer wants it.
    """
    meeting = _held(meeting, by, at)
    was = fingerprint(meeting)
    before = {name: getattr(meeting, name) for name in values if name in CHANGEABLE}
    difference = changed(before, {name: values[name] for name in before})
    if not difference:
        return meeting
    if seen is not None and was != seen:
        raise ChangedMeanwhile(meeting)
    for name in difference:
        setattr(meeting, name, values[name])
    meeting.full_clean(exclude=["network", "place", "beside"], validate_constraints=False)
    if meeting.state != State.DRAFT:
        rules.place_refusal(has_place=_has_place(meeting), online_url=meeting.online_url)
    meeting.save(update_fields=list(difference))
    record(
        "meeting.changed",
        [meeting, meeting.network],
        by=by,
        at=at,
        why=why,
        changed={name: [_plain(v) for v in pair] for name, pair in difference.items()},
    )
    if "capacity" in difference:
        offer_free_places(meeting, at=at)
    if "armkrok" in difference:
        assign(meeting, at=at)  # whoever is invited already; nobody's is taken back
    if difference.keys() & set(IN_CALENDARS):
        calendars.settle(meeting, at=at)  # why it was changed is said to colleagues only
    return meeting


def _plain(value: Any) -> Any:
    """As the journal keeps it."""
    if isinstance(value, Organisation):
        return value.name
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def _has_place(meeting: Meeting) -> bool:
    return bool(meeting.place_id or meeting.venue or meeting.address)


@transaction.atomic
def reschedule(
    meeting: Meeting,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    by: Person,
    at: dt.datetime,
    why: str = "",
) -> Meeting:
    """Another time. Deadlines, seats, host and companions stay and follow; all who are concerned are told (A5).

    One that waited for its new date is back where it was before. Sent twice, it is done once.
    """
    meeting = _held(meeting, by, at)
    rules.time_refusal(starts_at, ends_at)
    if meeting.state in (State.HELD, State.CANCELLED):
        raise Refusal(_("This can't be done with the meeting as it is now."))
    if starts_at != meeting.starts_at:
        rules.new_time_refusal(starts_at, at)
    same = (meeting.starts_at, meeting.ends_at) == (starts_at, ends_at)
    if same and meeting.state != State.POSTPONED:
        return meeting
    before, waited = (meeting.starts_at, meeting.ends_at), meeting.state == State.POSTPONED
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    refuse_guests_outside(meeting)
    meeting.save(update_fields=["starts_at", "ends_at"])
    record(
        "meeting.rescheduled",
        [meeting, meeting.network],
        by=by,
        at=at,
        why=why.strip(),
        before=[moment.isoformat() for moment in before],
        after=[starts_at.isoformat(), ends_at.isoformat()],
    )
    if waited:
        last = meeting.moves.filter(state=State.POSTPONED).last()
        _go(meeting, State(last.before) if last else State.PLANNED, by=by, at=at, why=why)
        offer_anew(meeting, at=at)
        offer_free_places(meeting, at=at)  # what came free meanwhile
    last_until_the_end(meeting, at=at)
    letters.moved(meeting, before, at=at, why=why.strip(), waited=waited)
    tell_guests(meeting, by=by, at=at)
    calendars.settle(meeting, at=at, why=why.strip())
    return meeting


def refuse_guests_outside(meeting: Meeting) -> None:
    """S20: no change of the meeting or its programme may leave a guest outside of it, or beside something
    confidential."""
    items = list(meeting.items.all())
    slots = rules.timetable([(item.minutes, item.parallel) for item in items])
    closed = [slot for item, slot in zip(items, slots, strict=True) if item.closed]
    of = dict(zip([item.pk for item in items], slots, strict=True))
    for guest in meeting.guests.standing():
        rules.guest_slot_refusal(of[guest.item_id], meeting_minutes=meeting.minutes, closed_slots=closed)


def _go(meeting: Meeting, state: State, *, by: Person | None, at: dt.datetime, why: str = "") -> None:
    before = meeting.state
    rules.move_refusal(before, state, why=why)
    meeting.state = state
    meeting.save(update_fields=["state"])
    Move.objects.create(meeting=meeting, state=state, before=before, by=by, at=at, why=why.strip())
    # What the public has never seen, and never will, is no news of the network's page (K41).
    secret = (before, state) == (State.DRAFT, State.CANCELLED)
    about = [meeting] if secret else [meeting, meeting.network]
    record("meeting.moved", about, by=by, at=at, why=why.strip(), before=before, after=state.value)


@transaction.atomic
def announce(meeting: Meeting, *, by: Person, at: dt.datetime) -> Meeting:
    """Its date and place become public; the programme may come later. Sent twice, it is done once."""
    return _go_on(meeting, State.PLANNED, by=by, at=at)


@transaction.atomic
def publish(meeting: Meeting, *, by: Person, at: dt.datetime) -> Meeting:
    """The programme becomes public. Warnings are listed before, and never in the way. Sent twice, it is done once."""
    return _go_on(meeting, State.PUBLISHED, by=by, at=at)


def _go_on(meeting: Meeting, state: State, *, by: Person, at: dt.datetime) -> Meeting:
    meeting = _held(meeting, by, at)
    if meeting.state == state:
        return meeting
    rules.place_refusal(has_place=_has_place(meeting), online_url=meeting.online_url)
    refuse_guests_outside(meeting)
    _go(meeting, state, by=by, at=at)
    return meeting


@transaction.atomic
def open_registration(meeting: Meeting, *, by: Person, at: dt.datetime) -> Meeting:
    """Registration is open, and the worker invites everybody who speaks for a member. Sent twice, it is done once."""
    meeting = _held(meeting, by, at)
    if meeting.state == State.INVITED:
        return meeting
    if meeting.has_begun(at):
        raise Refusal(_("The meeting has begun, so nobody can be invited any more."), "K17")
    _go(meeting, State.INVITED, by=by, at=at)
    record("invitation.sent", [meeting, meeting.network], by=by, at=at)
    async_task("armkrok.meetings.tasks.send_invitations", task_name="meetings.invitations")
    return meeting


@transaction.atomic
def hold(meeting: Meeting, *, by: Person, at: dt.datetime) -> Meeting:
    """It has taken place: from now on it counts (A3). Sent twice, it is done once."""
    meeting = _held(meeting, by, at)
    if meeting.state == State.HELD:
        return meeting
    rules.holding_refusal(starts_at=meeting.starts_at, now=at)
    _go(meeting, State.HELD, by=by, at=at)
    return meeting


@transaction.atomic
def step_back(meeting: Meeting, to: State, *, by: Person, at: dt.datetime, why: str) -> Meeting:
    """Off the public pages again, or not held after all. It needs its reason."""
    meeting = _held(meeting, by, at)
    if meeting.state != to:
        _go(meeting, to, by=by, at=at, why=why)
        calendars.settle(meeting, at=at, why=why.strip())
    return meeting


@transaction.atomic
def cancel(
    meeting: Meeting, *, by: Person, at: dt.datetime, why: str, new_date_to_come: bool = False
) -> Meeting:
    """It doesn't take place. With a new date to come, seats and the host's turn are kept (A5); else it is over.

    Everybody concerned is told. Sent twice, it is done once.
    """
    meeting = _held(meeting, by, at)
    state = State.POSTPONED if new_date_to_come else State.CANCELLED
    if meeting.state == state:
        return meeting
    _go(meeting, state, by=by, at=at, why=why)
    letters.cancelled(meeting, at=at, why=why.strip())  # of a draft a guest or a host may know
    calendars.settle(meeting, at=at, why=why.strip())
    return meeting


@transaction.atomic
def explain(meeting: Meeting, code: str, why: str, *, by: Person, at: dt.datetime) -> None:
    """Why a rule that warns isn't followed here; empty takes the reason away. The last word counts; said twice, it is
    said once."""
    meeting = _held(meeting, by, at)
    there = meeting.warning_reasons.filter(code=code).first()
    if (there.why if there else "") == why.strip():
        return
    if not why.strip():
        meeting.warning_reasons.filter(code=code).delete()
    else:
        meeting.warning_reasons.update_or_create(code=code, defaults={"why": why.strip(), "by": by, "at": at})
    record("meeting.warning_explained", [meeting, meeting.network], by=by, at=at, why=why.strip(), code=code)
