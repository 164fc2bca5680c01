"""Into the outbox: a letter to somebody about a meeting, and with it what their calendar hasn't been told yet."""

import datetime as dt
from collections.abc import Callable, Mapping

from armkrok.directory.models import Person
from armkrok.mail.letter import Letter
from armkrok.mail.models import Message, post
from armkrok.networks.models import Network

from .. import telling
from ..locking import locked_once
from ..models import Guest, Meeting, Seat
from .words import (
    clock_hours,
    facts,
    hours,
    moment_in,
    page,
    signed,
    when,
    where,
    where_in_words,
    zone_words,
)

__all__ = [
    "clock_hours",
    "facts",
    "hours",
    "moment_in",
    "page",
    "send",
    "signed",
    "when",
    "where",
    "where_in_words",
    "zone_words",
]


def send(
    person: Person,
    write: Callable[[], Letter],
    *,
    meeting: Meeting | None = None,
    network: Network | None = None,
    key: str,
    thread: str,
    at: dt.datetime,
    automatic: bool = True,
    sender_name: str = "",
    reply_to: str = "",
    guest: Guest | None = None,
    seat: Seat | None = None,
    news: Mapping[int, telling.News] | None = None,
) -> Message | None:
    """In the person's language or the network's; answers go to the team unless said otherwise.

    A letter about a meeting brings the person's calendar up to date where it isn't: one mail, not two. `guest` is
    whose own time the letter is about; `seat` the one that the person has, and `news` what each person's calendar
    is to be told, where that has been read already.
    """
    network = meeting.network if meeting else network
    assert network  # noqa: S101 (one of the two is given)
    if not person.email:
        return None

    def calendar() -> tuple[str, str]:
        """Asked only for a letter that is new, so what has been told is told once."""
        if meeting is None:
            return "", ""
        told = (
            telling.news_for(person, locked_once(meeting), at=at, guest=guest, seat=seat)
            if news is None
            else news.get(person.pk)
        )
        return told.tell() if told else ("", "")

    return post(
        person.as_receiver(network.language),
        write,
        key=key,
        thread=thread,
        at=at,
        automatic=automatic,
        sender_name=sender_name or network.team.organisation.name,
        reply_to=reply_to or network.team.email,
        team_number=network.team_id,
        calendar=calendar,
    )
