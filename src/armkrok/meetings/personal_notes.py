"""What the notes of meetings know of one person (GDPR 15, 17). Who is named in the running text of notes can't be found
by a program: those who run the network take a name out by a correction, or before the notes are shared."""

from typing import Any

from armkrok.directory.models import Person

from .models import Action, Correction, Meeting, Note, Notes


def _at(meeting: Meeting) -> dict[str, Any]:
    return {"network": meeting.network.name, "meeting": meeting.title, "day": meeting.day}


def promised(person: Person) -> list[dict[str, Any]]:
    """What somebody is to do, or has done."""
    actions = Action.objects.filter(person=person).select_related("meeting__network", "organisation")
    return [
        {
            **_at(a.meeting),
            "what": a.what,
            "for": a.organisation.name if a.organisation else "",
            "by when": a.due_on,
            "done": a.done_at,
            "dropped": a.dropped_at,
        }
        for a in actions
    ]


def in_office(person: Person) -> list[dict[str, Any]]:
    """What somebody wrote for those who run a network, with their words."""
    notes = Note.objects.filter(written_by=person).select_related("notes__meeting__network", "item")
    summed_up = Notes.objects.filter(written_by=person).select_related("meeting__network")
    approved = Notes.objects.filter(approved_by=person).select_related("meeting__network")
    shared = Notes.objects.filter(shared_by=person).select_related("meeting__network")
    corrections = Correction.objects.filter(by=person).select_related("notes__meeting__network")
    made = Action.objects.filter(made_by=person).select_related("meeting__network")
    done = Action.objects.filter(done_by=person).select_related("meeting__network")
    return [
        *(
            {
                "what": "wrote notes",
                **_at(n.notes.meeting),
                "at": n.written_at,
                "item": n.item.title,
                "said": n.said,
                "decided": n.decided,
            }
            for n in notes
        ),
        *(
            {"what": "wrote notes in short", **_at(n.meeting), "at": n.written_at, "text": n.in_short}
            for n in summed_up
        ),
        *({"what": "approved notes", **_at(n.meeting), "at": n.approved_at} for n in approved),
        *({"what": "shared notes", **_at(n.meeting), "at": n.shared_at} for n in shared),
        *(
            {"what": "corrected notes", **_at(c.notes.meeting), "at": c.at, "why": c.why, "text": c.after}
            for c in corrections
        ),
        *(
            {"what": "wrote down an action", **_at(a.meeting), "at": a.made_at, "action": a.what}
            for a in made
        ),
        *(
            {"what": "ticked off an action", **_at(a.meeting), "at": a.done_at, "action": a.what}
            for a in done
        ),
    ]


def erase(person: Person) -> None:
    """What they promised stays to be done: by their municipality, if it was for one."""
    Action.objects.filter(person=person).update(person=None)
