"""What it costs, said beforehand: to anybody who reads about a network, before one enrols, takes a seat or leaves."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.meetings.models import Meeting, Move, State
from armkrok.networks import withdrawing
from armkrok.networks.models import Enrolment, Network

from . import money, pricing
from .models import Invoice, PriceRule
from .models.price import Charges
from .pricing import Prices, plain
from .rules import Refusal
from .rules.facts import Facts, Held, Line, Package, Vat
from .rules.prices import KINDS, NONE, NOT_STATED

LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Row:
    """One line of a table of prices."""

    words: str
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class Quote:
    """A price as it is told: the rule in a sentence, and reckoned examples with net, VAT and gross."""

    rule: PriceRule
    sentence: str
    rows: tuple[Row, ...]
    vat: Vat | None

    @property
    def currency(self) -> str:
        return self.rule.currency

    @property
    def is_stated(self) -> bool:
        return self.rule.kind != NOT_STATED

    @property
    def is_free(self) -> bool:
        return self.rule.kind == NONE


def row(words: str, net: Decimal, vat: Vat) -> Row:
    """Reckoned as on an invoice with this line alone."""
    net = money.rounded(net)
    tax = money.vat_of(net, vat.percent)
    return Row(words, net, tax, net + tax)


def quote(rule: PriceRule, prices: Prices, day: dt.date) -> Quote:
    """The rule as it is told on that day. No query."""
    how, said = KINDS[rule.kind], plain(rule)
    try:
        vat = prices.vat(rule, day)
    except Refusal:
        return Quote(rule, how.says(said), (), None)
    rows = tuple(row(example.words, example.net, vat) for example in how.examples(said))
    return Quote(rule, how.says(said), rows, vat)


@dataclass(frozen=True)
class Joining:
    """What somebody reads before they enrol: `today` is what this year would cost, `later` a whole one; `over` says
    that nothing is left of this year (K38), `unknown` why it can't be reckoned; `coming` is a price that has been set
    from a later day."""

    fee: Quote
    extra_seat: Quote
    today: Row | None = None
    later: Row | None = None
    over: str = ""
    unknown: str = ""
    seats: int = 0
    packages: int = 1
    coming: Quote | None = None

    @property
    def whole_year_alone(self) -> bool:
        """Whether this year costs what each later one does."""
        return self.today is None or (self.later is not None and self.today.net == self.later.net)


def joining(network: Network, on: dt.date, organisation: Organisation | None = None) -> Joining:
    """For one who would enrol on that day. Three queries at most."""
    prices = Prices(network)
    fee = quote(prices.rule(Charges.FEE, on), prices, on)
    coming = prices.coming(Charges.FEE, on)
    seat = quote(prices.rule(Charges.EXTRA_SEAT, on), prices, on)
    today, over, unknown = None, "", ""
    held = held_by(network, on) if KINDS[fee.rule.kind].can_be_over else 0
    facts = _if_one_joined(network, on, organisation, held)
    try:
        today = _sum_of(_("This year, if you enrol today"), pricing.fee_lines(facts, prices))
    except Refusal as no:  # no price, or nobody has said who asks; or nothing is left of the year
        over, unknown = (str(no), "") if no.requirement == "K38" else ("", str(no))
    return Joining(
        fee,
        seat,
        today,
        _whole_year(facts, prices),
        over,
        unknown,
        network.seats_per_meeting,
        network.packages_at_most,
        quote(coming, prices, coming.from_on) if coming else None,
    )


def held_by(network: Network, on: dt.date) -> int:
    """A3: how many meetings of that day's network year had been marked held by then. One query."""
    night = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), ZoneInfo(network.time_zone))
    marked = Move.objects.filter(meeting=OuterRef("pk"), state=State.HELD, at__lt=night)
    return Meeting.objects.held_in(network, network.year(on)).filter(Exists(marked)).count()


def _if_one_joined(network: Network, on: dt.date, organisation: Organisation | None, held: int) -> Facts:
    first, last = network.year(on)
    return Facts(
        member=organisation.name if organisation else "",
        network=network.name,
        enrolment=0,
        first=first,
        last=last,
        joined_on=on,
        packages=(Package(1, LATEST, on),),
        held=tuple(Held(on, LATEST - dt.timedelta(days=1)) for _number in range(held)),
        inhabitants=organisation.inhabitants if organisation else None,
        inhabitants_on=organisation.inhabitants_on if organisation else None,
    )


def _whole_year(facts: Facts, prices: Prices) -> Row | None:
    """The next network year, which opens by itself at the full price (K36)."""
    first, last = prices.network.year(facts.last + dt.timedelta(days=1))
    package = Package(1, dt.datetime.combine(facts.first, dt.time(), dt.UTC), facts.first)
    following = Facts(
        facts.member,
        facts.network,
        0,
        first,
        last,
        facts.joined_on,
        (package,),
        inhabitants=facts.inhabitants,
        inhabitants_on=facts.inhabitants_on,
    )
    try:
        return _sum_of(_("Each whole network year"), pricing.fee_lines(following, prices))
    except Refusal:
        return None


def _sum_of(words: str, lines: list[Line]) -> Row | None:
    if not lines:
        return None
    sums = money.totals(lines)
    return Row(words, sums.net, sums.vat, sums.gross)


def extra_seat(meeting: Meeting, network: Network) -> Quote:
    """What one extra seat at this meeting costs (A1, K40). Two queries."""
    prices = Prices(network)
    return quote(prices.rule(Charges.EXTRA_SEAT, meeting.day), prices, meeting.day)


def further_package(enrolment: Enrolment, on: dt.date) -> Joining:
    """What a further package of seats costs (A7): as much as joining on that day."""
    return joining(enrolment.network, on, enrolment.organisation)


@dataclass(frozen=True)
class Leaving:
    """What somebody reads before they withdraw: what has been invoiced of this year and stays (A4)."""

    invoices: list[Invoice]
    free: bool
    year_ends_on: dt.date
    to_come: bool  # nothing has been invoiced, and the year's fee will be


def leaving(enrolment: Enrolment, on: dt.date) -> Leaving:
    first, last = enrolment.network.year(on)
    invoices = Invoice.objects.invoices().filter(enrolment=enrolment, network_year_from=first)
    fee = pricing.rule_for(enrolment.network, Charges.FEE, on)
    stays = withdrawing.last_day(enrolment, on) >= last
    return Leaving(list(invoices.order_by("serial")), fee.kind == NONE, last, stays)
