"""Those who run a network write to a selection of those who come. The act says who gets it; the worker writes it."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from armkrok.directory.models import Person
from armkrok.journal.models import record

from . import rules
from .letters import mailing as letters
from .locking import locked
from .models import Mailing, MailingReceiver, Meeting
from .participants import Line, Participants
from .rules import Refusal

TASK = "armkrok.meetings.tasks.write_mailings"
AT_ONCE = 25  # letters in one transaction: what is written is seen soon, and the disk isn't asked for each


def receivers(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Each person once, however often they take part; and those without an address, who can't be written to."""
    once: dict[int, Line] = {}
    for line in lines:
        if line.person:
            once.setdefault(line.person, line)
    everybody = once.values()
    return [line for line in everybody if line.email], [line for line in everybody if not line.email]


def write_mailing(
    meeting: Meeting,
    people: Iterable[Person],
    subject: str,
    text: str,
    *,
    form_key: str,
    by: Person,
    at: dt.datetime,
) -> Mailing:
    """A mail to each of these people who has to do with the meeting and has an address. The letters are the worker's.

    The same form sent twice is one mailing. Raises Refusal for what can't be filled in and when there is nobody.
    """
    try:
        with transaction.atomic():
            return _write(meeting, people, subject, text, form_key=form_key, by=by, at=at)
    except IntegrityError:  # the second click was as fast as the first
        if known := _sent_already(meeting, subject, text, form_key):
            return known
        raise


def _write(
    meeting: Meeting,
    people: Iterable[Person],
    subject: str,
    text: str,
    *,
    form_key: str,
    by: Person,
    at: dt.datetime,
) -> Mailing:
    if known := _sent_already(meeting, subject, text, form_key):
        return known
    rules.mailing_refusal(
        subject=subject,
        text=text,
        unknown={"subject": letters.unknown_fields(subject), "text": letters.unknown_fields(text)},
    )
    wanted = {person.pk for person in people}
    lines, _without = receivers(Participants(meeting, at).chosen((), wanted))
    if not lines:
        raise Refusal(_("Nobody would get it. Choose at least one person with an address."))
    mailing = Mailing.objects.create(
        meeting=meeting, subject=subject, text=text, by=by, at=at, form_key=form_key
    )
    MailingReceiver.objects.bulk_create(
        MailingReceiver(
            mailing=mailing,
            person_id=line.person or 0,  # receivers() has left out lines without a person
            name=line.name[:200],
            organisation=line.organisation[:200],
        )
        for line in lines
    )
    record("mailing.sent", [mailing, meeting], by=by, at=at, receivers=len(lines))
    wake_the_writer()
    return mailing


def _sent_already(meeting: Meeting, subject: str, text: str, form_key: str) -> Mailing | None:
    """The mailing that this form became. Raises Refusal when somebody went back and wrote something else in it."""
    known = Mailing.objects.filter(form_key=form_key).first()
    if known and (known.meeting_id, known.subject, known.text) != (meeting.pk, subject, text):
        raise Refusal(
            _("This form has been sent before, with other words. Open the page anew to write another mail.")
        )
    return known


def wake_the_writer() -> None:
    """In the act's own transaction: no mailing without its worker."""
    async_task(TASK, task_name="meetings.mailings")


def to_be_written() -> list[int]:
    """The numbers of those whose letter hasn't been written yet, the oldest first."""
    waiting = MailingReceiver.objects.filter(message=None).exclude(person__email="")
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def write_letters(numbers: Iterable[int]) -> int:
    """The letters of these receivers. Any number of workers may do it at once: a letter's key is written once."""
    chosen = MailingReceiver.objects.filter(pk__in=list(numbers), message=None)
    written = 0
    # Meetings in order, as wherever several are held at once: the letter says how it is now, and so does the calendar.
    meeting: Meeting | None = None
    for receiver in chosen.select_related("person", "mailing__meeting").order_by("mailing__meeting", "pk"):
        if receiver.mailing.meeting != meeting:
            meeting = locked(receiver.mailing.meeting)
        receiver.mailing.meeting = meeting
        if message := letters.to_receiver(receiver.mailing, receiver):
            written += MailingReceiver.objects.filter(pk=receiver.pk, message=None).update(message=message)
    return written
