"""What was approved becomes a draft again as soon as it says something else (S5)."""

import datetime as dt

from armkrok.directory.models import Person
from armkrok.journal.models import record

from .models import Meeting, Notes, NotesState


def back_to_draft(meeting: Meeting, *, by: Person, at: dt.datetime) -> None:
    """If the notes are approved, and not shared yet. Within a transaction that holds the meeting."""
    notes = Notes.objects.filter(meeting=meeting, state=NotesState.APPROVED).first()
    if notes is None:
        return
    notes.state, notes.approved_by, notes.approved_at = NotesState.DRAFT, None, None
    notes.save(update_fields=["state", "approved_by", "approved_at"])
    record("notes.approval_ended", [notes, meeting], by=by, at=at)
