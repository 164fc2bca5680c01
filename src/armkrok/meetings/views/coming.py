"""A member's seats at one meeting: what is shown of them, and what is done with them. The page of whoever has signed
in and the one that the link in the mail opens show and do the same."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from armkrok.accounts.limits import limited
from armkrok.directory.models import Person
from armkrok.journal import clock
from armkrok.networks.models import Enrolment
from armkrok.ui.typed import plain, whole_number

from .. import inviting, offering, registering, rules
from ..forms.seats import SomeoneForm
from ..models import Answer, Assignment, Invitation, Meeting, Seat, SeatState
from ..registering import ExtraSeat
from ..rules import Place, Refusal

LONGEST = 500
TYPED = "40/h/key"


@dataclass
class SeatLine:
    """A seat, and the form by which somebody else is put on it."""

    seat: Seat
    form: SomeoneForm
    line: int = 0  # its place on the waiting list
    mine: bool = False


class Coming:
    """What one who speaks for a member sees: the answer, who of them comes, what one more would be.

    Each part is read when it is looked at: whoever sends an answer is sent on without any of it. Seven queries at most.
    """

    def __init__(
        self,
        request: HttpRequest,
        meeting: Meeting,
        enrolment: Enrolment,
        person: Person,
        invitation: Invitation | None,
        *,
        speaks: bool = True,
    ) -> None:
        self.meeting, self.enrolment, self.person, self.invitation = meeting, enrolment, person, invitation
        enrolment.network = meeting.network
        now = clock.now()
        self.begun, self.open = meeting.has_begun(now), meeting.registration_is_open(now)
        self.entitled = registering.entitled(meeting, enrolment)
        self.speaks = speaks
        self.may_change = (
            speaks
            and not self.begun
            and (self.open or bool(invitation and inviting.answered_in_time(invitation, meeting, now)))
        )
        self._sent = request.POST if request.method == "POST" else None
        self.other = self._form("other", self._is_sent("answer", "other"))
        self.more = self._form("more", self._is_sent("answer", "more"))
        # What a button in the mail has chosen; looking at it changes nothing, one press confirms.
        self.chosen = request.GET.get("answer", "") if request.method in ("GET", "HEAD") else ""
        self.refusal, self.why = "", ""
        self.extra: ExtraSeat | None = None
        self.tried: dict[str, str] = {}  # what is to be sent once more to confirm an extra seat

    def _is_sent(self, name: str, value: str) -> bool:
        """Whether somebody was typed in, and not chosen with one click."""
        sent = self._sent
        return bool(sent and sent.get(name) == value and not sent.get("person"))

    def _form(self, prefix: str, used: bool) -> SomeoneForm:
        """With what was typed, if it is the one that was sent."""
        return SomeoneForm(self._sent if used else None, prefix=prefix, auto_id=f"id_{prefix}_%s")

    @cached_property
    def seats(self) -> list[SeatLine]:
        return [
            SeatLine(
                seat,
                self._form(f"seat-{seat.pk}", self._is_sent("swap", str(seat.pk))),
                line=offering.place_in_line(seat) if seat.state == SeatState.WAITING else 0,
                mine=seat.person_id == self.person.pk,
            )
            for seat in registering.seats_of(self.enrolment, self.meeting)
        ]

    @cached_property
    def colleagues(self) -> list[Person]:
        if self.begun:
            return []
        return registering.colleagues(self.enrolment, self.meeting, clock.today())

    @cached_property
    def one_more(self) -> Place:
        return registering.what_one_would_get(self.meeting, self.enrolment)

    @property
    def price(self) -> str:
        return registering.extra_seat_price(self.meeting, self.enrolment) if self.one_more.extra else ""

    @cached_property
    def assignment(self) -> Assignment | None:
        if not self.meeting.armkrok:
            return None
        mine = self.meeting.assignments.filter(person=self.person)
        return mine.prefetch_related("companions__person").first()

    @property
    def mine(self) -> Seat | None:
        return next((line.seat for line in self.seats if line.mine), None)

    @property
    def ready(self) -> str:
        """The answer that a button in the mail has chosen, where it can be given and isn't the one that stands."""
        if not self.may_change or self.invitation is None or self.invitation.answer == self.chosen:
            return ""
        if self.mine and self.chosen == Answer.ME:
            return ""
        return self.chosen if self.chosen in (Answer.ME, Answer.MAYBE, Answer.NO) else ""

    @property
    def forms(self) -> list[SomeoneForm]:
        return [self.other, self.more, *(line.form for line in self.seats)]

    @property
    def failed(self) -> bool:
        """Whether what was sent is to be mended, or to be confirmed."""
        return bool(self.refusal or self.extra or any(form.errors for form in self.forms))


def act(request: HttpRequest, page: Coming) -> str:
    """Do what was sent. Returns what is to be said of it; empty when something is to be mended first, and then `page`
    says what."""
    sent, at = request.POST, clock.now()
    try:
        rules.speaking_refusal(speaks=page.speaks)
        if number := whole_number(sent.get("leave")):
            return _leave(_one_of(page, number), page, at)
        if number := whole_number(sent.get("accept")):
            return _accept(_one_of(page, number), page, at)
        if number := whole_number(sent.get("swap")):
            return _swap(request, number, page, at)
        if sent.get("answer") in (*Answer.values, "more"):
            return _answer(request, page, at)
    except ExtraSeat as extra:
        page.extra = extra
        page.tried = {
            name: str(value) for name, value in sent.items() if name not in ("csrfmiddlewaretoken", "extra")
        }
    except Refusal as no:
        _show(page, no)
    return ""


def _one_of(page: Coming, number: int) -> SeatLine:
    for line in page.seats:
        if line.seat.pk == number:
            return line
    raise Refusal(_("This seat has been given up meanwhile."), "K35")


def _leave(line: SeatLine, page: Coming, at: dt.datetime) -> str:
    if page.invitation and line.mine:
        inviting.answer(page.invitation, Answer.NO, by=page.person, at=at)
    else:
        registering.leave(line.seat, by=page.person, at=at)
    return _("The seat of %(name)s has been given up.") % {"name": line.seat.person.name}


def _accept(line: SeatLine, page: Coming, at: dt.datetime) -> str:
    seat = offering.accept(line.seat, by=page.person, at=at)
    if seat.state == SeatState.LAPSED:
        raise Refusal(
            _("The time to answer is over, and the place has been offered to the next in line."), "A2"
        )
    return _("The place is taken: %(name)s has a seat.") % {"name": seat.person.name}


def _swap(request: HttpRequest, number: int, page: Coming, at: dt.datetime) -> str:
    line = _one_of(page, number)
    known = whole_number(request.POST.get("person"))
    if known is None and not line.form.is_valid():
        return ""
    count_those_typed(request, page.meeting, page.person, known)
    who = _known(page, known) if known is not None else line.form.someone
    seat = registering.swap(line.seat, who, by=page.person, at=at)
    return _("%(name)s has the seat now.") % {"name": seat.person.name}


def count_those_typed(request: HttpRequest, meeting: Meeting, person: Person, known: int | None) -> None:
    """Each address that is typed gets a mail, so there is an end to how many one can type."""
    if known is None:
        limited(request, "meetings.colleague", TYPED, key=f"{meeting.pk} {person.pk}")


def _known(page: Coming, number: int) -> Person:
    for person in page.colleagues:
        if person.pk == number:
            return person
    raise Refusal(_("This person comes already, or can't be chosen here."), "K35")


def _answer(request: HttpRequest, page: Coming, at: dt.datetime) -> str:
    sent, how = request.POST, request.POST["answer"]
    confirmed, why = sent.get("extra") == "yes", plain(sent.get("why", ""))
    if len(why) > LONGEST:
        page.why = why
        raise Refusal(_("This is too long; %(most)s characters at most.") % {"most": LONGEST}, field="why")
    who: Person | registering.Someone | None = None
    if how in ("other", "more"):
        known, form = whole_number(sent.get("person")), page.other if how == "other" else page.more
        if known is None and not form.is_valid():
            return ""
        count_those_typed(request, page.meeting, page.person, known)
        who = _known(page, known) if known is not None else form.someone
    if how == "more" or (page.invitation is None and how not in (Answer.NO, Answer.MAYBE)):
        seat = registering.register(
            page.meeting,
            page.enrolment,
            who or page.person,
            by=page.person,
            at=at,
            extra_confirmed=confirmed,
        )
        return _said(seat)
    if page.invitation is None:
        raise Refusal(_("You have no seat here to give up."), "K17")
    took = inviting.answer(
        page.invitation, how, by=page.person, at=at, someone=who, why=why, extra_confirmed=confirmed
    )
    return (
        _said(took)
        if took
        else _("Thank you for telling us. You can change the answer until the meeting begins.")
    )


def _said(seat: Seat) -> str:
    if seat.state == SeatState.WAITING:
        return _("The meeting is full. %(name)s is on the waiting list.") % {"name": seat.person.name}
    return _("%(name)s has a seat.") % {"name": seat.person.name}


def _show(page: Coming, no: Refusal) -> None:
    """Beside the field where there is one, else above all of it."""
    used = [form for form in page.forms if form.is_bound]
    if used and no.field in used[0].fields:
        used[0].add_error(no.field, str(no))
    else:
        page.refusal = str(no)
