"""An answer comes from somebody's calendar and ends in the same act as one from the page (decision 23)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.models import Entry
from armkrok.mail.letter import in_language_of
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.someone import Someone

from . import bringing, guesting, inviting, offering, registering, rules
from .calendar_replies import ACCEPTED, DECLINED, DELEGATED, TENTATIVE, Reply, read_reply
from .letters import replies as letters
from .locking import locked
from .models import (
    Answer,
    CalendarEntry,
    CalendarReply,
    Companion,
    CompanionState,
    Invitation,
    Meeting,
    Outcome,
    Seat,
    SeatState,
    State,
)
from .registering import ExtraSeat
from .rules import Refusal
from .rules.replies import ReplyFacts, Verdict, verdict
from .showing import Part, is_over

OVER = (State.CANCELLED, State.POSTPONED, State.HELD)
AHEAD = dt.timedelta(days=1)  # a clock that goes wrong mustn't shut out what is said later
MOST_A_DAY = (
    3  # letters back about one entry: some calendars answer by themselves, and would answer these too
)


@dataclass
class Asked:
    """What an entry in a calendar asks somebody, and with what they answer it."""

    entry: CalendarEntry
    meeting: Meeting
    invitation: Invitation | None = None
    seat: Seat | None = None
    companion: Companion | None = None
    is_followed: bool = False  # somebody else speaks for the member now, and they don't come

    @property
    def enrolment(self) -> Enrolment | None:
        own = self.invitation or self.seat
        return own.enrolment if own else None

    @property
    def moments(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """When they were asked, and when they answered last, in whatever way."""
        if self.invitation:
            return self.invitation.sent_at, self.invitation.answered_at
        asked = self.entry.guest or self.companion
        return (asked.invited_at, asked.answered_at) if asked else (None, None)

    @property
    def can_be_answered(self) -> bool:
        return bool(self.entry.guest_id or self.invitation or self.seat or self.companion)


def receive(raw: bytes, *, sender: str, message_id: str, forged: bool, at: dt.datetime) -> bool:
    """An answer that came by mail: followed at once, put before a person, answered, or passed over. False when it
    answers nothing of ours. Within the transaction that writes the mail down; the same mail comes once."""
    reply = read_reply(raw)
    entry = reply and CalendarEntry.objects.select_related("meeting").filter(uid=reply.uid).first()
    if not reply or not entry:
        return False
    return _receive(reply, held(entry), sender, message_id, forged, at)


@transaction.atomic
def _receive(reply: Reply, asked: Asked, sender: str, message_id: str, forged: bool, at: dt.datetime) -> bool:
    stamped_at = min(reply.stamped_at or at, at + AHEAD)
    facts = _facts(asked, reply, sender, forged, stamped_at)
    if not asked.can_be_answered:
        return False
    what, why = verdict(facts)
    if what == Verdict.NOTHING:
        return False
    handed_on = reply.partstat == DELEGATED and reply.delegated_to
    row = CalendarReply(
        entry=asked.entry,
        message_id=message_id,
        from_address=sender[:254],
        attendee=reply.delegated_to if handed_on else reply.attendee or sender[:254],
        name="" if handed_on else reply.name,
        partstat=ACCEPTED if handed_on else _partstat(reply),
        comment=" · ".join(filter(None, [reply.proposed, reply.comment]))[:500],
        sequence=reply.sequence,
        stamped_at=stamped_at,
        received_at=at,
    )
    same = asked.entry.replies.filter(stamped_at=stamped_at, attendee=row.attendee, partstat=row.partstat)
    over = asked.meeting.state in OVER or is_over(asked.meeting, at)
    if same.exists() or over:
        return True
    if what == Verdict.PASSED_OVER:
        newest = asked.entry.reply_at
        if not forged and sender in facts.invited and (newest is None or stamped_at > newest):
            row.outcome = Outcome.LATE  # by their clock; by ours, something was answered on the page since
            row.save()
        return True
    if what != Verdict.DOUBTFUL and asked.is_followed:
        _nobody_asks(row, asked, at)
        return True
    if what == Verdict.DOUBTFUL:
        row.outcome = Outcome.DOUBTFUL
        with translation.override("en"):  # said in the reader's language when it is read
            row.why = str(why)
        row.save()
        return True
    if what == Verdict.MOVED or reply.method == "COUNTER":
        row.outcome = Outcome.REFUSED
        row.save()
        if _may_be_told(row):
            answer = letters.counter if reply.method == "COUNTER" else letters.earlier
            answer(row, asked.entry, asked.meeting, at=at)
        return True
    _follow(row, asked, substitute=what == Verdict.SUBSTITUTE, by=asked.entry.person, at=at)
    return True


def _nobody_asks(row: CalendarReply, asked: Asked, at: dt.datetime) -> None:
    """S9: somebody else speaks for the member now. Who says no says what is so."""
    row.outcome = Outcome.FOLLOWED
    if row.partstat != DECLINED:
        row.outcome = Outcome.REFUSED
        with in_language_of(asked.entry.person.as_receiver(asked.meeting.network.language)):
            row.why = str(rules.not_speaking())
    row.save()
    if row.outcome == Outcome.REFUSED and _may_be_told(row):
        letters.refused(row, asked.entry, asked.meeting, at=at)


def _partstat(reply: Reply) -> str:
    """Another time that is proposed is no "perhaps", whatever the program writes beside it."""
    return "COUNTER" if reply.method == "COUNTER" else reply.partstat[:20] or reply.method


def held(entry: CalendarEntry) -> Asked:
    """What it asks, as it is now, while nobody else can change who comes."""
    meeting = locked(entry.meeting)
    entry = CalendarEntry.objects.select_related("person", "guest__person").get(pk=entry.pk)
    entry.meeting = meeting
    asked = Asked(entry, meeting)
    if entry.guest_id:
        return asked
    part, person = entry.told.get("part", ""), entry.person
    brought = Companion.objects.filter(assignment__meeting=meeting, person=person)
    companion = (
        brought.exclude(state=CompanionState.CALLED_OFF)
        .select_related("assignment__meeting")
        .order_by("pk")
        .last()
    )
    if part in (Part.COMES_ALONG, Part.ASKED_ALONG):
        asked.companion = companion
        return asked
    if part == Part.HOSTS:
        return asked
    home = ("person", "enrolment__organisation", "enrolment__network")
    own: Any = meeting.invitations.with_stands().filter(person=person).select_related(*home).first()
    asked.invitation = own
    asked.seat = meeting.seats.live().filter(person=person).select_related(*home).first()
    if not asked.seat and not (own and own.stands):
        asked.companion = companion
    asked.is_followed = bool(own and not own.stands and not asked.seat and not asked.companion)
    for own in (asked.invitation, asked.seat):
        if own:
            own.meeting = meeting
    return asked


def _facts(asked: Asked, reply: Reply, sender: str, forged: bool, stamped_at: dt.datetime) -> ReplyFacts:
    entry, person = asked.entry, asked.entry.person
    invited = {person.email.lower(), str(entry.told.get("to", "")).lower()} - {""}
    other = reply.delegated_to or (reply.attendee if reply.attendee not in invited else "")
    return ReplyFacts(
        sender=sender,
        attendee=reply.attendee or sender,
        name=reply.name,
        sent_by=reply.sent_by,
        partstat=reply.partstat,
        stamped_at=stamped_at,
        sequence=reply.sequence,
        forged=forged,
        invited=frozenset(invited),
        invited_name=person.name,
        sequence_told=entry.sequence + _has_moved_untold(asked),
        newest_at=_newest(asked, stamped_at),
        substitutes=asked.enrolment is not None,
        same_house=bool(other) and _belongs(asked.enrolment, other),
        delegated_to=reply.delegated_to,
        counter=reply.method == "COUNTER",
    )


def _has_moved_untold(asked: Asked) -> bool:
    """Whoever has declined in their calendar isn't told that the meeting moves; what they then say is about its old time."""
    entry = asked.entry
    if entry.told or entry.told_at is None:
        return False
    moves = Entry.objects.about(asked.meeting).filter(what="meeting.rescheduled", at__gt=entry.told_at)
    return moves.exists()


def _newest(asked: Asked, stamped_at: dt.datetime) -> dt.datetime | None:
    """When the newest answer was given: from the calendar, by its own stamps; or on the page since. Their clock and ours
    are compared only where theirs can be right: nobody answers before they were asked."""
    newest = asked.entry.reply_at
    asked_at, answered_at = asked.moments
    if asked_at is None or answered_at is None or stamped_at < asked_at:
        return newest
    followed = asked.entry.replies.filter(outcome=Outcome.FOLLOWED, decided_at=None)
    read_at = followed.order_by("-received_at").values_list("received_at", flat=True).first()
    if read_at and answered_at <= read_at:
        return newest
    return max(newest, answered_at) if newest else answered_at


def _belongs(enrolment: Enrolment | None, address: str) -> bool:
    """Whether somebody with this address is known at the member's."""
    person = Person.objects.with_email(address) if enrolment else None
    if person is None or enrolment is None:
        return False
    appointed = Appointment.objects.filter(enrolment=enrolment, person=person)
    return person.organisation_id == enrolment.organisation_id or appointed.exists()


def whose(raw: bytes) -> int | None:
    """The team to whose meeting a mail belongs that can't be taken as an answer: they have to read it."""
    reply = read_reply(raw)
    found = CalendarEntry.objects.filter(uid=reply.uid) if reply else CalendarEntry.objects.none()
    return found.values_list("meeting__network__team", flat=True).first()


# --- doing it -------------------------------------------------------------------------------------------


def _follow(row: CalendarReply, asked: Asked, *, substitute: bool, by: Person, at: dt.datetime) -> None:
    """Do what it says; what the act refuses is mailed back to the person, once, in their language."""
    entry, meeting = asked.entry, asked.meeting
    receiver = entry.person.as_receiver(meeting.network.language)
    told = (entry.told, entry.reply_at)
    with in_language_of(receiver):
        try:
            with transaction.atomic():
                _already_known(asked, row, substitute=substitute)
                act(row, asked, substitute=substitute, by=by, at=at)
        except Refusal as no:
            entry.told, entry.reply_at = told
            row.outcome, row.why = Outcome.REFUSED, _in_short(no)
        else:
            row.outcome, row.why = Outcome.FOLLOWED, ""
    # What was said last counts, also where it couldn't be done: an older answer doesn't come after it.
    entry.reply_at = row.stamped_at
    entry.save(update_fields=["reply_at"])
    row.save()
    if row.outcome == Outcome.REFUSED and _may_be_told(row):
        letters.refused(row, entry, meeting, at=at)


def _may_be_told(row: CalendarReply) -> bool:
    """Why their answer couldn't be taken; those who run the meeting see it also where it isn't mailed any more."""
    lately = row.entry.replies.filter(
        outcome=Outcome.REFUSED, received_at__gt=row.received_at - dt.timedelta(days=1)
    )
    return lately.count() <= MOST_A_DAY


def _in_short(no: Refusal) -> str:
    price = f" {no.price}" if isinstance(no, ExtraSeat) else ""
    return f"{no}{price}"[:500]


def _already_known(asked: Asked, row: CalendarReply, *, substitute: bool) -> None:
    """Their calendar shows already what they have just said in it, so nobody writes to tell them: who has declined
    gets no CANCEL, who perhaps comes no letter about that."""
    entry = asked.entry
    if substitute:
        return
    if row.partstat == DECLINED:
        entry.told = {}
    elif entry.told and (part := _part_then(asked, row.partstat)):
        entry.told = {**entry.told, "part": str(part)}
    entry.save(update_fields=["told"])


def _part_then(asked: Asked, partstat: str) -> Part | None:
    if asked.entry.guest_id:
        return Part.GUEST if partstat == ACCEPTED else None
    if asked.companion:
        return Part.COMES_ALONG if partstat == ACCEPTED else None
    return Part.PERHAPS if partstat == TENTATIVE and not _waits(asked) else None


def _waits(asked: Asked) -> bool:
    return bool(asked.seat and asked.seat.state == SeatState.WAITING)


def act(row: CalendarReply, asked: Asked, *, substitute: bool, by: Person, at: dt.datetime) -> None:
    """The same acts as on the page. Raises Refusal."""
    comes = row.partstat == ACCEPTED
    if row.partstat == TENTATIVE and not asked.invitation and not _waits(asked):
        raise Refusal(_("“Perhaps” can't be noted here. Please say yes or no; until then nothing changes."))
    if asked.entry.guest:
        guesting.answer_guest(asked.entry.guest, comes=comes, by=by, at=at, why="" if comes else row.comment)
    elif asked.companion:
        why = "" if comes else row.comment
        bringing.answer_companion(asked.companion, comes=comes, by=by, at=at, why=why)
    elif asked.meeting.has_begun(at):
        raise Refusal(_("The meeting has begun, so nothing can be changed about the seats."), "K35")
    elif substitute:
        _another_comes(row, asked, by=by, at=at)
    else:
        _answer(row, asked, by=by, at=at)


def _another_comes(row: CalendarReply, asked: Asked, *, by: Person, at: dt.datetime) -> None:
    someone = Someone(row.name or row.attendee.partition("@")[0], row.attendee)
    if asked.invitation:
        inviting.answer(asked.invitation, Answer.OTHER, by=by, at=at, someone=someone)
    elif asked.seat:
        registering.swap(asked.seat, someone, by=by, at=at)


def _answer(row: CalendarReply, asked: Asked, *, by: Person, at: dt.datetime) -> None:
    if row.partstat == TENTATIVE and _waits(asked):
        return  # whoever waits for a place can't say more than that
    if row.partstat == ACCEPTED and asked.seat and asked.seat.state == SeatState.OFFERED:
        seat = offering.accept(asked.seat, by=by, at=at)
        if seat.state == SeatState.LAPSED:
            raise Refusal(
                _("The time to answer is over, and the place has been offered to the next in line."), "A2"
            )
    if asked.invitation:
        how = {ACCEPTED: Answer.ME, TENTATIVE: Answer.MAYBE}.get(row.partstat, Answer.NO)
        why = row.comment if how == Answer.NO else ""
        inviting.answer(asked.invitation, how, by=by, at=at, why=why)
    elif asked.seat and row.partstat == DECLINED:
        registering.leave(asked.seat, by=by, at=at)
