"""What is written back to whoever has answered from their calendar, when the answer couldn't be taken as it was."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from armkrok.accounts.models import PersonalLink
from armkrok.mail.letter import Letter

from ..calendar_replies import DECLINED
from ..links import own_ways
from ..models import CalendarEntry, CalendarReply, Meeting
from ..showing import Part, Shown, Words, shown_to, wanted
from ..telling import News
from .sending import facts, hours, page, send, signed


def refused(row: CalendarReply, entry: CalendarEntry, meeting: Meeting, *, at: dt.datetime) -> None:
    """It can't be done, and why; where they can decide."""
    _back(
        row,
        entry,
        meeting,
        lambda: _("Your answer couldn't be taken: %(meeting)s"),
        lambda: [_("We have got the answer from your calendar, but can't do as it says."), row.why],
        at,
    )


def earlier(row: CalendarReply, entry: CalendarEntry, meeting: Meeting, *, at: dt.datetime) -> None:
    """It answers what was before; the invitation as it is now goes along, or, where they had said no, the old one goes out
    of the calendar."""
    _back(
        row,
        entry,
        meeting,
        lambda: _("Please answer once more: %(meeting)s"),
        lambda: [
            _(
                "You have answered an earlier invitation. Something has changed since, so we haven't taken it as an answer."
            ),
            _("This is how it is now. Please answer once more."),
        ],
        at,
    )


def counter(row: CalendarReply, entry: CalendarEntry, meeting: Meeting, *, at: dt.datetime) -> None:
    """Another time was proposed."""
    _back(
        row,
        entry,
        meeting,
        lambda: _("The time stays as it is: %(meeting)s"),
        lambda: [
            _("You have proposed another time. Many are invited, so the time can't be changed by an answer."),
            _(
                "Those who run the network see your proposal. Please tell us whether you come at the time below."
            ),
        ],
        at,
    )


def _back(
    row: CalendarReply,
    entry: CalendarEntry,
    meeting: Meeting,
    subject: Callable[[], str],
    paragraphs: Callable[[], list[str]],
    at: dt.datetime,
) -> None:
    """Once for each reply, with the entry as it ought to be, so that the calendar doesn't show what isn't so."""
    way, person = _own_way(entry, meeting, at), entry.person
    news = _news(row, entry, meeting, at)
    send(
        person,
        lambda: Letter(
            subject=subject() % {"meeting": meeting.title},
            paragraphs=paragraphs(),
            facts=_facts(entry, meeting),
            action=(_("Answer here"), way.address())
            if way
            else None
            if entry.guest_id
            else (_("To the meeting"), page(meeting)),
            sender=signed(meeting.network),
        ),
        meeting=meeting,
        key=f"reply-{row.pk}:back",
        thread=entry.guest.thread if entry.guest else meeting.thread,
        at=at,
        news={person.pk: news} if news else {},
    )


def _news(row: CalendarReply, entry: CalendarEntry, meeting: Meeting, at: dt.datetime) -> News | None:
    """The entry as it ought to be; one that shows a yes of which nothing came is taken out."""
    person = entry.person
    shown = wanted(meeting, [person]).get((person.pk, entry.guest_id))
    if shown and entry.told:
        return News(person, entry, shown, at)
    if shown or entry.guest_id or row.partstat == DECLINED:
        return None
    return News(person, entry, None, at, last=shown_to(Words(meeting), Part.ASKED, person))


def _facts(entry: CalendarEntry, meeting: Meeting) -> list[tuple[str, str]]:
    """A guest's are their own time, and no more of the meeting (S20)."""
    if not entry.guest_id:
        return facts(meeting)
    told = Shown.told(entry.told)
    if not told.begins:
        return []
    begins, ends = (dt.datetime.fromisoformat(at).astimezone(meeting.zone) for at in (told.begins, told.ends))
    return [(_("Your time"), hours(begins, ends)), (_("Where"), told.location)]


def _own_way(entry: CalendarEntry, meeting: Meeting, at: dt.datetime) -> PersonalLink | None:
    if not entry.guest_id:
        return own_ways(meeting, at=at).get(entry.person_id)
    links = PersonalLink.objects.filter(task="meetings.guest", target=entry.guest_id, person=entry.person)
    return links.filter(revoked_at=None, ends_at__gt=at).order_by("pk").last()
