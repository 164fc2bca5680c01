"""Calendars follow what happens: whoever has the meeting in theirs is told when it isn't true any more (decision 20)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.networks.models import Enrolment

from .letters import calendars as letters
from .locking import locked
from .models import CalendarEntry, Invitation, Meeting, State
from .models.meeting import not_begun
from .showing import Part, Shown, Words, organiser, wanted
from .telling import News, news

__all__ = [
    "News",
    "Part",
    "Shown",
    "Words",
    "news",
    "organiser",
    "planned",
    "settle",
    "settle_all_of",
    "settle_for",
    "settle_names",
    "shown_now",
    "wanted",
    "would_tell",
]


@transaction.atomic
def settle(
    meeting: Meeting,
    *,
    at: dt.datetime,
    people: Iterable[Person] | None = None,
    why: str = "",
    by_themselves: bool = True,
) -> int:
    """A short letter to each of these people, or to everybody, whose calendar isn't true yet. At the end of an act: what
    a letter of its own has told is told. Nothing is told twice. Returns how many were written to.

    Within a transaction that holds the meeting.
    """
    told = [one for one in news(meeting, at=at, people=people) if one.worth_a_letter]
    return sum(letters.follows(meeting, one, at=at, why=why, by_themselves=by_themselves) for one in told)


def settle_names(meeting: Meeting, *, at: dt.datetime) -> None:
    """The programme has changed: guests are told at once what their item is called now. Other hours wait until those who
    run the meeting tell them. Within a transaction that holds the meeting."""
    guests = [guest.person for guest in meeting.guests.standing().select_related("person")]
    if guests:
        for one in news(meeting, at=at, people=guests):
            if one.is_another_name:
                letters.follows(meeting, one, at=at)


@transaction.atomic
def settle_for(enrolment: Enrolment, *, at: dt.datetime, person: Person | None = None) -> None:
    """A membership has ended, or this person begins or stops to speak for it: who was asked for it isn't now, or is."""
    asked = Invitation.objects.filter(not_begun(at), enrolment=enrolment).exclude(
        meeting__state=State.CANCELLED
    )
    if person:
        asked = asked.filter(person=person)
    # In order, as wherever several meetings are held at once.
    for invitation in asked.order_by("meeting", "pk").select_related("meeting", "person"):
        settle(locked(invitation.meeting), at=at, people=[invitation.person], by_themselves=False)


def settle_all_of(person: Person, *, at: dt.datetime) -> None:
    """They have another address: what stands in their calendar is told there. Each meeting in its own transaction."""
    theirs = CalendarEntry.objects.filter(not_begun(at), person=person).exclude(told={})
    for meeting in Meeting.objects.filter(pk__in=theirs.values("meeting")).order_by("pk"):
        with transaction.atomic():
            settle(locked(meeting), at=at, people=[person])


def would_tell(meeting: Meeting, values: Mapping[str, Any], *, at: dt.datetime) -> list[News]:
    """Who would be written to if the meeting were so, and what their calendar would be told. Nothing is changed."""
    return [one for one in news(planned(meeting, values), at=at) if one.worth_a_letter]


def planned(meeting: Meeting, values: Mapping[str, Any]) -> Meeting:
    """The meeting as it would be; it isn't saved."""
    it = copy(meeting)
    for name, value in values.items():
        setattr(it, name, value)
    return it


def shown_now(meeting: Meeting) -> int:
    """In how many calendars it stands."""
    return CalendarEntry.objects.filter(meeting=meeting).exclude(told={}).count()
