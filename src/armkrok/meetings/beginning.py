"""A meeting begins with an earlier one's programme."""

import datetime as dt

from django.db import transaction

from armkrok.directory.models import Person
from armkrok.networks.models import Network

from . import making, programming
from .models import Meeting


@transaction.atomic
def plan_like(
    network: Network, what: making.Plan, source: Meeting, *, by: Person, at: dt.datetime
) -> Meeting:
    """A draft with the programme of another meeting; one without a programme has nothing to take over."""
    meeting = making.plan(network, what, by=by, at=at)
    if source.items.exclude(sort="host_slot").exists():
        programming.copy(meeting, source, by=by, at=at)
    return meeting
