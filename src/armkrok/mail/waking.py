"""The letters' worker is told that there is something to carry. It also looks by itself every minute."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django_q.models import Schedule
from django_q.tasks import async_task

DELIVER = "armkrok.mail.tasks.deliver"


@dataclass(frozen=True)
class _Call:
    """One call of the worker, now or when a hold ends."""

    at: dt.datetime | None

    def __call__(self) -> None:
        if self.at is None:
            async_task(DELIVER, task_name="mail.deliver")
        else:
            Schedule.objects.get_or_create(
                func=DELIVER, schedule_type=Schedule.ONCE, next_run=self.at, defaults={"name": "mail.hold"}
            )


def wake_the_postman(at: dt.datetime | None = None) -> None:
    """Once per transaction, however many letters it posts, and after it: the worker would find nothing before.

    Holds that end within the same ten seconds share a call. If the machine dies before the call is made, the letters
    are found within a minute anyway.
    """
    if at:
        at = at.replace(microsecond=0) + dt.timedelta(seconds=10 - at.second % 10)
    call = _Call(at)
    if not any(waiting == call for _, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(call)
