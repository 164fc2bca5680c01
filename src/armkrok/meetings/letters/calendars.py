"""What is written when a calendar has to follow and nothing else is to be said."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter

from ..models import Meeting, State
from ..showing import Part, Shown
from ..telling import News
from .sending import facts, hours, page, send, signed

ASKED = (Part.ASKED, Part.PERHAPS)


def follows(
    meeting: Meeting, news: News, *, at: dt.datetime, why: str = "", by_themselves: bool = True
) -> bool:
    """To one person: what is different, in plain words; the entry goes along. False when it was told before. Whoever isn't
    asked any more doesn't hear that they don't come: that wasn't said `by_themselves`."""
    entry = news.entry
    message = send(
        news.person,
        lambda: letter(meeting, news, why, by_themselves=by_themselves),
        meeting=meeting,
        key=f"calendar-{entry.uid}:{news.sequence}:{news.stamped_at:%Y%m%dT%H%M%S}",
        thread=meeting.thread,
        at=at,
        automatic=not why,
        news={news.person.pk: news},
    )
    return message is not None


def letter(meeting: Meeting, news: News, why: str = "", *, by_themselves: bool = True) -> Letter:
    """In the language that is being written in."""
    was, shown = news.was, news.shown
    said = (
        _gone(meeting, by_themselves)
        if shown is None
        else _new(shown)
        if was is None
        else _changed(was, shown)
    )
    it = shown or was or Shown()
    begins, ends = (
        dt.datetime.fromisoformat(moment).astimezone(meeting.zone) for moment in (it.begins, it.ends)
    )
    of_a_guest = news.entry.guest_id is not None
    return Letter(
        subject=_subject(was, shown) % {"meeting": meeting.title},
        paragraphs=[
            *said,
            *([_("Reason: %(why)s") % {"why": why}] if why else []),
            _("The entry in your calendar follows with this mail. You can answer there whether you come.")
            if shown and Part(shown.part) in ASKED
            else _(
                "The entry in your calendar follows with this mail. There is nothing that you have to do."
            ),
        ],
        facts=[(_("Your time"), hours(begins, ends)), (_("Where"), it.location)]
        if of_a_guest
        else facts(meeting),
        action=None if of_a_guest or shown is None else (_("To the meeting"), page(meeting)),
        sender=signed(meeting.network),
    )


def _subject(was: Shown | None, shown: Shown | None) -> str:
    """Whoever reads no further than the subject knows at least that the house is another."""
    if was and shown and shown.differs(was, ["where"]) and not shown.differs(was, ["begins", "ends"]):
        return _("New place: %(meeting)s")
    return _("Your calendar: %(meeting)s")


def _gone(meeting: Meeting, by_themselves: bool) -> list[str]:
    if meeting.state == State.POSTPONED:
        return [_("The meeting doesn't take place on this date. A new one is to come.")]
    if meeting.state == State.CANCELLED:
        return [_("The meeting doesn't take place.")]
    if not by_themselves:
        return [_("You aren't asked to come to the meeting any more, so it is taken out of your calendar.")]
    return [_("You don't come to the meeting, so it is taken out of your calendar.")]


def _new(shown: Shown) -> list[str]:
    return [_("The meeting is now in your calendar."), *_stands(shown)]


def _changed(was: Shown, shown: Shown) -> list[str]:
    """Each thing that is different, in a sentence."""
    said = []
    if shown.differs(was, ["begins", "ends"]):
        said.append(_("The time has changed."))
    if shown.differs(was, ["where"]):
        said.append(_("The place has changed: %(place)s") % {"place": shown.location})
    if shown.differs(was, ["link"]):
        said.append(
            _(
                "The way to take part online has changed. You find it where you found it before; old links don't work."
            )
        )
    if shown.differs(was, ["title"]):
        said.append(_("It is called “%(title)s” now.") % {"title": shown.title})
    if shown.differs(was, ["part"]):
        said += _stands(shown)
    return said


def _stands(shown: Shown) -> list[str]:
    said = {
        Part.COMES: _("You have a seat."),
        Part.WAITS: _("You are on the waiting list."),
        Part.OFFERED: _("A place has come free for you."),
        Part.PERHAPS: _("You have said that you perhaps come. We ask you again before the meeting."),
        Part.COMES_ALONG: _("You have said that you come along."),
        Part.GUEST: _("You have said that you come."),
    }.get(Part(shown.part))
    return [said] if said else []


def by_part(told: Iterable[News]) -> list[tuple[str, list[Person]]]:
    """Who is written to, each once, by why they have it in their calendar: what is read before they are."""
    words = {
        _("Come"): (Part.COMES,),
        _("Wait for a place"): (Part.WAITS, Part.OFFERED),
        _("Haven't answered, or perhaps come"): (Part.ASKED, Part.PERHAPS),
        _("Come along with somebody"): (Part.COMES_ALONG, Part.ASKED_ALONG),
        _("The host's contact"): (Part.HOSTS,),
        _("Guests"): (Part.GUEST, Part.GUEST_ASKED),
    }
    seen: dict[int, tuple[News, Part]] = {}
    for one in told:
        if shown := one.shown or one.was:
            seen.setdefault(one.person.pk, (one, Part(shown.part)))
    groups = [
        (said, [one.person for one, part in seen.values() if part in parts]) for said, parts in words.items()
    ]
    return [(said, people) for said, people in groups if people]
