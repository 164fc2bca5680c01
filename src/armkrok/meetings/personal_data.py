"""What the meetings know of one person, for the person to have (GDPR 15) and for erasing (GDPR 17).

Whom somebody brought or invited is those people's own; here it is told that there was somebody, and not who. What was
written in office about a meeting (why it was moved, why a warning was passed over) is the organisation's, and stays.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import materials, personal_notes, registering
from .models import (
    AgendaItem,
    Assignment,
    Attendance,
    CalendarEntry,
    CalendarReply,
    Companion,
    CompanionState,
    Delay,
    FeedAddress,
    Guest,
    GuestState,
    Hosting,
    HostOffer,
    HostTask,
    Invitation,
    Mailing,
    MailingReceiver,
    Material,
    Move,
    QuestionAnswer,
    ReminderPause,
    Seat,
    WarningReason,
)
from .models.companion import COMING_ALONG
from .models.meeting import not_begun


def export(person: Person) -> dict[str, Any]:
    return {
        "seats": [
            {
                **_at(seat.meeting),
                "organisation": seat.organisation.name,
                "state": seat.state,
                "extra": seat.extra,
                "registered": seat.made_at,
                "given up": seat.left_at,
            }
            for seat in Seat.objects.filter(person=person).select_related("meeting__network", "organisation")
        ],
        "invitations": [
            {
                **_at(i.meeting),
                "organisation": i.enrolment.organisation.name,
                "sent": i.sent_at,
                "answer": i.answer,
                "answered": i.answered_at,
                "why": i.why,
            }
            for i in Invitation.objects.filter(person=person).select_related(
                "meeting__network", "enrolment__organisation"
            )
        ],
        "in your calendar": [
            {
                **_at(entry.meeting),
                "told": entry.told_at,
                "shown": entry.told.get("summary", ""),
                "replies": [
                    {"at": reply.stamped_at, "answer": reply.partstat, "comment": reply.comment}
                    for reply in entry.replies.all()
                ],
            }
            for entry in CalendarEntry.objects.filter(person=person)
            .select_related("meeting__network")
            .prefetch_related("replies")
        ],
        "answers to questions": [
            {**_at(a.question.meeting), "question": a.question.words, "answer": a.words}
            for a in QuestionAnswer.objects.filter(person=person).select_related("question__meeting__network")
        ],
        "answers from the calendar": [
            {
                **_at(r.entry.meeting),
                "at": r.received_at,
                "written by": r.from_address,
                "in the name of": r.attendee,
                "answer": r.partstat,
                "comment": r.comment,
                "what became of it": r.outcome,
            }
            for r in _replies(person).select_related("entry__meeting__network")
        ],
        "asked to bring somebody": [
            {
                **_at(a.meeting),
                "at": a.given_at,
                "why nobody": a.none_why,
                "brought": [
                    {"role": c.role, "state": c.state, "message": c.message} for c in a.companions.all()
                ],
            }
            for a in Assignment.objects.filter(person=person)
            .select_related("meeting__network")
            .prefetch_related("companions")
        ],
        "companion": [
            {
                **_at(c.assignment.meeting),
                "role": c.role,
                "where you work": c.workplace,
                "field of work": c.trade,
                "invitation": c.message,
                "state": c.state,
                "why": c.why,
            }
            for c in Companion.objects.filter(person=person).select_related("assignment__meeting__network")
        ],
        "guest": [
            {
                **_at(g.meeting),
                "item": g.item.title,
                "role": g.role,
                "where you work": g.workplace,
                "focus": g.focus,
                "brief": g.brief,
                "material": g.material,
                "state": g.state,
                "why": g.why,
            }
            for g in Guest.objects.filter(person=person).select_related("meeting__network", "item")
        ],
        "left as a guest": [
            {
                **_at(m.meeting),
                "title": m.title,
                "file": m.file_name,
                "link": m.link,
                "at": m.left_at,
                "shared with": m.audience if m.shared_at else "",
            }
            for m in Material.objects.there().filter(guest__person=person).select_related("meeting__network")
        ],
        "host's contact": [
            {**_at(h.meeting), "organisation": h.organisation.name, "from": h.named_at, "to": h.ended_at}
            for h in Hosting.objects.filter(contact=person).select_related("meeting__network", "organisation")
        ],
        "attendance": [
            {
                **_at(a.meeting),
                "for": a.organisation.name if a.organisation else "",
                "as": a.came_as,
                "here": a.here,
                "marked": a.marked_at,
                "registered": not a.walked_in,
            }
            for a in Attendance.objects.filter(person=person).select_related(
                "meeting__network", "organisation"
            )
        ],
        "actions": personal_notes.promised(person),
        "offers": [
            {
                "network": o.network.name,
                "organisation": o.organisation.name,
                "what": o.what,
                "message": o.message,
                "at": o.made_at,
                "answer": o.answer,
                "taken back": o.withdrawn_at,
            }
            for o in HostOffer.objects.filter(made_by=person).select_related("network", "organisation")
        ],
        "mails to those who come": [
            {**_at(r.mailing.meeting), "subject": r.mailing.subject, "at": r.mailing.at, "name": r.name}
            for r in MailingReceiver.objects.filter(person=person).select_related("mailing__meeting__network")
        ],
        "calendars at secret addresses": [
            {"which": str(feed.whose), "made": feed.made_at}
            for feed in FeedAddress.objects.filter(person=person)
        ],
        "done in office": _in_office(person),
    }


def _replies(person: Person) -> QuerySet[CalendarReply]:
    """What came by mail for the person's own entries, and what they wrote for somebody else's."""
    theirs = Q(entry__person=person)
    if person.email:
        theirs |= Q(from_address__iexact=person.email) | Q(attendee__iexact=person.email)
    return CalendarReply.objects.filter(theirs)


def _at(meeting: Any) -> dict[str, Any]:
    return {"network": meeting.network.name, "meeting": meeting.title, "day": meeting.day}


def _in_office(person: Person) -> list[dict[str, Any]]:
    """What somebody did for those who run a network, with the words that they wrote."""
    moves = Move.objects.filter(by=person).select_related("meeting__network")
    reasons = WarningReason.objects.filter(by=person).select_related("meeting__network")
    mailings = Mailing.objects.filter(by=person).select_related("meeting__network")
    invited = Guest.objects.filter(invited_by=person).select_related("meeting__network")
    there = Material.objects.there().select_related("meeting__network")
    added, shared = there.filter(left_by=person, guest=None), there.shared().filter(shared_by=person)
    named = Hosting.objects.filter(named_by=person).select_related("meeting__network")
    ticked = HostTask.objects.filter(done_by=person).select_related("hosting__meeting__network")
    took = Attendance.objects.filter(marked_by=person).select_related("meeting__network")
    shifted = Delay.objects.filter(by=person).select_related("meeting__network")
    answered = HostOffer.objects.filter(answered_by=person).select_related("network")
    held_back = ReminderPause.objects.filter(by=person).select_related("meeting__network")
    return [
        *({"what": "moved on", **_at(m.meeting), "at": m.at, "to": m.state, "why": m.why} for m in moves),
        *({"what": "gave a reason", **_at(r.meeting), "at": r.at, "why": r.why} for r in reasons),
        *(
            {"what": "wrote", **_at(m.meeting), "at": m.at, "subject": m.subject, "text": m.text}
            for m in mailings
        ),
        *({"what": "added material", **_at(m.meeting), "at": m.left_at, "title": m.title} for m in added),
        *({"what": "shared material", **_at(m.meeting), "at": m.shared_at, "title": m.title} for m in shared),
        *({"what": "invited a guest", **_at(g.meeting), "at": g.invited_at} for g in invited),
        *({"what": "held reminders back", **_at(p.meeting), "at": p.at} for p in held_back),
        *({"what": "named a host", **_at(h.meeting), "at": h.named_at} for h in named),
        *({"what": "took attendance", **_at(a.meeting), "at": a.marked_at, "here": a.here} for a in took),
        *({"what": "shifted the hours", **_at(d.meeting), "at": d.at, "minutes": d.minutes} for d in shifted),
        *({"what": "ticked off", **_at(t.hosting.meeting), "at": t.done_at, "task": t.words} for t in ticked),
        *(
            {"what": "answered an offer", "network": o.network.name, "at": o.answered_at, "answer": o.answer}
            for o in answered
        ),
        *personal_notes.in_office(person),
    ]


@transaction.atomic
def erase(person: Person, *, at: dt.datetime) -> None:
    """Forget what describes the person, and let go of what they have before them. That a municipality was represented
    stays; who it was does not. Done twice, the second time changes nothing.

    It comes before the directory's erasure, which empties name and address. Nobody is written to about it: the seat
    that comes free goes to the next in line.
    """
    coming = Seat.objects.live().filter(not_begun(at), person=person)
    for seat in coming.order_by("meeting", "pk").select_related("meeting"):
        registering.leave(seat, by=person, at=at, calendar=False)
    Invitation.objects.unanswered().filter(not_begun(at), person=person).delete()
    Invitation.objects.filter(person=person).update(why="")
    QuestionAnswer.objects.filter(person=person).delete()
    _replies(person).delete()
    _as_companion(person, at)
    _as_guest(person, at)
    Assignment.objects.filter(person=person).exclude(none_why="").update(none_why="")
    Companion.objects.filter(assignment__person=person).update(message="")
    Hosting.objects.filter(contact=person).update(contact=None)
    offers = HostOffer.objects.filter(made_by=person)
    for offer in offers.unanswered():
        record("host.offer_withdrawn", [offer, offer.organisation], by=None, at=at)
    offers.unanswered().update(withdrawn_at=at)
    offers.update(message="")
    MailingReceiver.objects.filter(person=person, message=None).delete()
    MailingReceiver.objects.filter(person=person).update(name="")
    personal_notes.erase(person)
    FeedAddress.objects.filter(person=person).delete()
    CalendarEntry.objects.filter(person=person).delete()  # what they answered from there goes with it


def _as_companion(person: Person, at: dt.datetime) -> None:
    mine = Companion.objects.filter(person=person)
    coming = mine.filter(not_begun(at, "assignment__meeting__"), state__in=COMING_ALONG)
    _record_each("companion.called_off", coming.select_related("assignment__meeting"), "assignment", at)
    coming.update(state=CompanionState.CALLED_OFF, answered_at=at)
    mine.update(workplace="", message="", why="")


def _as_guest(person: Person, at: dt.datetime) -> None:
    mine = Guest.objects.filter(person=person)
    coming = mine.standing().filter(not_begun(at))
    _record_each("guest.called_off", coming.select_related("meeting"), "meeting", at)
    coming.update(state=GuestState.CALLED_OFF, answered_at=at)
    # The programme names them to the public; that somebody spoke there stays.
    AgendaItem.objects.filter(guests__in=mine, presenter=person.name).update(presenter="")
    materials.forget_guest(person, at=at)
    mine.update(workplace="", brief="", material="", why="")


def _record_each(what: str, rows: Any, around: str, at: dt.datetime) -> None:
    for row in rows:
        about: list[Model] = [row, getattr(row, around)]
        record(what, about, by=None, at=at)
