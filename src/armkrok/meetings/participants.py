"""Who comes to a meeting, who doesn't, who hasn't said: what those who run the network read, write to and take away.

Read in a constant number of queries, as plain lines: a meeting of a thousand is one page's work.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.directory.rules import search_text, search_words
from armkrok.mail.models import Message
from armkrok.networks.models import Appointment, Enrolment

from .letters.sending import moment_in
from .models import Answer, Companion, CompanionState, Guest, GuestState, Meeting, SeatState
from .models.companion import COMING_ALONG
from .models.guest import STANDING
from .models.meeting import COMING
from .models.seat import LIVE


class Group(models.TextChoices):
    """Where a line stands, in the order of the page. Whoever hasn't answered comes first: there is something to do."""

    UNANSWERED = "unanswered", gettext_lazy("Haven't answered")
    PERHAPS = "perhaps", gettext_lazy("Perhaps come")
    COMING = "coming", gettext_lazy("Come")
    DECLINED = "declined", gettext_lazy("Don't come")
    WAITING = "waiting", gettext_lazy("Wait for a place")
    COLLEAGUES = "colleagues", gettext_lazy("Asked too; somebody else of theirs has answered")
    COMPANIONS = "companions", gettext_lazy("Companions")
    GUESTS = "guests", gettext_lazy("Guests")
    HOST = "host", gettext_lazy("The host")


OPEN = (Group.UNANSWERED, Group.PERHAPS)  # neither yes nor no
EXTRA = "extra"  # a filter that isn't a group: the extra seats


@dataclass
class Line:
    """One person in one part, or a member that nobody speaks for."""

    group: Group
    organisation: str
    found_by: str
    person: int | None = None
    name: str = ""
    title: str = ""
    email: str = ""
    state: str = ""  # in the reader's language
    code: str = ""  # the same for programs
    why: str = ""
    extra: bool = False
    number: int = 0  # its place in the waiting list
    seat: int | None = None
    enrolment: int | None = None
    invitation: int | None = None
    brought_by: str = ""
    came_back_at: dt.datetime | None = None  # the newest letter to them couldn't be delivered
    away_at: dt.datetime | None = None  # a machine answered that they are away
    under: bool = False  # drawn below the line of whoever brings them
    companions: list["Line"] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What its place on the page is called."""
        return f"{self.group}-{self.person or f'member-{self.enrolment}'}"

    @property
    def is_live(self) -> bool:
        return self.code in LIVE


_PERSON = ("person", "person__name", "person__title", "person__email", "person__search_text")
_HOME = "assignment__enrolment__organisation__name"  # where whoever brings a companion comes from
_ORGANISATION = ("organisation__name", "organisation__search_text")


def _columns(prefix: str) -> tuple[str, ...]:
    return (*_PERSON, *(f"{prefix}{name}" for name in _ORGANISATION))


def _line(group: Group, row: dict[str, Any], prefix: str = "", **more: Any) -> Line:
    words = (row[f"{prefix}organisation__search_text"], row.get("person__search_text"))
    return Line(
        group=group,
        organisation=more.pop("organisation", None) or row[f"{prefix}organisation__name"] or "",
        found_by=" ".join(word for word in words if word),
        person=row.get("person"),
        name=row.get("person__name") or "",
        title=row.get("person__title") or "",
        email=row.get("person__email") or "",
        **more,
    )


class Participants:
    """Everybody who has to do with a meeting, on a day. Nine queries at most."""

    def __init__(self, meeting: Meeting, now: dt.datetime) -> None:
        self.meeting, self.now = meeting, now
        self._seats = list(
            meeting.seats.order_by("pk").values(
                "pk", "state", "extra", "enrolment", "offer_ends_at", *_columns("")
            )
        )
        asked = meeting.invitations.all()
        if meeting.state in COMING and not meeting.has_begun(now):
            asked = asked.standing()  # of one that is over it is told who had been asked
        self._invitations = list(asked.values("pk", "answer", "why", "enrolment", *_columns("enrolment__")))
        self._companions = self._read_companions()
        self._guests = self._read_guests()
        self.lines = self._in_order()

    # --- reading ----------------------------------------------------------------------------------------

    def _read_companions(self) -> list[dict[str, Any]]:
        if not self.meeting.armkrok:
            return []
        columns = (
            "pk",
            "state",
            "role",
            "workplace",
            "assignment__person",
            "assignment__person__name",
            _HOME,
        )
        brought = Companion.objects.filter(assignment__meeting=self.meeting, state__in=COMING_ALONG)
        return list(brought.order_by("pk").values(*columns, *_columns("person__")))

    def _read_guests(self) -> list[dict[str, Any]]:
        columns = ("pk", "state", "workplace", "item__title", *_columns("person__"))
        return list(
            Guest.objects.filter(meeting=self.meeting, state__in=STANDING)
            .order_by("item__position", "pk")
            .values(*columns)
        )

    def _still_to_be_asked(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Who speaks for a member and hasn't been invited, and the members that nobody speaks for.

        Nobody is asked to a study trip (K23), or to a meeting that isn't to come.
        """
        meeting = self.meeting
        if meeting.is_trip or meeting.state not in [*COMING, "draft"] or meeting.has_begun(self.now):
            return [], []
        covered = (Q(ends_on=None) | Q(ends_on__gte=meeting.day)) & (
            Q(starts_on=None) | Q(starts_on__lte=meeting.day)
        )
        members = Enrolment.objects.members().filter(covered, network=meeting.network_id)
        on = self.now.astimezone(meeting.zone).date()
        asked = {row["person"] for row in self._invitations}
        speaking = Appointment.objects.speaking(on).filter(network=meeting.network_id)
        speakers = speaking.filter(enrolment__in=members.values("pk")).values("enrolment", *_columns(""))
        return [row for row in speakers if row["person"] not in asked], list(
            members.values("pk", *_ORGANISATION)
        )

    # --- lines ------------------------------------------------------------------------------------------

    def _in_order(self) -> list[Line]:
        seated = {row["person"] for row in self._seats if row["state"] in LIVE}
        lines = [*self._of_seats(seated), *self._of_invitations(seated)]
        left = (
            SeatState.LEFT,
            SeatState.LAPSED,
        )  # who gave up a seat and isn't asked has answered for nobody
        answered = {line.enrolment for line in lines if line.group not in OPEN and line.code not in left}
        speakers, members = self._still_to_be_asked()
        lines += [
            _line(Group.UNANSWERED, row, enrolment=row["enrolment"], state=_("Not invited yet"), code="new")
            for row in speakers
            if row["person"] not in seated
        ]
        there = {line.enrolment for line in lines}
        lines += [
            _line(Group.UNANSWERED, row, enrolment=row["pk"], state=_("Nobody is appointed"), code="vacant")
            for row in members
            if row["pk"] not in there
        ]
        for line in lines:
            # One answer is the municipality's, however many of theirs were asked.
            if line.group in OPEN and line.enrolment in answered:
                line.group = Group.COLLEAGUES
        lines = [*lines, *self._host(), *self._of_guests()]
        lines.sort(key=_place)
        lines = self._with_companions(lines)
        self._with_mail(lines)
        return lines

    def _of_seats(self, seated: set[int]) -> list[Line]:
        lines, number = [], 0
        asked = {row["person"] for row in self._invitations}
        for row in self._seats:
            more = {"extra": row["extra"], "enrolment": row["enrolment"], "code": row["state"]}
            state = SeatState(row["state"])
            if state == SeatState.TAKEN:
                lines.append(_line(Group.COMING, row, seat=row["pk"], state=_("Has a seat"), **more))
            elif state == SeatState.WAITING:
                number += 1
                words = _("Waits, number %(number)s in line") % {"number": number}
                lines.append(_line(Group.WAITING, row, seat=row["pk"], state=words, number=number, **more))
            elif state == SeatState.OFFERED:
                until = moment_in(row["offer_ends_at"], self.meeting.zone)
                words = _("A place is offered until %(until)s") % {"until": until}
                lines.append(_line(Group.WAITING, row, seat=row["pk"], state=words, **more))
            elif row["person"] not in seated | asked:
                seated.add(row["person"])  # once, however often they have come and gone
                lines.append(_line(Group.DECLINED, row, state=str(state.label), **more | {"extra": False}))
        return lines

    def _of_invitations(self, seated: set[int]) -> list[Line]:
        gone = {row["person"]: SeatState(row["state"]).label for row in self._seats}
        lines = []
        for row in self._invitations:
            if row["person"] in seated:
                continue
            group = Group.DECLINED if row["answer"] else Group.UNANSWERED
            if row["answer"] == Answer.MAYBE:
                group, state = Group.PERHAPS, str(Answer.MAYBE.label)
            elif row["answer"] == Answer.NO:
                state = _("Has said no")
            elif row["answer"] == Answer.OTHER:
                state = _("Somebody else comes instead")
            elif row["answer"]:
                state = str(gone.get(row["person"], SeatState.LEFT.label))
            else:
                state = _("Hasn't answered")
            more = {"invitation": row["pk"], "enrolment": row["enrolment"], "why": row["why"]}
            lines.append(_line(group, row, "enrolment__", state=state, code=row["answer"] or "asked", **more))
        return lines

    def _of_guests(self) -> list[Line]:
        return [
            _line(
                Group.GUESTS,
                row,
                "person__",
                organisation=row["workplace"],
                state=str(GuestState(row["state"]).label),
                code=row["state"],
                why=row["item__title"],
            )
            for row in self._guests
        ]

    def _host(self) -> list[Line]:
        hosting = self.meeting.hostings.running().filter(contact__isnull=False)
        columns = [name.replace("person", "contact") for name in _PERSON]
        row = hosting.values(*columns, *_ORGANISATION).first()
        if not row:
            return []
        row = {name.replace("contact", "person"): value for name, value in row.items()}
        return [_line(Group.HOST, row, state=_("The host's contact"), code="host")]

    def _with_companions(self, lines: list[Line]) -> list[Line]:
        """Each below whoever brings them; those whose coordinator isn't on the page come last."""
        brought: dict[int, list[Line]] = {}
        for row in self._companions:
            line = _line(
                Group.COMPANIONS,
                row,
                "person__",
                organisation=row["workplace"] or row["person__organisation__name"] or row[_HOME],
                state=str(CompanionState(row["state"]).label),
                code=row["state"],
                why=row["role"],
                brought_by=row["assignment__person__name"],
            )
            line.found_by += f" {search_text(line.brought_by)}"
            brought.setdefault(row["assignment__person"], []).append(line)
        found: list[Line] = []
        for line in lines:
            found.append(line)
            if line.group not in (Group.GUESTS, Group.HOST) and line.person in brought:
                line.companions = brought.pop(line.person)
                for companion in line.companions:
                    companion.under = True
                found += line.companions
        return found + [line for rest in brought.values() for line in rest]

    def _with_mail(self, lines: list[Line]) -> None:
        """What our letters about the meeting met with: the newest one that came back, or was answered by a machine. One
        query, and what is asked for is the few."""
        guests = [f"guest-{row['pk']}" for row in self._guests]
        companions = [f"companion-{row['pk']}" for row in self._companions]
        met = Message.objects.filter(thread__in=[self.meeting.thread, *guests, *companions])
        met = met.filter(Q(bounced_at__isnull=False) | Q(away_at__isnull=False)).order_by("pk")
        found: dict[str, tuple[dt.datetime | None, dt.datetime | None]] = {}
        for address, came_back_at, away_at in met.values_list("to_address", "bounced_at", "away_at"):
            before = found.get(address.lower(), (None, None))
            found[address.lower()] = (came_back_at or before[0], away_at or before[1])
        for line in lines:
            line.came_back_at, line.away_at = found.get(line.email.lower(), (None, None))

    # --- what is asked of them --------------------------------------------------------------------------

    def filtered(self, show: str, words: str) -> list[Line]:
        """Those of a group, or with an extra seat, or all; whose names or municipality hold all the words."""
        wanted = search_words(words)
        return [
            line
            for line in self.lines
            if (not show or line.group == show or (show == EXTRA and line.extra and line.is_live))
            and all(word in line.found_by for word in wanted)
        ]

    def chosen(self, groups: Collection[str], people: Collection[int]) -> list[Line]:
        """Those of any of the groups, and those with these numbers."""
        return [line for line in self.lines if line.group in groups or line.person in people]


def _place(line: Line) -> tuple[Any, ...]:
    order = list(Group).index(line.group)
    if line.group == Group.WAITING:
        return (order, line.number, line.seat)
    return (order, line.organisation.casefold(), line.organisation, line.name.casefold(), line.person or 0)
