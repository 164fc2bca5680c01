"""What is due, worked out from the facts and never stored: each member's charges in a network year, what has been
invoiced of them, what is missing, and what follows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from armkrok.networks.models import Enrolment, Network

from .models import Invoice
from .rules.facts import Line

Year = tuple[dt.date, dt.date]


class Status(StrEnum):
    LATER = "later"  # it is known, but isn't due yet
    DUE = "due"
    INVOICED = "invoiced"
    DIFFERS = "differs"  # it was invoiced, and by the facts it would be something else now


@dataclass(frozen=True)
class Position:
    """One charge: the line by today's facts (None when there is none any more), and what has been invoiced, net and less
    what was credited. `generation` is the next one's."""

    key: str
    status: Status
    line: Line | None
    invoiced: Decimal
    generation: int = 0


@dataclass
class MemberFees:
    """A member in a network year. `gaps` stand in the way of an invoice, each in words (rules.gaps)."""

    enrolment: Enrolment
    year: Year
    positions: list[Position] = field(default_factory=list)
    gaps: list[Any] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)

    @property
    def due(self) -> list[Position]:
        return [one for one in self.positions if one.status == Status.DUE]


def fees(
    network: Network, year: Year, *, on: dt.date, only: Sequence[Enrolment] | None = None
) -> list[MemberFees]:
    """Every member of that year, or those asked for, in the order of names. As many queries for a thousand as for one."""
    raise NotImplementedError
