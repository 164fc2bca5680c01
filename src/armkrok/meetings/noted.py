"""What the pages and papers of a meeting's notes show, and to whom (S5, S20, K13, K21)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from armkrok.directory.models import Person
from armkrok.journal.clock import day_of
from armkrok.networks.models import Network

from . import rules
from .materials import was_there
from .models import Action, Correction, Meeting, Note, Notes, NotesState, Sort, Timed, timetable
from .noting import takes_place


@dataclass
class Section:
    """An item of the programme, and what is written about it."""

    timed: Timed
    note: Note
    actions: list[Action] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    hidden: bool = False  # K21: confidential, and the reader is no member: not even what it is called

    @property
    def closed(self) -> bool:
        return self.timed.item.closed

    @property
    def place(self) -> str:
        """Where it stands on a page."""
        return f"item-{self.timed.item.pk}"

    @property
    def is_written(self) -> bool:
        return bool(self.note.said or self.note.decided)

    @property
    def is_empty(self) -> bool:
        return not self.is_written and not self.actions


@dataclass
class Noted:
    """A meeting's notes as somebody reads them. Of what is confidential nothing is in it, except for those who run the
    network: they have to be able to remove what was written before it was."""

    meeting: Meeting
    notes: Notes
    sections: list[Section]
    loose: list[Action]  # what is to be done about no item in particular
    corrections: list[Correction]  # of what stands in short
    loose_corrections: list[Correction]  # of actions about no item in particular
    runs: bool = False
    is_member: bool = False

    @property
    def decided(self) -> list[Section]:
        return [section for section in self.sections if section.note.decided]

    @property
    def actions(self) -> list[Action]:
        """All of them, in the programme's order."""
        return [action for section in self.sections for action in section.actions] + self.loose

    @property
    def is_empty(self) -> bool:
        return not self.notes.in_short and not self.loose and all(s.is_empty for s in self.sections)

    @property
    def in_the_way(self) -> list[Section]:
        """K21: written about before it became confidential."""
        return [section for section in self.sections if section.closed and not section.is_empty]


def read(meeting: Meeting, *, runs: bool = False, is_member: bool = False) -> Noted:
    """Six queries, however long the programme is. Whoever reads has to be somebody who may."""
    items = list(meeting.items.all())
    timed = timetable(meeting, items)
    people = ("written_by", "approved_by", "shared_by")
    notes = Notes.objects.filter(meeting=meeting).select_related(*people).first()
    written = {
        n.item_id: n for n in Note.objects.filter(item__in=[i.pk for i in items]).select_related("written_by")
    }
    corrections: dict[int | None, list[Correction]] = defaultdict(list)  # by the note's number
    of_actions: dict[int | None, list[Correction]] = defaultdict(list)  # by the item's
    if notes and notes.state == NotesState.SHARED:
        for one in notes.corrections.select_related("by"):
            if one.field == "action":
                of_actions[one.item_id].append(one)
            else:
                corrections[one.note_id].append(one)
    actions: dict[int | None, list[Action]] = defaultdict(list)
    for action in meeting.actions.filter(dropped_at=None).select_related("person", "organisation", "done_by"):
        action.meeting = meeting
        actions[action.item_id].append(action)
    sections = []
    for one_timed in timed:
        item = one_timed.item
        if item.sort == Sort.BREAK and item.pk not in written and item.pk not in actions:
            continue
        shows = runs or not item.closed
        note = (written.get(item.pk) if shows else None) or Note(item=item, version=0)
        sections.append(
            Section(
                one_timed,
                note,
                actions.get(item.pk, []) if shows else [],
                [*(corrections[note.pk] if note.pk else []), *of_actions[item.pk]] if shows else [],
                hidden=item.closed and not (runs or is_member),
            )
        )
    notes = notes or Notes(meeting=meeting)
    notes.meeting = meeting
    loose = actions.get(None, [])
    return Noted(
        meeting, notes, sections, loose, corrections[None], of_actions[None], runs=runs, is_member=is_member
    )


def for_reader(meeting: Meeting, person: Person, *, at: dt.datetime) -> Noted | None:
    """The notes as this person may read them, or None. As `read` and four queries more."""
    on = day_of(at)
    runs = Network.objects.run_by(person, on).filter(pk=meeting.network_id).exists()
    is_member = Network.objects.for_member(person, on).filter(pk=meeting.network_id).exists()
    shared = runs or Notes.objects.filter(meeting=meeting, state=NotesState.SHARED).exists()
    may = rules.may_read_notes(
        runs=runs,
        shared=shared,
        takes_place=takes_place(meeting),
        was_there=not is_member and not runs and shared and was_there(person, meeting),
        came_as_guest=False,  # who was there as a guest isn't among those
        is_member=is_member,
    )
    return read(meeting, runs=runs, is_member=is_member) if may else None
