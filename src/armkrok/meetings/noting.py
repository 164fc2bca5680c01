"""What was said and decided is written down, approved, shared and corrected (S5, K21, K27).

Everybody who runs the network writes. Each section is saved by itself, with the version that its writer had seen, so
that nobody writes over somebody else's words without having read them.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.journal.models import record
from armkrok.networks.models import Appointment, Network
from armkrok.ui.typed import plain

from . import acting, rules
from .letters import notes as letters
from .locking import locked
from .models import AgendaItem, Companion, Correction, Meeting, Note, Notes, NotesState, Sort, State
from .models.meeting import COMING
from .rules import Refusal
from .unapproving import back_to_draft

WRITES_ON = dt.timedelta(minutes=10)  # who goes on writing a section within that has written it once


class ChangedMeanwhile(Refusal):
    """Something else was saved in the same place first. `now` is what stands there, by the name of the field."""

    def __init__(self, now: Mapping[str, str], version: int, who: str, at: dt.datetime | None) -> None:
        super().__init__(
            _(
                "Something else was saved here while you were writing, and nothing of yours has been saved. Below is "
                "what you typed, and beside it what is there now. Save again if yours should replace it."
            )
        )
        self.now, self.version, self.who, self.saved_at = now, version, who, at


class WrittenMeanwhile(Refusal):
    """What is approved isn't what was read."""

    def __init__(self) -> None:
        super().__init__(
            _("The notes have changed since you opened this page. Read them once more, then approve them.")
        )


def takes_place(meeting: Meeting) -> bool:
    return meeting.state in (*COMING, State.HELD)


def fingerprint(meeting: Meeting) -> str:
    """A short mark that differs as soon as anything that is approved does. Three queries."""
    notes = Notes.objects.filter(meeting=meeting).first()
    if notes is None:
        return "0"
    written = Note.objects.filter(notes=notes).values_list("item", "version").order_by("item")
    return rules.mark([notes.version, list(written), acting.marks(meeting)])


def _held(meeting: Meeting, by: Person, at: dt.datetime) -> Meeting:
    """The meeting, for one who runs its network (K24), once there is something to write down."""
    meeting = locked(meeting)
    if not Network.objects.run_by(by, day_of(at)).filter(pk=meeting.network_id).exists():
        raise Refusal(_("You don't run this network."), "K24")
    rules.notes_refusal(takes_place=takes_place(meeting), begun=meeting.has_begun(at))
    return meeting


def _notes(meeting: Meeting) -> Notes:
    """Within a transaction that holds the meeting, so there is one."""
    notes, _new = Notes.objects.select_related("written_by").get_or_create(meeting=meeting)
    notes.meeting = meeting
    return notes


@transaction.atomic
def write(
    item: AgendaItem,
    *,
    said: str,
    decided: str,
    by: Person,
    at: dt.datetime,
    seen: int | None = None,
    why: str = "",
) -> Note:
    """What was said and decided during one item.

    `seen` is the version that the writer had before them (0: nothing was there): raises ChangedMeanwhile when something
    else is there now, unless it says the same already. Notes that were approved are a draft again; what was shared is
    corrected, with its reason. Whoever goes on writing within ten minutes stands in the journal once.
    """
    meeting = _held(Meeting(pk=item.meeting_id), by, at)
    there = meeting.items.filter(pk=item.pk).first()
    rules.item_gone_refusal(there=there is not None)
    assert there  # noqa: S101 (it would have been refused)
    after = {"said": plain(said), "decided": plain(decided)}
    for name, text in after.items():
        rules.length_of_note_refusal(text, rules.NOTE_LONGEST, name)
    writes = any(after.values())
    rules.note_refusal(closed=there.closed, is_break=there.sort == Sort.BREAK, writes=writes)
    notes = _notes(meeting)
    note = Note.objects.select_related("written_by").filter(item=there).first()
    before = {"said": note.said, "decided": note.decided} if note else {"said": "", "decided": ""}
    if before == after:
        return note or Note(notes=notes, item=there, version=0)
    version = note.version if note else 0
    if seen is not None and seen != version:
        raise ChangedMeanwhile(
            before, version, note.written_by.name if note else "", note.written_at if note else None
        )
    goes_on = note is not None and _goes_on(note.written_by_id, note.written_at, notes, by, at)
    if note is None:
        note = Note(notes=notes, item=there, version=0)
    note.said, note.decided, note.version = after["said"], after["decided"], version + 1
    note.written_by, note.written_at = by, at
    if notes.state == NotesState.SHARED and not there.closed:
        rules.correction_refusal(why=why)
    note.save()
    if there.closed:  # K21: what is removed stands in no correction either
        note.corrections.all().delete()
        there.corrections.all().delete()
        record("notes.removed", [note, notes, meeting], by=by, at=at, item=there.title)
        back_to_draft(meeting, by=by, at=at)
        return note
    _written(notes, note, before, after, by=by, at=at, why=why, quietly=goes_on)
    return note


@transaction.atomic
def summarise(
    meeting: Meeting, in_short: str, *, by: Person, at: dt.datetime, seen: int | None = None, why: str = ""
) -> Notes:
    """K27: what one takes home, in short. As `write`; `seen` is the notes' version, 0 before there were any."""
    meeting = _held(meeting, by, at)
    text = plain(in_short)
    rules.length_of_note_refusal(text, rules.IN_SHORT_LONGEST, "in_short")
    notes = _notes(meeting)
    before = notes.in_short
    if before == text:
        return notes
    if seen is not None and seen != _seen(notes):
        who = notes.written_by.name if notes.written_by else ""
        raise ChangedMeanwhile({"in_short": before}, _seen(notes), who, notes.written_at)
    goes_on = _goes_on(notes.written_by_id, notes.written_at, notes, by, at)
    if notes.state == NotesState.SHARED:
        rules.correction_refusal(why=why)
    notes.in_short, notes.version = text, notes.version + 1
    notes.written_by, notes.written_at = by, at
    notes.save(update_fields=["in_short", "version", "written_by", "written_at"])
    _written(notes, None, {"in_short": before}, {"in_short": text}, by=by, at=at, why=why, quietly=goes_on)
    return notes


def _seen(notes: Notes) -> int:
    return notes.version if notes.written_at else 0


def _goes_on(who: int | None, since: dt.datetime | None, notes: Notes, by: Person, at: dt.datetime) -> bool:
    return (
        notes.state == NotesState.DRAFT
        and who == by.pk
        and since is not None
        and dt.timedelta() <= at - since < WRITES_ON
    )


def _written(
    notes: Notes,
    note: Note | None,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    by: Person,
    at: dt.datetime,
    why: str,
    quietly: bool,
) -> None:
    meeting = notes.meeting
    about = [*([note] if note else []), notes, meeting]
    if notes.state != NotesState.SHARED:
        if not quietly:
            record("notes.written", about, by=by, at=at, item=note.item.title if note else "")
        back_to_draft(meeting, by=by, at=at)
        return
    Correction.objects.bulk_create(
        Correction(
            notes=notes,
            note=note,
            field=name,
            before=before[name],
            after=after[name],
            why=why.strip(),
            by=by,
            at=at,
        )
        for name in before
        if before[name] != after[name]
    )
    record("notes.corrected", about, by=by, at=at, why=why.strip(), item=note.item.title if note else "")


def _closed_titles(meeting: Meeting) -> list[str]:
    """K21: confidential items about which something is written, because they weren't before."""
    closed = meeting.items.filter(closed=True)
    return [item.title for item in closed.prefetch_related("actions", "note") if _is_written(item)]


def _is_written(item: AgendaItem) -> bool:
    note = getattr(item, "note", None)
    return bool(note and (note.said or note.decided)) or any(not a.dropped_at for a in item.actions.all())


@transaction.atomic
def approve(meeting: Meeting, *, by: Person, at: dt.datetime, seen: str | None = None) -> Notes:
    """Read, and found to be what was said. `seen` is the fingerprint of what was read: raises WrittenMeanwhile when it
    is something else now. Sent twice, it is done once."""
    meeting = _held(meeting, by, at)
    notes = _notes(meeting)
    if notes.state != NotesState.DRAFT:
        return notes
    written = bool(notes.in_short) or notes.items.exclude(said="", decided="").exists()
    written = written or meeting.actions.filter(dropped_at=None).exists()
    rules.approval_refusal(written=written, closed_titles=_closed_titles(meeting))
    if seen is not None and seen != fingerprint(meeting):
        raise WrittenMeanwhile
    notes.state, notes.approved_by, notes.approved_at = NotesState.APPROVED, by, at
    notes.save(update_fields=["state", "approved_by", "approved_at"])
    record("notes.approved", [notes, meeting], by=by, at=at)
    return notes


@transaction.atomic
def end_approval(meeting: Meeting, *, by: Person, at: dt.datetime) -> Notes:
    """Back to a draft, until they are shared. Sent twice, it is done once."""
    meeting = _held(meeting, by, at)
    notes = _notes(meeting)
    if notes.state == NotesState.SHARED:
        raise Refusal(_("The notes are shared. What is wrong in them is corrected, with its reason."), "S5")
    back_to_draft(meeting, by=by, at=at)
    notes.refresh_from_db(fields=["state", "approved_by", "approved_at"])
    return notes


@transaction.atomic
def share(meeting: Meeting, *, by: Person, at: dt.datetime) -> Notes:
    """To everybody who was there and everybody who speaks for a member, each with a link of their own; and to each who
    has something to do, what it is. Sent twice, it is done once."""
    meeting = _held(meeting, by, at)
    notes = _notes(meeting)
    if notes.state == NotesState.SHARED:
        return notes
    rules.sharing_refusal(
        approved=notes.state == NotesState.APPROVED,
        held=meeting.state == State.HELD,
        closed_titles=_closed_titles(meeting),
    )
    notes.state, notes.shared_by, notes.shared_at = NotesState.SHARED, by, at
    notes.save(update_fields=["state", "shared_by", "shared_at"])
    record("notes.shared", [notes, meeting, meeting.network], by=by, at=at)
    letters.shared(meeting, notes, receivers(meeting, at), at=at)
    acting.tell_all(meeting, at=at)
    return notes


def receivers(meeting: Meeting, at: dt.datetime) -> list[Person]:
    """Whoever was there but as a guest (S20), and whoever speaks for a member, each once. Where nobody kept a list,
    those who had a seat or came along. Four queries at most."""
    here = meeting.attendances.here()
    people = [a.person for a in here.took_part().select_related("person")]
    if not people and not here.exists():
        people = [seat.person for seat in meeting.seats.taken().select_related("person")]
        along = Companion.objects.confirmed().filter(assignment__meeting=meeting).select_related("person")
        people += [companion.person for companion in along]
    speaking = Appointment.objects.speaking(day_of(at)).filter(network=meeting.network_id)
    people += [appointment.person for appointment in speaking.select_related("person")]
    return sorted({person.pk: person for person in people}.values(), key=lambda person: person.name)
