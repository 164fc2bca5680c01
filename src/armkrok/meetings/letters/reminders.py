"""Reminders: short, with what the receiver needs now and their own link."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.accounts.models import PersonalLink
from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.ui.templatetags.ui import day, number

from ..models import Answer, Companion, GuestState, Meeting
from ..models.hosting import Doer
from ..preparing import Numbers, numbers
from ..rules import Reminder, reminders
from ..telling import News
from .sending import facts, hours, page, send, signed, where, zone_words


class Reminded(Protocol):
    """See `reminding.Receiver`."""

    @property
    def person(self) -> Person: ...
    @property
    def thread(self) -> str: ...
    @property
    def about(self) -> Any: ...
    @property
    def slots(self) -> list[Any]: ...


@dataclass(frozen=True)
class More:
    """What all letters of one kind about one meeting say, asked once."""

    numbers: Numbers | None = None
    asks: bool = False  # whether there are questions about food and the like


def more(meeting: Meeting, what: Reminder) -> More:
    if what == Reminder.HOST:
        return More(numbers=numbers(meeting))
    if what == Reminder.COMING:
        return More(asks=meeting.questions.exists())
    return More()


def reminder(
    meeting: Meeting,
    what: Reminder,
    to: Reminded,
    link: PersonalLink,
    more: More,
    news: Mapping[int, News] | None,
    *,
    at: dt.datetime,
) -> None:
    """Into the outbox, once for this day of the meeting. `news` is what calendars are to be told, where it was read."""
    write = _WRITE[what]
    send(
        to.person,
        lambda: write(meeting, to, link.address(), more),
        meeting=meeting,
        key=reminders.key(meeting.pk, what, meeting.day, to.person.pk),
        thread=to.thread,
        at=at,
        guest=to.slots[0][0] if to.slots else None,
        news=news,
    )


def _unanswered(meeting: Meeting, to: Reminded, address: str, more: More) -> Letter:
    asked = to.about
    words = {"organisation": asked.enrolment.organisation.name}
    paragraphs = [
        _("You have answered “perhaps” for %(organisation)s. Do you come?") % words
        if asked.answer == Answer.MAYBE
        else _("We haven't heard from you yet. Do you come for %(organisation)s, or does somebody else?")
        % words,
        _("A no is an answer too; it helps us to plan."),
    ]
    if meeting.armkrok:
        paragraphs.append(
            _(
                "It is a meeting arm in arm: take somebody along from home whom the subject needs. The link helps you."
            )
        )
    return Letter(
        subject=_("Reminder: do you come? %(meeting)s, %(date)s")
        % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=paragraphs,
        facts=[*facts(meeting), (_("Please answer by"), day(meeting.deadlines.registration_on))],
        action=(_("Answer here"), address),
        after=[
            _(
                "You don't need to sign in. You can change the answer until the meeting begins, with the same link."
            ),
            _("The programme: %(address)s") % {"address": page(meeting)},
        ],
        sender=signed(meeting.network),
    )


def _companion(meeting: Meeting, to: Reminded, address: str, more: More) -> Letter:
    roles = meeting.network.companion_roles
    return Letter(
        subject=_("Reminder: whom do you take under the arm? %(meeting)s") % {"meeting": meeting.title},
        paragraphs=[
            _("You haven't invited anybody yet to come along with you."),
            *([_("For example: %(roles)s.") % {"roles": ", ".join(roles)}] if roles else []),
            _(
                "Behind the link you find an invitation that is almost written. You change it as you like, and it is "
                "sent in your name. If nobody comes along this time, say why there."
            ),
        ],
        facts=facts(meeting),
        action=(_("Invite somebody"), address),
        after=[_("You don't need to sign in.")],
        sender=signed(meeting.network),
    )


def _host(meeting: Meeting, to: Reminded, address: str, more: More) -> Letter:
    counted = more.numbers or numbers(meeting)
    tasks = [task.words for task in to.about.tasks.all() if task.doer == Doer.HOST and not task.done_at]
    paragraphs = [
        ngettext(
            "%(count)s person comes as it stands now.",
            "%(count)s people come as it stands now.",
            counted.in_all,
        )
        % {"count": number(counted.in_all)}
    ]
    if counted.unanswered:
        paragraphs[0] += " " + ngettext(
            "%(count)s companion or guest hasn't answered yet.",
            "%(count)s companions and guests haven't answered yet.",
            counted.unanswered,
        ) % {"count": number(counted.unanswered)}
    if tasks:
        paragraphs.append("\n".join([_("Still open on your check list:"), *(f"– {task}" for task in tasks)]))
    else:
        paragraphs.append(_("Nothing is open on your check list. Thank you!"))
    return Letter(
        subject=_("Reminder: you host %(meeting)s, %(date)s")
        % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=paragraphs,
        facts=facts(meeting),
        action=(_("To your page as the host"), address),
        after=[_("You don't need to sign in. The link is yours alone, and works until the meeting is over.")],
        sender=signed(meeting.network),
    )


def _speakers(meeting: Meeting, to: Reminded, address: str, more: More) -> Letter:
    """S20: of the programme only what is theirs. The link to an online meeting is behind their own link."""
    guest = to.slots[0][0]
    told: list[tuple[str, str]] = []
    for each, timed in to.slots:
        told += [(_("Your time"), hours(timed.starts, timed.ends)), (_("In the programme"), each.item.title)]
    unanswered = any(each.state == GuestState.INVITED for each, _timed in to.slots)
    return Letter(
        subject=_("Reminder: our guest on %(date)s, %(meeting)s")
        % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=[
            _("We look forward to hearing you.")
            if not unanswered
            else _(
                "We would like to hear you, and haven't got your answer yet. It is a yes or a no behind the link."
            ),
            *([guest.brief] if guest.brief else []),
        ],
        facts=[*told, (_("Whose time"), zone_words(meeting)), (_("Where"), where(meeting))],
        action=(_("Your page"), address),
        after=[
            _(
                "You don't need to sign in. Behind the link you also leave your material, and join online while your "
                "time is on."
            )
        ],
        sender=signed(meeting.network),
    )


def _coming(meeting: Meeting, to: Reminded, address: str, more: More) -> Letter:
    along = isinstance(to.about, Companion)
    if along:
        coordinator = to.about.assignment.person.name
        first = _("You come along with %(name)s.") % {"name": coordinator}
    else:
        first = _("You come for %(organisation)s.") % {"organisation": to.about.organisation.name}
    return Letter(
        subject=_("Reminder: %(meeting)s, %(date)s") % {"meeting": meeting.title, "date": day(meeting.day)},
        paragraphs=[
            first,
            *([meeting.focus] if meeting.focus else []),
            *(
                [
                    _(
                        "Behind the link you see what you have told us about food and the like, and can change it."
                    )
                ]
                if more.asks
                else []
            ),
        ],
        facts=[*facts(meeting), *_train(meeting)],
        action=((_("Your answer") if along else _("Your seat, and what we would like to know")), address),
        after=[
            _("If you can't come after all, say so behind the link. You don't need to sign in."),
            _("The programme: %(address)s") % {"address": page(meeting)},
        ],
        sender=signed(meeting.network),
    )


def _train(meeting: Meeting) -> list[tuple[str, str]]:
    """S17: how far it is from the train, where there is one near."""
    distance = meeting.station_km
    if distance is None or not meeting.near_a_station:
        return []
    words = {"station": meeting.station_name, "km": number(distance)}
    return [
        (
            _("The nearest railway station"),
            _("%(station)s, %(km)s km") % words if meeting.station_name else f"{words['km']} km",
        )
    ]


_WRITE: dict[Reminder, Callable[[Meeting, Reminded, str, More], Letter]] = {
    Reminder.UNANSWERED: _unanswered,
    Reminder.COMPANION: _companion,
    Reminder.HOST: _host,
    Reminder.SPEAKERS: _speakers,
    Reminder.COMING: _coming,
}
