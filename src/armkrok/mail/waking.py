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

    def make(self) -> None:
        if self.at is None:
            async_task(DELIVER, task_name="mail.deliver")
            return
        # Two processes may come here at once and both write it down: the postman then looks twice, which harms nobody.
        call = {"func": DELIVER, "schedule_type": Schedule.ONCE, "next_run": self.at}
        if not Schedule.objects.filter(**call).exists():
            Schedule.objects.create(name="mail.hold", **call)


def wake_the_postman(at: dt.datetime | None = None) -> None:
    """Once per transaction, however many letters it posts, and after it: the worker would find nothing before.

    Holds that end within the same ten seconds share a call. If the call fails, or the machine dies before it is made,
    the letters are found within a minute anyway, so the act stays done and nobody hears of it.
    """
    if at:
        at = at.replace(microsecond=0) + dt.timedelta(seconds=10 - at.second % 10)
    call = _Call(at)
    if not any(getattr(waiting, "__self__", None) == call for _, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(call.make, robust=True)
