"""What networks and meetings ask without knowing us, answered."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from armkrok.directory.models import Organisation
from armkrok.meetings.models import Meeting
from armkrok.meetings.signals import extra_seat_price
from armkrok.networks.models import Enrolment, Network
from armkrok.networks.signals import joining_costs, leaving_costs, year_commitments, year_is_over

from . import quoting
from .amounts import spoken
from .models import InvoiceLine, Kind
from .models.price import Charges
from .pricing import Prices, plain
from .rules.prices import KINDS


@receiver(joining_costs)
def what_joining_costs(
    sender: Any, *, network: Network, on: dt.date, organisation: Organisation | None = None, **more: Any
) -> str:
    context = {"costs": quoting.joining(network, on, organisation), "network": network}
    return render_to_string("billing/price_of_joining.html", context)


@receiver(leaving_costs)
def what_leaving_costs(sender: Any, *, enrolment: Enrolment, on: dt.date, **more: Any) -> str:
    """A4."""
    context = {"costs": quoting.leaving(enrolment, on), "enrolment": enrolment}
    return render_to_string("billing/price_of_leaving.html", context)


@receiver(extra_seat_price)
def what_an_extra_seat_costs(
    sender: Any, *, meeting: Meeting, enrolment: Enrolment, **more: Any
) -> str | None:
    """A1, K40. None where no price has been stated: then that is said, and never that it is free."""
    quote = quoting.extra_seat(meeting, enrolment.network)
    if quote.is_free:
        return _("An extra seat at this meeting is free of charge.")
    if not quote.rows or quote.vat is None:
        return None
    row = quote.rows[0]
    words = {
        "net": spoken(row.net, quote.currency),
        "vat": spoken(row.vat, quote.currency),
        "gross": spoken(row.gross, quote.currency),
    }
    if not row.vat:
        return _("An extra seat at this meeting costs %(net)s; no VAT is added.") % words
    return _("An extra seat at this meeting costs %(net)s, plus %(vat)s VAT: %(gross)s in all.") % words


@receiver(year_is_over)
def nothing_is_left(sender: Any, *, network: Network, on: dt.date, **more: Any) -> bool:
    """K38."""
    rule = Prices(network).rule(Charges.FEE, on)
    kind = KINDS[rule.kind]
    if not kind.can_be_over:
        return False
    return kind.is_over(plain(rule), quoting.held_by(network, on))


@receiver(year_commitments)
def an_invoice_has_been_sent(
    sender: Any, *, enrolment: Enrolment, year: tuple[dt.date, dt.date], **more: Any
) -> bool:
    """A4: an invoice of that year's fee binds, unless all of it has been taken back."""
    lines = InvoiceLine.objects.filter(
        invoice__enrolment=enrolment, invoice__network_year_from=year[0], charges=Charges.FEE
    )
    net = dict(lines.order_by().values_list("invoice__kind").annotate(net=Sum("net")))
    return net.get(Kind.INVOICE, Decimal(0)) > abs(net.get(Kind.CREDIT_NOTE, Decimal(0)))
