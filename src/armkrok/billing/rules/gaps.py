"""What stands in the way of an invoice, in words, and whom to ask for it. Nothing is ever guessed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from armkrok.ui.templatetags.ui import day as written_day

from . import Refusal
from .invoicing import faults


@dataclass(frozen=True)
class Gap:
    """`ask` says who can mend it: the member, those who run the network ("network"), who sends the invoices ("issuer"),
    or whoever keeps the directory ("directory"); "" where the words alone say it."""

    what: str
    words: Any
    ask: str
    field: str = ""


NO_ISSUER = Gap("issuer", _("Nobody has said what is to stand on the invoices."), "issuer")


def of_another_year(first: dt.date) -> Gap:
    words = _(
        "A fee has been invoiced for the network year that began on %(day)s, and the network's year begins in another "
        "month now. Credit that fee, or set the month back."
    )
    return Gap("year", words % {"day": written_day(first)}, "")


def of_receiver(scheme: str, address: str, reference: str) -> list[Gap]:
    """Decision 8: a wrong check digit was kept when they enrolled; here it stops the invoice."""
    return [
        Gap("receiver", fault.words, "member", fault.field) for fault in faults(scheme, address, reference)
    ]


def of_price(refusals: Sequence[Refusal]) -> list[Gap]:
    """A1, and facts that a price asks for."""
    said = dict.fromkeys((str(one), one.field) for one in refusals)
    return [
        Gap("price", words, "directory" if field == "inhabitants" else "network", field)
        for words, field in said
    ]


_MENDED_BY = {"issuer": "issuer", "price": "network"}


def of_document(faults: Iterable[tuple[Any, str]]) -> list[Gap]:
    """What e-invoices ask for beyond that: the words, and where it is mended (`ubl.Mend`)."""
    return [Gap("document", words, _MENDED_BY.get(where, "")) for words, where in dict.fromkeys(faults)]
