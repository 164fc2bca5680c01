"""What one municipality takes home from a meeting, on one page (K27)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.directory.models import Organisation, Person
from armkrok.networks.models import Appointment, Enrolment
from armkrok.ui.templatetags.ui import day

from . import rules
from .letters import sending
from .models import Action, Audience, Material, Meeting
from .models.meeting import COMING
from .noted import Noted, Section
from .notes_paper import blocks

# How many characters of everything there is room for: the longest that fits on the page is printed.
ROOM = (6000, 4200, 3000, 2200, 1600, 1100, 700, 400)
LINES = (40, 30, 24, 18, 14, 10, 7, 5)  # and how many decisions, actions and files
NAMES = 24
WIDTH = 70  # a line on the paper, however short, takes the room of so many characters


@dataclass
class TakeHome:
    meeting: Meeting
    organisation: Organisation
    noted: Noted
    present: list[str]  # who of ours was there
    actions: list[Action]  # what we promised to do
    materials: list[str]
    next: Meeting | None

    @property
    def in_short(self) -> str:
        return self.noted.notes.in_short

    @property
    def decided(self) -> list[Section]:
        return [section for section in self.noted.decided if not section.closed]


def of(meeting: Meeting, organisation: Organisation, noted: Noted) -> TakeHome:
    """Four queries."""
    here = meeting.attendances.here().filter(organisation=organisation).select_related("person")
    names = [attendance.person.name for attendance in here]
    if not names:
        seats = meeting.seats.taken().filter(organisation=organisation).select_related("person")
        kept = meeting.attendances.exists()
        names = [] if kept else [seat.person.name for seat in seats]
    ours = [a for a in noted.actions if _is_ours(a, organisation)]
    shared = Material.objects.shared().filter(
        meeting=meeting, audience__in=[Audience.MEMBERS, Audience.PUBLIC]
    )
    return TakeHome(
        meeting,
        organisation,
        noted,
        sorted(names),
        [action for action in ours if not (action.item_id and _is_closed(action, noted))],
        list(shared.exclude(item__closed=True).values_list("title", flat=True)),
        next_of(meeting),
    )


def _is_ours(action: Action, organisation: Organisation) -> bool:
    if action.organisation_id:
        return action.organisation_id == organisation.pk
    return bool(action.person and action.person.organisation_id == organisation.pk)


def _is_closed(action: Action, noted: Noted) -> bool:
    return any(section.closed and section.timed.item.pk == action.item_id for section in noted.sections)


def next_of(meeting: Meeting) -> Meeting | None:
    """The network's next after this one that is to take place."""
    later = meeting.network.meetings.meetings().filter(state__in=COMING, starts_at__gt=meeting.ends_at)
    found = later.select_related("place").order_by("starts_at").first()
    if found:
        found.network = meeting.network
    return found


def members(meeting: Meeting) -> list[Organisation]:
    """Those that staff can choose among."""
    enrolments = Enrolment.objects.members().filter(network=meeting.network_id).select_related("organisation")
    return [enrolment.organisation for enrolment in enrolments.order_by("organisation__name")]


def own(meeting: Meeting, person: Person, on: dt.date) -> list[Organisation]:
    """Those for which this person speaks, or whose contact they are."""
    speaking = Appointment.objects.speaking(on).filter(network=meeting.network_id, person=person)
    enrolments = Enrolment.objects.members().filter(
        Q(pk__in=speaking.values("enrolment")) | Q(professional_contact=person), network=meeting.network_id
    )
    return [e.organisation for e in enrolments.select_related("organisation").order_by("organisation__name")]


# --- on paper -------------------------------------------------------------------------------------------


def paper(taken: TakeHome) -> dict[str, Any]:
    """What take_home.typ prints, in the network's language: the whole, and ever shorter versions of it, of which it
    takes the first that fits on the page."""
    meeting, network = taken.meeting, taken.meeting.network
    with translation.override(network.language):
        title = _("What we take home")
        return {
            "title": f"{title}: {meeting.title}",
            "heading": title,
            "network": f"{network.name} · {taken.organisation.name}",
            "meeting": meeting.title,
            "facts": facts(taken),
            "running": f"{network.name} · {meeting.title}",
            "versions": [_version(taken, room, lines) for room, lines in zip(ROOM, LINES, strict=True)],
            "words": {
                "in_short": _("In short"),
                "decided": _("What was decided"),
                "actions": _("What we promised to do"),
                "materials": _("Material"),
                "rest": _("The rest is in the notes."),
                "nothing": _("Nothing was written down for us to do."),
            },
        }


def facts(taken: TakeHome) -> list[tuple[str, str]]:
    """In the language of the moment."""
    meeting = taken.meeting
    found = [(_("When"), sending.when(meeting))]
    if where := sending.where(meeting):
        found.append((_("Where"), where))
    if taken.present:
        names = [rules.shortened(name, 60) for name in taken.present[:NAMES]]
        more = len(taken.present) - len(names)
        rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        said = "; ".join([*names, *([rest] if more else [])])
        found.append((_("Was there for %(organisation)s") % {"organisation": taken.organisation.name}, said))
    if taken.next:
        place = f", {taken.next.town}" if taken.next.town else ""
        found.append((_("Next time"), f"{day(taken.next.day)}{place}: {taken.next.title}"))
    return found


def _version(taken: TakeHome, room: int, lines: int) -> dict[str, Any]:
    """At most so many characters, shared between the parts, and so many lines of each."""
    in_short, cut = taken.in_short, False
    short = rules.shortened(in_short, room // 3, line=WIDTH)
    cut |= short.endswith(" …") and short != in_short.strip()
    decided = taken.decided
    each = max(80, (room // 3) // max(1, min(len(decided), lines)))
    decisions = [
        {
            "about": rules.shortened(section.timed.item.title, 120),
            "words": blocks(rules.shortened(section.note.decided, each, line=WIDTH)),
        }
        for section in decided[:lines]
    ]
    cut |= len(decided) > lines or any(
        rules.shortened(s.note.decided, each, line=WIDTH) != "\n".join(s.note.decided.strip().splitlines())
        for s in decided
    )
    own = max(60, (room // 4) // max(1, min(len(taken.actions), lines)))
    actions = [
        {
            "what": rules.shortened(action.what, own),
            "who": rules.shortened(action.person.name if action.person else "", 80),
            "due": day(action.due_on) if action.due_on else "",
            "done": bool(action.done_at),
        }
        for action in taken.actions[:lines]
    ]
    cut |= len(taken.actions) > lines or any(len(action.what) > own for action in taken.actions)
    return {
        "in_short": blocks(short),
        "decided": decisions,
        "actions": actions,
        "materials": [rules.shortened(title, 90) for title in taken.materials[: lines // 2]],
        "cut": cut or len(taken.materials) > lines // 2,
    }
