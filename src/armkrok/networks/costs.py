"""What it costs to join and to leave, as whoever knows prices says it: a part of the page."""

import datetime as dt
from typing import Any

from django.dispatch import Signal
from django.utils.safestring import SafeString, mark_safe

from armkrok.directory.models import Organisation

from . import signals
from .models import Enrolment, Network


def of_joining(network: Network, on: dt.date, organisation: Organisation | None = None) -> SafeString:
    """Empty where nobody knows."""
    return _answers(signals.joining_costs, Network, network=network, on=on, organisation=organisation)


def of_leaving(enrolment: Enrolment, on: dt.date) -> SafeString:
    """Items of a list."""
    return _answers(signals.leaving_costs, Enrolment, enrolment=enrolment, on=on)


def _answers(signal: Signal, sender: type, **what: Any) -> SafeString:
    parts = [answer for _receiver, answer in signal.send(sender, **what) if answer]
    return mark_safe("".join(parts))  # noqa: S308 (rendered from templates of ours)
