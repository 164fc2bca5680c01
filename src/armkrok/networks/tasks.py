"""What the worker does by itself."""

from armkrok.journal import clock

from .models import Enrolment
from .withdrawing import end_membership


def end_memberships() -> int:
    """Every night: the memberships whose last day is over end. Run twice, it ends nothing twice."""
    now = clock.now()
    due = Enrolment.objects.to_end(clock.today())
    for enrolment in due:
        end_membership(enrolment, at=now)
    return len(due)
