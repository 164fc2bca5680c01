"""Who does what by when: written down, told, ticked off, and followed up at the next meeting (K27)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Organisation, Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Appointment, Network
from armkrok.networks.rules import changed
from armkrok.ui.templatetags.ui import day

from . import rules
from .letters import actions as letters
from .locking import locked
from .models import Action, AgendaItem, Correction, Meeting, NotesState, State
from .rules import Refusal
from .unapproving import back_to_draft

TASK = "meetings.action"
LINK_DAYS = 180
OVERDUE_DAYS = 7  # a reminder that the worker couldn't send for so long isn't sent any more
MOST = 100  # actions of one meeting; a list of what is open shows no more


@dataclass(frozen=True)
class Promise:
    """Who does what by when. A person, or an organisation: then it is for those who speak for it."""

    what: str
    person: Person | None = None
    organisation: Organisation | None = None
    due_on: dt.date | None = None
    item: AgendaItem | None = None


class ChangedMeanwhile(Refusal):
    """Somebody else saved first. `now` is the action as it stands."""

    def __init__(self, now: Action) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing, and nothing of yours has been saved. Below is what "
                "you typed, and beside it what is there now. Save again if yours should replace it."
            )
        )
        self.now = now


FIELDS = ("what", "person", "organisation", "due_on", "item")


def fingerprint(action: Action) -> str:
    return rules.mark(
        [action.what, action.person_id, action.organisation_id, str(action.due_on), action.item_id]
    )


def marks(meeting: Meeting) -> list[str]:
    return [fingerprint(action) for action in meeting.actions.filter(dropped_at=None).order_by("pk")]


def _runs(by: Person, meeting: Meeting, at: dt.datetime) -> bool:
    return Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists()


def _held(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    meeting = locked(meeting)
    if not _runs(by, meeting, at):
        raise Refusal(_("You don't run this network."), "K24")
    rules.notes_refusal(
        takes_place=meeting.state not in (State.DRAFT, State.CANCELLED, State.POSTPONED),
        begun=meeting.has_begun(at),
    )
    return meeting


def _action(action: Action) -> Action:
    return Action.objects.select_related("person", "organisation", "item").get(pk=action.pk)


def _about(action: Action) -> list[Any]:
    whom = [one for one in (action.person, action.organisation) if one]
    return [action, action.meeting, *whom]


def _check(promise: Promise, meeting: Meeting) -> Promise:
    item = meeting.items.filter(pk=promise.item.pk).first() if promise.item else None
    what = " ".join(promise.what.split())
    rules.action_refusal(what=what, closed=bool(item and item.closed))
    rules.due_refusal(promise.due_on, day=meeting.day)
    return Promise(what, promise.person, promise.organisation, promise.due_on, item)


@transaction.atomic
def add(meeting: Meeting, promise: Promise, *, by: Person, at: dt.datetime) -> Action:
    """One more. The same that is open already is that one. Once the notes are shared, whoever does it is told at once."""
    meeting = _held(meeting, by, at)
    promise = _check(promise, meeting)
    values = {name: getattr(promise, name) for name in FIELDS}
    if same := meeting.actions.open().filter(**values).first():
        return same
    if meeting.actions.filter(dropped_at=None).count() >= MOST:
        raise Refusal(_("There is room for %(most)s actions of one meeting.") % {"most": MOST}, "K27", "what")
    action = Action.objects.create(meeting=meeting, made_by=by, made_at=at, **values)
    record("action.added", _about(action), by=by, at=at, action=action.what)
    back_to_draft(meeting, by=by, at=at)
    if is_told(meeting):
        _keep(action, "", _in_words(action), by=by, at=at)
        tell(action, at=at)
    return action


def _in_words(action: Action) -> str:
    """As it stands in the notes, without anybody's name: what is kept of it outlasts what we know of a person."""
    with translation.override(action.meeting.network.language):
        whose = action.organisation.name if action.organisation else ""
        by_when = day(action.due_on) if action.due_on else ""
        return " · ".join(filter(None, [action.what, whose, by_when]))


def _keep(action: Action, before: str, after: str, *, by: Person, at: dt.datetime) -> None:
    """What stood in notes that have been shared stays readable, as of all that is corrected in them (S5). Of what is
    confidential nothing is kept (K21)."""
    if before == after or (action.item and action.item.closed):
        return
    texts = {"before": before, "after": after}
    Correction.objects.create(
        notes=action.meeting.notes, item=action.item, field="action", by=by, at=at, **texts
    )


@transaction.atomic
def change(
    action: Action, promise: Promise, *, by: Person, at: dt.datetime, seen: str | None = None
) -> Action:
    """`seen` is the fingerprint of what the writer had before them: raises ChangedMeanwhile when it is something else
    now. Once the notes are shared, whoever does it reads what it is now, and whoever did it that it isn't theirs."""
    meeting = _held(Meeting(pk=action.meeting_id), by, at)
    action = _action(action)
    action.meeting = meeting
    promise = _check(promise, meeting)
    before = {name: getattr(action, name) for name in FIELDS}
    difference = changed(before, {name: getattr(promise, name) for name in FIELDS})
    if not difference:
        return action
    if seen is not None and seen != fingerprint(action):
        raise ChangedMeanwhile(action)
    stood, did_it = _in_words(action), responsible(action, day_of(at))
    is_read = action.dropped_at is None and not (action.item and action.item.closed)
    for name in difference:
        setattr(action, name, getattr(promise, name))
    action.save(update_fields=list(difference))
    record("action.changed", _about(action), by=by, at=at, action=action.what, changed=sorted(difference))
    back_to_draft(meeting, by=by, at=at)
    if is_told(meeting):
        if is_read:
            _keep(action, stood, _in_words(action), by=by, at=at)
        if action.is_open and set(difference) != {"item"}:
            _tell_change(action, did_it, at)
    return action


def _tell_change(action: Action, did_it: list[Person], at: dt.datetime) -> None:
    does_it = responsible(action, day_of(at))
    for person in does_it:
        if person.email:
            why = "changed" if person in did_it else "told"
            letters.about(action, person, link_for(person, action, at=at), why, at=at)
    _let_go(action, [person for person in did_it if person not in does_it], at)


def _let_go(action: Action, people: list[Person], at: dt.datetime) -> None:
    for person in people:
        if person.email:
            letters.let_go(action, person, at=at)


@transaction.atomic
def complete(action: Action, *, by: Person, at: dt.datetime) -> Action:
    """Done: said by whoever does it, or by those who run the network. Sent twice, it is done once."""
    return _tick(action, True, by=by, at=at)


@transaction.atomic
def reopen(action: Action, *, by: Person, at: dt.datetime) -> Action:
    """Not done after all. Sent twice, it is done once."""
    return _tick(action, False, by=by, at=at)


def _tick(action: Action, done: bool, *, by: Person, at: dt.datetime) -> Action:
    meeting = locked(Meeting(pk=action.meeting_id))
    action = _action(action)
    action.meeting = meeting
    may = is_responsible(action, by, day_of(at)) or _runs(by, meeting, at)
    rules.action_done_refusal(may=may, dropped=action.dropped_at is not None)
    if bool(action.done_at) == done:
        return action
    action.done_at, action.done_by = (at, by) if done else (None, None)
    action.save(update_fields=["done_at", "done_by"])
    record(
        "action.completed" if done else "action.reopened",
        _about(action),
        by=by,
        at=at,
        action=action.what,
    )
    return action


@transaction.atomic
def drop(action: Action, *, by: Person, at: dt.datetime) -> Action:
    """Nobody is to do it any more. It can be taken up again; sent twice, it is done once."""
    return _drop(action, True, by=by, at=at)


@transaction.atomic
def take_up(action: Action, *, by: Person, at: dt.datetime) -> Action:
    """What was dropped is to be done after all."""
    return _drop(action, False, by=by, at=at)


def _drop(action: Action, dropped: bool, *, by: Person, at: dt.datetime) -> Action:
    meeting = _held(Meeting(pk=action.meeting_id), by, at)
    action = _action(action)
    action.meeting = meeting
    if bool(action.dropped_at) == dropped:
        return action
    if not dropped:
        rules.action_refusal(what=action.what, closed=bool(action.item and action.item.closed))
    action.dropped_at = at if dropped else None
    action.save(update_fields=["dropped_at"])
    if dropped and action.item and action.item.closed:  # K21: what is removed stands in no correction either
        action.item.corrections.all().delete()
    record(
        "action.dropped" if dropped else "action.taken_up", _about(action), by=by, at=at, action=action.what
    )
    back_to_draft(meeting, by=by, at=at)
    if is_told(meeting):
        stood = _in_words(action)
        _keep(action, *((stood, "") if dropped else ("", stood)), by=by, at=at)
        if action.done_at is None:
            people = responsible(action, day_of(at))
            _let_go(action, people, at) if dropped else tell(action, at=at)
    return action


# --- whose it is, and how they are told -----------------------------------------------------------------


def is_told(meeting: Meeting) -> bool:
    """Before the notes are shared nobody hears of what stands in them."""
    return Meeting.objects.filter(pk=meeting.pk, notes__state=NotesState.SHARED).exists()


def responsible(action: Action, on: dt.date) -> list[Person]:
    """The person; or, of an organisation, those who speak for it. One query at most."""
    if action.person:
        return [action.person]
    if action.organisation_id is None:
        return []
    speaking = Appointment.objects.speaking(on).filter(
        network=action.meeting.network_id, organisation=action.organisation_id
    )
    return list({a.person_id: a.person for a in speaking.select_related("person").order_by("pk")}.values())


def is_responsible(action: Action, person: Person, on: dt.date) -> bool:
    return any(one.pk == person.pk for one in responsible(action, on))


def link_for(person: Person, action: Action, *, at: dt.datetime) -> PersonalLink:
    """One for each person and action: whoever is written to again gets the same, and it lasts from now on."""
    running = PersonalLink.objects.filter(
        task=TASK, person=person, target=action.pk, revoked_at=None, ends_at__gt=at
    )
    link = running.order_by("-pk").first()
    if link is None:
        return PersonalLink.objects.make(TASK, person, action, at=at, days=LINK_DAYS)
    ends_at = at + dt.timedelta(days=LINK_DAYS)
    if link.ends_at < ends_at:
        link.ends_at = ends_at
        link.save(update_fields=["ends_at"])
    return link


def tell(action: Action, *, at: dt.datetime, why: str = "told") -> int:
    """Whoever does it is told, with the link that opens exactly this; each once. Returns how many."""
    people = [person for person in responsible(action, day_of(at)) if person.email]
    for person in people:
        letters.about(action, person, link_for(person, action, at=at), why, at=at)
    return len(people)


def tell_all(meeting: Meeting, *, at: dt.datetime) -> None:
    """Each who has something to do, when the notes are shared."""
    for action in meeting.actions.open().shown().select_related("person", "organisation"):
        action.meeting = meeting
        tell(action, at=at)


def tell_again(link: PersonalLink, at: dt.datetime) -> None:
    """Whoever comes with a link that has ended gets a new one, while it is theirs to do."""
    action = Action.objects.open().shown().select_related(*WITH).filter(pk=link.target).first()
    if action and is_responsible(action, link.person, day_of(at)):
        letters.about(action, link.person, link_for(link.person, action, at=at), "link", at=at)


def remind(*, at: dt.datetime) -> int:
    """On the day by which something is to be done, whoever hasn't ticked it off is reminded, once, and not at night. Who
    was told on that day or later knows already. Returns how many actions that are due were looked at; each is a
    transaction of its own."""
    today = day_of(at)
    due = (
        Action.objects.open()
        .shown()
        .filter(
            due_on__lte=today,
            due_on__gt=today - dt.timedelta(days=OVERDUE_DAYS),
            meeting__notes__state=NotesState.SHARED,
        )
    )
    number = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            action = Action.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
            if action is None:
                continue
            action = Action.objects.select_related(*WITH, "meeting__notes").get(pk=pk)
            told = day_of(max(action.made_at, action.meeting.notes.shared_at or at))
            here = at.astimezone(action.meeting.zone)
            if not rules.reminders.is_by_day(here) or action.due_on is None or told >= action.due_on:
                continue
            if letters.written_since(action, at.replace(hour=0, minute=0, second=0, microsecond=0)):
                continue
            tell(action, at=at, why="due")
            number += 1
    return number


WITH = ("meeting__network__team__organisation", "person", "organisation", "item")


# --- at the next meeting ----------------------------------------------------------------------------------


def open_from_before(meeting: Meeting, *, unshared: bool = False) -> list[Action]:
    """What earlier meetings of the network left to be done, and isn't yet; the newest meeting's first. One query.

    `unshared` also finds those of notes that aren't shared yet: for those who run the network.
    """
    if meeting.is_trip:
        return []
    found = Action.objects.open().filter(
        meeting__network=meeting.network_id, meeting__starts_at__lt=meeting.starts_at
    )
    found = found.exclude(Q(meeting=meeting.pk) | Q(meeting__state__in=(State.CANCELLED, State.POSTPONED)))
    if not unshared:
        found = found.shown().filter(meeting__notes__state=NotesState.SHARED)
    ordered = found.select_related("meeting__network", "person", "organisation").order_by(
        "-meeting__starts_at", "due_on", "pk"
    )
    return list(ordered[:MOST])


def speaks_for(person: Person, meeting: Meeting, on: dt.date) -> set[int]:
    """The members of the network for which somebody speaks, by number."""
    speaking = Appointment.objects.speaking(on).filter(network=meeting.network_id, person=person)
    return set(speaking.values_list("organisation", flat=True))
