"""What a price depends on, as plain values: the facts of one member in one network year, and the lines that follow."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from ..money import vat_of


@dataclass(frozen=True)
class Held:
    """A meeting that was held, and when it was marked so (A3)."""

    on: dt.date
    marked_at: dt.datetime


@dataclass(frozen=True)
class Package:
    """Seats for a year (A7). The first is the enrolment itself; each further one has a number of its own. `taken_at` is
    the moment from which it is the member's."""

    number: int
    taken_at: dt.datetime
    taken_on: dt.date


@dataclass(frozen=True)
class ExtraSeat:
    """A seat beyond those of the packages (A1, A2), or one that was given up too late (A13). It names nobody."""

    number: int  # the seat's own
    meeting: int
    meeting_title: str
    meeting_on: dt.date
    left_late: bool = False

    @property
    def key(self) -> str:
        return f"seat:{self.number}"


@dataclass(frozen=True)
class Facts:
    """One member in one network year. `held` are the year's meetings (trips aside) in order; `first` and `last` are the
    year's days; `inhabitants` with the day that they were counted, where anybody knows."""

    member: str
    network: str
    enrolment: int
    first: dt.date
    last: dt.date
    joined_on: dt.date
    packages: tuple[Package, ...]
    held: tuple[Held, ...] = ()
    extra_seats: tuple[ExtraSeat, ...] = ()
    inhabitants: int | None = None
    inhabitants_on: dt.date | None = None

    def key_of(self, package: Package) -> str:
        return f"fee:{self.enrolment}:{self.first.isoformat()}:{package.number}"


@dataclass(frozen=True)
class Vat:
    """How a line is taxed: UNCL5305 category, per cent, and a reason where no VAT is added (E, O)."""

    category: str
    percent: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Rule:
    """A price rule with what is asked of it: see `models.PriceRule`."""

    kind: str
    terms: dict = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that is charged. `key` names it once and for all; `why` is the sentence that explains it, with its
    rule, date and count, in the language that is being spoken. `net` is for all of `quantity`, rounded."""

    key: str
    charges: str  # models.Charges
    name: str
    why: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    currency: str
    vat_category: str
    vat_percent: Decimal
    period_from: dt.date
    period_to: dt.date
    vat_reason: str = ""
    meeting: int | None = None
    as_known: bool = False  # by a number that is counted anew every year: what was invoiced by it stands

    @property
    def vat(self) -> Decimal:
        """For showing one line by itself. An invoice's VAT is reckoned on its sums (money.totals)."""
        return vat_of(self.net, self.vat_percent)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat
