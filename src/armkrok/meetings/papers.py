"""What is printed for the day, in the network's language: badges, a list, table signs, the programme, a certificate.

Badges, list and signs are for those who come: who has taken a seat, companions who have said yes, guests who haven't
said no, and the host's contact. Whoever is asked but hasn't answered isn't on paper.
"""

import datetime as dt
import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import segno
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from armkrok.directory.models import Person
from armkrok.networks import sentences
from armkrok.ui.alphabet import in_order
from armkrok.ui.printing import pdf
from armkrok.ui.templatetags.ui import day, number

from . import attending
from .certifying import certificate as certificate
from .letters import words
from .models import CameAs, Meeting, Sort, Timed, timetable
from .printed import head, hours_said
from .roll import Expected, Roll

PER_SHEET = 8  # badges of 90 × 60 mm


class Paper(models.TextChoices):
    BADGES = "badges", gettext_lazy("Name badges")
    PARTICIPANTS = "participants", gettext_lazy("List of participants")
    SIGNS = "table-signs", gettext_lazy("Table signs")
    PROGRAMME = "programme", gettext_lazy("Programme for the door")


@dataclass(frozen=True)
class Numbers:
    """How much there is to print."""

    people: int
    organisations: int
    items: int

    @property
    def sheets(self) -> int:
        return self.people // PER_SHEET + 1

    def of(self, paper: str) -> int:
        """How many there are of what a paper is made of; without any there is nothing to print."""
        return {Paper.SIGNS: self.organisations, Paper.PROGRAMME: self.items}.get(Paper(paper), self.people)


class Papers:
    """The papers of one meeting. Whoever comes is read in six queries; the programme in one."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting, self.network = meeting, meeting.network

    @cached_property
    def people(self) -> list[Expected]:
        """Who gets a badge: each once."""
        return [line for line in Roll(self.meeting).lines if line.registered and _comes(line)]

    @cached_property
    def programme(self) -> list[Timed]:
        """As it was planned: paper is printed before the day shifts anything."""
        return timetable(self.meeting)

    @cached_property
    def organisations(self) -> list[str]:
        """Whose sign stands on a table: those whom somebody has a seat for, and the host."""
        names = {
            line.organisation.name
            for line in self.people
            if line.organisation and line.came_as in (CameAs.MEMBER, CameAs.HOST)
        }
        return sorted(names, key=self._order)

    @property
    def numbers(self) -> Numbers:
        return Numbers(len(self.people), len(self.organisations), len(self.programme))

    def made(self, paper: str, *, on: dt.date) -> bytes:
        """The PDF, as things stand now."""
        with translation.override(self.network.language):
            data = {
                Paper.BADGES: self._badges,
                Paper.PARTICIPANTS: self._participants,
                Paper.SIGNS: self._signs,
                Paper.PROGRAMME: self._programme,
            }[Paper(paper)]()
            title = f"{Paper(paper).label} · {self.meeting.title}"
            return pdf(
                f"meetings/{paper}",
                head(self.meeting) | data,
                title=title,
                language=self.network.language,
                author=self.network.team.organisation.name,
                on=on,
            )

    def _order(self, name: str) -> Any:
        return in_order(name, self.network.language)

    # --- badges -----------------------------------------------------------------------------------------

    def _badges(self) -> dict[str, Any]:
        """By name, since whoever looks for theirs knows that. The last sheet ends with empty ones to write on, a whole
        sheet of them where the others are full."""
        people = sorted(self.people, key=lambda line: self._order(line.person.name))
        made = [self._badge(line) for line in people]
        empty = {"name": "", "organisation": "", "role": "", "kind": "", "code": "", "alt": ""}
        made += [empty] * (PER_SHEET - len(made) % PER_SHEET)
        cut = _("Cut along the lines. Each badge is 90 × 60 mm.")
        return {"people": made, "day": day(self.meeting.day), "words": {"cut": cut}}

    def _badge(self, line: Expected) -> dict[str, str]:
        return {
            "name": line.person.name,
            "organisation": _works_at(line),
            "role": _as_what(line),
            "kind": line.came_as.value,
            "code": _drawn(check_in_address(self.meeting, line.person)),
            "alt": _("QR code that checks in %(name)s") % {"name": line.person.name},
        }

    # --- list -------------------------------------------------------------------------------------------

    def _participants(self) -> dict[str, Any]:
        members = [line for line in self.people if line.came_as in (CameAs.MEMBER, CameAs.COMPANION)]
        members.sort(key=self._beside_whoever_brings_them)
        hours = self._guests_hours()
        guests = [line for line in self.people if line.came_as == CameAs.GUEST]
        guests.sort(key=lambda line: (hours[line.person.pk][0].starts, self._order(line.person.name)))
        hosts = [line for line in self.people if line.came_as == CameAs.HOST]
        sections = [
            _section(
                _("For the members"),
                [_("Organisation"), _("Name"), _("Comes as")],
                [[line.where, line.person.name, _beside(line)] for line in members],
            ),
            _section(
                _("Guests"),
                [_("Works at"), _("Name"), _("When")],
                [[_works_at(g), g.person.name, hours_said(hours[g.person.pk])] for g in guests],
            ),
            _section(
                _("From the host"),
                [_("Organisation"), _("Name"), _("Comes as")],
                [[line.where, line.person.name, _("Host")] for line in hosts],
            ),
        ]
        return {
            "sections": [section for section in sections if section["rows"]],
            "numbers": self._numbers_said(),
            "words": {"here": pgettext("at a meeting", "Here")},
        }

    def _beside_whoever_brings_them(self, line: Expected) -> Any:
        near = line.brought_by or line.person
        return (
            self._order(line.where),
            self._order(near.name),
            near.pk,
            bool(line.brought_by),
            self._order(line.person.name),
        )

    def _guests_hours(self) -> dict[int, list[Timed]]:
        """Each guest's own hours, in order."""
        hours = {timed.item.pk: timed for timed in self.programme}
        found: dict[int, list[Timed]] = {}
        for person, item in self.meeting.guests.standing().values_list("person", "item"):
            found.setdefault(person, []).append(hours[item])
        for own in found.values():
            own.sort(key=lambda timed: timed.starts)
        return found

    def _numbers_said(self) -> str:
        people, there = (
            len(self.people),
            len({line.organisation for line in self.people if line.organisation}),
        )
        said = ngettext("%(n)s person", "%(n)s people", people) % {"n": number(people)}
        if there:
            members = ngettext("%(n)s organisation", "%(n)s organisations", there) % {"n": number(there)}
            said = f"{said} · {members}"
        return said

    # --- signs and programme ----------------------------------------------------------------------------

    def _signs(self) -> dict[str, Any]:
        return {"signs": [{"name": name, "below": self.network.name} for name in self.organisations]}

    def _programme(self) -> dict[str, Any]:
        """As the members see it: what is confidential has its title and its mark (K21)."""
        timed, closed = self.programme, any(one.item.closed for one in self.programme)
        days = [one.starts.date() for one in timed]
        return {
            "items": [
                {
                    "day": day(on, "full") if on != days[max(place - 1, 0)] else "",
                    "hours": words.clock_hours(one),
                    "title": one.item.title,
                    "below": _below(one, first=place == 0),
                    "kind": "break" if one.item.sort == Sort.BREAK else "",
                    "mark": _("Confidential") if one.item.closed else "",
                }
                for place, (one, on) in enumerate(zip(timed, days, strict=True))
            ],
            "closed": sentences.closed_items() if closed else "",
            "house-rule": self.network.house_rule if closed else "",
            "words": {"hours": _("Hours"), "what": _("What")},
        }


def check_in_address(meeting: Meeting, person: Person) -> str:
    """What the code on a badge leads to. Only for those who run the meeting does it do anything."""
    code = attending.check_in_code(meeting, person)
    return settings.BASE_URL + reverse("meetings:check_in", args=[meeting.slug, code])


def _comes(line: Expected) -> bool:
    return line.is_asked if line.came_as == CameAs.GUEST else line.is_due


def _works_at(line: Expected) -> str:
    return line.workplace or line.where


def _as_what(line: Expected) -> str:
    if line.came_as == CameAs.COMPANION:
        return _("Companion")
    if line.came_as == CameAs.GUEST:
        return _("Guest")
    return _("Host") if line.came_as == CameAs.HOST else ""


def _beside(line: Expected) -> str:
    if not line.brought_by:
        return ""
    return _("Comes along with %(name)s") % {"name": line.brought_by.name}


def _section(heading: str, columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {
        "heading": heading,
        "columns": columns,
        "rows": [
            {"cells": row, "again": place > 0 and row[0] == rows[place - 1][0]}
            for place, row in enumerate(rows)
        ],
    }


def _below(timed: Timed, *, first: bool) -> list[str]:
    item = timed.item
    at_once = _("at the same time as the one before") if item.parallel and not first else ""
    return [said for said in (item.presenter, item.form_of_work, at_once) if said]


def _drawn(address: str) -> str:
    drawing = io.BytesIO()
    # The eight masks are alike to a phone; choosing the most even one would take most of the time of a sheet.
    segno.make(address, error="m", mask=3, micro=False).save(drawing, kind="svg", xmldecl=False, border=0)
    return drawing.getvalue().decode()
