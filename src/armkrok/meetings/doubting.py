"""What came by mail and can't be believed at once: those who run the network say whose answer it is (decision 23)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import replying
from .calendar_replies import ACCEPTED, DECLINED, TENTATIVE
from .models import CalendarEntry, CalendarReply, Invitation, Meeting, Outcome
from .rules import Refusal
from .rules.replies import is_same_name

MOST_SHOWN = 200
KEPT = dt.timedelta(days=30)  # after the meeting; what was answered stands with the answer


@dataclass(frozen=True)
class ByMail:
    """What came from calendars to one meeting, for those who run it."""

    # They wait, the oldest first; `another` says that somebody else comes, `since` what was answered later, `earlier`
    # that time or place have changed since.
    doubtful: list[CalendarReply]
    # The newest of those that say something in words, couldn't be done, or came late.
    spoken: list[CalendarReply]


def by_mail(meeting: Meeting) -> ByMail:
    """One query, and one more when something waits."""
    waits = Q(outcome=Outcome.DOUBTFUL)
    rows = CalendarReply.objects.filter(
        waits | Q(outcome__in=[Outcome.REFUSED, Outcome.LATE]) | ~Q(comment=""), entry__meeting=meeting
    )
    newest = list(rows.select_related("entry__person").order_by("-received_at", "-pk")[:MOST_SHOWN])
    doubtful = [row for row in reversed(newest) if row.outcome == Outcome.DOUBTFUL]
    answers = _answers(meeting, doubtful)
    for row in doubtful:
        row.another = _is_another(row)  # type: ignore[attr-defined]
        own = answers.get(row.entry.person_id)
        later = own and own.answered_at and own.answered_at > row.received_at
        row.since = own if later else None  # type: ignore[attr-defined]
        row.earlier = row.sequence < row.entry.sequence  # type: ignore[attr-defined]
    return ByMail(doubtful, [row for row in newest if row.outcome != Outcome.DOUBTFUL][:20])


def _answers(meeting: Meeting, rows: list[CalendarReply]) -> dict[int, Invitation]:
    """What those whom they are about have answered."""
    people = [row.entry.person_id for row in rows]
    return {own.person_id: own for own in meeting.invitations.filter(person__in=people)} if people else {}


def _is_another(row: CalendarReply) -> bool:
    """Whether it says that somebody else comes. Who has the same name is the same person with another address."""
    entry = row.entry
    invited = {entry.person.email.lower(), str(entry.told.get("to", "")).lower()}
    return (
        row.partstat == ACCEPTED
        and entry.guest_id is None
        and row.attendee.lower() not in invited
        and not is_same_name(row.name, entry.person.name)
    )


@transaction.atomic
def take_as_answer(reply: CalendarReply, *, by: Person, at: dt.datetime) -> CalendarReply:
    """Somebody who runs the network says: that is their answer. What the act refuses is raised and nothing is done;
    done twice, it is done once."""
    row, asked = _decided_upon(reply)
    if row.outcome != Outcome.DOUBTFUL:
        return row
    if asked.meeting.state in replying.OVER:
        raise Refusal(_("The meeting doesn't take place as it was, so there is nothing to answer any more."))
    if row.partstat not in (ACCEPTED, DECLINED, TENTATIVE):
        raise Refusal(_("Another time can't be agreed on by mail. Put it aside, and write to them."))
    another = _is_another(row) and asked.enrolment is not None
    replying.act(row, asked, substitute=another, by=by, at=at)
    entry = asked.entry
    if entry.reply_at is None or entry.reply_at < row.stamped_at:
        CalendarEntry.objects.filter(pk=entry.pk).update(reply_at=row.stamped_at)
    return _decide(row, Outcome.FOLLOWED, "reply.taken", asked, by=by, at=at)


@transaction.atomic
def put_aside(reply: CalendarReply, *, by: Person, at: dt.datetime) -> CalendarReply:
    """It wasn't theirs, or nothing follows from it. Done twice, it is done once."""
    row, asked = _decided_upon(reply)
    if row.outcome != Outcome.DOUBTFUL:
        return row
    return _decide(row, Outcome.PUT_ASIDE, "reply.put_aside", asked, by=by, at=at)


def forget(now: dt.datetime) -> int:
    """What came by mail goes when there is nothing left to decide on: strangers' addresses and words are among it.
    Returns how many."""
    return CalendarReply.objects.filter(entry__meeting__ends_at__lt=now - KEPT).delete()[0]


def _decided_upon(reply: CalendarReply) -> tuple[CalendarReply, replying.Asked]:
    asked = replying.held(reply.entry)
    row = CalendarReply.objects.get(pk=reply.pk)
    row.entry = asked.entry
    return row, asked


def _decide(
    row: CalendarReply, outcome: Outcome, what: str, asked: replying.Asked, *, by: Person, at: dt.datetime
) -> CalendarReply:
    row.outcome, row.decided_by, row.decided_at = outcome, by, at
    row.save(update_fields=["outcome", "decided_by", "decided_at"])
    record(what, [asked.meeting, asked.entry.person], by=by, at=at)
    return row
