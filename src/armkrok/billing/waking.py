"""The worker is told that something is to be delivered. It also looks by itself every few minutes."""

from django.core.cache import cache
from django.db import transaction
from django_q.tasks import async_task

DELIVER = "armkrok.billing.tasks.deliver"
_ASKED = "billing.deliver.asked"
_SECONDS = 120


def wake_the_carrier() -> None:
    """After the transaction, and once for all that are made before the worker begins: a run makes a thousand."""
    transaction.on_commit(_call, robust=True)


def _call() -> None:
    if cache.add(_ASKED, True, _SECONDS):
        async_task(DELIVER, task_name="billing.deliver")


def the_carrier_begins() -> None:
    """From now on a new call is needed: what is made later may be missed by this round."""
    cache.delete(_ASKED)


ISSUE = "armkrok.billing.tasks.finish_runs"


def wake_the_issuer() -> None:
    """After the transaction in which a run was approved."""
    transaction.on_commit(lambda: async_task(ISSUE, task_name="billing.finish_runs"), robust=True)
