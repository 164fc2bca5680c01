"""A worker that is killed (SIGKILL) at a moment that is named: `python -m tests.billing.killed MOMENT FOLDER`, in the
environment of a test's own database; the folder is its access point. What it did by then is all that there is; nothing is tidied up."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402

from armkrok.billing import delivering, issuing, running  # noqa: E402
from armkrok.billing.models import Run  # noqa: E402
from tests.world import NOW  # noqa: E402


def dies(*args: Any, **more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at(number: int, do: Callable[..., Any]) -> Callable[..., Any]:
    """Does it, and dies the `number`th time."""
    done = 0

    def counted(*args: Any, **more: Any) -> Any:
        nonlocal done
        done += 1
        return dies() if done == number else do(*args, **more)

    return counted


def work() -> None:
    running.work(Run.objects.get(), at=NOW)


def in_the_middle_of_issuing() -> None:
    issuing.paper.pdf = dies_at(running.AT_ONCE + 3, issuing.paper.pdf)
    work()


def between_issue_and_delivery() -> None:
    work()
    dies()


def between_handing_over_and_writing_it_down() -> None:
    work()
    delivering._sent = dies_at(2, delivering._sent)
    delivering.deliver(NOW)


if __name__ == "__main__":
    settings.EINVOICE_URL = f"file://{sys.argv[2]}"
    globals()[sys.argv[1]]()
