"""Somebody from outside comes for one item: invited, answered, called off, and what they leave (S19, S20, K29, K30)."""

import datetime as dt
from collections import Counter

from django.db import transaction

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.journal.models import record
from armkrok.networks.models import Appointment
from armkrok.networks.someone import Someone

from . import calendars, filing, rules
from .letters import guests as letters
from .locking import locked
from .models import (
    AgendaItem,
    CalendarEntry,
    Companion,
    Guest,
    GuestRole,
    GuestState,
    LedBy,
    Meeting,
    State,
    Timed,
    as_it_runs,
    timetable,
)
from .models.guest import STANDING

TASK = "meetings.guest"
LONGEST = {"focus": 2000, "brief": 4000, "workplace": 200, "material": 10000, "why": 500}
MOST_ROLES = 15
Hours = tuple[dt.datetime, dt.datetime]
NOT_HELD = (State.CANCELLED, State.POSTPONED)


def _held(meeting: Meeting) -> tuple[Meeting, dict[int, Timed]]:
    """The meeting as it is now and held, and each item with its hours."""
    meeting = locked(meeting)
    return meeting, {timed.item.pk: timed for timed in timetable(meeting)}


def held_guest(guest: Guest) -> tuple[Guest, Timed]:
    """The guest as they are now, with the hours of their item; the meeting is held until the transaction ends."""
    meeting, hours = _held(guest.meeting)
    guest = Guest.objects.select_related("person", "invited_by").get(pk=guest.pk)
    guest.meeting, guest.item = meeting, hours[guest.item_id].item
    return guest, hours[guest.item_id]


def slot(guest: Guest) -> Timed:
    """The guest's item with its hours as the programme is now: they move when it moves."""
    return next(timed for timed in timetable(guest.meeting) if timed.item.pk == guest.item_id)


def slot_as_it_runs(guest: Guest) -> tuple[Timed, Timed]:
    """The guest's hours as the day goes, and as they were planned (decision 22): the way in opens by the first, while
    letters and calendars keep to the second."""
    items = list(guest.meeting.items.all())
    both = zip(as_it_runs(guest.meeting, items), timetable(guest.meeting, items), strict=True)
    return next((now, planned) for now, planned in both if planned.item.pk == guest.item_id)


def audience(meeting: Meeting) -> list[tuple[str, int]]:
    """Who is there by role, never by name: the titles of those who have seats, and the roles of those whom they bring
    along. The most frequent first; what few or nobody says stands together at the end, as "". Three queries."""
    seated = list(meeting.seats.taken().values_list("person", "person__title"))
    speaking = Appointment.objects.speaking(meeting.day).filter(network=meeting.network_id)
    titles = dict(speaking.exclude(title="").values_list("person", "title"))
    roles = [titles.get(person, title).strip() for person, title in seated]
    if meeting.armkrok:
        brought = Companion.objects.confirmed().filter(assignment__meeting=meeting)
        roles += [role.strip() for role in brought.values_list("role", flat=True)]
    spelled: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for role in roles:
        counted[role.casefold()] += 1
        spelled.setdefault(role.casefold(), role)
    found = [(role, n) for role, n in counted.most_common() if role][:MOST_ROLES]
    rest = counted.total() - sum(n for _role, n in found)
    return [(spelled[role], number) for role, number in found] + ([("", rest)] if rest else [])


def _about(guest: Guest) -> list:
    return [guest, guest.meeting, guest.person]


def _too_long(values: dict[str, str]) -> None:
    for field, value in values.items():
        rules.length_refusal(value, most=LONGEST[field], field=field)


@transaction.atomic
def invite_guest(
    item: AgendaItem,
    someone: Someone | Person,
    *,
    focus: str,
    by: Person,
    at: dt.datetime,
    role: str = GuestRole.SPEAKER,
    workplace: str = "",
    brief: str = "",
) -> Guest:
    """To one item, for its time only, with the focus that it serves. No seat, no fee, whoever they work for (K30).
    Whom we don't know becomes a person of no organisation. Sent twice, it is one invitation.

    Raises Refusal: without a focus (S19); outside the meeting, or while something confidential goes on (S20).
    """
    meeting, hours = _held(item.meeting)
    rules.item_gone_refusal(there=item.pk in hours)
    timed = hours[item.pk]
    item = timed.item
    item.meeting = meeting
    rules.guest_time_refusal(going_on=meeting.state not in NOT_HELD, ends=timed.ends, now=at)
    focus, brief, workplace = focus.strip(), brief.strip(), workplace.strip()
    rules.focus_refusal(focus)
    _too_long({"focus": focus, "brief": brief, "workplace": workplace})
    _refuse_slot(meeting, timed, list(hours.values()))
    if isinstance(someone, Someone):
        someone = someone.known_or_new(None, at=at)
    if known := item.guests.standing().filter(person=someone).first():
        rules.invited_already_refusal(same=(known.focus, known.brief, known.role) == (focus, brief, role))
        return known
    guest = Guest.objects.create(
        meeting=meeting,
        item=item,
        person=someone,
        role=role,
        workplace=workplace,
        focus=focus,
        brief=brief,
        invited_by=by,
        invited_at=at,
    )
    _put_on_the_programme(guest, by=by, at=at)
    record("guest.invited", _about(guest), by=by, at=at, item=item.pk)
    _mail(guest, timed, "invited", at)
    return guest


def _refuse_slot(meeting: Meeting, timed: Timed, programme: list[Timed]) -> None:
    def minutes(one: Timed) -> tuple[int, int]:
        begins, ends = (int((m - meeting.starts_at).total_seconds() // 60) for m in (one.starts, one.ends))
        return begins, ends

    rules.guest_slot_refusal(
        minutes(timed),
        meeting_minutes=meeting.minutes,
        closed_slots=[minutes(one) for one in programme if one.item.closed],
    )


def _put_on_the_programme(guest: Guest, *, by: Person, at: dt.datetime) -> None:
    """That a guest speaks stands in the programme at once, and who it is once they have said yes, unless somebody else is
    named already. An expert who is asked isn't named."""
    item = guest.item
    if guest.role != GuestRole.SPEAKER:
        return
    before = (item.led_by, item.presenter)
    name = guest.person.name if guest.state == GuestState.CONFIRMED else ""
    item.led_by, item.presenter = LedBy.GUEST, item.presenter or name
    if before != (item.led_by, item.presenter):
        item.save(update_fields=["led_by", "presenter"])
        _programme_changed(guest, by=by, at=at)


def _take_off_the_programme(guest: Guest, *, by: Person, at: dt.datetime) -> None:
    """The name goes; that somebody from outside is to speak there stays, until those who run it decide otherwise."""
    item = guest.item
    if guest.role == GuestRole.SPEAKER and item.presenter == guest.person.name:
        item.presenter = ""
        item.save(update_fields=["presenter"])
        _programme_changed(guest, by=by, at=at)


def _programme_changed(guest: Guest, *, by: Person, at: dt.datetime) -> None:
    """What the public reads of it is another name."""
    meeting, item = guest.meeting, guest.item
    about = [meeting, meeting.network]
    record("programme.changed", about, by=by, at=at, how="changed", item=item.title, number=item.pk)


def _mail(guest: Guest, timed: Timed, what: str, at: dt.datetime) -> None:
    """With a link of its own that stays good until no material can be left any more."""
    days = (timed.ends - at).days + rules.MATERIAL_DAYS + 2
    link = PersonalLink.objects.make(TASK, guest.person, guest, at=at, days=max(1, days))
    letters.about_time(guest, timed, what, link, at=at)


@transaction.atomic
def send_link_again(guest: Guest, *, at: dt.datetime) -> None:
    """A new link in place of one that has ended."""
    guest, timed = held_guest(guest)
    if guest.state in STANDING and at < timed.ends + dt.timedelta(days=rules.MATERIAL_DAYS):
        _mail(guest, timed, "link", at)


@transaction.atomic
def tell_time(guest: Guest, *, by: Person, at: dt.datetime) -> bool:
    """The programme has moved, and the guest is told the new time. Returns whether there was anything to tell."""
    guest, timed = held_guest(guest)
    rules.guest_time_refusal(going_on=guest.meeting.state not in NOT_HELD, ends=timed.ends, now=at)
    if guest.state not in STANDING or told_hours([guest]).get(guest.pk) == (timed.starts, timed.ends):
        return False
    _mail(guest, timed, "moved", at)
    record("guest.told_time", _about(guest), by=by, at=at)
    return True


def tell_guests(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """Their times may be others now: each guest is told their own, not the meeting's hours, and nobody twice. Within a
    transaction that holds the meeting."""
    if meeting.state in NOT_HELD:
        return
    for guest in meeting.guests.standing():
        guest.meeting = meeting
        if at < slot(guest).ends:
            tell_time(guest, by=by, at=at)


def told_hours(guests: list[Guest]) -> dict[int, Hours]:
    """Which hours each guest was told last, by whatever letter: what their calendar shows."""
    entries = CalendarEntry.objects.filter(guest__in=[guest.pk for guest in guests]).exclude(told={})
    return {
        number: (dt.datetime.fromisoformat(told["begins"]), dt.datetime.fromisoformat(told["ends"]))
        for number, told in entries.values_list("guest", "told")
    }


def not_told(guests: list[Guest], hours: dict[int, Timed]) -> set[int]:
    """The numbers of those who were told other hours than their item (by its number) has now. They are told anew when
    those who run the meeting say so, and not for each time that an item is moved. One query."""
    told = told_hours(guests) if guests else {}
    return {
        guest.pk
        for guest in guests
        if guest.pk in told and told[guest.pk] != (hours[guest.item_id].starts, hours[guest.item_id].ends)
    }


@transaction.atomic
def answer_guest(guest: Guest, *, comes: bool, by: Person, at: dt.datetime, why: str = "") -> Guest:
    """Yes, or no and why, until the guest's own time begins. Whoever invited them is told. Sent twice, done once."""
    guest, timed = held_guest(guest)
    running, _planned = slot_as_it_runs(guest)
    rules.guest_time_refusal(going_on=guest.meeting.state not in NOT_HELD, ends=running.ends, now=at)
    rules.guest_answer_refusal(called_off=guest.state == GuestState.CALLED_OFF, begins=running.starts, now=at)
    state, why = (GuestState.CONFIRMED, "") if comes else (GuestState.DECLINED, why.strip())
    _too_long({"why": why})
    if (guest.state, guest.why) == (state, why):
        return guest
    if comes:
        if anew := guest.item.guests.standing().filter(person=guest.person).exclude(pk=guest.pk).first():
            return answer_guest(anew, comes=True, by=by, at=at)
        _refuse_slot(guest.meeting, timed, timetable(guest.meeting))  # closed meanwhile: said no, now yes
    told = guest.state != state
    guest.state, guest.answered_at, guest.why = state, at, why
    guest.save(update_fields=["state", "answered_at", "why"])
    (_put_on_the_programme if comes else _take_off_the_programme)(guest, by=by, at=at)
    if not comes:
        filing.let_go_of_guest(guest, at=at)
    record("guest.answered", _about(guest), by=by, at=at, comes=comes)
    if told and by != guest.invited_by:
        letters.answered(guest, timed, at=at)
    calendars.settle(guest.meeting, at=at, people=[guest.person])
    return guest


@transaction.atomic
def call_off_guest(guest: Guest, *, by: Person, at: dt.datetime, why: str = "") -> Guest:
    """The guest needn't come, and is told. Sent twice, it is done once."""
    guest, timed = held_guest(guest)
    if guest.state not in STANDING:
        return guest
    rules.guest_time_refusal(going_on=True, ends=timed.ends, now=at)
    why = why.strip()
    _too_long({"why": why})
    guest.state, guest.why = GuestState.CALLED_OFF, why
    guest.save(update_fields=["state", "why"])
    _take_off_the_programme(guest, by=by, at=at)
    filing.let_go_of_guest(guest, at=at)
    record("guest.called_off", _about(guest), by=by, at=at, why=why)
    letters.called_off(guest, timed, at=at)
    return guest


@transaction.atomic
def leave_material(guest: Guest, text: str, *, by: Person, at: dt.datetime) -> Guest:
    """Links and words from the guest, until a week after their time. The last word counts. Sent twice, done once."""
    guest, timed = held_guest(guest)
    text = text.strip()
    rules.material_refusal(comes=guest.state in STANDING, ends=timed.ends, now=at)
    _too_long({"material": text})
    if text == guest.material:
        return guest
    guest.material = text
    guest.save(update_fields=["material"])
    record("guest.material", _about(guest), by=by, at=at)
    return guest
