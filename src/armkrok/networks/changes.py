"""The network's own history: who changed what, from what to what, when and why."""

import datetime as dt
from dataclasses import dataclass

from armkrok.directory.models import Person
from armkrok.journal.models import Entry

from .models import Network
from .settings_words import label, names_of, told


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    at: dt.datetime
    who: str  # empty when the program acted by itself
    words: str
    team: str
    why: str
    changes: list[Change]


def changes_of(network: Network, most: int = 50) -> list[Line]:
    """The newest first. Three queries, however many entries."""
    entries = list(Entry.objects.about(network).filter(what__startswith="network.")[:most])
    names = dict(Person.objects.filter(pk__in={e.by for e in entries if e.by}).values_list("pk", "name"))
    codes = {
        code for e in entries for areas in e.details.get("changed", {}).get("areas", []) for code in areas
    }
    area_names = names_of(sorted(codes))
    return [
        Line(
            entry.at,
            names.get(entry.by, "") if entry.by else "",
            entry.words,
            str(entry.details.get("team", "")),
            entry.why,
            [
                Change(label(name), *(told(name, value, area_names) for value in values))
                for name, values in entry.details.get("changed", {}).items()
            ],
        )
        for entry in entries
    ]
