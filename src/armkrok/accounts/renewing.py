"""Whoever opens a link that has ended can have a new one mailed, to the address that we know and to no other."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from armkrok.journal.models import record

from .links import Renew
from .models import PersonalLink

# So long a second wish for the same new link is taken as the first.
ONCE_PER = dt.timedelta(hours=1)


@transaction.atomic
def renew(link: PersonalLink, mail_anew: Renew, *, at: dt.datetime) -> None:
    """Nothing happens, and nothing is said of it, when a new one was mailed within the hour."""
    not_lately = Q(renewed_at=None) | Q(renewed_at__lte=at - ONCE_PER)
    if not PersonalLink.objects.filter(not_lately, pk=link.pk).update(renewed_at=at):
        return
    mail_anew(link, at)
    record("link.renewed", [link.person], by=link.person, at=at, task=link.task)
