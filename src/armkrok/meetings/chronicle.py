"""A meeting's history, for those who run it: who did what, when and why, newest first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.models import Entry

from .history import WORDS
from .letters.sending import hours
from .models import Material, Meeting, State


@dataclass(frozen=True)
class Line:
    at: dt.datetime
    who: str  # empty when the program acted by itself
    words: str
    why: str
    about: str  # from what to what, or whom


QUIET = ("notes.written",)  # each part of the notes says itself who saved it last


def chronicle(meeting: Meeting, most: int = 60, *, beginning: str = "") -> list[Line]:
    """Three queries, however many entries and people. `beginning`: only those of a kind, such as "action."."""
    wanted = [what for what in WORDS if what.startswith(beginning) and what not in QUIET]
    entries = list(Entry.objects.about(meeting).filter(what__in=wanted).prefetch_related("subjects")[:most])
    people = {e.by for e in entries if e.by} | {number for e in entries for number in _people(e)}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    titles = _titles(entries)
    return [
        Line(e.at, names.get(e.by or 0, ""), e.words, e.why, _about(e, meeting, names, titles))
        for e in entries
    ]


def _titles(entries: list[Entry]) -> dict[int, str]:
    """What material is called now: the journal keeps its number only, since a title can name somebody."""
    numbers = {e.details["material"] for e in entries if "material" in e.details}
    return dict(Material.objects.filter(pk__in=numbers).values_list("pk", "title")) if numbers else {}


def attendance_chronicle(meeting: Meeting, most: int = 60) -> list[Line]:
    """Who marked whom, and took it back. It stands on the page of the attendance: in the meeting's own history the
    acts of a year would drown in one morning's touches. Three queries."""
    rows = meeting.attendances.values_list("pk", "person__name")
    names = dict(rows)
    entries = list(
        Entry.objects.filter(subjects__kind="meetings.attendance", subjects__number__in=names)
        .annotate(attendance=F("subjects__number"))
        .order_by("-at", "-pk")[:most]
    )
    people = dict(Person.objects.filter(pk__in={e.by for e in entries if e.by}).values_list("pk", "name"))
    return [Line(e.at, people.get(e.by or 0, ""), e.words, e.why, names[e.attendance]) for e in entries]


def _people(entry: Entry) -> list[int]:
    return [s.number for s in entry.subjects.all() if s.kind == "directory.person"]


def _about(entry: Entry, meeting: Meeting, names: dict[int, str], titles: dict[int, str]) -> str:
    details: dict[str, Any] = entry.details
    if title := titles.get(details.get("material", 0)):
        return title
    if entry.what == "meeting.moved":
        before, after = (dict(State.choices).get(details.get(key, ""), "") for key in ("before", "after"))
        return f"{before} → {after}"
    if entry.what == "meeting.rescheduled":
        was, became = (_hours(details[key], meeting) for key in ("before", "after"))
        return _("from %(before)s to %(after)s") % {"before": was, "after": became}
    if "host" in details:
        return str(details["host"])
    if "action" in details:
        return str(details["action"])
    others = [names[number] for number in _people(entry) if number in names and number != entry.by]
    return ", ".join(others)


def _hours(moments: list[str], meeting: Meeting) -> str:
    starts, ends = (dt.datetime.fromisoformat(moment).astimezone(meeting.zone) for moment in moments)
    return hours(starts, ends)
