"""What the worker does by itself. Each can be killed at any moment and started again."""

import time

from armkrok.directory.models import Person
from armkrok.journal import clock

from . import acting, asking, calendars, doubting, filing, reminding, writing
from .inviting import write_invitations
from .models import Meeting, Seat, State
from .models.meeting import COMING
from .offering import pass_on

# A task that runs for too long is taken for dead and started once more (Q_CLUSTER["timeout"]).
SECONDS_PER_ROUND = 120


def pass_on_places() -> int:
    """Every minute: offers that have run out go to the next in line."""
    now = clock.now()
    meetings = Meeting.objects.filter(state=State.INVITED, pk__in=Seat.objects.run_out(now).values("meeting"))
    return sum(pass_on(meeting, at=now) for meeting in meetings)


def send_invitations() -> int:
    """Every few minutes and when it is asked for: whoever is to be invited and hasn't been yet, newcomers too."""
    now = clock.now()
    invited = Meeting.objects.filter(state=State.INVITED, starts_at__gt=now).select_related(
        "network__team__organisation", "place"
    )
    return sum(write_invitations(meeting, at=now) for meeting in invited)


def send_reminders() -> int:
    """Every hour: whatever is due, by day only. What isn't written in this round is in the next."""
    began, now, written = time.monotonic(), clock.now(), 0
    coming = Meeting.objects.filter(
        state__in=COMING, starts_at__gt=now, starts_at__lte=now + reminding.FURTHEST
    )
    for meeting in coming.select_related("network").order_by("starts_at"):
        if time.monotonic() - began > SECONDS_PER_ROUND:
            break
        written += reminding.remind(meeting, at=now)
    return written


def erase_answers() -> int:
    """Every day: what people answered about food and the like goes when the day has come that they were told; and what
    came by mail some time after the meeting."""
    now = clock.now()
    return asking.erase_answers(now) + doubting.forget(now)


def sweep_files() -> int:
    """Every day: files of what was removed a month ago, and those that belong to nothing."""
    return filing.sweep(clock.now())


def tell_at_the_new_address(number: int) -> None:
    """When it is asked for: the calendar of the person of this number."""
    for person in Person.objects.filter(pk=number):
        calendars.settle_all_of(person, at=clock.now())


def write_mailings() -> int:
    """When it is asked for, and every few minutes: the letters of mails to a selection. Returns how many were new."""
    began, written = time.monotonic(), 0
    numbers = writing.to_be_written()
    for first in range(0, len(numbers), writing.AT_ONCE):
        written += writing.write_letters(numbers[first : first + writing.AT_ONCE])
        if time.monotonic() - began > SECONDS_PER_ROUND:
            writing.wake_the_writer()
            break
    return written


def remind_of_actions() -> int:
    """Every hour: who said that they would do something until today, and hasn't ticked it off."""
    return acting.remind(at=clock.now())
