"""What the page on which a programme is built shows: items with their hours, the meter beside them, the warnings."""

import datetime as dt
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from armkrok.journal.models import Entry
from armkrok.networks import sentences
from armkrok.ui.parts import render_part

from .. import guesting, rules
from ..acting import open_from_before
from ..forms.programme import QUICK, ItemForm
from ..models import Action, AgendaItem, Guest, Meeting, Sort, State, timetable
from ..templatetags.meetings import clock_time, length_of
from ..warnings import Explained, warnings
from ..year import Share, shares

FIXED = (State.HELD, State.CANCELLED)  # the programme is what it was


@dataclass
class GuestLine:
    guest: Guest
    untold: bool  # the item has moved since the guest was last written to


@dataclass
class Line:
    """An item of the programme, its hours, and who is invited to it."""

    item: AgendaItem
    number: int
    starts: dt.datetime
    ends: dt.datetime
    last: bool = False
    guests: list[GuestLine] = field(default_factory=list)
    fault: str = ""  # why what was sent about it is refused
    minutes_sent: str = ""

    @property
    def typed(self) -> str:
        return self.minutes_sent or str(self.item.minutes)


@dataclass
class Fault:
    """What was refused: about which item, and what had been sent."""

    number: int
    words: str
    sent: QueryDict


class Building:
    """The programme of a meeting as those who run the network work with it. Ten queries at most, however long it is."""

    def __init__(
        self,
        meeting: Meeting,
        *,
        add: ItemForm | None = None,
        fault: Fault | None = None,
        removed: Entry | None = None,
        said: str = "",
        goes_to: str = "",
        refusal: str = "",
    ) -> None:
        self.meeting, self.network = meeting, meeting.network
        self.may_change = meeting.state not in FIXED
        self.add = add or ItemForm(self.network, only=QUICK)
        self.fault, self.removed, self.refusal = fault, removed, refusal
        self.said = said  # read aloud when the page has changed in place
        self.goes_to = goes_to or (f"handle-{fault.number}" if fault else "")  # what has the keyboard then

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.items.all())

    @cached_property
    def lines(self) -> list[Line]:
        timed = timetable(self.meeting, self.items)
        lines = [Line(t.item, n, t.starts, t.ends) for n, t in enumerate(timed, 1)]
        if lines:
            lines[-1].last = True
        by_item = {line.item.pk: line for line in lines}
        guests = list(self.meeting.guests.standing().select_related("person"))
        untold = guesting.not_told(guests, {t.item.pk: t for t in timed})
        for guest in guests:
            by_item[guest.item_id].guests.append(GuestLine(guest, guest.pk in untold))
        if self.fault and self.fault.number in by_item:
            line = by_item[self.fault.number]
            line.fault, line.minutes_sent = self.fault.words, self.fault.sent.get("minutes", "")
        return lines

    @property
    def begins_itself(self) -> bool:
        """Nobody has put anything in yet: what is there has come by itself."""
        return all(item.sort in (Sort.STANDING, Sort.HOST_SLOT) for item in self.items)

    @cached_property
    def from_before(self) -> list[Action]:
        """What earlier meetings left to be done: it is followed up at this one."""
        return open_from_before(self.meeting, unshared=True) if self.may_change else []

    @cached_property
    def warnings(self) -> list[Explained]:
        return warnings(self.meeting, self.items)

    # --- the meter --------------------------------------------------------------------------------------

    @cached_property
    def meter(self) -> rules.Meter:
        return rules.meter([item.facts() for item in self.items])

    @property
    def forms(self) -> list[Share]:
        return shares(self.network.forms_of_work, self.meter.forms, self.meter.total)

    @property
    def purposes(self) -> list[Share]:
        return shares(self.network.purposes, self.meter.purposes, self.meter.total)

    @property
    def subjects(self) -> list[Share]:
        return shares(self.network.subjects, self.meter.tags, self.meter.total)

    @property
    def is_member_led(self) -> bool:
        """K15"""
        return self.meter.member_led_percent >= self.network.member_led_percent

    @property
    def ends(self) -> str:
        """When the programme ends, beside the end of the meeting."""
        if not self.lines:
            return ""
        ends = max(line.ends for line in self.lines)
        late = int((ends - self.meeting.ends).total_seconds() // 60)
        if late > 0:
            words = _("The programme ends at %(time)s, %(length)s after the meeting's end.")
        elif late < 0:
            words = _("The programme ends at %(time)s, %(length)s before the meeting's end.")
        else:
            words = _("The programme ends at %(time)s, when the meeting does.")
        return words % {"time": clock_time(ends), "length": length_of(abs(late), "long")}

    @property
    def is_too_long(self) -> bool:
        return bool(self.lines) and max(line.ends for line in self.lines) > self.meeting.ends

    # --- what is said of confidential items -------------------------------------------------------------

    @property
    def closed_items(self) -> str:
        """K21, A12: what is promised, and what can't be."""
        return sentences.closed_items() if any(item.closed for item in self.items) else ""

    def line_of(self, item: AgendaItem) -> Line:
        return next(line for line in self.lines if line.item.pk == item.pk)

    # --- answers ----------------------------------------------------------------------------------------

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or for htmx the part of it that changes whenever anything does."""
        context = {
            "meeting": self.meeting,
            "network": self.network,
            "building": self,
            "back": reverse("meetings:programme", args=[self.meeting.slug]),
        }
        response = render_part(request, "meetings/programme.html", "builder", context)
        if self.fault or self.refusal or self.add.errors:
            response.status_code = 422
        return response


def back_to_programme(meeting: Meeting, *, removed: Entry | None = None) -> HttpResponse:
    address = reverse("meetings:programme", args=[meeting.slug])
    return redirect(f"{address}?removed={removed.pk}#removed" if removed else address)
