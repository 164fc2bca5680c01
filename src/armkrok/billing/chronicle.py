"""An invoice's history in words, newest first: who did what, when and why."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from armkrok.directory.models import Person
from armkrok.journal.models import Entry

from .amounts import written
from .history import WORDS
from .models import Channel, Invoice

MOST = 200


@dataclass(frozen=True)
class Line:
    at: dt.datetime
    who: str  # empty when the program acted by itself
    words: str
    why: str
    about: str  # how much, which way, which step


def chronicle(invoice: Invoice) -> list[Line]:
    """All that the journal says of it. Two queries, however much happened."""
    entries = list(Entry.objects.about(invoice).filter(what__in=WORDS)[:MOST])
    names = dict(
        Person.objects.filter(pk__in={one.by for one in entries if one.by}).values_list("pk", "name")
    )
    return [
        Line(one.at, names.get(one.by or 0, ""), one.words, one.why, _about(one.details)) for one in entries
    ]


def _about(details: dict[str, Any]) -> str:
    said = []
    if "amount" in details:
        said.append(written(Decimal(details["amount"]), str(details.get("currency", ""))))
    if channel := details.get("channel"):
        said.append(str(dict(Channel.choices).get(channel, channel)))
    if step := details.get("step"):
        said.append(_("reminder %(step)s") % {"step": step})
    if number := details.get("number"):
        said.append(str(number))
    return ", ".join(said)
