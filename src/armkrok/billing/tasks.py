"""What the worker does by itself. Each can be killed at any moment and started again."""

import time

from armkrok.journal import clock

from . import delivering, reminding, running
from .models import Run
from .waking import wake_the_issuer


def finish_runs() -> int:
    """When a run is approved, and every few minutes: approved runs become invoices. Returns how many were issued."""
    now, began, issued = clock.now(), time.monotonic(), 0
    for run in Run.objects.filter(finished_at=None).order_by("pk"):
        left = running.SECONDS_PER_ROUND - (time.monotonic() - began)
        if left <= 0:
            wake_the_issuer()
            break
        issued += running.work(run, at=now, seconds=left)
    return issued


def deliver() -> int:
    """When invoices are issued, and every few minutes: they are handed over, and what became of them is asked."""
    return delivering.deliver(clock.now())


def remind() -> int:
    """Every day: reminders of what is overdue (K36: nothing else follows from it)."""
    return reminding.remind(at=clock.now())
