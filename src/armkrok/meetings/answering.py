"""What the networks ask without knowing us, answered."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django_q.tasks import async_task

from armkrok.directory.models import Person
from armkrok.directory.signals import address_changed
from armkrok.journal import clock
from armkrok.mail.models import Received
from armkrok.mail.signals import calendar_answered
from armkrok.networks.models import Appointment, Enrolment
from armkrok.networks.signals import appointment_changed, membership_ended, year_commitments

from . import calendars, replying
from .bringing import call_off_those_of
from .models import Meeting
from .registering import free_the_seats_of


@receiver(year_commitments)
def a_meeting_has_been_held(
    sender: Any, *, enrolment: Enrolment, year: tuple[dt.date, dt.date], **more: Any
) -> bool:
    """A4: once the year's first meeting has been held, the year binds, also those who joined after it."""
    return Meeting.objects.held_in(enrolment.network, year).exists()


@receiver(calendar_answered)
def an_answer_has_come(
    sender: Any, *, calendar: bytes, written_by: str, received: Received, forged: bool, **more: Any
) -> bool:
    number, at = received.message_id, clock.now()
    if replying.receive(calendar, sender=written_by, message_id=number, forged=forged, at=at):
        return True
    received.team_number = replying.whose(calendar) or received.team_number
    return False


@receiver(membership_ended)
def seats_come_free(sender: Any, *, enrolment: Enrolment, at: dt.datetime, **more: Any) -> None:
    free_the_seats_of(enrolment, at=at)
    call_off_those_of(enrolment, at=at)
    calendars.settle_for(enrolment, at=at)


@receiver(appointment_changed)
def who_is_asked_is_another(sender: Any, *, appointment: Appointment, at: dt.datetime, **more: Any) -> None:
    calendars.settle_for(appointment.enrolment, at=at, person=appointment.person)


@receiver(address_changed)
def their_calendar_is_elsewhere(sender: Any, *, person: Person, **more: Any) -> None:
    """The worker tells it: whoever changes a person holds the person, and mustn't wait for their meetings."""
    async_task("armkrok.meetings.tasks.tell_at_the_new_address", person.pk, task_name="meetings.address")
