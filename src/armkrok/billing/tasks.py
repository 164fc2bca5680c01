"""What the worker does by itself. Each can be killed at any moment and started again."""

from armkrok.journal import clock

from . import delivering, reminding


def finish_runs() -> int:
    """When a run is approved, and every few minutes: approved runs become invoices. Returns how many were issued."""
    return 0


def deliver() -> int:
    """When invoices are issued, and every few minutes: they are handed over, and what became of them is asked."""
    return delivering.deliver(clock.now())


def remind() -> int:
    """Every day: reminders of what is overdue (K36: nothing else follows from it)."""
    return reminding.remind(at=clock.now())
